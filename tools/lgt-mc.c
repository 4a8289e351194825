#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_mc_main (argc, argv, NULL);
}

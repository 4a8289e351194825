#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_sample_main (argc, argv, NULL);
}

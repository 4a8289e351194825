#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_compare_main (argc, argv, NULL);
}

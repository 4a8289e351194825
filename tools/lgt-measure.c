#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_measure_main (argc, argv);
}

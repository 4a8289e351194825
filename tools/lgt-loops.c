#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_loops_main (argc, argv);
}

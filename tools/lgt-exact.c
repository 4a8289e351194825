#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_exact_main (argc, argv);
}

#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_analyze_main (argc, argv);
}

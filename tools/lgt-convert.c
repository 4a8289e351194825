#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_convert_main (argc, argv);
}

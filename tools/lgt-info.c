#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_info_main (argc, argv);
}

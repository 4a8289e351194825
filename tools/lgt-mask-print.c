#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_mask_print_main (argc, argv);
}

#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_factorize_main (argc, argv, NULL);
}

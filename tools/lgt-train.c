#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_train_main (argc, argv, NULL);
}

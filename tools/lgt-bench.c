#include <lgt/app.h>

int
main (int argc, char **argv)
{
  return lgt_bench_main (argc, argv);
}

#include <config.h>

#include <stddef.h>
#include <string.h>

#include "loops.h"

const struct lgt_cpu_loops *
lgt_cpu_loops (const char *name)
{
  if (strcmp (name, "cpu-generic") == 0)
    return &lgt_generic_loops;
#if defined LGT_WITH_AVX2 && LGT_WITH_AVX2
  if (strcmp (name, "cpu-avx2") == 0)
    return &lgt_avx2_loops;
#endif
#if defined LGT_WITH_AVX512 && LGT_WITH_AVX512
  if (strcmp (name, "cpu-avx512") == 0)
    return &lgt_avx512_loops;
#endif
  return NULL;
}

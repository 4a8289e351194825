/* The reference must be OpenBLAS at its best.

   An OpenBLAS older than the processor takes it for a much older one and
   multiplies matrices several times slower, which would flatter every ratio.
   The choice is made when the library is loaded, so the only way is to name
   a core in the environment and start again.  */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cblas.h>

#include "bench.h"

void
lgt_bench_name_core (char **argv)
{
  static const char *const old[]
    = { "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Generic",
        "Katmai", "Coppermine", "Northwood", "Banias", "Atom" };
  const char *core = openblas_get_corename (), *better = NULL;

#if defined __x86_64__
  if (__builtin_cpu_supports ("avx512f")
      && __builtin_cpu_supports ("avx512dq"))
    better = "SkylakeX";
  else if (__builtin_cpu_supports ("avx2"))
    better = "Haswell";
#endif
  if (!better || getenv ("OPENBLAS_CORETYPE"))
    return;
  for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
    if (strcmp (core, old[i]) == 0)
      {
        setenv ("OPENBLAS_CORETYPE", better, 1);
        execv ("/proc/self/exe", argv);
        return;         /* the old core then; the report names it */
      }
}

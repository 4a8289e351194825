/* The cpu backends that were compiled in, for the list of backends.  */

#ifndef LGT_CPU_BACKEND_H
#define LGT_CPU_BACKEND_H

#include <lgt/backend.h>

/* Present always; the other two where configure defines LGT_WITH_AVX2 and
   LGT_WITH_AVX512.  */
extern const struct lgt_backend lgt_backend_cpu_generic;
extern const struct lgt_backend lgt_backend_cpu_avx2;
extern const struct lgt_backend lgt_backend_cpu_avx512;

#endif

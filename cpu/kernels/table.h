/* The kernels of each instruction set, made in table.c.  */

#ifndef LGT_CPU_TABLE_H
#define LGT_CPU_TABLE_H

#include <lgt/backend.h>

/* One entry for each line of ops.def, then op == NULL.  */
extern const struct lgt_kernel lgt_generic_kernels[];
extern const struct lgt_kernel lgt_avx2_kernels[];
extern const struct lgt_kernel lgt_avx512_kernels[];

#endif

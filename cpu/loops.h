/* Loops that are no operation: how fast one core multiplies and adds, and
   multiplies SU(N) matrices with all operands in the first cache.  For
   lgt-bench.  */

#ifndef LGT_CPU_LOOPS_H
#define LGT_CPU_LOOPS_H

#include <stdint.h>

struct lgt_cpu_loops
{
  int lanes;              /* numbers in a vector */
  /* COUNT times 12 multiply-adds of vectors that do not wait for each
     other; the returned number is what they made, to no other use.  */
  double (*multiply_add) (int64_t count);
  /* COUNT products C = A B and as many C = A B^+ of N x N matrices of
     vectors.  */
  double (*product) (int n, int64_t count);
};
enum { LGT_CPU_CHAINS = 12 };

extern const struct lgt_cpu_loops lgt_generic_loops, lgt_avx2_loops,
  lgt_avx512_loops;

/* Those of the backend called NAME; NULL if it is none of the cpu.  */
const struct lgt_cpu_loops *lgt_cpu_loops (const char *name);

#endif

/* What the kernels can reach: multiply-adds, and products of matrices.  */

#include "../loops.h"
#include "sun.h"

/* The factors come from memory, or the compiler would know what becomes of
   the numbers.  */
static const volatile double factor = 0.999, term = 1e-3;

static double
multiply_add (int64_t count)
{
  const vd a = vd_set (factor), b = vd_set (term);
  vd x[LGT_CPU_CHAINS];

  for (int i = 0; i < LGT_CPU_CHAINS; i++)
    x[i] = vd_set (i);
  for (int64_t k = 0; k < count; k++)
    {
#pragma GCC unroll 12
      for (int i = 0; i < LGT_CPU_CHAINS; i++)
        x[i] = x[i] * a + b;
    }
  for (int i = 1; i < LGT_CPU_CHAINS; i++)
    x[0] += x[i];
  return x[0][0];
}

static double
product (int n, int64_t count)
{
  enum { MATRICES = 4 };
  const struct lgt_sun s = lgt_sun_of (n);
  num a[MATRICES][SUN_NUMBERS], c[2][SUN_NUMBERS];
  struct lgt_sun_matrix m[MATRICES];

  for (int i = 0; i < MATRICES; i++)
    {
      for (int k = 0; k < s.numbers; k++)
        a[i][k] = vd_set (factor * (i + k));
      m[i] = (struct lgt_sun_matrix) { a[i], 1, 0 };
    }
  for (int64_t k = 0; k < count; k++)
    {
      struct lgt_sun_matrix b = m[(k + 1) % MATRICES];

      lgt_sun_multiply_to (&s, c[0], 1, m[k % MATRICES], b);
      b.dagger = 1;
      lgt_sun_multiply_to (&s, c[1], 1, m[k % MATRICES], b);
    }
  return c[0][0][0] + c[1][0][0];
}

#define LGT_LOOPS_(isa) lgt_##isa##_loops
#define LGT_LOOPS(isa) LGT_LOOPS_ (isa)

const struct lgt_cpu_loops LGT_LOOPS (LGT_ISA) = { LGT_VD, multiply_add,
                                                   product };

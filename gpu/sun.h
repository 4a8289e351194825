/* SU(N) matrices of fields in one thread's registers.

   Arithmetic is lib/sun/matrix_body.h on double[2 N N], stride 1.  Kernels
   have the parameter N: 2 or 3, when all loops are unrolled and matrices live
   in registers, or 0 for any N, which then comes at run time and leaves them
   in local memory.  */

#ifndef LGT_GPU_SUN_H
#define LGT_GPU_SUN_H

#include "kernel.h"
#include "number.h"
#include "../lib/sun/matrix_body.h"

/* Room for a matrix, and N itself.  */
template <int N>
static constexpr int lgt_sun_room = N ? 2 * N * N : +SUN_NUMBERS;

template <int N>
LGT_DEVICE int
lgt_sun_n (int n)
{
  /* Compilers know by this that loops up to N are not empty.  */
  if (n < 2 || n > SUN_MAX)
    __builtin_unreachable ();
  return N ? N : n;
}

/* That of a kernel's three versions that is for N.  */
template <class... P>
static inline auto
lgt_sun_kernel (int n, void (*two) (P...), void (*three) (P...),
                void (*any) (P...))
{
  return n == 2 ? two : n == 3 ? three : any;
}

/* A float64 view's element of lane LANE.  */
LGT_DEVICE double *
lgt_sun_at (const struct lgt_view &v, int64_t pack, int64_t site,
            int64_t comp, int lane)
{
  return (double *) v.data + lgt_at (v, pack, site, comp) + lane;
}

/* X, but compilers do not know: else they keep all multiples of a stride in
   registers throughout a loop over matrices, more of them than the matrices
   need.  */
LGT_DEVICE int
lgt_opaque (int x)
{
#ifdef __CUDA_ARCH__
  asm volatile ("" : "+r" (x));
#endif
  return x;
}

/* P + S, for pointers that go through numbers LANES apart.  Compilers do not
   see through it: else they keep the offsets of all numbers, which are the
   same everywhere, and run out of registers.  */
template <class T>
LGT_DEVICE T *
lgt_step (T *p, int64_t s)
{
  p += s;
#ifdef __CUDA_ARCH__
  asm ("" : "+l" (p));
#endif
  return p;
}

/* What was loaded before is loaded anew where it is wanted after: that is what
   caches are for, registers are few.  */
LGT_DEVICE void
lgt_forget_loads (void)
{
  SUN_FORGET;
}

/* M = the matrix at FROM, whose numbers are LANES apart, or its Hermitian
   conjugate.  DAGGER changes strides and a sign, there is no branch.  */
LGT_DEVICE void
lgt_sun_load (int n, double *m, const double *from, int lanes, int dagger)
{
  const int apart = lgt_opaque (lanes);
  const int row = 2 * apart * (dagger ? 1 : n);
  const int column = 2 * apart * (dagger ? n : 1);

  SUN_UNROLL
  for (int i = 0; i < n; i++)
    SUN_UNROLL
    for (int j = 0; j < n; j++)
      {
        const double *at = from + i * row + j * column;
        const double im = at[apart];

        m[2 * (n * i + j)] = at[0];
        m[2 * (n * i + j) + 1] = dagger ? -im : im;
      }
}

LGT_DEVICE void
lgt_sun_store (int n, double *to, int lanes, const double *m)
{
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    {
      *to = m[i];
      to = lgt_step (to, lanes);
    }
}

/* The matrix at TO += M.  */
LGT_DEVICE void
lgt_sun_add (int n, double *to, int lanes, const double *m)
{
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    {
      *to += m[i];
      to = lgt_step (to, lanes);
    }
}

/* M = M B.  */
LGT_DEVICE void
lgt_sun_times (int n, double *m, const double *b)
{
  sun_product (n, m, 1, m, 1, SUN_PLAIN, b, 1, SUN_PLAIN, 0);
}

#endif

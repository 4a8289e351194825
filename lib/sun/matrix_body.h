/* Complex N x N matrices, one text for every number.

   The including file says what a number is (num, num_set, LGT_BODY, ... as
   for lib/tensor/rqs_body.h).  A matrix is 2 N^2 nums in the order (row,
   column, re/im), re/im fastest, component c at m[c * stride]: operands stay
   in memory, where an FMA takes them from, and matrices that lie in a field
   need no copy.  N is the first argument; where it is a constant 2 or 3
   everything is unrolled.  (In products the second factor is copied then, to
   registers.)

   Nothing here branches on a num.  */

#ifndef LGT_SUN_MATRIX_BODY_H
#define LGT_SUN_MATRIX_BODY_H

/* Components of a matrix of the largest N.  */
enum { SUN_MAX = 8, SUN_NUMBERS = 2 * SUN_MAX * SUN_MAX };

/* In front of loops up to N, and of those up to 2 N^2.  */
#if defined __CUDACC__
# define SUN_UNROLL _Pragma ("unroll")
# define SUN_UNROLL_ALL _Pragma ("unroll")
#elif defined __GNUC__ && __GNUC__ >= 8 && !defined __clang__
# define SUN_UNROLL _Pragma ("GCC unroll 3")
# define SUN_UNROLL_ALL _Pragma ("GCC unroll 18")
#else
# define SUN_UNROLL
# define SUN_UNROLL_ALL
#endif

/* In front of loops that a host need not unroll: a device has arrays in
   registers only where all indices are constants.  */
#if defined __CUDACC__
# define SUN_UNROLL_DEVICE _Pragma ("unroll")
#else
# define SUN_UNROLL_DEVICE
#endif

/* From here on a device loads what it stored instead of keeping it in
   registers.  */
#if defined __CUDA_ARCH__
# define SUN_FORGET asm volatile ("" : : : "memory")
#else
# define SUN_FORGET ((void) 0)
#endif

/* P + S, for pointers that go through a matrix of constant size.  A number
   type may define it so that compilers do not see through it: else they make
   the address of each component from the stride anew and run out of
   registers.  */
#ifndef num_step
# define num_step(p, s) ((p) + (s))
#endif

/* What becomes of an operand.  */
enum sun_as { SUN_PLAIN, SUN_DAGGER };

/* C = A B, or C += A B (ADD = 1), A and B as they are or their Hermitian
   conjugates.  C is not B, and A only where ADD = 0 and A is as it is.  */
LGT_BODY void
sun_product (int n, num *c, long cs, const num *a, long as, enum sun_as how_a,
             const num *b, long bs, enum sun_as how_b, int add)
{
  const int da = how_a == SUN_DAGGER, db = how_b == SUN_DAGGER;
  num copy[SUN_NUMBERS];

  /* Each component of B is needed N times: in registers, if they suffice.  */
  if (n <= 3)
    {
      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        {
          copy[i] = *b;
          b = num_step (b, bs);
        }
      b = copy;
      bs = 1;
    }
  SUN_UNROLL
  for (int i = 0; i < n; i++)
    {
      num re[SUN_MAX], im[SUN_MAX];
      const num *p = a + 2 * (da ? i : n * i) * as;
      const num *before = c;

      SUN_UNROLL
      for (int j = 0; j < n; j++)
        {
          re[j] = add ? before[0] : num_set (0);
          im[j] = add ? before[cs] : num_set (0);
          before = num_step (before, 2 * cs);
        }
      SUN_UNROLL
      for (int k = 0; k < n; k++)
        {
          const num x = p[0], y = p[as];

          SUN_UNROLL
          for (int j = 0; j < n; j++)
            {
              const long q = 2 * (db ? n * j + k : n * k + j) * bs;
              const num u = b[q], v = b[q + bs];

              re[j] = re[j] + x * u;
              if (db)
                im[j] = im[j] - x * v;
              else
                im[j] = im[j] + x * v;
              if (da != db)
                re[j] = re[j] + y * v;
              else
                re[j] = re[j] - y * v;
              if (da)
                im[j] = im[j] - y * u;
              else
                im[j] = im[j] + y * u;
            }
          p = num_step (p, 2 * (da ? n : 1) * as);
        }
      SUN_UNROLL
      for (int j = 0; j < n; j++)
        {
          c[0] = re[j];
          c[cs] = im[j];
          c = num_step (c, 2 * cs);
        }
    }
}

/* *RE + i *IM = tr A.  */
LGT_BODY void
sun_trace (int n, const num *a, long as, num *re, num *im)
{
  *re = a[0];
  *im = a[as];
  for (int i = 1; i < n; i++)
    {
      *re = *re + a[2 * (n + 1) * i * as];
      *im = *im + a[(2 * (n + 1) * i + 1) * as];
    }
}

/* *RE + i *IM = tr A B, or tr A B^+ (HOW_B): N^2 terms, no product.  Each row
   has a sum of its own, or additions would wait for each other.  */
LGT_BODY void
sun_trace_product (int n, const num *a, long as, const num *b, long bs,
                   enum sun_as how_b, num *re, num *im)
{
  num x = num_set (0), y = x;

  SUN_UNROLL
  for (int i = 0; i < n; i++)
    {
      const num *p = a + 2 * n * i * as;
      const num *q = b + 2 * (how_b ? n * i : i) * bs;
      num u = num_set (0), v = u;

      SUN_UNROLL
      for (int k = 0; k < n; k++)
        {
          if (how_b)
            {
              u = u + p[0] * q[0] + p[as] * q[bs];
              v = v + p[as] * q[0] - p[0] * q[bs];
            }
          else
            {
              u = u + p[0] * q[0] - p[as] * q[bs];
              v = v + p[as] * q[0] + p[0] * q[bs];
            }
          p = num_step (p, 2 * as);
          q = num_step (q, 2 * (how_b ? 1 : n) * bs);
        }
      x = x + u;
      y = y + v;
    }
  *re = x;
  *im = y;
}

/* C = A, or its Hermitian conjugate (C is not A).  */
LGT_BODY void
sun_copy (int n, num *c, long cs, const num *a, long as, enum sun_as how_a)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        const long at = 2 * (n * i + j) * cs;
        const long p = 2 * (how_a ? n * j + i : n * i + j) * as;

        c[at] = a[p];
        c[at + cs] = how_a ? -a[p + as] : a[p + as];
      }
}

/* C = 1.  */
LGT_BODY void
sun_unit (int n, num *c, long cs)
{
  for (int i = 0; i < 2 * n * n; i++)
    c[i * cs] = num_set (i % (2 * (n + 1)) == 0);
}

#endif

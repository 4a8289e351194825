/* su(N): traceless anti-Hermitian matrices and their coordinates.  */

#ifndef LGT_SUN_ALGEBRA_BODY_H
#define LGT_SUN_ALGEBRA_BODY_H

#include "matrix_body.h"

/* X = (A - A^+)/2 - tr (A - A^+)/(2N).  X may be A.  */
LGT_BODY void
sun_traceless (int n, num *x, long xs, const num *a, long as)
{
  num mean = num_set (0);

  SUN_UNROLL
  for (int i = 0; i < n; i++)
    mean = mean + a[(2 * (n + 1) * i + 1) * as];
  mean = mean * (1.0 / n);
  SUN_UNROLL
  for (int i = 0; i < n; i++)
    {
      const long d = 2 * (n + 1) * i;

      x[(d + 1) * xs] = a[(d + 1) * as] - mean;
      x[d * xs] = num_set (0);
      SUN_UNROLL
      for (int j = i + 1; j < n; j++)
        {
          const long p = 2 * (n * i + j), q = 2 * (n * j + i);
          const num re = 0.5 * (a[p * as] - a[q * as]);
          const num im = 0.5 * (a[(p + 1) * as] + a[(q + 1) * as]);

          x[p * xs] = re;
          x[q * xs] = -re;
          x[(p + 1) * xs] = x[(q + 1) * xs] = im;
        }
    }
}

/* 1 / sqrt (2 j (j + 1)), the normalization of diagonal generator J.  */
LGT_BODY double
sun_normalization (int j)
{
  static const double of[SUN_MAX]
    = { 0, 0.5, 0.28867513459481288, 0.20412414523193151, 0.15811388300841897,
        0.12909944487358056, 0.10910894511799619, 0.094491118252306807 };

  return of[j];
}

/* X = i sum_a c_a T_a, the generators in the order of lgt/sun.h.  */
LGT_BODY void
sun_from_coordinates (int n, num *x, long xs, const num *c, long cs)
{
  long a = 0;

  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    {
      x[2 * (n + 1) * i * xs] = num_set (0);
      x[(2 * (n + 1) * i + 1) * xs] = num_set (0);
    }
  SUN_UNROLL_DEVICE
  for (int j = 1; j < n; j++)
    {
      const long at = (2 * (n + 1) * j + 1) * xs;
      num d;

      SUN_UNROLL_DEVICE
      for (int i = 0; i < j; i++, a += 2)
        {
          const long p = 2 * (n * i + j) * xs, q = 2 * (n * j + i) * xs;
          const num im = 0.5 * c[a * cs], re = 0.5 * c[(a + 1) * cs];

          x[p] = re;
          x[q] = -re;
          x[p + xs] = x[q + xs] = im;
        }
      d = sun_normalization (j) * c[a++ * cs];
      SUN_UNROLL_DEVICE
      for (int i = 0; i < j; i++)
        {
          const long k = (2 * (n + 1) * i + 1) * xs;

          x[k] = x[k] + d;
        }
      x[at] = x[at] - (double) j * d;
    }
}

/* c_a = -2 i tr X T_a.  */
LGT_BODY void
sun_to_coordinates (int n, num *c, long cs, const num *x, long xs)
{
  num before = num_set (0);
  long a = 0;

  SUN_UNROLL_DEVICE
  for (int j = 1; j < n; j++)
    {
      const num d = x[(2 * (n + 1) * j + 1) * xs];

      SUN_UNROLL_DEVICE
      for (int i = 0; i < j; i++, a += 2)
        {
          const long p = 2 * (n * i + j) * xs, q = 2 * (n * j + i) * xs;

          c[a * cs] = x[p + xs] + x[q + xs];
          c[(a + 1) * cs] = x[p] - x[q];
        }
      before = before + x[(2 * (n + 1) * (j - 1) + 1) * xs];
      c[a++ * cs] = 2.0 * sun_normalization (j) * (before - (double) j * d);
    }
}

#endif

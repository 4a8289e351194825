/* Haar-distributed SU(N) matrices from uniform numbers, one text for every
   number.  The including file says what a number is, as for
   lib/tensor/rqs_body.h.

   Rows of complex Gaussian numbers, orthogonalized one after the other; what
   the last row then is but for a phase, det = 1 says.  */

#ifndef LGT_SUN_HAAR_BODY_H
#define LGT_SUN_HAAR_BODY_H

#include "det_body.h"

/* Rows that are drawn: for N = 2, 3 the last one is written down from the
   others.  */
LGT_BODY int
sun_haar_rows (int n)
{
  return n <= 3 ? n - 1 : n;
}

/* Two Gaussian numbers from two uniform ones (Box and Muller).  */
LGT_BODY void
sun_gauss (num u, num v, num *x, num *y)
{
  const num radius = num_sqrt (-2.0 * num_log (u));
  num sine, cosine;

  num_sincos (6.2831853071795865 * v, &sine, &cosine);
  *x = radius * cosine;
  *y = radius * sine;
}

/* Take row K's part out of row I.  */
LGT_BODY void
sun_orthogonalize (int n, num *u, long us, int i, int k)
{
  num *a = u + 2 * n * i * us;
  const num *b = u + 2 * n * k * us;
  num x = num_set (0), y = x;

  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      const long re = 2 * j * us, im = re + us;

      x = x + a[re] * b[re] + a[im] * b[im];
      y = y + a[im] * b[re] - a[re] * b[im];
    }
  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      const long re = 2 * j * us, im = re + us;

      a[re] = a[re] - x * b[re] + y * b[im];
      a[im] = a[im] - x * b[im] - y * b[re];
    }
}

/* Multiply row I by X + i Y.  */
LGT_BODY void
sun_scale_row (int n, num *u, long us, int i, num x, num y)
{
  num *a = u + 2 * n * i * us;

  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      const num re = a[2 * j * us], im = a[(2 * j + 1) * us];

      a[2 * j * us] = x * re - y * im;
      a[(2 * j + 1) * us] = x * im + y * re;
    }
}

LGT_BODY void
sun_normalize_row (int n, num *u, long us, int i)
{
  num *a = u + 2 * n * i * us;
  num square = num_set (0), factor;

  SUN_UNROLL
  for (int j = 0; j < n; j++)
    square = square + a[2 * j * us] * a[2 * j * us]
             + a[(2 * j + 1) * us] * a[(2 * j + 1) * us];
  factor = 1.0 / num_sqrt (square);
  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      a[2 * j * us] = factor * a[2 * j * us];
      a[(2 * j + 1) * us] = factor * a[(2 * j + 1) * us];
    }
}

/* The last row of a matrix of SU(2) or SU(3): the conjugate of the others'
   cofactors.  */
LGT_BODY void
sun_last_row (int n, num *u, long us)
{
  if (n == 2)
    {
      u[4 * us] = -u[2 * us];
      u[5 * us] = u[3 * us];
      u[6 * us] = u[0];
      u[7 * us] = -u[us];
      return;
    }
  SUN_UNROLL
  for (int j = 0; j < 3; j++)
    {
      const num *a = u + 2 * ((j + 1) % 3) * us;
      const num *b = u + 2 * ((j + 2) % 3) * us;
      const num *c = a + 6 * us, *d = b + 6 * us;

      u[(12 + 2 * j) * us] = (a[0] * d[0] - a[us] * d[us])
                             - (b[0] * c[0] - b[us] * c[us]);
      u[(13 + 2 * j) * us] = (b[0] * c[us] + b[us] * c[0])
                             - (a[0] * d[us] + a[us] * d[0]);
    }
}

/* Row I orthogonal to the rows before it, and normalized.  In many dimensions
   little may be left of a row; the second time makes it orthogonal to
   rounding.  */
LGT_BODY void
sun_orthonormalize (int n, num *u, long us, int i)
{
  for (int twice = 0; twice < (n > 3 ? 2 : 1); twice++)
    for (int k = 0; k < i; k++)
      sun_orthogonalize (n, u, us, i, k);
  sun_normalize_row (n, u, us, i);
}

/* The last row such that det U = 1, when the others are orthonormal and, for
   N > 3, it is, too.  */
LGT_BODY void
sun_unit_det (int n, num *u, long us)
{
  if (n <= 3)
    sun_last_row (n, u, us);
  else
    {
      num re, im, scale;

      sun_det (n, u, us, &re, &im);
      scale = 1.0 / num_sqrt (re * re + im * im);
      sun_scale_row (n, u, us, n - 1, scale * re, -scale * im);
    }
}

/* Gram-Schmidt to SU(N), in place.  */
LGT_BODY void
sun_gram_schmidt (int n, num *u, long us)
{
  SUN_UNROLL
  for (int i = 0; i < sun_haar_rows (n); i++)
    sun_orthonormalize (n, u, us, i);
  sun_unit_det (n, u, us);
}

/* U from 2 N^2 uniform numbers in (0, 1): numbers 2 (N i + j) and the next
   make element (i, j).  */
LGT_BODY void
sun_haar (int n, const num *uniform, num *u, long us)
{
  SUN_UNROLL
  for (int i = 0; i < sun_haar_rows (n); i++)
    {
      for (int j = 0; j < n; j++)
        {
          const int at = 2 * (n * i + j);

          sun_gauss (uniform[at], uniform[at + 1], &u[at * us],
                     &u[(at + 1) * us]);
        }
      sun_orthonormalize (n, u, us, i);
    }
  sun_unit_det (n, u, us);
}

#endif

/* Determinants of complex N x N matrices, one text for every number.  */

#ifndef LGT_SUN_DET_BODY_H
#define LGT_SUN_DET_BODY_H

#include "matrix_body.h"

/* Elements of the matrix A as complex numbers, for formulas.  */
#define SUN_RE(a, as, n, i, j) (a)[2 * ((n) * (i) + (j)) * (as)]
#define SUN_IM(a, as, n, i, j) (a)[(2 * ((n) * (i) + (j)) + 1) * (as)]

/* Elimination in W, N x N and lost, with the largest pivot of each column;
   rows trade places by selection, so that lanes may have pivots in different
   rows.  A column of zeros is left as it is: then the determinant is 0.  */
LGT_BODY void
sun_det_eliminate (int n, num *w, num *re, num *im)
{
  num x = num_set (1), y = num_set (0);

  for (int k = 0; k < n; k++)
    {
      num *pivot = w + 2 * n * k, p, q, size, t;

      for (int i = k + 1; i < n; i++)
        {
          num *row = w + 2 * n * i;
          const num a = pivot[2 * k], b = pivot[2 * k + 1];
          const num c = row[2 * k], d = row[2 * k + 1];
          const num_mask swap = c * c + d * d > a * a + b * b;

          for (int j = 2 * k; j < 2 * n; j++)
            {
              const num old = pivot[j];

              pivot[j] = num_select (swap, row[j], old);
              row[j] = num_select (swap, old, row[j]);
            }
          x = num_select (swap, -x, x);
          y = num_select (swap, -y, y);
        }
      p = pivot[2 * k];
      q = pivot[2 * k + 1];
      size = p * p + q * q;
      t = x * p - y * q;
      y = x * q + y * p;
      x = t;
      size = num_select (size > 0.0, 1.0 / size, num_set (0));
      for (int i = k + 1; i < n; i++)
        {
          num *row = w + 2 * n * i;
          const num a = row[2 * k], b = row[2 * k + 1];
          const num u = (a * p + b * q) * size, v = (b * p - a * q) * size;

          for (int j = k + 1; j < n; j++)
            {
              row[2 * j] = row[2 * j] - u * pivot[2 * j]
                           + v * pivot[2 * j + 1];
              row[2 * j + 1] = row[2 * j + 1] - u * pivot[2 * j + 1]
                               - v * pivot[2 * j];
            }
        }
    }
  *re = x;
  *im = y;
}

/* *RE + i *IM = A_ij A_kl - A_il A_kj.  */
LGT_BODY void
sun_minor (int n, const num *a, long as, int i, int j, int k, int l, num *re,
           num *im)
{
  const num p = SUN_RE (a, as, n, i, j), q = SUN_IM (a, as, n, i, j);
  const num r = SUN_RE (a, as, n, k, l), s = SUN_IM (a, as, n, k, l);
  const num t = SUN_RE (a, as, n, i, l), u = SUN_IM (a, as, n, i, l);
  const num v = SUN_RE (a, as, n, k, j), w = SUN_IM (a, as, n, k, j);

  *re = (p * r - q * s) - (t * v - u * w);
  *im = (p * s + q * r) - (t * w + u * v);
}

/* *RE + i *IM = det A.  */
LGT_BODY void
sun_det (int n, const num *a, long as, num *re, num *im)
{
  if (n == 2)
    sun_minor (2, a, as, 0, 0, 1, 1, re, im);
  else if (n == 3)
    {
      num x = num_set (0), y = x;

      SUN_UNROLL
      for (int j = 0; j < 3; j++)
        {
          const num p = SUN_RE (a, as, 3, 0, j), q = SUN_IM (a, as, 3, 0, j);
          num c, d;

          sun_minor (3, a, as, 1, (j + 1) % 3, 2, (j + 2) % 3, &c, &d);
          x = x + p * c - q * d;
          y = y + p * d + q * c;
        }
      *re = x;
      *im = y;
    }
  else
    {
      num w[SUN_NUMBERS];

      for (int i = 0; i < 2 * n * n; i++)
        w[i] = a[i * as];
      sun_det_eliminate (n, w, re, im);
    }
}

#endif

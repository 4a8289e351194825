/* Determinant of a complex N x N matrix by elimination, one text for every
   number.  The including file says what a number is, as for matrix_body.h,
   which comes first.

   Rows are exchanged by selection: row k and each row below it change places
   where the lower one's element of column k is larger, so that all lanes take
   the same steps and none divides by a small number without need.  */

#ifndef LGT_SUN_DET_BODY_H
#define LGT_SUN_DET_BODY_H

#include "matrix_body.h"

/* Exchange rows I and K of A from column K on where HERE holds.  */
LGT_BODY void
sun_exchange (int n, num *a, int i, int k, num_mask here)
{
  for (int c = 2 * k; c < 2 * n; c++)
    {
      const num x = a[2 * n * k + c], y = a[2 * n * i + c];

      a[2 * n * k + c] = num_select (here, y, x);
      a[2 * n * i + c] = num_select (here, x, y);
    }
}

/* *RE + i *IM = det A; A is used up.  */
LGT_BODY void
sun_det (int n, num *a, num *re, num *im)
{
  num x = num_set (1), y = num_set (0);

  for (int k = 0; k < n; k++)
    {
      const int d = 2 * (n + 1) * k;
      num p, q, square, t;

      for (int i = k + 1; i < n; i++)
        {
          const num *up = a + d, *low = a + 2 * (n * i + k);
          const num_mask here = low[0] * low[0] + low[1] * low[1]
                                > up[0] * up[0] + up[1] * up[1];

          sun_exchange (n, a, i, k, here);
          x = num_select (here, -x, x);
          y = num_select (here, -y, y);
        }
      p = a[d];
      q = a[d + 1];
      square = p * p + q * q;
      t = x * p - y * q;
      y = x * q + y * p;
      x = t;
      /* A column of zeros: the determinant is 0 already.  */
      square = num_select (square == 0.0, num_set (1), square);
      for (int i = k + 1; i < n; i++)
        {
          const num u = a[2 * (n * i + k)], v = a[2 * (n * i + k) + 1];
          const num f = (u * p + v * q) / square;
          const num g = (v * p - u * q) / square;

          for (int j = k + 1; j < n; j++)
            {
              const num b = a[2 * (n * k + j)], c = a[2 * (n * k + j) + 1];
              num *to = a + 2 * (n * i + j);

              to[0] = to[0] - f * b + g * c;
              to[1] = to[1] - f * c - g * b;
            }
        }
    }
  *re = x;
  *im = y;
}

#endif

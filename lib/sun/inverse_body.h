/* The inverse's Hermitian conjugate and the determinant, one text for every
   number (lib/sun/matrix_body.h).  */

#ifndef LGT_SUN_INVERSE_BODY_H
#define LGT_SUN_INVERSE_BODY_H

#include "matrix_body.h"

/* *R + i *I = X Y - Z W of complex numbers.  */
LGT_BODY void
sun_cross (const num *x, const num *y, const num *z, const num *w, num *r,
           num *i)
{
  *r = x[0] * y[0] - x[1] * y[1] - z[0] * w[0] + z[1] * w[1];
  *i = x[0] * y[1] + x[1] * y[0] - z[0] * w[1] - z[1] * w[0];
}

/* Rows A and B of LENGTH nums exchanged where MASK.  */
LGT_BODY void
sun_exchange_rows (num_mask mask, int length, num *a, num *b)
{
  for (int c = 0; c < length; c++)
    {
      const num x = a[c];

      a[c] = num_select (mask, b[c], x);
      b[c] = num_select (mask, x, b[c]);
    }
}

/* The largest N that is inverted by cofactors: they are fast, but for N = 3
   their errors grow like the square of the condition number.  */
#ifndef SUN_COFACTORS
# define SUN_COFACTORS 3
#endif

/* Larger N: Gauss-Jordan elimination; the largest element of a column is sought
   by exchanges.  DET has det A when it is over.  */
LGT_BODY void
sun_inverse_n (int n, const num *a, num *c, num *det)
{
  num m[SUN_MAX][4 * SUN_MAX];

  for (int i = 0; i < n; i++)
    for (int j = 0; j < 2 * n; j++)
      {
        m[i][j] = a[2 * n * i + j];
        m[i][2 * n + j] = num_set (j == 2 * i);
      }
  det[0] = num_set (1);
  det[1] = num_set (0);
  for (int k = 0; k < n; k++)
    {
      num *pivot = m[k], x, y, scale;

      for (int i = k + 1; i < n; i++)
        {
          num *row = m[i];
          const num_mask larger
            = row[2 * k] * row[2 * k] + row[2 * k + 1] * row[2 * k + 1]
              > pivot[2 * k] * pivot[2 * k] + pivot[2 * k + 1] * pivot[2 * k + 1];

          sun_exchange_rows (larger, 4 * n, row, pivot);
          det[0] = num_select (larger, -det[0], det[0]);
          det[1] = num_select (larger, -det[1], det[1]);
        }
      x = pivot[2 * k];
      y = pivot[2 * k + 1];
      scale = det[0];
      det[0] = det[0] * x - det[1] * y;
      det[1] = scale * y + det[1] * x;
      scale = 1.0 / (x * x + y * y);
      x = x * scale;
      y = -y * scale;
      for (int j = 0; j < 4 * n; j += 2)
        {
          const num s = pivot[j], t = pivot[j + 1];

          pivot[j] = s * x - t * y;
          pivot[j + 1] = s * y + t * x;
        }
      for (int i = 0; i < n; i++)
        {
          num *row = m[i];

          if (i == k)
            continue;
          x = row[2 * k];
          y = row[2 * k + 1];
          for (int j = 0; j < 4 * n; j += 2)
            {
              row[j] = row[j] - x * pivot[j] + y * pivot[j + 1];
              row[j + 1] = row[j + 1] - x * pivot[j + 1] - y * pivot[j];
            }
        }
    }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        c[2 * (n * j + i)] = m[i][2 * n + 2 * j];
        c[2 * (n * j + i) + 1] = -m[i][2 * n + 2 * j + 1];
      }
}

/* C = A^{-+}, DET = det A; not finite where A is singular.  */
LGT_BODY void
sun_inverse_dagger (int n, const num *a, num *c, num *det)
{
  num scale, x, y;

  if (n > SUN_COFACTORS)
    {
      sun_inverse_n (n, a, c, det);
      return;
    }
  /* Cofactors, row after row: C = conj (cofactor / det).  */
  if (n == 2)
    {
      sun_cross (a, a + 6, a + 2, a + 4, &det[0], &det[1]);
      for (int i = 0; i < 4; i++)
        {
          const double sign = i == 0 || i == 3 ? 1 : -1;

          c[2 * i] = sign * a[2 * (3 - i)];
          c[2 * i + 1] = sign * a[2 * (3 - i) + 1];
        }
    }
  else
    {
      SUN_UNROLL
      for (int i = 0; i < 3; i++)
        {
          const num *p = a + 6 * ((i + 1) % 3), *q = a + 6 * ((i + 2) % 3);

          SUN_UNROLL
          for (int j = 0; j < 3; j++)
            {
              const int s = 2 * ((j + 1) % 3), t = 2 * ((j + 2) % 3);

              sun_cross (p + s, q + t, p + t, q + s, &c[6 * i + 2 * j],
                         &c[6 * i + 2 * j + 1]);
            }
        }
      det[0] = det[1] = num_set (0);
      for (int j = 0; j < 6; j += 2)
        {
          det[0] = det[0] + a[j] * c[j] - a[j + 1] * c[j + 1];
          det[1] = det[1] + a[j] * c[j + 1] + a[j + 1] * c[j];
        }
    }
  scale = 1.0 / (det[0] * det[0] + det[1] * det[1]);
  x = det[0] * scale;
  y = det[1] * scale;
  for (int i = 0; i < 2 * n * n; i += 2)
    {
      const num re = c[i], im = c[i + 1];

      /* conj (c conj (det)) / |det|^2.  */
      c[i] = re * x + im * y;
      c[i + 1] = re * y - im * x;
    }
}

#endif

/* Jacobi's method, cyclic by rows.  Slow for large matrices, and short.  */

#include "jacobi.h"

#include <math.h>

/* Rows P and Q of X become c p - s q and s p + c q.  */
static void
rotate_rows (int n, double *x, int p, int q, double c, double s)
{
  double *const a = x + (long) p * n, *const b = x + (long) q * n;

  for (int k = 0; k < n; k++)
    {
      const double f = a[k], g = b[k];

      a[k] = c * f - s * g;
      b[k] = s * f + c * g;
    }
}

/* Columns, too: A[p][q] becomes 0.  */
static void
rotate (int n, double *a, double *v, int p, int q)
{
  const double off = a[(long) p * n + q];
  const double theta = (a[(long) q * n + q] - a[(long) p * n + p])
                       / (2 * off);
  const double t = (theta < 0 ? -1 : 1) / (fabs (theta) + hypot (theta, 1));
  const double c = 1 / sqrt (t * t + 1), s = t * c;

  rotate_rows (n, a, p, q, c, s);
  for (int k = 0; k < n; k++)
    {
      const double f = a[(long) k * n + p], g = a[(long) k * n + q];

      a[(long) k * n + p] = c * f - s * g;
      a[(long) k * n + q] = s * f + c * g;
    }
  rotate_rows (n, v, p, q, c, s);
}

int
lgt_mc_jacobi_ (int n, double *a, double *v)
{
  double norm = 0;

  for (long i = 0; i < (long) n * n; i++)
    {
      norm += a[i] * a[i];
      v[i] = i % (n + 1) == 0;
    }
  norm = sqrt (norm);
  for (int sweep = 0; sweep < 60; sweep++)
    {
      double largest = 0;

      for (int p = 0; p < n; p++)
        for (int q = p + 1; q < n; q++)
          {
            const double off = fabs (a[(long) p * n + q]);

            largest = off > largest || isnan (off) ? off : largest;
            if (off > 1e-18 * norm)
              rotate (n, a, v, p, q);
          }
      if (largest <= 1e-16 * norm)
        return 1;
    }
  return 0;
}

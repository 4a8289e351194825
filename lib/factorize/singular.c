/* Left singular vectors: Householder to a triangle, then one-sided Jacobi
   (Hestenes), which finds small singular values as well as large ones.  */

#include "matrix.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { MAX_SWEEPS = 60 };

/* A [n x m] = L Q: L takes A's first columns.  */
static void
triangle (int64_t n, int64_t m, double *a)
{
  for (int64_t i = 0; i < n && i < m; i++)
    {
      double *v = a + i * m + i;
      const int64_t rest = m - i;
      const double norm = sqrt (lgt_matrix_dot_ (rest, v, v));
      const double edge = v[0] > 0 ? -norm : norm;
      double square;

      v[0] -= edge;
      square = lgt_matrix_dot_ (rest, v, v);
      for (int64_t k = i + 1; k < n && square > 0; k++)
        {
          double *row = a + k * m + i;
          double by = 2 * lgt_matrix_dot_ (rest, v, row) / square;

          for (int64_t j = 0; j < rest; j++)
            row[j] -= by * v[j];
        }
      v[0] = edge;
      for (int64_t j = 1; j < rest; j++)
        v[j] = 0;
    }
}

static void
rotate (int64_t n, double c, double s, double *p, double *q)
{
  for (int64_t i = 0; i < n; i++)
    {
      const double x = p[i], y = q[i];

      p[i] = c * x - s * y;
      q[i] = s * x + c * y;
    }
}

/* Make the rows P and Q (WIDTH numbers) orthogonal, and turn those of J [n]
   alike; whether there was anything to do.  TINY: the square of a norm that
   is rounding alone.  */
static bool
turn (int64_t width, double *p, double *q, int64_t n, double *jp, double *jq,
      double tiny)
{
  const double pp = lgt_matrix_dot_ (width, p, p);
  const double qq = lgt_matrix_dot_ (width, q, q);
  const double pq = lgt_matrix_dot_ (width, p, q);
  double zeta, t, c;

  if (!(pp > tiny && qq > tiny)
      || fabs (pq) <= 4 * DBL_EPSILON * sqrt (pp) * sqrt (qq))
    return false;
  zeta = (qq - pp) / (2 * pq);
  t = (zeta < 0 ? -1 : 1) / (fabs (zeta) + hypot (1, zeta));
  c = 1 / hypot (1, t);
  rotate (width, c, c * t, p, q);
  rotate (n, c, c * t, jp, jq);
  return true;
}

/* Row K of J becomes column AT of U, its largest element positive.  */
static void
put_column (int64_t n, const double *row, int64_t at, double *u)
{
  int64_t largest = 0;

  for (int64_t i = 1; i < n; i++)
    if (fabs (row[i]) > fabs (row[largest]))
      largest = i;
  for (int64_t i = 0; i < n; i++)
    u[i * n + at] = row[largest] < 0 ? -row[i] : row[i];
}

void
lgt_matrix_left_ (int64_t n, int64_t m, double *a, double *u, double *sigma)
{
  const int64_t width = m < n ? m : n;
  double *j = u + n * n;        /* the product of all rotations */
  double total = 0;
  bool turned = true;

  if (m > n)
    triangle (n, m, a);
  for (int64_t i = 0; i < n * n; i++)
    j[i] = i % (n + 1) == 0;
  for (int64_t i = 0; i < n; i++)
    total += lgt_matrix_dot_ (width, a + i * m, a + i * m);
  total *= DBL_EPSILON * DBL_EPSILON;
  for (int sweep = 0; turned && sweep < MAX_SWEEPS; sweep++)
    {
      turned = false;
      for (int64_t p = 0; p < n - 1; p++)
        for (int64_t q = p + 1; q < n; q++)
          turned |= turn (width, a + p * m, a + q * m, n, j + p * n,
                          j + q * n, total);
    }
  for (int64_t i = 0; i < n; i++)
    sigma[i] = sqrt (lgt_matrix_dot_ (width, a + i * m, a + i * m));
  for (int64_t at = 0; at < n; at++)
    {
      int64_t k = at;

      for (int64_t i = at + 1; i < n; i++)
        if (sigma[i] > sigma[k])
          k = i;
      put_column (n, j + k * n, at, u);
      /* What has been put is out of the way.  */
      if (k != at)
        {
          double swap = sigma[k];

          sigma[k] = sigma[at];
          sigma[at] = swap;
          for (int64_t i = 0; i < n; i++)
            j[k * n + i] = j[at * n + i];
        }
    }
}

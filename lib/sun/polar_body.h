/* The nearest matrix in SU(N), by the unitary polar factor; one text for
   every number.

   Newton's iteration X <- (g X + (g X)^{-+}) / 2 ends in the unitary factor
   Omega of A = Omega (A^+ A)^{1/2}, with g = sqrt (|X^{-1}| / |X|) in about
   ten steps for the worst of matrices (Higham, Functions of Matrices,
   section 8.6).  N = 2 needs none of it.  */

#ifndef LGT_SUN_POLAR_BODY_H
#define LGT_SUN_POLAR_BODY_H

#include "det_body.h"

/* Steps, of which about ten are made.  */
enum { SUN_POLAR_STEPS = 24 };

/* sum |a_ij|^2.  */
LGT_BODY num
sun_square_norm (int n, const num *a, long as)
{
  num s = num_set (0);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    s = s + a[i * as] * a[i * as];
  return s;
}

/* The largest component, 0 for NaN.  */
LGT_BODY num
sun_largest (int n, const num *a, long as)
{
  num top = num_set (0);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    top = num_max (num_abs (a[i * as]), top);
  return top;
}

/* Row I of W, N x 2N complex, less U + i V times row K, from column FROM.  */
LGT_BODY void
sun_subtract_row (int n, num *w, int i, int k, int from, num u, num v)
{
  num *a = w + 4 * n * i;
  const num *b = w + 4 * n * k;

  for (int j = from; j < 2 * n; j++)
    {
      const num x = b[2 * j], y = b[2 * j + 1];

      a[2 * j] = a[2 * j] - u * x + v * y;
      a[2 * j + 1] = a[2 * j + 1] - u * y - v * x;
    }
}

/* Y = (X^{-1})^+, strides 1: elimination in (X | 1) with the largest pivot of
   each column; rows trade places by selection.  Not finite where X is
   singular.  */
LGT_BODY void
sun_inverse_dagger (int n, num *y, const num *x)
{
  num w[2 * SUN_NUMBERS];

  for (int i = 0; i < n; i++)
    for (int j = 0; j < 2 * n; j++)
      {
        w[4 * n * i + j] = x[2 * n * i + j];
        w[4 * n * i + 2 * n + j] = num_set (j == 2 * i);
      }
  for (int k = 0; k < n; k++)
    {
      num *pivot = w + 4 * n * k, p, q, size;

      for (int i = k + 1; i < n; i++)
        {
          num *row = w + 4 * n * i;
          const num a = pivot[2 * k], b = pivot[2 * k + 1];
          const num c = row[2 * k], d = row[2 * k + 1];
          const num_mask swap = c * c + d * d > a * a + b * b;

          for (int j = 2 * k; j < 4 * n; j++)
            {
              const num old = pivot[j];

              pivot[j] = num_select (swap, row[j], old);
              row[j] = num_select (swap, old, row[j]);
            }
        }
      size = 1.0 / (pivot[2 * k] * pivot[2 * k]
                    + pivot[2 * k + 1] * pivot[2 * k + 1]);
      p = pivot[2 * k] * size;
      q = -(pivot[2 * k + 1] * size);
      for (int j = k + 1; j < 2 * n; j++)
        {
          const num a = pivot[2 * j], b = pivot[2 * j + 1];

          pivot[2 * j] = p * a - q * b;
          pivot[2 * j + 1] = p * b + q * a;
        }
      for (int i = 0; i < n; i++)
        if (i != k)
          sun_subtract_row (n, w, i, k, k + 1, w[4 * n * i + 2 * k],
                            w[4 * n * i + 2 * k + 1]);
    }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        y[2 * (n * j + i)] = w[4 * n * i + 2 * (n + j)];
        y[2 * (n * j + i) + 1] = -w[4 * n * i + 2 * (n + j) + 1];
      }
}

/* X, at first a matrix of moderate size, becomes its unitary polar factor;
   the return value is |X| |X^{-1}| of the first X, in the norm sum |x_ij|^2,
   squared.  A lane that has arrived stays where it is, whatever its
   neighbours do.  */
LGT_BODY num
sun_polar_newton (int n, num *x)
{
  num y[SUN_NUMBERS], condition = num_set (0), moved = num_set (1);

  for (int step = 0; step < SUN_POLAR_STEPS && num_any (moved > 1e-20); step++)
    {
      const num_mask going = moved > 1e-20;
      num xx, yy, g, h, change = num_set (0);

      sun_inverse_dagger (n, y, x);
      xx = sun_square_norm (n, x, 1);
      yy = sun_square_norm (n, y, 1);
      if (step == 0)
        condition = xx * yy;
      g = num_sqrt (num_sqrt (yy / xx));
      h = 0.5 / g;
      g = 0.5 * g;
      for (int i = 0; i < 2 * n * n; i++)
        {
          const num new = g * x[i] + h * y[i], d = new - x[i];

          change = change + d * d;
          x[i] = num_select (going, new, x[i]);
        }
      moved = num_select (going, change, moved);
    }
  return condition;
}

/* N = 2: without the phase of the determinant's root, A is a real multiple of
   SU(2) and i times another, orthogonal one; the first is the nearest.  */
LGT_BODY num
sun_project_2 (num *u, long us, const num *x, num dr, num di)
{
  num s, c, a[4], norm, det = num_sqrt (dr * dr + di * di);
  const num condition = sun_square_norm (2, x, 1) / det;

  num_sincos (0.5 * num_atan2 (di, dr), &s, &c);
  /* X e^{-i alpha} = (p, q; r, s): p + s^*, q - r^*.  */
  a[0] = c * (x[0] + x[6]) + s * (x[1] + x[7]);
  a[1] = c * (x[1] - x[7]) - s * (x[0] - x[6]);
  a[2] = c * (x[2] - x[4]) + s * (x[3] - x[5]);
  a[3] = c * (x[3] + x[5]) - s * (x[2] + x[4]);
  norm = 1.0 / num_sqrt (a[0] * a[0] + a[1] * a[1] + a[2] * a[2]
                         + a[3] * a[3]);
  norm = num_select (det > 0.0, norm, det / det);
  for (int i = 0; i < 4; i++)
    u[i * us] = a[i] = a[i] * norm;
  u[4 * us] = -a[2];
  u[5 * us] = a[3];
  u[6 * us] = a[0];
  u[7 * us] = -a[1];
  return condition * condition;
}

/* U = Omega / det (Omega)^{1/N}, the root's argument in (-pi/N, pi/N]; U may
   be A.  The return value is the square of A's condition number in the norm
   of sum |a_ij|^2; it and U are not finite, or NaN, where A is singular.  */
LGT_BODY num
sun_project (int n, num *u, long us, const num *a, long as)
{
  num x[SUN_NUMBERS], dr, di, s, c, condition;
  const num scale = 1.0 / sun_largest (n, a, as);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    x[i] = scale * a[i * as];
  if (n == 2)
    {
      sun_det (n, x, 1, &dr, &di);
      return sun_project_2 (u, us, x, dr, di + 0.0);
    }
  condition = sun_polar_newton (n, x);
  sun_det (n, x, 1, &dr, &di);
  /* + 0: the root of -1 is the same for both zeros.  */
  num_sincos (num_atan2 (di + 0.0, dr) * (1.0 / n), &s, &c);
  for (int i = 0; i < 2 * n * n; i += 2)
    {
      u[i * us] = c * x[i] + s * x[i + 1];
      u[(i + 1) * us] = c * x[i + 1] - s * x[i];
    }
  return condition;
}

#endif

/* The drift of molecular dynamics, exp (dt P) for momenta P; one text for every
   number (matrix_body.h).  */

#ifndef LGT_SUN_DRIFT_BODY_H
#define LGT_SUN_DRIFT_BODY_H

#include "algebra_body.h"
#include "exp_body.h"

/* Where |X|^2 = -tr X^2 is below this, exp X of SU(3) is a polynomial.  */
#define SUN_SMALL_NORM 1.0

/* exp X of SU(3), |X| < 1, by Horner's scheme on 1, X, X^2 with X^3 = i d +
   t X, i d = det X, t = tr X^2 / 2: sixteen terms, the next is below epsilon.
   Half the time of eigenvalues, and steps of molecular dynamics are small.  */
LGT_BODY void
sun_exp_small_3 (num *e, const num *x)
{
  static const double factor[] = {
    1, 1, 1 / 2., 1 / 6., 1 / 24., 1 / 120., 1 / 720., 1 / 5040., 1 / 40320.,
    1 / 362880., 1 / 3628800., 1 / 39916800., 1 / 479001600.,
    1 / 6227020800., 1 / 87178291200., 1 / 1307674368000.,
    1 / 20922789888000.
  };
  const num d = -sun_det_hermitian_3 (x);
  num square[18], t = num_set (0);
  num ar = num_set (factor[16]), ai = t, br = t, bi = t, cr = t, ci = t;

  sun_product (3, square, 1, x, 1, SUN_PLAIN, x, 1, SUN_PLAIN, 0);
  SUN_UNROLL_ALL
  for (int i = 0; i < 18; i++)
    t = t - 0.5 * (x[i] * x[i]);
  SUN_UNROLL_ALL
  for (int k = 15; k >= 0; k--)
    {
      const num r = factor[k] - d * ci, s = d * cr;
      const num p = ar + t * cr, q = ai + t * ci;

      cr = br;
      ci = bi;
      br = p;
      bi = q;
      ar = r;
      ai = s;
    }
  SUN_UNROLL_ALL
  for (int i = 0; i < 18; i += 2)
    {
      e[i] = br * x[i] - bi * x[i + 1] + cr * square[i] - ci * square[i + 1];
      e[i + 1] = br * x[i + 1] + bi * x[i] + cr * square[i + 1]
                 + ci * square[i];
    }
  SUN_UNROLL_DEVICE
  for (int i = 0; i < 18; i += 8)
    {
      e[i] = e[i] + ar;
      e[i + 1] = e[i + 1] + ai;
    }
}

/* X = DT P, P the matrix of the coordinates P[a * PS]; |X|^2 = -tr X^2.  */
LGT_BODY num
sun_drift_generator (int n, num *x, const num *p, long ps, double dt)
{
  num c[SUN_MAX * SUN_MAX], norm = num_set (0);

  SUN_UNROLL_DEVICE
  for (int a = 0; a < n * n - 1; a++)
    {
      c[a] = dt * p[a * ps];
      norm = norm + 0.5 * (c[a] * c[a]);
    }
  sun_from_coordinates (n, x, 1, c, 1);
  return norm;
}

#endif

/* The unitary matrix nearest to A, its determinant turned to 1, one text for
   every number (lib/sun/matrix_body.h).

     A = Omega H, Omega = A (A^+ A)^{-1/2},   R = Omega e^{-i theta},
     theta = arg (det Omega) / N in (-pi/N, pi/N].  */

#ifndef LGT_SUN_NEAREST_BODY_H
#define LGT_SUN_NEAREST_BODY_H

#include "hermitian_body.h"
#include "inverse_body.h"

LGT_BODY num
sun_norm_squared (int n, const num *a)
{
  num sum = a[0] * a[0];

  for (int i = 1; i < 2 * n * n; i++)
    sum = sum + a[i] * a[i];
  return sum;
}

/* R of A; NaN where A is singular.

   Newton's iteration X <- (s X + X^{-+} / s) / 2 from A on, with s^4 =
   |X^{-1}|^2 / |X|^2: quadratic at once, so that nine steps do for condition
   numbers up to 1e16.  A lane that has converged stays as it is, so that it
   does not depend on its neighbours.  */
enum { SUN_POLAR_STEPS = 12 };
LGT_BODY void
sun_polar (int n, const num *a, num *r)
{
  num x[SUN_NUMBERS], y[SUN_NUMBERS], det[2], theta, c, s;
  num size = sun_norm_squared (n, a);
  num_mask going = size == size, singular = going;

  size = 1.0 / num_sqrt (size);
  for (int i = 0; i < 2 * n * n; i++)
    x[i] = a[i] * size;
  for (int step = 0; step < SUN_POLAR_STEPS && num_any (going); step++)
    {
      num xx, yy, scale, error = num_set (0);

      sun_inverse_dagger (n, x, y, det);
      if (step == 0)
        singular = (det[0] == 0.0) & (det[1] == 0.0);
      xx = sun_norm_squared (n, x);
      yy = sun_norm_squared (n, y);
      scale = num_sqrt (num_sqrt (yy / xx));
      c = 0.5 * scale;
      s = 0.5 / scale;
      for (int i = 0; i < 2 * n * n; i++)
        {
          const num next = c * x[i] + s * y[i], change = next - x[i];

          error = error + change * change;
          x[i] = num_select (going, next, x[i]);
        }
      going = going & (error > 1e-17);
    }
  sun_inverse_dagger (n, x, y, det);
  /* + 0: the root of -1 is the same for both zeros.  */
  theta = num_atan2 (det[1] + 0.0, det[0]) * (1.0 / n);
  num_sincos (theta, &s, &c);
  s = num_select (singular, num_set (NAN), s);
  c = num_select (singular, num_set (NAN), c);
  for (int i = 0; i < 2 * n * n; i += 2)
    {
      r[i] = x[i] * c + x[i + 1] * s;
      r[i + 1] = x[i + 1] * c - x[i] * s;
    }
}

/* GA, the gradient of A from GR, that of R.  With dOmega = Omega Z,

     H Z + Z H = B - B^+, B = Omega^+ dA,   dR = R (Z - tr Z / N),

   since the phase of det Omega changes by tr Z.  R^+ A = e^{i theta} H, whose
   trace has the phase theta; no root is taken here.  */
LGT_BODY void
sun_polar_pull (int n, const num *a, const num *r, const num *gr, num *ga)
{
  num h[SUN_NUMBERS], y[SUN_NUMBERS], t[SUN_NUMBERS], v[SUN_NUMBERS];
  num w[SUN_MAX], re, im, mean = num_set (0), size;

  sun_product (n, h, 1, r, 1, SUN_DAGGER, a, 1, SUN_PLAIN, 0);
  sun_trace (n, h, 1, &re, &im);
  size = 1.0 / num_sqrt (re * re + im * im);
  re = re * size;
  im = im * size;
  for (int i = 0; i < 2 * n * n; i += 2)
    {
      const num p = h[i], q = h[i + 1];

      h[i] = p * re + q * im;
      h[i + 1] = q * re - p * im;
    }
  sun_hermitian (n, h, w, v);
  /* Y = R^+ gR, its traceless anti-Hermitian part W in H's eigenbasis.  */
  sun_product (n, t, 1, r, 1, SUN_DAGGER, gr, 1, SUN_PLAIN, 0);
  sun_product (n, y, 1, v, 1, SUN_DAGGER, t, 1, SUN_PLAIN, 0);
  sun_product (n, t, 1, y, 1, SUN_PLAIN, v, 1, SUN_PLAIN, 0);
  for (int i = 0; i < n; i++)
    mean = mean + t[2 * (n + 1) * i + 1];
  mean = mean * (1.0 / n);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        const num *to = t + 2 * (n * i + j), *other = t + 2 * (n * j + i);
        const num scale = 1.0 / (w[i] + w[j]);

        /* Twice the part: the gradient of B is 2 W.  */
        y[2 * (n * i + j)] = (to[0] - other[0]) * scale;
        y[2 * (n * i + j) + 1] = (to[1] + other[1]) * scale;
        if (i == j)
          y[2 * (n * i + j) + 1] = (to[1] - mean) / w[i];
      }
  sun_product (n, t, 1, v, 1, SUN_PLAIN, y, 1, SUN_PLAIN, 0);
  sun_product (n, y, 1, t, 1, SUN_PLAIN, v, 1, SUN_DAGGER, 0);
  /* Omega = R e^{i theta}.  */
  sun_product (n, t, 1, r, 1, SUN_PLAIN, y, 1, SUN_PLAIN, 0);
  for (int i = 0; i < 2 * n * n; i += 2)
    {
      ga[i] = t[i] * re - t[i + 1] * im;
      ga[i + 1] = t[i] * im + t[i + 1] * re;
    }
}

#endif

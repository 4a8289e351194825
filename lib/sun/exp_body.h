/* exp of traceless anti-Hermitian matrices.

   N = 2, 3: with X = i H and eigenvalues t_1, ... of H, Newton's
   interpolation of f (t) = e^{it} at them,

     exp (X) = f[t_1] + f[t_1,t_2] (H - t_1)
               + f[t_1,t_2,t_3] (H - t_1) (H - t_2).

   Eigenvalues that are close may have lost half of their digits: the error is
   f[t_1,t_2,t_3,H] (H - t_1)(H - t_2)(H - t_3), which feels only the
   coefficients of their polynomial, and those are right.  Where eigenvalues
   are large that is not enough: N = 3 is scaled, too.

   Larger N: Taylor's series of X / 2^s, squared s times.  */

#ifndef LGT_SUN_EXP_BODY_H
#define LGT_SUN_EXP_BODY_H

#include "matrix_body.h"

/* sin x / x.  */
LGT_BODY num
sun_sinc (num sine, num x)
{
  return num_select (num_abs (x) > 0.0, sine / x,
                     num_select (x == 0.0, num_set (1), x));
}

/* exp X = cos r + (sin r / r) X, X^2 = -r^2.  */
LGT_BODY void
sun_exp_2 (num *u, long us, const num *x, long xs)
{
  const num a = x[xs], b = x[2 * xs], c = x[3 * xs];
  const num r = num_sqrt (a * a + b * b + c * c);
  num s, co;

  num_sincos (r, &s, &co);
  s = sun_sinc (s, r);
  u[0] = u[6 * us] = co;
  u[us] = s * a;
  u[7 * us] = -(s * a);
  u[2 * us] = s * b;
  u[4 * us] = -(s * b);
  u[3 * us] = u[5 * us] = s * c;
}

/* det H, H = -i X.  */
LGT_BODY num
sun_det_hermitian_3 (const num *x)
{
  /* The diagonal (d, e, f), H_01 = p + i q, H_02 = r + i s, H_12 = v + i w.  */
  const num d = x[1], e = x[9], f = x[17];
  const num p = x[3], q = -x[2], r = x[5], s = -x[4], v = x[11], w = -x[10];

  return d * (e * f - (v * v + w * w)) - e * (r * r + s * s)
         - f * (p * p + q * q)
         + 2.0 * ((p * v - q * w) * r + (p * w + q * v) * s);
}

/* Eigenvalues T[0] <= T[1] <= T[2] of H = -i X, by the cosine of a third of
   an angle.  */
LGT_BODY void
sun_eigenvalues_3 (const num *x, num *t)
{
  num r = num_set (0), c, s, co, scale;

  SUN_UNROLL_ALL
  for (int i = 0; i < 18; i++)
    r = r + x[i] * x[i];
  r = num_sqrt (r * (1.0 / 6));
  scale = num_select (r > 0.0, 1.0 / r, num_set (0));
  c = 0.5 * (sun_det_hermitian_3 (x) * scale * scale * scale);
  c = num_select (c > 1.0, num_set (1), c);
  c = num_select (c < -1.0, num_set (-1), c);
  num_sincos (num_atan2 (num_sqrt (1.0 - c * c), c) * (1.0 / 3), &s, &co);
  t[2] = 2.0 * r * co;
  t[0] = -r * (co + 1.7320508075688773 * s);
  t[1] = -(t[0] + t[2]);
}

/* The coefficients of exp X = f_0 + f_1 H + f_2 H^2 for the eigenvalues T,
   real and imaginary parts in turn.  With b the middle eigenvalue and gaps
   p, q on its two sides,

     e^{-ib} f[a,b,c] = -(p sinc^2 (p/2) + q sinc^2 (q/2)) / (2 (p + q))
                        + i (sinc q - sinc p) / (p + q),

   where the difference may cancel: (H - a)(H - b) is as small as (p + q)^2
   then.  */
LGT_BODY void
sun_exp_coefficients_3 (const num *t, num *f)
{
  const num p = t[1] - t[0], q = t[2] - t[1], g = p + q;
  const num per_gap = num_select (g > 0.0, 1.0 / g, num_set (0));
  num sp, cp, sq, cq, sb, cb, sm, cm, x, y, f1x, f1y, f2x, f2y;

  /* Half gaps: sinc p = sinc (p/2) cos (p/2).  */
  num_sincos (0.5 * p, &sp, &cp);
  num_sincos (0.5 * q, &sq, &cq);
  num_sincos (t[1], &sb, &cb);
  sp = sun_sinc (sp, 0.5 * p);
  sq = sun_sinc (sq, 0.5 * q);
  x = num_select (g > 0.0, -0.5 * (p * sp * sp + q * sq * sq) * per_gap,
                  num_set (-0.5));
  y = (sq * cq - sp * cp) * per_gap;
  f2x = x * cb - y * sb;
  f2y = x * sb + y * cb;
  /* f[a,b] = i e^{i (a+b)/2} sinc (p/2), a + b = -c.  */
  num_sincos (-0.5 * t[2], &sm, &cm);
  f1x = -(sm * sp);
  f1y = cm * sp;
  num_sincos (t[0], &sb, &cb);
  f[0] = cb - f1x * t[0] + f2x * t[0] * t[1];
  f[1] = sb - f1y * t[0] + f2y * t[0] * t[1];
  f[2] = f1x + f2x * t[2];
  f[3] = f1y + f2y * t[2];
  f[4] = f2x;
  f[5] = f2y;
}

LGT_BODY void
sun_exp_3 (num *u, const num *x)
{
  num t[3], f[6], square[18];

  sun_eigenvalues_3 (x, t);
  sun_exp_coefficients_3 (t, f);
  sun_product (3, square, 1, x, 1, SUN_PLAIN, x, 1, SUN_PLAIN, 0);
  /* H = -i X, H^2 = -X^2.  */
  SUN_UNROLL_ALL
  for (int i = 0; i < 18; i += 2)
    {
      const num a = x[i + 1], b = -x[i], c = -square[i], d = -square[i + 1];

      u[i] = f[2] * a - f[3] * b + f[4] * c - f[5] * d;
      u[i + 1] = f[2] * b + f[3] * a + f[4] * d + f[5] * c;
    }
  for (int i = 0; i < 18; i += 8)
    {
      u[i] = u[i] + f[0];
      u[i + 1] = u[i + 1] + f[1];
    }
}

/* B = (4 m)! sum_{k < 4} X^k / (4 m + k)!, a block of the series.  */
LGT_BODY void
sun_exp_block (int n, num *b, const num *x1, const num *x2, const num *x3,
               int m)
{
  const double c1 = 1.0 / (4 * m + 1), c2 = c1 / (4 * m + 2);
  const double c3 = c2 / (4 * m + 3);

  for (int i = 0; i < 2 * n * n; i++)
    b[i] = c1 * x1[i] + c2 * x2[i] + c3 * x3[i];
  for (int i = 0; i < n; i++)
    b[2 * (n + 1) * i] = b[2 * (n + 1) * i] + 1.0;
}

/* Sixteen terms of the series, for |X| <= 0.5: the next one, X^16/16!, is
   below epsilon.  */
LGT_BODY void
sun_exp_series (int n, num *u, const num *x)
{
  num x2[SUN_NUMBERS], x3[SUN_NUMBERS], x4[SUN_NUMBERS], next[SUN_NUMBERS];

  sun_product (n, x2, 1, x, 1, SUN_PLAIN, x, 1, SUN_PLAIN, 0);
  sun_product (n, x3, 1, x2, 1, SUN_PLAIN, x, 1, SUN_PLAIN, 0);
  sun_product (n, x4, 1, x2, 1, SUN_PLAIN, x2, 1, SUN_PLAIN, 0);
  sun_exp_block (n, u, x, x2, x3, 3);
  for (int m = 2; m >= 0; m--)
    {
      const double c = 1.0 / ((4 * m + 1) * (4 * m + 2) * (4 * m + 3)
                              * (4 * m + 4));

      for (int i = 0; i < 2 * n * n; i++)
        u[i] = c * u[i];
      sun_exp_block (n, next, x, x2, x3, m);
      sun_product (n, next, 1, x4, 1, SUN_PLAIN, u, 1, SUN_PLAIN, 1);
      for (int i = 0; i < 2 * n * n; i++)
        u[i] = next[i];
    }
}

/* Halved until |X| <= LIMIT, and squared as often.  The loops end for any X:
   2^-64 of it is small enough, or the result is of no use.  */
LGT_BODY void
sun_exp_squaring (int n, num *u, long us, const num *x, long xs)
{
  const double limit = n == 3 ? 4 : 0.5;
  num y[SUN_NUMBERS], sum[SUN_NUMBERS], next[SUN_NUMBERS];
  num size = num_set (0), scale = num_set (1), todo = size;

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    size = size + x[i * xs] * x[i * xs];
  size = num_sqrt (size);
  for (int s = 0; s < 64 && num_any (size > limit); s++)
    {
      const num_mask large = size > limit;

      size = num_select (large, 0.5 * size, size);
      scale = num_select (large, 0.5 * scale, scale);
      todo = num_select (large, todo + 1.0, todo);
    }
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    y[i] = scale * x[i * xs];
  if (n == 3)
    sun_exp_3 (sum, y);
  else
    sun_exp_series (n, sum, y);
  for (int s = 0; s < 64 && num_any (todo > 0.0); s++)
    {
      const num_mask more = todo > 0.0;

      sun_product (n, next, 1, sum, 1, SUN_PLAIN, sum, 1, SUN_PLAIN, 0);
      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        sum[i] = num_select (more, next[i], sum[i]);
      todo = todo - 1.0;
    }
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    u[i * us] = sum[i];
}

/* U = exp X; U may be X.  */
LGT_BODY void
sun_exp (int n, num *u, long us, const num *x, long xs)
{
  if (n == 2)
    sun_exp_2 (u, us, x, xs);
  else
    sun_exp_squaring (n, u, us, x, xs);
}

#endif

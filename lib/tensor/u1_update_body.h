/* Local updates of a link of U(1), one text for every number (num_random as in
   lib/sun/heat_bath_body.h).

   With A = RE + i IM = sum_k w_k e^{i s_k} the action of the link theta is
   S = -Re e^{i theta} A = -|A| cos x, x = theta + arg A.  */

#ifndef LGT_U1_UPDATE_BODY_H
#define LGT_U1_UPDATE_BODY_H

enum { U1_TRIES = 31 };

/* A new theta, with density exp (|A| cos x); THETA itself where U1_TRIES tries
   were not enough (a third fails at most).

   Best and Fisher's rejection (Appl. Statist. 28 (1979) 152) from a wrapped
   Cauchy distribution of parameter rho: the image of a uniform phi is

     e^{ix} ~ 2 rho + (1 + rho^2) cos phi + i (1 - rho^2) sin phi,

   and with t = 1 + sqrt (1 + 4 K^2), K = |A|, rho = 2 K / (t + sqrt (2 t)).  In
   this form nothing cancels for small K.  */
LGT_BODY num
u1_heat_bath (const struct num_random *r, num re, num im, num theta)
{
  const num k = num_sqrt (re * re + im * im);
  const num t = 1.0 + num_sqrt (1.0 + 4.0 * k * k);
  const num s = t + num_sqrt (2.0 * t), rho = 2.0 * k / s;
  const num one = 1.0 + rho * rho, zero = (1.0 - rho) * (1.0 + rho);
  num x = num_set (1), y = num_set (0), todo = num_set (1);
  const num none = num_select (k > 0.0, num_set (0), num_set (1));

  for (int i = 0; i < U1_TRIES && num_any (todo > 0.0); i++)
    {
      num u, v, sine, cosine, den, c, take;

      num_random_pair (r, i, &u, &v);
      num_sincos (6.2831853071795865 * u - 3.1415926535897931, &sine,
                  &cosine);
      den = one + 2.0 * rho * cosine;
      /* c = K (one / (2 rho) - cos x).  */
      c = 0.25 * s * one - k * (2.0 * rho + one * cosine) / den;
      take = num_select (v <= c * num_exp (1.0 - c), todo, num_set (0));
      x = num_select (take > 0.0, 2.0 * rho + one * cosine, x);
      y = num_select (take > 0.0, zero * sine, y);
      todo = todo - take;
    }
  /* theta = x - arg A.  */
  re = re + none;
  return num_select (todo > 0.0, theta,
                     num_atan2 (y * re - x * im, x * re + y * im));
}

/* theta' of the same action: x' = -x, up to a multiple of 2 pi.  */
LGT_BODY num
u1_overrelaxation (num re, num im, num theta)
{
  return -theta - 2.0 * num_atan2 (im, re);
}

/* HITS angles uniform in (-WIDTH, WIDTH) added one after the other, or not;
   *TAKEN says how often.  */
LGT_BODY num
u1_metropolis (const struct num_random *r, num re, num im, num theta,
               num width, int hits, num *taken)
{
  num sine, cosine, now;

  num_sincos (theta, &sine, &cosine);
  now = re * cosine - im * sine;
  *taken = num_set (0);
  for (int hit = 0; hit < hits; hit++)
    {
      num u, v, next, then, yes;

      num_random_pair (r, hit, &u, &v);
      next = theta + width * (2.0 * u - 1.0);
      num_sincos (next, &sine, &cosine);
      then = re * cosine - im * sine;
      yes = num_select (num_log (v) < then - now, num_set (1), num_set (0));
      *taken = *taken + yes;
      theta = num_select (yes > 0.0, next, theta);
      now = num_select (yes > 0.0, then, now);
    }
  return theta;
}

#endif

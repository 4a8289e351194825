/* Local updates of a link of SU(N) in its subgroups SU(2): heat bath,
   overrelaxation, Metropolis.  One text for every number; the including file
   says what a number is and where random ones come from:

     struct num_random;                two uniform numbers in (0, 1), the
     void num_random_pair (r, draw, &u, &v);    pair DRAW of a link's counter

   With W = U A the action is S = -Re tr W.  A matrix q = q_0 + i q.sigma of
   the subgroup of rows i < j changes it to -Re tr q W, which looks at the
   elements of these rows and columns only; their part in SU(2) is

     K (a_0 + i a.sigma) / 2,   |a| = 1,   Re tr q W = K (q_0 a_0 - q.a) + ...

   A subgroup has 64 draws: two for each try, and the last one.  */

#ifndef LGT_SUN_HEAT_BATH_BODY_H
#define LGT_SUN_HEAT_BATH_BODY_H

#include "matrix_body.h"

enum { SUN_TRIES = 31, SUN_DRAWS = 64 };

/* K, and A normalized: a = 1 where W has no part in the subgroup.  */
LGT_BODY num
sun_su2_part (int n, const num *w, long ws, int i, int j, num *a)
{
  const num *d = w + 2 * (n + 1) * i * ws, *e = w + 2 * (n + 1) * j * ws;
  const num *o = w + 2 * (n * i + j) * ws, *p = w + 2 * (n * j + i) * ws;
  num square, k, scale;

  a[0] = d[0] + e[0];
  a[1] = o[ws] + p[ws];
  a[2] = o[0] - p[0];
  a[3] = d[ws] - e[ws];
  square = a[0] * a[0] + a[1] * a[1] + a[2] * a[2] + a[3] * a[3];
  k = num_sqrt (square);
  scale = num_select (square > 1e-60, 1.0 / k, num_set (0));
  a[0] = num_select (square > 1e-60, scale * a[0], num_set (1));
  SUN_UNROLL
  for (int c = 1; c < 4; c++)
    a[c] = scale * a[c];
  return k;
}

/* M = q M.  */
LGT_BODY void
sun_su2_rotate (int n, num *m, long ms, int i, int j, const num *q)
{
  num *a = m + 2 * n * i * ms, *b = m + 2 * n * j * ms;

  SUN_UNROLL
  for (int c = 0; c < n; c++)
    {
      const num ar = a[0], ai = a[ms], br = b[0], bi = b[ms];

      a[0] = q[0] * ar - q[3] * ai + q[2] * br - q[1] * bi;
      a[ms] = q[0] * ai + q[3] * ar + q[2] * bi + q[1] * br;
      b[0] = q[0] * br + q[3] * bi - q[2] * ar - q[1] * ai;
      b[ms] = q[0] * bi - q[3] * br - q[2] * ai + q[1] * ar;
      a = num_step (a, 2 * ms);
      b = num_step (b, 2 * ms);
    }
}

/* X = 1 - h_0 with density sqrt (x (2 - x)) exp (-K x) on [0, 2]; numbers
   that found none within SUN_TRIES tries have *FAILED > 0.  */
LGT_BODY num
sun_heat_bath_cosine (const struct num_random *r, int draw, num k,
                      num *failed)
{
  /* Where both ways are equally good.  Below 1e-8 there is no difference.  */
  const double border = 1.7;
  const num small = num_select (k < 1e-8, num_set (1e-8),
                                num_select (k < border, k,
                                            num_set (border)));
  const num per_k = 1.0 / num_select (k < border, num_set (border), k);
  const int weak = num_any (k < border);
  num x = num_set (0), todo = num_set (1), range = x;

  if (weak)
    range = 1.0 - num_exp (-2.0 * small);
  for (int t = 0; t < SUN_TRIES && num_any (todo > 0.0); t++)
    {
      num r1, r2, r3, r4, sine, cosine, y, room;

      num_random_pair (r, draw + 2 * t, &r1, &r3);
      num_random_pair (r, draw + 2 * t + 1, &r2, &r4);
      num_sincos (6.2831853071795865 * r2, &sine, &cosine);
      y = -(num_log (r1) + cosine * cosine * num_log (r3)) * per_k;
      room = 1.0 - 0.5 * y;
      if (weak)
        {
          const num z = -num_log (1.0 - range * r1) / small;

          y = num_select (k < border, z, y);
          room = num_select (k < border, y * (2.0 - y), room);
        }
      room = num_select (todo > 0.0, room, num_set (-1));
      x = num_select (r4 * r4 <= room, y, x);
      todo = num_select (r4 * r4 <= room, num_set (0), todo);
    }
  *failed = todo;
  return x;
}

/* Q such that q W has the density of the heat bath: Q = h a^+, h_0 as above
   and its vector of any direction.  */
LGT_BODY void
sun_heat_bath_rotation (const struct num_random *r, int draw, num k,
                        const num *a, num *q)
{
  num failed, u, v, sine, cosine;
  const num x = sun_heat_bath_cosine (r, draw, k, &failed);
  const num length = num_sqrt (num_select (x < 2.0, x * (2.0 - x),
                                           num_set (0)));
  num h0 = 1.0 - x, hx, hy, hz, across;

  num_random_pair (r, draw + SUN_DRAWS - 1, &u, &v);
  u = 2.0 * u - 1.0;
  num_sincos (6.2831853071795865 * v, &sine, &cosine);
  hz = length * u;
  across = length * num_sqrt ((1.0 - u) * (1.0 + u));
  hx = across * cosine;
  hy = across * sine;
  q[0] = h0 * a[0] + hx * a[1] + hy * a[2] + hz * a[3];
  q[1] = hx * a[0] - h0 * a[1] + (hy * a[3] - hz * a[2]);
  q[2] = hy * a[0] - h0 * a[2] + (hz * a[1] - hx * a[3]);
  q[3] = hz * a[0] - h0 * a[3] + (hx * a[2] - hy * a[1]);
  q[0] = num_select (failed > 0.0, num_set (1), q[0]);
  SUN_UNROLL
  for (int c = 1; c < 4; c++)
    q[c] = num_select (failed > 0.0, num_set (0), q[c]);
}

/* U and W = U A become q U and q W for all subgroups in turn, but for the
   last one's W, which nobody needs.  */
LGT_BODY void
sun_heat_bath (int n, num *u, long us, num *w, long ws,
               const struct num_random *r)
{
  int draw = 0;

  SUN_UNROLL
  for (int i = 0; i < n - 1; i++)
    SUN_UNROLL
    for (int j = i + 1; j < n; j++, draw += SUN_DRAWS)
      {
        num a[4], q[4];
        const num k = sun_su2_part (n, w, ws, i, j, a);

        sun_heat_bath_rotation (r, draw, k, a, q);
        sun_su2_rotate (n, u, us, i, j, q);
        if (i < n - 2)
          sun_su2_rotate (n, w, ws, i, j, q);
      }
}

/* The same with q = (a^+)^2, which leaves Re tr W as it is.  */
LGT_BODY void
sun_overrelaxation (int n, num *u, long us, num *w, long ws)
{
  SUN_UNROLL
  for (int i = 0; i < n - 1; i++)
    SUN_UNROLL
    for (int j = i + 1; j < n; j++)
      {
        num a[4], q[4];

        (void) sun_su2_part (n, w, ws, i, j, a);
        q[0] = 2.0 * a[0] * a[0] - 1.0;
        SUN_UNROLL
        for (int c = 1; c < 4; c++)
          q[c] = -2.0 * a[0] * a[c];
        sun_su2_rotate (n, u, us, i, j, q);
        if (i < n - 2)
          sun_su2_rotate (n, w, ws, i, j, q);
      }
}

/* A rotation by an angle uniform in (-WIDTH, WIDTH) around any axis; its
   inverse is as likely.  *ACCEPT is one more uniform number.  */
LGT_BODY void
sun_small_rotation (const struct num_random *r, int draw, num width, num *q,
                    num *accept)
{
  num angle, u, v, sine, cosine, across;

  num_random_pair (r, draw, &angle, accept);
  num_random_pair (r, draw + 1, &u, &v);
  num_sincos (width * (2.0 * angle - 1.0), &sine, &q[0]);
  u = 2.0 * u - 1.0;
  across = sine * num_sqrt ((1.0 - u) * (1.0 + u));
  q[3] = sine * u;
  num_sincos (6.2831853071795865 * v, &sine, &cosine);
  q[1] = across * cosine;
  q[2] = across * sine;
}

/* HITS proposals in each subgroup; returns how many were taken.  */
LGT_BODY num
sun_metropolis (int n, num *u, long us, num *w, long ws,
                const struct num_random *r, num width, int hits)
{
  num taken = num_set (0);
  int draw = 0;

  for (int hit = 0; hit < hits; hit++)
    SUN_UNROLL_DEVICE
    for (int i = 0; i < n - 1; i++)
      SUN_UNROLL_DEVICE
      for (int j = i + 1; j < n; j++, draw += 2)
        {
          num a[4], q[4], accept, gain, yes;
          const num k = sun_su2_part (n, w, ws, i, j, a);

          sun_small_rotation (r, draw, width, q, &accept);
          /* Minus the change of the action.  */
          gain = k * ((q[0] - 1.0) * a[0] - q[1] * a[1] - q[2] * a[2]
                      - q[3] * a[3]);
          yes = num_select (num_log (accept) < gain, num_set (1),
                            num_set (0));
          taken = taken + yes;
          q[0] = num_select (yes > 0.0, q[0], num_set (1));
          SUN_UNROLL
          for (int c = 1; c < 4; c++)
            q[c] = yes * q[c];
          sun_su2_rotate (n, u, us, i, j, q);
          sun_su2_rotate (n, w, ws, i, j, q);
        }
  return taken;
}

#endif

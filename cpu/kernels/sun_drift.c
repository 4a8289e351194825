/* U = exp (dt P) U.  */

#include "sun_each.h"
#include "sun.h"
#include "../../lib/sun/algebra_body.h"
#include "../../lib/sun/exp_body.h"

/* Where |X|^2 = -tr X^2 is below this, exp X is a polynomial.  */
#define SMALL_NORM 1.0

/* exp X of SU(3), |X| < 1, by Horner's scheme on 1, X, X^2 with X^3 = i d +
   t X, i d = det X, t = tr X^2 / 2: sixteen terms, the next is below epsilon.
   Half the time of eigenvalues, and steps of molecular dynamics are small.  */
LGT_INLINE void
exp_small (num *e, const num *x)
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
#pragma GCC unroll 16
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
  for (int i = 0; i < 18; i += 8)
    {
      e[i] = e[i] + ar;
      e[i + 1] = e[i + 1] + ai;
    }
}

/* Put exp X where NORM is not small: a lane depends on itself alone.  */
static __attribute__ ((noinline)) void
exp_large (num *e, const num *x, num norm)
{
  num general[18];

  sun_exp (3, general, 1, x, 1);
  for (int i = 0; i < 18; i++)
    e[i] = num_select (norm < SMALL_NORM, e[i], general[i]);
}

static __attribute__ ((noinline)) void
exponential (int n, num *e, const num *p, long ps, double dt)
{
  num c[SUN_MAX * SUN_MAX], x[SUN_NUMBERS], norm = num_set (0);

  for (int a = 0; a < n * n - 1; a++)
    {
      c[a] = dt * p[a * ps];
      norm = norm + 0.5 * (c[a] * c[a]);
    }
  switch (n)
    {
    case 2:
      sun_from_coordinates (2, x, 1, c, 1);
      sun_exp (2, e, 1, x, 1);
      break;
    case 3:
      sun_from_coordinates (3, x, 1, c, 1);
      exp_small (e, x);
      if (num_any (norm >= SMALL_NORM))
        exp_large (e, x, norm);
      break;
    default:
      sun_from_coordinates (n, x, 1, c, 1);
      sun_exp (n, e, 1, x, 1);
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_drift_params *d = params;
  const struct lgt_sun s = lgt_sun_of (d->n);
  const struct lgt_view *links = &out[0], *momenta = &in[0];
  const int count = d->n * d->n - 1;
  const double dt = d->factor * *(const double *) in[1].data;
  const int64_t pieces = lgt_each_pieces (links, links->shape.comps
                                                 / s.numbers);

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 8 * s.n * lgt_shape_size (links->shape)))
  for (int64_t i = 0; i < links->shape.packs * pieces; i++)
    {
      const int64_t pack = i / pieces, piece = i % pieces;
      num room[SUN_NUMBERS], p_room[SUN_NUMBERS], e[SUN_NUMBERS];
      num next[SUN_NUMBERS];
      long us, ps;
      num *u = lgt_each_open (links, s.numbers, pack, piece, room, &us);
      const num *p = lgt_each_open (momenta, count, pack, piece, p_room, &ps);

      exponential (s.n, e, p, ps, dt);
      lgt_sun_multiply_to (&s, next, 1, (struct lgt_sun_matrix) { e, 1, 0 },
                           (struct lgt_sun_matrix) { u, us, 0 });
      for (int c = 0; c < s.numbers; c++)
        u[c * us] = next[c];
      lgt_each_close (links, s.numbers, pack, piece, room);
    }
  return LGT_OK;
}

LGT_ENTRY (sun_drift, run)

/* U = exp (dt P) U (lib/sun/drift_body.h).  */

#include "sun_each.h"
#include "sun.h"
#include "../../lib/sun/drift_body.h"

/* Put exp X where NORM is not small: a lane depends on itself alone.  */
static __attribute__ ((noinline)) void
exp_large (num *e, const num *x, num norm)
{
  num general[18];

  sun_exp (3, general, 1, x, 1);
  for (int i = 0; i < 18; i++)
    e[i] = num_select (norm < SUN_SMALL_NORM, e[i], general[i]);
}

static __attribute__ ((noinline)) void
exponential (int n, num *e, const num *p, long ps, double dt)
{
  num x[SUN_NUMBERS], norm;

  switch (n)
    {
    case 2:
      sun_drift_generator (2, x, p, ps, dt);
      sun_exp (2, e, 1, x, 1);
      break;
    case 3:
      norm = sun_drift_generator (3, x, p, ps, dt);
      sun_exp_small_3 (e, x);
      if (num_any (norm >= SUN_SMALL_NORM))
        exp_large (e, x, norm);
      break;
    default:
      sun_drift_generator (n, x, p, ps, dt);
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

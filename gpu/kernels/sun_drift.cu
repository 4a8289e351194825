/* U = exp (dt P) U (lib/sun/drift_body.h).

   A link is read and written and its momenta are read, 32 N^2 + 8 (N^2 - 1)
   bytes; 8 N^3 operations for the product and for the exponential about 20
   (N = 2), 550 (N = 3, small steps), or 50 N^3 and 8 N^3 for each time it is
   squared (N > 3).  */

#include "../sun_each.h"
#include "../../lib/sun/drift_body.h"

/* E = exp (DT P); P's numbers are LANES apart.  */
LGT_DEVICE void
exponential (int n, double *e, const double *p, int lanes, double dt)
{
  double x[SUN_NUMBERS];
  const double norm = sun_drift_generator (n, x, p, lanes, dt);

  if (n == 3 && norm < SUN_SMALL_NORM)
    sun_exp_small_3 (e, x);
  else
    sun_exp (n, e, 1, x, 1);
}

template <int N>
static __global__ void
drift (int any, int directions, struct lgt_view momenta, const double *step,
       double factor, struct lgt_view links)
{
  const int n = lgt_sun_n<N> (any), lanes = links.shape.lanes;
  const double dt = factor * *step;

  LGT_EACH (pack, item, links.shape.packs, lgt_row_items (links) * directions)
    {
      const struct lgt_each e = lgt_each_of (pack, item, directions, lanes);
      double *at = lgt_each_at (links, 2 * n * n, e);
      const double *p = lgt_each_at (momenta, n * n - 1, e);
      double u[lgt_sun_room<N>], x[lgt_sun_room<N>], next[lgt_sun_room<N>];

      exponential (n, x, p, lanes, dt);
      lgt_sun_load (n, u, at, lanes, 0);
      sun_product (n, next, 1, x, 1, SUN_PLAIN, u, 1, SUN_PLAIN, 0);
      lgt_sun_store (n, at, lanes, next);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_drift_params *> (params);
  const int directions = out[0].shape.comps / (2 * p->n * p->n);

  lgt_launch (queue, lgt_sun_kernel (p->n, drift<2>, drift<3>, drift<0>),
              out[0].shape.packs, lgt_row_items (out[0]) * directions, p->n,
              directions, in[0], static_cast<const double *> (in[1].data),
              p->factor, out[0]);
}

LGT_ENTRY (sun_drift, run)

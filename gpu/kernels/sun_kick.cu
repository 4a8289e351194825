/* p_a -= dt dS/d_a: with W = U A and S = -Re tr W that is Im tr W T_a, half
   the coordinates of W (lib/sun/algebra_body.h).

   Beside what gpu/sun_staples.h says N^2 - 1 momenta of a link are read and
   written, 16 (N^2 - 1) bytes, with 4 operations each.  */

#include "../sun_staples.h"
#include "../../lib/sun/algebra_body.h"

template <int N>
static __global__ void
__launch_bounds__ (LGT_BLOCK, lgt_link_blocks<N>)
kick (int any, struct lgt_link_work work, const double *step, double factor,
      struct lgt_view momenta)
{
  const int n = lgt_sun_n<N> (any), lanes = momenta.shape.lanes;
  const double half = 0.5 * (factor * *step);
  __shared__ double columns[lgt_column_room<N>];
  double own[lgt_own_room<N>], *a = N ? columns + threadIdx.x : own;

  LGT_EACH (pack, item, momenta.shape.packs, lgt_link_items (work))
    {
      const struct lgt_link l = lgt_link_of (work, pack, item);
      double u[lgt_sun_room<N>], w[lgt_sun_room<N>];
      double *to = lgt_sun_at (momenta, pack, l.site,
                               (int64_t) l.mu * (n * n - 1), l.lane);

      lgt_link_product<N> (n, work, l, a, u, w);
      sun_to_coordinates (n, u, 1, w, 1);
      SUN_UNROLL_ALL
      for (int i = 0; i < n * n - 1; i++)
        {
          *to -= half * u[i];
          to = lgt_step (to, lanes);
        }
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_kick_params *> (params);
  const struct lgt_link_work work = lgt_link_work_of (p->paths, in[0], in[1]);

  lgt_launch (queue, lgt_sun_kernel (p->n, kick<2>, kick<3>, kick<0>),
              out[0].shape.packs, lgt_link_items (work), p->n, work,
              static_cast<const double *> (in[2].data), p->factor, out[0]);
}

LGT_ENTRY (sun_kick, run)

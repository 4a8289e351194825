/* Overrelaxation of SU(N) links (lib/sun/heat_bath_body.h).

   Beside what gpu/sun_staples.h says a link is written, 16 N^2 bytes, and
   takes 56 N + 30 operations in each of its N (N - 1) / 2 subgroups.  */

#include "../sun_staples.h"
#include "../../lib/sun/heat_bath_body.h"

template <int N>
static __global__ void
__launch_bounds__ (LGT_BLOCK, lgt_link_blocks<N>)
update (int any, struct lgt_link_work work)
{
  const int n = lgt_sun_n<N> (any);
  __shared__ double columns[lgt_column_room<N>];
  double own[lgt_own_room<N>], *u = N ? columns + threadIdx.x : own;

  LGT_EACH (pack, item, work.links.shape.packs, lgt_link_items (work))
    {
      const struct lgt_link l = lgt_link_of (work, pack, item);
      double w[lgt_sun_room<N>];

      lgt_link_open<N> (n, work, l, u, w);
      sun_overrelaxation (n, u, lgt_column_stride<N>, w, 1);
      lgt_link_close<N> (n, work, l, u);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_update_params *> (params);
  const struct lgt_link_work work = lgt_link_work_of (p->paths, out[0], in[0]);

  lgt_launch (queue, lgt_sun_kernel (p->n, update<2>, update<3>, update<0>),
              out[0].shape.packs, lgt_link_items (work), p->n, work);
}

LGT_ENTRY (sun_overrelaxation, run)

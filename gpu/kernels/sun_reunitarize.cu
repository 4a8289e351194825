/* Links made unitary by Gram-Schmidt on the rows (lib/sun/haar_body.h).

   A link is read and written, 32 N^2 bytes; about 5 N^3 operations for
   N = 2, 3 and 18 N^3 above.  */

#include "../sun_each.h"
#include "../../lib/sun/haar_body.h"

template <int N>
static __global__ void
unitary (int any, int directions, struct lgt_view links)
{
  const int n = lgt_sun_n<N> (any), lanes = links.shape.lanes;

  LGT_EACH (pack, item, links.shape.packs, lgt_row_items (links) * directions)
    {
      const struct lgt_each e = lgt_each_of (pack, item, directions, lanes);
      double *at = lgt_each_at (links, 2 * n * n, e);
      double u[lgt_sun_room<N>];

      lgt_sun_load (n, u, at, lanes, 0);
      sun_gram_schmidt (n, u, 1);
      lgt_sun_store (n, at, lanes, u);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_reunitarize_params *> (params);
  const int directions = out[0].shape.comps / (2 * p->n * p->n);

  lgt_launch (queue, lgt_sun_kernel (p->n, unitary<2>, unitary<3>, unitary<0>),
              out[0].shape.packs, lgt_row_items (out[0]) * directions, p->n,
              directions, out[0]);
}

LGT_ENTRY (sun_reunitarize, run)

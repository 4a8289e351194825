/* z = sum over sites and components of x; gx += gz.  */

#include "../block_sums.h"

static __global__ void
spread (struct lgt_view gz, struct lgt_view gx)
{
  LGT_EACH (pack, item, gx.shape.packs, lgt_count (gx))
    lgt_add_to (gx, lgt_element_at (gx, pack, item),
                lgt_get (gz, pack * gz.pack_stride
                             + item % gx.shape.lanes));
}

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  lgt_sum_rows (queue, in[0], static_cast<double *> (scratch), out[0]);
}

static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[2].data && out[0].data)
    lgt_launch (queue, spread, out[0].shape.packs, lgt_count (out[0]), in[2],
                out[0]);
}

LGT_ENTRY (sum_sites, run)
LGT_ENTRY (sum_sites, pull)

/* z = sum over sites and components of x; gx += gz.  */

#include "../block_sums.h"

static __global__ void
sum_blocks (struct lgt_view x, double *partial)
{
  LGT_EACH (pack, item, x.shape.packs, LGT_BLOCKS * x.shape.lanes)
    {
      int64_t block;
      int lane;
      double sum = 0;

      lgt_divide (item, x.shape.lanes, &block, &lane);
      for (int64_t s = lgt_block_begin ((int) block, x.shape.sites);
           s < lgt_block_begin ((int) block + 1, x.shape.sites); s++)
        for (int c = 0; c < x.shape.comps; c++)
          sum += lgt_get (x, lgt_at (x, pack, s, c) + lane);
      partial[(int64_t) pack * LGT_BLOCKS * x.shape.lanes + item] = sum;
    }
}

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
  double *partial = static_cast<double *> (scratch);
  const struct lgt_shape shape = in[0].shape;

  lgt_launch (queue, sum_blocks, shape.packs, LGT_BLOCKS * shape.lanes,
              in[0], partial);
  lgt_launch (queue, lgt_add_blocks, shape.packs, shape.lanes, 1, partial,
              out[0]);
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

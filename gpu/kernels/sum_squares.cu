/* Sums of squares in fixed blocks of sites.

   4 or 8 bytes and 2 operations an element.  */

#include "../block_sums.h"

static __global__ void
square_blocks (struct lgt_view x, double *partial)
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
          {
            const double a = lgt_get (x, lgt_at (x, pack, s, c) + lane);

            sum += a * a;
          }
      partial[(int64_t) pack * LGT_BLOCKS * x.shape.lanes + item] = sum;
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_sum_squares_params *> (params);
  const struct lgt_view x = in[0];
  double *partial = static_cast<double *> (scratch);

  lgt_launch (queue, square_blocks, x.shape.packs,
              LGT_BLOCKS * x.shape.lanes, x, partial);
  lgt_launch (queue, lgt_add_blocks, x.shape.packs, x.shape.lanes, p->factor,
              partial, out[0]);
}

LGT_ENTRY (sum_squares, run)

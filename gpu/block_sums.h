/* Sums over sites in two launches: partial sums of fixed blocks, and their
   sum in block order.  */

#ifndef LGT_GPU_BLOCK_SUMS_H
#define LGT_GPU_BLOCK_SUMS_H

#include "kernel.h"

/* partial[(p * LGT_BLOCKS + b) * B + l] = the sum over block b's sites and all
   components of X.  */
static __global__ void
lgt_sum_blocks (struct lgt_view x, double *partial)
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

/* Z [P, 1, 1, B] = FACTOR times the sum over blocks b of
   partial[(p * LGT_BLOCKS + b) * B + l].  */
static __global__ void
lgt_add_blocks (double factor, const double *partial, struct lgt_view z)
{
  LGT_EACH (pack, lane, z.shape.packs, z.shape.lanes)
    {
      double sum = 0;

      for (int b = 0; b < LGT_BLOCKS; b++)
        sum += partial[((int64_t) pack * LGT_BLOCKS + b) * z.shape.lanes
                       + lane];
      lgt_set (z, pack * z.pack_stride + lane, factor * sum);
    }
}

/* Z [P, 1, 1, B] = the sum over sites and components of X.  */
static inline void
lgt_sum_rows (const struct lgt_queue *queue, const struct lgt_view &x,
              double *partial, const struct lgt_view &z)
{
  lgt_launch (queue, lgt_sum_blocks, x.shape.packs,
              LGT_BLOCKS * x.shape.lanes, x, partial);
  lgt_launch (queue, lgt_add_blocks, x.shape.packs, x.shape.lanes, 1,
              partial, z);
}

#endif

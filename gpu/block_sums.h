/* Sums over sites in two launches: partial sums of fixed blocks, and their
   sum in block order.  */

#ifndef LGT_GPU_BLOCK_SUMS_H
#define LGT_GPU_BLOCK_SUMS_H

#include "kernel.h"

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

#endif

/* The second half of a sum over sites: partial sums of fixed blocks, added
   in block order, so that the number of threads changes nothing.  */

#ifndef LGT_CPU_BLOCK_SUMS_H
#define LGT_CPU_BLOCK_SUMS_H

#include "elements.h"

/* Z [P, 1, 1, B] = FACTOR times the sum over blocks b of
   partial[(p * LGT_BLOCKS + b) * B + l].  */
LGT_INLINE void
lgt_add_blocks (double factor, const double *partial,
                const struct lgt_view *z)
{
  int lanes = z->shape.lanes;

  for (int64_t p = 0; p < z->shape.packs; p++)
    for (int l = 0; l < lanes; l += LGT_VD)
      {
        int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
        vd sum = { 0 };

        for (int b = 0; b < LGT_BLOCKS; b++)
          sum += lgt_load (partial, LGT_F64,
                           (p * LGT_BLOCKS + b) * lanes + l, n);
        lgt_store (z->data, z->type, p * z->pack_stride + l, n,
                   factor * sum);
      }
}

#endif

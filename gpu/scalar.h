/* Neighbours of a site of a scalar field.

   A warp's lanes are lanes of one site: neighbours are whole lines, and all
   but one of the 2 D come from caches.  */

#ifndef LGT_GPU_SCALAR_H
#define LGT_GPU_SCALAR_H

#include "kernel.h"
#include "number.h"
#include "../lib/tensor/scalar_body.h"

/* The sum of the neighbours ahead of SITE, with BOTH also of those back.  */
LGT_DEVICE double
lgt_sum_around (const struct scalar_torus &torus, const struct lgt_view &field,
                int pack, int64_t site, int lane, int both)
{
  struct scalar_walk walk = scalar_walk_at ((int32_t) site);
  double sum = 0;

  /* Unrolled, the extents stay in constant memory.  */
#pragma unroll
  for (int d = 0; d < LGT_STENCIL_MAX_DIM; d++)
    {
      int32_t ahead, back;

      if (d >= torus.ndim)
        break;
      scalar_walk_next (&walk, torus.extent[d], &ahead, &back);
      sum += lgt_get (field, lgt_at (field, pack, ahead, 0) + lane);
      if (both)
        sum += lgt_get (field, lgt_at (field, pack, back, 0) + lane);
    }
  return sum;
}

LGT_DEVICE double
lgt_derivative (const struct scalar_torus &torus, const struct lgt_view &field,
                const double *c, int pack, int64_t site, int lane)
{
  return scalar_derivative (c, lgt_get (field, lgt_at (field, pack, site, 0)
                                               + lane),
                            lgt_sum_around (torus, field, pack, site, lane,
                                            1));
}

#endif

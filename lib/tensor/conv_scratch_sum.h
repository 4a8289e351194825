/* How the convolution that is a sum of convolutions divides its scratch: that
   of the direct one, then a reordered copy of the weights and a stencil's
   table.  */

#ifndef LGT_CONV_SCRATCH_SUM_H
#define LGT_CONV_SCRATCH_SUM_H

#include "conv_scratch.h"

struct lgt_conv_scratch_sum
{
  struct lgt_conv_scratch direct;
  size_t slices;          /* the weights, one tap of the last direction after
                             the other */
  size_t table;           /* int32_t */
  size_t total;
};

static inline struct lgt_conv_scratch_sum
lgt_conv_scratch_sum (const struct lgt_conv_params *p, struct lgt_view x,
                      struct lgt_view weight, int pull)
{
  const struct lgt_stencil *stencil = p->stencil;
  struct lgt_conv_scratch_sum s;
  size_t end, entries = LGT_STENCIL_PAD;

  s.direct = lgt_conv_scratch (p, x, weight, pull);
  end = s.direct.total;
  s.slices = lgt_conv_part (&end, (size_t) weight.shape.comps
                                  * lgt_type_size (x.type));
  for (int d = 0; d < stencil->ndim; d++)
    {
      const int in = stencil->in->extent[d], out = stencil->out->extent[d];

      entries += (size_t) (in > out ? in : out)
                 * (size_t) stencil->window.kernel[d];
    }
  s.table = lgt_conv_part (&end, entries * sizeof (int32_t));
  s.total = end;
  return s;
}

#endif

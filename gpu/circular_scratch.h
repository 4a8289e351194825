/* Scratch of the transformations of circle and line: partial sums of the log-slopes
   beside what they ask for.  */

#ifndef LGT_GPU_CIRCULAR_SCRATCH_H
#define LGT_GPU_CIRCULAR_SCRATCH_H

#include "kernel.h"

static inline void
lgt_circular_scratch (const void *, const struct lgt_view *in,
                      size_t scratch[2])
{
  scratch[0] += (size_t) in[0].shape.packs * (size_t) in[0].shape.lanes
                * LGT_BLOCKS * sizeof (double);
}

#endif

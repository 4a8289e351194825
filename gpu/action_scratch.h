/* Scratch of actions: a number for every site and configuration, and their
   partial sums.  The cpu takes partial sums alone, but its blocks are too few
   for threads of a device.  */

#ifndef LGT_GPU_ACTION_SCRATCH_H
#define LGT_GPU_ACTION_SCRATCH_H

#include "kernel.h"

static inline size_t
lgt_site_sums_bytes (struct lgt_shape shape)
{
  return (size_t) shape.packs * (size_t) shape.lanes
         * ((size_t) shape.sites + LGT_BLOCKS) * sizeof (double);
}

static inline void
lgt_u1_action_scratch (const void *params, const struct lgt_view *in,
                       size_t scratch[2])
{
  const auto *p = static_cast<const struct lgt_u1_action_params *> (params);
  const struct lgt_shape shape = in[0].shape;

  scratch[0] = lgt_site_sums_bytes (shape);
  /* The gradients of all angles.  */
  scratch[1] = (size_t) shape.packs * (size_t) shape.lanes
               * (size_t) shape.sites * (size_t) p->paths->paths
               * sizeof (double);
}

static inline void
lgt_site_sums_scratch (const void *, const struct lgt_view *in,
                        size_t scratch[2])
{
  scratch[0] = lgt_site_sums_bytes (in[0].shape);
  scratch[1] = 0;
}

#endif

/* phi += dt p.  */

#include "../elements.h"

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_scalar_step_params *> (params);
  const struct lgt_view none = {};

  lgt_launch (queue, lgt_combine_kernel, out[0].shape.packs,
              lgt_count (out[0]), static_cast<const double *> (in[1].data),
              p->factor, in[0], 0, none, out[0], 1);
}

LGT_ENTRY (scalar_drift, run)

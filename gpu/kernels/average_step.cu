/* average = decay average + (1 - decay) weights, where the step was taken:
   the device alone knows.  */

#include "../kernel.h"

static __global__ void
step (const double *control, double decay, struct lgt_view weights,
      struct lgt_view average)
{
  if (control[LGT_CONTROL_TAKEN] == 0)
    return;
  LGT_EACH (pack, item, average.shape.packs, lgt_count (average))
    {
      const int64_t at = lgt_element_at (average, pack, item);

      lgt_set (average, at,
               decay * lgt_get (average, at)
               + (1 - decay)
                 * lgt_get (weights, lgt_element_at (weights, pack, item)));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_average_params *> (params);

  lgt_launch (queue, step, out[0].shape.packs, lgt_count (out[0]),
              static_cast<const double *> (in[1].data), p->decay, in[0],
              out[0]);
}

LGT_ENTRY (average_step, run)

/* average = decay average + (1 - decay) weights, where the step was taken. */

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_average_params *p = params;
  const double *control = in[1].data;

  (void) scratch;
  if (control[LGT_CONTROL_TAKEN] != 0)
    lgt_combine (queue, 0, p->decay, &out[0], 1 - p->decay, &in[0], &out[0]);
  return LGT_OK;
}

LGT_ENTRY (average_step, run)

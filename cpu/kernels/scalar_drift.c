/* phi += dt p.  */

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_scalar_step_params *step = params;

  (void) scratch;
  lgt_combine (queue, 1, step->factor * *(const double *) in[1].data, &in[0],
               0, NULL, &out[0]);
  return LGT_OK;
}

LGT_ENTRY (scalar_drift, run)

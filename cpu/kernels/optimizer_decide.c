/* Whether a step is taken, and what its weights need; in scalar arithmetic,
   once a step.  */

#include "number.h"
#include "elements.h"

#include "../../lib/tensor/decide_body.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_optimizer_params *p = params;

  (void) queue;
  (void) scratch;
  lgt_decide (log (p->beta1), log (p->beta2), *(const double *) in[0].data,
              *(const double *) in[1].data,
              in[2].data ? *(const double *) in[2].data : 0, out[0].data,
              out[1].data, out[1].shape.comps / LGT_HISTORY_NUMBERS);
  return LGT_OK;
}

LGT_ENTRY (optimizer_decide, run)

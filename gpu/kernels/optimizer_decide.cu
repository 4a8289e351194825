/* Whether a step is taken, and what its weights need: one thread, once a
   step.  */

#include "../kernel.h"
#include "../number.h"

#include "../../lib/tensor/decide_body.h"

static __global__ void
decide (double log_beta1, double log_beta2, struct lgt_view norm,
        struct lgt_view loss, struct lgt_view note, struct lgt_view control,
        struct lgt_view history)
{
  if (threadIdx.x == 0)
    lgt_decide (log_beta1, log_beta2, lgt_get (norm, 0), lgt_get (loss, 0),
                note.data ? lgt_get (note, 0) : 0, (double *) control.data,
                (double *) history.data,
                history.shape.comps / LGT_HISTORY_NUMBERS);
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_optimizer_params *> (params);

  lgt_launch_grid (queue, decide, dim3 (1), dim3 (LGT_WARP), 0,
                   log (p->beta1), log (p->beta2), in[0], in[1], in[2],
                   out[0], out[1]);
}

LGT_ENTRY (optimizer_decide, run)

/* ESS of a batch: weights relative to the largest, in the batch's order.  A
   few thousand numbers: one thread.  */

#include <math.h>

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *x = &in[0], *share = &in[1];
  double lowest = INFINITY, sum = 0, squares = 0, n = 0;

  (void) queue;
  (void) params;
  (void) scratch;
  for (int pass = 0; pass < 2; pass++)
    for (int32_t p = 0; p < x->shape.packs; p++)
      {
        const double *a = (const double *) x->data + p * x->pack_stride;
        const double *s
          = (const double *) share->data + p * share->pack_stride;

        for (int32_t l = 0; l < x->shape.lanes; l++)
          if (s[l] == 0)
            continue;
          else if (pass == 0)
            lowest = a[l] < lowest ? a[l] : lowest;
          else
            {
              const double w = exp (lowest - a[l]);

              sum += w;
              squares += w * w;
              n += 1;
            }
      }
  *(double *) out[0].data = sum * sum / (n * squares);
  return LGT_OK;
}

LGT_ENTRY (batch_ess, run)

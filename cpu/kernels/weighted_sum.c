/* z = sum of w x over all configurations with w != 0; gx += w gz there.

   One number a configuration: a few thousand additions, in one thread.  The
   blocks are of configurations in their order.  */

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *x = &in[0], *w = &in[1];
  int64_t lanes = x->shape.lanes, count = x->shape.packs * lanes;
  double total = 0;

  (void) queue;
  (void) params;
  (void) scratch;
  for (int b = 0; b < LGT_BLOCKS; b++)
    {
      double sum = 0;

      for (int64_t i = lgt_block_begin (b, count);
           i < lgt_block_begin (b + 1, count); i++)
        {
          double weight = ((const double *) w->data)
            [i / lanes * w->pack_stride + i % lanes];

          if (weight != 0)
            sum += weight * ((const double *) x->data)
                     [i / lanes * x->pack_stride + i % lanes];
        }
      total += sum;
    }
  *(double *) out[0].data = total;
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *w = &in[1], *gz = &in[3], *gx = &out[0];
  int lanes = gx->shape.lanes;

  (void) queue;
  (void) params;
  (void) scratch;
  if (!gz->data || !gx->data)
    return LGT_OK;
  for (int64_t p = 0; p < gx->shape.packs; p++)
    for (int l = 0; l < lanes; l++)
      {
        double weight = ((const double *) w->data)[p * w->pack_stride + l];

        if (weight != 0)
          ((double *) gx->data)[p * gx->pack_stride + l]
            += weight * *(const double *) gz->data;
      }
  return LGT_OK;
}

LGT_ENTRY (weighted_sum, run)
LGT_ENTRY (weighted_sum, pull)

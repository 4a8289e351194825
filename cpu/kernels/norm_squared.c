/* norm = sum of x^2 over a flat array, in fixed blocks.  */

#include "elements.h"

/* A block is summed in two vectors, then their lanes in order.  */
LGT_INLINE double
square_block (const struct lgt_view *x, int64_t begin, int64_t end)
{
  vd sum[2] = { { 0 }, { 0 } };
  double total = 0;

  for (int64_t i = begin; i < end; i += 2 * LGT_VD)
    for (int k = 0; k < 2; k++)
      {
        int64_t left = end - i - k * LGT_VD;
        int n = left < 0 ? 0 : left < LGT_VD ? (int) left : LGT_VD;
        vd a = lgt_load (x->data, x->type, i + k * LGT_VD, n);

        sum[k] += a * a;
      }
  for (int k = 0; k < 2; k++)
    for (int l = 0; l < LGT_VD; l++)
      total += sum[k][l];
  return total;
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *x = &in[0];
  double *partial = scratch, total = 0;

  (void) params;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, x->shape.comps))
  for (int b = 0; b < LGT_BLOCKS; b++)
    partial[b] = square_block (x, lgt_block_begin (b, x->shape.comps),
                               lgt_block_begin (b + 1, x->shape.comps));
  for (int b = 0; b < LGT_BLOCKS; b++)
    total += partial[b];
  *(double *) out[0].data = total;
  return LGT_OK;
}

LGT_ENTRY (norm_squared, run)

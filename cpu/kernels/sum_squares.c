/* Sums of squares in fixed blocks of sites.  */

#include "block_sums.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const double factor
    = ((const struct lgt_sum_squares_params *) params)->factor;
  const struct lgt_view *x = &in[0];
  const int64_t tasks = (int64_t) x->shape.packs * LGT_BLOCKS;
  const int lanes = x->shape.lanes;
  double *partial = scratch;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (x->shape)))
  for (int64_t t = 0; t < tasks; t++)
    {
      const int64_t pack = t / LGT_BLOCKS;
      const int block = (int) (t % LGT_BLOCKS);

      for (int l = 0; l < lanes; l += LGT_VD)
        {
          const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          vd sum = { 0 };

          for (int64_t s = lgt_block_begin (block, x->shape.sites);
               s < lgt_block_begin (block + 1, x->shape.sites); s++)
            for (int c = 0; c < x->shape.comps; c++)
              {
                const vd v = lgt_load (x->data, x->type,
                                       lgt_at (x, pack, s, c) + l, n);

                sum += v * v;
              }
          lgt_store (partial, LGT_F64, t * lanes + l, n, sum);
        }
    }
  lgt_add_blocks (factor, partial, &out[0]);
  return LGT_OK;
}

LGT_ENTRY (sum_squares, run)

/* z = sum over sites and components of x; gx += gz.  */

#include "block_sums.h"

/* Lanes [l, l + n) of one pack's block of sites.  */
LGT_INLINE vd
sum_block (const struct lgt_view *x, int64_t pack, int64_t begin, int64_t end,
           int l, int n)
{
  vd sum = { 0 };

  for (int64_t s = begin; s < end; s++)
    for (int c = 0; c < x->shape.comps; c++)
      sum += lgt_load (x->data, x->type, lgt_at (x, pack, s, c) + l, n);
  return sum;
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *x = &in[0];
  int64_t tasks = (int64_t) x->shape.packs * LGT_BLOCKS;
  int lanes = x->shape.lanes;
  double *partial = scratch;

  (void) params;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (x->shape)))
  for (int64_t t = 0; t < tasks; t++)
    {
      int64_t begin = lgt_block_begin ((int) (t % LGT_BLOCKS),
                                       x->shape.sites);
      int64_t end = lgt_block_begin ((int) (t % LGT_BLOCKS) + 1,
                                     x->shape.sites);

      for (int l = 0; l < lanes; l += LGT_VD)
        {
          int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;

          lgt_store (partial, LGT_F64, t * lanes + l, n,
                     sum_block (x, t / LGT_BLOCKS, begin, end, l, n));
        }
    }
  lgt_add_blocks (1, partial, &out[0]);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *gz = &in[2], *gx = &out[0];
  int64_t rows = (int64_t) gx->shape.packs * gx->shape.sites;
  int lanes = gx->shape.lanes;

  (void) params;
  (void) scratch;
  if (!gz->data || !gx->data)
    return LGT_OK;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (gx->shape)))
  for (int64_t r = 0; r < rows; r++)
    {
      int64_t pack = r / gx->shape.sites, s = r % gx->shape.sites;

      for (int l = 0; l < lanes; l += LGT_VD)
        {
          int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          vd g = lgt_load (gz->data, gz->type, pack * gz->pack_stride + l, n);

          for (int c = 0; c < gx->shape.comps; c++)
            {
              int64_t at = lgt_at (gx, pack, s, c) + l;

              lgt_store (gx->data, gx->type, at, n,
                         g + lgt_load (gx->data, gx->type, at, n));
            }
        }
    }
  return LGT_OK;
}

LGT_ENTRY (sum_sites, run)
LGT_ENTRY (sum_sites, pull)

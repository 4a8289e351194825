/* S of a scalar field; its gradient is gS dS/dphi.  */

#include "block_sums.h"
#include "scalar.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *field = &in[0];
  const struct scalar_torus torus = scalar_torus_of (field->sites);
  const double *c = in[1].data;
  const int64_t tasks = (int64_t) field->shape.packs * LGT_BLOCKS;
  const int lanes = field->shape.lanes;
  double *partial = scratch;

  (void) params;
  memset (partial, 0, (size_t) tasks * (size_t) lanes * sizeof *partial);
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_scalar_work (field)))
  for (int64_t t = 0; t < tasks; t++)
    {
      const int block = (int) (t % LGT_BLOCKS);
      const int64_t pack = t / LGT_BLOCKS;

      for (int64_t s = lgt_block_begin (block, field->shape.sites);
           s < lgt_block_begin (block + 1, field->shape.sites); s++)
        {
          const struct lgt_around a = lgt_around (&torus, field, s);

          for (int l = 0; l < lanes; l += LGT_VD)
            {
              const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
              const vd phi = lgt_load (field->data, field->type,
                                       pack * field->pack_stride + a.here
                                       + l, n);
              const vd ahead = lgt_sum_around (&a, field, pack, a.ndim, l, n);

              lgt_store (partial, LGT_F64, t * lanes + l, n,
                         lgt_load (partial, LGT_F64, t * lanes + l, n)
                         + scalar_density (c, phi, ahead));
            }
        }
    }
  lgt_add_blocks (1, partial, &out[0]);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *field = &in[0], *gz = &in[3], *g = &out[0];
  const struct scalar_torus torus = scalar_torus_of (field->sites);
  const int64_t rows = (int64_t) field->shape.packs * field->shape.sites;
  const int lanes = field->shape.lanes;

  (void) params;
  (void) scratch;
  if (!gz->data || !g->data)
    return LGT_OK;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_scalar_work (field)))
  for (int64_t r = 0; r < rows; r++)
    {
      const int64_t pack = r / field->shape.sites;
      const int64_t site = r % field->shape.sites;
      const struct lgt_around a = lgt_around (&torus, field, site);

      for (int l = 0; l < lanes; l += LGT_VD)
        {
          const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          const int64_t at = lgt_at (g, pack, site, 0) + l;

          lgt_store (g->data, g->type, at, n,
                     lgt_load (g->data, g->type, at, n)
                     + lgt_load (gz->data, gz->type,
                                 pack * gz->pack_stride + l, n)
                       * lgt_derivative (&a, field, in[1].data, pack, l, n));
        }
    }
  return LGT_OK;
}

LGT_ENTRY (scalar_action, run)
LGT_ENTRY (scalar_action, pull)

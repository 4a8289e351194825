/* Decisions about configurations: rejected lanes go back to the old field.  */

#include "elements.h"
#include "number_random.h"

/* Set flags of pack PACK: exp (-delta) against a uniform number.  */
LGT_INLINE void
decide (const struct lgt_metropolis_params *p, const uint32_t *random,
        const struct lgt_view *delta, const struct lgt_view *accepted,
        int64_t pack)
{
  const int lanes = delta->shape.lanes;

  for (int l = 0; l < lanes; l += LGT_VD)
    {
      const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
      const vd d = lgt_load (delta->data, LGT_F64,
                             pack * delta->pack_stride + l, n);
      struct num_random r = num_random_of (random, p->layer);
      num u, v;

      r.link = (vdu) { 0 };
      for (int k = 0; k < LGT_VD; k++)
        r.configuration[k] = random[5] + (uint32_t) (pack * lanes + l + k);
      num_random_pair (&r, 0, &u, &v);
      lgt_store (accepted->data, LGT_F64, pack * accepted->pack_stride + l, n,
                 vd_select (vd_log (u) < -d, vd_set (1), vd_set (0)));
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *old = &in[0], *z = &out[0], *accepted = &out[1];
  const int64_t rows = (int64_t) z->shape.packs * z->shape.sites;
  const int lanes = z->shape.lanes;

  (void) scratch;
  for (int64_t pack = 0; pack < z->shape.packs; pack++)
    decide (params, in[2].data, &in[1], accepted, pack);
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (z->shape)))
  for (int64_t i = 0; i < rows; i++)
    {
      const int64_t pack = i / z->shape.sites, site = i % z->shape.sites;

      for (int l = 0; l < lanes; l += LGT_VD)
        {
          const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          const vdi take = lgt_load (accepted->data, LGT_F64,
                                     pack * accepted->pack_stride + l, n)
                           > 0.0;

          for (int c = 0; c < z->shape.comps; c++)
            {
              const int64_t at = lgt_at (z, pack, site, c) + l;

              lgt_store (z->data, LGT_F64, at, n,
                         vd_select (take, lgt_load (z->data, LGT_F64, at, n),
                                    lgt_load (old->data, LGT_F64,
                                              lgt_at (old, pack, site, c)
                                              + l, n)));
            }
        }
    }
  return LGT_OK;
}

LGT_ENTRY (metropolis_select, run)

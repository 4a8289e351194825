/* Angles of one field added to all configurations, or taken from them.  */

#include "angle.h"
#include "elements.h"
#include "number_random.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_u1_shift_params *p = params;
  const struct lgt_view *shift = &in[0], *z = &out[0];
  const uint32_t *random = in[1].data;
  const int lanes = z->shape.lanes;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 4 * lgt_shape_size (z->shape)))
  for (int64_t pack = 0; pack < z->shape.packs; pack++)
    for (int l = 0; l < lanes; l += LGT_VD)
      {
        const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
        struct num_random r = num_random_of (random, p->layer);
        num u, v, sign;

        r.link = (vdu) { 0 };
        for (int k = 0; k < LGT_VD; k++)
          r.configuration[k] = random[5] + (uint32_t) (pack * lanes + l + k);
        num_random_pair (&r, 1, &u, &v);
        sign = vd_select (u < 0.5, vd_set (1), vd_set (-1));
        for (int64_t site = 0; site < z->shape.sites; site++)
          for (int c = 0; c < z->shape.comps; c++)
            {
              const double by = ((const double *) shift->data)
                                [lgt_at (shift, 0, site, c)];
              const int64_t at = lgt_at (z, pack, site, c) + l;

              lgt_store (z->data, LGT_F64, at, n,
                         lgt_reduce_angle (sign * by
                                           + lgt_load (z->data, LGT_F64, at,
                                                       n)));
            }
      }
  return LGT_OK;
}

LGT_ENTRY (u1_shift, run)

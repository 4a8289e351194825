/* p -= dt dS/dphi.  */

#include "scalar.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_scalar_step_params *step = params;
  const struct lgt_view *field = &in[0], *p = &out[0];
  const struct scalar_torus torus = scalar_torus_of (field->sites);
  const double dt = step->factor * *(const double *) in[2].data;
  const int64_t rows = (int64_t) field->shape.packs * field->shape.sites;
  const int lanes = field->shape.lanes;

  (void) scratch;
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
          const int64_t at = lgt_at (p, pack, site, 0) + l;

          lgt_store (p->data, LGT_F64, at, n,
                     lgt_load (p->data, LGT_F64, at, n)
                     - dt * lgt_derivative (&a, field, in[1].data, pack, l,
                                            n));
        }
    }
  return LGT_OK;
}

LGT_ENTRY (scalar_kick, run)

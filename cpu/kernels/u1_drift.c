/* theta += dt p, reduced.  */

#include "angle.h"
#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_drift_params *d = params;
  const struct lgt_view *p = &in[0], *z = &out[0];
  const vd dt = vd_set (d->factor * *(const double *) in[1].data);
  const struct lgt_pieces cut = lgt_cut (z->shape, lgt_is_dense (p)
                                                   && lgt_is_dense (z));

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 4 * lgt_shape_size (z->shape)))
  for (int64_t i = 0; i < cut.count; i++)
    {
      const int64_t at_p = lgt_piece_at (&cut, p, i);
      const int64_t at_z = lgt_piece_at (&cut, z, i);
      const int64_t size = lgt_piece_size (&cut, i);

      for (int64_t e = 0; e < size; e += LGT_VD)
        {
          const int n = size - e < LGT_VD ? (int) (size - e) : LGT_VD;
          const vd x = lgt_load (z->data, LGT_F64, at_z + e, n)
                       + dt * lgt_load (p->data, LGT_F64, at_p + e, n);

          lgt_store (z->data, LGT_F64, at_z + e, n, lgt_reduce_angle (x));
        }
    }
  return LGT_OK;
}

LGT_ENTRY (u1_drift, run)

/* theta += dt p, reduced.

   24 bytes and 11 operations an angle.  */

#include "../angle.h"
#include "../kernel.h"

static __global__ void
drift (double factor, const double *step, struct lgt_view p,
       struct lgt_view z)
{
  const double dt = factor * *step;

  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      const int64_t at = lgt_element_at (z, pack, item);

      lgt_set (z, at,
               lgt_reduce_angle (lgt_get (z, at)
                                 + dt * lgt_get (p, lgt_element_at (p, pack,
                                                                    item))));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_drift_params *> (params);

  lgt_launch (queue, drift, out[0].shape.packs, lgt_count (out[0]), p->factor,
              static_cast<const double *> (in[1].data), in[0], out[0]);
}

LGT_ENTRY (u1_drift, run)

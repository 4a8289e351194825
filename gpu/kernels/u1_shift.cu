/* Angles of one field added to all configurations, or taken from them.

   A thread has the angles of a site, so that one Philox counter serves D of
   them: 16 bytes and 10 operations each.  */

#include "../angle.h"
#include "../kernel.h"
#include "../number_random.h"

static __global__ void
add_shift (const uint32_t *random, int layer, struct lgt_view shift,
           struct lgt_view z)
{
  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z))
    {
      int64_t site;
      int lane;
      double u, v, sign;

      lgt_divide (item, z.shape.lanes, &site, &lane);
      const struct num_random r
        = num_random_of (random, layer, 0,
                         (uint32_t) pack * (uint32_t) z.shape.lanes
                         + (uint32_t) lane);

      num_random_pair (&r, 1, &u, &v);
      sign = u < 0.5 ? 1 : -1;
      for (int c = 0; c < z.shape.comps; c++)
        {
          const int64_t at = lgt_at (z, pack, site, c) + lane;

          lgt_set (z, at,
                   lgt_reduce_angle (sign * lgt_get (shift, lgt_at (shift, 0,
                                                                    site, c))
                                     + lgt_get (z, at)));
        }
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_u1_shift_params *> (params);

  lgt_launch (queue, add_shift, out[0].shape.packs, lgt_row_items (out[0]),
              static_cast<const uint32_t *> (in[1].data), p->layer, in[0],
              out[0]);
}

LGT_ENTRY (u1_shift, run)

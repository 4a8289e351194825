/* Decisions about configurations: rejected lanes go back to the old field.

   16 bytes an element of a rejected lane, none of another.  */

#include "../kernel.h"
#include "../number_random.h"

/* Flags: exp (-delta) against a uniform number.  */
static __global__ void
decide (const uint32_t *random, int layer, struct lgt_view delta,
        struct lgt_view accepted)
{
  LGT_EACH (pack, lane, delta.shape.packs, delta.shape.lanes)
    {
      const struct num_random r
        = num_random_of (random, layer, 0,
                         (uint32_t) pack * (uint32_t) delta.shape.lanes
                         + (uint32_t) lane);
      double u, v;

      num_random_pair (&r, 0, &u, &v);
      lgt_set (accepted, pack * accepted.pack_stride + lane,
               log (u) < -lgt_get (delta, pack * delta.pack_stride + lane));
    }
}

static __global__ void
restore (struct lgt_view accepted, struct lgt_view old, struct lgt_view z)
{
  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      int64_t row;
      int lane;

      lgt_divide (item, z.shape.lanes, &row, &lane);
      if (lgt_get (accepted, pack * accepted.pack_stride + lane) == 0)
        lgt_set (z, lgt_element_at (z, pack, item),
                 lgt_get (old, lgt_element_at (old, pack, item)));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_metropolis_params *> (params);

  lgt_launch (queue, decide, in[1].shape.packs, in[1].shape.lanes,
              static_cast<const uint32_t *> (in[2].data), p->layer, in[1],
              out[1]);
  lgt_launch (queue, restore, out[0].shape.packs, lgt_count (out[0]), out[1],
              in[0], out[0]);
}

LGT_ENTRY (metropolis_select, run)

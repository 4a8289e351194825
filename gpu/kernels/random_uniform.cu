/* Uniform random numbers: one Philox counter an element, so that packs, lanes
   and threads cannot change them.

   8 bytes and 10 rounds of 2 wide multiplications a number.  */

#include "../philox.h"
#include "../kernel.h"

static __global__ void
draw (const uint32_t *random, struct lgt_random_params p, struct lgt_view z)
{
  const int lanes = z.shape.lanes;
  const uint32_t key[2] = { random[0], random[1] };
  const uint32_t word = lgt_philox_word (random, p.layer, p.draw);

  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      int64_t link;           /* site * comps + component */
      int lane;
      double uniform[2];

      lgt_divide (item, lanes, &link, &lane);
      const uint32_t counter[4]
        = { word, (uint32_t) link,
            random[5] + (uint32_t) pack * (uint32_t) lanes + (uint32_t) lane,
            random[4] };

      lgt_philox (key, counter, uniform);
      lgt_set (z, lgt_element_at (z, pack, item),
               p.scale * (uniform[0] - 0.5));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_random_params *> (params);

  lgt_launch (queue, draw, out[0].shape.packs, lgt_count (out[0]),
              static_cast<const uint32_t *> (in[0].data), *p, out[0]);
}

LGT_ENTRY (random_uniform, run)

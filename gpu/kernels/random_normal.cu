/* Normal numbers: one Philox counter for two components.

   16 bytes, a counter, a logarithm, a square root, a sine and a cosine for
   two numbers.  */

#include "../kernel.h"
#include "../number_random.h"
#include "../../lib/sun/haar_body.h"

static __global__ void
draw (const uint32_t *random, struct lgt_random_params p, struct lgt_view z)
{
  const int lanes = z.shape.lanes, half = (z.shape.comps + 1) / 2;

  LGT_EACH (pack, item, z.shape.packs,
            (int64_t) z.shape.sites * half * lanes)
    {
      int64_t link, site;     /* link: site * half + pair of components */
      int lane, pair;
      double u, v, x, y;

      lgt_divide (item, lanes, &link, &lane);
      lgt_divide (link, half, &site, &pair);
      const struct num_random r
        = num_random_of (random, p.layer, (uint32_t) link,
                         (uint32_t) pack * (uint32_t) lanes
                         + (uint32_t) lane);
      const int64_t at = lgt_at (z, pack, site, 2 * pair) + lane;

      num_random_pair (&r, p.draw, &u, &v);
      sun_gauss (u, v, &x, &y);
      lgt_set (z, at, p.scale * x);
      if (2 * pair + 1 < z.shape.comps)
        lgt_set (z, at + lanes, p.scale * y);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_random_params *> (params);
  const struct lgt_shape shape = out[0].shape;

  lgt_launch (queue, draw, shape.packs,
              (int64_t) shape.sites * ((shape.comps + 1) / 2) * shape.lanes,
              static_cast<const uint32_t *> (in[0].data), *p, out[0]);
}

LGT_ENTRY (random_normal, run)

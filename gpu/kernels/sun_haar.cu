/* Links from Haar measure: N^2 Philox counters a link, of which one matrix is
   made (lib/sun/haar_body.h); the numbers of all backends, to rounding.

   One thread a link, N = 2, 3 in registers.  2 N^2 numbers are written and
   nothing is read; arithmetic is 30 operations an element for Gaussian
   numbers and 4 N^3 for orthogonal rows.  */

#include "../philox.h"
#include "../sun_terms.h"
#include "../../lib/sun/haar_body.h"

template <int N>
static __global__ void
draw (int any, const uint32_t *random, int layer, int first, int links,
      struct lgt_view z)
{
  const int n = lgt_sun_n<N> (any), lanes = z.shape.lanes;
  const int counters = n * sun_haar_rows (n);
  const uint32_t key[2] = { random[0], random[1] };
  const uint32_t word = lgt_philox_word (random, layer, first);

  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z) * links)
    {
      const struct lgt_place link = lgt_place_of (pack, item, lanes);
      const int64_t site = link.row / links;
      const int mu = (int) (link.row - site * links);
      const uint32_t configuration
        = random[5] + (uint32_t) pack * (uint32_t) lanes
          + (uint32_t) link.lane;
      double uniform[lgt_sun_room<N>], u[lgt_sun_room<N>];

      SUN_UNROLL_ALL
      for (int e = 0; e < counters; e++)
        {
          const uint32_t counter[4] = { word + (uint32_t) e,
                                        (uint32_t) link.row, configuration,
                                        random[4] };

          lgt_philox (key, counter, uniform + 2 * e);
        }
      sun_haar (n, uniform, u, 1);
      lgt_sun_store (n, lgt_sun_at (z, pack, site, 2 * n * n * mu, link.lane),
                     lanes, u);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_haar_params *> (params);
  const int links = out[0].shape.comps / (2 * p->n * p->n);

  lgt_launch (queue, lgt_sun_kernel (p->n, draw<2>, draw<3>, draw<0>),
              out[0].shape.packs, lgt_row_items (out[0]) * links, p->n,
              static_cast<const uint32_t *> (in[0].data), p->layer, p->draw,
              links, out[0]);
}

LGT_ENTRY (sun_haar, run)

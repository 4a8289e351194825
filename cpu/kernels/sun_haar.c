/* Links from Haar measure: N^2 Philox counters a link, of which one matrix is
   made (lib/sun/haar_body.h).  Packs, lanes and threads change nothing.  */

#include "number.h"
#include "philox.h"
#include "elements.h"
#include "../../lib/sun/haar_body.h"

/* Link LINK of lanes l, l + 1, ..., of which configuration FIRST is lane 0,
   to Z.  */
LGT_INLINE void
draw (int n, const uint32_t *random, uint32_t word, uint32_t link,
      uint32_t first, num *z, long stride)
{
  num uniform[SUN_NUMBERS];
  vdu counter[4] = { { 0 } };

  for (int l = 0; l < LGT_VD; l++)
    counter[2][l] = first + (uint32_t) l;
  counter[1] = (vdu) { 0 } + (uint64_t) link;
  counter[3] = (vdu) { 0 } + (uint64_t) random[4];
  for (int e = 0; e < n * sun_haar_rows (n); e++)
    {
      counter[0] = (vdu) { 0 } + (uint64_t) (word + (uint32_t) e);
      lgt_philox (random, counter, uniform + 2 * e);
    }
  sun_haar (n, uniform, z, stride);
}

/* All links of one site and pack.  */
LGT_INLINE void
draw_site (int n, const struct lgt_sun_haar_params *p, const uint32_t *random,
           const struct lgt_view *z, int64_t pack, int64_t site)
{
  const int numbers = 2 * n * n, links = z->shape.comps / numbers;
  const int lanes = z->shape.lanes;
  const uint32_t word = (random[2] & 0xf) << 28 | (random[3] & 0xf) << 24
                        | (uint32_t) p->layer << 12 | (uint32_t) p->draw;

  for (int mu = 0; mu < links; mu++)
    for (int l = 0; l < lanes; l += LGT_VD)
      {
        const uint32_t first = random[5] + (uint32_t) (pack * lanes + l);
        const uint32_t link = (uint32_t) (site * links + mu);
        double *at = (double *) z->data
                     + lgt_at (z, pack, site, (int64_t) mu * numbers) + l;

        if (lanes % LGT_VD == 0)
          draw (n, random, word, link, first, (num *) at, lanes / LGT_VD);
        else
          {
            const int count = lanes - l < LGT_VD ? lanes - l : LGT_VD;
            num u[SUN_NUMBERS];

            draw (n, random, word, link, first, u, 1);
            for (int c = 0; c < numbers; c++)
              lgt_store (at, LGT_F64, (int64_t) c * lanes, count, u[c]);
          }
      }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_haar_params *p = params;
  const struct lgt_view *z = &out[0];
  const uint32_t *random = in[0].data;
  const int64_t rows = (int64_t) z->shape.packs * z->shape.sites;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 50 * lgt_shape_size (z->shape)))
  for (int64_t r = 0; r < rows; r++)
    {
      const int64_t pack = r / z->shape.sites, site = r % z->shape.sites;

      switch (p->n)
        {
        case 2:
          draw_site (2, p, random, z, pack, site);
          break;
        case 3:
          draw_site (3, p, random, z, pack, site);
          break;
        default:
          draw_site (p->n, p, random, z, pack, site);
        }
    }
  return LGT_OK;
}

LGT_ENTRY (sun_haar, run)

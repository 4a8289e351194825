/* Normal numbers: one Philox counter for two components.  */

#include "elements.h"
#include "number_random.h"
#include "../../lib/sun/haar_body.h"

/* Pairs FIRST, ... of pack PACK, counted (site, pair of components, lane),
   VD at a time; WHOLE: of one site and pair of components.  */
LGT_INLINE void
draw (const struct lgt_random_params *p, const uint32_t *random,
      const struct lgt_view *z, int64_t pack, int64_t first, int whole)
{
  const int comps = z->shape.comps, half = (comps + 1) / 2;
  const int lanes = z->shape.lanes;
  const int64_t pairs = (int64_t) half * lanes * z->shape.sites;
  const int n = pairs - first < LGT_VD ? (int) (pairs - first) : LGT_VD;
  struct num_random r = num_random_of (random, p->layer);
  const uint32_t chain = random[5] + (uint32_t) (pack * lanes);
  int64_t link[LGT_VD];
  int lane[LGT_VD];
  num u, v, x, y;

  for (int l = 0; l < LGT_VD; l++)
    {
      link[l] = whole && l ? link[0] : (first + l) / lanes;
      lane[l] = whole && l ? lane[0] + l : (int) ((first + l) % lanes);
      r.link[l] = (uint32_t) link[l];
      r.configuration[l] = chain + (uint32_t) lane[l];
    }
  num_random_pair (&r, p->draw, &u, &v);
  sun_gauss (u, v, &x, &y);
  x *= p->scale;
  y *= p->scale;
  for (int l = 0; l < (whole ? 1 : n); l++)
    {
      const int c = (int) (link[l] % half) * 2;
      double *at = (double *) z->data + lgt_at (z, pack, link[l] / half, c)
                   + lane[l];

      lgt_store (at, LGT_F64, 0, whole ? LGT_VD : 1,
                 whole ? x : vd_set (x[l]));
      if (c + 1 < comps)
        lgt_store (at, LGT_F64, lanes, whole ? LGT_VD : 1,
                   whole ? y : vd_set (y[l]));
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *z = &out[0];
  const int64_t pairs = (int64_t) (z->shape.comps + 1) / 2 * z->shape.lanes
                        * z->shape.sites;
  const int64_t pieces = (pairs + LGT_VD - 1) / LGT_VD;
  const int whole = z->shape.lanes % LGT_VD == 0;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 20 * lgt_shape_size (z->shape)))
  for (int64_t i = 0; i < z->shape.packs * pieces; i++)
    if (whole)
      draw (params, in[0].data, z, i / pieces, i % pieces * LGT_VD, 1);
    else
      draw (params, in[0].data, z, i / pieces, i % pieces * LGT_VD, 0);
  return LGT_OK;
}

LGT_ENTRY (random_normal, run)

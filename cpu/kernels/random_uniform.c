/* Uniform random numbers: one Philox counter an element, so that packs,
   lanes and threads cannot change them.  */

#include <Random123/philox.h>

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_random_params *p = params;
  const uint32_t *random = in[0].data;
  const struct lgt_view *z = &out[0];
  int64_t rows = (int64_t) z->shape.packs * z->shape.sites;
  int comps = z->shape.comps, lanes = z->shape.lanes;
  uint32_t word = (random[2] & 0xf) << 28 | (random[3] & 0xf) << 24
                  | (uint32_t) p->layer << 12 | (uint32_t) p->draw;
  philox4x32_key_t key = { { random[0], random[1] } };

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 20 * lgt_shape_size (z->shape)))
  for (int64_t r = 0; r < rows; r++)
    {
      int64_t pack = r / z->shape.sites, site = r % z->shape.sites;
      uint32_t first = random[5] + (uint32_t) (pack * lanes);

      for (int m = 0; m < comps; m++)
        {
          uint32_t link = (uint32_t) (site * comps + m);
          int64_t at = lgt_at (z, pack, site, m);

          for (int l = 0; l < lanes; l++)
            {
              philox4x32_ctr_t counter = { { word, link,
                                             first + (uint32_t) l,
                                             random[4] } };
              uint64_t bits;
              double x;

              counter = philox4x32_R (10, counter, key);
              bits = (uint64_t) counter.v[1] << 32 | counter.v[0];
              x = p->scale * (((double) (bits >> 11) + 0.5) * 0x1p-53 - 0.5);
              if (z->type == LGT_F32)
                ((float *) z->data)[at + l] = (float) x;
              else
                ((double *) z->data)[at + l] = x;
            }
        }
    }
  return LGT_OK;
}

LGT_ENTRY (random_uniform, run)

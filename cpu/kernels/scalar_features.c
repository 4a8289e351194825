/* phi and phi^2 at rows that are not active, 0 at those that are.  */

#include "elements.h"

/* The site of row R, or -1 where it is active.  */
LGT_INLINE int64_t
frozen_site (const struct lgt_scalar_features_params *p, int64_t r)
{
  const int64_t site = p->rows->device_site ? p->rows->device_site[r] : r;

  if (!p->active)
    return site;
  for (int d = 0; d < p->active->directions; d++)
    if (p->active->device_entry[site * p->active->directions + d] >= 0)
      return -1;
  return site;
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_scalar_features_params *p = params;
  const struct lgt_view *x = &in[0], *y = &out[0];
  const int64_t tasks = (int64_t) y->shape.packs * y->shape.sites;
  const int lanes = y->shape.lanes;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (y->shape)))
  for (int64_t i = 0; i < tasks; i++)
    {
      const int64_t pack = i / y->shape.sites, row = i % y->shape.sites;
      const int64_t site = frozen_site (p, row);

      for (int l = 0; l < lanes; l += LGT_VD)
        {
          const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          vd phi = { 0 };
          int c = 0;

          if (site >= 0)
            phi = p->sign * lgt_load (x->data, x->type,
                                      lgt_at (x, pack, site, 0) + l, n);
          if (p->features & LGT_FEATURE_PHI)
            lgt_store (y->data, y->type, lgt_at (y, pack, row, c++) + l, n,
                       phi);
          if (p->features & LGT_FEATURE_PHI2)
            lgt_store (y->data, y->type, lgt_at (y, pack, row, c) + l, n,
                       phi * phi);
        }
    }
  return LGT_OK;
}

/* Every site has one row at most.  */
static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_scalar_features_params *p = params;
  const struct lgt_view *x = &in[0], *gy = &in[2], *gx = &out[0];
  const int lanes = x->shape.lanes;
  int64_t tasks;

  (void) scratch;
  if (!gy->data || !gx->data)
    return LGT_OK;
  tasks = (int64_t) gy->shape.packs * gy->shape.sites;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (gy->shape)))
  for (int64_t i = 0; i < tasks; i++)
    {
      const int64_t pack = i / gy->shape.sites, row = i % gy->shape.sites;
      const int64_t site = frozen_site (p, row);

      for (int l = 0; l < lanes && site >= 0; l += LGT_VD)
        {
          const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          const int64_t at = lgt_at (gx, pack, site, 0) + l;
          vd g = lgt_load (gx->data, gx->type, at, n);
          int c = 0;

          if (p->features & LGT_FEATURE_PHI)
            g += p->sign * lgt_load (gy->data, gy->type,
                                     lgt_at (gy, pack, row, c++) + l, n);
          if (p->features & LGT_FEATURE_PHI2)
            g += 2 * p->sign * p->sign
                 * lgt_load (x->data, x->type, lgt_at (x, pack, site, 0) + l,
                             n)
                 * lgt_load (gy->data, gy->type, lgt_at (gy, pack, row, c)
                                                 + l, n);
          lgt_store (gx->data, gx->type, at, n, g);
        }
    }
  return LGT_OK;
}

LGT_ENTRY (scalar_features, run)
LGT_ENTRY (scalar_features, pull)

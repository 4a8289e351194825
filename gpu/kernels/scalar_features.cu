/* phi and phi^2 at rows that are not active, 0 at those that are.

   A number moves 8 bytes in and F t out, t those of a feature.  */

#include "../kernel.h"

struct features
{
  const int32_t *site;    /* of a row, or NULL */
  const int32_t *entry;   /* of the active list, DIRECTIONS a site; or NULL */
  int directions;
  unsigned features;
  double sign;
};

static struct features
features_of (const void *params)
{
  const auto *p
    = static_cast<const struct lgt_scalar_features_params *> (params);

  return { p->rows->device_site, p->active ? p->active->device_entry
                                           : nullptr,
           p->active ? p->active->directions : 0, p->features, p->sign };
}

/* The site of row R, or -1 where it is active.  */
LGT_DEVICE int64_t
frozen_site (const struct features &f, int64_t r)
{
  const int64_t site = f.site ? f.site[r] : r;

  for (int d = 0; d < f.directions; d++)
    if (f.entry[site * f.directions + d] >= 0)
      return -1;
  return site;
}

static __global__ void
see (struct features f, struct lgt_view x, struct lgt_view y)
{
  LGT_EACH (pack, item, y.shape.packs, lgt_row_items (y))
    {
      int64_t row;
      int lane, c = 0;

      lgt_divide (item, y.shape.lanes, &row, &lane);
      const int64_t site = frozen_site (f, row);
      const double phi
        = site < 0 ? 0 : f.sign * lgt_get (x, lgt_at (x, pack, site, 0)
                                              + lane);

      if (f.features & LGT_FEATURE_PHI)
        lgt_set (y, lgt_at (y, pack, row, c++) + lane, phi);
      if (f.features & LGT_FEATURE_PHI2)
        lgt_set (y, lgt_at (y, pack, row, c) + lane, phi * phi);
    }
}

/* Every site has one row at most.  */
static __global__ void
gradient (struct features f, struct lgt_view x, struct lgt_view gy,
          struct lgt_view gx)
{
  LGT_EACH (pack, item, gy.shape.packs, lgt_row_items (gy))
    {
      int64_t row;
      int lane, c = 0;
      double g = 0;

      lgt_divide (item, gy.shape.lanes, &row, &lane);
      const int64_t site = frozen_site (f, row);

      if (site < 0)
        continue;
      if (f.features & LGT_FEATURE_PHI)
        g += f.sign * lgt_get (gy, lgt_at (gy, pack, row, c++) + lane);
      if (f.features & LGT_FEATURE_PHI2)
        g += 2 * f.sign * f.sign * lgt_get (x, lgt_at (x, pack, site, 0)
                                               + lane)
             * lgt_get (gy, lgt_at (gy, pack, row, c) + lane);
      lgt_add_to (gx, lgt_at (gx, pack, site, 0) + lane, g);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_launch (queue, see, out[0].shape.packs, lgt_row_items (out[0]),
              features_of (params), in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[2].data && out[0].data)
    lgt_launch (queue, gradient, in[2].shape.packs, lgt_row_items (in[2]),
                features_of (params), in[0], in[2], out[0]);
}

LGT_ENTRY (scalar_features, run)
LGT_ENTRY (scalar_features, pull)

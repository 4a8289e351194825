/* Masks as lists of links and as tables of bytes.  */

#include <lgt/mask.h>

/* Step COORDS to the next site.  */
static void
next_site (const struct lgt_geom *geom, int *coords)
{
  for (int mu = 0; mu < geom->ndim; mu++)
    {
      if (++coords[mu] < geom->extent[mu])
        return;
      coords[mu] = 0;
    }
}

/* Links a site that are asked about: a site mask has one answer.  */
static int
answers (const struct lgt_mask *mask)
{
  return mask->sites_only ? 1 : mask->geom.ndim;
}

int64_t
lgt_mask_count (const struct lgt_mask *mask)
{
  int coords[LGT_MAX_DIM] = { 0 };
  int links = answers (mask);
  int64_t count = 0;

  for (int64_t x = 0; x < mask->geom.volume; x++)
    {
      for (int mu = 0; mu < links; mu++)
        count += lgt_mask_active_at (mask, coords, mu);
      next_site (&mask->geom, coords);
    }
  return count;
}

enum lgt_status
lgt_mask_list (const struct lgt_mask *mask, int32_t *site,
               int32_t *direction, struct lgt_error *error)
{
  int coords[LGT_MAX_DIM] = { 0 };
  int links = answers (mask);
  int64_t i = 0;

  if (mask->geom.volume > INT32_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "a list of links on %lld sites: at most %lld are "
                     "possible", (long long) mask->geom.volume,
                     (long long) INT32_MAX);
  for (int32_t x = 0; x < mask->geom.volume; x++)
    {
      for (int mu = 0; mu < links; mu++)
        if (lgt_mask_active_at (mask, coords, mu))
          {
            site[i] = x;
            if (direction && !mask->sites_only)
              direction[i] = mu;
            i++;
          }
      next_site (&mask->geom, coords);
    }
  return LGT_OK;
}

void
lgt_mask_links (const struct lgt_mask *mask, unsigned char *active)
{
  int coords[LGT_MAX_DIM] = { 0 };
  int ndim = mask->geom.ndim;

  for (int64_t x = 0; x < mask->geom.volume; x++)
    {
      for (int mu = 0; mu < ndim; mu++)
        active[x * ndim + mu]
          = (unsigned char) lgt_mask_active_at (mask, coords, mu);
      next_site (&mask->geom, coords);
    }
}

void
lgt_mask_sites (const struct lgt_mask *mask, unsigned char *active)
{
  int coords[LGT_MAX_DIM] = { 0 };
  int links = answers (mask);

  for (int64_t x = 0; x < mask->geom.volume; x++)
    {
      int any = 0;

      for (int mu = 0; mu < links; mu++)
        any |= lgt_mask_active_at (mask, coords, mu);
      active[x] = (unsigned char) any;
      next_site (&mask->geom, coords);
    }
}

/* Which loops pass active links: counting.  */

#include <limits.h>
#include <string.h>

#include <lgt/loops.h>

/* Active links that PATH passes from SITE (at COORDS) on, the first SKIP
   steps not counted.  */
static int
count_active (const struct lgt_geom *geom, const unsigned char *active,
              int64_t site, const int *coords, const struct lgt_loop *path,
              int skip)
{
  int x[LGT_MAX_DIM];
  int count = 0;

  memcpy (x, coords, sizeof x);
  for (int i = 0; i < path->length; i++)
    {
      int step = path->steps[i];
      int mu = (step > 0 ? step : -step) - 1;
      int last = geom->extent[mu] - 1;
      int64_t link = site;

      if (step > 0)
        {
          site += geom->stride[mu] * (x[mu] < last ? 1 : -last);
          x[mu] = x[mu] < last ? x[mu] + 1 : 0;
        }
      else
        {
          site -= geom->stride[mu] * (x[mu] > 0 ? 1 : -last);
          x[mu] = x[mu] > 0 ? x[mu] - 1 : last;
          link = site;
        }
      if (i >= skip)
        count += active[link * geom->ndim + mu] != 0;
    }
  return count;
}

/* Check what all functions here are given.  */
static enum lgt_status
check (const struct lgt_geom *geom, struct lgt_loop_rows rows, int paths,
       int variants, const struct lgt_loop *path, struct lgt_error *error)
{
  if (paths < 0 || paths > INT_MAX / LGT_MAX_DIM
      || (variants != 1 && variants != geom->ndim))
    return lgt_fail (error, LGT_EINVAL,
                     "%d paths in %d variants: 1 or %d variants are "
                     "possible", paths, variants, geom->ndim);
  for (int k = 0; k < variants * paths; k++)
    {
      enum lgt_status status = lgt_loop_check (&path[k], geom->ndim, error);

      if (status)
        return status;
    }
  if (variants > 1 && !rows.direction)
    return lgt_fail (error, LGT_EINVAL,
                     "paths in %d variants need rows with directions",
                     variants);
  if (!rows.site && rows.count != geom->volume)
    return lgt_fail (error, LGT_EINVAL,
                     "%lld rows without a list on a lattice of %lld sites",
                     (long long) rows.count, (long long) geom->volume);
  for (int64_t i = 0; i < rows.count; i++)
    {
      if (rows.site && (rows.site[i] < 0 || rows.site[i] >= geom->volume))
        return lgt_fail (error, LGT_EINVAL,
                         "row %lld: no site %ld on this lattice",
                         (long long) i, (long) rows.site[i]);
      if (rows.direction
          && (rows.direction[i] < 0 || rows.direction[i] >= geom->ndim))
        return lgt_fail (error, LGT_EINVAL,
                         "row %lld: no direction %ld on this lattice",
                         (long long) i, (long) rows.direction[i]);
    }
  return LGT_OK;
}

enum lgt_status
lgt_loop_traversals (const struct lgt_geom *geom, const unsigned char *active,
                     struct lgt_loop_rows rows, int paths, int variants,
                     const struct lgt_loop *path, int skip,
                     unsigned char *traversals, struct lgt_error *error)
{
  enum lgt_status status = check (geom, rows, paths, variants, path, error);

  if (status)
    return status;
  if (skip != 0 && skip != 1)
    return lgt_fail (error, LGT_EINVAL,
                     "%d steps to skip: 0 or 1 are possible", skip);
  for (int64_t i = 0; i < rows.count; i++)
    {
      int64_t site = rows.site ? rows.site[i] : i;
      int first = variants > 1 ? rows.direction[i] * paths : 0;
      int coords[LGT_MAX_DIM] = { 0 };

      lgt_geom_coords (geom, site, coords);
      for (int k = 0; k < paths; k++)
        traversals[i * paths + k] = (unsigned char)
          count_active (geom, active, site, coords, &path[first + k], skip);
    }
  return LGT_OK;
}

enum lgt_status
lgt_loop_select (const struct lgt_geom *geom, const unsigned char *active,
                 int wanted, int paths, const struct lgt_loop *path,
                 unsigned char *select, struct lgt_error *error)
{
  struct lgt_loop_rows rows = { .count = geom->volume };
  enum lgt_status status = lgt_loop_traversals (geom, active, rows, paths, 1,
                                                path, 0, select, error);

  if (!status)
    for (int64_t i = 0; i < geom->volume * paths; i++)
      select[i] = select[i] == wanted;
  return status;
}

enum lgt_status
lgt_loop_select_active (const struct lgt_geom *geom,
                        const unsigned char *active,
                        struct lgt_loop_rows rows, int paths, int variants,
                        const struct lgt_loop *path, unsigned char *select,
                        struct lgt_error *error)
{
  enum lgt_status status = check (geom, rows, paths, variants, path, error);

  if (status)
    return status;
  if (!rows.direction)
    return lgt_fail (error, LGT_EINVAL,
                     "active loops need rows with directions");
  for (int64_t i = 0; i < rows.count; i++)
    {
      int mu = rows.direction[i], first = variants > 1 ? mu * paths : 0;

      for (int k = 0; k < paths; k++)
        if (path[first + k].length < 1 || path[first + k].steps[0] != mu + 1)
          return lgt_fail (error, LGT_EINVAL,
                           "active loop %d of direction %d does not begin "
                           "with the step +%d", k, mu, mu);
    }
  for (int64_t i = 0; i < rows.count; i++)
    {
      int mu = rows.direction[i], first = variants > 1 ? mu * paths : 0;
      int64_t site = rows.site ? rows.site[i] : i;
      int coords[LGT_MAX_DIM] = { 0 };

      lgt_geom_coords (geom, site, coords);
      for (int k = 0; k < paths; k++)
        select[i * paths + k] = (unsigned char)
          (active[site * geom->ndim + mu]
           && count_active (geom, active, site, coords, &path[first + k], 0)
              == 1);
    }
  return LGT_OK;
}

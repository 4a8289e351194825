/* What the masks of a schedule cover.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/schedule.h>

#include "schedule_box.h"

#define SWEEPS 8                /* after which information is given up */

enum lgt_status
lgt_schedule_updates (const struct lgt_schedule *schedule, int64_t *least,
                      int64_t *most, struct lgt_error *error)
{
  struct lgt_schedule_box box;
  enum lgt_status status = lgt_schedule_box_new (schedule, &box, error);

  if (status)
    return status;
  *least = INT64_MAX;
  *most = 0;
  for (int64_t i = 0; i < box.geom.volume * box.geom.ndim; i++)
    {
      int64_t updates = 0;

      for (int m = 0; m < box.count; m++)
        updates += box.active[m][i];
      if (updates < *least)
        *least = updates;
      if (updates > *most)
        *most = updates;
    }
  lgt_schedule_box_free (&box);
  return LGT_OK;
}

/* Add the loops around the stars of MASK's active links to the sums.  Under
   one condition all active links of a direction look alike: a translation
   that takes one to another leaves the mask as it is.  */
static enum lgt_status
add_mask (const struct lgt_mask *mask, const struct lgt_star *star,
          int64_t *frozen, int64_t *all, int64_t *links,
          struct lgt_error *error)
{
  struct lgt_mask cell;
  int known[LGT_MAX_DIM];
  enum lgt_status status = lgt_mask_cell (mask, 1, &cell, error);

  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    known[mu] = -1;
  for (int64_t x = 0; !status && x < cell.geom.volume; x++)
    for (int mu = 0; mu < cell.geom.ndim; mu++)
      {
        int coords[LGT_MAX_DIM];

        if (!lgt_mask_active (&cell, x, mu))
          continue;
        lgt_geom_coords (&cell.geom, x, coords);
        if (known[mu] < 0 || mask->conditions > 1)
          known[mu] = lgt_star_frozen (&star[mu], mask, coords);
        *frozen += known[mu];
        *all += star[mu].loops;
        ++*links;
      }
  return status;
}

enum lgt_status
lgt_schedule_frozen (const struct lgt_schedule *schedule, int loops,
                     const struct lgt_loop *loop, int64_t *frozen,
                     int64_t *all, int64_t *links, struct lgt_error *error)
{
  struct lgt_star star[LGT_MAX_DIM] = { { .loops = 0 } };
  int64_t sum[3] = { 0 };
  enum lgt_status status;

  if (schedule->count < 1)
    return lgt_fail (error, LGT_EINVAL, "a schedule without any mask");
  status = lgt_schedule_stars (schedule->mask[0].geom.ndim, loops, loop,
                               star, error);
  for (int m = 0; m < schedule->count && !status; m++)
    status = add_mask (&schedule->mask[m], star, &sum[0], &sum[1], &sum[2],
                       error);
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    lgt_star_free (&star[mu]);
  if (status)
    return status;
  *frozen = sum[0];
  *all = sum[1];
  *links = sum[2];
  return LGT_OK;
}

int64_t
lgt_schedule_farthest (const struct lgt_geom *geom)
{
  int64_t sum = 0;

  for (int nu = 0; nu < geom->ndim; nu++)
    sum += geom->extent[nu] / 2;
  return sum;
}

static int64_t
distance (const struct lgt_geom *geom, const int *coords)
{
  int64_t sum = 0;

  for (int nu = 0; nu < geom->ndim; nu++)
    sum += coords[nu] <= geom->extent[nu] / 2
           ? coords[nu] : geom->extent[nu] - coords[nu];
  return sum;
}

/* Whether a frozen loop around the link (COORDS, mu of STAR) passes a link
   that KNOWS.  */
static int
learns (const struct lgt_geom *geom, const struct lgt_star *star,
        const unsigned char *active, const unsigned char *knows,
        const int *coords)
{
  for (int k = 0; k < star->loops; k++)
    {
      int64_t link[LGT_LOOP_MAX];
      int n = lgt_schedule_box_loop (geom, star, k, coords, link);
      int known = 0, i = 0;

      for (; i < n && !active[link[i]]; i++)
        known |= knows[link[i]];
      if (i == n && known)
        return 1;
    }
  return 0;
}

/* One layer: which active links learn; the greatest distance of one.  */
static int64_t
learn (const struct lgt_mask *mask, const struct lgt_star *star,
       const unsigned char *active, unsigned char *knows)
{
  const struct lgt_geom *geom = &mask->geom;
  int64_t farthest = 0;

  for (int64_t x = 0; x < geom->volume; x++)
    for (int mu = 0; mu < geom->ndim; mu++)
      {
        int64_t i = x * geom->ndim + mu;
        int coords[LGT_MAX_DIM];

        if (!active[i] || knows[i])
          continue;
        lgt_geom_coords (geom, x, coords);
        if (!learns (geom, &star[mu], active, knows, coords))
          continue;
        knows[i] = 1;           /* active: no frozen loop passes it now */
        if (distance (geom, coords) > farthest)
          farthest = distance (geom, coords);
      }
  return farthest;
}

enum lgt_status
lgt_schedule_reach (const struct lgt_schedule *schedule, int loops,
                    const struct lgt_loop *loop, int *layers,
                    struct lgt_error *error)
{
  struct lgt_star star[LGT_MAX_DIM] = { { .loops = 0 } };
  struct lgt_geom geom;
  unsigned char *active, *knows;
  int64_t farthest;
  enum lgt_status status;

  if (schedule->count < 1)
    return lgt_fail (error, LGT_EINVAL, "a schedule without any mask");
  geom = schedule->mask[0].geom;
  farthest = lgt_schedule_farthest (&geom);
  active = malloc ((size_t) geom.volume * (size_t) geom.ndim);
  knows = malloc ((size_t) geom.volume * (size_t) geom.ndim);
  if (!active || !knows)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for %lld links",
                       (long long) (geom.volume * geom.ndim));
  else
    status = lgt_schedule_stars (geom.ndim, loops, loop, star, error);
  for (int64_t r = 0; r <= farthest && !status; r++)
    layers[r] = 0;
  for (int mu = 0; mu < geom.ndim && !status; mu++)
    {
      int64_t reached = 0;

      memset (knows, 0, (size_t) geom.volume * (size_t) geom.ndim);
      knows[mu] = 1;
      for (int n = 0; n < SWEEPS * schedule->count && reached < farthest;
           n++)
        {
          const struct lgt_mask *mask
            = &schedule->mask[n % schedule->count];
          int64_t now;

          lgt_mask_links (mask, active);
          now = learn (mask, star, active, knows);
          for (; reached < now; reached++)
            if (layers[reached + 1] >= 0 && layers[reached + 1] < n + 1)
              layers[reached + 1] = n + 1;
        }
      for (; reached < farthest; reached++)
        layers[reached + 1] = -1;
    }
  free (active);
  free (knows);
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    lgt_star_free (&star[mu]);
  return status;
}

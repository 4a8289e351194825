/* Masks of a schedule on one unit cell.  */

#include <stdlib.h>

#include "schedule_box.h"

/* EXTENT = the least common multiples of it and the extents of CELL.  */
static void
enlarge (const struct lgt_geom *cell, int *extent)
{
  for (int nu = 0; nu < cell->ndim; nu++)
    {
      int64_t both = extent[nu];

      while (both % cell->extent[nu])
        both += extent[nu];
      extent[nu] = (int) both;  /* divides the lattice's */
    }
}

enum lgt_status
lgt_schedule_box_new (const struct lgt_schedule *schedule,
                      struct lgt_schedule_box *box, struct lgt_error *error)
{
  struct lgt_schedule_box b = { .count = schedule->count };
  int extent[LGT_MAX_DIM] = { 1, 1, 1, 1, 1, 1 };
  enum lgt_status status = LGT_OK;

  if (schedule->count < 1)
    return lgt_fail (error, LGT_EINVAL, "a schedule without any mask");
  for (int i = 0; i < schedule->count && !status; i++)
    {
      const struct lgt_geom *geom = &schedule->mask[i].geom;
      struct lgt_mask cell;

      for (int nu = 0; nu < LGT_MAX_DIM && !status; nu++)
        if (geom->ndim != schedule->mask[0].geom.ndim
            || geom->extent[nu] != schedule->mask[0].geom.extent[nu])
          status = lgt_fail (error, LGT_EINVAL, "masks 0 and %d of a "
                             "schedule are of different lattices", i);
      if (!status)
        status = lgt_mask_cell (&schedule->mask[i], 1, &cell, error);
      if (!status)
        enlarge (&cell.geom, extent);
    }
  if (!status)
    status = lgt_geom_init (&b.geom, schedule->mask[0].geom.ndim, extent,
                            error);
  if (status)
    return status;
  b.active = calloc ((size_t) b.count, sizeof *b.active);
  for (int i = 0; i < b.count && b.active; i++)
    {
      struct lgt_mask mask = schedule->mask[i];

      b.active[i] = malloc ((size_t) b.geom.volume * (size_t) b.geom.ndim);
      if (!b.active[i])
        break;
      mask.geom = b.geom;
      lgt_mask_links (&mask, b.active[i]);
    }
  if (!b.active || !b.active[b.count - 1])
    {
      lgt_schedule_box_free (&b);
      return lgt_fail (error, LGT_ENOMEM, "no memory for the unit cell of a "
                       "schedule");
    }
  *box = b;
  return LGT_OK;
}

void
lgt_schedule_box_free (struct lgt_schedule_box *box)
{
  for (int i = 0; i < box->count && box->active; i++)
    free (box->active[i]);
  free (box->active);
  *box = (struct lgt_schedule_box) { .count = 0 };
}

int
lgt_schedule_box_loop (const struct lgt_geom *geom,
                       const struct lgt_star *star, int k, const int *coords,
                       int64_t *link)
{
  int n = 0;

  for (int i = star->first[k]; i < star->first[k + 1]; i++)
    {
      int64_t site = 0;

      for (int nu = 0; nu < geom->ndim; nu++)
        {
          int x = (coords[nu] + star->link[i].at[nu]) % geom->extent[nu];

          site += geom->stride[nu] * (x < 0 ? x + geom->extent[nu] : x);
        }
      link[n++] = site * geom->ndim + star->link[i].mu;
    }
  return n;
}

enum lgt_status
lgt_schedule_stars (int ndim, int loops, const struct lgt_loop *loop,
                    struct lgt_star *star, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int mu = 0; mu < ndim && !status; mu++)
    status = lgt_star_new (ndim, mu, loops, loop, &star[mu], error);
  return status;
}

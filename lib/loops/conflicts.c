/* Active links that share a loop: one list of neighbours for each direction,
   since loops look the same from everywhere.  */

#include <stdlib.h>
#include <string.h>

#include "conflicts.h"

/* Add the links of PATH, which begins with a link at the origin, to
   conflict[MU], which has room.  */
static void
add_links (struct lgt_conflicts *c, int mu, const struct lgt_loop *path)
{
  int x[LGT_MAX_DIM] = { 0 };

  for (int i = 0; i < path->length; i++)
    {
      struct lgt_conflict other = { .mu = abs (path->steps[i]) - 1 };
      int k = 0;

      x[other.mu] -= path->steps[i] < 0;
      memcpy (other.shift, x, sizeof x);
      x[other.mu] += path->steps[i] > 0;
      if (!i)
        continue;
      while (k < c->count[mu]
             && (c->conflict[mu][k].mu != other.mu
                 || memcmp (c->conflict[mu][k].shift, other.shift,
                            sizeof other.shift) != 0))
        k++;
      if (k == c->count[mu])
        c->conflict[mu][c->count[mu]++] = other;
    }
}

static enum lgt_status
find_neighbours (struct lgt_conflicts *c, int loops,
                 const struct lgt_loop *loop, struct lgt_error *error)
{
  for (int mu = 0; mu < c->geom.ndim; mu++)
    {
      struct lgt_loop_list list;
      size_t room = 1;
      enum lgt_status status = lgt_loop_list_through (loops, loop, mu, &list,
                                                      error);

      if (status)
        return status;
      for (int k = 0; k < list.count; k++)
        room += (size_t) list.loop[k].length;
      c->conflict[mu] = malloc (room * sizeof *c->conflict[mu]);
      if (c->conflict[mu])
        for (int k = 0; k < list.count; k++)
          add_links (c, mu, &list.loop[k]);
      lgt_loop_list_free (&list);
      if (!c->conflict[mu])
        return lgt_fail (error, LGT_ENOMEM, "no memory for the links of %d "
                         "loops", loops);
    }
  return LGT_OK;
}

enum lgt_status
lgt_conflicts_new (const struct lgt_mask *mask, int loops,
                   const struct lgt_loop *loop, struct lgt_conflicts *c,
                   struct lgt_error *error)
{
  int64_t count, links = mask->geom.volume * mask->geom.ndim;
  enum lgt_status status = LGT_OK;

  *c = (struct lgt_conflicts) { .geom = mask->geom };
  if (mask->sites_only)
    return lgt_fail (error, LGT_EINVAL, "a mask of sites cannot be split: "
                     "loops pass links");
  for (int k = 0; k < loops && !status; k++)
    {
      status = lgt_loop_check (&loop[k], mask->geom.ndim, error);
      if (!status && !lgt_loop_closed (&loop[k], &mask->geom))
        status = lgt_fail (error, LGT_EINVAL, "loop %d does not close on "
                           "this lattice", k);
    }
  if (status)
    return status;
  if (mask->geom.volume > INT32_MAX
      || (count = lgt_mask_count (mask)) >= INT32_MAX)
    return lgt_fail (error, LGT_EINVAL, "a mask on %lld sites is too large "
                     "to be split: %ld active links are possible",
                     (long long) mask->geom.volume, (long) INT32_MAX - 1);
  c->links = (int32_t) count;
  c->site = malloc ((size_t) (count + 1) * sizeof *c->site);
  c->direction = malloc ((size_t) (count + 1) * sizeof *c->direction);
  if ((uint64_t) links <= SIZE_MAX / sizeof *c->number)
    c->number = malloc ((size_t) links * sizeof *c->number);
  if (!c->site || !c->direction || !c->number)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for %lld links",
                       (long long) links);
  if (!status)
    status = lgt_mask_list (mask, c->site, c->direction, error);
  if (!status)
    status = find_neighbours (c, loops, loop, error);
  if (status)
    {
      lgt_conflicts_free (c);
      return status;
    }
  for (int64_t i = 0; i < links; i++)
    c->number[i] = -1;
  for (int32_t i = 0; i < c->links; i++)
    c->number[(int64_t) c->site[i] * mask->geom.ndim + c->direction[i]] = i;
  return LGT_OK;
}

void
lgt_conflicts_free (struct lgt_conflicts *c)
{
  free (c->site);
  free (c->direction);
  free (c->number);
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    free (c->conflict[mu]);
  *c = (struct lgt_conflicts) { .links = 0 };
}

int
lgt_conflicts_most (const struct lgt_conflicts *c)
{
  int most = 0;

  for (int mu = 0; mu < c->geom.ndim; mu++)
    if (c->count[mu] > most)
      most = c->count[mu];
  return most;
}

int
lgt_conflicts_of (const struct lgt_conflicts *c, int32_t i, int32_t *other)
{
  int mu = c->direction[i], n = 0;
  int coords[LGT_MAX_DIM] = { 0 };

  lgt_geom_coords (&c->geom, c->site[i], coords);
  for (int k = 0; k < c->count[mu]; k++)
    {
      const struct lgt_conflict *conflict = &c->conflict[mu][k];
      int64_t site = 0;
      int32_t j;

      for (int nu = 0; nu < c->geom.ndim; nu++)
        {
          int x = (coords[nu] + conflict->shift[nu]) % c->geom.extent[nu];

          site += c->geom.stride[nu]
                  * (x < 0 ? x + c->geom.extent[nu] : x);
        }
      j = c->number[site * c->geom.ndim + conflict->mu];
      if (j >= 0)
        other[n++] = j;
    }
  return n;
}

/* Frozen and single loops of a mask by NaN, and whether counting agrees.  */

#include <stdlib.h>

#include <lgt/loop_counts.h>

/* A loop of U(1) links, given by their angles, at every site.  */
struct product
{
  const struct lgt_geom *geom;
  const struct lgt_loop *loop;
};

/* The link (site * D + mu) of STEP from *SITE, which goes on to its end.  */
static int64_t
take_step (const struct lgt_geom *geom, int step, int64_t *site)
{
  int mu = abs (step) - 1;
  int64_t from = *site;

  *site = lgt_geom_neighbour (geom, from, mu, step > 0 ? 1 : -1);
  return (step > 0 ? from : *site) * geom->ndim + mu;
}

static enum lgt_status
evaluate (void *ctx, const double *links, double *values,
          struct lgt_error *error)
{
  const struct product *p = ctx;

  (void) error;
  for (int64_t x = 0; x < p->geom->volume; x++)
    {
      int64_t site = x;

      values[x] = 0;
      for (int i = 0; i < p->loop->length; i++)
        {
          int step = p->loop->steps[i];
          double angle = links[take_step (p->geom, step, &site)];

          values[x] += step > 0 ? angle : -angle;
        }
    }
  return LGT_OK;
}

/* Compare WHICH, seen from SITE, with the active links that LOOP passes.  */
static void
compare (const struct lgt_geom *geom, const unsigned char *active,
         const struct lgt_loop *loop, int64_t site, int64_t which,
         struct lgt_loop_traced *sum)
{
  int64_t seen = LGT_LOOP_NO_LINK;
  int passed = 0;

  for (int i = 0; i < loop->length; i++)
    {
      int64_t link = take_step (geom, loop->steps[i], &site);

      if (!active[link])
        continue;
      if (!passed++)
        seen = link;
      else if (seen != link)
        seen = LGT_LOOP_MANY_LINKS;
    }
  sum->frozen += which == LGT_LOOP_NO_LINK;
  sum->one += which >= 0;
  sum->several += which == LGT_LOOP_MANY_LINKS;
  sum->again += which >= 0 && passed > 1;
  sum->differing += which != seen;
}

/* Steps that the longest of the loops can be away from its base, and 1.  */
static int
reach (int loops, const struct lgt_loop *loop)
{
  int longest = 0;

  for (int k = 0; k < loops; k++)
    if (loop[k].length > longest)
      longest = loop[k].length;
  return longest / 2 + 1;
}

enum lgt_status
lgt_loop_count_traced (const struct lgt_mask *mask, int loops,
                       const struct lgt_loop *loop,
                       struct lgt_loop_traced *traced,
                       struct lgt_error *error)
{
  struct lgt_loop_traced sum = { 0 };
  struct lgt_mask cell;
  unsigned char *active;
  double *angle;
  int64_t *which, count, repeated;
  enum lgt_status status
    = lgt_mask_cell (mask, reach (loops, loop), &cell, error);

  for (int k = 0; k < loops && !status; k++)
    status = lgt_loop_check (&loop[k], mask->geom.ndim, error);
  if (status)
    return status;
  if (loops < 0 || mask->geom.volume > INT64_MAX / (loops ? loops : 1))
    return lgt_fail (error, LGT_EINVAL, "%d loops a site of %lld sites are "
                     "too many to count", loops,
                     (long long) mask->geom.volume);
  count = cell.geom.volume * cell.geom.ndim;
  repeated = mask->geom.volume / cell.geom.volume;
  active = malloc ((size_t) count);
  angle = calloc ((size_t) count, sizeof *angle);
  which = calloc ((size_t) cell.geom.volume, sizeof *which);
  if (!active || !angle || !which)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a unit cell of %lld "
                       "sites", (long long) cell.geom.volume);
  else
    {
      lgt_mask_links (&cell, active);
      for (int64_t i = 0; i < count; i++)
        angle[i] = (double) (i % 97) / 97;
    }
  for (int k = 0; k < loops && !status; k++)
    {
      struct product product = { &cell.geom, &loop[k] };

      status = lgt_loop_trace_links (&cell.geom, active, 1, angle,
                                     cell.geom.volume, evaluate, &product,
                                     which, error);
      for (int64_t x = 0; x < cell.geom.volume && !status; x++)
        compare (&cell.geom, active, &loop[k], x, which[x], &sum);
    }
  free (active);
  free (angle);
  free (which);
  if (status)
    return status;
  *traced = (struct lgt_loop_traced) {
    .all = mask->geom.volume * loops, .frozen = sum.frozen * repeated,
    .one = sum.one * repeated, .several = sum.several * repeated,
    .again = sum.again * repeated, .differing = sum.differing * repeated
  };
  return LGT_OK;
}

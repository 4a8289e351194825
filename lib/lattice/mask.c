/* Masks: building them from conditions, and asking about one link.  */

#include <lgt/mask.h>

/* X modulo WIDTH in [0, WIDTH).  */
static int
reduce (int x, int width)
{
  int r = x % width;

  return r < 0 ? r + width : r;
}

/* Greatest common divisor of A and B >= 0, B for A = 0.  */
static int
gcd (int a, int b)
{
  while (a)
    {
      int r = b % a;

      b = a;
      a = r;
    }
  return b;
}

int
lgt_mask_gcd (int ndim, const int *steps, int width)
{
  int g = width;

  for (int nu = 0; nu < ndim; nu++)
    g = gcd (reduce (steps[nu], width), g);
  return g;
}

void
lgt_mask_fitting_extents (int step, int width, int extent, int64_t *below,
                          int64_t *above)
{
  int64_t unit = width / gcd (reduce (step, width), width);

  *below = extent / unit * unit;
  *above = *below == extent ? extent : *below + unit;
}

/* Copy the condition FROM, called NAME in messages, to TO, reduced.  */
static enum lgt_status
take_condition (const struct lgt_geom *geom, const char *name,
                const struct lgt_mask_condition *from,
                struct lgt_mask_condition *to, struct lgt_error *error)
{
  unsigned seen = 0;

  if (from->width < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: the width is %d: it must be at least 1", name,
                     from->width);
  if (from->directions < 0 || from->directions > geom->ndim)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %d directions on a lattice of %d", name,
                     from->directions, geom->ndim);
  if (from->offsets != 1
      && (from->offsets < 1 || from->offsets != from->directions))
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %d offsets for %d directions: give "
                     "one for all, or one for each", name, from->offsets,
                     from->directions);
  *to = (struct lgt_mask_condition) {
    .directions = from->directions, .width = from->width,
    .offsets = from->offsets
  };
  for (int k = 0; k < from->directions; k++)
    {
      int mu = from->direction[k];

      if (mu < 0 || mu >= geom->ndim)
        return lgt_fail (error, LGT_EINVAL,
                         "%s: direction %d: the lattice has "
                         "0 to %d", name, mu, geom->ndim - 1);
      if (seen >> mu & 1)
        return lgt_fail (error, LGT_EINVAL,
                         "%s: direction %d is listed twice", name, mu);
      seen |= 1u << mu;
      to->direction[k] = mu;
    }
  for (int k = 0; k < from->offsets; k++)
    to->offset[k] = reduce (from->offset[k], from->width);
  for (int nu = 0; nu < geom->ndim; nu++)
    {
      int64_t below, above;

      to->steps[nu] = reduce (from->steps[nu], from->width);
      lgt_mask_fitting_extents (from->steps[nu], from->width,
                                geom->extent[nu], &below, &above);
      if (above == geom->extent[nu])
        continue;
      if (!below)
        return lgt_fail (error, LGT_EINVAL,
                         "%s: extent %d of direction %d times "
                         "step %d is no multiple of the width %d; extent "
                         "%lld would do", name, geom->extent[nu], nu,
                         from->steps[nu], from->width, (long long) above);
      return lgt_fail (error, LGT_EINVAL,
                       "%s: extent %d of direction %d times "
                       "step %d is no multiple of the width %d; extent %lld "
                       "or %lld would do", name, geom->extent[nu], nu,
                       from->steps[nu], from->width, (long long) below,
                       (long long) above);
    }
  return LGT_OK;
}

enum lgt_status
lgt_mask_init (struct lgt_mask *mask, const struct lgt_geom *geom, int count,
               const struct lgt_mask_condition *condition,
               struct lgt_error *error)
{
  struct lgt_mask m = { .geom = *geom, .sites_only = 1,
                        .conditions = count };

  if (count < 1 || count > LGT_MASK_MAX_CONDITIONS)
    return lgt_fail (error, LGT_EINVAL,
                     "a mask of %d conditions: 1 to %d are possible", count,
                     LGT_MASK_MAX_CONDITIONS);
  for (int i = 0; i < count; i++)
    {
      char name[32] = "mask";
      enum lgt_status status;

      if (count > 1)
        snprintf (name, sizeof name, "mask condition %d", i);
      status = take_condition (geom, name, &condition[i], &m.condition[i],
                               error);
      if (status)
        return status;
      if (m.condition[i].directions)
        m.sites_only = 0;
    }
  *mask = m;
  return LGT_OK;
}

/* Whether condition C holds for direction MU at COORDS.  */
static int
holds (const struct lgt_mask_condition *c, int ndim, const int *coords,
       int mu)
{
  int64_t phase = c->offset[0];

  if (c->directions)
    {
      int k = 0;

      while (k < c->directions && c->direction[k] != mu)
        k++;
      if (k == c->directions)
        return 0;
      if (c->offsets > 1)
        phase = c->offset[k];
    }
  /* Each term is below 2^62: reduce before the sum can overflow.  */
  for (int nu = 0; nu < ndim; nu++)
    phase = (phase + (int64_t) c->steps[nu] * coords[nu] % c->width)
            % c->width;
  return phase == 0;
}

int
lgt_mask_active_at (const struct lgt_mask *mask, const int *coords, int mu)
{
  for (int i = 0; i < mask->conditions; i++)
    if (!holds (&mask->condition[i], mask->geom.ndim, coords, mu))
      return 0;
  return 1;
}

int
lgt_mask_active (const struct lgt_mask *mask, int64_t site, int mu)
{
  int coords[LGT_MAX_DIM];

  lgt_geom_coords (&mask->geom, site, coords);
  return lgt_mask_active_at (mask, coords, mu);
}

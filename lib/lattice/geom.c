/* Geometry of a periodic lattice: sites, coordinates, neighbours.  */

#include <lgt/geom.h>

/* X modulo L in [0, L), for X of either sign.  */
static int64_t
wrap (int64_t x, int64_t l)
{
  int64_t r = x % l;

  return r < 0 ? r + l : r;
}

enum lgt_status
lgt_geom_init (struct lgt_geom *geom, int ndim, const int *extent,
               struct lgt_error *error)
{
  struct lgt_geom g = { 0 };

  if (ndim < 1 || ndim > LGT_MAX_DIM)
    return lgt_fail (error, LGT_EINVAL,
                     "a lattice of %d dimensions: 1 to %d are possible",
                     ndim, LGT_MAX_DIM);
  g.ndim = ndim;
  g.volume = 1;
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    {
      int l = mu < ndim ? extent[mu] : 1;

      if (l < 1)
        return lgt_fail (error, LGT_EINVAL,
                         "the extent of direction %d is %d: it must be at "
                         "least 1", mu, l);
      if (g.volume > INT64_MAX / ndim / l)
        return lgt_fail (error, LGT_EINVAL,
                         "the lattice has more links than can be counted: "
                         "direction %d with extent %d is too much", mu, l);
      g.extent[mu] = l;
      g.stride[mu] = g.volume;
      g.volume *= l;
    }
  *geom = g;
  return LGT_OK;
}

int64_t
lgt_geom_site (const struct lgt_geom *geom, const int *coords)
{
  int64_t site = 0;

  for (int mu = 0; mu < geom->ndim; mu++)
    site += geom->stride[mu] * wrap (coords[mu], geom->extent[mu]);
  return site;
}

int
lgt_geom_coord (const struct lgt_geom *geom, int64_t site, int mu)
{
  return (int) (site / geom->stride[mu] % geom->extent[mu]);
}

void
lgt_geom_coords (const struct lgt_geom *geom, int64_t site, int *coords)
{
  for (int mu = 0; mu < geom->ndim; mu++)
    {
      coords[mu] = (int) (site % geom->extent[mu]);
      site /= geom->extent[mu];
    }
}

int64_t
lgt_geom_neighbour (const struct lgt_geom *geom, int64_t site, int mu,
                    int64_t steps)
{
  int64_t l = geom->extent[mu];
  int64_t x = lgt_geom_coord (geom, site, mu);

  /* Both terms are below 2^31, so their sum is safe for any STEPS.  */
  return site + geom->stride[mu] * (wrap (x + steps % l, l) - x);
}

int64_t
lgt_geom_shift (const struct lgt_geom *geom, int64_t site, const int *shift)
{
  for (int mu = 0; mu < geom->ndim; mu++)
    if (shift[mu])
      site = lgt_geom_neighbour (geom, site, mu, shift[mu]);
  return site;
}

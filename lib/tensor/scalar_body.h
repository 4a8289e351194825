/* Scalar theory, site by site: neighbours, the action's density, its
   derivative.  c are the coefficients (lgt/ops_scalar.h).  */

#ifndef LGT_SCALAR_BODY_H
#define LGT_SCALAR_BODY_H

#include <lgt/ops_scalar.h>
#include <lgt/sites.h>

/* The lattice by value, for kernels.  */
struct scalar_torus
{
  int ndim;
  int32_t extent[LGT_STENCIL_MAX_DIM];
};

static inline struct scalar_torus
scalar_torus_of (const struct lgt_sites *sites)
{
  struct scalar_torus t;

  t.ndim = sites->ndim;
  for (int d = 0; d < LGT_STENCIL_MAX_DIM; d++)
    t.extent[d] = d < sites->ndim ? sites->extent[d] : 1;
  return t;
}

/* A site whose neighbours are visited direction by direction.  No tables:
   lanes share the divisions.  */
struct scalar_walk { int32_t site, rest, stride; };

LGT_BODY struct scalar_walk
scalar_walk_at (int32_t site)
{
  struct scalar_walk w;

  w.site = w.rest = site;
  w.stride = 1;
  return w;
}

/* The sites AHEAD and BACK in the next direction, of EXTENT.  */
LGT_BODY void
scalar_walk_next (struct scalar_walk *w, int32_t extent, int32_t *ahead,
                  int32_t *back)
{
  const int32_t next = w->rest / extent, x = w->rest - next * extent;
  const int32_t around = (extent - 1) * w->stride;

  *ahead = x + 1 < extent ? w->site + w->stride : w->site - around;
  *back = x > 0 ? w->site - w->stride : w->site + around;
  w->rest = next;
  w->stride *= extent;
}

/* AHEAD is the sum of phi (x+mu).  */
LGT_BODY num
scalar_density (const double *c, num phi, num ahead)
{
  return phi * (phi * (c[LGT_SCALAR_QUADRATIC]
                       + c[LGT_SCALAR_QUARTIC] * phi * phi)
                - 2 * c[LGT_SCALAR_HOPPING] * ahead)
         + c[LGT_SCALAR_CONSTANT];
}

/* dS/dphi (x); AROUND is the sum over all 2 D neighbours.  */
LGT_BODY num
scalar_derivative (const double *c, num phi, num around)
{
  return 2.0 * (phi * (c[LGT_SCALAR_QUADRATIC]
                       + 2 * c[LGT_SCALAR_QUARTIC] * phi * phi)
                - c[LGT_SCALAR_HOPPING] * around);
}

#endif

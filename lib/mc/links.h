/* Links of any group as matrices, angles of U(1) as matrices 1 x 1; not
   installed.  */

#ifndef LGT_MC_LINKS_H
#define LGT_MC_LINKS_H

#include <math.h>
#include <stdlib.h>

#include <lgt/geom.h>
#include <lgt/sun.h>

struct matrices
{
  const struct lgt_geom *geom;
  int n;
  int64_t block;          /* numbers of a matrix */
  const double *links;    /* [site][mu][block] */
  double *own;            /* to be freed */
};

/* LINKS of U(1) (N = 1) or SU(N).  */
static inline enum lgt_status
matrices_begin (struct matrices *m, const struct lgt_geom *geom, int n,
                const double *links, struct lgt_error *error)
{
  const int64_t count = geom->volume * geom->ndim;

  if (n < 1 || n > LGT_SUN_N_MAX)
    return lgt_fail (error, LGT_EINVAL, "N = %d, must be 1 (U(1)) to %d", n,
                     LGT_SUN_N_MAX);
  *m = (struct matrices) { geom, n, 2 * n * n, links, NULL };
  if (n > 1)
    return LGT_OK;
  m->links = m->own = malloc (2 * (size_t) count * sizeof *m->own);
  if (!m->own)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld links",
                     (long long) count);
  for (int64_t i = 0; i < count; i++)
    {
      m->own[2 * i] = cos (links[i]);
      m->own[2 * i + 1] = sin (links[i]);
    }
  return LGT_OK;
}

static inline void
matrices_end (struct matrices *m)
{
  free (m->own);
}

static inline const double *
matrix_at (const struct matrices *m, int64_t site, int mu)
{
  return m->links + (site * m->geom->ndim + mu) * m->block;
}

/* C = A B, operands with DAGGER conjugated.  */
static inline void
matrix_multiply (int n, double *c, const double *a, int a_dagger,
                 const double *b, int b_dagger)
{
  if (n == 1)
    {
      const double x = a_dagger ? -a[1] : a[1], y = b_dagger ? -b[1] : b[1];

      c[0] = a[0] * b[0] - x * y;
      c[1] = a[0] * y + x * b[0];
    }
  else
    lgt_sun_multiply (n, c, a, a_dagger, b, b_dagger);
}

/* Re tr A B^+.  */
static inline double
matrix_dot (int64_t block, const double *a, const double *b)
{
  double sum = 0;

  for (int64_t i = 0; i < block; i++)
    sum += a[i] * b[i];
  return sum;
}

#endif

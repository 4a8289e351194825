/* Fields of links of any group on the host, U(1) with N = 1: angles.  */

#ifndef LGT_TESTS_LINKFIELD_H
#define LGT_TESTS_LINKFIELD_H

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/geom.h>
#include <lgt/observables.h>
#include <lgt/observables_sun.h>
#include <lgt/sun.h>

#include "normal.h"

static const double pi = 3.141592653589793;

static inline size_t
link_numbers (int n)
{
  return n == 1 ? 1 : 2 * (size_t) (n * n);
}

static inline size_t
field_numbers (const struct lgt_geom *geom, int n)
{
  return (size_t) geom->volume * (size_t) geom->ndim * link_numbers (n);
}

static inline struct lgt_geom
field_geom (int ndim, const int *extent)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, ndim, extent, NULL), LGT_OK);
  return geom;
}

/* SPREAD infinite: Haar; else exp (i x) with x of that size, 0: cold.  */
static inline double *
field_random (const struct lgt_geom *geom, int n, uint64_t seed,
              double spread)
{
  const size_t block = link_numbers (n), all = field_numbers (geom, n);
  double *links = malloc (all * sizeof *links);
  double numbers[LGT_SUN_NUMBERS_MAX];
  struct normal source = { .seed = seed };

  ck_assert_ptr_nonnull (links);
  for (size_t at = 0; at < all; at += block)
    if (n == 1)
      links[at] = isinf (spread) ? 2 * pi * (test_uniform (&source) - 0.5)
                                 : spread * test_normal (&source);
    else if (isinf (spread))
      {
        for (size_t i = 0; i < block; i++)
          numbers[i] = test_uniform (&source);
        lgt_sun_random (n, numbers, links + at);
      }
    else
      {
        for (int a = 0; a < n * n - 1; a++)
          numbers[a] = spread * test_normal (&source);
        lgt_sun_from_coordinates (n, numbers, links + at);
        lgt_sun_exp (n, links + at, links + at);
      }
  return links;
}

static inline void
field_transform (const struct lgt_geom *geom, int n, uint64_t seed,
                 double *links)
{
  ck_assert_int_eq (n == 1
                    ? lgt_mc_u1_transform_random (geom, seed, 0, links, NULL)
                    : lgt_mc_sun_transform_random (geom, n, seed, 0, links,
                                                   NULL), LGT_OK);
}

static inline double
field_action (const struct lgt_geom *geom, int n, double beta,
              const double *links)
{
  return n == 1 ? lgt_mc_u1_action (geom, beta, links)
                : lgt_mc_sun_action (geom, n, beta, links);
}

/* Multiply the links by diag (e^{i w_0 a}, ..., e^{i w_{N-1} a}), a the angles
   of a constant field: FLUX[mu][nu], mu < nu, quanta of 2 pi through each
   plane mu nu of the torus, every plaquette angle 2 pi FLUX / (L_mu L_nu).
   WEIGHT are integers, for N > 1 of sum 0.  */
static inline void
field_add_flux (const struct lgt_geom *geom, int n, const int *weight,
                const int flux[4][4], double *links)
{
  for (int64_t x = 0; x < geom->volume; x++)
    for (int mu = 0; mu < geom->ndim; mu++)
      {
        double *link = links + (size_t) (x * geom->ndim + mu)
                               * link_numbers (n);
        double angle = 0;

        for (int nu = 0; nu < geom->ndim; nu++)
          {
            const int l = geom->extent[mu], k = geom->extent[nu];

            /* Plane nu mu: the last row of links makes up for the jump.  */
            if (nu < mu && flux[nu][mu]
                && lgt_geom_coord (geom, x, mu) == l - 1)
              angle += 2 * pi * flux[nu][mu]
                       * lgt_geom_coord (geom, x, nu) / (double) k;
            if (mu < nu && flux[mu][nu])
              angle -= 2 * pi * flux[mu][nu]
                       * lgt_geom_coord (geom, x, nu) / ((double) l * k);
          }
        if (n == 1)
          *link += weight[0] * angle;
        else
          for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
              {
                double *z = link + 2 * (n * i + j);
                const double c = cos (weight[i] * angle);
                const double s = sin (weight[i] * angle);
                const double re = c * z[0] - s * z[1];

                z[1] = s * z[0] + c * z[1];
                z[0] = re;
              }
      }
}

#endif

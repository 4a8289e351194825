/* Observables of U(1) fields: loops over the sites as in the formulas.  */

#include <lgt/observables.h>

#include <math.h>
#include <stdlib.h>

#include <lgt/ops.h>

static const double two_pi = 6.283185307179586;

double
lgt_mc_u1_reduce (double angle)
{
  double r = remainder (angle, two_pi);

  return r <= -two_pi / 2 ? two_pi / 2 : r;
}

static double
plaquette_angle (const struct lgt_geom *geom, const double *links,
                 int64_t site, int mu, int nu)
{
  int d = geom->ndim;
  int64_t right = lgt_geom_neighbour (geom, site, mu, 1);
  int64_t up = lgt_geom_neighbour (geom, site, nu, 1);

  return links[site * d + mu] + links[right * d + nu] - links[up * d + mu]
         - links[site * d + nu];
}

static double
sum_cos_plaquettes (const struct lgt_geom *geom, const double *links)
{
  double sum = 0;

  for (int64_t site = 0; site < geom->volume; site++)
    for (int mu = 0; mu < geom->ndim; mu++)
      for (int nu = mu + 1; nu < geom->ndim; nu++)
        sum += cos (plaquette_angle (geom, links, site, mu, nu));
  return sum;
}

enum lgt_status
lgt_mc_u1_plaquette (const struct lgt_geom *geom, const double *links,
                     double *mean, struct lgt_error *error)
{
  int d = geom->ndim;

  if (d < 2)
    return lgt_fail (error, LGT_EINVAL, "a lattice of one dimension has no "
                     "plaquettes");
  *mean = sum_cos_plaquettes (geom, links)
          / ((double) geom->volume * d * (d - 1) / 2);
  return LGT_OK;
}

double
lgt_mc_u1_action (const struct lgt_geom *geom, double beta,
                  const double *links)
{
  return -beta * sum_cos_plaquettes (geom, links);
}

enum lgt_status
lgt_mc_u1_charge (const struct lgt_geom *geom, const double *links,
                  double *charge, struct lgt_error *error)
{
  double sum = 0;

  if (geom->ndim != 2)
    return lgt_fail (error, LGT_EINVAL, "the topological charge of U(1) needs "
                     "2 dimensions, not %d", geom->ndim);
  for (int64_t site = 0; site < geom->volume; site++)
    sum += lgt_mc_u1_reduce (plaquette_angle (geom, links, site, 0, 1));
  /* Rounded; a zero has no sign.  */
  *charge = rint (sum / two_pi) + 0.0;
  return LGT_OK;
}

static enum lgt_status
check_direction (const struct lgt_geom *geom, int mu, struct lgt_error *error)
{
  if (mu >= 0 && mu < geom->ndim)
    return LGT_OK;
  return lgt_fail (error, LGT_EINVAL, "direction %d; this lattice has 0 to "
                   "%d", mu, geom->ndim - 1);
}

/* Add SIGN times the COUNT links along MU from SITE to *ANGLE; the site
   behind the last one is returned.  */
static int64_t
add_line (const struct lgt_geom *geom, const double *links, int64_t site,
          int mu, int count, double sign, double *angle)
{
  for (int i = 0; i < count; i++)
    {
      *angle += sign * links[site * geom->ndim + mu];
      site = lgt_geom_neighbour (geom, site, mu, 1);
    }
  return site;
}

enum lgt_status
lgt_mc_u1_wilson_loop (const struct lgt_geom *geom, int mu, int nu, int r,
                       int t, const double *links, double *mean,
                       struct lgt_error *error)
{
  enum lgt_status status = check_direction (geom, mu, error);
  double sum = 0;

  if (status == LGT_OK)
    status = check_direction (geom, nu, error);
  if (status != LGT_OK)
    return status;
  if (mu == nu || r < 1 || t < 1)
    return lgt_fail (error, LGT_EINVAL, "Wilson loop %d x %d in directions %d "
                     "and %d; two directions and sides of at least 1 are "
                     "needed", r, t, mu, nu);
  for (int64_t site = 0; site < geom->volume; site++)
    {
      double angle = 0;
      int64_t corner;

      corner = add_line (geom, links, site, mu, r, 1, &angle);
      add_line (geom, links, corner, nu, t, 1, &angle);
      corner = add_line (geom, links, site, nu, t, -1, &angle);
      add_line (geom, links, corner, mu, r, -1, &angle);
      sum += cos (angle);
    }
  *mean = sum / geom->volume;
  return LGT_OK;
}

enum lgt_status
lgt_mc_u1_polyakov (const struct lgt_geom *geom, int mu, const double *links,
                    double *real, double *imaginary, struct lgt_error *error)
{
  enum lgt_status status = check_direction (geom, mu, error);
  double re = 0, im = 0, lines;

  if (status != LGT_OK)
    return status;
  lines = (double) geom->volume / geom->extent[mu];
  for (int64_t site = 0; site < geom->volume; site++)
    if (lgt_geom_coord (geom, site, mu) == 0)
      {
        double angle = 0;

        add_line (geom, links, site, mu, geom->extent[mu], 1, &angle);
        re += cos (angle);
        im += sin (angle);
      }
  *real = re / lines;
  *imaginary = im / lines;
  return LGT_OK;
}

void
lgt_mc_u1_transform (const struct lgt_geom *geom, const double *alpha,
                     double *links)
{
  for (int64_t site = 0; site < geom->volume; site++)
    for (int mu = 0; mu < geom->ndim; mu++)
      {
        double *link = links + site * geom->ndim + mu;
        int64_t next = lgt_geom_neighbour (geom, site, mu, 1);

        *link = lgt_mc_u1_reduce (alpha[site] + *link - alpha[next]);
      }
}

enum lgt_status
lgt_mc_u1_transform_random (const struct lgt_geom *geom, uint64_t seed,
                            uint32_t number, double *links,
                            struct lgt_error *error)
{
  double *alpha = malloc ((size_t) geom->volume * sizeof *alpha);

  if (!alpha)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld angles",
                     (long long) geom->volume);
  for (int64_t site = 0; site < geom->volume; site++)
    {
      uint32_t counter[4] = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 0),
                              (uint32_t) site, number,
                              (uint32_t) ((uint64_t) site >> 32) };
      double uniform[2];

      lgt_random_pair (seed, counter, uniform);
      alpha[site] = two_pi * (uniform[0] - 0.5);
    }
  lgt_mc_u1_transform (geom, alpha, links);
  free (alpha);
  return LGT_OK;
}

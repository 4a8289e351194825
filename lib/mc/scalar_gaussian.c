/* Free scalar fields: every mode is a Gaussian of its own.  */

#include <lgt/exact_scalar.h>

#include <math.h>
#include <stdlib.h>

static enum lgt_status
check_mass (double m2, struct lgt_error *error)
{
  return m2 > 0 && isfinite (m2)
         ? LGT_OK
         : lgt_fail (error, LGT_EINVAL, "free fields with m^2 = %g, must be "
                     "positive", m2);
}

/* 2 (khat^2 + m^2) of mode number K, counted like a site.  */
static double
stiffness (const struct lgt_geom *geom, double m2, int64_t k)
{
  double sum = m2;

  for (int mu = 0; mu < geom->ndim; mu++)
    {
      const double s = sin (M_PI * lgt_geom_coord (geom, k, mu)
                            / geom->extent[mu]);

      sum += 4 * s * s;
    }
  return 2 * sum;
}

enum lgt_status
lgt_mc_scalar_gaussian (const struct lgt_geom *geom, double m2,
                        struct lgt_scalar_exact *result,
                        struct lgt_error *error)
{
  const enum lgt_status status = check_mass (m2, error);
  const double volume = (double) geom->volume;
  double logs = 0, sum = 0;

  if (status != LGT_OK)
    return status;
  for (int64_t k = 0; k < geom->volume; k++)
    {
      const double a = stiffness (geom, m2, k);

      logs += log (2 * M_PI / a);
      sum += 1 / a;
    }
  result->log_z = logs / 2;
  result->phi2 = sum / volume;
  result->phi4 = 3 * result->phi2 * result->phi2;
  /* M is a Gaussian with <M^2> = 1 / (2 m^2 V).  */
  result->abs_m = 1 / sqrt (M_PI * m2 * volume);
  result->susceptibility = 1 / (2 * m2);
  result->binder = 0;
  result->xi = geom->volume > 1 ? 1 / sqrt (m2) : NAN;
  return LGT_OK;
}

/* X[t] of all lines along MU becomes (1/L) sum_n cos (2 pi n t / L) X[n];
   LINE and COSINE have room for L numbers.  */
static void
transform (const struct lgt_geom *geom, int mu, double *x, double *line,
           double *cosine)
{
  const int l = geom->extent[mu];
  const int64_t stride = geom->stride[mu];

  for (int t = 0; t < l; t++)
    cosine[t] = cos (2 * M_PI * t / l) / l;
  for (int64_t first = 0; first < geom->volume; first++)
    if (lgt_geom_coord (geom, first, mu) == 0)
      {
        for (int n = 0; n < l; n++)
          line[n] = x[first + n * stride];
        for (int t = 0; t < l; t++)
          {
            double sum = 0;

            for (int n = 0; n < l; n++)
              sum += cosine[(int64_t) n * t % l] * line[n];
            x[first + t * stride] = sum;
          }
      }
}

enum lgt_status
lgt_mc_scalar_gaussian_power (const struct lgt_geom *geom, double m2,
                              double power, double *result,
                              struct lgt_error *error)
{
  const enum lgt_status status = check_mass (m2, error);
  int most = 1;
  double *room;

  if (status != LGT_OK)
    return status;
  for (int mu = 0; mu < geom->ndim; mu++)
    most = geom->extent[mu] > most ? geom->extent[mu] : most;
  room = malloc (2 * (size_t) most * sizeof *room);
  if (!room)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a propagator");
  for (int64_t k = 0; k < geom->volume; k++)
    result[k] = pow (stiffness (geom, m2, k), power);
  /* Even in every direction, so that cosines can be taken one direction after
     the other.  */
  for (int mu = 0; mu < geom->ndim; mu++)
    transform (geom, mu, result, room, room + most);
  free (room);
  return LGT_OK;
}

enum lgt_status
lgt_mc_scalar_gaussian_two_point (const struct lgt_geom *geom, double m2,
                                  double *result, struct lgt_error *error)
{
  return lgt_mc_scalar_gaussian_power (geom, m2, -1, result, error);
}

/* The sum over a slice leaves momenta along MU: a lattice of one
   dimension.  */
enum lgt_status
lgt_mc_scalar_gaussian_correlator (const struct lgt_geom *geom, int mu,
                                   double m2, double *result,
                                   struct lgt_error *error)
{
  struct lgt_geom line;
  enum lgt_status status;

  if (mu < 0 || mu >= geom->ndim)
    return lgt_fail (error, LGT_EINVAL, "direction %d; this lattice has 0 to "
                     "%d", mu, geom->ndim - 1);
  status = lgt_geom_init (&line, 1, &geom->extent[mu], error);
  return status == LGT_OK
         ? lgt_mc_scalar_gaussian_two_point (&line, m2, result, error)
         : status;
}

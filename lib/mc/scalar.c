/* Observables of scalar fields: sums over the sites as in the formulas.  */

#include <lgt/observables_scalar.h>

#include <math.h>

double
lgt_mc_scalar_action (const struct lgt_geom *geom, double m2, double lambda,
                      const double *phi)
{
  double sum = 0;

  for (int64_t x = 0; x < geom->volume; x++)
    {
      const double f = phi[x], f2 = f * f;

      for (int mu = 0; mu < geom->ndim; mu++)
        sum += f * (2 * f - phi[lgt_geom_neighbour (geom, x, mu, 1)]
                    - phi[lgt_geom_neighbour (geom, x, mu, -1)]);
      sum += m2 * f2 + lambda * f2 * f2;
    }
  return sum;
}

static int
greatest (const struct lgt_geom *geom)
{
  int l = 1;

  for (int mu = 0; mu < geom->ndim; mu++)
    l = geom->extent[mu] > l ? geom->extent[mu] : l;
  return l;
}

/* The sum of PHI over the slice x_mu = T.  */
static double
slice (const struct lgt_geom *geom, int mu, int t, const double *phi)
{
  const int64_t stride = geom->stride[mu], block = stride * geom->extent[mu];
  double sum = 0;

  for (int64_t first = 0; first < geom->volume; first += block)
    for (int64_t i = 0; i < stride; i++)
      sum += phi[first + t * stride + i];
  return sum;
}

/* |sum_x exp (-i k_1 x) phi (x)|^2 along MU.  */
static double
first_mode (const struct lgt_geom *geom, int mu, const double *phi)
{
  const int l = geom->extent[mu];
  double re = 0, im = 0;

  for (int t = 0; t < l; t++)
    {
      const double k = 2 * M_PI * t / l, s = slice (geom, mu, t, phi);

      re += s * cos (k);
      im += s * sin (k);
    }
  return re * re + im * im;
}

static void
measure (const struct lgt_geom *geom, const double *phi, double *value)
{
  const double volume = (double) geom->volume;
  const int l = greatest (geom);
  double sum = 0, square = 0, fourth = 0, mode = 0;
  int modes = 0;

  for (int64_t x = 0; x < geom->volume; x++)
    {
      const double f2 = phi[x] * phi[x];

      sum += phi[x];
      square += f2;
      fourth += f2 * f2;
    }
  for (int mu = 0; mu < geom->ndim; mu++)
    if (geom->extent[mu] == l)
      {
        mode += first_mode (geom, mu, phi);
        modes++;
      }
  sum /= volume;
  value[LGT_SCALAR_M] = sum;
  value[LGT_SCALAR_ABS_M] = fabs (sum);
  value[LGT_SCALAR_M2] = sum * sum;
  value[LGT_SCALAR_M4] = sum * sum * sum * sum;
  value[LGT_SCALAR_PHI2] = square / volume;
  value[LGT_SCALAR_PHI4] = fourth / volume;
  value[LGT_SCALAR_G1] = mode / (modes * volume);
}

void
lgt_mc_scalar_measure (const struct lgt_geom *geom, int64_t count,
                       const double *phi, double *value)
{
  for (int64_t i = 0; i < count; i++)
    measure (geom, phi + i * geom->volume,
             value + i * LGT_SCALAR_QUANTITIES);
}

/* ---- functions of means ---- */

static double
volume_of (const void *geom)
{
  return (double) ((const struct lgt_geom *) geom)->volume;
}

double
lgt_mc_scalar_susceptibility (const double *mean, void *geom)
{
  return volume_of (geom) * mean[LGT_SCALAR_M2];
}

double
lgt_mc_scalar_connected (const double *mean, void *geom)
{
  const double m = mean[LGT_SCALAR_ABS_M];

  return volume_of (geom) * (mean[LGT_SCALAR_M2] - m * m);
}

double
lgt_mc_scalar_binder (const double *mean, void *geom)
{
  const double m2 = mean[LGT_SCALAR_M2];

  (void) geom;
  return 1 - mean[LGT_SCALAR_M4] / (3 * m2 * m2);
}

double
lgt_mc_scalar_xi (const double *mean, void *geom)
{
  const int l = greatest (geom);
  const double chi = lgt_mc_scalar_susceptibility (mean, geom);

  return l > 1 ? sqrt (chi / mean[LGT_SCALAR_G1] - 1) / (2 * sin (M_PI / l))
               : NAN;
}

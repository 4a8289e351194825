/* Correlation functions of scalar fields: cyclic autocorrelations, by FFT or
   as sums.  */

#include <lgt/observables_scalar.h>

#include <stdlib.h>

#include <lgt/fft.h>

/* G (x) = (1/V) sum_y phi (y) phi (y + x), pair by pair.  */
static void
pairs (const struct lgt_geom *geom, const double *phi, double *g)
{
  for (int64_t x = 0; x < geom->volume; x++)
    {
      int shift[LGT_MAX_DIM];
      double sum = 0;

      lgt_geom_coords (geom, x, shift);
      for (int64_t y = 0; y < geom->volume; y++)
        sum += phi[y] * phi[lgt_geom_shift (geom, y, shift)];
      g[x] = sum / (double) geom->volume;
    }
}

/* The same: the transform of G is |phi (k)|^2 / V.  */
static enum lgt_status
transforms (const struct lgt_geom *geom, const struct lgt_fft *fft,
            int64_t count, const double *phi, double *g,
            struct lgt_error *error)
{
  const int64_t modes = lgt_fft_modes (geom->ndim, geom->extent);
  double *y = malloc (2 * (size_t) modes * sizeof *y);
  struct lgt_fft_plan *plan = NULL;
  enum lgt_status status;

  if (!y)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a transform of %lld "
                     "sites", (long long) geom->volume);
  status = fft->plan_new (&plan, geom->ndim, geom->extent, 1, error);
  for (int64_t i = 0; i < count && status == LGT_OK; i++)
    {
      fft->forward (plan, phi + i * geom->volume, y);
      for (int64_t k = 0; k < modes; k++)
        {
          y[2 * k] = (y[2 * k] * y[2 * k] + y[2 * k + 1] * y[2 * k + 1])
                     / (double) geom->volume;
          y[2 * k + 1] = 0;
        }
      fft->backward (plan, y, g + i * geom->volume);
    }
  fft->plan_free (plan);
  free (y);
  return status;
}

static enum lgt_status
check_count (int64_t count, struct lgt_error *error)
{
  return count > 0 ? LGT_OK
                   : lgt_fail (error, LGT_EINVAL, "correlations of %lld "
                               "configurations, must be 1 or more",
                               (long long) count);
}

enum lgt_status
lgt_mc_scalar_two_point (const struct lgt_geom *geom,
                         const struct lgt_fft *fft, int64_t count,
                         const double *phi, double *result,
                         struct lgt_error *error)
{
  const enum lgt_status status = check_count (count, error);

  if (status != LGT_OK)
    return status;
  if (fft)
    return transforms (geom, fft, count, phi, result, error);
  for (int64_t i = 0; i < count; i++)
    pairs (geom, phi + i * geom->volume, result + i * geom->volume);
  return LGT_OK;
}

/* Means of PHI on all slices across MU.  */
static void
slices (const struct lgt_geom *geom, int mu, const double *phi, double *mean)
{
  const int l = geom->extent[mu];
  const double one = (double) l / (double) geom->volume;

  for (int t = 0; t < l; t++)
    mean[t] = 0;
  for (int64_t x = 0; x < geom->volume; x++)
    mean[x / geom->stride[mu] % l] += one * phi[x];
}

enum lgt_status
lgt_mc_scalar_correlator (const struct lgt_geom *geom, int mu,
                          const struct lgt_fft *fft, int64_t count,
                          const double *phi, double *result,
                          struct lgt_error *error)
{
  enum lgt_status status = check_count (count, error);
  struct lgt_geom line;
  double *mean, across;
  int l;

  if (status == LGT_OK && (mu < 0 || mu >= geom->ndim))
    status = lgt_fail (error, LGT_EINVAL, "direction %d; this lattice has 0 "
                       "to %d", mu, geom->ndim - 1);
  if (status != LGT_OK)
    return status;
  l = geom->extent[mu];
  across = (double) geom->volume / l;
  mean = malloc ((size_t) count * (size_t) l * sizeof *mean);
  if (!mean)
    return lgt_fail (error, LGT_ENOMEM, "no memory for slices");
  for (int64_t i = 0; i < count; i++)
    slices (geom, mu, phi + i * geom->volume, mean + i * l);
  status = lgt_geom_init (&line, 1, &l, error);
  if (status == LGT_OK)
    status = lgt_mc_scalar_two_point (&line, fft, count, mean, result, error);
  for (int64_t i = 0; i < count * l && status == LGT_OK; i++)
    result[i] *= across;
  free (mean);
  return status;
}

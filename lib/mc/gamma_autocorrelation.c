/* The autocorrelation function of the Gamma method.

   Its error is that of M. Luescher, hep-lat/0409106, eq. (E.11): the Madras
   and Sokal approximation, in which correlations of four numbers are products
   of those of two,

     (d rho (t))^2 = 1/n sum_{k = 1}^{t + L}
                     [rho (k + t) + rho (k - t) - 2 rho (k) rho (t)]^2

   with a cut-off L behind which there is nothing but noise: twice the window
   of the Gamma method.  */

#include "gamma_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* rho (t) of t = -KNOWN ... KNOWN, 0 beyond.  */
static double
at (const double *rho, int64_t known, int64_t t)
{
  t = t < 0 ? -t : t;
  return t <= known ? rho[t] : 0;
}

static double
error_at (const double *rho, int64_t known, int64_t t, int64_t cutoff,
          int64_t count)
{
  double sum = 0;

  for (int64_t k = 1; k <= t + cutoff; k++)
    {
      const double d = at (rho, known, k + t) + at (rho, known, k - t)
                       - 2 * at (rho, known, k) * at (rho, known, t);

      sum += d * d;
    }
  return sqrt (sum / (double) count);
}

enum lgt_status
lgt_gamma_autocorrelation (const double *data, int replica,
                           const int64_t *length, int64_t lags,
                           const struct lgt_gamma_options *options,
                           double *rho, double *rho_error,
                           struct lgt_error *error)
{
  struct lgt_chains chains;
  struct lgt_gamma mean;
  double *delta, *all;
  int64_t known, cutoff;
  enum lgt_status status = lgt_gamma_mean (data, replica, length, options,
                                           &mean, error);

  if (status == LGT_OK)
    status = lgt_chains_check (&chains, replica, length, error);
  if (status != LGT_OK)
    return status;
  if (lags < 1 || lags > chains.longest_window + 1)
    return lgt_fail (error, LGT_EINVAL, "%lld lags; it must be 1 to %lld, "
                     "half of the shortest replica and one", (long long) lags,
                     (long long) chains.longest_window + 1);

  cutoff = 2 * mean.window;
  known = 2 * (lags - 1) + cutoff;
  known = known > chains.longest_window ? chains.longest_window : known;
  delta = malloc ((size_t) chains.count * sizeof *delta);
  all = calloc ((size_t) known + 1, sizeof *all);
  if (!delta || !all)
    {
      status = lgt_fail (error, LGT_ENOMEM, "no memory for %lld measurements",
                         (long long) chains.count);
      goto done;
    }
  all[0] = 1;
  if (mean.naive_error > 0)
    {
      const double n = (double) chains.count;
      const double value = lgt_chains_mean (data, chains.count, 1);
      double bias;

      for (int64_t i = 0; i < chains.count; i++)
        delta[i] = data[i] - value;
      status = lgt_series_gamma (&chains, delta, options ? options->fft : NULL,
                                 known, all, error);
      if (status != LGT_OK)
        goto done;
      for (int64_t t = 0; t <= known; t++)
        all[t] /= n - (double) replica * (double) t;
      /* What the subtraction of the measured mean has taken away, eq. (49) of
         hep-lat/0306017: the variance of the mean.  */
      bias = mean.error * mean.error;
      for (int64_t t = known; t >= 0; t--)
        all[t] = (all[t] + bias) / (all[0] + bias);
    }
  for (int64_t t = 0; t < lags && rho_error; t++)
    rho_error[t] = mean.naive_error > 0
                   ? error_at (all, known, t, cutoff, chains.count) : 0;
  memcpy (rho, all, (size_t) lags * sizeof *rho);

done:
  free (delta);
  free (all);
  return status;
}

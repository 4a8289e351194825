/* The Gamma method for one series of numbers.  U. Wolff, Comput. Phys.
   Commun. 156 (2004) 143, hep-lat/0306017; equation numbers are those of the
   paper.  */

#include "gamma_series.h"

#include <math.h>
#include <stdlib.h>

#include <lgt/fft.h>

enum lgt_status
lgt_chains_check (struct lgt_chains *chains, int replica,
                  const int64_t *length, struct lgt_error *error)
{
  int64_t shortest = INT64_MAX;

  if (replica < 1)
    return lgt_fail (error, LGT_EINVAL, "the number of replica is %d; at "
                     "least 1 is needed", replica);
  chains->replica = replica;
  chains->length = length;
  chains->count = 0;
  for (int r = 0; r < replica; r++)
    {
      if (length[r] < 2)
        return lgt_fail (error, LGT_EINVAL, "replica %d has %lld measurements;"
                         " at least 2 are needed", r, (long long) length[r]);
      chains->count += length[r];
      if (length[r] < shortest)
        shortest = length[r];
    }
  chains->longest_window = shortest / 2;
  return LGT_OK;
}

enum lgt_status
lgt_chains_finite (const struct lgt_chains *chains, const double *data, int k,
                   struct lgt_error *error)
{
  int64_t first, bad = lgt_count_not_finite (data, chains->count * k, &first);

  if (!bad)
    return LGT_OK;
  return lgt_fail (error, LGT_ENUM, "%lld of %lld data are not finite; the "
                   "first is in measurement %lld", (long long) bad,
                   (long long) (chains->count * k), (long long) (first / k));
}

double
lgt_chains_mean (const double *x, int64_t n, int stride)
{
  double sum = 0, rest = 0, mean;
  int constant = 1;

  for (int64_t i = 0; i < n; i++)
    {
      sum += x[i * stride];
      constant &= x[i * stride] == x[0];
    }
  if (constant)
    return x[0];
  mean = sum / n;
  for (int64_t i = 0; i < n; i++)       /* what rounding has left over */
    rest += x[i * stride] - mean;
  return mean + rest / n;
}

/* GAMMA[t] = sum over replica of sum_i delta_i delta_{i+t} for t = FROM ...
   TO, not yet normalized.  */
static void
gamma_slow (const struct lgt_chains *chains, const double *delta, int64_t from,
            int64_t to, double *gamma)
{
  for (int64_t t = from; t <= to; t++)
    {
      const double *d = delta;
      double sum = 0;

      for (int r = 0; r < chains->replica; d += chains->length[r++])
        for (int64_t i = 0; i + t < chains->length[r]; i++)
          sum += d[i] * d[i + t];
      gamma[t] = sum;
    }
}

/* The same for t = 0 ... LONGEST at once.  */
static enum lgt_status
gamma_fft (const struct lgt_fft *fft, const struct lgt_chains *chains,
           const double *delta, int64_t longest, double *gamma,
           struct lgt_error *error)
{
  double *one = malloc ((size_t) (longest + 1) * sizeof *one);
  enum lgt_status status = LGT_OK;

  if (!one)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld autocorrelations",
                     (long long) longest + 1);
  for (int64_t t = 0; t <= longest; t++)
    gamma[t] = 0;
  for (int r = 0; r < chains->replica && status == LGT_OK; r++)
    {
      status = fft->autocorrelation (delta, chains->length[r], longest + 1,
                                     one, error);
      for (int64_t t = 0; t <= longest && status == LGT_OK; t++)
        gamma[t] += one[t];
      delta += chains->length[r];
    }
  free (one);
  return status;
}

enum lgt_status
lgt_series_gamma (const struct lgt_chains *chains, const double *delta,
                  const struct lgt_fft *fft, int64_t longest, double *gamma,
                  struct lgt_error *error)
{
  if (fft)
    return gamma_fft (fft, chains, delta, longest, gamma, error);
  gamma_slow (chains, delta, 0, longest, gamma);
  return LGT_OK;
}

/* Whether the window ends at W, where C (W) / Gamma (0) = 2 TAU: eq. (52),
   the derivative of the total error changes sign.  */
static int
window_ends (double tau, double factor, int64_t w, int64_t count)
{
  double decay;

  if (tau <= 0.5)
    return 1;
  decay = factor / log ((2 * tau + 1) / (2 * tau - 1));
  return exp (-w / decay) < decay / sqrt ((double) w * count);
}

enum lgt_status
lgt_series_error (const struct lgt_chains *chains, const double *delta,
                  const struct lgt_gamma_options *options,
                  struct lgt_gamma *result, struct lgt_error *error)
{
  double factor = options && options->window_factor > 0
                  ? options->window_factor : 1.5;
  const struct lgt_fft *fft = options ? options->fft : NULL;
  int64_t n = chains->count, longest = chains->longest_window, w;
  double *gamma = malloc ((size_t) (longest + 1) * sizeof *gamma);
  double variance, sum, tau = 0.5;
  int found = 0;

  if (!gamma)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld autocorrelations",
                     (long long) longest + 1);
  if (fft)
    {
      enum lgt_status status
        = gamma_fft (fft, chains, delta, longest, gamma, error);

      if (status != LGT_OK)
        {
          free (gamma);
          return status;
        }
    }
  else
    gamma_slow (chains, delta, 0, 0, gamma);

  variance = gamma[0] / n;
  sum = variance;
  for (w = 1; variance > 0 && w <= longest && !found; w++)
    {
      if (!fft)
        gamma_slow (chains, delta, w, w, gamma);
      sum += 2 * gamma[w] / (n - (double) chains->replica * w);
      tau = sum / (2 * variance);
      found = window_ends (tau, factor, w, n);
    }
  free (gamma);

  if (!(variance > 0))                  /* constant data */
    {
      result->error = result->error_error = result->naive_error = 0;
      result->tau = 0.5;
      result->tau_error = 0;
      result->window = 0;
      result->is_short = 0;
      return LGT_OK;
    }

  w--;                                  /* the last one summed */
  /* The means were subtracted from the data themselves: eq. (49).  */
  tau *= 1 + (2 * w + 1.0) / n;
  if (!(tau > 0.5))
    tau = 0.5;
  result->tau = tau;
  result->tau_error = tau * sqrt (4 * fmax (w + 0.5 - tau, 0) / n);
  result->naive_error = sqrt (variance / n);
  result->error = result->naive_error * sqrt (2 * tau);
  result->error_error = result->error * sqrt ((w + 0.5) / n);
  result->window = w;
  result->is_short = !found || n < 50 * tau;
  return LGT_OK;
}

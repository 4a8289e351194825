/* The Gamma method.  U. Wolff, Comput. Phys. Commun. 156 (2004) 143,
   hep-lat/0306017; equation numbers are those of the paper.

   A derived quantity F is reduced to one series: the fluctuations of the K
   primary data projected on F's gradient.  Everything after that is about
   one number a measurement.  */

#include <lgt/statistics.h>

#include <math.h>
#include <stdlib.h>

#include <lgt/fft.h>

struct chains
{
  int replica;
  const int64_t *length;
  int64_t count;          /* all measurements */
  int64_t longest_window; /* half of the shortest replica */
};

static enum lgt_status
check_chains (struct chains *chains, int replica, const int64_t *length,
              struct lgt_error *error)
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

/* Mean of N values X[0], X[stride], ...; exact for constant data.  */
static double
mean_of (const double *x, int64_t n, int stride)
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
gamma_slow (const struct chains *chains, const double *delta, int64_t from,
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
gamma_fft (const struct lgt_fft *fft, const struct chains *chains,
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

/* Errors and autocorrelation time of the series DELTA, whose mean over all
   is zero: eqs. (31), (35), (41), (42), (49).  */
static enum lgt_status
series_error (const struct chains *chains, const double *delta,
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

/* Probability that chi^2 with DOF degrees of freedom exceeds CHI2: the
   finite sums for half-integer and integer incomplete gamma functions.  */
static double
chi2_tail (double chi2, int dof)
{
  double x = chi2 / 2, tail = 0, term;

  if (dof % 2 == 0)
    for (int j = 0; j < dof / 2; j++)
      tail += exp (j * log (x + 1e-300) - x - lgamma (j + 1.0));
  else
    {
      tail = erfc (sqrt (x));
      for (int j = 1; j <= dof / 2; j++)
        {
          term = exp ((j - 0.5) * log (x + 1e-300) - x - lgamma (j + 0.5));
          tail += term;
        }
    }
  return fmin (tail, 1);
}

/* From F of all data, VALUE, and of each replica, OF[r]: subtract the bias,
   eqs. (25) to (29), and see whether replica agree, eq. (30).  */
static void
compare_replica (const struct chains *chains, double value, const double *of,
                 struct lgt_gamma *result)
{
  double n = chains->count, mean = 0, bias, chi2 = 0;

  for (int r = 0; r < chains->replica; r++)
    mean += chains->length[r] * of[r] / n;
  bias = (mean - value) / (chains->replica - 1);
  result->value = value - bias;
  if (!(result->error > 0))
    {
      int equal = 1;

      for (int r = 1; r < chains->replica; r++)
        equal &= of[r] == of[0];
      result->consistency = equal;
      return;
    }
  for (int r = 0; r < chains->replica; r++)
    {
      /* A replica's own bias is larger by n / length.  */
      double d = of[r] - bias * n / chains->length[r] - result->value;

      chi2 += d * d * chains->length[r] / (result->error * result->error * n);
    }
  result->consistency = chi2_tail (chi2, chains->replica - 1);
}

static enum lgt_status
refuse_not_finite (const double *data, int64_t count, int k,
                   struct lgt_error *error)
{
  int64_t first, bad = lgt_count_not_finite (data, count * k, &first);

  if (!bad)
    return LGT_OK;
  return lgt_fail (error, LGT_ENUM, "%lld of %lld data are not finite; the "
                   "first is in measurement %lld", (long long) bad,
                   (long long) (count * k), (long long) (first / k));
}

/* F at MEAN, with mean[a] moved by SHIFT; *OUT untouched if not finite.  */
static enum lgt_status
call_derived (lgt_derived_fn *f, void *ctx, double *mean, int a, double shift,
              double *out, struct lgt_error *error)
{
  double old = mean[a], value;

  mean[a] = old + shift;
  value = f (mean, ctx);
  mean[a] = old;
  if (!isfinite (value))
    return lgt_fail (error, LGT_ENUM, "the derived quantity is not finite at "
                     "the means%s", shift != 0
                     ? " moved by one standard error" : "");
  *out = value;
  return LGT_OK;
}

static double
first_mean (const double *mean, void *ctx)
{
  (void) ctx;
  return mean[0];
}

/* DELTA = fluctuations projected on the gradient of F at MEAN.  */
static enum lgt_status
project (const struct chains *chains, const double *data, int k, double *mean,
         lgt_derived_fn *f, void *ctx, double *delta, struct lgt_error *error)
{
  int64_t n = chains->count;

  for (int64_t i = 0; i < n; i++)
    delta[i] = 0;
  for (int a = 0; a < k; a++)
    {
      double square = 0, h, up = 0, down = 0, slope = 1;
      enum lgt_status status;

      for (int64_t i = 0; i < n; i++)
        square += (data[i * k + a] - mean[a]) * (data[i * k + a] - mean[a]);
      h = sqrt (square) / n;
      if (!(h > 0))                     /* a constant tells nothing */
        continue;
      if (f != first_mean)
        {
          if ((status = call_derived (f, ctx, mean, a, h, &up, error))
              || (status = call_derived (f, ctx, mean, a, -h, &down, error)))
            return status;
          slope = (up - down) / (2 * h);
        }
      for (int64_t i = 0; i < n; i++)
        delta[i] += slope * (data[i * k + a] - mean[a]);
    }
  return LGT_OK;
}

enum lgt_status
lgt_gamma_derived (const double *data, int k, int replica,
                   const int64_t *length, lgt_derived_fn *f, void *ctx,
                   const struct lgt_gamma_options *options,
                   struct lgt_gamma *result, struct lgt_error *error)
{
  struct chains chains = { .replica = 0 };
  struct lgt_gamma out = { .consistency = 1 };
  double *delta = NULL, *mean = NULL, *of = NULL;
  const double *chain = data;
  enum lgt_status status = check_chains (&chains, replica, length, error);

  if (status != LGT_OK)
    return status;
  if (k < 1)
    return lgt_fail (error, LGT_EINVAL, "%d quantities a measurement; at least"
                     " 1 is needed", k);
  if (options && !(options->window_factor >= 0
                   && isfinite (options->window_factor)))
    return lgt_fail (error, LGT_EINVAL, "window factor %g; it must be "
                     "positive, 1.5 is usual", options->window_factor);
  if ((status = refuse_not_finite (data, chains.count, k, error)))
    return status;

  delta = malloc ((size_t) chains.count * sizeof *delta);
  mean = malloc ((size_t) k * sizeof *mean);
  of = malloc ((size_t) replica * sizeof *of);
  if (!delta || !mean || !of)
    {
      status = lgt_fail (error, LGT_ENOMEM, "no memory for %lld measurements",
                         (long long) chains.count);
      goto done;
    }

  for (int r = 0; r < replica && replica > 1; r++)
    {
      for (int a = 0; a < k; a++)
        mean[a] = mean_of (chain + a, length[r], k);
      if ((status = call_derived (f, ctx, mean, 0, 0, &of[r], error)))
        goto done;
      chain += length[r] * k;
    }
  for (int a = 0; a < k; a++)
    mean[a] = mean_of (data + a, chains.count, k);
  if ((status = call_derived (f, ctx, mean, 0, 0, &out.value, error))
      || (status = project (&chains, data, k, mean, f, ctx, delta, error))
      || (status = series_error (&chains, delta, options, &out, error)))
    goto done;
  out.count = chains.count;
  if (replica > 1)
    compare_replica (&chains, out.value, of, &out);
  *result = out;

done:
  free (delta);
  free (mean);
  free (of);
  return status;
}

enum lgt_status
lgt_gamma_mean (const double *data, int replica, const int64_t *length,
                const struct lgt_gamma_options *options,
                struct lgt_gamma *result, struct lgt_error *error)
{
  return lgt_gamma_derived (data, 1, replica, length, first_mean, NULL,
                            options, result, error);
}

int64_t
lgt_count_not_finite (const double *x, int64_t n, int64_t *first)
{
  int64_t bad = 0, place = n;

  for (int64_t i = n - 1; i >= 0; i--)
    if (!isfinite (x[i]))
      {
        bad++;
        place = i;
      }
  if (first)
    *first = place;
  return bad;
}

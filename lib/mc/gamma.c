/* The Gamma method.  U. Wolff, Comput. Phys. Commun. 156 (2004) 143,
   hep-lat/0306017; equation numbers are those of the paper.

   A derived quantity F is reduced to one series: the fluctuations of the K
   primary data projected on F's gradient.  Everything after that is about
   one number a measurement.  */

#include "gamma_series.h"

#include <math.h>
#include <stdlib.h>

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
compare_replica (const struct lgt_chains *chains, double value,
                 const double *of, struct lgt_gamma *result)
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
project (const struct lgt_chains *chains, const double *data, int k,
         double *mean, lgt_derived_fn *f, void *ctx, double *delta,
         struct lgt_error *error)
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
  struct lgt_chains chains = { .replica = 0 };
  struct lgt_gamma out = { .consistency = 1 };
  double *delta = NULL, *mean = NULL, *of = NULL;
  const double *chain = data;
  enum lgt_status status = lgt_chains_check (&chains, replica, length, error);

  if (status != LGT_OK)
    return status;
  if (k < 1)
    return lgt_fail (error, LGT_EINVAL, "%d quantities a measurement; at least"
                     " 1 is needed", k);
  if (options && !(options->window_factor >= 0
                   && isfinite (options->window_factor)))
    return lgt_fail (error, LGT_EINVAL, "window factor %g; it must be "
                     "positive, 1.5 is usual", options->window_factor);
  if ((status = lgt_chains_finite (&chains, data, k, error)))
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
        mean[a] = lgt_chains_mean (chain + a, length[r], k);
      if ((status = call_derived (f, ctx, mean, 0, 0, &of[r], error)))
        goto done;
      chain += length[r] * k;
    }
  for (int a = 0; a < k; a++)
    mean[a] = lgt_chains_mean (data + a, chains.count, k);
  if ((status = call_derived (f, ctx, mean, 0, 0, &out.value, error))
      || (status = project (&chains, data, k, mean, f, ctx, delta, error))
      || (status = lgt_series_error (&chains, delta, options, &out, error)))
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

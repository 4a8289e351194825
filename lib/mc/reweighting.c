/* Reweighting of chains, as derived quantities of the Gamma method.  */

#include <lgt/reweighting.h>

#include <math.h>
#include <stdlib.h>

#include "block_sums.h"
#include "gamma_series.h"

enum lgt_status
lgt_reweighting_weights (const double *action, int64_t count, double from,
                         double to, double *log_w, struct lgt_error *error)
{
  if (!(from != 0 && isfinite (from) && isfinite (to)))
    return lgt_fail (error, LGT_EINVAL, "reweighting from beta %g to %g: both "
                     "must be finite, the first not 0", from, to);
  for (int64_t i = 0; i < count; i++)
    log_w[i] = -(to - from) / from * action[i];
  return LGT_OK;
}

/* F of the ratios of the first K means to the last one.  */
struct ratios
{
  int k;
  lgt_derived_fn *f;
  void *ctx;
  double *value;
};

static double
of_ratios (const double *mean, void *ctx)
{
  const struct ratios *r = ctx;

  for (int a = 0; a < r->k; a++)
    r->value[a] = mean[a] / mean[r->k];
  return r->f ? r->f (r->value, r->ctx) : r->value[0];
}

static double
of_ess (const double *mean, void *ctx)
{
  (void) ctx;
  return mean[1] * mean[1] / mean[0];
}

static double
of_log_z (const double *mean, void *ctx)
{
  return *(const double *) ctx + log (mean[0]);
}

/* Check the log-weights; *MAX gets the largest, which no weight then
   exceeds.  */
static enum lgt_status
check (const double *log_w, int replica, const int64_t *length,
       struct lgt_chains *chains, double *max, struct lgt_error *error)
{
  enum lgt_status status = lgt_chains_check (chains, replica, length, error);

  if (status == LGT_OK)
    status = lgt_log_weights_finite (log_w, chains->count, error);
  if (status != LGT_OK)
    return status;
  *max = log_w[0];
  for (int64_t i = 1; i < chains->count; i++)
    *max = log_w[i] > *max ? log_w[i] : *max;
  return LGT_OK;
}

static enum lgt_status
no_memory (const struct lgt_chains *chains, struct lgt_error *error)
{
  return lgt_fail (error, LGT_ENOMEM, "no memory for %lld measurements",
                   (long long) chains->count);
}

enum lgt_status
lgt_gamma_reweighted (const double *data, int k, const double *log_w,
                      int replica, const int64_t *length, lgt_derived_fn *f,
                      void *ctx, const struct lgt_gamma_options *options,
                      struct lgt_gamma *result, struct lgt_error *error)
{
  struct ratios ratios = { k, f, ctx, NULL };
  struct lgt_chains chains;
  double max, *primary;
  enum lgt_status status;

  if (k < 1)
    return lgt_fail (error, LGT_EINVAL, "%d quantities a measurement; at "
                     "least 1 is needed", k);
  status = check (log_w, replica, length, &chains, &max, error);
  if (status != LGT_OK)
    return status;
  primary = malloc ((size_t) chains.count * ((size_t) k + 1)
                    * sizeof *primary);
  ratios.value = malloc ((size_t) k * sizeof *ratios.value);
  if (!primary || !ratios.value)
    status = no_memory (&chains, error);
  else
    {
      for (int64_t i = 0; i < chains.count; i++)
        {
          const double w = exp (log_w[i] - max);

          for (int a = 0; a < k; a++)
            primary[i * (k + 1) + a] = w * data[i * k + a];
          primary[i * (k + 1) + k] = w;
        }
      status = lgt_gamma_derived (primary, k + 1, replica, length, of_ratios,
                                  &ratios, options, result, error);
    }
  free (primary);
  free (ratios.value);
  return status;
}

enum lgt_status
lgt_gamma_reweighting_ess (const double *log_w, int replica,
                           const int64_t *length,
                           const struct lgt_gamma_options *options,
                           struct lgt_gamma *result, struct lgt_error *error)
{
  struct lgt_chains chains;
  double max, *primary;
  enum lgt_status status = check (log_w, replica, length, &chains, &max,
                                  error);

  if (status != LGT_OK)
    return status;
  primary = malloc (2 * (size_t) chains.count * sizeof *primary);
  if (!primary)
    return no_memory (&chains, error);
  for (int64_t i = 0; i < chains.count; i++)
    {
      const double w = exp (log_w[i] - max);

      primary[2 * i] = w * w;
      primary[2 * i + 1] = w;
    }
  status = lgt_gamma_derived (primary, 2, replica, length, of_ess, NULL,
                              options, result, error);
  free (primary);
  return status;
}

enum lgt_status
lgt_gamma_reweighting_log_z (const double *log_w, int replica,
                             const int64_t *length,
                             const struct lgt_gamma_options *options,
                             struct lgt_gamma *result,
                             struct lgt_error *error)
{
  struct lgt_chains chains;
  double max, *primary;
  enum lgt_status status = check (log_w, replica, length, &chains, &max,
                                  error);

  if (status != LGT_OK)
    return status;
  primary = malloc ((size_t) chains.count * sizeof *primary);
  if (!primary)
    return no_memory (&chains, error);
  for (int64_t i = 0; i < chains.count; i++)
    primary[i] = exp (log_w[i] - max);
  status = lgt_gamma_derived (primary, 1, replica, length, of_log_z, &max,
                              options, result, error);
  free (primary);
  return status;
}

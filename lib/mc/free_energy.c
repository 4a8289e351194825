/* ln Z: averages of one sample, thermodynamic integration.  */

#include <lgt/free_energy.h>

#include <math.h>
#include <stdlib.h>

#include <lgt/weights.h>

#include "block_sums.h"
#include "gamma_series.h"

/* Below this many effective samples an exponential average is doubtful, or
   above this share of the heaviest one.  */
static const double enough = 100, large_share = 0.05;

/* ---- the exponential average ---- */

enum lgt_status
lgt_log_z_exponential (const struct lgt_log_weights *weights,
                       enum lgt_direction direction,
                       struct lgt_free_energy *result,
                       struct lgt_error *error)
{
  const int64_t n = weights->count;
  const double sign = direction == LGT_FORWARD ? 1 : -1;
  struct lgt_weights_summary s;
  double *l;
  int blocks = weights->blocks;
  enum lgt_status status = lgt_log_weights_check (weights->log_w, n, &blocks,
                                                  error);

  if (status != LGT_OK)
    return status;
  l = malloc ((size_t) n * sizeof *l);
  if (!l)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld weights",
                     (long long) n);
  for (int64_t i = 0; i < n; i++)
    l[i] = sign * weights->log_w[i];
  status = lgt_weights_summary (l, n, blocks, &s, error);
  if (status == LGT_OK)
    *result = (struct lgt_free_energy)
      { { sign * s.log_z.value, s.log_z.error },
        -sign * s.log_z.error * s.log_z.error / 2,
        (double) n * s.ess.value < enough || s.max_share > large_share };
  free (l);
  return status;
}

/* ---- Gaussian ---- */

struct cumulants { double sign, centre, unbias; };

/* From the means of d and d^2, d = log w - centre.  */
static double
second_order (const double *mean, void *ctx)
{
  const struct cumulants *c = ctx;
  const double variance = c->unbias * (mean[1] - mean[0] * mean[0]);

  return c->centre + mean[0] + c->sign * variance / 2;
}

static double
third_term (const double *mean, void *ctx)
{
  const double m = mean[0];

  (void) ctx;
  return (mean[2] - 3 * m * mean[1] + 2 * m * m * m) / 6;
}

enum lgt_status
lgt_log_z_gaussian (const struct lgt_log_weights *weights,
                    enum lgt_direction direction,
                    struct lgt_free_energy *result, struct lgt_error *error)
{
  const int64_t n = weights->count;
  struct cumulants c = { direction == LGT_FORWARD ? 1 : -1, 0,
                         (double) n / (double) (n - 1) };
  struct lgt_estimate second, third;
  double *d;
  int blocks = weights->blocks;
  enum lgt_status status = lgt_log_weights_check (weights->log_w, n, &blocks,
                                                  error);

  if (status != LGT_OK)
    return status;
  d = malloc (3 * (size_t) n * sizeof *d);
  if (!d)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld weights",
                     (long long) n);
  c.centre = lgt_chains_mean (weights->log_w, n, 1);
  for (int64_t i = 0; i < n; i++)
    {
      d[3 * i] = weights->log_w[i] - c.centre;
      d[3 * i + 1] = d[3 * i] * d[3 * i];
      d[3 * i + 2] = d[3 * i] * d[3 * i + 1];
    }
  status = lgt_weights_mean (NULL, d, n, 3, blocks, second_order, &c, &second,
                             error);
  if (status == LGT_OK)
    status = lgt_weights_mean (NULL, d, n, 3, blocks, third_term, NULL, &third,
                               error);
  if (status == LGT_OK)
    *result = (struct lgt_free_energy)
      { second, 0,
        fabs (third.value) > 3 * third.error
        && fabs (third.value) > second.error };
  free (d);
  return status;
}

/* ---- thermodynamic integration ---- */

enum lgt_status
lgt_log_z_integrate (int n, const double *weight,
                     const struct lgt_estimate *mean,
                     struct lgt_estimate *log_z, struct lgt_error *error)
{
  double value = 0, square = 0;

  if (n < 1)
    return lgt_fail (error, LGT_EINVAL, "an integral over %d points", n);
  for (int i = 0; i < n; i++)
    {
      value += weight[i] * mean[i].value;
      square += weight[i] * mean[i].error * weight[i] * mean[i].error;
    }
  if (!isfinite (value) || !isfinite (square))
    return lgt_fail (error, LGT_ENUM, "thermodynamic integration: a mean, an "
                     "error or a weight is not finite");
  *log_z = (struct lgt_estimate) { value, sqrt (square) };
  return LGT_OK;
}

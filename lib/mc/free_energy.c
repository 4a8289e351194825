/* ln Z: averages of one sample, thermodynamic integration.  */

#include <lgt/free_energy.h>

#include <math.h>
#include <stdlib.h>

#include <lgt/weights.h>

#include "free_energy.h"

enum { DEFAULT_BLOCKS = 100 };

/* Below this many effective samples an exponential average is doubtful, or
   above this share of the heaviest one.  */
static const double enough = 100, large_share = 0.05;

enum lgt_status
lgt_log_weights_check (const struct lgt_log_weights *weights, int *blocks,
                       struct lgt_error *error)
{
  const int64_t n = weights->count;
  int64_t first, bad;
  int b = weights->blocks;

  if (n < 2)
    return lgt_fail (error, LGT_EINVAL, "%lld samples; at least 2 are needed",
                     (long long) n);
  if (b == 0)
    b = n < DEFAULT_BLOCKS ? (int) n : DEFAULT_BLOCKS;
  if (b < 2 || b > n)
    return lgt_fail (error, LGT_EINVAL, "%d blocks for %lld samples; it must "
                     "be 2 to %lld", b, (long long) n, (long long) n);
  bad = lgt_count_not_finite (weights->log_w, n, &first);
  if (bad)
    return lgt_fail (error, LGT_ENUM, "%lld of %lld log-weights are not "
                     "finite; the first is number %lld", (long long) bad,
                     (long long) n, (long long) first);
  *blocks = b;
  return LGT_OK;
}

static double
mean_of (const double *x, int64_t n)
{
  double sum = 0, rest = 0;

  for (int64_t i = 0; i < n; i++)
    sum += x[i];
  sum /= (double) n;
  for (int64_t i = 0; i < n; i++)
    rest += x[i] - sum;
  return sum + rest / (double) n;
}

/* ---- the exponential average ---- */

struct log_mean { double sign, shift; };

static double
log_of (const double *mean, void *ctx)
{
  const struct log_mean *l = ctx;

  return l->sign * (l->shift + log (mean[0]));
}

enum lgt_status
lgt_log_z_exponential (const struct lgt_log_weights *weights,
                       enum lgt_direction direction,
                       struct lgt_free_energy *result,
                       struct lgt_error *error)
{
  const int64_t n = weights->count;
  struct log_mean l = { direction == LGT_FORWARD ? 1 : -1, -INFINITY };
  struct lgt_estimate e;
  double *w, sum = 0, square = 0;
  int blocks;
  enum lgt_status status = lgt_log_weights_check (weights, &blocks, error);

  if (status != LGT_OK)
    return status;
  w = malloc ((size_t) n * sizeof *w);
  if (!w)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld weights",
                     (long long) n);
  for (int64_t i = 0; i < n; i++)
    l.shift = fmax (l.shift, l.sign * weights->log_w[i]);
  for (int64_t i = 0; i < n; i++)
    {
      w[i] = exp (l.sign * weights->log_w[i] - l.shift);
      sum += w[i];
      square += w[i] * w[i];
    }
  status = lgt_weights_mean (NULL, w, n, 1, blocks, log_of, &l, &e, error);
  if (status == LGT_OK)
    *result = (struct lgt_free_energy)
      { e, -l.sign * e.error * e.error / 2,
        sum * sum / square < enough || 1 / sum > large_share };
  free (w);
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
  int blocks;
  enum lgt_status status = lgt_log_weights_check (weights, &blocks, error);

  if (status != LGT_OK)
    return status;
  d = malloc (3 * (size_t) n * sizeof *d);
  if (!d)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld weights",
                     (long long) n);
  c.centre = mean_of (weights->log_w, n);
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
lgt_gauss_legendre (int n, double a, double b, double *x, double *weight,
                    struct lgt_error *error)
{
  if (n < 1 || n > 1000 || !isfinite (a) || !isfinite (b))
    return lgt_fail (error, LGT_EINVAL, "a Gauss-Legendre rule of %d points "
                     "on [%g, %g]; it must be 1 to 1000 on a finite interval",
                     n, a, b);
  for (int i = 0; i < (n + 1) / 2; i++)
    {
      /* F. G. Tricomi's approximation of the roots, then Newton.  */
      double z = cos (acos (-1.) * (i + 0.75) / (n + 0.5)), slope = 1;

      for (int step = 0; step < 100; step++)
        {
          double p = 1, before = 0, dz;

          for (int j = 1; j <= n; j++)
            {
              const double next = ((2 * j - 1) * z * p - (j - 1) * before) / j;

              before = p;
              p = next;
            }
          slope = n * (z * p - before) / (z * z - 1);
          dz = p / slope;
          z -= dz;
          if (fabs (dz) < 1e-15)
            break;
        }
      x[i] = (a + b) / 2 - (b - a) / 2 * z;
      x[n - 1 - i] = (a + b) / 2 + (b - a) / 2 * z;
      weight[i] = weight[n - 1 - i]
        = (b - a) / ((1 - z * z) * slope * slope);
    }
  return LGT_OK;
}

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

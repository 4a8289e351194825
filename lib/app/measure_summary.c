/* From the table to means, errors, exact values.  */

#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/weights.h>

/* Whether there is enough for errors: two measurements of each chain.  */
static int
has_errors (const struct lgt_measuring *m)
{
  if (m->reweight)
    return m->ordered >= 2;
  for (int c = 0; c < m->chains; c++)
    if (m->length[c] < 2)
      return 0;
  return 1;
}

/* Log-weights in the order of the rows; NULL: no memory.  */
static double *
ordered_weights (const struct lgt_measuring *m)
{
  double *log_w = malloc ((size_t) m->ordered * sizeof *log_w);

  for (int64_t i = 0; log_w && i < m->ordered; i++)
    log_w[i] = m->log_w[m->order[i]];
  return log_w;
}

static struct lgt_gamma
without_time (double value, double error, int64_t count)
{
  return (struct lgt_gamma) { .value = value, .error = error,
                              .error_error = NAN, .tau = NAN,
                              .tau_error = NAN, .naive_error = NAN,
                              .count = count, .consistency = 1 };
}

/* F (or, F NULL, the only mean) of DATA [ordered][K].  */
static enum lgt_status
analyse (const struct lgt_measuring *m, const double *data, int k,
         lgt_derived_fn *f, void *ctx, struct lgt_gamma *result,
         struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };
  struct lgt_estimate estimate;
  double *log_w;
  enum lgt_status status;

  if (!m->reweight)
    return f ? lgt_gamma_derived (data, k, m->chains, m->length, f, ctx,
                                  &options, result, error)
             : lgt_gamma_mean (data, m->chains, m->length, &options, result,
                               error);
  log_w = ordered_weights (m);
  if (!log_w)
    return lgt_fail (error, LGT_ENOMEM, "no memory for weights");
  status = lgt_weights_mean (log_w, data, m->ordered, k, 0, f, ctx, &estimate,
                             error);
  free (log_w);
  if (status == LGT_OK)
    *result = without_time (estimate.value, estimate.error, m->ordered);
  return status;
}

/* Plain averages of DATA [ordered][K], or weighted ones.  */
static void
average (const struct lgt_measuring *m, const double *data, int k,
         double *mean)
{
  double most = -INFINITY, total = 0;

  for (int64_t i = 0; m->reweight && i < m->ordered; i++)
    most = fmax (most, m->log_w[m->order[i]]);
  memset (mean, 0, (size_t) k * sizeof *mean);
  for (int64_t i = 0; i < m->ordered; i++)
    {
      const double w = m->reweight ? exp (m->log_w[m->order[i]] - most) : 1;

      total += w;
      for (int j = 0; j < k; j++)
        mean[j] += w * data[i * k + j];
    }
  for (int j = 0; j < k; j++)
    mean[j] /= total;
}

enum lgt_status
lgt_measuring_mean (const struct lgt_measuring *m, int column, int power,
                    double scale, struct lgt_gamma *result,
                    struct lgt_error *error)
{
  double *data = malloc ((size_t) m->ordered * sizeof *data), mean;
  enum lgt_status status = LGT_OK;

  if (!data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld measurements",
                     (long long) m->ordered);
  for (int64_t i = 0; i < m->ordered; i++)
    data[i] = scale * pow (m->data[m->order[i] * m->columns + column], power);
  if (has_errors (m))
    status = analyse (m, data, 1, NULL, NULL, result, error);
  else
    {
      average (m, data, 1, &mean);
      *result = without_time (mean, NAN, m->ordered);
    }
  free (data);
  return status;
}

enum lgt_status
lgt_measuring_derived (const struct lgt_measuring *m, int first, int k,
                       lgt_derived_fn *f, void *ctx,
                       struct lgt_gamma *result, struct lgt_error *error)
{
  double *data = malloc ((size_t) (m->ordered + 1) * (size_t) k
                         * sizeof *data);
  double *mean = data ? data + m->ordered * k : NULL;
  struct lgt_error inner;
  enum lgt_status status = LGT_OK;

  if (!data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld measurements",
                     (long long) m->ordered);
  for (int64_t i = 0; i < m->ordered; i++)
    memcpy (data + i * k, m->data + m->order[i] * m->columns + first,
            (size_t) k * sizeof *data);
  average (m, data, k, mean);
  *result = without_time (f (mean, ctx), NAN, m->ordered);
  if (has_errors (m) && isfinite (result->value))
    {
      status = analyse (m, data, k, f, ctx, result, &inner);
      /* Where noise is as large as the signal there is no error.  */
      if (status == LGT_ENUM)
        {
          *result = without_time (f (mean, ctx), NAN, m->ordered);
          status = LGT_OK;
        }
      else if (status != LGT_OK)
        lgt_fail (error, status, "%s", inner.text);
    }
  free (data);
  return status;
}

/* ---- rows ---- */

static void
add_row (struct lgt_summary *summary, const char *name,
         const struct lgt_gamma *measured, double exact)
{
  if (isfinite (measured->value))
    lgt_summary_add (summary, name, measured, exact);
}

enum lgt_status
lgt_results_mean (struct lgt_summary *summary, const struct lgt_measuring *m,
                  const char *name, int column, int power, double exact,
                  struct lgt_error *error)
{
  struct lgt_gamma result;
  const enum lgt_status status
    = lgt_measuring_mean (m, column, power, 1, &result, error);

  if (status == LGT_OK)
    add_row (summary, name, &result, exact);
  return status;
}

enum lgt_status
lgt_results_derived (struct lgt_summary *summary,
                     const struct lgt_measuring *m, const char *name,
                     int first, int k, lgt_derived_fn *f, void *ctx,
                     double exact, struct lgt_error *error)
{
  struct lgt_gamma result;
  const enum lgt_status status
    = lgt_measuring_derived (m, first, k, f, ctx, &result, error);

  if (status == LGT_OK)
    add_row (summary, name, &result, exact);
  return status;
}

enum lgt_status
lgt_measuring_summary (const struct lgt_measuring *m,
                       struct lgt_summary *summary, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  lgt_summary_begin (summary, m->reweight ? NULL : "one configuration");
  for (int i = 0; i < LGT_MEASUREMENTS && status == LGT_OK; i++)
    if (m->wanted[i])
      status = lgt_measurements[i].summarize (m, m->first[i], summary, error);
  return status == LGT_OK ? lgt_summary_check (summary, error) : status;
}

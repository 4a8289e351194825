/* Quantities of columns, and their errors by each method.  */

#include "analyze.h"

#include <math.h>
#include <stdlib.h>

/* Primary data are moved and scaled by this, so that differences of large
   numbers keep their digits.  */
struct scale { enum lgt_quantity_kind kind; double centre, unit; };

static double
derived (const double *mean, void *ctx)
{
  const struct scale *s = ctx;

  switch (s->kind)
    {
    case LGT_QUANTITY_RATIO:
      return mean[0] / mean[1];
    case LGT_QUANTITY_VARIANCE:
      return s->unit * s->unit * (mean[1] - mean[0] * mean[0]);
    case LGT_QUANTITY_BINDER:
      return 1 - mean[1] / (3 * mean[0] * mean[0]);
    case LGT_QUANTITY_MEAN:
      break;
    }
  return mean[0];
}

/* Two primary numbers a measurement, from DATA[0], and DATA[1] of a ratio.  */
static void
make_primary (struct scale *s, double *data, int64_t n)
{
  double largest = 0;

  s->centre = 0;
  s->unit = 1;
  if (s->kind == LGT_QUANTITY_RATIO)
    return;
  for (int64_t i = 0; i < n && s->kind == LGT_QUANTITY_VARIANCE; i++)
    s->centre += (data[2 * i] - s->centre) / (double) (i + 1);
  for (int64_t i = 0; i < n; i++)
    largest = fmax (largest, fabs (data[2 * i] - s->centre));
  s->unit = largest > 0 ? largest : 1;
  for (int64_t i = 0; i < n; i++)
    {
      const double d = (data[2 * i] - s->centre) / s->unit;

      data[2 * i] = s->kind == LGT_QUANTITY_BINDER ? d * d : d;
      data[2 * i + 1] = data[2 * i] * data[2 * i];
    }
}

static void
add (const struct lgt_analysis *a, const struct lgt_quantity *q,
     const char *method, const struct lgt_gamma *g,
     struct lgt_summary *summary)
{
  const bool several = a->gamma + a->jackknife + a->bootstrap > 1;
  char name[160];

  snprintf (name, sizeof name, "%s%s%s", q->name, several ? ":" : "",
            several ? method : "");
  lgt_summary_add (summary, name, g, NAN);
}

static void
add_resampled (const struct lgt_analysis *a, const struct lgt_quantity *q,
               const char *method, const struct lgt_resampled *r,
               int64_t count, struct lgt_summary *summary)
{
  const struct lgt_gamma g
    = { .value = r->value, .error = r->error, .error_error = NAN, .tau = NAN,
        .tau_error = NAN, .naive_error = NAN, .count = count,
        .consistency = 1 };

  add (a, q, method, &g, summary);
}

static enum lgt_status
all_methods (const struct lgt_analysis *a, const struct lgt_sample *sample,
             const struct lgt_quantity *q, struct scale *scale,
             int64_t count, struct lgt_summary *summary,
             struct lgt_error *error)
{
  const struct lgt_gamma_options options = { a->window_factor, a->fft };
  lgt_derived_fn *f = q->kind == LGT_QUANTITY_MEAN ? NULL : derived;
  struct lgt_gamma g;
  struct lgt_resampled r;
  enum lgt_status status = LGT_OK;

  if (a->gamma)
    {
      status = f ? lgt_gamma_derived (sample->data, sample->k,
                                      sample->replica, sample->length, f,
                                      scale, &options, &g, error)
                 : lgt_gamma_mean (sample->data, sample->replica,
                                   sample->length, &options, &g, error);
      if (status == LGT_OK)
        add (a, q, "gamma", &g, summary);
    }
  if (status == LGT_OK && a->jackknife)
    {
      status = lgt_jackknife (sample, a->block, f, scale, &r, error);
      if (status == LGT_OK)
        add_resampled (a, q, "jackknife", &r, count, summary);
    }
  if (status == LGT_OK && a->bootstrap)
    {
      status = lgt_bootstrap (sample, a->block, a->samples, a->seed, f, scale,
                              &r, error);
      if (status == LGT_OK)
        add_resampled (a, q, "bootstrap", &r, count, summary);
    }
  return status;
}

enum lgt_status
lgt_analyze_quantity (const struct lgt_analysis *analysis,
                      const struct lgt_columns *table,
                      const struct lgt_rows_by_chain *rows,
                      const struct lgt_quantity *quantity,
                      struct lgt_summary *summary, struct lgt_error *error)
{
  const int k = quantity->kind == LGT_QUANTITY_MEAN ? 1 : 2;
  struct scale scale = { .kind = quantity->kind };
  struct lgt_sample sample = { .k = k, .replica = rows->replica,
                               .length = rows->length };
  struct lgt_error inner;
  int64_t first, bad;
  double *data;
  enum lgt_status status;

  if (rows->count > INT64_MAX / (2 * (int64_t) sizeof *data))
    return lgt_fail (error, LGT_ENOMEM, "%s: too many rows", quantity->name);
  data = malloc ((size_t) rows->count * (size_t) k * sizeof *data);
  if (!data)
    return lgt_fail (error, LGT_ENOMEM, "%s: no memory for %lld rows",
                     quantity->name, (long long) rows->count);
  lgt_rows_gather (table, quantity->a, rows, k, data);
  if (quantity->kind == LGT_QUANTITY_RATIO)
    lgt_rows_gather (table, quantity->b, rows, k, data + 1);
  bad = quantity->kind == LGT_QUANTITY_RATIO || k == 1
        ? lgt_count_not_finite (data, rows->count * k, &first) : 0;
  for (int64_t i = rows->count - 1;
       i >= 0 && k == 2 && quantity->kind != LGT_QUANTITY_RATIO; i--)
    if (!isfinite (data[2 * i]))
      {
        bad++;
        first = 2 * i;
      }
  if (bad)
    status = lgt_fail (error, LGT_ENUM, "%s: %lld cells are empty or not "
                       "finite, the first in row %lld", quantity->name,
                       (long long) bad, (long long) rows->row[first / k] + 1);
  else
    {
      make_primary (&scale, data, k == 2 ? rows->count : 0);
      sample.data = data;
      status = all_methods (analysis, &sample, quantity, &scale, rows->count,
                            summary, &inner);
      if (status != LGT_OK)
        lgt_fail (error, status, "%s: %s", quantity->name, inner.text);
    }
  free (data);
  return status;
}

/* Importance weights.

   Everything is a function of a few sums over samples (block_sums.h), which
   the jackknife needs once for all samples and once without each block.  */

#include <lgt/weights.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "block_sums.h"

enum
{
  MAXIMUM = LGT_SUMS_MAXIMUM,
  TOTAL = LGT_SUMS_TOTAL,
  FIRST = LGT_SUMS_FIRST
};

static enum lgt_status
make_table (const double *log_w, double power, const double *data, int64_t n,
            int k, int blocks, double **table, struct lgt_error *error)
{
  int64_t *start = malloc (((size_t) blocks + 1) * sizeof *start);
  enum lgt_status status;

  if (!start)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d blocks", blocks);
  for (int b = 0; b <= blocks; b++)
    start[b] = lgt_block_start (n, blocks, b);
  status = lgt_block_sums (log_w, power, data, k, blocks, start, table, error);
  free (start);
  return status;
}

/* The value F[0] with the jackknife error from F[1], ..., F[blocks].  */
static struct lgt_estimate
jackknife (const double *f, int blocks)
{
  double mean = 0, square = 0;

  for (int b = 1; b <= blocks; b++)
    mean += (f[b] - f[0]) / blocks;
  for (int b = 1; b <= blocks; b++)
    square += (f[b] - f[0] - mean) * (f[b] - f[0] - mean);
  return (struct lgt_estimate)
    { f[0], sqrt (square * (blocks - 1) / blocks) };
}

/* F[j] = log of the mean of w^power over all samples (j = 0) and without
   block j - 1.  */
static enum lgt_status
log_means (const double *log_w, double power, int64_t n, int blocks,
           double *f, struct lgt_error *error)
{
  double *table;
  enum lgt_status status = make_table (log_w, power, NULL, n, 0, blocks,
                                       &table, error);

  if (status != LGT_OK)
    return status;
  for (int j = 0; j <= blocks; j++)
    {
      int64_t count = n;

      if (j > 0)
        count -= lgt_block_start (n, blocks, j)
                 - lgt_block_start (n, blocks, j - 1);
      f[j] = table[j * FIRST + MAXIMUM]
             + log (table[j * FIRST + TOTAL] / (double) count);
    }
  free (table);
  return LGT_OK;
}

/* exp (factor a_j + b_j) for every j; LOG_A and LOG_B have room for
   blocks + 1 numbers, and LOG_A is overwritten.  */
static struct lgt_estimate
jackknife_exp (double factor, double *log_a, const double *log_b, int blocks)
{
  for (int j = 0; j <= blocks; j++)
    log_a[j] = exp (factor * log_a[j] + log_b[j]);
  return jackknife (log_a, blocks);
}

enum lgt_status
lgt_weights_summary (const double *log_w, int64_t n, int blocks,
                     struct lgt_weights_summary *summary,
                     struct lgt_error *error)
{
  struct lgt_weights_summary out = { .count = n };
  double *first, *second, max = -INFINITY, square = 0;
  enum lgt_status status = lgt_log_weights_check (log_w, n, &blocks, error);

  if (status != LGT_OK)
    return status;
  first = malloc (2 * (size_t) (blocks + 1) * sizeof *first);
  if (!first)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d blocks", blocks);
  second = first + blocks + 1;

  if ((status = lgt_weights_mean (NULL, log_w, n, 1, blocks, NULL, NULL,
                                  &out.log_w, error))
      || (status = log_means (log_w, 1, n, blocks, first, error))
      || (status = log_means (log_w, 2, n, blocks, second, error)))
    goto done;

  for (int64_t i = 0; i < n; i++)
    {
      double d = log_w[i] - out.log_w.value;

      max = log_w[i] > max ? log_w[i] : max;
      square += d * d;
    }
  out.spread = sqrt (square / (n - 1));
  out.ess_gaussian = exp (-out.spread * out.spread);
  out.acceptance_gaussian = erfc (out.spread / 2);
  out.log_z = jackknife (first, blocks);
  out.max_share = exp (max - first[0]) / n;
  for (int j = 0; j <= blocks; j++)
    second[j] = -second[j];
  out.ess = jackknife_exp (2, first, second, blocks);
  *summary = out;

done:
  free (first);
  return status;
}

struct lgt_estimate
lgt_weights_kl (const struct lgt_weights_summary *summary, double log_z)
{
  return (struct lgt_estimate)
    { log_z - summary->log_w.value, summary->log_w.error };
}

enum lgt_status
lgt_weights_forward_ess (const double *log_w, int64_t n, int blocks,
                         struct lgt_estimate *ess, struct lgt_error *error)
{
  double *up, *down;
  enum lgt_status status = lgt_log_weights_check (log_w, n, &blocks, error);

  if (status != LGT_OK)
    return status;
  up = malloc (2 * (size_t) (blocks + 1) * sizeof *up);
  if (!up)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d blocks", blocks);
  down = up + blocks + 1;
  status = log_means (log_w, 1, n, blocks, up, error);
  if (status == LGT_OK)
    status = log_means (log_w, -1, n, blocks, down, error);
  if (status == LGT_OK)
    {
      for (int j = 0; j <= blocks; j++)
        down[j] = -down[j];
      *ess = jackknife_exp (-1, up, down, blocks);
    }
  free (up);
  return status;
}

enum lgt_status
lgt_weights_mean (const double *log_w, const double *data, int64_t n, int k,
                  int blocks, lgt_derived_fn *f, void *ctx,
                  struct lgt_estimate *result, struct lgt_error *error)
{
  int results = f ? 1 : k;
  double *table = NULL, *values = NULL;
  struct lgt_estimate *out = NULL;
  int64_t first, bad;
  enum lgt_status status = lgt_log_weights_check (log_w, n, &blocks, error);

  if (status != LGT_OK)
    return status;
  if (k < 1)
    return lgt_fail (error, LGT_EINVAL, "%d observables; at least 1 is needed",
                     k);
  bad = lgt_count_not_finite (data, n * k, &first);
  if (bad)
    return lgt_fail (error, LGT_ENUM, "%lld of %lld data are not finite; the "
                     "first is in sample %lld", (long long) bad,
                     (long long) (n * k), (long long) (first / k));
  if ((status = make_table (log_w, 1, data, n, k, blocks, &table, error)))
    return status;
  values = malloc ((size_t) (blocks + 1) * sizeof *values);
  out = malloc ((size_t) results * sizeof *out);
  if (!values || !out)
    {
      status = lgt_fail (error, LGT_ENOMEM, "no memory for %d blocks", blocks);
      goto done;
    }

  for (int j = 0; j <= blocks; j++)
    for (int a = 0; a < k; a++)
      table[j * (k + FIRST) + FIRST + a] /= table[j * (k + FIRST) + TOTAL];
  for (int a = 0; a < results; a++)
    {
      for (int j = 0; j <= blocks; j++)
        {
          const double *mean = table + j * (k + FIRST) + FIRST;

          values[j] = f ? f (mean, ctx) : mean[a];
          if (!isfinite (values[j]))
            {
              status = lgt_fail (error, LGT_ENUM, "the derived quantity is "
                                 "not finite%s", j ? " without one of the "
                                 "blocks" : "");
              goto done;
            }
        }
      out[a] = jackknife (values, blocks);
    }
  memcpy (result, out, (size_t) results * sizeof *out);

done:
  free (table);
  free (values);
  free (out);
  return status;
}

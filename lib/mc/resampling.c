/* Jackknife and bootstrap over blocks.  */

#include <lgt/resampling.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/ops.h>
#include <lgt/reweighting.h>

#include "block_sums.h"
#include "gamma_series.h"

enum { DEFAULT_SAMPLES = 1000 };

/* A sample cut into blocks, and what has to be freed.  */
struct blocked
{
  const struct lgt_sample *sample;
  lgt_derived_fn *f;
  void *ctx;
  int64_t count, block, blocks;
  int64_t *start;         /* [blocks + 1] */
  double *table;          /* of lgt_block_sums */
  double *mean;           /* [k] */
};

static void
release (struct blocked *b)
{
  free (b->start);
  free (b->table);
  free (b->mean);
}

static double
first_mean (const double *mean, void *ctx)
{
  (void) ctx;
  return mean[0];
}

static enum lgt_status
choose_block (const struct blocked *b, int64_t *block,
              struct lgt_error *error)
{
  const struct lgt_sample *s = b->sample;
  struct lgt_gamma g;
  double length;
  enum lgt_status status
    = s->log_w ? lgt_gamma_reweighted (s->data, s->k, s->log_w, s->replica,
                                       s->length, b->f, b->ctx, NULL, &g,
                                       error)
               : lgt_gamma_derived (s->data, s->k, s->replica, s->length,
                                    b->f, b->ctx, NULL, &g, error);

  if (status != LGT_OK)
    return status;
  length = 2 * pow ((4 * g.tau * g.tau - 1) / (4 * g.tau), 2. / 3)
           * cbrt ((double) b->count);
  /* However slow the chain, some blocks must be left to compare.  */
  length = fmin (length, (double) b->count / 10);
  *block = length < 1 ? 1 : (int64_t) ceil (length);
  return LGT_OK;
}

static int64_t
blocks_in (int64_t length, int64_t block)
{
  return length < block ? 1 : length / block;
}

/* Boundaries of blocks, equal within a chain up to one measurement.  */
static void
cut (struct blocked *b)
{
  const struct lgt_sample *s = b->sample;
  int64_t *start = b->start, first = 0;

  for (int r = 0; r < s->replica; first += s->length[r++])
    {
      const int64_t n = s->length[r], parts = blocks_in (n, b->block);

      for (int64_t p = 0; p < parts; p++)
        *start++ = first + lgt_block_start (n, parts, p);
    }
  *start = first;
}

static enum lgt_status
begin (struct blocked *b, const struct lgt_sample *s, int64_t block,
       lgt_derived_fn *f, void *ctx, struct lgt_error *error)
{
  struct lgt_chains chains;
  enum lgt_status status;

  *b = (struct blocked) { .sample = s, .f = f ? f : first_mean, .ctx = ctx };
  if (s->k < 1)
    return lgt_fail (error, LGT_EINVAL, "%d quantities a measurement; at "
                     "least 1 is needed", s->k);
  status = lgt_chains_check (&chains, s->replica, s->length, error);
  if (status == LGT_OK)
    status = lgt_chains_finite (&chains, s->data, s->k, error);
  if (status == LGT_OK)
    status = lgt_log_weights_finite (s->log_w, chains.count, error);
  if (status != LGT_OK)
    return status;
  b->count = chains.count;
  if (block == 0)
    status = choose_block (b, &block, error);
  if (status != LGT_OK)
    return status;
  b->block = block;
  for (int r = 0; r < s->replica && block > 0; r++)
    b->blocks += blocks_in (s->length[r], block);
  if (b->blocks < 2)
    return lgt_fail (error, LGT_EINVAL, "blocks of %lld measurements: at "
                     "least 2 blocks of at least 1 are needed, of %lld "
                     "measurements", (long long) block, (long long) b->count);

  b->start = malloc (((size_t) b->blocks + 1) * sizeof *b->start);
  b->mean = malloc ((size_t) s->k * sizeof *b->mean);
  if (!b->start || !b->mean)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld blocks",
                     (long long) b->blocks);
  cut (b);
  return lgt_block_sums (s->log_w, 1, s->data, s->k, b->blocks, b->start,
                         &b->table, error);
}

static double *
row (const struct blocked *b, int64_t i)
{
  return b->table + i * (b->sample->k + LGT_SUMS_FIRST);
}

/* F of the sums in ROW.  */
static double
of_row (struct blocked *b, const double *sums)
{
  for (int a = 0; a < b->sample->k; a++)
    b->mean[a] = sums[LGT_SUMS_FIRST + a] / sums[LGT_SUMS_TOTAL];
  return b->f (b->mean, b->ctx);
}

static enum lgt_status
not_finite (const char *where, struct lgt_error *error)
{
  return lgt_fail (error, LGT_ENUM, "the derived quantity is not finite%s",
                   where);
}

static enum lgt_status
jackknife (struct blocked *b, struct lgt_resampled *out,
           struct lgt_error *error)
{
  double mean = 0, square = 0;

  out->value = of_row (b, row (b, 0));
  if (!isfinite (out->value))
    return not_finite ("", error);
  /* f_b / h_b - F / h_b = (1 - 1 / h_b) (F - F without b).  The F without b
     are kept in the table, in the place of what they were made of.  */
  for (int64_t i = 0; i < b->blocks; i++)
    {
      const double share = (double) (b->start[i + 1] - b->start[i])
                           / (double) b->count;
      const double without = of_row (b, row (b, i + 1));

      if (!isfinite (without))
        return not_finite (" without one of the blocks", error);
      row (b, i + 1)[0] = out->value - without;
      mean += (1 - share) * (out->value - without);
    }
  for (int64_t i = 0; i < b->blocks; i++)
    {
      const double h = (double) b->count
                       / (double) (b->start[i + 1] - b->start[i]);
      const double d = (h - 1) * row (b, i + 1)[0] - mean;

      square += d * d / (h - 1);
    }
  out->bias = -mean;
  out->error = sqrt (square / (double) b->blocks);
  out->low = out->value - out->error;
  out->high = out->value + out->error;
  return LGT_OK;
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Rows of blocks brought to one maximum, so that they can be added.  */
static void
common_maximum (struct blocked *b)
{
  const double m = row (b, 0)[LGT_SUMS_MAXIMUM];

  for (int64_t i = 0; i < b->blocks; i++)
    {
      double *r = row (b, b->blocks + 1 + i);
      const double factor = exp (r[LGT_SUMS_MAXIMUM] - m);

      for (int a = LGT_SUMS_TOTAL; a < LGT_SUMS_FIRST + b->sample->k; a++)
        r[a] *= factor;
    }
}

/* F of bootstrap sample number S; SUMS has room for a row.  */
static double
draw (struct blocked *b, uint64_t seed, int s, double *sums)
{
  const int width = b->sample->k + LGT_SUMS_FIRST;
  double u[2];

  memset (sums, 0, (size_t) width * sizeof *sums);
  for (int64_t i = 0; i < b->blocks; i++)
    {
      const double *r;
      int64_t which;

      if (i % 2 == 0)
        {
          const uint32_t counter[4]
            = { lgt_random_word (LGT_STREAM_BOOTSTRAP, 0, 0, 0),
                (uint32_t) (i / 2), (uint32_t) s, (uint32_t) (i >> 33) };

          lgt_random_pair (seed, counter, u);
        }
      which = (int64_t) (u[i % 2] * (double) b->blocks);
      r = row (b, b->blocks + 1 + (which < b->blocks ? which
                                                     : b->blocks - 1));
      for (int a = LGT_SUMS_TOTAL; a < width; a++)
        sums[a] += r[a];
    }
  return of_row (b, sums);
}

/* The place SHARE of the way through the sorted numbers X[0 .. n).  */
static double
quantile (const double *x, int n, double share)
{
  const double place = share * (n - 1);
  const int below = (int) place;

  return below + 1 < n ? x[below] + (place - below) * (x[below + 1] - x[below])
                       : x[n - 1];
}

static enum lgt_status
bootstrap (struct blocked *b, int samples, uint64_t seed, double *values,
           double *sums, struct lgt_resampled *out, struct lgt_error *error)
{
  const double tail = erfc (sqrt (0.5)) / 2;    /* beyond one sigma */
  double mean = 0, square = 0;

  out->value = of_row (b, row (b, 0));
  if (!isfinite (out->value))
    return not_finite ("", error);
  common_maximum (b);
  for (int s = 0; s < samples; s++)
    {
      values[s] = draw (b, seed, s, sums);
      if (!isfinite (values[s]))
        return not_finite (" of a bootstrap sample", error);
      mean += (values[s] - out->value) / samples;
    }
  for (int s = 0; s < samples; s++)
    square += (values[s] - out->value - mean) * (values[s] - out->value
                                                 - mean);
  qsort (values, (size_t) samples, sizeof *values, compare);
  out->bias = mean;
  out->error = sqrt (square / (samples - 1) * (double) b->blocks
                     / (double) (b->blocks - 1));
  out->low = quantile (values, samples, tail);
  out->high = quantile (values, samples, 1 - tail);
  return LGT_OK;
}

enum lgt_status
lgt_jackknife (const struct lgt_sample *sample, int64_t block,
               lgt_derived_fn *f, void *ctx, struct lgt_resampled *result,
               struct lgt_error *error)
{
  struct blocked b;
  struct lgt_resampled out;
  enum lgt_status status = begin (&b, sample, block, f, ctx, error);

  if (status == LGT_OK)
    status = jackknife (&b, &out, error);
  if (status == LGT_OK)
    {
      out.block = b.block;
      out.blocks = b.blocks;
      *result = out;
    }
  release (&b);
  return status;
}

enum lgt_status
lgt_bootstrap (const struct lgt_sample *sample, int64_t block, int samples,
               uint64_t seed, lgt_derived_fn *f, void *ctx,
               struct lgt_resampled *result, struct lgt_error *error)
{
  struct blocked b;
  struct lgt_resampled out;
  double *values = NULL;
  enum lgt_status status;

  if (samples == 0)
    samples = DEFAULT_SAMPLES;
  if (samples < 2)
    return lgt_fail (error, LGT_EINVAL, "%d bootstrap samples; at least 2 are "
                     "needed", samples);
  status = begin (&b, sample, block, f, ctx, error);
  if (status == LGT_OK)
    {
      values = malloc (((size_t) samples + LGT_SUMS_FIRST
                        + (size_t) sample->k) * sizeof *values);
      status = values ? bootstrap (&b, samples, seed, values,
                                   values + samples, &out, error)
                      : lgt_fail (error, LGT_ENOMEM, "no memory for %d "
                                  "bootstrap samples", samples);
    }
  if (status == LGT_OK)
    {
      out.block = b.block;
      out.blocks = b.blocks;
      *result = out;
    }
  free (values);
  release (&b);
  return status;
}

/* Blocks of weighted samples, and sums over them.

   Rows are added by bringing both to the larger maximum.  "Without block b" is
   the sum of the blocks before b and of those behind b: nothing is subtracted,
   so the row is right even where block b holds nearly all the weight.  */

#include "block_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
  DEFAULT_BLOCKS = 100,
  MAXIMUM = LGT_SUMS_MAXIMUM,
  TOTAL = LGT_SUMS_TOTAL,
  FIRST = LGT_SUMS_FIRST
};

enum lgt_status
lgt_log_weights_finite (const double *log_w, int64_t n,
                        struct lgt_error *error)
{
  int64_t first;
  const int64_t bad = log_w ? lgt_count_not_finite (log_w, n, &first) : 0;

  return bad == 0
         ? LGT_OK
         : lgt_fail (error, LGT_ENUM, "%lld of %lld log-weights are not "
                     "finite; the first is number %lld", (long long) bad,
                     (long long) n, (long long) first);
}

enum lgt_status
lgt_log_weights_check (const double *log_w, int64_t n, int *blocks,
                       struct lgt_error *error)
{
  if (n < 2)
    return lgt_fail (error, LGT_EINVAL, "%lld samples; at least 2 are needed",
                     (long long) n);
  if (*blocks == 0)
    *blocks = n < DEFAULT_BLOCKS ? (int) n : DEFAULT_BLOCKS;
  if (*blocks < 2 || *blocks > n)
    return lgt_fail (error, LGT_EINVAL, "%d blocks for %lld samples; it must "
                     "be 2 to %lld", *blocks, (long long) n, (long long) n);
  return lgt_log_weights_finite (log_w, n, error);
}

int64_t
lgt_block_start (int64_t n, int64_t blocks, int64_t b)
{
  return n / blocks * b + n % blocks * b / blocks;
}

/* DST += SRC.  */
static void
row_add (double *dst, const double *src, int k)
{
  double m = dst[MAXIMUM] > src[MAXIMUM] ? dst[MAXIMUM] : src[MAXIMUM];
  double a, b;

  if (m == -INFINITY)
    return;
  a = exp (dst[MAXIMUM] - m);
  b = exp (src[MAXIMUM] - m);
  dst[MAXIMUM] = m;
  for (int i = TOTAL; i < FIRST + k; i++)
    dst[i] = a * dst[i] + b * src[i];
}

static void
row_empty (double *row, int k)
{
  row[MAXIMUM] = -INFINITY;
  memset (row + TOTAL, 0, (size_t) (k + 1) * sizeof *row);
}

/* ROW = sum over samples [from, to).  */
static void
row_of (const double *log_w, double power, const double *data, int k,
        int64_t from, int64_t to, double *row)
{
  row_empty (row, k);
  for (int64_t i = from; i < to; i++)
    {
      double l = log_w ? power * log_w[i] : 0;

      row[MAXIMUM] = l > row[MAXIMUM] ? l : row[MAXIMUM];
    }
  for (int64_t i = from; i < to; i++)
    {
      double l = log_w ? power * log_w[i] : 0, w = exp (l - row[MAXIMUM]);

      row[TOTAL] += w;
      for (int a = 0; a < k; a++)
        row[FIRST + a] += w * data[i * k + a];
    }
}

enum lgt_status
lgt_block_sums (const double *log_w, double power, const double *data, int k,
                int64_t blocks, const int64_t *start, double **table,
                struct lgt_error *error)
{
  size_t width = (size_t) k + FIRST;
  double *rows = malloc ((2 * (size_t) blocks + 2) * width * sizeof *rows);
  double *block, *behind;

  if (!rows)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld blocks",
                     (long long) blocks);
  block = rows + (blocks + 1) * width;
  behind = block + blocks * width;

  row_empty (rows, k);
  for (int64_t b = 0; b < blocks; b++)
    {
      /* The samples before block b are what row 0 holds by now.  */
      memcpy (rows + (b + 1) * width, rows, width * sizeof *rows);
      row_of (log_w, power, data, k, start[b], start[b + 1],
              block + b * width);
      row_add (rows, block + b * width, k);
    }
  row_empty (behind, k);
  for (int64_t b = blocks - 1; b >= 0; b--)
    {
      row_add (rows + (b + 1) * width, behind, k);
      row_add (behind, block + b * width, k);
    }
  *table = rows;
  return LGT_OK;
}

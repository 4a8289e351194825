/* Bennett's acceptance ratio.

   With f (x) = 1 / (1 + exp (-x)), the function whose zero is ln Z,

     g (c) = N_q <f (log w - c + M)>_q - N_p <f (c - log w - M)>_p,

   falls from N_q to -N_p, and -g' = N_q <f (1 - f)>_q + N_p <f (1 - f)>_p.

   Where the samples are far apart all f are small, as small as exp (-1000).
   So sums are taken times exp (-m), m the largest ln f, and Newton's method
   goes for the logarithms of the two terms of g, which are all but
   straight.  */

#include <lgt/free_energy.h>

#include <math.h>
#include <stdlib.h>

#include "block_sums.h"

enum { MOST_STEPS = 200 };

/* Where g changes less than this share of its terms for a change of c by 1,
   rounding decides where its zero is.  */
static const double flat = 1e-12;

/* One of the two samples.  */
struct side
{
  const double *log_w;
  int64_t count;
  int blocks;
  double number;          /* effective: N_q or N_p */
  double sign;            /* of log w in the argument of f: +1 for q */
  double low, high;       /* of log w */
};

static void
range (struct side *s)
{
  s->low = s->high = s->log_w[0];
  for (int64_t i = 1; i < s->count; i++)
    {
      s->low = fmin (s->low, s->log_w[i]);
      s->high = fmax (s->high, s->log_w[i]);
    }
}

/* The largest ln f at c - M = SHIFT, or little less; 0 means that f is not
   small.  */
static double
largest (const struct side side[2], double shift)
{
  const double q = side[0].high - shift, p = shift - side[1].low;

  return fmin (fmax (q, p), 0);
}

/* Sums of f and f (1 - f) over samples [from, to) at c - M = SHIFT, times
   exp (-M).  */
static void
add_up (const struct side *s, double shift, double m, int64_t from,
        int64_t to, double sum[2])
{
  sum[0] = sum[1] = 0;
  for (int64_t i = from; i < to; i++)
    {
      /* No overflow, and no loss of small values: f (|x|), f (-|x|).  */
      const double x = s->sign * (s->log_w[i] - shift), e = exp (-fabs (x));
      const double large = 1 / (1 + e), small = e / (1 + e);
      const double f = x >= 0 ? large : m < 0 ? exp (x - m) * large : small;

      sum[0] += f;
      sum[1] += f * (x >= 0 ? small : large);
    }
}

/* N <f> and N <f (1 - f)> of both samples, times exp (-M).  */
static void
evaluate (const struct side side[2], double shift, double m,
          double term[2][2])
{
  for (int i = 0; i < 2; i++)
    {
      add_up (&side[i], shift, m, 0, side[i].count, term[i]);
      for (int j = 0; j < 2; j++)
        term[i][j] *= side[i].number / (double) side[i].count;
    }
}

/* The zero of g in c - M.  */
static double
solve (const struct side side[2])
{
  /* At this distance beyond all log-weights the sign of g is settled.  */
  const double margin = fabs (log (side[1].number / side[0].number)) + 1;
  double low = fmin (side[0].low, side[1].low) - margin;
  double high = fmax (side[0].high, side[1].high) + margin;
  double x = (low + high) / 2;

  for (int step = 0; step < MOST_STEPS; step++)
    {
      const double before = x;
      double t[2][2];

      evaluate (side, x, largest (side, x), t);
      if (t[0][0] > t[1][0])
        low = x;
      else
        high = x;
      x += log (t[0][0] / t[1][0]) / (t[0][1] / t[0][0] + t[1][1] / t[1][0]);
      if (!(x > low && x < high))
        x = (low + high) / 2;
      if (fabs (x - before) <= 1e-14 * fmax (fabs (x), 1))
        break;
    }
  return x;
}

/* Square of the jackknife error from the blocks of S; SLOPE is that of both
   samples at the solution, c - M = SHIFT, times exp (-M); ROOM has as many
   doubles as S blocks.  */
static double
jackknife (const struct side *s, double shift, double m, double slope,
           double *room)
{
  double all[2], mean = 0, square = 0;

  add_up (s, shift, m, 0, s->count, all);
  for (int b = 0; b < s->blocks; b++)
    {
      const int64_t n = s->count;
      const int64_t from = lgt_block_start (n, s->blocks, b);
      const int64_t to = lgt_block_start (n, s->blocks, b + 1);
      const double left = (double) (n - (to - from));
      double sum[2], g, change;

      add_up (s, shift, m, from, to, sum);
      /* How g and -g', the first of which is 0, change without the block.  */
      g = s->sign * s->number * ((all[0] - sum[0]) / left
                                 - all[0] / (double) n);
      change = s->number * ((all[1] - sum[1]) / left - all[1] / (double) n);
      room[b] = g / (slope + change);
      mean += room[b] / s->blocks;
    }
  for (int b = 0; b < s->blocks; b++)
    square += (room[b] - mean) * (room[b] - mean);
  return square * (s->blocks - 1) / s->blocks;
}

enum lgt_status
lgt_log_z_bennett (const struct lgt_log_weights *forward, double tau_forward,
                   const struct lgt_log_weights *reverse, double tau_reverse,
                   struct lgt_bennett *result, struct lgt_error *error)
{
  struct side side[2]
    = { { forward->log_w, forward->count, forward->blocks, 0, 1, 0, 0 },
        { reverse->log_w, reverse->count, reverse->blocks, 0, -1, 0, 0 } };
  double shift, m, slope, term[2][2], *room;
  struct lgt_bennett out;
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < 2 && status == LGT_OK; i++)
    status = lgt_log_weights_check (side[i].log_w, side[i].count,
                                    &side[i].blocks, error);
  if (status != LGT_OK)
    return status;
  if (!(tau_forward >= 0.5 && isfinite (tau_forward) && tau_reverse >= 0.5
        && isfinite (tau_reverse)))
    return lgt_fail (error, LGT_EINVAL, "integrated autocorrelation times %g "
                     "and %g; they must be at least 1/2", tau_forward,
                     tau_reverse);
  side[0].number = (double) side[0].count / (2 * tau_forward);
  side[1].number = (double) side[1].count / (2 * tau_reverse);
  room = malloc ((size_t) (side[0].blocks > side[1].blocks ? side[0].blocks
                           : side[1].blocks) * sizeof *room);
  if (!room)
    return lgt_fail (error, LGT_ENOMEM, "no memory for blocks");

  for (int i = 0; i < 2; i++)
    range (&side[i]);
  shift = solve (side);
  m = largest (side, shift);
  evaluate (side, shift, m, term);
  slope = term[0][1] + term[1][1];
  out.overlap = (1 / side[0].number + 1 / side[1].number) * slope * exp (m);
  out.is_doubtful = !(out.overlap >= 0.03);
  out.log_z.value = shift + log (side[1].number / side[0].number);
  out.log_z.error = sqrt (jackknife (&side[0], shift, m, slope, room)
                          + jackknife (&side[1], shift, m, slope, room));
  free (room);
  if (!(slope > flat * (term[0][0] + term[1][0]))
      || !isfinite (out.log_z.value) || !isfinite (out.log_z.error))
    return lgt_fail (error, LGT_ENUM, "ln Z is not determined: log-weights of "
                     "the forward sample are far above those of the reverse "
                     "one, up to %g and from %g", side[0].high, side[1].low);
  *result = out;
  return LGT_OK;
}

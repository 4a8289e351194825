/* Bennett's acceptance ratio.

   With f (x) = 1 / (1 + exp (-x)), the function whose zero is ln Z,

     g (c) = N_q <f (log w - c + M)>_q - N_p <f (c - log w - M)>_p,

   falls from N_q to -N_p, and -g' = N_q <f (1 - f)>_q + N_p <f (1 - f)>_p.  */

#include <lgt/free_energy.h>

#include <math.h>
#include <stdlib.h>

#include "block_sums.h"

enum { MOST_STEPS = 200 };

/* One of the two samples.  */
struct side
{
  const double *log_w;
  int64_t count;
  int blocks;
  double number;          /* effective: N_q or N_p */
  double sign;            /* of log w in the argument of f: +1 for q */
};

/* Sums of f and f (1 - f) over samples [from, to) at c - M = SHIFT.  */
static void
add_up (const struct side *s, double shift, int64_t from, int64_t to,
        double sum[2])
{
  sum[0] = sum[1] = 0;
  for (int64_t i = from; i < to; i++)
    {
      /* No overflow, and no loss of small values: f (|x|), f (-|x|).  */
      const double x = s->sign * (s->log_w[i] - shift), e = exp (-fabs (x));
      const double large = 1 / (1 + e), small = e / (1 + e);

      sum[0] += x < 0 ? small : large;
      sum[1] += large * small;
    }
}

/* g and -g' at c - M = SHIFT.  */
static void
evaluate (const struct side side[2], double shift, double *g, double *slope)
{
  *g = *slope = 0;
  for (int i = 0; i < 2; i++)
    {
      double sum[2];

      add_up (&side[i], shift, 0, side[i].count, sum);
      *g += side[i].sign * side[i].number * sum[0] / (double) side[i].count;
      *slope += side[i].number * sum[1] / (double) side[i].count;
    }
}

/* The zero of g in c - M.  */
static double
solve (const struct side side[2])
{
  /* At this distance beyond all log-weights the sign of g is settled.  */
  const double margin = fabs (log (side[1].number / side[0].number)) + 1;
  double low = side[0].log_w[0], high = low, x, g, slope;

  for (int i = 0; i < 2; i++)
    for (int64_t j = 0; j < side[i].count; j++)
      {
        low = fmin (low, side[i].log_w[j]);
        high = fmax (high, side[i].log_w[j]);
      }
  low -= margin;
  high += margin;
  x = (low + high) / 2;
  for (int step = 0; step < MOST_STEPS; step++)
    {
      const double before = x;

      evaluate (side, x, &g, &slope);
      if (g > 0)
        low = x;
      else
        high = x;
      x += g / slope;
      if (!(x > low && x < high))
        x = (low + high) / 2;
      if (fabs (x - before) <= 1e-14 * fmax (fabs (x), 1))
        break;
    }
  return x;
}

/* Square of the jackknife error from the blocks of S; SLOPE is that of both
   samples at the solution, c - M = SHIFT, ROOM has as many doubles as S
   blocks.  */
static double
jackknife (const struct side *s, double shift, double slope, double *room)
{
  double all[2], mean = 0, square = 0;

  add_up (s, shift, 0, s->count, all);
  for (int b = 0; b < s->blocks; b++)
    {
      const int64_t n = s->count;
      const int64_t from = lgt_block_start (n, s->blocks, b);
      const int64_t to = lgt_block_start (n, s->blocks, b + 1);
      const double left = (double) (n - (to - from));
      double sum[2], g, change;

      add_up (s, shift, from, to, sum);
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
    = { { forward->log_w, forward->count, forward->blocks, 0, 1 },
        { reverse->log_w, reverse->count, reverse->blocks, 0, -1 } };
  double shift, g, slope, *room;
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

  shift = solve (side);
  evaluate (side, shift, &g, &slope);
  out.overlap = (1 / side[0].number + 1 / side[1].number) * slope;
  out.is_doubtful = !(out.overlap >= 0.03);
  out.log_z.value = shift + log (side[1].number / side[0].number);
  out.log_z.error = sqrt (jackknife (&side[0], shift, slope, room)
                          + jackknife (&side[1], shift, slope, room));
  free (room);
  if (!isfinite (out.log_z.value) || !isfinite (out.log_z.error))
    return lgt_fail (error, LGT_ENUM, "the two samples have nothing in "
                     "common: no ratio of acceptances");
  *result = out;
  return LGT_OK;
}

/* What to do about steps that are not finite: skip them, after ten in a row
   go back to the last good checkpoint with other random numbers and half the
   rate, and give up when that has not helped three times.  And about those
   that are finite but far larger than others: skip them.  */

#include <lgt/optim.h>

#include <float.h>
#include <math.h>

enum lgt_verdict
lgt_optim_note (struct lgt_optim_progress *progress,
                const struct lgt_outcome *outcome)
{
  /* Numbers in a checkpoint are finite.  */
  progress->norm[progress->step % LGT_GUARD_KEPT]
    = isfinite (outcome->norm) ? outcome->norm : DBL_MAX;
  progress->step++;
  if (outcome->taken)
    {
      progress->updates++;
      progress->in_a_row = 0;
      return LGT_GO_ON;
    }
  progress->skipped++;
  if (outcome->guarded)
    {
      progress->guarded++;
      return LGT_GO_ON;
    }
  if (++progress->in_a_row < LGT_BAD_IN_A_ROW)
    return LGT_GO_ON;
  return progress->attempt < LGT_MAX_ROLL_BACKS ? LGT_ROLL_BACK : LGT_GIVE_UP;
}

int
lgt_optim_must_read (const struct lgt_rates *rates, int64_t step)
{
  int64_t first;

  lgt_rates_stage (rates, step, &first);
  return (step - first) % LGT_OPTIM_HISTORY == 0
         || step >= lgt_rates_steps (rates);
}

double
lgt_optim_guard (const struct lgt_rates *rates,
                 const struct lgt_optim_progress *progress)
{
  double sorted[LGT_GUARD_WINDOW], limit;
  int64_t first, end;
  int count = 0;

  if (rates->guard == 0)
    return 0;
  /* Other stages may have another estimator or batch.  */
  lgt_rates_stage (rates, progress->step, &first);
  end = progress->step - (progress->step - first) % LGT_OPTIM_HISTORY;
  if (first < end - LGT_GUARD_WINDOW)
    first = end - LGT_GUARD_WINDOW;
  if (end - first < LGT_GUARD_LEAST)
    return 0;
  for (int64_t step = first; step < end; step++)
    {
      const double norm = progress->norm[step % LGT_GUARD_KEPT];
      int at = count++;

      for (; at > 0 && sorted[at - 1] > norm; at--)
        sorted[at] = sorted[at - 1];
      sorted[at] = norm;
    }
  limit = rates->guard * sorted[count / 2];
  return isfinite (limit) ? limit : 0;
}

void
lgt_optim_roll_back (struct lgt_optim_progress *progress,
                     const struct lgt_optim_progress *good)
{
  progress->step = good->step;
  progress->updates = good->updates;
  for (int i = 0; i < LGT_GUARD_KEPT; i++)
    progress->norm[i] = good->norm[i];
  progress->in_a_row = 0;
  progress->attempt++;
}

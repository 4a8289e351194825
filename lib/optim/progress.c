/* What to do about steps that are not finite: skip them, after ten in a row
   go back to the last good checkpoint with other random numbers and half the
   rate, and give up when that has not helped three times.  */

#include <lgt/optim.h>

enum lgt_verdict
lgt_optim_note (struct lgt_optim_progress *progress, int taken)
{
  progress->step++;
  if (taken)
    {
      progress->updates++;
      progress->in_a_row = 0;
      return LGT_GO_ON;
    }
  progress->skipped++;
  if (++progress->in_a_row < LGT_BAD_IN_A_ROW)
    return LGT_GO_ON;
  return progress->attempt < LGT_MAX_ROLL_BACKS ? LGT_ROLL_BACK : LGT_GIVE_UP;
}

void
lgt_optim_roll_back (struct lgt_optim_progress *progress,
                     const struct lgt_optim_progress *good)
{
  progress->step = good->step;
  progress->updates = good->updates;
  progress->in_a_row = 0;
  progress->attempt++;
}

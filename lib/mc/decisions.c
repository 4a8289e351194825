/* Sums over the decisions of chains.  */

#include "decisions.h"

#include <math.h>
#include <string.h>

void
lgt_mc_add_deltas_ (double *sums, int count, const double *delta)
{
  for (int i = 0; i < count; i++)
    {
      const double e = exp (-delta[i]);

      sums[LGT_CHAIN_DELTA] += delta[i];
      sums[LGT_CHAIN_EXP] += e;
      sums[LGT_CHAIN_EXP2] += e * e;
    }
}

void
lgt_mc_add_accepted_ (double *sums, int count, double unit,
                      const double *accepted)
{
  double sum = 0;

  for (int i = 0; i < count; i++)
    sum += unit * accepted[i];
  sums[LGT_CHAIN_DECISIONS] += count;
  sums[LGT_CHAIN_ACCEPTED] += sum;
  sums[LGT_CHAIN_TUNED] += sum;
}

void
lgt_mc_clear_sums_ (double *sums)
{
  const double tuned = sums[LGT_CHAIN_TUNED];

  memset (sums, 0, LGT_CHAIN_SUMS * sizeof *sums);
  sums[LGT_CHAIN_TUNED] = tuned;
}

struct lgt_chain_record
lgt_mc_record_ (const double *s, int dynamics)
{
  const double n = s[LGT_CHAIN_DECISIONS], shifts = s[LGT_CHAIN_SHIFTS];
  struct lgt_chain_record r = { 0, NAN, NAN, NAN, NAN, 0, NAN };

  r.decisions = (int64_t) n;
  r.shifts = (int64_t) shifts;
  if (shifts > 0)
    r.shifts_accepted = s[LGT_CHAIN_SHIFTS_ACCEPTED] / shifts;
  if (n > 0)
    r.accepted = s[LGT_CHAIN_ACCEPTED] / n;
  if (n > 1 && dynamics)
    {
      const double mean = s[LGT_CHAIN_EXP] / n;
      const double square = s[LGT_CHAIN_EXP2] / n - mean * mean;

      r.delta = s[LGT_CHAIN_DELTA] / n;
      r.exp_delta = mean;
      r.exp_delta_error = sqrt (square > 0 ? square / (n - 1) : 0);
    }
  return r;
}

double
lgt_mc_tuned_share_ (double *sums, int count)
{
  const double share = sums[LGT_CHAIN_TUNED]
                       / (LGT_CHAIN_TUNE_EVERY * (double) count);

  sums[LGT_CHAIN_TUNED] = 0;
  return share;
}

int
lgt_mc_tuned_steps_ (int steps, double share, double target)
{
  if (share < target - 0.1 && steps < LGT_CHAIN_STEPS_MAX)
    steps += (steps + 4) / 5;
  else if (share > target + 0.1 && steps > 1)
    steps--;
  return steps < LGT_CHAIN_STEPS_MAX ? steps : LGT_CHAIN_STEPS_MAX;
}

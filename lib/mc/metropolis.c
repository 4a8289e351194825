/* The independence Metropolis chain over a list of log-weights.  */

#include <lgt/metropolis.h>

#include <math.h>
#include <stdlib.h>

#include <lgt/ops.h>

#include "block_sums.h"

int
lgt_metropolis_accept (double delta, double uniform)
{
  return log (uniform) < delta;         /* false for NaN */
}

/* Whether proposal I replaces the current one.  */
static int
decide (uint64_t seed, int chain, int64_t i, double proposed, double current)
{
  uint32_t counter[4] = { lgt_random_word (LGT_STREAM_CHAIN, 0, 0, chain),
                          0, (uint32_t) i, (uint32_t) (i >> 32) };
  double uniform[2];

  lgt_random_pair (seed, counter, uniform);
  return lgt_metropolis_accept (proposed - current, uniform[0]);
}

void
lgt_metropolis_advance (struct lgt_metropolis_walk *walk, const double *log_w,
                        int64_t count, int64_t *index)
{
  for (int64_t k = 0; k < count; k++)
    {
      const int64_t i = walk->steps++;

      if (i == 0
          || (isfinite (log_w[k])
              && (!isfinite (walk->log_w)
                  || decide (walk->seed, walk->chain, i, log_w[k],
                             walk->log_w))))
        {
          walk->at = i;
          walk->log_w = log_w[k];
        }
      index[k] = walk->at;
    }
}

enum lgt_status
lgt_metropolis_independence (const double *log_w, int64_t n, uint64_t seed,
                             int chain, int64_t *index,
                             struct lgt_metropolis *result,
                             struct lgt_error *error)
{
  struct lgt_metropolis out = { .longest_stay = 1 };
  struct lgt_gamma gamma;
  int64_t stay = 1, decisions = n - 1, at = 0;
  double *accepted;
  enum lgt_status status;

  if (n < 3)
    return lgt_fail (error, LGT_EINVAL, "%lld proposals; a chain needs at "
                     "least 3", (long long) n);
  if (chain < 0 || chain > 0xfff)
    return lgt_fail (error, LGT_EINVAL, "chain number %d is not in 0 to 4095",
                     chain);
  status = lgt_log_weights_finite (log_w, n, error);
  if (status != LGT_OK)
    return status;
  accepted = malloc ((size_t) decisions * sizeof *accepted);
  if (!accepted)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a chain of %lld steps",
                     (long long) n);

  /* Decide first and write INDEX last: it is untouched on failure.  */
  for (int64_t i = 1; i < n; i++)
    {
      const int yes = decide (seed, chain, i, log_w[i], log_w[at]);

      accepted[i - 1] = yes;
      out.accepted += yes;
      at = yes ? i : at;
      stay = yes ? 1 : stay + 1;
      out.longest_stay = stay > out.longest_stay ? stay : out.longest_stay;
    }
  status = lgt_gamma_mean (accepted, 1, &decisions, NULL, &gamma, error);
  if (status == LGT_OK)
    {
      out.acceptance = (struct lgt_estimate) { gamma.value, gamma.error };
      index[0] = 0;
      for (int64_t i = 1; i < n; i++)
        index[i] = accepted[i - 1] != 0 ? i : index[i - 1];
      *result = out;
    }
  free (accepted);
  return status;
}

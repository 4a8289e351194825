/* Stages of learning rates.  */

#include <lgt/optim.h>

#include <math.h>

static const double pi = 3.141592653589793;

static enum lgt_status
check_stage (const struct lgt_stage *stage, int number,
             struct lgt_error *error)
{
  if (stage->steps < 1)
    return lgt_fail (error, LGT_EINVAL, "stage %d has %lld steps; at least 1 "
                     "is needed", number, (long long) stage->steps);
  if (!(stage->rate > 0 && isfinite (stage->rate)))
    return lgt_fail (error, LGT_EINVAL, "stage %d has rate %g; it must be "
                     "greater than 0", number, stage->rate);
  switch (stage->schedule)
    {
    case LGT_CONSTANT:
      return LGT_OK;
    case LGT_COSINE:
      if (stage->final >= 0 && isfinite (stage->final))
        return LGT_OK;
      return lgt_fail (error, LGT_EINVAL, "stage %d ends at rate %g; it must "
                       "be at least 0", number, stage->final);
    case LGT_WARMUP:
      if (stage->warmup >= 1)
        return LGT_OK;
      return lgt_fail (error, LGT_EINVAL, "stage %d warms up for %lld steps; "
                       "at least 1 is needed", number,
                       (long long) stage->warmup);
    }
  return lgt_fail (error, LGT_EINVAL, "stage %d has schedule number %d; there "
                   "are 0 to %d", number, (int) stage->schedule, LGT_WARMUP);
}

enum lgt_status
lgt_rates_check (const struct lgt_rates *rates, struct lgt_error *error)
{
  if (rates->stages < 1)
    return lgt_fail (error, LGT_EINVAL, "there is no stage of training; at "
                     "least 1 is needed");
  if (!(rates->clip >= 0 && rates->clip_value >= 0))
    return lgt_fail (error, LGT_EINVAL, "gradients cannot be clipped at %g; a "
                     "positive number clips, 0 does not",
                     rates->clip >= 0 ? rates->clip_value : rates->clip);
  if (!(rates->guard == 0 || rates->guard >= 1))
    return lgt_fail (error, LGT_EINVAL, "the guard is %g; it must be 0 (none) "
                     "or at least 1", rates->guard);
  for (int i = 0; i < rates->stages; i++)
    {
      enum lgt_status status = check_stage (&rates->stage[i], i, error);

      if (status != LGT_OK)
        return status;
    }
  return LGT_OK;
}

int64_t
lgt_rates_steps (const struct lgt_rates *rates)
{
  int64_t steps = 0;

  for (int i = 0; i < rates->stages; i++)
    steps += rates->stage[i].steps;
  return steps;
}

int
lgt_rates_stage (const struct lgt_rates *rates, int64_t step, int64_t *first)
{
  int64_t start = 0;
  int i = 0;

  while (i + 1 < rates->stages && step >= start + rates->stage[i].steps)
    start += rates->stage[i++].steps;
  if (first)
    *first = start;
  return i;
}

double
lgt_rates_at (const struct lgt_rates *rates, int64_t step)
{
  int64_t first;
  const struct lgt_stage *stage
    = &rates->stage[lgt_rates_stage (rates, step, &first)];
  int64_t i = step - first, last = stage->steps - 1;

  if (i > last)
    i = last;
  switch (stage->schedule)
    {
    case LGT_COSINE:
      return last == 0 ? stage->rate
             : stage->final + (stage->rate - stage->final)
                              * (1 + cos (pi * i / last)) / 2;
    case LGT_WARMUP:
      return i + 1 < stage->warmup ? stage->rate * (i + 1) / stage->warmup
             : stage->rate;
    default:
      return stage->rate;
    }
}

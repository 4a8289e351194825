/* Potential and Creutz ratios from averages of Wilson loops.  */

#include <lgt/wilson_loops.h>

#include <math.h>

/* ln W (R, T); 0 for a loop without area, NaN where there is none.  */
static double
log_loop (const double *mean, const struct lgt_loop_size *s, int r, int t)
{
  if (r < 0 || t < 0 || r > s->r_max || t > s->t_max)
    return NAN;
  if (r == 0 || t == 0)
    return 0;
  /* A sign, not a warning: the mean of a noisy loop may be negative.  */
  return mean[(r - 1) * s->t_max + t - 1] > 0
         ? log (mean[(r - 1) * s->t_max + t - 1]) : NAN;
}

double
lgt_loop_potential (const double *mean, void *ctx)
{
  const struct lgt_loop_size *s = ctx;

  return log_loop (mean, s, s->r, s->t) - log_loop (mean, s, s->r, s->t + 1);
}

double
lgt_loop_creutz (const double *mean, void *ctx)
{
  const struct lgt_loop_size *s = ctx;

  return log_loop (mean, s, s->r, s->t - 1)
         + log_loop (mean, s, s->r - 1, s->t)
         - log_loop (mean, s, s->r, s->t)
         - log_loop (mean, s, s->r - 1, s->t - 1);
}

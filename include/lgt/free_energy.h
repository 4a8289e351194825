/* ln Z from samples: the logarithm of a ratio of partition functions.

   A flow has density q, normalized; the theory p = exp (-S) / Z.  From the
   logarithms  log w = -S - log q  of configurations of either follows ln Z:

     forward   Z = <w>_q            independent proposals of the flow
     reverse   1 / Z = <1/w>_p      configurations of the theory, a chain

   Two theories are the same problem: -S = -S_1, log q = -S_0, and ln Z is
   ln (Z_1 / Z_0).  Work W of non-equilibrium evolutions enters as
   log w = -W.

   Which to use: Bennett's, where there are configurations of both, is the
   best that can be made of them (M. R. Shirts et al., Phys. Rev. Lett. 91
   (2003) 140601).  The exponential average, forward alone, is dominated by
   rare proposals: it has a bias and says too little as long as they are
   missing.  The Gaussian estimate needs no rare ones, but is right only where
   log w is Gaussian.

   Errors are jackknife errors over B blocks of consecutive samples, as in
   lgt/weights.h; 0 asks for min (n, 100).  The blocks of a chain must be
   longer than its correlations.  All functions: LGT_EINVAL for n < 2 and B not
   in 2 ... n, LGT_ENUM for log-weights that are not finite, LGT_ENOMEM; RESULT
   is untouched on failure.  */

#ifndef LGT_FREE_ENERGY_H
#define LGT_FREE_ENERGY_H

#include <lgt/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

/* log w of N configurations.  */
struct lgt_log_weights
{
  const double *log_w;
  int64_t count;
  int blocks;             /* 0: min (count, 100) */
};

enum lgt_direction { LGT_FORWARD, LGT_REVERSE };

struct lgt_free_energy
{
  struct lgt_estimate log_z;
  double bias;            /* of log_z, estimated; not subtracted */
  int is_doubtful;        /* 1: see each function */
};

/* The exponential average (C. Jarzynski, Phys. Rev. Lett. 78 (1997) 2690),
   ln <w> forward, -ln <1/w> reverse.  The bias is -error^2 / 2 forward and
   +error^2 / 2 reverse, to leading order.  Doubtful if the effective number of
   samples, (sum w)^2 / sum w^2 or the same of 1/w, is below 100 or one sample
   carries more than a twentieth of the sum: what is rare and heavy has hardly
   been seen, so that value (forward; reverse: -value) and error come out too
   small.  */
enum lgt_status lgt_log_z_exponential (const struct lgt_log_weights *weights,
                                       enum lgt_direction direction,
                                       struct lgt_free_energy *result,
                                       struct lgt_error *error);

/* The second order of the cumulant expansion,
   <log w> + s^2 / 2 forward, <log w> - s^2 / 2 reverse, with s^2 the unbiased
   variance of log w.  Exact for Gaussian log w.  Doubtful if the third
   cumulant's term, |k_3| / 6, is more than 3 errors of it away from 0 and
   larger than the error of log_z.  */
enum lgt_status lgt_log_z_gaussian (const struct lgt_log_weights *weights,
                                    enum lgt_direction direction,
                                    struct lgt_free_energy *result,
                                    struct lgt_error *error);

struct lgt_bennett
{
  struct lgt_estimate log_z;
  double overlap;         /* of q and p, in [0, 1]: see below */
  int is_doubtful;        /* 1: overlap below 0.03 */
};

/* Bennett's acceptance ratio (C. H. Bennett, J. Comput. Phys. 22 (1976) 245):
   ln Z = c solves

     N_q <f (log w - c + M)>_q = N_p <f (c - log w - M)>_p,
     f (x) = 1 / (1 + exp (-x)),   M = ln (N_p / N_q),

   by Newton's method within a bracket that is bisected where Newton leaves it.
   N_q, N_p are the counts over 2 TAU_FORWARD, 2 TAU_REVERSE, integrated
   autocorrelation times of at least 1/2 (1/2: independent): the estimate is
   right for any M and best for effective numbers.  The error adds, in squares,
   the jackknife errors of both samples, each block left out by one Newton step
   from c.

   overlap = (1/N_q + 1/N_p) (N_q <f (1 - f)>_q + N_p <f (1 - f)>_p), is 1 for
   q = p and tends to 0 where they have nothing in common; the asymptotic
   variance of independent samples is (1/N_q + 1/N_p) (1/overlap - 1).
   LGT_EINVAL also for a time below 1/2; LGT_ENUM also where rounding would
   decide on c, all f being 1: log w of the forward sample far above log w of
   the reverse one, while by <log w>_q <= ln Z <= <log w>_p it is below.
   However far below, there is a value, of overlap 0.  */
enum lgt_status lgt_log_z_bennett (const struct lgt_log_weights *forward,
                                   double tau_forward,
                                   const struct lgt_log_weights *reverse,
                                   double tau_reverse,
                                   struct lgt_bennett *result,
                                   struct lgt_error *error);

/* ---- thermodynamic integration ---- */

/* ln Z (B) - ln Z (A) = integral of d ln Z / d beta = -<dS / d beta> from
   independent estimates MEAN[i] of the integrand at the N points of a rule:
   sum of WEIGHT[i] MEAN[i].value, errors added in squares.  Points and weights
   of Gauss and Legendre are lgt_exact_legendre's (lgt/exact.h, with GSL).  The
   error of the rule is not in it: compare two rules.  LGT_EINVAL: N < 1.
   LGT_ENUM: a number that is not finite.  */
enum lgt_status lgt_log_z_integrate (int n, const double *weight,
                                     const struct lgt_estimate *mean,
                                     struct lgt_estimate *log_z,
                                     struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

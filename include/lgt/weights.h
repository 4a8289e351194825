/* Importance weights of independent samples.

   A flow proposes configurations with density q, the theory wants
   p = exp (-S) / Z.  Everything here starts from the logarithms

     log w_i = -S (U_i) - log q (U_i),     i = 0 ... n - 1,

   (so that <w>_q = Z) and works with sums of exp (log w - maximum): no
   overflow, and a common constant in log w changes log_z alone.

   Errors are jackknife errors over B blocks of consecutive samples whose
   lengths differ by at most one:

     error^2 = (B - 1) / B sum_b (f_b - mean f)^2,  f_b without block b.

   B = 0 asks for the default, min (n, 100).  For the samples of a chain the
   blocks must be longer than its correlations.

   Every function needs n >= 2 and 2 <= B <= n (LGT_EINVAL); log-weights that
   are not finite are refused with LGT_ENUM, their number, and the place of
   the first (lgt_count_not_finite counts them).  */

#ifndef LGT_WEIGHTS_H
#define LGT_WEIGHTS_H

#include <lgt/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_weights_summary
{
  int64_t count;          /* n */
  struct lgt_estimate ess;      /* (sum w)^2 / (n sum w^2), in (0, 1] */
  struct lgt_estimate log_w;    /* mean of log w = ln Z - KL (q || p) */
  struct lgt_estimate log_z;    /* ln of the mean of w */
  double max_share;       /* largest w / sum w */
  double spread;          /* s: standard deviation of log w */
  /* What they would be if log w were Gaussian: a cross-check.  */
  double ess_gaussian;          /* exp (-s^2) */
  double acceptance_gaussian;   /* erfc (s / 2), independence Metropolis */
};

enum lgt_status lgt_weights_summary (const double *log_w, int64_t n,
                                     int blocks,
                                     struct lgt_weights_summary *summary,
                                     struct lgt_error *error);

/* Reverse Kullback-Leibler divergence KL (q || p) = ln Z - <log w>_q, with
   the exact LOG_Z; the error is that of <log w>.  */
struct lgt_estimate lgt_weights_kl (const struct lgt_weights_summary *summary,
                                    double log_z);

/* Forward effective sample size 1 / (<w>_p <1/w>_p) from the log w of n
   configurations of a chain whose stationary density is p.  Unlike ESS it
   sees modes that q forgets.  */
enum lgt_status lgt_weights_forward_ess (const double *log_w, int64_t n,
                                         int blocks,
                                         struct lgt_estimate *ess,
                                         struct lgt_error *error);

/* Reweighted mean values <O_k>_p = sum_i w_i O_k (i) / sum_i w_i of K
   observables, DATA in C order [n][K]; LOG_W NULL: equal weights, the plain
   jackknife.  F NULL: RESULT gets the K means; otherwise one number, F of the
   means.  Values are not corrected for their bias of order 1/n.  */
enum lgt_status lgt_weights_mean (const double *log_w, const double *data,
                                  int64_t n, int k, int blocks,
                                  lgt_derived_fn *f, void *ctx,
                                  struct lgt_estimate *result,
                                  struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* Error analysis of Monte Carlo data, host side.

   Two ways to an error bar:

   - the Gamma method for the history of a Markov chain (U. Wolff,
     hep-lat/0306017, with the erratum): the autocorrelation function is
     summed up to a window that balances its statistical and its truncation
     error;
   - the jackknife over blocks for independent samples with weights
     (lgt/weights.h), or for anything else that is cut into blocks longer
     than its correlations.

   Integrated autocorrelation times are in units of one measurement and
   count from one half: tau_int = 1/2 + sum_{t >= 1} rho (t), so that white
   noise has 1/2.  Anticorrelated data would have less; they are reported
   with 1/2 and the error of white noise, which is on the safe side.

   Data are doubles, measurements in the order of the chain.  Not-finite
   data are refused: LGT_ENUM, with their number and the place of the first
   in words.  */

#ifndef LGT_STATISTICS_H
#define LGT_STATISTICS_H

#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_fft;           /* lgt/fft.h */

/* A number and its error of one standard deviation.  */
struct lgt_estimate { double value, error; };

/* A quantity F (mean_0, mean_1, ...) of K mean values.  Not-finite results
   are errors.  */
typedef double lgt_derived_fn (const double *mean, void *ctx);

/* The number of elements of X[0 .. n) that are not finite; *FIRST (may be
   NULL) gets the place of the first one, or n.  */
int64_t lgt_count_not_finite (const double *x, int64_t n, int64_t *first);

/* ---- the Gamma method ---- */

struct lgt_gamma_options
{
  double window_factor;   /* S of the paper: decay time over tau_int; 0: 1.5 */
  const struct lgt_fft *fft;    /* autocorrelations in O (n log n); NULL: the
                                   slow way, O (n window) */
};

struct lgt_gamma
{
  double value;           /* with more than one replica, the bias of order
                             1/count is subtracted */
  double error;           /* of VALUE: error^2 = 2 tau naive_error^2 */
  double error_error;     /* of ERROR */
  double tau, tau_error;  /* integrated autocorrelation time, at least 1/2 */
  double naive_error;     /* what ERROR would be for white noise */
  int64_t count;          /* measurements, all replica together */
  int64_t window;         /* W: the last separation summed */
  double consistency;     /* probability that replica means scatter as much
                             as they do; 1 for a single replica */
  int is_short;           /* 1: count < 50 tau, or no window was found: do not
                             believe the error */
};

/* The mean of DATA and its error.  DATA holds REPLICA chains one after the
   other, of LENGTH[r] >= 2 measurements each.  OPTIONS NULL: S = 1.5, no FFT.
   Constant data have error 0 and tau 1/2.

   LGT_EINVAL: no replica, one that is shorter than 2, S < 0.  LGT_ENUM:
   data that are not finite.  LGT_ENOMEM.  */
enum lgt_status lgt_gamma_mean (const double *data, int replica,
                                const int64_t *length,
                                const struct lgt_gamma_options *options,
                                struct lgt_gamma *result,
                                struct lgt_error *error);

/* The same for F of the means of K primary quantities; DATA in C order
   [measurement][K].  F's gradient is taken by symmetric differences over one
   naive standard error of each mean, as in the paper.  LGT_ENUM if F is
   not finite at a mean or at such a neighbour.  */
enum lgt_status lgt_gamma_derived (const double *data, int k, int replica,
                                   const int64_t *length, lgt_derived_fn *f,
                                   void *ctx,
                                   const struct lgt_gamma_options *options,
                                   struct lgt_gamma *result,
                                   struct lgt_error *error);

/* The normalized autocorrelation function: RHO[t] for t = 0 ... LAGS - 1,

     rho (t) = Gamma (t) / Gamma (0),
     Gamma (t) = <(x_i - <x>) (x_{i+t} - <x>)>,

   all replica together, and its errors (RHO_ERROR may be NULL) by M.
   Luescher, hep-lat/0409106, eq. (E.11).  They are strongly correlated among
   neighbours.  Constant data have rho (0) = 1 and 0 else, without errors.
   1 <= LAGS <= 1 + half of the shortest replica, else LGT_EINVAL; other
   failures as for lgt_gamma_mean.  */
enum lgt_status
lgt_gamma_autocorrelation (const double *data, int replica,
                           const int64_t *length, int64_t lags,
                           const struct lgt_gamma_options *options,
                           double *rho, double *rho_error,
                           struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* Histogram reweighting: what a chain at one coupling says about another.

   A chain of exp (-S), S proportional to the coupling beta as all actions of
   lgt/action.h are, gives mean values at beta' by weights,

     <O>_beta' = <O w>_beta / <w>_beta,
     log w = -(beta' / beta - 1) S

   (A. M. Ferrenberg and R. H. Swendsen, Phys. Rev. Lett. 61 (1988) 2635).
   Data, replica and lengths are those of lgt/statistics.h; errors are those
   of the Gamma method for a derived quantity of K + 1 primary ones, O_k w and
   w, so that autocorrelations of the weights are in them.  A constant in
   log w changes nothing but ln Z.

   The statistics left are ESS n, and in the tail of the histogram nothing
   warns of what the chain has never seen: an ESS below 0.1, or below 100 / n,
   means too far.

   Errors of all functions: LGT_EINVAL, LGT_ENUM, LGT_ENOMEM as for
   lgt_gamma_derived; log-weights that are not finite are LGT_ENUM.  */

#ifndef LGT_REWEIGHTING_H
#define LGT_REWEIGHTING_H

#include <lgt/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

/* LOG_W[i] = -(TO / FROM - 1) ACTION[i] of COUNT measurements.  LGT_EINVAL:
   FROM is 0, or one of them is not finite.  */
enum lgt_status lgt_reweighting_weights (const double *action, int64_t count,
                                         double from, double to,
                                         double *log_w,
                                         struct lgt_error *error);

/* F (<O_1 w> / <w>, ..., <O_K w> / <w>); DATA in C order [measurement][K].
   F NULL: the mean of O_1.  */
enum lgt_status lgt_gamma_reweighted (const double *data, int k,
                                      const double *log_w, int replica,
                                      const int64_t *length,
                                      lgt_derived_fn *f, void *ctx,
                                      const struct lgt_gamma_options *options,
                                      struct lgt_gamma *result,
                                      struct lgt_error *error);

/* ESS = <w>^2 / <w^2>, in (0, 1].  */
enum lgt_status
lgt_gamma_reweighting_ess (const double *log_w, int replica,
                           const int64_t *length,
                           const struct lgt_gamma_options *options,
                           struct lgt_gamma *result, struct lgt_error *error);

/* ln (Z' / Z) = ln <w>.  */
enum lgt_status
lgt_gamma_reweighting_log_z (const double *log_w, int replica,
                             const int64_t *length,
                             const struct lgt_gamma_options *options,
                             struct lgt_gamma *result,
                             struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

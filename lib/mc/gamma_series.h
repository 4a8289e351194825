/* The chains of a measurement, and the Gamma method for a series of one number
   a measurement.  Private to lib/mc.  */

#ifndef LGT_MC_GAMMA_SERIES_H
#define LGT_MC_GAMMA_SERIES_H

#include <lgt/statistics.h>

struct lgt_chains
{
  int replica;
  const int64_t *length;  /* the caller's */
  int64_t count;          /* all measurements */
  int64_t longest_window; /* half of the shortest replica */
};

enum lgt_status lgt_chains_check (struct lgt_chains *chains, int replica,
                                  const int64_t *length,
                                  struct lgt_error *error);

/* LGT_ENUM unless all of DATA, K numbers a measurement, are finite.  */
enum lgt_status lgt_chains_finite (const struct lgt_chains *chains,
                                   const double *data, int k,
                                   struct lgt_error *error);

/* Mean of N values X[0], X[stride], ...; exact for constant data.  */
double lgt_chains_mean (const double *x, int64_t n, int stride);

/* GAMMA[t] = sum over replica of sum_i delta_i delta_{i+t} for t = 0 ...
   LONGEST, not normalized; FFT may be NULL.  LONGEST is less than every
   length.  */
enum lgt_status lgt_series_gamma (const struct lgt_chains *chains,
                                  const double *delta,
                                  const struct lgt_fft *fft, int64_t longest,
                                  double *gamma, struct lgt_error *error);

/* Errors and autocorrelation time of the series DELTA, whose mean over all
   is zero, in all fields of RESULT but value, count and consistency: eqs.
   (31), (35), (41), (42), (49).  */
enum lgt_status lgt_series_error (const struct lgt_chains *chains,
                                  const double *delta,
                                  const struct lgt_gamma_options *options,
                                  struct lgt_gamma *result,
                                  struct lgt_error *error);

#endif

/* Jackknife and bootstrap over blocks of Monte Carlo chains.

   A second opinion beside the Gamma method (lgt/statistics.h), for quantities
   F (mean_1, ..., mean_K) that are so far from linear that its gradient says
   little, and for intervals that are not symmetric.

   Each chain of LENGTH[r] measurements is cut into blocks of about BLOCK
   consecutive ones, none across two chains.  Blocks count as independent:
   they must be longer than the autocorrelations, or errors come out too
   small, by about tau_exp / BLOCK of the variance.  BLOCK 0 chooses

     2 [(4 tau^2 - 1) / (4 tau)]^(2/3) n^(1/3),

   tau being tau_int of F by the Gamma method: twice what has the smallest mean
   square error for an AR(1) process (E. Carlstein, Ann. Statist. 14 (1986)
   1171), where errors still are some 6% too small; but n / 10 at most, so that
   there are blocks to compare: a chain for which that is too short gets errors
   that are too small.  It knows one time scale; a small admixture of slow modes
   needs longer blocks, and a larger window_factor in the Gamma method.

   LOG_W, one for each measurement, weighs them: mean_k = sum w O_k / sum w.
   NULL: all alike.  DATA in C order [measurement][K].  F NULL: the mean of
   O_1.

   LGT_EINVAL: K, a length, a count or a block out of range, fewer than 2
   blocks in all.  LGT_ENUM: data or log-weights that are not finite; F that
   is not finite without one of the blocks, or of a bootstrap sample, or, with
   BLOCK 0, with a mean moved by its standard error as if measurements were
   independent (the Gamma method).  LGT_ENOMEM.  */

#ifndef LGT_RESAMPLING_H
#define LGT_RESAMPLING_H

#include <lgt/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The chains, as in lgt/statistics.h.  */
struct lgt_sample
{
  const double *data;
  int k;
  const double *log_w;    /* NULL: no weights */
  int replica;
  const int64_t *length;
};

struct lgt_resampled
{
  double value;           /* F of all measurements; no bias is subtracted */
  double error;
  double bias;            /* estimate of <value> - truth, of order 1/n */
  double low, high;       /* bootstrap: the interval that 68.27% of the samples
                             lie in, as many below as above; jackknife: VALUE
                             -+ ERROR */
  int64_t block, blocks;  /* length asked for or chosen, number of blocks */
};

/* Leave out one block after another.  With blocks of m_b of the n
   measurements and h_b = n / m_b (F. M. T. A. Busing et al., Stat. Comput. 9
   (1999) 3; equal blocks give the usual jackknife):

     f_b   = h_b F - (h_b - 1) F_without_b,
     mean  = sum_b f_b / h_b,       bias = F - mean,
     error^2 = (1 / B) sum_b (f_b - mean)^2 / (h_b - 1).  */
enum lgt_status lgt_jackknife (const struct lgt_sample *sample, int64_t block,
                               lgt_derived_fn *f, void *ctx,
                               struct lgt_resampled *result,
                               struct lgt_error *error);

/* Draw as many blocks as there are, with replacement, SAMPLES times (at least
   2; 0: 1000); the error is the standard deviation of F among samples, good
   to 1 / sqrt (2 SAMPLES), times sqrt (B / (B - 1)), so that the error of a
   mean is the jackknife's.  Random numbers: Philox (lgt/ops.h), stream
   LGT_STREAM_BOOTSTRAP, key SEED, counter words: draw / 2, sample.  */
enum lgt_status lgt_bootstrap (const struct lgt_sample *sample, int64_t block,
                               int samples, uint64_t seed, lgt_derived_fn *f,
                               void *ctx, struct lgt_resampled *result,
                               struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* Samples with log-weights, cut into blocks: what is asked of them, and the
   sums from which jackknives are made.  Private to lib/mc.  */

#ifndef LGT_MC_BLOCK_SUMS_H
#define LGT_MC_BLOCK_SUMS_H

#include <lgt/statistics.h>

/* LGT_ENUM unless all of LOG_W (NULL: no weights) are finite.  */
enum lgt_status lgt_log_weights_finite (const double *log_w, int64_t n,
                                        struct lgt_error *error);

/* The same, and LGT_EINVAL unless N >= 2 and *BLOCKS is 2 ... N or 0, which
   becomes min (n, 100).  */
enum lgt_status lgt_log_weights_check (const double *log_w, int64_t n,
                                       int *blocks, struct lgt_error *error);

/* The first of N samples in block B of BLOCKS; their lengths differ by one at
   most.  */
int64_t lgt_block_start (int64_t n, int64_t blocks, int64_t b);

/* A sum is a row of K + LGT_SUMS_FIRST doubles

     maximum m, sum of exp (l - m), sum of exp (l - m) O_1, ..., O_K

   with l = power * log w.  */
enum { LGT_SUMS_MAXIMUM = 0, LGT_SUMS_TOTAL = 1, LGT_SUMS_FIRST = 2 };

/* *TABLE (to be freed) gets rows: row 0 is the sum of all samples, row 1 + b
   that without block b, row BLOCKS + 1 + b that of block b.  Block b has the
   samples START[b] ... START[b + 1] - 1.  DATA in C order [n][K]; LOG_W NULL:
   l = 0.  */
enum lgt_status lgt_block_sums (const double *log_w, double power,
                                const double *data, int k, int64_t blocks,
                                const int64_t *start, double **table,
                                struct lgt_error *error);

#endif

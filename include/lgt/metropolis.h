/* Metropolis decisions, and the chain made of independent proposals.

   A flow's proposals do not depend on where the chain is, so a chain is a
   walk over their log-weights log w = -S - log q (lgt/weights.h): proposal i
   replaces the current one, j, with probability min (1, w_i / w_j)
   (arXiv:1904.12072).

   Random numbers: Philox as in lgt/ops.h, stream LGT_STREAM_CHAIN, one
   counter a proposal, so that a chain is the same for whatever number of
   threads or backend made the proposals.  */

#ifndef LGT_METROPOLIS_H
#define LGT_METROPOLIS_H

#include <lgt/statistics.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 1 if a move that changes the log of the target weight by DELTA is
   accepted, log (UNIFORM) < DELTA, UNIFORM in (0, 1).  NaN and -inf are
   rejected.  */
int lgt_metropolis_accept (double delta, double uniform);

struct lgt_metropolis
{
  int64_t accepted;       /* of n - 1 decisions */
  struct lgt_estimate acceptance;       /* accepted / (n - 1); the error is
                                           that of the Gamma method */
  int64_t longest_stay;   /* the most steps in a row on one configuration */
};

/* Run the chain over the n >= 3 log-weights in LOG_W: INDEX[i] (n elements)
   gets the number of the proposal on which the chain sits after step i;
   INDEX[0] = 0, the start.  CHAIN numbers independent chains with one seed
   (0 to 4095).  LGT_ENUM if a log-weight is not finite; LGT_EINVAL: n, CHAIN
   out of range; LGT_ENOMEM.  */
enum lgt_status lgt_metropolis_independence (const double *log_w, int64_t n,
                                             uint64_t seed, int chain,
                                             int64_t *index,
                                             struct lgt_metropolis *result,
                                             struct lgt_error *error);

/* The same chain piece by piece, for proposals that stream by: INDEX gets the
   same numbers, whatever the pieces.  Begin with seed and chain set and all
   else 0.  A log-weight that is not finite is never accepted; as the first
   one it is left by the first that is finite.  */
struct lgt_metropolis_walk
{
  uint64_t seed;
  int chain;              /* 0 to 4095 */
  int64_t steps;          /* proposals seen */
  int64_t at;             /* where the chain is */
  double log_w;           /* the log-weight there */
};
void lgt_metropolis_advance (struct lgt_metropolis_walk *walk,
                             const double *log_w, int64_t count,
                             int64_t *index);

#ifdef __cplusplus
}
#endif

#endif

/* Sums over the decisions of chains, and what is tuned by them.  Internal to
   lib/mc.  */

#ifndef LGT_MC_DECISIONS_H
#define LGT_MC_DECISIONS_H

#include <lgt/chain.h>

/* Sums of the record, and of tuning since the last change; plain numbers that
   are saved as they are.  */
enum
{
  LGT_CHAIN_DECISIONS, LGT_CHAIN_ACCEPTED, LGT_CHAIN_DELTA, LGT_CHAIN_EXP,
  LGT_CHAIN_EXP2, LGT_CHAIN_SHIFTS, LGT_CHAIN_SHIFTS_ACCEPTED,
  LGT_CHAIN_TUNED, LGT_CHAIN_SUMS
};

/* Sweeps between two changes.  */
enum { LGT_CHAIN_TUNE_EVERY = 10, LGT_CHAIN_STEPS_MAX = 1000 };

/* Add dH of COUNT trajectories; COUNT decisions, of which UNIT times
   ACCEPTED were taken.  */
void lgt_mc_add_deltas_ (double *sums, int count, const double *delta);
void lgt_mc_add_accepted_ (double *sums, int count, double unit,
                           const double *accepted);

/* All sums 0 but those of tuning.  */
void lgt_mc_clear_sums_ (double *sums);

/* DYNAMICS: there are sums of dH.  */
struct lgt_chain_record lgt_mc_record_ (const double *sums, int dynamics);

/* The share that COUNT chains have accepted since the last change; its sum
   starts again.  */
double lgt_mc_tuned_share_ (double *sums, int count);
/* The number of steps after STEPS where SHARE was accepted and TARGET is
   wanted.  */
int lgt_mc_tuned_steps_ (int steps, double share, double target);

#endif

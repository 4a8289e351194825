/* What is measured along a few chains that run side by side.  Private to
   lgt-compare.  */

#ifndef LGT_APP_COMPARE_TRACK_H
#define LGT_APP_COMPARE_TRACK_H

#include "compare.h"

struct lgt_track
{
  int chains;
  int64_t sweeps, room;
  double *plaquette;      /* [sweep][chain] */
  double *charge;         /* the same; NULL: none in this theory */
  double *links;          /* room for all configurations */
  double seconds;         /* of all sweeps, without measuring */
};

/* Fill *TRACK by running CHAIN for SECONDS, measuring included, two sweeps
   at least.  To be freed by lgt_track_free, also after a failure.  */
enum lgt_status lgt_track_run (struct lgt_compare *compare,
                               struct lgt_chain *chain, int chains,
                               double seconds, struct lgt_track *track,
                               struct lgt_error *error);
void lgt_track_free (struct lgt_track *track);

/* The mean of (change of Q)^2 in a sweep; *MOVED = the chains whose charge
   changed at all.  0 where there is no charge.  */
double lgt_track_motion (const struct lgt_track *track, int *moved);

/* The Gamma method for the plaquette, or for Q^2.  */
enum lgt_status lgt_track_gamma (const struct lgt_track *track,
                                 enum lgt_compare_quantity quantity,
                                 struct lgt_gamma *gamma,
                                 struct lgt_error *error);

#endif

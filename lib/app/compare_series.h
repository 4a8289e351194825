/* What is measured along a few chains that run side by side.  Private to
   lgt-compare.  */

#ifndef LGT_APP_COMPARE_SERIES_H
#define LGT_APP_COMPARE_SERIES_H

#include "compare.h"

struct lgt_series_run
{
  int chains;
  int64_t sweeps, room;
  double *plaquette;      /* [sweep][chain] */
  double *charge;         /* the same; NULL: none in this theory */
  double *links;          /* room for all configurations */
  double seconds;         /* of all sweeps, without measuring */
};

/* Fill *SERIES by running CHAIN for SECONDS, measuring included, two sweeps
   at least.  To be freed by lgt_series_free, also after a failure.  */
enum lgt_status lgt_series_run (struct lgt_compare *compare,
                                struct lgt_chain *chain, int chains,
                                double seconds, struct lgt_series_run *series,
                                struct lgt_error *error);
void lgt_series_free (struct lgt_series_run *series);

/* The mean of (change of Q)^2 in a sweep; *MOVED = the chains whose charge
   changed at all.  0 where there is no charge.  */
double lgt_series_motion (const struct lgt_series_run *series, int *moved);

/* The Gamma method for the plaquette, or for Q^2.  */
enum lgt_status lgt_series_gamma (const struct lgt_series_run *series,
                                  enum lgt_compare_quantity quantity,
                                  struct lgt_gamma *gamma,
                                  struct lgt_error *error);

#endif

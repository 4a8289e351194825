/* The table of results of a sampling run: what was measured, its error, the
   exact value where there is one, and how far apart they are.

   Fill a struct lgt_report, print it for people or for scripts.  The
   functions print to the given stream and look at no errors of it: the
   tool's end does (lgt_app_close).  */

#ifndef LGT_REPORT_H
#define LGT_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include <lgt/free_energy.h>
#include <lgt/metropolis.h>
#include <lgt/weights.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_report_quantity        /* name in the first column of TSV */
{
  LGT_REPORT_ESS,               /* ess: of the flow's own proposals */
  LGT_REPORT_ESS_FORWARD,       /* ess_forward: of given configurations */
  LGT_REPORT_KL,                /* kl: KL (q || p), where ln Z is known */
  LGT_REPORT_LOG_Z,             /* log_z: by Bennett's acceptance ratio, from
                                   proposals and given configurations */
  LGT_REPORT_ACCEPTANCE,        /* acceptance: independence Metropolis */
  LGT_REPORT_MAX_SHARE,         /* max_share: largest w / sum w */
  LGT_REPORT_TAU_INT,           /* tau_int: of the slowest observable */
  LGT_REPORT_PLAQUETTE_REWEIGHTED,      /* plaquette_reweighted */
  LGT_REPORT_PLAQUETTE_CHAIN,   /* plaquette_chain */
  LGT_REPORT_Q2_REWEIGHTED,     /* q2_reweighted: <Q^2> */
  LGT_REPORT_Q2_CHAIN,          /* q2_chain */
  LGT_REPORT_QUANTITIES
};

struct lgt_report_row
{
  struct lgt_estimate measured; /* value NaN: not measured, no row; error NaN:
                                   unknown */
  double exact;                 /* NaN: unknown */
};

struct lgt_report
{
  struct lgt_report_row row[LGT_REPORT_QUANTITIES];
  /* For the lines below the table; count 0: there are no weights.  */
  struct lgt_weights_summary weights;
  double log_z;                 /* exact; NaN: unknown */
  int of_paths;                 /* 1: weights of paths (lgt/stochastic.h) */
  int64_t chain;                /* steps; 0: there is no chain */
  int64_t longest_stay;
  int chain_is_short;           /* fewer than 50 tau_int */
  double overlap;               /* of proposals and given configurations; NaN:
                                   there are not both */
};

/* Nothing measured, nothing known.  */
void lgt_report_init (struct lgt_report *report);

/* One row; EXACT may be NaN.  */
void lgt_report_set (struct lgt_report *report, enum lgt_report_quantity row,
                     struct lgt_estimate measured, double exact);

/* The rows ess, max_share and, where the exact LOG_Z is not NaN, kl.  */
void lgt_report_weights (struct lgt_report *report,
                         const struct lgt_weights_summary *weights,
                         double log_z);

/* The rows acceptance and tau_int from a chain of STEPS steps; SLOWEST is the
   analysis of the observable with the largest tau.  */
void lgt_report_chain (struct lgt_report *report, int64_t steps,
                       const struct lgt_metropolis *metropolis,
                       const struct lgt_gamma *slowest);

/* The row log_z, where there are proposals and given configurations; the exact
   LOG_Z may be NaN.  */
void lgt_report_bennett (struct lgt_report *report,
                         const struct lgt_bennett *bennett, double log_z);

/* (value - exact) / error of a row; NaN unless all three are known and the
   error is greater than 0.  */
double lgt_report_deviation (const struct lgt_report *report,
                             enum lgt_report_quantity row);

/* Warning number I = 0, 1, ... as one line in TEXT; 0 if there is none such:
   few proposals, an ESS too small for their number, one weight that
   outweighs, no overlap to find ln Z by, a short chain, a value more than 3 sigma off.  */
int lgt_report_warning (const struct lgt_report *report, int i,
                        char text[160]);

/* For people: aligned columns, values rounded to two digits of their errors,
   the Gaussian cross-check, the warnings.  */
void lgt_report_text (const struct lgt_report *report, FILE *stream);

/* For scripts: a line "#quantity value error exact", then a row for each
   measured quantity, in the order above; tabs between, numbers in the
   shortest form that reads back the same, empty where unknown.  */
void lgt_report_tsv (const struct lgt_report *report, FILE *stream);

#ifdef __cplusplus
}
#endif

#endif

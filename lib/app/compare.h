/* The parts of lgt-compare: what an independent configuration costs, by chain
   and by flow.  Private to lib/app.

   Seconds are processor time of one thread.  A step is a trajectory, a sweep
   with all that belongs to it, or a proposal of a flow with its decision.
   Measuring is not counted.  */

#ifndef LGT_APP_COMPARE_H
#define LGT_APP_COMPARE_H

#include "exact_values.h"
#include "session.h"

#include <lgt/chain.h>
#include <lgt/statistics.h>

/* What is sampled: copied from the first model.  */
struct lgt_theory
{
  struct lgt_geom geom;
  int n;
  struct lgt_loop_list loops;
  double coefficient[LGT_ACTION_LOOPS];
  double beta;            /* NAN: not the Wilson action */
  struct lgt_exact_values exact;
  char words[128];        /* "U(1), 16x16" */
};
enum lgt_status lgt_theory_init (struct lgt_theory *theory,
                                 const struct lgt_session *session,
                                 struct lgt_error *error);
void lgt_theory_free (struct lgt_theory *theory);
/* LGT_EINVAL: the model of SESSION, called NAME, samples something else.  */
enum lgt_status lgt_theory_check (const struct lgt_theory *theory,
                                  const struct lgt_session *session,
                                  const char *name, struct lgt_error *error);

enum lgt_compare_quantity
{
  LGT_COMPARE_PLAQUETTE, LGT_COMPARE_Q2, LGT_COMPARE_QUANTITIES
};
extern const char *const lgt_compare_names[LGT_COMPARE_QUANTITIES];
double lgt_compare_exact (const struct lgt_theory *theory,
                          enum lgt_compare_quantity quantity);

/* One method.  Unknown numbers are NAN.  */
struct lgt_compare_row
{
  char name[80];          /* "HMC", or that of a run */
  char detail[80];        /* what was chosen: "length 2, 11 steps" */
  bool is_flow;
  int64_t steps;          /* of all chains together */
  double seconds;         /* a step */
  double acceptance;
  struct lgt_estimate ess;      /* of a flow */
  double training;        /* seconds, of a flow */
  struct
  {
    bool measured;
    bool frozen;          /* the charge of some chain never moved: gamma.tau
                             is the length of a chain, a lower bound */
    struct lgt_gamma gamma;
  } quantity[LGT_COMPARE_QUANTITIES];
};

enum { LGT_COMPARE_ROWS = 80 };

struct lgt_compare
{
  const struct lgt_app *app;
  struct lgt_theory theory;
  double time;            /* seconds a row */
  uint64_t seed;
  int batch;              /* proposals at a time */
  bool quiet;
  struct lgt_progress bar;
  int total;              /* rows that there will be */
  int rows;
  struct lgt_compare_row row[LGT_COMPARE_ROWS];
};

/* Processor seconds of this process.  */
double lgt_compare_clock (void);
/* SECONDS of the row in work have passed.  LGT_ESTOP after a signal.  */
enum lgt_status lgt_compare_progress (struct lgt_compare *compare,
                                      double seconds,
                                      struct lgt_error *error);
/* A new row, nothing known; the compare's.  */
struct lgt_compare_row *lgt_compare_add (struct lgt_compare *compare,
                                         const char *name);
/* The Gamma method for REPLICA chains of LENGTH each, with FFTW where it is
   there.  */
enum lgt_status lgt_compare_gamma (const double *data, int replica,
                                   int64_t length, struct lgt_gamma *gamma,
                                   struct lgt_error *error);

/* The chains that the theory allows, a row each: settings are chosen in a
   scan, then a run.  */
enum { LGT_COMPARE_CHAINS = 4 };
int lgt_compare_chain_count (const struct lgt_theory *theory);
enum lgt_status lgt_compare_chains (struct lgt_compare *compare,
                                    struct lgt_context *context,
                                    struct lgt_error *error);

/* The flow of SESSION, called NAME, its weights in place; TRAINING seconds
   went into it.  */
enum lgt_status lgt_compare_flow (struct lgt_compare *compare,
                                  struct lgt_session *session,
                                  const char *name, double training,
                                  struct lgt_error *error);
/* Seconds of training that train.tsv beside the checkpoint of RUN tells, over
   all resumptions; NAN: there is no such file.  */
double lgt_compare_training (const char *run);

/* YAML of the flow that sets the columns of the theory by halves, exact
   without training, in *TEXT, the caller's.  LGT_EINVAL: not U(1) in two
   dimensions with the Wilson action, or L_0 no power of 2 from 2 on.  */
enum lgt_status lgt_compare_columns (const struct lgt_theory *theory,
                                     char **text, struct lgt_error *error);

/* ---- results ---- */

/* Seconds for an independent configuration: 2 tau_int seconds a step.  */
double lgt_compare_cost (const struct lgt_compare_row *row,
                         enum lgt_compare_quantity quantity);
/* The quantity by which methods are judged: <Q^2> where it is measured.  */
enum lgt_compare_quantity lgt_compare_judge (const struct lgt_compare *);
/* The cheapest chain; -1: there is none.  */
int lgt_compare_best (const struct lgt_compare *compare,
                      enum lgt_compare_quantity quantity);
/* Independent configurations after which flow I with its training has cost
   less than the cheapest chain; INFINITY: never; NAN: unknown.  */
double lgt_compare_pays (const struct lgt_compare *compare, int i,
                         enum lgt_compare_quantity quantity);

void lgt_compare_text (const struct lgt_compare *compare, FILE *stream);
void lgt_compare_tsv (const struct lgt_compare *compare, FILE *stream);
/* PICTURE of costs, and its numbers beside it in a .tsv.  */
enum lgt_status lgt_compare_plot (const struct lgt_compare *compare,
                                  const char *picture,
                                  struct lgt_error *error);

#endif

/* The parts of lgt-mc.  Private to lib/app.  */

#ifndef LGT_APP_MC_H
#define LGT_APP_MC_H

#include "mc_config.h"
#include "session.h"

#include <lgt/chain.h>
#include <lgt/io.h>
#include <lgt/summary.h>

/* Series: one number a measurement and chain.  */
enum lgt_markov_series
{
  LGT_MARKOV_PLAQUETTE,
  /* Scalar fields (lgt/observables_scalar.h).  */
  LGT_MARKOV_PHI2, LGT_MARKOV_ABS_M, LGT_MARKOV_M2, LGT_MARKOV_G1,
  LGT_MARKOV_ACTION,
  LGT_MARKOV_CHARGE,      /* U(1) in two dimensions */
  /* HMC; means over the trajectories since the last measurement.  */
  LGT_MARKOV_DELTA_H, LGT_MARKOV_ACCEPTED, LGT_MARKOV_EXP_DELTA_H,
  LGT_MARKOV_DELTA_H2,
  LGT_MARKOV_SERIES
};
extern const char *const lgt_markov_names[LGT_MARKOV_SERIES];

/* What a record of a checkpoint is called.  */
#define LGT_MARKOV_CHECKPOINT "chain-checkpoint"

struct lgt_markov;

/* What differs between chains of links (mc_gauge.c) and of a scalar field
   (mc_scalar.c).  All but MEASURES, MAKE, SHAPE and EXACT need chains.  */
struct lgt_markov_kind
{
  const char *field;      /* in files: "U", "phi" */
  const char *place;      /* "link", "site" */
  /* That pictures are drawn of, the first one of also beside the progress
     bar; LGT_MARKOV_SERIES ends the list.  */
  enum lgt_markov_series shown[4];

  /* Whether there is series S; that of trajectories is known elsewhere.  */
  int (*measures) (const struct lgt_markov *m, enum lgt_markov_series s);
  /* Cold chains with the coefficients of the model's action times m->scale;
     none is left behind by a failure.  */
  enum lgt_status (*make) (struct lgt_markov *m, uint64_t seed,
                           struct lgt_error *error);
  void (*free) (struct lgt_markov *m);
  /* Of a configuration in files.  */
  void (*shape) (const struct lgt_markov *m, struct lgt_field_shape *shape);
  /* Lanes of the chains; "HMC, length 1 ..." in TEXT.  */
  int (*lanes) (const struct lgt_markov *m);
  void (*algorithm) (const struct lgt_markov *m, char text[120]);

  enum lgt_status (*start) (struct lgt_markov *m, enum lgt_chain_start start,
                            struct lgt_error *error);
  /* m->fields from and to the chains.  */
  enum lgt_status (*put) (struct lgt_markov *m, struct lgt_error *error);
  enum lgt_status (*get) (const struct lgt_markov *m,
                          struct lgt_error *error);

  enum lgt_status (*sweep) (struct lgt_markov *m, struct lgt_error *error);
  void (*clear) (struct lgt_markov *m);
  enum lgt_status (*last) (const struct lgt_markov *m, double *delta,
                           double *accepted, struct lgt_error *error);
  /* Fill the row that is being summed up; m->fields is what is to be kept if
     m->config.save.  */
  enum lgt_status (*measure) (struct lgt_markov *m, struct lgt_error *error);

  struct lgt_chain_state (*save) (const struct lgt_markov *m);
  /* With m->fields.  */
  enum lgt_status (*restore) (struct lgt_markov *m,
                              const struct lgt_chain_state *state,
                              struct lgt_error *error);

  /* The exact mean of series S, NAN: unknown; rows of the table.  */
  double (*exact) (const struct lgt_markov *m, enum lgt_markov_series s);
  enum lgt_status (*rows) (const struct lgt_markov *m,
                           struct lgt_summary *summary,
                           struct lgt_error *error);
};
extern const struct lgt_markov_kind lgt_markov_gauge, lgt_markov_scalar;

struct lgt_markov
{
  const struct lgt_app *app;
  struct lgt_session *session;
  struct lgt_mc_config config;
  const char *configuration;    /* YAML, for provenance */
  const char *folder;     /* NULL: nothing is written */
  const char *label;      /* of the progress bar */
  int resumed, quiet;

  const struct lgt_markov_kind *kind;   /* NULL: not known yet */
  struct lgt_chain *chain;      /* the one or the other */
  struct lgt_scalar_chain *scalar;
  double scale;           /* p ~ exp (-scale S) */
  int64_t sweep;          /* sweeps done, thermalization included */
  int64_t done;           /* measurements done */
  /* [done + 1][chains], NULL: not measured; the last row is being summed
     up.  */
  double *series[LGT_MARKOV_SERIES];
  int64_t room;           /* rows */
  double *fields;         /* [chains][size] */
  int64_t size;           /* numbers of a configuration */

  struct lgt_ensemble_writer *part;     /* since the last checkpoint */
  double seconds;         /* of SWEPT sweeps in this session */
  int64_t swept;
};

/* ---- mc_chain.c: chains of either kind ---- */

/* The chains of the session's model, cold, with p ~ exp (-SCALE S).  What M
   has of chains is freed first.  */
enum lgt_status lgt_markov_new (struct lgt_markov *m, double scale,
                                uint64_t seed, struct lgt_error *error);
void lgt_markov_free (struct lgt_markov *m);

/* One sweep; *MEASURED: it ended with a measurement.  */
enum lgt_status lgt_markov_sweep (struct lgt_markov *m, int *measured,
                                  struct lgt_error *error);

/* Room for ROWS rows in all series that are measured.  */
enum lgt_status lgt_markov_room (struct lgt_markov *m, int64_t rows,
                                 struct lgt_error *error);

/* The row that is being summed up, of series S: a number a chain.  */
double *lgt_markov_row (const struct lgt_markov *m, enum lgt_markov_series s);

/* ---- mc_gauge.c ---- */

/* beta of a Wilson action times SCALE; NAN of another action.  */
double lgt_markov_beta (const struct lgt_markov *m);

/* ---- mc_start.c ---- */

/* Start as the configuration says: cold, hot or from a file.  */
enum lgt_status lgt_markov_start (struct lgt_markov *m,
                                  struct lgt_error *error);

/* ---- mc_run.c ---- */

/* From m->sweep to the end; writes history.tsv and checkpoint.h5 where there
   is a folder.  LGT_ESTOP after a signal.  */
enum lgt_status lgt_markov_run (struct lgt_markov *m,
                                struct lgt_error *error);

/* ---- mc_checkpoint.c ---- */

/* Of M in the attributes of a file.  */
enum lgt_status lgt_markov_set_provenance (const struct lgt_markov *m,
                                           struct lgt_record *record,
                                           struct lgt_error *error);
enum lgt_status lgt_markov_save (const struct lgt_markov *m,
                                 struct lgt_error *error);
/* M has its chains; the rest is filled from RECORD.  */
enum lgt_status lgt_markov_restore (struct lgt_markov *m,
                                    const struct lgt_record *record,
                                    struct lgt_error *error);
/* The checkpoint of the run in FOLDER.  */
enum lgt_status lgt_markov_open (const char *folder,
                                 struct lgt_record **record,
                                 struct lgt_error *error);

/* ---- mc_save.c: the ensemble ---- */

/* Append the present fields to the part that is being written.  */
enum lgt_status lgt_markov_keep (struct lgt_markov *m,
                                 struct lgt_error *error);
/* Complete that part.  */
enum lgt_status lgt_markov_flush (struct lgt_markov *m,
                                  struct lgt_error *error);
/* Before a run goes on: the parts must have what was measured.  */
enum lgt_status lgt_markov_check_parts (const struct lgt_markov *m,
                                        struct lgt_error *error);
/* All parts to ensemble.h5.  */
enum lgt_status lgt_markov_join (const struct lgt_markov *m,
                                 struct lgt_error *error);

/* ---- mc_report.c ---- */

/* Series S of all chains as lgt_gamma_mean wants it, chain by chain; to be
   freed.  NULL: no memory.  */
double *lgt_markov_replica (const struct lgt_markov *m,
                            enum lgt_markov_series s);
/* Their lengths, m->done once a chain; to be freed.  NULL: no memory.  */
int64_t *lgt_markov_lengths (const struct lgt_markov *m);

/* The mean of FACTOR times series S; squares where POWER is 2.  */
enum lgt_status lgt_markov_gamma (const struct lgt_markov *m,
                                  enum lgt_markov_series s, int power,
                                  double factor, struct lgt_gamma *gamma,
                                  struct lgt_error *error);

struct lgt_markov_quantity
{
  const char *name;
  enum lgt_markov_series series;
  int power;              /* 1, or 2: the square */
  double factor, exact;
};
/* Add a row.  Data that are not finite (dH of a trajectory that blew up) are
   no reason to lose the rest: that is said.  A series that is not measured
   gives none.  */
enum lgt_status lgt_markov_add (const struct lgt_markov *m,
                                const struct lgt_markov_quantity *quantity,
                                struct lgt_summary *summary,
                                struct lgt_error *error);
/* The same for F of the means of K quantities, DATA[chain][measurement][K]. */
enum lgt_status lgt_markov_add_derived (const struct lgt_markov *m,
                                        const char *name, const double *data,
                                        int k, lgt_derived_fn *f, void *ctx,
                                        double exact,
                                        struct lgt_summary *summary,
                                        struct lgt_error *error);

/* Print all that was measured on standard output, TSV or text.  */
enum lgt_status lgt_markov_report (const struct lgt_markov *m, int tsv,
                                   struct lgt_error *error);

/* ---- mc_plot.c ---- */

/* Pictures in the folder, of the type PICTURE, "svg" or "png"; what fails is
   said and left out.  */
void lgt_markov_plot (const struct lgt_markov *m, const char *picture);

/* ---- mc_integrate.c ---- */

/* ln Z = integral_0^1 <-S>_t dt, <>_t with p ~ exp (-t S), by POINTS nodes
   of Gauss and Legendre; printed on standard output.  */
enum lgt_status lgt_markov_integrate (struct lgt_markov *m, int points,
                                      int tsv, struct lgt_error *error);

#endif

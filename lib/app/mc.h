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
  LGT_MARKOV_PLAQUETTE, LGT_MARKOV_ACTION,
  LGT_MARKOV_CHARGE,      /* U(1) in two dimensions */
  /* HMC; means over the trajectories since the last measurement.  */
  LGT_MARKOV_DELTA_H, LGT_MARKOV_ACCEPTED, LGT_MARKOV_EXP_DELTA_H,
  LGT_MARKOV_DELTA_H2,
  LGT_MARKOV_SERIES
};
extern const char *const lgt_markov_names[LGT_MARKOV_SERIES];

/* What a record of a checkpoint is called.  */
#define LGT_MARKOV_CHECKPOINT "chain-checkpoint"

struct lgt_markov
{
  const struct lgt_app *app;
  struct lgt_session *session;
  struct lgt_mc_config config;
  const char *configuration;    /* YAML, for provenance */
  const char *folder;     /* NULL: nothing is written */
  const char *label;      /* of the progress bar */
  int resumed, quiet;

  /* The chains.  Where another field gets chains of its own, only
     mc_chain.c needs to know.  */
  struct lgt_chain *chain;
  double scale;           /* p ~ exp (-scale S) */
  int64_t sweep;          /* sweeps done, thermalization included */
  int64_t done;           /* measurements done */
  /* [done + 1][chains], NULL: not measured; the last row is being summed
     up.  */
  double *series[LGT_MARKOV_SERIES];
  int64_t room;           /* rows */
  double *links;          /* [chains][lgt_chain_size] */

  struct lgt_ensemble_writer *part;     /* since the last checkpoint */
  double seconds;         /* of SWEPT sweeps in this session */
  int64_t swept;
};

/* ---- mc_chain.c: chains and what they measure ---- */

/* The chains of the session's model, cold, with p ~ exp (-SCALE S).  What M
   has of chains is freed first.  */
enum lgt_status lgt_markov_new (struct lgt_markov *m, double scale,
                                uint64_t seed, struct lgt_error *error);
void lgt_markov_free (struct lgt_markov *m);

/* Start as the configuration says.  */
enum lgt_status lgt_markov_start (struct lgt_markov *m,
                                  struct lgt_error *error);

/* One sweep; *MEASURED: it ended with a measurement.  */
enum lgt_status lgt_markov_sweep (struct lgt_markov *m, int *measured,
                                  struct lgt_error *error);

/* Room for ROWS rows in all series that are measured.  */
enum lgt_status lgt_markov_room (struct lgt_markov *m, int64_t rows,
                                 struct lgt_error *error);

/* Links of all chains to m->links.  */
enum lgt_status lgt_markov_links (struct lgt_markov *m,
                                  struct lgt_error *error);

/* The shape of a configuration in files; a list of numbers where it has more
   axes than a record (SU(N) in over four dimensions).  */
void lgt_markov_shape (const struct lgt_markov *m,
                       struct lgt_field_shape *shape);

/* "heat bath + 4 overrelaxation", in TEXT.  */
const char *lgt_markov_algorithm (const struct lgt_markov *m, char text[120]);

/* beta of a Wilson action times SCALE; NAN of another action.  */
double lgt_markov_beta (const struct lgt_markov *m);

/* ---- mc_run.c ---- */

/* From m->sweep to the end; writes history.tsv and checkpoint.h5 where there
   is a folder.  LGT_ESTOP after a signal.  */
enum lgt_status lgt_markov_run (struct lgt_markov *m,
                                struct lgt_error *error);

/* ---- mc_checkpoint.c ---- */

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

/* Append the present links to the part that is being written.  */
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

struct lgt_fft;
/* FFTW, or NULL.  */
const struct lgt_fft *lgt_markov_fft (void);

/* Series S of all chains as lgt_gamma_mean wants it, chain by chain; to be
   freed.  NULL: no memory.  */
double *lgt_markov_replica (const struct lgt_markov *m,
                            enum lgt_markov_series s);

/* The mean of FACTOR times series S; squares where POWER is 2.  */
enum lgt_status lgt_markov_gamma (const struct lgt_markov *m,
                                  enum lgt_markov_series s, int power,
                                  double factor, struct lgt_gamma *gamma,
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

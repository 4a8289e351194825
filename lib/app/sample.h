/* The parts of lgt-sample.  Private to lib/app.  */

#ifndef LGT_APP_SAMPLE_H
#define LGT_APP_SAMPLE_H

#include "session.h"

#include <lgt/objective.h>
#include <lgt/report.h>

/* One number a configuration.  */
struct lgt_measured
{
  int64_t count;
  double *log_w, *action;
  /* NULL: not measured in this model.  */
  double *plaquette, *charge;
  double *phi2, *abs_m;
};

/* Room for COUNT configurations of SESSION's model.  */
enum lgt_status lgt_measured_new (struct lgt_measured *measured,
                                  const struct lgt_session *session,
                                  int64_t count, struct lgt_error *error);
void lgt_measured_free (struct lgt_measured *measured);

/* Fill numbers FIRST ... FIRST + COUNT - 1 from LINKS, log q and S, on
   THREADS (0: what OpenMP takes).  */
void lgt_measured_fill (struct lgt_measured *measured,
                        const struct lgt_session *session, int threads,
                        int64_t first, int count, const double *links,
                        const double *log_q, const double *action);

/* The observables alone.  */
void lgt_measured_observe (struct lgt_measured *measured,
                           const struct lgt_session *session, int threads,
                           int64_t first, int count, const double *links);

/* LGT_EDATA: a link of the COUNT configurations LINKS is not in SU(N): NAME,
   the configuration's number (the first is FIRST), and the link.  Angles are
   what they are.  */
enum lgt_status lgt_measured_check (const struct lgt_session *session,
                                    const char *name, int64_t first,
                                    int count, const double *links,
                                    struct lgt_error *error);

struct lgt_sampling
{
  const struct lgt_app *app;
  struct lgt_session *session;
  struct lgt_sampler *sampler;
  uint64_t seed;
  int64_t count;          /* proposals to draw */
  int batch, threads, quiet;
  const char *output;     /* ensemble file, or NULL */
  const char *evaluate;   /* ensemble to evaluate, or NULL */
  int mix;                /* sweeps between proposals of chains; < 0: no such
                             chains */
  int chains;
  int64_t skip;           /* first steps that are not measured */
  const char *configuration;    /* YAML, for provenance */
  const char *weights;    /* "best of run/checkpoint.h5" */
  struct lgt_measured drawn, given;
  int64_t *chain;         /* of the given ones; NULL: none, as they are */
};

/* Draw all proposals, and write them to the output as they come.  LGT_ENUM:
   some log-weights are not finite (the file is then not written); LGT_ESTOP
   after a signal.  */
enum lgt_status lgt_sampling_draw (struct lgt_sampling *sampling,
                                   struct lgt_error *error);

/* Evaluate the configurations of the given ensemble.  Where no proposals are
   asked for, the output gets them with log_q, action and log_w.  */
enum lgt_status lgt_sampling_evaluate (struct lgt_sampling *sampling,
                                       struct lgt_error *error);

/* From numbers to REPORT.  */
enum lgt_status lgt_sampling_report (const struct lgt_sampling *sampling,
                                     struct lgt_report *report,
                                     struct lgt_error *error);

/* Chains of proposals and sweeps, COUNT steps of which the first SKIP are not
   measured.  SUMMARY gets plaquette, q2, acceptance.  */
struct lgt_summary;
enum lgt_status lgt_sampling_mix (const struct lgt_sampling *sampling,
                                  struct lgt_summary *summary,
                                  struct lgt_error *error);

/* Begin the output file.  */
struct lgt_ensemble_writer;
enum lgt_status lgt_sampling_create (const struct lgt_sampling *sampling,
                                     struct lgt_ensemble_writer **writer,
                                     struct lgt_error *error);

/* The shape of a configuration in files.  */
struct lgt_field_shape;
void lgt_sampling_shape (const struct lgt_session *session,
                         struct lgt_field_shape *shape);

#endif

/* The parts of lgt-measure.  Private to lib/app.

   A measurement makes a few columns of a table with one row a configuration
   (measure_table.c has the list of them; a new one is a new entry there).
   Configurations pass through memory a batch at a time (measure_run.c); from
   the table come the summary (measure_summary.c), the output
   (measure_write.c) and pictures (measure_plot.c).  */

#ifndef LGT_APP_MEASURE_H
#define LGT_APP_MEASURE_H

#include "session.h"

#include <lgt/gradient_flow.h>
#include <lgt/statistics.h>
#include <lgt/summary.h>

enum { LGT_MEASURE_NAME = 40, LGT_FLOW_RECORDS = 25, LGT_LOOP_SIDE = 64 };

/* In the order of lgt_measurements.  */
enum lgt_measurement_number
{
  LGT_MEASURE_PLAQUETTE, LGT_MEASURE_LOOPS, LGT_MEASURE_POLYAKOV,
  LGT_MEASURE_CORRELATOR, LGT_MEASURE_CHARGE, LGT_MEASURE_FLOW,
  LGT_MEASUREMENTS
};

struct lgt_measuring
{
  const struct lgt_app *app;

  /* What is asked for.  */
  bool wanted[LGT_MEASUREMENTS], potential, reweight, quiet;
  int r, t;                     /* Wilson loops; 0: as fits the lattice */
  double flow_time, flow_step;
  int64_t flow_steps;           /* as many as make the time */
  int64_t discard;              /* configurations of each chain */
  int batch, threads;           /* 0: as fits */
  const char *backend;
  double beta;                  /* of the Wilson action, or NAN */
  bool beta_given;              /* not from the files */

  /* What the configurations are; known from the first file on.  */
  const char *file;             /* the first one; NULL: none yet */
  struct lgt_geom geom;
  int n;                        /* 1: U(1) */
  int64_t size;                 /* numbers of a configuration */
  struct lgt_session session;   /* for the flow */
  struct lgt_gradient_flow *flow;

  /* The table.  */
  int columns;
  char (*name)[LGT_MEASURE_NAME];
  int first[LGT_MEASUREMENTS];  /* column; -1: not measured */
  int64_t rows, room;
  double *data;                 /* [row][column] */
  double *log_w;                /* of each row, NAN where there is none */
  int64_t *place;               /* [row][2]: file, configuration in it */

  /* Chains: rows in the order of Monte Carlo time, one chain after the
     other.  */
  int64_t ordered, order_room;
  int64_t *order;
  int chains;
  int64_t *length;
};

/* ---- measurements ---- */

struct lgt_measurement
{
  const char *option;           /* "wilson-loops" */
  /* NULL if it makes sense for these configurations, else what would:
     "four dimensions".  */
  const char *(*needs) (const struct lgt_measuring *m);
  /* Whether it is made when nothing is asked for.  */
  int (*is_usual) (const struct lgt_measuring *m);
  int (*columns) (const struct lgt_measuring *m);
  void (*name) (const struct lgt_measuring *m, int column,
                char text[LGT_MEASURE_NAME]);
  /* One of the two.  ONE may be called by several threads.  EACH gets COUNT
     configurations one after the other, and writes rows M->columns apart.  */
  enum lgt_status (*one) (const struct lgt_measuring *m, const double *links,
                          double *value, struct lgt_error *error);
  enum lgt_status (*each) (const struct lgt_measuring *m, int count,
                           const double *links, double *value,
                           struct lgt_error *error);
  /* Rows of the summary from the columns from FIRST on.  */
  enum lgt_status (*summarize) (const struct lgt_measuring *m, int first,
                                struct lgt_summary *summary,
                                struct lgt_error *error);
};
extern const struct lgt_measurement lgt_measurements[LGT_MEASUREMENTS];

/* The flow's entries of the list; measure_flow.c.  */
int lgt_measure_flow_columns (const struct lgt_measuring *m);
void lgt_measure_flow_name (const struct lgt_measuring *m, int column,
                            char text[LGT_MEASURE_NAME]);
enum lgt_status lgt_measure_flow_each (const struct lgt_measuring *m,
                                       int count, const double *links,
                                       double *value,
                                       struct lgt_error *error);
enum lgt_status lgt_measure_flow_summary (const struct lgt_measuring *m,
                                          int first,
                                          struct lgt_summary *summary,
                                          struct lgt_error *error);
/* When the flow is looked at: the number of times, and the steps up to time
   number I = 0, 1, ...  */
int lgt_flow_records (const struct lgt_measuring *m);
int64_t lgt_flow_steps_to (const struct lgt_measuring *m, int i);

/* Settle what is measured on these configurations, and name the columns.
   LGT_EINVAL: asked for, and not possible.  */
enum lgt_status lgt_measuring_plan (struct lgt_measuring *m,
                                    struct lgt_error *error);

/* ---- the run ---- */

/* Measure all configurations of the COUNT files PATH.  LGT_ESTOP after a
   signal.  */
enum lgt_status lgt_measuring_run (struct lgt_measuring *m, int count,
                                   char **path, struct lgt_error *error);
void lgt_measuring_free (struct lgt_measuring *m);

/* ---- results ---- */

/* The mean of SCALE times column COLUMN to the power POWER.  */
enum lgt_status lgt_measuring_mean (const struct lgt_measuring *m, int column,
                                    int power, double scale,
                                    struct lgt_gamma *result,
                                    struct lgt_error *error);
/* F of the means of K columns from FIRST on; the error is NaN where F is not
   finite nearby, and the value, too, where it is not finite there.  */
enum lgt_status lgt_measuring_derived (const struct lgt_measuring *m,
                                       int first, int k, lgt_derived_fn *f,
                                       void *ctx, struct lgt_gamma *result,
                                       struct lgt_error *error);

/* These as rows; where the value is not finite there is none.  */
enum lgt_status lgt_results_mean (struct lgt_summary *summary,
                                  const struct lgt_measuring *m,
                                  const char *name, int column, int power,
                                  double exact, struct lgt_error *error);
enum lgt_status lgt_results_derived (struct lgt_summary *summary,
                                     const struct lgt_measuring *m,
                                     const char *name, int first, int k,
                                     lgt_derived_fn *f, void *ctx,
                                     double exact, struct lgt_error *error);

enum lgt_status lgt_measuring_summary (const struct lgt_measuring *m,
                                       struct lgt_summary *summary,
                                       struct lgt_error *error);

/* The table to FILE, by its suffix .tsv or .h5.  */
int lgt_measuring_can_write (const char *file);
enum lgt_status lgt_measuring_write (const struct lgt_measuring *m,
                                     const char *file,
                                     struct lgt_error *error);

/* Pictures NAME-potential.svg and so on for PICTURE NAME.svg; those that
   cannot be made are complained of.  */
void lgt_measuring_plot (const struct lgt_measuring *m,
                         const struct lgt_summary *summary,
                         const char *picture);

#endif

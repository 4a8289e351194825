/* Pictures of Monte Carlo data.  Each function writes its numbers as TSV
   beside the picture (run/history.svg: run/history.tsv) and calls lgt_plot;
   where gnuplot fails the data stay and its error is returned.  Data are those
   of lgt/statistics.h: REPLICA chains one after the other, LENGTH[r]
   measurements each.  Private to lib/app.  */

#ifndef LGT_APP_PLOTS_H
#define LGT_APP_PLOTS_H

#include <lgt/app.h>
#include <lgt/statistics.h>

struct lgt_series
{
  const char *name;       /* "plaquette" */
  const double *data;
  int replica;
  const int64_t *length;
  double exact;           /* a line is drawn there; NAN: none */
  const char *clock;      /* what time is counted in; NULL: "sweeps" */
};

/* The first REPLICA chains (8 at most are drawn) over Monte Carlo time, EVERY
   sweeps (or what the clock counts) a measurement; long ones are thinned.  */
enum lgt_status lgt_plot_history (const char *picture,
                                  const struct lgt_series *series,
                                  double every, struct lgt_error *error);
/* rho (t) with its error, and the window's end.  */
enum lgt_status lgt_plot_autocorrelation (const char *picture,
                                          const struct lgt_series *series,
                                          const struct lgt_fft *fft,
                                          struct lgt_error *error);
/* The distribution, all chains together, bins of equal width; integers (a
   charge) get a bin each.  */
enum lgt_status lgt_plot_histogram (const char *picture,
                                    const struct lgt_series *series,
                                    struct lgt_error *error);

/* Values with errors over X, COUNT curves: the static potential, E (t) of the
   gradient flow, correlators.  One without errors is drawn as a line, others
   as points.  LGT_EINVAL: no points at all.  */
struct lgt_curve
{
  const char *name;
  int points;
  const double *x, *y, *error;  /* error NULL: none */
};
enum lgt_status lgt_plot_curves (const char *picture, const char *title,
                                 const char *xlabel, const char *ylabel,
                                 int count, const struct lgt_curve *curve,
                                 struct lgt_error *error);

#endif

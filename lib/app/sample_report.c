/* From log-weights and observables to the table of results.  */

#include "exact_values.h"
#include "sample.h"

#include <math.h>
#include <stdlib.h>

/* Number I of a series along the chain; its square where SQUARED.  */
static double
value_at (const double *series, int squared, int64_t i)
{
  return squared ? series[i] * series[i] : series[i];
}

/* <O> from the weights.  BUFFER has room for the series.  */
static enum lgt_status
reweighted (const struct lgt_measured *m, const double *series, int squared,
            double *buffer, enum lgt_report_quantity row, double exact,
            struct lgt_report *report, struct lgt_error *error)
{
  struct lgt_estimate mean;
  enum lgt_status status;

  for (int64_t i = 0; i < m->count; i++)
    buffer[i] = value_at (series, squared, i);
  status = lgt_weights_mean (m->log_w, buffer, m->count, 1, 0, NULL, NULL,
                             &mean, error);
  if (status == LGT_OK)
    lgt_report_set (report, row, mean, exact);
  return status;
}

/* <O> along the chain INDEX (NULL: the configurations as they are).  */
static enum lgt_status
along_chain (const struct lgt_measured *m, const double *series, int squared,
             const int64_t *index, double *buffer, struct lgt_gamma *gamma,
             struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };

  for (int64_t i = 0; i < m->count; i++)
    buffer[i] = value_at (series, squared, index ? index[i] : i);
  return lgt_gamma_mean (buffer, 1, &m->count, &options, gamma, error);
}

/* The rows of a chain; SLOWEST is the analysis with the largest tau.  */
static enum lgt_status
chain_rows (const struct lgt_measured *m, const int64_t *index,
            const struct lgt_exact_values *exact, double *buffer,
            struct lgt_report *report, struct lgt_gamma *slowest,
            struct lgt_error *error)
{
  const struct
  {
    const double *series;
    int squared;
    enum lgt_report_quantity row;
    double exact;
  } rows[] = {
    { m->plaquette, 0, LGT_REPORT_PLAQUETTE_CHAIN, exact->plaquette },
    { m->charge, 1, LGT_REPORT_Q2_CHAIN, exact->q2 },
    { m->phi2, 0, LGT_REPORT_PHI2_CHAIN, exact->phi2 },
    { m->abs_m, 0, LGT_REPORT_ABS_M_CHAIN, exact->abs_m }
  };
  enum { ROWS = sizeof rows / sizeof *rows };
  struct lgt_gamma gamma;
  enum lgt_status status
    = along_chain (m, m->action, 0, index, buffer, slowest, error);

  for (int i = 0; i < ROWS && status == LGT_OK; i++)
    if (rows[i].series)
      {
        status = along_chain (m, rows[i].series, rows[i].squared, index,
                              buffer, &gamma, error);
        if (status != LGT_OK)
          break;
        lgt_report_set (report, rows[i].row,
                        (struct lgt_estimate) { gamma.value, gamma.error },
                        rows[i].exact);
        if (gamma.tau > slowest->tau)
          *slowest = gamma;
      }
  return status;
}

/* Everything about the proposals.  */
static enum lgt_status
drawn_rows (const struct lgt_sampling *s, const struct lgt_exact_values *exact,
            double *buffer, int64_t *index, struct lgt_report *report,
            struct lgt_error *error)
{
  const struct lgt_measured *m = &s->drawn;
  struct lgt_weights_summary summary;
  struct lgt_metropolis metropolis;
  struct lgt_gamma slowest;
  enum lgt_status status
    = lgt_weights_summary (m->log_w, m->count, 0, &summary, error);

  if (status == LGT_OK)
    lgt_report_weights (report, &summary, lgt_session_log_z (s->session));
  if (status == LGT_OK && m->plaquette)
    status = reweighted (m, m->plaquette, 0, buffer,
                         LGT_REPORT_PLAQUETTE_REWEIGHTED, exact->plaquette,
                         report, error);
  if (status == LGT_OK && m->charge)
    status = reweighted (m, m->charge, 1, buffer, LGT_REPORT_Q2_REWEIGHTED,
                         exact->q2, report, error);
  if (status == LGT_OK && m->phi2)
    status = reweighted (m, m->phi2, 0, buffer, LGT_REPORT_PHI2_REWEIGHTED,
                         exact->phi2, report, error);
  if (status == LGT_OK && m->abs_m)
    status = reweighted (m, m->abs_m, 0, buffer, LGT_REPORT_ABS_M_REWEIGHTED,
                         exact->abs_m, report, error);
  if (status == LGT_OK)
    status = lgt_metropolis_independence (m->log_w, m->count, s->seed, 0,
                                          index, &metropolis, error);
  if (status == LGT_OK)
    status = chain_rows (m, index, exact, buffer, report, &slowest, error);
  if (status == LGT_OK)
    lgt_report_chain (report, m->count, &metropolis, &slowest);
  return status;
}

/* ln Z from proposals and given configurations, those in chain order in
   BUFFER.  */
static enum lgt_status
bennett_row (const struct lgt_sampling *s, const double *buffer,
             struct lgt_report *report, struct lgt_error *error)
{
  struct lgt_log_weights forward = { s->drawn.log_w, s->drawn.count, 0 };
  struct lgt_log_weights reverse = { buffer, s->given.count, 0 };
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };
  struct lgt_bennett bennett;
  struct lgt_gamma gamma;
  double blocks;
  enum lgt_status status;

  status = lgt_gamma_mean (buffer, 1, &reverse.count, &options, &gamma,
                           error);
  if (status != LGT_OK)
    return status;
  /* Blocks of 10 tau_int, but some to compare.  */
  blocks = fmin (fmax ((double) reverse.count / (10 * gamma.tau), 10), 100);
  reverse.blocks = blocks < (double) reverse.count ? (int) blocks
                                                   : (int) reverse.count;
  status = lgt_log_z_bennett (&forward, 0.5, &reverse, gamma.tau, &bennett,
                              error);
  /* Without any overlap there is no such number, which is no failure of
     everything else.  */
  if (status == LGT_ENUM)
    bennett = (struct lgt_bennett) { { NAN, NAN }, 0, 1 };
  else if (status != LGT_OK)
    return status;
  lgt_report_bennett (report, &bennett, lgt_session_log_z (s->session));
  return LGT_OK;
}

/* Everything about the configurations given; without proposals, also what
   was measured on them.  */
static enum lgt_status
given_rows (const struct lgt_sampling *s, const struct lgt_exact_values *exact,
            double *buffer, struct lgt_report *report,
            struct lgt_error *error)
{
  const struct lgt_measured *m = &s->given;
  struct lgt_estimate ess;
  struct lgt_gamma slowest;
  enum lgt_status status;

  for (int64_t i = 0; i < m->count; i++)
    buffer[i] = m->log_w[s->chain ? s->chain[i] : i];
  status = lgt_weights_forward_ess (buffer, m->count, 0, &ess, error);
  if (status != LGT_OK)
    return status;
  lgt_report_set (report, LGT_REPORT_ESS_FORWARD, ess, NAN);
  return s->count ? bennett_row (s, buffer, report, error)
                  : chain_rows (m, s->chain, exact, buffer, report, &slowest,
                                error);
}

enum lgt_status
lgt_sampling_report (const struct lgt_sampling *s, struct lgt_report *report,
                     struct lgt_error *error)
{
  const int64_t most = s->drawn.count > s->given.count ? s->drawn.count
                                                       : s->given.count;
  const struct lgt_exact_values exact = lgt_session_exact (s->session);
  double *buffer = malloc ((size_t) most * sizeof *buffer);
  int64_t *index = malloc ((size_t) (s->drawn.count + 1) * sizeof *index);
  enum lgt_status status = LGT_OK;

  lgt_report_init (report);
  report->of_paths = lgt_model_stochastic (s->session->model) != NULL;
  if (!buffer || !index)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for the analysis of "
                       "%lld configurations", (long long) most);
  if (status == LGT_OK && s->count)
    status = drawn_rows (s, &exact, buffer, index, report, error);
  if (status == LGT_OK && s->evaluate)
    status = given_rows (s, &exact, buffer, report, error);
  free (buffer);
  free (index);
  return status;
}

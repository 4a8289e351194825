/* From what was measured to the table of lgt-mc.  */

#include "mc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double *
lgt_markov_replica (const struct lgt_markov *m, enum lgt_markov_series s)
{
  const int64_t chains = m->config.chain.chains, n = m->done;
  double *data = malloc ((size_t) (chains * n) * sizeof *data);

  for (int64_t c = 0; data && c < chains; c++)
    for (int64_t i = 0; i < n; i++)
      data[c * n + i] = m->series[s][i * chains + c];
  return data;
}

int64_t *
lgt_markov_lengths (const struct lgt_markov *m)
{
  int64_t *length = malloc ((size_t) m->config.chain.chains * sizeof *length);

  for (int c = 0; length && c < m->config.chain.chains; c++)
    length[c] = m->done;
  return length;
}

enum lgt_status
lgt_markov_gamma (const struct lgt_markov *m, enum lgt_markov_series s,
                  int power, double factor, struct lgt_gamma *gamma,
                  struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };
  const int chains = m->config.chain.chains;
  double *data = lgt_markov_replica (m, s);
  int64_t *length = lgt_markov_lengths (m);
  enum lgt_status status = LGT_OK;

  if (!data || !length)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for the analysis");
  for (int64_t i = 0; status == LGT_OK && i < m->done * chains; i++)
    data[i] = factor * (power == 2 ? data[i] * data[i] : data[i]);
  if (status == LGT_OK)
    status = lgt_gamma_mean (data, chains, length, &options, gamma, error);
  free (data);
  free (length);
  return status;
}

/* A row of what was found, if it was.  */
static enum lgt_status
add (const struct lgt_markov *m, enum lgt_status status, const char *name,
     const struct lgt_gamma *gamma, double exact, struct lgt_summary *summary,
     const struct lgt_error *error)
{
  if (status == LGT_ENUM)
    {
      lgt_app_message (m->app, "%s: %s", name, error->text);
      return LGT_OK;
    }
  if (status == LGT_OK)
    lgt_summary_add (summary, name, gamma, exact);
  return status;
}

enum lgt_status
lgt_markov_add (const struct lgt_markov *m,
                const struct lgt_markov_quantity *quantity,
                struct lgt_summary *summary, struct lgt_error *error)
{
  struct lgt_gamma gamma;
  enum lgt_status status;

  if (!m->series[quantity->series])
    return LGT_OK;
  status = lgt_markov_gamma (m, quantity->series, quantity->power,
                             quantity->factor, &gamma, error);
  return add (m, status, quantity->name, &gamma, quantity->exact, summary,
              error);
}

enum lgt_status
lgt_markov_add_derived (const struct lgt_markov *m, const char *name,
                        const double *data, int k, lgt_derived_fn *f,
                        void *ctx, double exact, struct lgt_summary *summary,
                        struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };
  int64_t *length = lgt_markov_lengths (m);
  struct lgt_gamma gamma;
  enum lgt_status status
    = length ? lgt_gamma_derived (data, k, m->config.chain.chains, length, f,
                                  ctx, &options, &gamma, error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for the analysis");

  free (length);
  return add (m, status, name, &gamma, exact, summary, error);
}

static double
half_variance (const double *mean, void *ctx)
{
  (void) ctx;
  return (mean[1] - mean[0] * mean[0]) / 2;
}

/* (<dH^2> - <dH>^2) / 2, which <dH> is where dH is normal.  */
static enum lgt_status
add_variance (const struct lgt_markov *m, struct lgt_summary *summary,
              struct lgt_error *error)
{
  const int64_t chains = m->config.chain.chains, n = m->done;
  const double *mean = m->series[LGT_MARKOV_DELTA_H];
  const double *square = m->series[LGT_MARKOV_DELTA_H2];
  double *data = malloc ((size_t) (2 * chains * n) * sizeof *data);
  enum lgt_status status;

  if (!data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the analysis");
  for (int64_t c = 0; c < chains; c++)
    for (int64_t i = 0; i < n; i++)
      {
        data[2 * (c * n + i)] = mean[i * chains + c];
        data[2 * (c * n + i) + 1] = square[i * chains + c];
      }
  status = lgt_markov_add_derived (m, "delta_h_variance/2", data, 2,
                                   half_variance, NULL, NAN, summary, error);
  free (data);
  return status;
}

static enum lgt_status
fill (const struct lgt_markov *m, struct lgt_summary *summary,
      struct lgt_error *error)
{
  static const struct lgt_markov_quantity trajectories[] = {
    { "acceptance", LGT_MARKOV_ACCEPTED, 1, 1, NAN },
    { "exp_delta_h", LGT_MARKOV_EXP_DELTA_H, 1, 1, 1 },
    { "delta_h", LGT_MARKOV_DELTA_H, 1, 1, NAN }
  };
  enum lgt_status status = m->kind->rows (m, summary, error);

  for (int i = 0; i < 3 && status == LGT_OK; i++)
    status = lgt_markov_add (m, &trajectories[i], summary, error);
  return status == LGT_OK && m->series[LGT_MARKOV_DELTA_H]
         ? add_variance (m, summary, error) : status;
}

/* Lines below the table: the slowest quantity, and speed.  */
static void
print_times (const struct lgt_markov *m, const struct lgt_summary *summary)
{
  const struct lgt_model *model = m->session->model;
  const double places = (double) lgt_model_geom (model)->volume
                        * lgt_model_group (model)->directions
                        * m->config.chain.chains;
  const double every = (double) m->config.every;
  const struct lgt_summary_row *slowest = NULL;

  for (int i = 0; i < summary->count; i++)
    if (!isnan (summary->row[i].measured.tau)
        && (!slowest
            || summary->row[i].measured.tau > slowest->measured.tau))
      slowest = &summary->row[i];
  if (slowest)
    printf ("slowest: %s, tau_int %.3g +- %.1g sweeps\n", slowest->name,
            every * slowest->measured.tau,
            every * slowest->measured.tau_error);
  if (m->swept > 0 && m->seconds > 0)
    printf ("%lld sweeps of %d chains in %.3g s: %.4g sweeps a second, %.3g "
            "ns a %s\n", (long long) m->swept, m->config.chain.chains,
            m->seconds, (double) m->swept / m->seconds,
            1e9 * m->seconds / ((double) m->swept * places), m->kind->place);
}

enum lgt_status
lgt_markov_report (const struct lgt_markov *m, int tsv,
                   struct lgt_error *error)
{
  struct lgt_summary summary;
  char unit[200], algorithm[120];
  enum lgt_status status;

  m->kind->algorithm (m, algorithm);
  snprintf (unit, sizeof unit, "%lld sweep%s, %s", (long long) m->config.every,
            m->config.every > 1 ? "s" : "",
            algorithm);
  lgt_summary_begin (&summary, unit);
  status = fill (m, &summary, error);
  if (status == LGT_OK)
    status = lgt_summary_check (&summary, error);
  if (status == LGT_OK && tsv)
    lgt_summary_tsv (&summary, stdout);
  else if (status == LGT_OK)
    {
      lgt_summary_text (&summary, stdout);
      print_times (m, &summary);
    }
  lgt_summary_free (&summary);
  return status;
}

/* From what was measured to the table of lgt-mc.  */

#include "exact_values.h"
#include "mc.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
#endif

const struct lgt_fft *
lgt_markov_fft (void)
{
#ifdef LGT_WITH_FFTW
  return lgt_fft_fftw ();
#else
  return NULL;
#endif
}

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

/* m->done, once a chain; to be freed.  */
static int64_t *
lengths (const struct lgt_markov *m)
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
  const struct lgt_gamma_options options = { .fft = lgt_markov_fft () };
  const int chains = m->config.chain.chains;
  double *data = lgt_markov_replica (m, s);
  int64_t *length = lengths (m);
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

static double
half_variance (const double *mean, void *ctx)
{
  (void) ctx;
  return (mean[1] - mean[0] * mean[0]) / 2;
}

/* (<dH^2> - <dH>^2) / 2, which <dH> is where dH is normal.  */
static enum lgt_status
variance_gamma (const struct lgt_markov *m, struct lgt_gamma *gamma,
                struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_markov_fft () };
  const int64_t chains = m->config.chain.chains, n = m->done;
  const double *mean = m->series[LGT_MARKOV_DELTA_H];
  const double *square = m->series[LGT_MARKOV_DELTA_H2];
  double *data = malloc ((size_t) (2 * chains * n) * sizeof *data);
  int64_t *length = lengths (m);
  enum lgt_status status = LGT_OK;

  if (!data || !length)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for the analysis");
  for (int64_t c = 0; status == LGT_OK && c < chains; c++)
    for (int64_t i = 0; i < n; i++)
      {
        data[2 * (c * n + i)] = mean[i * chains + c];
        data[2 * (c * n + i) + 1] = square[i * chains + c];
      }
  if (status == LGT_OK)
    status = lgt_gamma_derived (data, 2, (int) chains, length, half_variance,
                                NULL, &options, gamma, error);
  free (data);
  free (length);
  return status;
}

struct row
{
  const char *name;
  enum lgt_markov_series series;
  int power;
  double factor, exact;
};

/* Add ROW.  Data that are not finite (dH of a trajectory that blew up) are no
   reason to lose the rest.  */
static enum lgt_status
add_row (const struct lgt_markov *m, const struct row *row,
         struct lgt_summary *summary, struct lgt_error *error)
{
  struct lgt_gamma gamma;
  enum lgt_status status;

  if (!m->series[row->series])
    return LGT_OK;
  status = lgt_markov_gamma (m, row->series, row->power, row->factor, &gamma,
                             error);
  if (status == LGT_ENUM)
    {
      lgt_app_message (m->app, "%s: %s", row->name, error->text);
      return LGT_OK;
    }
  if (status == LGT_OK)
    lgt_summary_add (summary, row->name, &gamma, row->exact);
  return status;
}

static void
add_shares (const struct lgt_markov *m, struct lgt_summary *summary)
{
  const struct lgt_chain_record record = lgt_chain_record (m->chain);
  const struct lgt_estimate accepted = { record.accepted, NAN };
  const struct lgt_estimate shifts = { record.shifts_accepted, NAN };

  if (m->config.chain.algorithm == LGT_CHAIN_METROPOLIS)
    lgt_summary_add_estimate (summary, "acceptance", accepted, NAN);
  if (m->config.chain.instantons)
    lgt_summary_add_estimate (summary, "instantons_accepted", shifts, NAN);
}

static enum lgt_status
fill (const struct lgt_markov *m, struct lgt_summary *summary,
      struct lgt_error *error)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const double beta = lgt_markov_beta (m);
  const struct lgt_exact_values exact
    = lgt_exact_values (geom, lgt_model_group (m->session->model)->n, beta);
  const struct row rows[] = {
    { "plaquette", LGT_MARKOV_PLAQUETTE, 1, 1, exact.plaquette },
    /* One plaquette a site, in two dimensions.  */
    { "action_density", LGT_MARKOV_ACTION, 1, 1 / (double) geom->volume,
      -beta * exact.plaquette },
    { "charge", LGT_MARKOV_CHARGE, 1, 1, 0 },
    { "charge_squared", LGT_MARKOV_CHARGE, 2, 1, exact.q2 },
    { "acceptance", LGT_MARKOV_ACCEPTED, 1, 1, NAN },
    { "exp_delta_h", LGT_MARKOV_EXP_DELTA_H, 1, 1, 1 },
    { "delta_h", LGT_MARKOV_DELTA_H, 1, 1, NAN }
  };
  struct lgt_gamma gamma;
  enum lgt_status status = LGT_OK;

  for (size_t i = 0; i < sizeof rows / sizeof *rows && status == LGT_OK; i++)
    status = add_row (m, &rows[i], summary, error);
  if (status != LGT_OK)
    return status;
  add_shares (m, summary);
  if (!m->series[LGT_MARKOV_DELTA_H])
    return LGT_OK;
  status = variance_gamma (m, &gamma, error);
  if (status == LGT_OK)
    lgt_summary_add (summary, "delta_h_variance/2", &gamma, NAN);
  return status == LGT_ENUM ? LGT_OK : status;
}

/* Lines below the table: the slowest quantity, and speed.  */
static void
print_times (const struct lgt_markov *m, const struct lgt_summary *summary)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const double links = (double) geom->volume * geom->ndim
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
            "ns a link\n", (long long) m->swept, m->config.chain.chains,
            m->seconds, (double) m->swept / m->seconds,
            1e9 * m->seconds / ((double) m->swept * links));
}

enum lgt_status
lgt_markov_report (const struct lgt_markov *m, int tsv,
                   struct lgt_error *error)
{
  struct lgt_summary *summary = malloc (sizeof *summary);
  char unit[200], algorithm[120];
  enum lgt_status status;

  if (!summary)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a table");
  snprintf (unit, sizeof unit, "%lld sweep%s, %s", (long long) m->config.every,
            m->config.every > 1 ? "s" : "",
            lgt_markov_algorithm (m, algorithm));
  lgt_summary_begin (summary, unit);
  status = fill (m, summary, error);
  if (status == LGT_OK && tsv)
    lgt_summary_tsv (summary, stdout);
  else if (status == LGT_OK)
    {
      lgt_summary_text (summary, stdout);
      print_times (m, summary);
    }
  free (summary);
  return status;
}

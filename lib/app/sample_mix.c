/* Chains in which a flow's proposals and local updates take turns.  */

#include "exact_values.h"
#include "sample.h"

#include <math.h>
#include <stdlib.h>

#include <lgt/flow_chain.h>
#include <lgt/summary.h>

/* What may be measured of a configuration; what a model has not is NULL in
   NOW, and left out.  */
enum { PLAQUETTE, Q2, PHI2, ABS_M, QUANTITIES };
struct quantity { const char *name; const double *now; double exact; };

static void
list_quantities (const struct lgt_sampling *s, const struct lgt_measured *now,
                 struct quantity list[QUANTITIES])
{
  const struct lgt_exact_values exact = lgt_session_exact (s->session);

  list[PLAQUETTE] = (struct quantity) { "plaquette", now->plaquette,
                                        exact.plaquette };
  list[Q2] = (struct quantity) { "q2", now->charge, exact.q2 };
  list[PHI2] = (struct quantity) { "phi2", now->phi2, exact.phi2 };
  list[ABS_M] = (struct quantity) { "abs_m", now->abs_m, exact.abs_m };
}

/* What was measured of each chain after each step, in C order [chain]
   [step]: the chains are replica of the Gamma method.  */
struct series
{
  int chains;
  int64_t steps;
  struct quantity quantity[QUANTITIES];
  double *of[QUANTITIES];       /* NULL: not measured */
  double *accepted;
  int64_t *length;
};

static enum lgt_status
series_new (struct series *series, const struct lgt_sampling *s,
            const struct lgt_measured *now, struct lgt_error *error)
{
  const size_t n = (size_t) s->chains * (size_t) (s->count - s->skip);
  bool lacks;

  series->chains = s->chains;
  series->steps = s->count - s->skip;
  list_quantities (s, now, series->quantity);
  series->length = malloc ((size_t) s->chains * sizeof *series->length);
  series->accepted = malloc (n * sizeof *series->accepted);
  lacks = !series->length || !series->accepted;
  for (int q = 0; q < QUANTITIES; q++)
    if (series->quantity[q].now)
      {
        series->of[q] = malloc (n * sizeof *series->of[q]);
        lacks = lacks || !series->of[q];
      }
  if (lacks)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld steps of %d "
                     "chains", (long long) series->steps, s->chains);
  for (int i = 0; i < s->chains; i++)
    series->length[i] = series->steps;
  return LGT_OK;
}

static void
series_free (struct series *series)
{
  for (int q = 0; q < QUANTITIES; q++)
    free (series->of[q]);
  free (series->accepted);
  free (series->length);
}

/* Step T, as it was measured now.  */
static void
keep (struct series *series, int64_t t, const double *accepted)
{
  for (int i = 0; i < series->chains; i++)
    {
      const int64_t at = i * series->steps + t;

      series->accepted[at] = accepted[i];
      for (int q = 0; q < QUANTITIES; q++)
        if (series->of[q])
          {
            const double x = series->quantity[q].now[i];

            series->of[q][at] = q == Q2 ? x * x : x;
          }
    }
}

static enum lgt_status
run_chains (const struct lgt_sampling *s, struct lgt_flow_chain *chain,
            struct lgt_measured *now, struct series *series,
            struct lgt_error *error)
{
  struct lgt_progress bar;
  enum lgt_status status = LGT_OK;

  lgt_progress_begin (&bar, s->quiet ? NULL : stderr, "mix", "steps",
                      s->count, 0);
  for (int64_t t = 0; t < s->count && status == LGT_OK; t++)
    {
      if (lgt_app_signal ())
        {
          status = lgt_fail (error, LGT_ESTOP, "stopped after %lld of %lld "
                             "steps", (long long) t, (long long) s->count);
          break;
        }
      status = lgt_flow_chain_run (chain, 1, error);
      if (status == LGT_OK && t >= s->skip)
        {
          lgt_measured_observe (now, s->session, s->threads, 0, s->chains,
                                lgt_flow_chain_links (chain));
          keep (series, t - s->skip, lgt_flow_chain_accepted (chain));
        }
      lgt_progress_update (&bar, t + 1, NULL);
    }
  lgt_progress_end (&bar, NULL);
  return lgt_session_hint (status, "--chains", s->chains, error);
}

/* A row of SUMMARY, if DATA was measured.  */
static enum lgt_status
add_row (struct lgt_summary *summary, const char *name,
         const struct series *series, const double *data, double exact,
         struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = lgt_app_fft () };
  struct lgt_gamma gamma;
  enum lgt_status status;

  if (!data)
    return LGT_OK;
  status = lgt_gamma_mean (data, series->chains, series->length, &options,
                           &gamma, error);
  if (status == LGT_OK)
    lgt_summary_add (summary, name, &gamma, exact);
  return status;
}

static enum lgt_status
summarize (const struct lgt_sampling *s, const struct series *series,
           struct lgt_summary *summary, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  lgt_summary_begin (summary, s->mix ? "one step: a proposal, then sweeps"
                                     : "one step: a proposal");
  for (int q = 0; q < QUANTITIES && status == LGT_OK; q++)
    status = add_row (summary, series->quantity[q].name, series,
                      series->of[q], series->quantity[q].exact, error);
  return status == LGT_OK ? add_row (summary, "acceptance", series,
                                     series->accepted, NAN, error)
                          : status;
}

enum lgt_status
lgt_sampling_mix (const struct lgt_sampling *s, struct lgt_summary *summary,
                  struct lgt_error *error)
{
  struct lgt_flow_chain_options options;
  struct lgt_flow_chain *chain = NULL;
  struct lgt_measured now = { 0 };
  struct series series = { 0 };
  enum lgt_status status;

  lgt_flow_chain_options_default (&options);
  options.chains = s->chains;
  options.sweeps = s->mix;
  options.seed = s->seed;
  status = lgt_flow_chain_new (s->session->model, &options, &chain, error);
  status = lgt_session_hint (status, "--chains", s->chains, error);
  if (status == LGT_OK)
    status = lgt_measured_new (&now, s->session, s->chains, error);
  if (status == LGT_OK)
    status = series_new (&series, s, &now, error);
  if (status == LGT_OK)
    status = run_chains (s, chain, &now, &series, error);
  if (status == LGT_OK)
    status = summarize (s, &series, summary, error);
  series_free (&series);
  lgt_measured_free (&now);
  lgt_flow_chain_free (chain);
  return status;
}

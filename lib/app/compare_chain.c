/* Rows of lgt-compare that are Markov chains.  */

#include "compare_track.h"

#include <math.h>
#include <string.h>

/* Settings to choose from.  Steps of trajectories are tuned for an acceptance
   of 0.8, which is near the best for both integrators.  */
struct setting
{
  enum lgt_integrator integrator;
  double length;
  int overrelaxation;
};
static const struct setting trajectories[] = {
  { LGT_LEAPFROG, 0.5, 0 }, { LGT_LEAPFROG, 1, 0 }, { LGT_LEAPFROG, 1.5, 0 },
  { LGT_LEAPFROG, 2, 0 }, { LGT_LEAPFROG, 3, 0 }, { LGT_OMELYAN4, 1, 0 },
  { LGT_OMELYAN4, 2, 0 }
};
static const struct setting sweeps[] = {
  { LGT_LEAPFROG, 1, 0 }, { LGT_LEAPFROG, 1, 1 }, { LGT_LEAPFROG, 1, 3 },
  { LGT_LEAPFROG, 1, 6 }, { LGT_LEAPFROG, 1, 12 }
};

static const struct method
{
  const char *name;
  enum lgt_chain_algorithm algorithm;
  int instantons;
  const struct setting *setting;
  int settings;
} methods[LGT_COMPARE_CHAINS] = {
  { "HMC", LGT_CHAIN_HMC, 0, trajectories,
    sizeof trajectories / sizeof trajectories[0] },
  { "HMC + instantons", LGT_CHAIN_HMC, 1, trajectories,
    sizeof trajectories / sizeof trajectories[0] },
  { "heat bath", LGT_CHAIN_HEAT_BATH, 0, sweeps,
    sizeof sweeps / sizeof sweeps[0] },
  { "heat bath + instantons", LGT_CHAIN_HEAT_BATH, 1, sweeps,
    sizeof sweeps / sizeof sweeps[0] }
};

/* Parts of a row's time: the scan, and of each run what is thrown away.  */
static const double scan_part = 0.3, start_part = 0.1;
enum { TUNING = 100 };  /* trajectories in which steps are chosen */

static int
has_instantons (const struct lgt_theory *theory)
{
  return theory->n == 1 && theory->geom.ndim == 2;
}

int
lgt_compare_chain_count (const struct lgt_theory *theory)
{
  return has_instantons (theory) ? LGT_COMPARE_CHAINS : 2;
}

/* How many chains side by side: a lane each.  */
static int
chains_of (struct lgt_context *context)
{
  return lgt_context_backend (context)->lanes[LGT_F64];
}

/* A chain of METHOD in equilibrium, its record cleared.  */
static enum lgt_status
make (struct lgt_compare *compare, struct lgt_context *context,
      const struct method *method, const struct setting *setting,
      double seconds, struct lgt_chain **chain, struct lgt_error *error)
{
  const struct lgt_theory *theory = &compare->theory;
  const double began = lgt_compare_clock ();
  struct lgt_chain_options options;
  int64_t done = 0;
  enum lgt_status status;

  lgt_chain_options_default (&options);
  options.algorithm = method->algorithm;
  options.chains = chains_of (context);
  options.seed = compare->seed;
  options.overrelaxation = setting->overrelaxation;
  options.integrator = setting->integrator;
  options.length = setting->length;
  options.steps = setting->integrator == LGT_LEAPFROG
                  ? (int) ceil (5 * setting->length)
                  : (int) ceil (3 * setting->length);
  options.instantons = method->instantons;
  options.tuning = method->algorithm == LGT_CHAIN_HMC ? TUNING : 0;
  status = lgt_chain_new (context, &theory->geom, theory->n,
                          theory->loops.count, theory->loops.loop,
                          theory->coefficient, &options, chain, error);
  for (; status == LGT_OK
         && (done < TUNING || lgt_compare_clock () - began < seconds);
       done += 10)
    {
      status = lgt_chain_run (*chain, 10, error);
      if (status == LGT_OK && lgt_app_signal ())
        status = lgt_fail (error, LGT_ESTOP, "stopped; nothing was printed");
    }
  if (status == LGT_OK)
    lgt_chain_clear (*chain);
  return status;
}

/* What a setting is worth, more being better: how fast squares of the charge
   become independent; where a short run cannot tell, how fast the charge
   moves; where it was hardly seen to, how fast plaquettes become
   independent.  */
struct worth { double charge, motion, events, plaquette; };

static enum lgt_status
judge (const struct lgt_track *track, struct worth *worth,
       struct lgt_error *error)
{
  const double count = (double) (track->sweeps - 1) * track->chains;
  const double seconds = track->seconds / count;
  struct lgt_gamma gamma;
  int moved;
  enum lgt_status status
    = lgt_track_gamma (track, LGT_COMPARE_PLAQUETTE, &gamma, error);

  if (status != LGT_OK)
    return status;
  worth->motion = lgt_track_motion (track, &moved);
  worth->events = worth->motion * count;
  worth->motion /= seconds;
  worth->plaquette = 1 / (gamma.tau * seconds);
  if (moved < track->chains)
    return LGT_OK;
  status = lgt_track_gamma (track, LGT_COMPARE_Q2, &gamma, error);
  if (status == LGT_OK && !gamma.is_short)
    worth->charge = 1 / (gamma.tau * seconds);
  return status;
}

/* Number KIND of WORTH.  */
static double
worth_of (const struct worth *worth, int kind)
{
  return kind == 0 ? worth->charge : kind == 1 ? worth->motion
                                               : worth->plaquette;
}

static int
best_of (const struct worth *worth, int count)
{
  const double enough = 20;
  int best = 0, known = 0, seen = 0, kind;

  for (int i = 0; i < count; i++)
    {
      known += worth[i].charge > 0;
      seen += worth[i].events >= enough;
    }
  kind = known == count ? 0 : seen ? 1 : 2;
  for (int i = 1; i < count; i++)
    if (worth_of (&worth[i], kind) > worth_of (&worth[best], kind))
      best = i;
  return best;
}

/* Try all settings of METHOD for a short time.  */
static enum lgt_status
scan (struct lgt_compare *compare, struct lgt_context *context,
      const struct method *method, const struct setting **setting,
      struct lgt_error *error)
{
  enum { MOST = 16 };
  const double part = scan_part * compare->time / method->settings;
  struct worth worth[MOST] = { { 0 } };
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < method->settings && status == LGT_OK; i++)
    {
      struct lgt_track track = { 0 };
      struct lgt_chain *chain = NULL;

      status = make (compare, context, method, &method->setting[i],
                     start_part * part, &chain, error);
      if (status == LGT_OK)
        status = lgt_track_run (compare, chain, chains_of (context),
                                (1 - start_part) * part, &track, error);
      if (status == LGT_OK)
        status = judge (&track, &worth[i], error);
      if (status == LGT_OK)
        status = lgt_compare_progress (compare, (i + 1) * part, error);
      lgt_track_free (&track);
      lgt_chain_free (chain);
    }
  *setting = &method->setting[best_of (worth, method->settings)];
  return status;
}

static void
describe (const struct method *method, const struct setting *setting,
          const struct lgt_chain *chain, struct lgt_compare_row *row)
{
  if (method->algorithm == LGT_CHAIN_HMC)
    snprintf (row->detail, sizeof row->detail, "length %g, %d steps of %s",
              setting->length, lgt_chain_steps (chain),
              setting->integrator == LGT_LEAPFROG ? "leapfrog"
                                                  : "fourth order");
  else
    snprintf (row->detail, sizeof row->detail, "%d sweeps of overrelaxation",
              setting->overrelaxation);
}

/* From the numbers of a run to the ROW.  */
static enum lgt_status
conclude (const struct lgt_track *track, const struct lgt_chain *chain,
          const struct method *method, struct lgt_compare_row *row,
          struct lgt_error *error)
{
  int moved;
  enum lgt_status status = LGT_OK;

  row->steps = track->sweeps * track->chains;
  row->seconds = track->seconds / (double) row->steps;
  if (method->algorithm == LGT_CHAIN_HMC)
    row->acceptance = lgt_chain_record (chain).accepted;
  for (int q = 0; q < LGT_COMPARE_QUANTITIES && status == LGT_OK; q++)
    {
      if (q == LGT_COMPARE_Q2 && !track->charge)
        continue;
      row->quantity[q].measured = true;
      status = lgt_track_gamma (track, q, &row->quantity[q].gamma, error);
    }
  lgt_track_motion (track, &moved);
  if (status != LGT_OK || !track->charge || moved == track->chains)
    return status;
  row->quantity[LGT_COMPARE_Q2].frozen = true;
  row->quantity[LGT_COMPARE_Q2].gamma.tau = (double) track->sweeps;
  row->quantity[LGT_COMPARE_Q2].gamma.tau_error = NAN;
  return LGT_OK;
}

static enum lgt_status
one_method (struct lgt_compare *compare, struct lgt_context *context,
            const struct method *method, struct lgt_error *error)
{
  struct lgt_compare_row *row = lgt_compare_add (compare, method->name);
  const double rest = (1 - scan_part) * compare->time;
  const struct setting *setting;
  struct lgt_track track = { 0 };
  struct lgt_chain *chain = NULL;
  enum lgt_status status
    = scan (compare, context, method, &setting, error);

  if (status == LGT_OK)
    status = make (compare, context, method, setting, start_part * rest,
                   &chain, error);
  if (status == LGT_OK)
    status = lgt_track_run (compare, chain, chains_of (context),
                            (1 - start_part) * rest, &track, error);
  if (status == LGT_OK)
    {
      describe (method, setting, chain, row);
      status = conclude (&track, chain, method, row, error);
    }
  if (status == LGT_OK)
    status = lgt_compare_progress (compare, compare->time, error);
  lgt_track_free (&track);
  lgt_chain_free (chain);
  return status;
}

enum lgt_status
lgt_compare_chains (struct lgt_compare *compare, struct lgt_context *context,
                    struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int m = 0; m < LGT_COMPARE_CHAINS && status == LGT_OK; m++)
    if (!methods[m].instantons || has_instantons (&compare->theory))
      status = one_method (compare, context, &methods[m], error);
  return status;
}

/* Chains: starts, runs, what is measured, interruptions.  */

#include "chain_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sweeps between two reunitarizations.  */
enum { UNITARY_EVERY = 50 };

/* ---- configurations ---- */

int64_t
lgt_chain_size (const struct lgt_chain *chain)
{
  return (int64_t) chain->links.shape.sites * chain->links.shape.comps;
}

struct lgt_view
lgt_chain_links (const struct lgt_chain *chain)
{
  return chain->links;
}

enum lgt_status
lgt_chain_put (struct lgt_chain *chain, const double *links,
               struct lgt_error *error)
{
  return lgt_pack (chain->context, links, chain->options.chains, chain->links,
                   error);
}

enum lgt_status
lgt_chain_get (const struct lgt_chain *chain, double *links,
               struct lgt_error *error)
{
  return lgt_unpack (chain->context, chain->links, chain->options.chains,
                     links, error);
}

/* Counters of sweep SWEEP, the step's size and the width, to the device.  */
static enum lgt_status
put_step (struct lgt_chain *chain, struct lgt_error *error)
{
  const uint64_t seed = chain->options.seed;
  const uint32_t words[LGT_RANDOM_WORDS]
    = { (uint32_t) seed, (uint32_t) (seed >> 32), LGT_STREAM_CHAIN,
        (uint32_t) (chain->sweep >> 32), (uint32_t) chain->sweep,
        chain->first };
  const double step = chain->options.length / chain->steps;
  enum lgt_status status = lgt_context_put (chain->context,
                                            chain->random.data, words,
                                            sizeof words, error);

  if (status == LGT_OK)
    status = lgt_context_put (chain->context, chain->step.data, &step,
                              sizeof step, error);
  return status == LGT_OK
         ? lgt_context_put (chain->context, chain->width.data,
                            &chain->width_now, sizeof chain->width_now, error)
         : status;
}

/* Links 1: angles 0, or unit matrices.  */
static enum lgt_status
start_cold (struct lgt_chain *chain, struct lgt_error *error)
{
  const int n = chain->n;
  const size_t size = (size_t) lgt_chain_size (chain);
  double *host = calloc (size, sizeof *host);
  enum lgt_status status;

  if (!host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a configuration");
  for (size_t at = 0; n > 1 && at < size; at += 2 * (size_t) (n * n))
    for (int i = 0; i < n; i++)
      host[at + 2 * (size_t) ((n + 1) * i)] = 1;
  /* All lanes get the last configuration.  */
  status = lgt_pack (chain->context, host, 1, chain->links, error);
  free (host);
  return status;
}

static enum lgt_status
start_hot (struct lgt_chain *chain, struct lgt_error *error)
{
  const struct lgt_random_params circle
    = { LGT_CHAIN_LAYER_START, 0, 2 * M_PI };
  const struct lgt_sun_haar_params haar
    = { chain->n, LGT_CHAIN_LAYER_START, 0 };
  const enum lgt_status status = put_step (chain, error);

  if (status != LGT_OK)
    return status;
  return chain->n == 1
         ? lgt_context_run (chain->context, &lgt_op_random_uniform, &circle,
                            &chain->random, &chain->links, error)
         : lgt_context_run (chain->context, &lgt_op_sun_haar, &haar,
                            &chain->random, &chain->links, error);
}

static void
forget_tape (struct lgt_chain *chain)
{
  if (chain->tape)
    lgt_tape_free (chain->tape);
  chain->tape = NULL;
}

enum lgt_status
lgt_chain_start (struct lgt_chain *chain, enum lgt_chain_start start,
                 struct lgt_error *error)
{
  if (chain->steps != chain->options.steps)
    forget_tape (chain);
  chain->sweep = 0;
  chain->moved = 0;
  chain->steps = chain->options.steps;
  chain->width_now = chain->options.width;
  memset (chain->sums, 0, sizeof chain->sums);
  return start == LGT_CHAIN_HOT ? start_hot (chain, error)
                                : start_cold (chain, error);
}

/* ---- runs ---- */

static void
record (struct lgt_tape *tape, void *ctx)
{
  lgt_chain_record_sweep (ctx, tape);
}

static enum lgt_status
get_lanes (const struct lgt_chain *chain, const struct lgt_view *view,
           struct lgt_error *error)
{
  return lgt_unpack (chain->context, *view, chain->options.chains,
                     chain->host, error);
}

/* Add to the sums of the trajectory's decisions.  */
static enum lgt_status
add_decisions (struct lgt_chain *chain, struct lgt_error *error)
{
  const enum lgt_status status = get_lanes (chain, &chain->delta, error);

  if (status == LGT_OK)
    lgt_mc_add_deltas_ (chain->sums, chain->options.chains, chain->host);
  return status;
}

static enum lgt_status
add_accepted (struct lgt_chain *chain, struct lgt_error *error)
{
  const double unit = chain->options.algorithm == LGT_CHAIN_HMC
                      ? 1 : 1 / (double) (chain->geom.volume
                                          * chain->geom.ndim);
  const enum lgt_status status = get_lanes (chain, &chain->accepted, error);

  if (status == LGT_OK)
    lgt_mc_add_accepted_ (chain->sums, chain->options.chains, unit,
                          chain->host);
  return status;
}

static enum lgt_status
add_shifts (struct lgt_chain *chain, struct lgt_error *error)
{
  enum lgt_status status = get_lanes (chain, &chain->shift_accepted, error);

  for (int i = 0; i < chain->options.chains; i++)
    chain->sums[LGT_CHAIN_SHIFTS_ACCEPTED] += chain->host[i];
  chain->sums[LGT_CHAIN_SHIFTS] += chain->options.chains;
  return status;
}

/* Change the number of steps, or the width.  */
static void
tune (struct lgt_chain *chain)
{
  const struct lgt_chain_options *o = &chain->options;
  const double share = lgt_mc_tuned_share_ (chain->sums, o->chains);
  int steps;

  if (o->algorithm == LGT_CHAIN_METROPOLIS)
    {
      chain->width_now *= exp (share - o->target);
      if (chain->width_now > M_PI)
        chain->width_now = M_PI;
      return;
    }
  steps = lgt_mc_tuned_steps_ (chain->steps, share, o->target);
  if (steps != chain->steps)
    forget_tape (chain);
  chain->steps = steps;
}

static enum lgt_status
sweep (struct lgt_chain *chain, struct lgt_error *error)
{
  const struct lgt_chain_options *o = &chain->options;
  const struct lgt_reunitarize_params unitary = { chain->n };
  const int decides = o->algorithm != LGT_CHAIN_HEAT_BATH;
  enum lgt_status status = put_step (chain, error);

  if (status == LGT_OK)
    status = chain->tape
             ? lgt_tape_replay (chain->tape, error)
             : lgt_mc_tape_new_ (chain->context, record, chain, &chain->tape,
                                 error);
  if (status == LGT_OK && o->algorithm == LGT_CHAIN_HMC)
    status = add_decisions (chain, error);
  if (status == LGT_OK && decides)
    status = add_accepted (chain, error);
  if (status == LGT_OK && o->instantons)
    status = add_shifts (chain, error);
  if (status != LGT_OK)
    return status;
  chain->sweep++;
  chain->moved = o->algorithm == LGT_CHAIN_HMC;
  if (decides && chain->sweep <= o->tuning
      && chain->sweep % LGT_CHAIN_TUNE_EVERY == 0)
    tune (chain);
  return chain->n > 1 && chain->sweep % UNITARY_EVERY == 0
         ? lgt_context_run (chain->context, &lgt_op_sun_reunitarize, &unitary,
                            &chain->links, &chain->links, error)
         : LGT_OK;
}

enum lgt_status
lgt_chain_run (struct lgt_chain *chain, int64_t sweeps,
               struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int64_t i = 0; i < sweeps && status == LGT_OK; i++)
    status = sweep (chain, error);
  return status;
}

/* ---- what is measured ---- */

struct lgt_chain_record
lgt_chain_record (const struct lgt_chain *chain)
{
  return lgt_mc_record_ (chain->sums,
                         chain->options.algorithm == LGT_CHAIN_HMC);
}

void
lgt_chain_clear (struct lgt_chain *chain)
{
  lgt_mc_clear_sums_ (chain->sums);
}

enum lgt_status
lgt_chain_last (const struct lgt_chain *chain, double *delta,
                double *accepted, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (!chain->moved)
    return lgt_fail (error, LGT_EINVAL, "the chain has made no trajectory");
  if (delta)
    status = lgt_unpack (chain->context, chain->delta, chain->options.chains,
                         delta, error);
  if (accepted && status == LGT_OK)
    status = lgt_unpack (chain->context, chain->accepted,
                         chain->options.chains, accepted, error);
  return status;
}

static enum lgt_status
measure (struct lgt_chain *chain, const struct lgt_path_set *paths,
         const double *coefficient, double *value, struct lgt_error *error)
{
  const struct lgt_chain_action a
    = lgt_chain_action_of (chain, paths, coefficient, &chain->one);
  enum lgt_status status = lgt_context_run (chain->context, a.op, &a.params,
                                            a.in, &chain->result, error);

  return status == LGT_OK
         ? lgt_unpack (chain->context, chain->result, chain->options.chains,
                       value, error)
         : status;
}

enum lgt_status
lgt_chain_plaquette (struct lgt_chain *chain, double *plaquette,
                     struct lgt_error *error)
{
  const int planes = chain->plaquettes->paths;
  double coefficient[LGT_CHAIN_LOOPS];

  for (int k = 0; k < planes; k++)
    coefficient[k] = -1 / ((double) chain->geom.volume * planes);
  return measure (chain, chain->plaquettes, coefficient, plaquette, error);
}

enum lgt_status
lgt_chain_energy (struct lgt_chain *chain, double *action,
                  struct lgt_error *error)
{
  return measure (chain, chain->paths, chain->coefficient, action, error);
}

int
lgt_chain_steps (const struct lgt_chain *chain)
{
  return chain->steps;
}

double
lgt_chain_width (const struct lgt_chain *chain)
{
  return chain->width_now;
}

/* ---- interruptions ---- */

struct lgt_chain_state
lgt_chain_save (const struct lgt_chain *chain)
{
  struct lgt_chain_state state = { .sweep = chain->sweep,
                                   .steps = chain->steps,
                                   .width = chain->width_now };

  memcpy (state.sums, chain->sums, sizeof state.sums);
  return state;
}

enum lgt_status
lgt_chain_restore (struct lgt_chain *chain,
                   const struct lgt_chain_state *state, const double *links,
                   struct lgt_error *error)
{
  enum lgt_status status;

  if (state->sweep < 0 || state->steps < 1 || state->steps > 1000
      || !(state->width > 0 && state->width <= M_PI))
    return lgt_fail (error, LGT_EDATA, "a chain cannot be at sweep %lld with "
                     "%lld steps and width %g", (long long) state->sweep,
                     (long long) state->steps, state->width);
  status = lgt_chain_put (chain, links, error);
  if (status != LGT_OK)
    return status;
  if (chain->steps != (int) state->steps)
    forget_tape (chain);
  chain->sweep = state->sweep;
  chain->moved = 0;
  chain->steps = (int) state->steps;
  chain->width_now = state->width;
  memcpy (chain->sums, state->sums, sizeof chain->sums);
  return LGT_OK;
}

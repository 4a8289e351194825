/* Chains of scalar fields: starts, runs, what is measured, interruptions.  */

#include "scalar_chain_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- configurations ---- */

struct lgt_view
lgt_scalar_chain_field (const struct lgt_scalar_chain *chain)
{
  return chain->phi;
}

enum lgt_status
lgt_scalar_chain_put (struct lgt_scalar_chain *chain, const double *phi,
                      struct lgt_error *error)
{
  return lgt_pack (chain->context, phi, chain->options.chains, chain->phi,
                   error);
}

enum lgt_status
lgt_scalar_chain_get (const struct lgt_scalar_chain *chain, double *phi,
                      struct lgt_error *error)
{
  return lgt_unpack (chain->context, chain->phi, chain->options.chains, phi,
                     error);
}

/* The step of this sweep: its length is drawn before anything else, so that
   there and back take the same.  */
static double
step_of (const struct lgt_scalar_chain *chain)
{
  const struct lgt_scalar_chain_options *o = &chain->options;
  const uint32_t counter[4] = {
    lgt_random_word (LGT_STREAM_CHAIN, (int) (chain->sweep >> 32),
                     LGT_SCALAR_LAYER_LENGTH, 0), 0, 0,
    (uint32_t) chain->sweep
  };
  double u[2];

  lgt_random_pair (o->seed, counter, u);
  return o->length * (1 + o->jitter * (2 * u[0] - 1)) / chain->steps;
}

/* Counters of this sweep, and its step, to the device.  */
static enum lgt_status
put_step (struct lgt_scalar_chain *chain, struct lgt_error *error)
{
  const uint64_t seed = chain->options.seed;
  const uint32_t words[LGT_RANDOM_WORDS]
    = { (uint32_t) seed, (uint32_t) (seed >> 32), LGT_STREAM_CHAIN,
        (uint32_t) (chain->sweep >> 32), (uint32_t) chain->sweep };
  const double step = step_of (chain);
  const enum lgt_status status
    = lgt_context_put (chain->context, chain->random.data, words,
                       sizeof words, error);

  return status == LGT_OK
         ? lgt_context_put (chain->context, chain->step.data, &step,
                            sizeof step, error)
         : status;
}

static void
forget_tape (struct lgt_scalar_chain *chain)
{
  if (chain->tape)
    lgt_tape_free (chain->tape);
  chain->tape = NULL;
}

enum lgt_status
lgt_scalar_chain_start (struct lgt_scalar_chain *chain,
                        enum lgt_chain_start start, struct lgt_error *error)
{
  const struct lgt_random_params normal = { LGT_SCALAR_LAYER_START, 0, 1 };
  enum lgt_status status;

  if (chain->steps != chain->options.steps)
    forget_tape (chain);
  chain->sweep = 0;
  chain->moved = 0;
  chain->steps = chain->options.steps;
  memset (chain->sums, 0, sizeof chain->sums);
  status = put_step (chain, error);
  if (status == LGT_OK)
    status = lgt_context_run (chain->context, &lgt_op_random_normal, &normal,
                              &chain->random, &chain->phi, error);
  if (status == LGT_OK && start == LGT_CHAIN_COLD)
    {
      const struct lgt_linear_params nothing = { 0, 0 };
      const struct lgt_view in[2] = { chain->phi, { .data = NULL } };

      status = lgt_context_run (chain->context, &lgt_op_linear, &nothing, in,
                                &chain->phi, error);
    }
  return status;
}

/* ---- runs ---- */

static void
record (struct lgt_tape *tape, void *ctx)
{
  struct lgt_scalar_run *run = ctx;

  run->tape = tape;
  lgt_scalar_run_sweep (run);
}

static enum lgt_status
trajectory (struct lgt_scalar_chain *chain, struct lgt_error *error)
{
  struct lgt_scalar_run run = { chain, NULL, LGT_OK, error };

  if (chain->fourier)
    {
      lgt_scalar_run_sweep (&run);
      return run.status;
    }
  return chain->tape ? lgt_tape_replay (chain->tape, error)
                     : lgt_mc_tape_new_ (chain->context, record, &run,
                                         &chain->tape, error);
}

static enum lgt_status
get_lanes (const struct lgt_scalar_chain *chain, const struct lgt_view *view,
           struct lgt_error *error)
{
  return lgt_unpack (chain->context, *view, chain->options.chains,
                     chain->host, error);
}

static enum lgt_status
add_decisions (struct lgt_scalar_chain *chain, struct lgt_error *error)
{
  const int chains = chain->options.chains;
  enum lgt_status status = get_lanes (chain, &chain->delta, error);

  if (status == LGT_OK)
    lgt_mc_add_deltas_ (chain->sums, chains, chain->host);
  if (status == LGT_OK)
    status = get_lanes (chain, &chain->accepted, error);
  if (status == LGT_OK)
    lgt_mc_add_accepted_ (chain->sums, chains, 1, chain->host);
  return status;
}

static void
tune (struct lgt_scalar_chain *chain)
{
  const double share = lgt_mc_tuned_share_ (chain->sums,
                                            chain->options.chains);
  const int steps = lgt_mc_tuned_steps_ (chain->steps, share,
                                         chain->options.target);

  if (steps != chain->steps)
    forget_tape (chain);
  chain->steps = steps;
}

enum lgt_status
lgt_scalar_chain_run (struct lgt_scalar_chain *chain, int64_t sweeps,
                      struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int64_t i = 0; i < sweeps; i++)
    {
      status = put_step (chain, error);
      if (status == LGT_OK)
        status = trajectory (chain, error);
      if (status == LGT_OK)
        status = add_decisions (chain, error);
      if (status != LGT_OK)
        return status;
      chain->sweep++;
      chain->moved = 1;
      if (chain->sweep <= chain->options.tuning
          && chain->sweep % LGT_CHAIN_TUNE_EVERY == 0)
        tune (chain);
    }
  return LGT_OK;
}

/* ---- what is measured ---- */

struct lgt_chain_record
lgt_scalar_chain_record (const struct lgt_scalar_chain *chain)
{
  return lgt_mc_record_ (chain->sums, 1);
}

void
lgt_scalar_chain_clear (struct lgt_scalar_chain *chain)
{
  lgt_mc_clear_sums_ (chain->sums);
}

enum lgt_status
lgt_scalar_chain_last (const struct lgt_scalar_chain *chain, double *delta,
                       double *accepted, struct lgt_error *error)
{
  const int chains = chain->options.chains;
  enum lgt_status status = LGT_OK;

  if (!chain->moved)
    return lgt_fail (error, LGT_EINVAL, "the chain has made no trajectory");
  if (delta)
    status = lgt_unpack (chain->context, chain->delta, chains, delta, error);
  if (accepted && status == LGT_OK)
    status = lgt_unpack (chain->context, chain->accepted, chains, accepted,
                         error);
  return status;
}

enum lgt_status
lgt_scalar_chain_measure (struct lgt_scalar_chain *chain, double *value,
                          struct lgt_error *error)
{
  const int chains = chain->options.chains;
  enum lgt_status status;

  if (!chain->fields)
    chain->fields = malloc ((size_t) chains * (size_t) chain->geom.volume
                            * sizeof *chain->fields);
  if (!chain->fields)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a measurement");
  status = lgt_scalar_chain_get (chain, chain->fields, error);
  if (status == LGT_OK)
    lgt_mc_scalar_measure (&chain->geom, chains, chain->fields, value);
  return status;
}

enum lgt_status
lgt_scalar_chain_energy (struct lgt_scalar_chain *chain, double *action,
                         struct lgt_error *error)
{
  const struct lgt_view in[2] = { chain->phi, chain->coupling };
  const enum lgt_status status
    = lgt_context_run (chain->context, &lgt_op_scalar_action, NULL, in,
                       &chain->energy[0], error);

  return status == LGT_OK
         ? lgt_unpack (chain->context, chain->energy[0],
                       chain->options.chains, action, error)
         : status;
}

int
lgt_scalar_chain_steps (const struct lgt_scalar_chain *chain)
{
  return chain->steps;
}

/* ---- interruptions ---- */

struct lgt_chain_state
lgt_scalar_chain_save (const struct lgt_scalar_chain *chain)
{
  struct lgt_chain_state state = { .sweep = chain->sweep,
                                   .steps = chain->steps };

  memcpy (state.sums, chain->sums, sizeof state.sums);
  return state;
}

enum lgt_status
lgt_scalar_chain_restore (struct lgt_scalar_chain *chain,
                          const struct lgt_chain_state *state,
                          const double *phi, struct lgt_error *error)
{
  enum lgt_status status;

  if (state->sweep < 0 || state->steps < 1
      || state->steps > LGT_CHAIN_STEPS_MAX)
    return lgt_fail (error, LGT_EDATA, "a chain cannot be at sweep %lld with "
                     "%lld steps", (long long) state->sweep,
                     (long long) state->steps);
  status = lgt_scalar_chain_put (chain, phi, error);
  if (status != LGT_OK)
    return status;
  if (chain->steps != (int) state->steps)
    forget_tape (chain);
  chain->sweep = state->sweep;
  chain->moved = 0;
  chain->steps = (int) state->steps;
  memcpy (chain->sums, state->sums, sizeof chain->sums);
  return LGT_OK;
}

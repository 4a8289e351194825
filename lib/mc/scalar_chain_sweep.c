/* One sweep of a chain of scalar fields as operations.  */

#include "scalar_chain_impl.h"

#include "integrator.h"

static void
apply (struct lgt_scalar_run *run, const struct lgt_op *op,
       const void *params, size_t size, const struct lgt_view *in,
       const struct lgt_view *out)
{
  if (run->tape)
    lgt_tape_run (run->tape, op, params, size, in, out);
  else if (run->status == LGT_OK)
    run->status = lgt_context_run (run->chain->context, op, params, in, out,
                                   run->error);
}

/* Z = A X + B Y.  */
static void
combine (struct lgt_scalar_run *run, const struct lgt_view *z, double a,
         const struct lgt_view *x, double b, const struct lgt_view *y)
{
  const struct lgt_linear_params params = { a, b };
  const struct lgt_view none = { 0 };
  const struct lgt_view in[2] = { *x, y ? *y : none };

  apply (run, &lgt_op_linear, &params, sizeof params, in, z);
}

static void
fourier (struct lgt_scalar_run *run, enum lgt_mc_power power,
         const struct lgt_view *in, const struct lgt_view *out)
{
  if (run->status == LGT_OK)
    lgt_mc_fourier_apply_ (run->chain->fourier, power, in, out);
}

/* P has the distribution exp (-p K^{-1} p / 2): K^{1/2} times normal numbers,
   whose squares are the kinetic energy.  */
void
lgt_scalar_run_momenta (struct lgt_scalar_run *run)
{
  struct lgt_scalar_chain *chain = run->chain;
  const struct lgt_random_params normal
    = { LGT_SCALAR_LAYER_MOMENTA, 0, 1 };
  const struct lgt_sum_squares_params half = { 0.5 };

  apply (run, &lgt_op_random_normal, &normal, sizeof normal, &chain->random,
         &chain->momenta);
  apply (run, &lgt_op_sum_squares, &half, sizeof half, &chain->momenta,
         &chain->kinetic);
  if (chain->fourier)
    fourier (run, LGT_MC_ROOT, &chain->momenta, &chain->momenta);
}

static void
kinetic_energy (struct lgt_scalar_run *run)
{
  struct lgt_scalar_chain *chain = run->chain;
  const struct lgt_sum_squares_params half = { 0.5 };

  if (chain->fourier)
    fourier (run, LGT_MC_INVERSE_ROOT, &chain->momenta, &chain->velocity);
  apply (run, &lgt_op_sum_squares, &half, sizeof half,
         chain->fourier ? &chain->velocity : &chain->momenta,
         &chain->kinetic);
}

/* Energy number WHEN is H, the kinetic part being known.  */
static void
total_energy (struct lgt_scalar_run *run, int when)
{
  struct lgt_scalar_chain *chain = run->chain;
  const struct lgt_view in[2] = { chain->phi, chain->coupling };
  const struct lgt_view *h = &chain->energy[when];

  apply (run, &lgt_op_scalar_action, NULL, 0, in, h);
  combine (run, h, 1, h, 1, &chain->kinetic);
}

static void
kick (void *ctx, double factor)
{
  struct lgt_scalar_run *run = ctx;
  const struct lgt_scalar_chain *chain = run->chain;
  const struct lgt_scalar_step_params params = { factor };
  const struct lgt_view in[3] = { chain->phi, chain->coupling, chain->step };

  apply (run, &lgt_op_scalar_kick, &params, sizeof params, in,
         &chain->momenta);
}

static void
drift (void *ctx, double factor)
{
  struct lgt_scalar_run *run = ctx;
  const struct lgt_scalar_chain *chain = run->chain;
  const struct lgt_scalar_step_params params = { factor };
  const struct lgt_view in[2]
    = { chain->fourier ? chain->velocity : chain->momenta, chain->step };

  if (chain->fourier)
    fourier (run, LGT_MC_INVERSE, &chain->momenta, &chain->velocity);
  apply (run, &lgt_op_scalar_drift, &params, sizeof params, in, &chain->phi);
}

void
lgt_scalar_run_steps (struct lgt_scalar_run *run)
{
  const struct lgt_mc_moves moves = { kick, drift, run };

  lgt_mc_integrate_ (run->chain->options.integrator, run->chain->steps,
                     &moves);
}

/* PHI stays where exp (-DELTA) allows it, else it is OLD again.  */
static void
decide (struct lgt_scalar_run *run, const struct lgt_view *delta,
        const struct lgt_view *accepted, int layer)
{
  struct lgt_scalar_chain *chain = run->chain;
  const struct lgt_metropolis_params params = { layer };
  const struct lgt_view in[3] = { chain->old, *delta, chain->random };
  const struct lgt_view out[2] = { chain->phi, *accepted };

  apply (run, &lgt_op_metropolis_select, &params, sizeof params, in, out);
}

void
lgt_scalar_run_sweep (struct lgt_scalar_run *run)
{
  struct lgt_scalar_chain *chain = run->chain;

  combine (run, &chain->old, 1, &chain->phi, 0, NULL);
  lgt_scalar_run_momenta (run);
  total_energy (run, 0);
  lgt_scalar_run_steps (run);
  kinetic_energy (run);
  total_energy (run, 1);
  combine (run, &chain->delta, 1, &chain->energy[1], -1, &chain->energy[0]);
  decide (run, &chain->delta, &chain->accepted, LGT_SCALAR_LAYER_DECISION);
  if (!chain->options.reflection)
    return;
  combine (run, &chain->old, 1, &chain->phi, 0, NULL);
  combine (run, &chain->phi, -1, &chain->old, 0, NULL);
  decide (run, &chain->even_odds, &chain->reflected,
          LGT_SCALAR_LAYER_REFLECTION);
}

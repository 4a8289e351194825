/* One sweep of a chain as operations.  */

#include "chain_impl.h"

#include <string.h>

#include "integrator.h"

int
lgt_chain_is_fused (const struct lgt_chain *chain)
{
  return chain->n == 1 && chain->geom.ndim == 2 && chain->loops.count == 1
         && chain->loops.loop[0].length == 4
         && lgt_loop_classify (&chain->loops.loop[0]) == LGT_LOOP_PLAQUETTE
         && chain->options.algorithm == LGT_CHAIN_HMC
         && chain->options.integrator == LGT_LEAPFROG
         && chain->geom.volume <= LGT_TRAJECTORY_MAX;
}

/* Z = A X + B Y.  */
static void
combine (struct lgt_tape *tape, const struct lgt_view *z, double a,
         const struct lgt_view *x, double b, const struct lgt_view *y)
{
  const struct lgt_linear_params params = { a, b };
  const struct lgt_view none = { 0 };
  const struct lgt_view in[2] = { *x, y ? *y : none };

  lgt_tape_run (tape, &lgt_op_linear, &params, sizeof params, in, z);
}

struct lgt_chain_action
lgt_chain_action_of (const struct lgt_chain *chain,
                     const struct lgt_path_set *paths,
                     const double *coefficient,
                     const struct lgt_view *factor)
{
  const size_t bytes = (size_t) paths->paths * sizeof *coefficient;
  struct lgt_chain_action a;

  memset (&a, 0, sizeof a);
  a.in[0] = chain->links;
  a.in[1] = *factor;
  if (chain->n == 1)
    {
      a.op = &lgt_op_u1_action;
      a.size = sizeof a.params.u1;
      a.params.u1.paths = paths;
      memcpy (a.params.u1.coefficient, coefficient, bytes);
    }
  else
    {
      a.op = &lgt_op_sun_action;
      a.size = sizeof a.params.sun;
      a.params.sun.paths = paths;
      a.params.sun.n = chain->n;
      memcpy (a.params.sun.coefficient, coefficient, bytes);
    }
  return a;
}

static void
record_action (const struct lgt_chain *chain, struct lgt_tape *tape,
               const struct lgt_view *out)
{
  const struct lgt_chain_action a
    = lgt_chain_action_of (chain, chain->paths, chain->coefficient,
                           &chain->factor);

  lgt_tape_run (tape, a.op, &a.params, a.size, a.in, out);
}

static struct lgt_update_params
update_params (const struct lgt_chain *chain, int i)
{
  return (struct lgt_update_params) { chain->list[i].staples, chain->n,
                                      LGT_CHAIN_LAYER_LINKS,
                                      chain->options.hits };
}

static void
record_local (const struct lgt_chain *chain, struct lgt_tape *tape)
{
  const int metropolis = chain->options.algorithm == LGT_CHAIN_METROPOLIS;

  for (int i = 0; i < chain->lists; i++)
    if (metropolis)
      lgt_local_metropolis (tape, &chain->links, &chain->list[i].accepted,
                            &chain->list[i].weight, &chain->random,
                            &chain->width, update_params (chain, i));
    else
      lgt_heat_bath (tape, &chain->links, &chain->list[i].weight,
                     &chain->random, update_params (chain, i));
  for (int r = 0; r < chain->options.overrelaxation; r++)
    for (int i = 0; i < chain->lists; i++)
      lgt_overrelaxation (tape, &chain->links, &chain->list[i].weight,
                          update_params (chain, i));
  /* The share of proposals taken, summed list by list.  */
  for (int i = 0; metropolis && i < chain->lists; i++)
    {
      lgt_tape_run (tape, &lgt_op_sum_sites, NULL, 0,
                    &chain->list[i].accepted,
                    i ? &chain->delta : &chain->accepted);
      if (i)
        combine (tape, &chain->accepted, 1, &chain->accepted, 1,
                 &chain->delta);
    }
}

void
lgt_chain_record_kick (const struct lgt_chain *chain, struct lgt_tape *tape,
                       double factor)
{
  const struct lgt_kick_params params
    = { chain->n == 1 ? chain->paths : chain->list[0].staples, chain->n,
        factor };

  lgt_kick (tape, &chain->momenta, &chain->links,
            chain->n == 1 ? &chain->weight : &chain->list[0].weight,
            &chain->step, params);
}

/* Where moves are recorded.  */
struct recording { const struct lgt_chain *chain; struct lgt_tape *tape; };

static void
kick (void *ctx, double factor)
{
  const struct recording *r = ctx;

  lgt_chain_record_kick (r->chain, r->tape, factor);
}

/* U moves by FACTOR step.  */
static void
drift (void *ctx, double factor)
{
  const struct recording *r = ctx;
  const struct lgt_drift_params params = { r->chain->n, factor };

  lgt_drift (r->tape, &r->chain->links, &r->chain->momenta, &r->chain->step,
             params);
}

void
lgt_chain_record_steps (const struct lgt_chain *chain, struct lgt_tape *tape)
{
  struct recording r = { chain, tape };
  const struct lgt_mc_moves moves = { kick, drift, &r };

  lgt_mc_integrate_ (chain->options.integrator, chain->steps, &moves);
}

/* H = kinetic energy + action.  */
static void
record_energy (const struct lgt_chain *chain, struct lgt_tape *tape, int when)
{
  const struct lgt_view *h = &chain->energy[when];

  lgt_sum_squares (tape, &chain->kinetic, &chain->momenta, 0.5);
  record_action (chain, tape, h);
  combine (tape, h, 1, h, 1, &chain->kinetic);
}

static void
record_trajectory (const struct lgt_chain *chain, struct lgt_tape *tape)
{
  const struct lgt_random_params normal
    = { LGT_CHAIN_LAYER_MOMENTA, 0, 1 };
  const struct lgt_u1_trajectory_params fused
    = { chain->steps, LGT_CHAIN_LAYER_TRAJECTORY };

  if (lgt_chain_is_fused (chain))
    {
      lgt_u1_trajectory (tape, &chain->links, &chain->delta,
                         &chain->accepted, &chain->kinetic, &chain->weight,
                         &chain->step, &chain->random, fused);
      return;
    }
  combine (tape, &chain->old, 1, &chain->links, 0, NULL);
  lgt_random_normal (tape, &chain->momenta, &chain->random, &normal);
  record_energy (chain, tape, 0);
  lgt_chain_record_steps (chain, tape);
  record_energy (chain, tape, 1);
  combine (tape, &chain->delta, 1, &chain->energy[1], -1, &chain->energy[0]);
  lgt_metropolis_select (tape, &chain->links, &chain->accepted, &chain->old,
                         &chain->delta, &chain->random,
                         LGT_CHAIN_LAYER_DECISION);
}

static void
record_shift (const struct lgt_chain *chain, struct lgt_tape *tape)
{
  combine (tape, &chain->old, 1, &chain->links, 0, NULL);
  record_action (chain, tape, &chain->energy[0]);
  lgt_u1_shift (tape, &chain->links, &chain->shift, &chain->random,
                LGT_CHAIN_LAYER_SHIFT);
  record_action (chain, tape, &chain->energy[1]);
  combine (tape, &chain->shift_delta, 1, &chain->energy[1], -1,
           &chain->energy[0]);
  lgt_metropolis_select (tape, &chain->links, &chain->shift_accepted,
                         &chain->old, &chain->shift_delta, &chain->random,
                         LGT_CHAIN_LAYER_SHIFT);
}

void
lgt_chain_record_sweep (const struct lgt_chain *chain, struct lgt_tape *tape)
{
  if (chain->options.algorithm == LGT_CHAIN_HMC)
    record_trajectory (chain, tape);
  else
    record_local (chain, tape);
  if (chain->options.instantons)
    record_shift (chain, tape);
}

/* The gradient flow: the force is that of a chain whose momenta are Z of
   Luescher's integrator, so a step is kicks and drifts.  */

#include <lgt/gradient_flow.h>

#include <stdlib.h>

#include "chain_impl.h"

struct lgt_gradient_flow
{
  struct lgt_chain *chain;
  int capacity;
  struct lgt_tape *tape;        /* of one step; NULL: not recorded */
  double time;
};

enum lgt_status
lgt_gradient_flow_new (struct lgt_context *context,
                       const struct lgt_geom *geom, int n, int capacity,
                       int lanes, struct lgt_gradient_flow **result,
                       struct lgt_error *error)
{
  /* g0^2 S_W = -2 sum Re tr P is -(beta/N) sum Re tr P at beta = 2 N; that of
     U(1), -sum cos theta, is at beta = 1.  */
  const double beta = n == 1 ? 1 : 2 * n;
  struct lgt_chain_options options;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_CHAIN_LOOPS];
  struct lgt_gradient_flow *flow = calloc (1, sizeof *flow);
  enum lgt_status status;

  if (!flow)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a gradient flow");
  flow->capacity = capacity;
  lgt_chain_options_default (&options);
  options.algorithm = LGT_CHAIN_HMC;
  options.chains = capacity;
  options.lanes = lanes;
  status = capacity < 1
           ? lgt_fail (error, LGT_EINVAL, "a gradient flow of %d "
                       "configurations", capacity)
           : lgt_chain_action (geom->ndim, beta, 0, &loops, coefficient,
                               error);
  if (status == LGT_OK)
    status = lgt_chain_new (context, geom, n, loops.count, loops.loop,
                            coefficient, &options, &flow->chain, error);
  lgt_loop_list_free (&loops);
  if (status == LGT_OK)
    *result = flow;
  else
    lgt_gradient_flow_free (flow);
  return status;
}

void
lgt_gradient_flow_free (struct lgt_gradient_flow *flow)
{
  if (!flow)
    return;
  if (flow->tape)
    lgt_tape_free (flow->tape);
  lgt_chain_free (flow->chain);
  free (flow);
}

enum lgt_status
lgt_gradient_flow_put (struct lgt_gradient_flow *flow, int count,
                       const double *links, struct lgt_error *error)
{
  struct lgt_chain *chain = flow->chain;
  enum lgt_status status;

  /* There may be room for more: lanes that are left over.  */
  if (count < 1 || count > flow->capacity)
    return lgt_fail (error, LGT_EINVAL, "%d configurations; this gradient "
                     "flow takes 1 to %d", count, flow->capacity);
  status = lgt_pack (chain->context, links, count, chain->links, error);
  if (status == LGT_OK)
    {
      chain->options.chains = count;
      flow->time = 0;
    }
  return status;
}

enum lgt_status
lgt_gradient_flow_get (const struct lgt_gradient_flow *flow, double *links,
                       struct lgt_error *error)
{
  return lgt_chain_get (flow->chain, links, error);
}

double
lgt_gradient_flow_time (const struct lgt_gradient_flow *flow)
{
  return flow->time;
}

enum lgt_status
lgt_gradient_flow_energy (struct lgt_gradient_flow *flow, double *energy,
                          struct lgt_error *error)
{
  const struct lgt_chain *chain = flow->chain;
  const int planes = chain->geom.ndim * (chain->geom.ndim - 1) / 2;
  const double most = planes * (chain->n == 1 ? 1.0 : 2.0 * chain->n);
  const enum lgt_status status = lgt_chain_plaquette (flow->chain, energy,
                                                      error);

  for (int i = 0; status == LGT_OK && i < chain->options.chains; i++)
    energy[i] = most * (1 - energy[i]);
  return status;
}

/* ---- a step ---- */

/* P = OLD P + FORCE Z (V), then V = exp (P) V; the momenta are P.  */
static void
record_stage (const struct lgt_chain *chain, struct lgt_tape *tape,
              double old, double force)
{
  const struct lgt_linear_params scale = { old, 0 };
  const struct lgt_drift_params whole = { chain->n, 1 };
  const struct lgt_view in[2] = { chain->momenta, { 0 } };

  if (old == 0)
    lgt_tape_clear (tape, &chain->momenta);
  else
    lgt_tape_run (tape, &lgt_op_linear, &scale, sizeof scale, in,
                  &chain->momenta);
  lgt_chain_record_kick (chain, tape, force);
  lgt_drift (tape, &chain->links, &chain->momenta, &chain->one, whole);
}

/* A step, equation (C.2): the exponents are Z0 / 4, 8/9 Z1 - 17/36 Z0, and 3/4
   Z2 minus the one before.  */
static void
record (struct lgt_tape *tape, void *chain)
{
  record_stage (chain, tape, 0, 1.0 / 4);
  record_stage (chain, tape, -17.0 / 9, 8.0 / 9);
  record_stage (chain, tape, -1, 3.0 / 4);
}

enum lgt_status
lgt_gradient_flow_advance (struct lgt_gradient_flow *flow, double step,
                           int64_t steps, struct lgt_error *error)
{
  const struct lgt_chain *chain = flow->chain;
  enum lgt_status status;

  if (!(step > 0 && step <= 1) || steps < 0)
    return lgt_fail (error, LGT_EINVAL, "%lld steps of size %g of a gradient "
                     "flow; sizes up to 1 would do", (long long) steps, step);
  status = lgt_context_put (chain->context, chain->step.data, &step,
                            sizeof step, error);
  for (int64_t i = 0; i < steps && status == LGT_OK; i++)
    {
      status = flow->tape
               ? lgt_tape_replay (flow->tape, error)
               : lgt_mc_tape_new_ (chain->context, record, flow->chain,
                                   &flow->tape, error);
      if (status == LGT_OK)
        flow->time += step;
    }
  return status;
}

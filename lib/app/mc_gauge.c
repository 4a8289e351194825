/* lgt-mc: chains of links.  */

#include "mc.h"

#include <math.h>
#include <string.h>

#include <lgt/observables.h>

static int
measures (const struct lgt_markov *m, enum lgt_markov_series s)
{
  const struct lgt_model *model = m->session->model;

  return s == LGT_MARKOV_PLAQUETTE || s == LGT_MARKOV_ACTION
         || (s == LGT_MARKOV_CHARGE && lgt_model_group (model)->n == 1
             && lgt_model_geom (model)->ndim == 2);
}

static enum lgt_status
make (struct lgt_markov *m, uint64_t seed, struct lgt_error *error)
{
  const struct lgt_model *model = m->session->model;
  struct lgt_chain_options options = m->config.chain;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_ACTION_LOOPS];
  enum lgt_status status = lgt_action_loops (lgt_model_action (model), &loops,
                                             coefficient, error);

  for (int k = 0; status == LGT_OK && k < loops.count; k++)
    coefficient[k] *= m->scale;
  options.seed = seed;
  if (status == LGT_OK)
    status = lgt_chain_new (m->session->context, lgt_model_geom (model),
                            lgt_model_group (model)->n, loops.count,
                            loops.loop, coefficient, &options, &m->chain,
                            error);
  lgt_loop_list_free (&loops);
  if (status == LGT_OK)
    m->size = lgt_chain_size (m->chain);
  return status;
}

/* A list of numbers where there are more axes than a record has (SU(N) in over
   four dimensions).  */
static void
shape (const struct lgt_markov *m, struct lgt_field_shape *shape)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const int n = lgt_model_group (m->session->model)->n;

  memset (shape, 0, sizeof *shape);
  shape->name = "U";
  if (geom->ndim + (n > 1 ? 4 : 1) > LGT_RECORD_MAX_RANK)
    {
      shape->extent[shape->rank++] = m->size;
      return;
    }
  for (int d = geom->ndim - 1; d >= 0; d--)
    shape->extent[shape->rank++] = geom->extent[d];
  shape->extent[shape->rank++] = geom->ndim;
  if (n > 1)
    {
      shape->extent[shape->rank++] = n;
      shape->extent[shape->rank++] = n;
      shape->extent[shape->rank++] = 2;
    }
}

static void
algorithm (const struct lgt_markov *m, char text[120])
{
  const struct lgt_chain_options *o = &m->config.chain;
  const char *more = o->instantons ? " + instantons" : "";

  if (o->algorithm == LGT_CHAIN_HEAT_BATH)
    snprintf (text, 120, "heat bath + %d overrelaxation%s",
              o->overrelaxation, more);
  else if (o->algorithm == LGT_CHAIN_HMC)
    snprintf (text, 120, "HMC, length %g in %d steps of %s%s", o->length,
              lgt_chain_steps (m->chain),
              lgt_mc_integrators[o->integrator], more);
  else
    snprintf (text, 120, "Metropolis, %d hits of width %.3g%s", o->hits,
              lgt_chain_width (m->chain), more);
}

double
lgt_markov_beta (const struct lgt_markov *m)
{
  const struct lgt_action *action = lgt_model_action (m->session->model);

  return lgt_action_is_wilson (action) ? m->scale * lgt_action_beta (action)
                                       : NAN;
}

/* ---- measurements ---- */

/* The dimension was looked at, so lgt_mc_u1_charge does not fail.  */
static void
measure_charge (const struct lgt_markov *m)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const int chains = m->config.chain.chains;
  double *charge = lgt_markov_row (m, LGT_MARKOV_CHARGE);

  for (int c = 0; c < chains; c++)
    lgt_mc_u1_charge (geom, m->fields + c * m->size, charge + c, NULL);
}

static enum lgt_status
measure (struct lgt_markov *m, struct lgt_error *error)
{
  enum lgt_status status
    = lgt_chain_plaquette (m->chain,
                           lgt_markov_row (m, LGT_MARKOV_PLAQUETTE), error);

  if (status == LGT_OK)
    status = lgt_chain_energy (m->chain,
                               lgt_markov_row (m, LGT_MARKOV_ACTION), error);
  if (status == LGT_OK && (m->series[LGT_MARKOV_CHARGE] || m->config.save))
    status = lgt_chain_get (m->chain, m->fields, error);
  if (status == LGT_OK && m->series[LGT_MARKOV_CHARGE])
    measure_charge (m);
  return status;
}

/* ---- the chain itself ---- */

static void
free_chain (struct lgt_markov *m)
{
  lgt_chain_free (m->chain);
  m->chain = NULL;
}

static int
lanes (const struct lgt_markov *m)
{
  return lgt_chain_links (m->chain).shape.lanes;
}

static enum lgt_status
start (struct lgt_markov *m, enum lgt_chain_start where,
       struct lgt_error *error)
{
  return lgt_chain_start (m->chain, where, error);
}

static enum lgt_status
put (struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_chain_put (m->chain, m->fields, error);
}

static enum lgt_status
get (const struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_chain_get (m->chain, m->fields, error);
}

static enum lgt_status
sweep (struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_chain_run (m->chain, 1, error);
}

static void
clear (struct lgt_markov *m)
{
  lgt_chain_clear (m->chain);
}

static enum lgt_status
last (const struct lgt_markov *m, double *delta, double *accepted,
      struct lgt_error *error)
{
  return lgt_chain_last (m->chain, delta, accepted, error);
}

static struct lgt_chain_state
save (const struct lgt_markov *m)
{
  return lgt_chain_save (m->chain);
}

static enum lgt_status
restore (struct lgt_markov *m, const struct lgt_chain_state *state,
         struct lgt_error *error)
{
  return lgt_chain_restore (m->chain, state, m->fields, error);
}

/* ---- the table ---- */

static double
exact_mean (const struct lgt_markov *m, enum lgt_markov_series s)
{
  if (s == LGT_MARKOV_CHARGE)
    return 0;
  return s == LGT_MARKOV_PLAQUETTE
         ? lgt_session_exact (m->session).plaquette : NAN;
}

/* Where there are no trajectories; and of shifts.  */
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
rows (const struct lgt_markov *m, struct lgt_summary *summary,
      struct lgt_error *error)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  const double beta = lgt_markov_beta (m);
  const struct lgt_exact_values exact = lgt_session_exact (m->session);
  const struct lgt_markov_quantity table[] = {
    { "plaquette", LGT_MARKOV_PLAQUETTE, 1, 1, exact.plaquette },
    /* One plaquette a site, in two dimensions.  */
    { "action_density", LGT_MARKOV_ACTION, 1, 1 / (double) geom->volume,
      -beta * exact.plaquette },
    { "charge", LGT_MARKOV_CHARGE, 1, 1, 0 },
    { "charge_squared", LGT_MARKOV_CHARGE, 2, 1, exact.q2 }
  };
  enum lgt_status status = LGT_OK;

  for (size_t i = 0; i < sizeof table / sizeof *table && status == LGT_OK;
       i++)
    status = lgt_markov_add (m, &table[i], summary, error);
  if (status == LGT_OK)
    add_shares (m, summary);
  return status;
}

const struct lgt_markov_kind lgt_markov_gauge = {
  .field = "U", .place = "link",
  .shown = { LGT_MARKOV_PLAQUETTE, LGT_MARKOV_CHARGE, LGT_MARKOV_SERIES },
  .measures = measures, .make = make, .free = free_chain, .shape = shape,
  .lanes = lanes, .algorithm = algorithm, .start = start,
  .put = put, .get = get, .sweep = sweep, .clear = clear, .last = last,
  .measure = measure, .save = save, .restore = restore, .exact = exact_mean,
  .rows = rows
};

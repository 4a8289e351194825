/* lgt-mc: chains of a scalar field.  */

#include "mc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/scalar_chain.h>

static int
measures (const struct lgt_markov *m, enum lgt_markov_series s)
{
  (void) m;
  return s == LGT_MARKOV_ACTION
         || (s >= LGT_MARKOV_PHI2 && s <= LGT_MARKOV_G1);
}

static enum lgt_status
make (struct lgt_markov *m, uint64_t seed, struct lgt_error *error)
{
  const struct lgt_model *model = m->session->model;
  const struct lgt_geom *geom = lgt_model_geom (model);
  const struct lgt_mc_config *config = &m->config;
  const struct lgt_scalar_chain_options options = {
    .chains = config->chain.chains, .lanes = config->chain.lanes,
    .seed = seed, .integrator = config->chain.integrator,
    .length = config->chain.length, .jitter = config->jitter,
    .steps = config->chain.steps,
    .acceleration_mass = config->acceleration_mass,
    .fft = lgt_app_fft (), .reflection = config->reflections,
    .tuning = config->chain.tuning, .target = config->chain.target
  };
  double coupling[LGT_SCALAR_COEFFICIENTS];
  enum lgt_status status
    = lgt_action_coefficients (lgt_model_action (model), coupling, error);

  for (int i = 0; i < LGT_SCALAR_COEFFICIENTS; i++)
    coupling[i] *= m->scale;
  if (status == LGT_OK)
    status = lgt_scalar_chain_new (m->session->context, geom, coupling,
                                   &options, &m->scalar, error);
  if (status == LGT_OK)
    m->size = geom->volume;
  return status;
}

static void
shape (const struct lgt_markov *m, struct lgt_field_shape *result)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);

  memset (result, 0, sizeof *result);
  result->name = "phi";
  for (int d = geom->ndim - 1; d >= 0; d--)
    result->extent[result->rank++] = geom->extent[d];
}

static void
algorithm (const struct lgt_markov *m, char text[120])
{
  const struct lgt_mc_config *c = &m->config;
  char mass[40] = "";

  if (c->acceleration_mass > 0)
    snprintf (mass, sizeof mass, ", accelerated with mass %g",
              c->acceleration_mass);
  snprintf (text, 120, "HMC, length %g in %d steps of %s%s%s",
            c->chain.length, lgt_scalar_chain_steps (m->scalar),
            lgt_mc_integrators[c->chain.integrator], mass,
            c->reflections ? " + reflections" : "");
}

/* ---- the chain itself ---- */

static void
free_chain (struct lgt_markov *m)
{
  lgt_scalar_chain_free (m->scalar);
  m->scalar = NULL;
}

static int
lanes (const struct lgt_markov *m)
{
  return lgt_scalar_chain_field (m->scalar).shape.lanes;
}

static enum lgt_status
start (struct lgt_markov *m, enum lgt_chain_start where,
       struct lgt_error *error)
{
  return lgt_scalar_chain_start (m->scalar, where, error);
}

static enum lgt_status
put (struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_scalar_chain_put (m->scalar, m->fields, error);
}

static enum lgt_status
get (const struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_scalar_chain_get (m->scalar, m->fields, error);
}

static enum lgt_status
sweep (struct lgt_markov *m, struct lgt_error *error)
{
  return lgt_scalar_chain_run (m->scalar, 1, error);
}

static void
clear (struct lgt_markov *m)
{
  lgt_scalar_chain_clear (m->scalar);
}

static enum lgt_status
last (const struct lgt_markov *m, double *delta, double *accepted,
      struct lgt_error *error)
{
  return lgt_scalar_chain_last (m->scalar, delta, accepted, error);
}

static struct lgt_chain_state
save (const struct lgt_markov *m)
{
  return lgt_scalar_chain_save (m->scalar);
}

static enum lgt_status
restore (struct lgt_markov *m, const struct lgt_chain_state *state,
         struct lgt_error *error)
{
  return lgt_scalar_chain_restore (m->scalar, state, m->fields, error);
}

/* ---- measurements ---- */

/* Series that are quantities of lgt/observables_scalar.h.  M is odd, and M^4
   the square of M^2: neither is kept.  */
static const struct
{
  enum lgt_markov_series series;
  enum lgt_scalar_quantity quantity;
} kept[] = {
  { LGT_MARKOV_PHI2, LGT_SCALAR_PHI2 }, { LGT_MARKOV_ABS_M, LGT_SCALAR_ABS_M },
  { LGT_MARKOV_M2, LGT_SCALAR_M2 }, { LGT_MARKOV_G1, LGT_SCALAR_G1 }
};
enum { KEPT = sizeof kept / sizeof *kept };

static enum lgt_status
measure (struct lgt_markov *m, struct lgt_error *error)
{
  const struct lgt_geom *geom = lgt_model_geom (m->session->model);
  enum lgt_status status
    = lgt_scalar_chain_energy (m->scalar,
                               lgt_markov_row (m, LGT_MARKOV_ACTION), error);

  if (status == LGT_OK)
    status = get (m, error);
  for (int c = 0; c < m->config.chain.chains && status == LGT_OK; c++)
    {
      double value[LGT_SCALAR_QUANTITIES];

      lgt_mc_scalar_measure (geom, 1, m->fields + c * m->size, value);
      for (int i = 0; i < KEPT; i++)
        lgt_markov_row (m, kept[i].series)[c] = value[kept[i].quantity];
    }
  return status;
}

/* ---- the table ---- */

static double
exact_mean (const struct lgt_markov *m, enum lgt_markov_series s)
{
  const struct lgt_exact_values exact = lgt_session_exact (m->session);

  switch (s)
    {
    case LGT_MARKOV_PHI2:
      return exact.phi2;
    case LGT_MARKOV_ABS_M:
      return exact.abs_m;
    default:
      return NAN;
    }
}

/* Of a free field all modes have 1/2, in the mean.  */
static double
exact_action_density (const struct lgt_markov *m)
{
  double coupling[LGT_SCALAR_COEFFICIENTS];

  return lgt_action_coefficients (lgt_model_action (m->session->model),
                                  coupling, NULL) == LGT_OK
         && coupling[LGT_SCALAR_QUARTIC] == 0
         ? 0.5 + coupling[LGT_SCALAR_CONSTANT] : NAN;
}

/* What was measured as lgt_gamma_derived wants it, chain by chain; what is not
   kept is 0.  To be freed.  */
static double *
primary (const struct lgt_markov *m)
{
  const int64_t chains = m->config.chain.chains, n = m->done;
  double *data = calloc ((size_t) (chains * n),
                         LGT_SCALAR_QUANTITIES * sizeof *data);

  for (int64_t c = 0; data && c < chains; c++)
    for (int64_t i = 0; i < n; i++)
      {
        double *value = data + (c * n + i) * LGT_SCALAR_QUANTITIES;

        for (int k = 0; k < KEPT; k++)
          value[kept[k].quantity] = m->series[kept[k].series][i * chains + c];
        value[LGT_SCALAR_M4] = value[LGT_SCALAR_M2] * value[LGT_SCALAR_M2];
      }
  return data;
}

static enum lgt_status
rows (const struct lgt_markov *m, struct lgt_summary *summary,
      struct lgt_error *error)
{
  struct lgt_geom geom = *lgt_model_geom (m->session->model);
  const struct lgt_exact_values exact = lgt_session_exact (m->session);
  const struct lgt_markov_quantity table[] = {
    { "phi2", LGT_MARKOV_PHI2, 1, 1, exact.phi2 },
    { "abs_m", LGT_MARKOV_ABS_M, 1, 1, exact.abs_m },
    { "action_density", LGT_MARKOV_ACTION, 1, 1 / (double) geom.volume,
      exact_action_density (m) }
  };
  const struct { const char *name; lgt_derived_fn *f; double exact; }
  derived[] = {
    { "susceptibility", lgt_mc_scalar_susceptibility, exact.susceptibility },
    { "binder", lgt_mc_scalar_binder, exact.binder },
    { "xi", lgt_mc_scalar_xi, exact.xi }
  };
  double *data = primary (m);
  enum lgt_status status
    = data ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory for the "
                                "analysis");

  for (int i = 0; i < 3 && status == LGT_OK; i++)
    status = lgt_markov_add (m, &table[i], summary, error);
  for (int i = 0; i < 3 && status == LGT_OK; i++)
    status = lgt_markov_add_derived (m, derived[i].name, data,
                                     LGT_SCALAR_QUANTITIES, derived[i].f,
                                     &geom, derived[i].exact, summary, error);
  free (data);
  return status;
}

const struct lgt_markov_kind lgt_markov_scalar = {
  .field = "phi", .place = "site",
  .shown = { LGT_MARKOV_PHI2, LGT_MARKOV_ABS_M, LGT_MARKOV_SERIES },
  .measures = measures, .make = make, .free = free_chain, .shape = shape,
  .lanes = lanes, .algorithm = algorithm, .start = start,
  .put = put, .get = get, .sweep = sweep, .clear = clear, .last = last,
  .measure = measure, .save = save, .restore = restore, .exact = exact_mean,
  .rows = rows
};

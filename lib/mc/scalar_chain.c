/* Chains of scalar fields: what they are made of.  */

#include "scalar_chain_impl.h"

#include <math.h>
#include <stdlib.h>

void
lgt_scalar_chain_options_default (struct lgt_scalar_chain_options *options)
{
  *options = (struct lgt_scalar_chain_options) {
    .chains = 1, .seed = 1, .integrator = LGT_OMELYAN2, .length = 1,
    .steps = 8, .reflection = 1, .target = 0.8
  };
}

void
lgt_scalar_phi4 (int ndim, double m2, double lambda, double *coupling)
{
  coupling[LGT_SCALAR_HOPPING] = 1;
  coupling[LGT_SCALAR_QUADRATIC] = m2 + 2 * ndim;
  coupling[LGT_SCALAR_QUARTIC] = lambda;
  coupling[LGT_SCALAR_CONSTANT] = 0;
}

void
lgt_scalar_hopping (double kappa, double lambda, double *coupling)
{
  coupling[LGT_SCALAR_HOPPING] = kappa;
  coupling[LGT_SCALAR_QUADRATIC] = 1 - 2 * lambda;
  coupling[LGT_SCALAR_QUARTIC] = lambda;
  coupling[LGT_SCALAR_CONSTANT] = 0;
}

/* ---- new ---- */

/* The least eigenvalue of the quadratic part, q - 2 sum_mu h cos k_mu.  */
static double
softest (const struct lgt_geom *geom, const double *coupling)
{
  const double h = coupling[LGT_SCALAR_HOPPING];
  double least = coupling[LGT_SCALAR_QUADRATIC];

  for (int mu = 0; mu < geom->ndim; mu++)
    {
      const int l = geom->extent[mu];

      /* With h < 0 the momentum next to pi.  */
      least -= 2 * h * (h > 0 ? 1 : cos (2 * M_PI * (l / 2) / l));
    }
  return least;
}

static enum lgt_status
check_coupling (const struct lgt_geom *geom, const double *coupling,
                struct lgt_error *error)
{
  const double quartic = coupling[LGT_SCALAR_QUARTIC];

  for (int i = 0; i < LGT_SCALAR_COEFFICIENTS; i++)
    if (!isfinite (coupling[i]))
      return lgt_fail (error, LGT_EINVAL, "a coupling of %g", coupling[i]);
  if (quartic < 0)
    return lgt_fail (error, LGT_EINVAL, "a quartic coupling of %g: the action "
                     "has no lower bound", quartic);
  if (quartic == 0 && !(softest (geom, coupling) > 0))
    return lgt_fail (error, LGT_EINVAL, "without quartic coupling the action "
                     "needs a positive mass squared; the softest mode has %g",
                     softest (geom, coupling));
  return LGT_OK;
}

static enum lgt_status
check_options (const struct lgt_scalar_chain_options *o,
               struct lgt_error *error)
{
  if (o->chains < 1 || o->lanes < 0)
    return lgt_fail (error, LGT_EINVAL, "%d chains in lanes of %d", o->chains,
                     o->lanes);
  if ((int) o->integrator < 0 || (int) o->integrator > LGT_OMELYAN4)
    return lgt_fail (error, LGT_EINVAL, "integrator %d", (int) o->integrator);
  if (!(o->length > 0 && o->length < 1e6) || o->steps < 1
      || o->steps > LGT_CHAIN_STEPS_MAX || !(o->jitter >= 0 && o->jitter < 1))
    return lgt_fail (error, LGT_EINVAL, "trajectories of length %g, jitter "
                     "%g (from 0 to 1) in %d steps (1 to %d)", o->length,
                     o->jitter, o->steps, LGT_CHAIN_STEPS_MAX);
  if (o->tuning < 0 || !(o->target > 0 && o->target < 1))
    return lgt_fail (error, LGT_EINVAL, "%lld sweeps of tuning for an "
                     "acceptance of %g", (long long) o->tuning, o->target);
  if (!(o->acceleration_mass >= 0) || isinf (o->acceleration_mass))
    return lgt_fail (error, LGT_EINVAL, "an acceleration mass of %g, must be "
                     "0 (none) or positive", o->acceleration_mass);
  if (o->acceleration_mass > 0 && !o->fft)
    return lgt_fail (error, LGT_EINVAL, "Fourier acceleration needs Fourier "
                     "transforms: configure with FFTW, or take an "
                     "acceleration mass of 0");
  return LGT_OK;
}

static enum lgt_status
make_views (struct lgt_scalar_chain *chain, struct lgt_error *error)
{
  struct lgt_view *const fields[] = { &chain->phi, &chain->old,
                                      &chain->momenta, &chain->velocity };
  struct lgt_view *const lanes[] = {
    &chain->kinetic, &chain->energy[0], &chain->energy[1], &chain->delta,
    &chain->accepted, &chain->even_odds, &chain->reflected
  };
  const int count = chain->fourier ? 4 : 3;
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < count && status == LGT_OK; i++)
    status = lgt_mc_view_ (chain->context, fields[i], chain->packs, (int)
                           chain->geom.volume, 1, chain->lanes, chain->lattice,
                           error);
  for (int i = 0; i < 7 && status == LGT_OK; i++)
    status = lgt_mc_view_ (chain->context, lanes[i], chain->packs, 1, 1,
                           chain->lanes, NULL, error);
  if (status == LGT_OK)
    status = lgt_mc_view_ (chain->context, &chain->step, 1, 1, 1, 1, NULL,
                           error);
  if (status == LGT_OK)
    status = lgt_mc_view_ (chain->context, &chain->coupling, 1, 1,
                           LGT_SCALAR_COEFFICIENTS, 1, NULL, error);
  if (status == LGT_OK)
    status = lgt_mc_view_ (chain->context, &chain->random, 1, 1,
                           LGT_RANDOM_WORDS, 1, NULL, error);
  chain->random.type = LGT_U32;
  return status;
}

/* Couplings, and the dH that is accepted with even odds: ln 2.  */
static enum lgt_status
put_numbers (struct lgt_scalar_chain *chain, const double *coupling,
             struct lgt_error *error)
{
  const double odds = log (2);
  const enum lgt_status status
    = lgt_context_put (chain->context, chain->coupling.data, coupling,
                       LGT_SCALAR_COEFFICIENTS * sizeof *coupling, error);

  return status == LGT_OK
         ? lgt_pack (chain->context, &odds, 1, chain->even_odds, error)
         : status;
}

static enum lgt_status
build (struct lgt_scalar_chain *chain, const double *coupling,
       struct lgt_error *error)
{
  const struct lgt_scalar_chain_options *o = &chain->options;
  enum lgt_status status = check_options (o, error);

  if (status == LGT_OK)
    status = check_coupling (&chain->geom, coupling, error);
  if (status == LGT_OK)
    status = lgt_sites_new (chain->context, chain->geom.ndim,
                            chain->geom.extent, &chain->lattice, error);
  if (status == LGT_OK && o->acceleration_mass > 0)
    status = lgt_mc_fourier_new_ (chain->context, &chain->geom, chain->packs,
                                  chain->lanes, o->acceleration_mass, o->fft,
                                  &chain->fourier, error);
  if (status == LGT_OK)
    status = make_views (chain, error);
  if (status == LGT_OK)
    status = put_numbers (chain, coupling, error);
  if (status == LGT_OK)
    status = lgt_scalar_chain_start (chain, LGT_CHAIN_COLD, error);
  return status;
}

enum lgt_status
lgt_scalar_chain_new (struct lgt_context *context,
                      const struct lgt_geom *geom, const double *coupling,
                      const struct lgt_scalar_chain_options *options,
                      struct lgt_scalar_chain **result,
                      struct lgt_error *error)
{
  struct lgt_scalar_chain *chain = calloc (1, sizeof *chain);
  enum lgt_status status;

  if (!chain)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a chain");
  chain->context = context;
  chain->geom = *geom;
  chain->options = *options;
  chain->lanes = options->lanes > 0
                 ? options->lanes
                 : lgt_context_backend (context)->lanes[LGT_F64];
  chain->packs = lgt_packs_for (options->chains > 0 ? options->chains : 1,
                                chain->lanes);
  chain->host = calloc ((size_t) chain->packs * (size_t) chain->lanes,
                        sizeof *chain->host);
  if (chain->host)
    status = build (chain, coupling, error);
  else
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a chain");
  if (status == LGT_OK)
    *result = chain;
  else
    lgt_scalar_chain_free (chain);
  return status;
}

void
lgt_scalar_chain_free (struct lgt_scalar_chain *chain)
{
  if (!chain)
    return;
  {
    const struct lgt_view *const views[] = {
      &chain->phi, &chain->old, &chain->momenta, &chain->velocity,
      &chain->coupling, &chain->step, &chain->random, &chain->kinetic,
      &chain->energy[0], &chain->energy[1], &chain->delta, &chain->accepted,
      &chain->even_odds, &chain->reflected
    };

    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
      lgt_context_release (chain->context, views[i]->data);
  }
  if (chain->tape)
    lgt_tape_free (chain->tape);
  lgt_mc_fourier_free_ (chain->fourier);
  lgt_sites_free (chain->context, chain->lattice);
  free (chain->host);
  free (chain->fields);
  free (chain);
}

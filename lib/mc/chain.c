/* Chains: what they are made of.  */

#include "chain_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
lgt_chain_options_default (struct lgt_chain_options *options)
{
  *options = (struct lgt_chain_options) {
    .algorithm = LGT_CHAIN_HEAT_BATH, .chains = 1, .seed = 1, .hits = 4,
    .width = 0.5, .integrator = LGT_OMELYAN4, .length = 1, .steps = 3,
    .target = 0.8
  };
}

enum lgt_status
lgt_chain_action (int ndim, double beta, double c1,
                  struct lgt_loop_list *loops, double *coefficient,
                  struct lgt_error *error)
{
  struct lgt_loop_list rectangles = { 0 };
  enum lgt_status status = lgt_loop_list_plaquettes (ndim, loops, error);

  for (int k = 0; status == LGT_OK && k < loops->count; k++)
    coefficient[k] = beta * (1 - 8 * c1);
  if (status != LGT_OK || c1 == 0)
    return status;
  status = lgt_loop_list_rectangles (ndim, 2, 1, &rectangles, error);
  for (int k = 0; status == LGT_OK && k < rectangles.count; k++)
    {
      coefficient[loops->count] = beta * c1;
      status = lgt_loop_list_add (loops, &rectangles.loop[k], error);
    }
  lgt_loop_list_free (&rectangles);
  return status;
}

/* ---- new ---- */

static enum lgt_status
check (const struct lgt_chain *chain, int count, struct lgt_error *error)
{
  const struct lgt_chain_options *o = &chain->options;
  const int last = LGT_CHAIN_METROPOLIS, n = chain->n;

  if (n < 1 || n > LGT_SUN_MAX)
    return lgt_fail (error, LGT_EINVAL, "N = %d, must be 1 (U(1)) to %d", n,
                     LGT_SUN_MAX);
  if (chain->geom.ndim < 2)
    return lgt_fail (error, LGT_EINVAL, "gauge theory in one dimension has "
                     "no plaquettes");
  if (chain->geom.volume > INT32_MAX / chain->geom.ndim)
    return lgt_fail (error, LGT_EINVAL, "over 2^31 links");
  if (count < 1 || count > LGT_CHAIN_LOOPS)
    return lgt_fail (error, LGT_EINVAL, "%d loops in the action, must be 1 to "
                     "%d", count, LGT_CHAIN_LOOPS);
  if (o->chains < 1 || o->lanes < 0)
    return lgt_fail (error, LGT_EINVAL, "%d chains in lanes of %d", o->chains,
                     o->lanes);
  if ((int) o->algorithm < 0 || (int) o->algorithm > last
      || (int) o->integrator < 0 || (int) o->integrator > LGT_OMELYAN4)
    return lgt_fail (error, LGT_EINVAL, "algorithm %d, integrator %d",
                     (int) o->algorithm, (int) o->integrator);
  if (o->overrelaxation < 0 || o->hits < 1 || o->hits > LGT_HITS_MAX
      || !(o->width > 0 && o->width <= M_PI))
    return lgt_fail (error, LGT_EINVAL, "%d sweeps of overrelaxation, %d hits "
                     "(1 to %d) of width %g (0 to pi)", o->overrelaxation,
                     o->hits, LGT_HITS_MAX, o->width);
  if (!(o->length > 0 && o->length < 1e6) || o->steps < 1 || o->steps > 1000
      || o->tuning < 0 || !(o->target > 0 && o->target < 1))
    return lgt_fail (error, LGT_EINVAL, "trajectories of length %g in %d "
                     "steps (1 to 1000), %lld sweeps of tuning for %g",
                     o->length, o->steps, (long long) o->tuning, o->target);
  if (o->instantons && (n != 1 || chain->geom.ndim != 2))
    return lgt_fail (error, LGT_EINVAL, "instanton moves are for U(1) in two "
                     "dimensions");
  return LGT_OK;
}

static enum lgt_status
copy_loops (struct lgt_chain *chain, int count, const struct lgt_loop *loop,
            const double *coefficient, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int k = 0; k < count && status == LGT_OK; k++)
    {
      status = lgt_loop_check (&loop[k], chain->geom.ndim, error);
      if (status == LGT_OK && !lgt_loop_closed (&loop[k], &chain->geom))
        status = lgt_fail (error, LGT_EINVAL, "loop %d of the action does "
                           "not close", k);
      if (status == LGT_OK && !isfinite (coefficient[k]))
        status = lgt_fail (error, LGT_EINVAL, "coefficient %d of the action "
                           "is not finite", k);
      chain->coefficient[k] = coefficient[k];
      if (status == LGT_OK)
        status = lgt_loop_list_add (&chain->loops, &loop[k], error);
    }
  return status;
}

/* Paths of LOOPS at every site.  */
static enum lgt_status
make_paths (struct lgt_chain *chain, const struct lgt_loop_list *loops,
            struct lgt_path_set **set, struct lgt_error *error)
{
  struct lgt_path path[LGT_CHAIN_LOOPS] = { { 0 } };

  for (int k = 0; k < loops->count; k++)
    path[k] = (struct lgt_path) { loops->loop[k].length, loops->loop[k].steps,
                                  0 };
  return lgt_path_set_new (chain->context, chain->lattice, loops->count, 1,
                           path, NULL, set, error);
}

enum lgt_status
lgt_chain_view (struct lgt_chain *chain, struct lgt_view *view, int packs,
                int sites, int comps, int lanes, const struct lgt_sites *where,
                struct lgt_error *error)
{
  const struct lgt_shape shape = { packs, sites, comps, lanes };

  *view = lgt_view_dense (lgt_context_alloc (chain->context,
                                             lgt_shape_bytes (LGT_F64, shape),
                                             error), LGT_F64, shape, where);
  return view->data ? LGT_OK : LGT_ENOMEM;
}

static enum lgt_status
make_field (struct lgt_chain *chain, struct lgt_view *view, int comps,
            struct lgt_error *error)
{
  return lgt_chain_view (chain, view, chain->packs, chain->lattice->count,
                         comps * chain->geom.ndim, chain->lanes,
                         chain->lattice, error);
}

static enum lgt_status
make_fields (struct lgt_chain *chain, struct lgt_error *error)
{
  struct lgt_view *const lanes[] = {
    &chain->kinetic, &chain->energy[0], &chain->energy[1], &chain->delta,
    &chain->accepted, &chain->shift_delta, &chain->shift_accepted,
    &chain->result
  };
  struct lgt_view *const numbers[] = { &chain->one, &chain->factor,
                                       &chain->step, &chain->width };
  const int n = chain->n, hmc = chain->options.algorithm == LGT_CHAIN_HMC;
  const int fused = lgt_chain_is_fused (chain);
  const double one = 1;
  enum lgt_status status = make_field (chain, &chain->links,
                                       n == 1 ? 1 : 2 * n * n, error);

  if (status == LGT_OK && ((hmc && !fused) || chain->options.instantons))
    status = make_field (chain, &chain->old, n == 1 ? 1 : 2 * n * n, error);
  if (status == LGT_OK && hmc && !fused)
    status = make_field (chain, &chain->momenta, n == 1 ? 1 : n * n - 1,
                         error);
  for (int i = 0; i < 8 && status == LGT_OK; i++)
    status = lgt_chain_view (chain, lanes[i], chain->packs, 1, 1,
                             chain->lanes, NULL, error);
  for (int i = 0; i < 4 && status == LGT_OK; i++)
    status = lgt_chain_view (chain, numbers[i], 1, 1, 1, 1, NULL, error);
  if (status == LGT_OK)
    status = lgt_chain_view (chain, &chain->weight, 1, 1, chain->loops.count,
                             1, NULL, error);
  if (status == LGT_OK)
    status = lgt_chain_view (chain, &chain->random, 1, 1, LGT_RANDOM_WORDS, 1,
                             NULL, error);
  chain->random.type = LGT_U32;
  if (status == LGT_OK)
    status = lgt_context_put (chain->context, chain->one.data, &one,
                              sizeof one, error);
  return status;
}

/* An instanton spread evenly: theta_0 (x) = -2 pi x_1 / V, and theta_1 (x) =
   2 pi x_0 / L_0 where x_1 is last, so that every plaquette has 2 pi / V, up
   to 2 pi.  */
static enum lgt_status
make_shift (struct lgt_chain *chain, struct lgt_error *error)
{
  const int l0 = chain->geom.extent[0], l1 = chain->geom.extent[1];
  double *host;
  enum lgt_status status;

  if (!chain->options.instantons)
    return LGT_OK;
  status = lgt_chain_view (chain, &chain->shift, 1, l0 * l1, 2, 1,
                           chain->lattice, error);
  if (status != LGT_OK)
    return status;
  host = calloc (2 * (size_t) l0 * (size_t) l1, sizeof *host);
  if (!host)
    return lgt_fail (error, LGT_ENOMEM, "no memory for an instanton");
  for (int y = 0; y < l1; y++)
    for (int x = 0; x < l0; x++)
      {
        host[2 * (y * l0 + x)] = -2 * M_PI * y / ((double) l0 * l1);
        if (y == l1 - 1)
          host[2 * (y * l0 + x) + 1] = 2 * M_PI * x / l0;
      }
  status = lgt_pack (chain->context, host, 1, chain->shift, error);
  free (host);
  return status;
}

/* For weights that are scaled on their way to the device.  */
static enum lgt_status
make_room (struct lgt_chain *chain, struct lgt_error *error)
{
  int64_t most = lgt_shape_count (chain->weight.shape);

  for (int i = 0; i < chain->lists; i++)
    if (lgt_shape_count (chain->list[i].weight.shape) > most)
      most = lgt_shape_count (chain->list[i].weight.shape);
  chain->room = malloc ((size_t) most * sizeof *chain->room);
  return chain->room ? LGT_OK
                     : lgt_fail (error, LGT_ENOMEM, "no memory for %lld "
                                 "weights", (long long) most);
}

static enum lgt_status
build (struct lgt_chain *chain, int count, const struct lgt_loop *loop,
       const double *coefficient, struct lgt_error *error)
{
  struct lgt_loop_list plaquettes = { 0 };
  enum lgt_status status = check (chain, count, error);

  if (status == LGT_OK)
    status = copy_loops (chain, count, loop, coefficient, error);
  if (status == LGT_OK)
    status = lgt_sites_new (chain->context, chain->geom.ndim,
                            chain->geom.extent, &chain->lattice, error);
  if (status == LGT_OK)
    status = make_paths (chain, &chain->loops, &chain->paths, error);
  if (status == LGT_OK)
    status = lgt_loop_list_plaquettes (chain->geom.ndim, &plaquettes, error);
  if (status == LGT_OK)
    status = make_paths (chain, &plaquettes, &chain->plaquettes, error);
  lgt_loop_list_free (&plaquettes);
  if (status == LGT_OK)
    status = make_fields (chain, error);
  if (status == LGT_OK)
    status = lgt_chain_make_lists (chain, error);
  if (status == LGT_OK)
    status = make_shift (chain, error);
  if (status == LGT_OK)
    status = make_room (chain, error);
  if (status == LGT_OK)
    status = lgt_chain_set_scale (chain, 1, error);
  if (status == LGT_OK)
    status = lgt_chain_start (chain, LGT_CHAIN_COLD, error);
  return status;
}

enum lgt_status
lgt_chain_new (struct lgt_context *context, const struct lgt_geom *geom,
               int n, int count, const struct lgt_loop *loop,
               const double *coefficient,
               const struct lgt_chain_options *options,
               struct lgt_chain **result, struct lgt_error *error)
{
  struct lgt_chain *chain = calloc (1, sizeof *chain);
  enum lgt_status status;

  if (!chain)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a chain");
  chain->context = context;
  chain->geom = *geom;
  chain->n = n;
  chain->options = *options;
  chain->lanes = options->lanes > 0
                 ? options->lanes
                 : lgt_context_backend (context)->lanes[LGT_F64];
  chain->packs = lgt_packs_for (options->chains > 0 ? options->chains : 1,
                                chain->lanes);
  chain->host = calloc ((size_t) chain->packs * (size_t) chain->lanes,
                        sizeof *chain->host);
  if (chain->host)
    status = build (chain, count, loop, coefficient, error);
  else
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a chain");
  if (status == LGT_OK)
    *result = chain;
  else
    lgt_chain_free (chain);
  return status;
}

void
lgt_chain_free (struct lgt_chain *chain)
{
  if (!chain)
    return;
  {
    const struct lgt_view *const views[] = {
      &chain->links, &chain->old, &chain->momenta, &chain->random,
      &chain->one, &chain->factor, &chain->step, &chain->width, &chain->weight,
      &chain->shift, &chain->kinetic, &chain->energy[0], &chain->energy[1],
      &chain->delta, &chain->accepted, &chain->shift_delta,
      &chain->shift_accepted, &chain->result
    };

    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
      lgt_context_release (chain->context, views[i]->data);
  }
  if (chain->tape)
    lgt_tape_free (chain->tape);
  lgt_chain_free_lists (chain);
  lgt_path_set_free (chain->context, chain->paths);
  lgt_path_set_free (chain->context, chain->plaquettes);
  lgt_sites_free (chain->context, chain->lattice);
  lgt_loop_list_free (&chain->loops);
  free (chain->host);
  free (chain->room);
  free (chain);
}

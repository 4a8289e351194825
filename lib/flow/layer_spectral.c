/* Spectral coupling layers of SU(N) (arXiv:2008.05456).

   A frozen staple S closes an active link U to a loop P = U S; the phases of
   P are transformed, its eigenvectors stay, and U' = P' S^+.  The parameters
   come from a network that sees frozen loops alone, so the Jacobian is
   triangular and log |det J| is a sum over the active links.

   A link may be updated several times in a row, with different staples and
   parameters of its own for each.  The staples are those of given loops, or
   learned: sums of frozen staples with weights from the network, projected
   to the group (arXiv:2502.00263).  */

#include "active_loops.h"
#include "spectral.h"

#include <lgt/model.h>

#include <stdlib.h>
#include <string.h>

enum { MAX_UPDATES = 64 };

struct spectral_config
{
  struct lgt_config_node *mask, *active;
  int updates;
  struct lgt_chosen transform;
  const char *network;
};

static const struct lgt_key spectral_keys[] = {
  { .name = "mask", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct spectral_config, mask),
    .help = "the active links, where the layer is not part of a sweep" },
  { .name = "active", .kind = LGT_KEY_NODE, .fallback = "[plaquette]",
    LGT_AT (struct spectral_config, active),
    .help = "loops through the active link that are transformed: plaquette "
            "(the lowest nu, ahead, if there is one update), "
            "{ plaquette: { nu: 1, side: ahead } }, { rectangle: [2, 1] }, "
            "{ path: \"+0 +1 -0 -1\" }; or { learned: { count: 2, paths: "
            "[staple, staple5] } }" },
  { .name = "updates", .kind = LGT_KEY_NAME, .fallback = "one",
    LGT_AT (struct spectral_config, updates),
    .allowed = "one each_active_loop",
    .help = "update each link once, or once with each of its active loops; "
            "learned loops are all used" },
  { .name = "transform", .kind = LGT_KEY_CHOICE, .fallback = "cell_rqs",
    LGT_AT (struct spectral_config, transform),
    .choices = lgt_cell_transforms,
    .help = "how the loop's phases are transformed" },
  { .name = "network", .kind = LGT_KEY_TEXT,
    LGT_AT (struct spectral_config, network),
    .help = "name of the network, under networks, that makes the "
            "transformation's parameters" },
  { .name = NULL }
};

struct learned_config
{
  int count;
  struct lgt_config_node *paths;
  double start, others;
};

const struct lgt_key lgt_learned_keys[] = {
  { .name = "count", .kind = LGT_KEY_INT, .fallback = "1",
    LGT_AT (struct learned_config, count), .allowed = "[1, 64]",
    .help = "learned loops, one update for each" },
  { .name = "paths", .kind = LGT_KEY_NODE, .fallback = "[staple]",
    LGT_AT (struct learned_config, paths),
    .help = "loops through the link whose staples are added up: staple "
            "(plaquettes), staple5 (rectangles, chairs, crowns), or as in "
            "active; those with a second active link are left out" },
  { .name = "start", .kind = LGT_KEY_REAL, .fallback = "1.0",
    LGT_AT (struct learned_config, start), .allowed = "[-100, 100]",
    .help = "first weight of the update's own staple: number i for update "
            "i, going round" },
  { .name = "others", .kind = LGT_KEY_REAL, .fallback = "0.1",
    LGT_AT (struct learned_config, others), .allowed = "[-100, 100]",
    .help = "first weight of the other staples" },
  { .name = NULL }
};

struct spectral
{
  struct lgt_active active;
  int n;
  int learned;            /* 1: weights before the raw numbers */
  int updates, staples;   /* of a link; staples = updates unless learned */
  struct lgt_path_set *staple[LGT_MAX_DIM];
  struct lgt_sun_spectral_params params;
  int raw;                /* numbers of the transformation for one update */
  struct lgt_network *network;
};

static void
unplan (struct lgt_context *context, void *state)
{
  struct spectral *c = state;

  if (!c)
    return;
  lgt_network_free (context, c->network);
  for (int i = 0; i < c->active.count; i++)
    lgt_path_set_free (context, c->staple[i]);
  lgt_active_free (context, &c->active);
  free (c);
}

/* The staples of list I: those of CONFIG's loops, or of LEARNED's.  */
static enum lgt_status
plan_staples (const struct lgt_planner *planner,
              const struct spectral_config *config,
              const struct learned_config *learned, struct spectral *c, int i,
              struct lgt_error *error)
{
  const struct lgt_active_list *list = &c->active.of[i];
  struct lgt_config_node *node = c->learned ? learned->paths
                                            : config->active;
  struct lgt_loop_list loops;
  enum lgt_status status
    = lgt_active_loops (node, planner->geom, list->mu,
                        c->learned || config->updates, &loops, error);

  if (status != LGT_OK)
    return status;
  if (c->learned)
    status = lgt_active_keep_single (planner, &c->active, list, node, &loops,
                                     error);
  if (status == LGT_OK && i == 0)
    c->staples = loops.count;
  if (status == LGT_OK
      && (loops.count != c->staples
          || (!c->learned && loops.count > MAX_UPDATES)))
    status = lgt_config_fail (error, node,
                              "%d active loops for direction %d, %d for "
                              "direction %d; at most %d, and equally many",
                              loops.count, list->mu, c->staples,
                              c->active.of[0].mu, MAX_UPDATES);
  if (status == LGT_OK)
    status = lgt_active_staples (planner, &c->active, list, &loops, node,
                                 &c->staple[i], error);
  lgt_loop_list_free (&loops);
  return status;
}

/* What the network begins with: for each update its weights, if they are
   learned, and raw numbers of the identity.  */
static enum lgt_status
plan_network (const struct lgt_planner *planner,
              const struct spectral_config *config,
              const struct learned_config *learned,
              const struct lgt_config_node *node, struct spectral *c,
              struct lgt_error *error)
{
  const int weights = c->learned ? c->staples : 0;
  const int each = weights + c->raw, all = c->updates * each;
  double *start = calloc ((size_t) all, sizeof *start);
  enum lgt_status status;

  if (!start)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  for (int u = 0; u < c->updates; u++)
    for (int k = 0; k < weights; k++)
      start[u * each + k] = k == u % weights ? learned->start
                                             : learned->others;
  status = lgt_network_new (planner, config->network, node, &c->active, all,
                            start, all, &c->network, error);
  free (start);
  if (status == LGT_OK && c->params.conjugation
      && !lgt_network_is_even (c->network))
    status = lgt_config_fail (error, node,
                              "conjugation: true needs a network whose "
                              "features are even: re_tr and re_tr_p2, without "
                              "staple_pairs");
  return status;
}

static enum lgt_status
plan_parts (const struct lgt_planner *planner,
            const struct spectral_config *config,
            const struct lgt_config_node *node, struct spectral *c,
            struct lgt_error *error)
{
  struct learned_config learned = { 0 };
  struct lgt_config_node *learn
    = lgt_config_kind (config->active) == LGT_CONFIG_MAPPING
      ? lgt_config_child (config->active, "learned") : NULL;
  enum lgt_status status = lgt_cell_params (&config->transform, c->n,
                                            &c->params, error);

  if (status != LGT_OK)
    return status;
  c->raw = lgt_sun_spectral_raw (c->params);
  c->learned = learn != NULL;
  if (learn && lgt_config_count (config->active) != 1)
    return lgt_config_fail (error, config->active,
                            "learned loops stand alone: active: { learned: "
                            "... }");
  if (learn)
    status = lgt_config_fill (learn, lgt_learned_keys, &learned, error);
  if (status == LGT_OK)
    status = lgt_active_new (planner, node, &c->active, error);
  for (int i = 0; i < c->active.count && status == LGT_OK; i++)
    status = plan_staples (planner, config, &learned, c, i, error);
  c->updates = c->learned ? learned.count : c->staples;
  if (status == LGT_OK)
    status = plan_network (planner, config, &learned, node, c, error);
  return status;
}

static enum lgt_status
plan (struct lgt_planner *planner, const void *config,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  struct spectral *c;
  enum lgt_status status;

  if (planner->group->n < 2)
    return lgt_config_fail (error, node,
                            "a spectral coupling is for su, not for %s; "
                            "there the layer is called coupling",
                            planner->group->name);
  c = calloc (1, sizeof *c);
  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  c->n = planner->group->n;
  status = plan_parts (planner, config, node, c, error);
  if (status == LGT_OK)
    *state = c;
  else
    unplan (planner->context, c);
  return status;
}

/* What the maps of the active links depend on besides themselves, a row a
   list.  */
struct conditions
{
  lgt_var raw[LGT_MAX_DIM], staples[LGT_MAX_DIM];
};

static struct conditions
conditions_of (struct lgt_tape *tape, const struct spectral *c,
               const lgt_var *weight, const struct lgt_field *field)
{
  struct conditions of;

  lgt_network_apply (tape, c->network, weight, field->links, of.raw);
  for (int i = 0; i < c->active.count; i++)
    of.staples[i] = lgt_sun_paths (tape, field->links, c->staple[i], c->n);
  return of;
}

static int
condition (struct lgt_tape *tape, const void *state, const lgt_var *weight,
           const struct lgt_field *field, lgt_var *out)
{
  const struct spectral *c = state;
  const struct conditions of = conditions_of (tape, c, weight, field);
  int n = 0;

  for (int i = 0; i < c->active.count; i++)
    {
      out[n++] = of.raw[i];
      out[n++] = of.staples[i];
    }
  return n;
}

/* The staple of update K of list I, and its raw numbers.  */
static lgt_var
staple_of (struct lgt_tape *tape, const struct spectral *c,
           const struct conditions *of, int i, int k, lgt_var *raw)
{
  const int block = 2 * c->n * c->n;
  const int weights = c->learned ? c->staples : 0;
  const int first = k * (weights + c->raw);

  *raw = lgt_tape_comps (tape, of->raw[i], first + weights, c->raw);
  if (!c->learned)
    return lgt_tape_comps (tape, of->staples[i], k * block, block);
  return lgt_sun_polar (tape, of->staples[i],
                        lgt_tape_comps (tape, of->raw[i], first, weights),
                        c->n);
}

static void
run (struct lgt_tape *tape, const struct spectral *c, const lgt_var *weight,
     struct lgt_field *field, int inverse)
{
  const struct conditions of = conditions_of (tape, c, weight, field);
  struct lgt_sun_spectral_params params = c->params;
  lgt_var old[LGT_MAX_DIM];

  params.inverse = inverse;
  for (int i = 0; i < c->active.count; i++)
    old[i] = lgt_gather (tape, field->links, c->active.of[i].list,
                         2 * c->n * c->n);
  for (int i = 0; i < c->active.count; i++)
    {
      lgt_var link = old[i];

      for (int u = 0; u < c->updates; u++)
        {
          const int k = inverse ? c->updates - 1 - u : u;
          lgt_var raw, log_det;
          lgt_var staple = staple_of (tape, c, &of, i, k, &raw);

          link = lgt_sun_spectral (tape, link, staple, raw, params,
                                   &log_det);
          field->log_det = lgt_accumulate (tape, field->log_det, log_det);
        }
      field->links = lgt_scatter (tape, field->links, old[i], link);
    }
}

static void
forward (struct lgt_tape *tape, const void *state, const lgt_var *weight,
         struct lgt_field *field)
{
  run (tape, state, weight, field, 0);
}

static void
inverse (struct lgt_tape *tape, const void *state, const lgt_var *weight,
         struct lgt_field *field)
{
  run (tape, state, weight, field, 1);
}

extern const struct lgt_layer_type lgt_layer_spectral;
const struct lgt_layer_type lgt_layer_spectral = {
  .name = "spectral_coupling",
  .help = "transform the phases of active loops, SU(N)",
  .config_size = sizeof (struct spectral_config),
  .keys = spectral_keys,
  .plan = plan,
  .forward = forward,
  .inverse = inverse,
  .unplan = unplan,
  .condition = condition
};

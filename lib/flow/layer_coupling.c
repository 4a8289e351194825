/* U(1) coupling layers.

   A frozen staple S closes an active link U to a loop of angle x = U + S.
   The transformation y = f (x | parameters) gives the link back as
   U' = y - S, so that U' = P' P^+ U holds for the loop P.  The parameters
   come from a network that sees frozen loops alone, so the Jacobian is
   triangular and log |det J| = sum over active links of log |dy/dx|.

   With  updates: each_active_loop  the link is updated again and again,
   with each of its loops in turn and parameters of its own for each.  */

#include "active_loops.h"
#include "transform.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_UPDATES = 64 };

struct coupling_config
{
  struct lgt_config_node *mask, *active;
  int updates;
  struct lgt_chosen transform;
  const char *network;
};

static const struct lgt_key coupling_keys[] = {
  { .name = "mask", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct coupling_config, mask),
    .help = "the active links, where the layer is not part of a sweep" },
  { .name = "active", .kind = LGT_KEY_NODE, .fallback = "[plaquette]",
    LGT_AT (struct coupling_config, active),
    .help = "loops through the active link that are transformed: plaquette "
            "(the lowest nu, ahead, if there is one update), "
            "{ plaquette: { nu: 1, side: ahead } }, { rectangle: [2, 1] }, "
            "{ path: \"+0 +1 -0 -1\" }" },
  { .name = "updates", .kind = LGT_KEY_NAME, .fallback = "one",
    LGT_AT (struct coupling_config, updates),
    .allowed = "one each_active_loop",
    .help = "update each link once, or once with each of its active loops" },
  { .name = "transform", .kind = LGT_KEY_CHOICE, .fallback = "circular_rqs",
    LGT_AT (struct coupling_config, transform), .choices = lgt_transforms,
    .help = "how the loop's angle is transformed" },
  { .name = "network", .kind = LGT_KEY_TEXT,
    LGT_AT (struct coupling_config, network),
    .help = "name of the network, under networks, that makes the "
            "transformation's parameters" },
  { .name = NULL }
};

struct coupling
{
  struct lgt_active active;
  struct lgt_path_set *staples[LGT_MAX_DIM];
  int updates[LGT_MAX_DIM];
  int raw;                /* components for one update */
  enum lgt_type links;
  const struct lgt_transform_type *transform;
  double config[LGT_TRANSFORM_CONFIG / sizeof (double)];
  struct lgt_network *network;
};

static void
unplan (struct lgt_context *context, void *state)
{
  struct coupling *c = state;

  if (!c)
    return;
  lgt_network_free (context, c->network);
  for (int i = 0; i < c->active.count; i++)
    lgt_path_set_free (context, c->staples[i]);
  lgt_active_free (context, &c->active);
  free (c);
}

static enum lgt_status
plan_loops (const struct lgt_planner *planner,
            const struct coupling_config *config, struct coupling *c,
            struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < c->active.count && status == LGT_OK; i++)
    {
      struct lgt_loop_list loops;

      status = lgt_active_loops (config->active, planner->geom,
                                 c->active.of[i].mu, config->updates, &loops,
                                 error);
      if (status != LGT_OK)
        break;
      c->updates[i] = loops.count;
      if (loops.count > MAX_UPDATES || c->updates[i] != c->updates[0])
        status = lgt_config_fail (error, config->active,
                                  "%d active loops for direction %d, %d for "
                                  "direction %d; at most %d, and equally "
                                  "many", loops.count, c->active.of[i].mu,
                                  c->updates[0], c->active.of[0].mu,
                                  MAX_UPDATES);
      else
        status = lgt_active_staples (planner, &c->active, &c->active.of[i],
                                     &loops, config->active, &c->staples[i],
                                     error);
      lgt_loop_list_free (&loops);
    }
  return status;
}

static enum lgt_status
plan (struct lgt_planner *planner, const void *config_,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  const struct coupling_config *config = config_;
  struct coupling *c = calloc (1, sizeof *c);
  double pattern[64];
  const double *start = NULL;
  int start_count = 0;
  enum lgt_status status;

  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  if (strcmp (planner->group->name, "u1") != 0)
    {
      free (c);
      return lgt_config_fail (error, node,
                              "a coupling layer is for u1, not for %s",
                              planner->group->name);
    }
  c->links = planner->links;
  c->transform = config->transform.choice->type;
  status = lgt_config_fill_chosen (&config->transform, c->config, error);
  if (status == LGT_OK)
    status = lgt_active_new (planner, node, &c->active, error);
  if (status == LGT_OK)
    status = plan_loops (planner, config, c, error);
  if (status == LGT_OK)
    {
      c->raw = c->transform->raw (c->config);
      if (c->transform->start)
        start = c->transform->start (c->config, pattern, &start_count);
      status = lgt_network_new (planner, config->network, node, &c->active,
                                c->updates[0] * c->raw, start, start_count,
                                &c->network, error);
    }
  if (status == LGT_OK)
    *state = c;
  else
    unplan (planner->context, c);
  return status;
}

static void
run (struct lgt_tape *tape, const struct coupling *c, const lgt_var *weight,
     struct lgt_field *field, int inverse)
{
  lgt_var raw[LGT_MAX_DIM], old[LGT_MAX_DIM], angle[LGT_MAX_DIM];

  lgt_network_apply (tape, c->network, weight, field->links, raw);
  for (int i = 0; i < c->active.count; i++)
    {
      old[i] = lgt_gather (tape, field->links, c->active.of[i].list, 1);
      angle[i] = lgt_u1_angles (tape, field->links, c->staples[i]);
    }
  for (int i = 0; i < c->active.count; i++)
    {
      struct lgt_transform_input in = { .link = old[i],
                                        .condition = LGT_NONE,
                                        .table = LGT_NONE };

      if (c->links == LGT_F32)
        in.link = lgt_cast (tape, in.link, LGT_F64);

      for (int n = 0; n < c->updates[i]; n++)
        {
          const int k = inverse ? c->updates[i] - 1 - n : n;
          lgt_var log_det;

          in.staple = lgt_tape_comps (tape, angle[i], k, 1);
          in.raw = lgt_tape_comps (tape, raw[i], k * c->raw, c->raw);
          in.link = c->transform->apply (tape, c->config, &in, inverse,
                                         &log_det);
          field->log_det = lgt_accumulate (tape, field->log_det, log_det);
        }
      if (c->links == LGT_F32)
        in.link = lgt_cast (tape, in.link, LGT_F32);
      field->links = lgt_scatter (tape, field->links, old[i], in.link);
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

extern const struct lgt_layer_type lgt_layer_coupling;
const struct lgt_layer_type lgt_layer_coupling = {
  .name = "coupling",
  .help = "transform the angles of active loops, U(1)",
  .config_size = sizeof (struct coupling_config),
  .keys = coupling_keys,
  .plan = plan,
  .forward = forward,
  .inverse = inverse,
  .unplan = unplan
};

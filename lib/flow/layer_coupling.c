/* U(1) coupling layers.

   A frozen staple S closes an active link U to a loop of angle x = U + S.
   The transformation y = f (x | parameters) gives the link back as
   U' = y - S, so that U' = P' P^+ U holds for the loop P.  The parameters
   come from a network that sees frozen loops alone, so the Jacobian is
   triangular and log |det J| = sum over active links of log |dy/dx|.

   With  updates: each_active_loop  the link is updated again and again,
   with each of its loops in turn and parameters of its own for each.

   Instead of a network a table may be behind the transformation, set by the
   program, and the angle of a frozen loop.  */

#include "active_loops.h"
#include "tables.h"
#include "transform.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_UPDATES = 64 };

struct coupling_config
{
  struct lgt_config_node *mask, *active, *condition;
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
  { .name = "condition", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct coupling_config, condition),
    .help = "{ path: \"+0 +1 -0 -1\" }: a frozen loop, based at the active "
            "link's site, on which a transformation set from a table "
            "depends" },
  { .name = "network", .kind = LGT_KEY_TEXT, .fallback = "",
    LGT_AT (struct coupling_config, network),
    .help = "name of the network, under networks, that makes the "
            "transformation's parameters, if it has any" },
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
  struct lgt_network *network;          /* NULL: no raw parameters */
  struct lgt_path_set *condition[LGT_MAX_DIM];  /* NULL: none */
  struct lgt_layer_table *table;        /* [list][update]; NULL: none */
};

static void
unplan (struct lgt_context *context, void *state)
{
  struct coupling *c = state;

  if (!c)
    return;
  lgt_network_free (context, c->network);
  for (int i = 0; c->table && i < c->active.count * c->updates[0]; i++)
    lgt_table_release (context, &c->table[i]);
  free (c->table);
  for (int i = 0; i < c->active.count; i++)
    {
      lgt_path_set_free (context, c->condition[i]);
      lgt_path_set_free (context, c->staples[i]);
    }
  lgt_active_free (context, &c->active);
  free (c);
}

/* Tables for the COUNT loops LOOP of list I.  */
static enum lgt_status
plan_tables (const struct lgt_planner *planner,
             const struct lgt_config_node *condition, struct coupling *c,
             int i, int count, const struct lgt_loop *loop,
             struct lgt_error *error)
{
  int area = 0;
  enum lgt_status status = LGT_OK;

  if (i == 0)
    c->table = calloc ((size_t) (c->active.count * count), sizeof *c->table);
  if (!c->table)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  if (condition)
    status = lgt_condition_loop (planner, &c->active, &c->active.of[i],
                                 condition, &c->condition[i], &area, error);
  for (int k = 0; k < count && status == LGT_OK; k++)
    {
      struct lgt_layer_table *table = &c->table[i * count + k];

      c->transform->table (c->config, &table->bins, &table->angles);
      table->area = lgt_loop_plane_area (&loop[k]);
      table->condition_area = area;
      status = lgt_table_allocate (planner->context, table, error);
    }
  return status;
}

/* A network, or none, as the transformation wants it.  */
static enum lgt_status
plan_network (const struct lgt_planner *planner, const char *name,
              const struct lgt_config_node *node, struct coupling *c,
              struct lgt_error *error)
{
  double pattern[64];
  const double *start = NULL;
  int start_count = 0;

  if (!c->transform->raw != !name)
    return lgt_config_fail (error, node,
                            name ? "this transformation takes no network"
                            : "this transformation needs a network");
  if (!name)
    return LGT_OK;
  c->raw = c->transform->raw (c->config);
  if (c->transform->start)
    start = c->transform->start (c->config, pattern, &start_count);
  return lgt_network_new (planner, name, node, &c->active,
                          c->updates[0] * c->raw, start, start_count,
                          &c->network, error);
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
      if (status == LGT_OK && c->transform->table)
        status = plan_tables (planner, config->condition, c, i, loops.count,
                              loops.loop, error);
      else if (status == LGT_OK && config->condition)
        status = lgt_config_fail (error, config->condition,
                                  "this transformation takes no condition; "
                                  "tabulated_conditional does");
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
    status = plan_network (planner, config->network, node, c, error);
  if (status == LGT_OK)
    *state = c;
  else
    unplan (planner->context, c);
  return status;
}

/* What the map depends on besides the active links, a row a list.  */
struct conditions
{
  lgt_var raw[LGT_MAX_DIM], staples[LGT_MAX_DIM], angle[LGT_MAX_DIM];
};

static struct conditions
conditions_of (struct lgt_tape *tape, const struct coupling *c,
               const lgt_var *weight, const struct lgt_field *field)
{
  struct conditions of;

  if (c->network)
    lgt_network_apply (tape, c->network, weight, field->links, of.raw);
  for (int i = 0; i < c->active.count; i++)
    {
      of.staples[i] = lgt_u1_angles (tape, field->links, c->staples[i]);
      of.angle[i] = LGT_NONE;
      if (c->condition[i])
        of.angle[i] = lgt_u1_angles (tape, field->links, c->condition[i]);
      else if (c->table)        /* the angle 0 */
        of.angle[i] = lgt_linear (tape, 0,
                                  lgt_tape_comps (tape, of.staples[i], 0, 1),
                                  0, LGT_NONE);
    }
  return of;
}

static int
condition (struct lgt_tape *tape, const void *state, const lgt_var *weight,
           const struct lgt_field *field, lgt_var *out)
{
  const struct coupling *c = state;
  const struct conditions of = conditions_of (tape, c, weight, field);
  int n = 0;

  for (int i = 0; i < c->active.count; i++)
    {
      out[n++] = of.staples[i];
      if (c->network)
        out[n++] = of.raw[i];
      if (c->table)
        out[n++] = of.angle[i];
    }
  return n;
}

static int
table_of (const void *state, int i, struct lgt_layer_table *table)
{
  const struct coupling *c = state;

  if (!c->table || i >= c->active.count * c->updates[0])
    return 0;
  *table = c->table[i];
  return 1;
}

static void
run (struct lgt_tape *tape, const struct coupling *c, const lgt_var *weight,
     struct lgt_field *field, int inverse)
{
  const struct conditions of = conditions_of (tape, c, weight, field);
  lgt_var old[LGT_MAX_DIM];

  for (int i = 0; i < c->active.count; i++)
    old[i] = lgt_gather (tape, field->links, c->active.of[i].list, 1);
  for (int i = 0; i < c->active.count; i++)
    {
      struct lgt_transform_input in = { .link = old[i], .raw = LGT_NONE,
                                        .condition = of.angle[i],
                                        .table = LGT_NONE };

      if (c->links == LGT_F32)
        in.link = lgt_cast (tape, in.link, LGT_F64);

      for (int n = 0; n < c->updates[i]; n++)
        {
          const int k = inverse ? c->updates[i] - 1 - n : n;
          lgt_var log_det;

          in.staple = lgt_tape_comps (tape, of.staples[i], k, 1);
          if (c->network)
            in.raw = lgt_tape_comps (tape, of.raw[i], k * c->raw, c->raw);
          if (c->table)
            in.table = lgt_tape_bind (tape,
                                      &c->table[i * c->updates[i] + k].values,
                                      NULL);
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
  .unplan = unplan,
  .condition = condition,
  .table = table_of
};

/* Coupling layers of a scalar field (arXiv:1904.12072).

   The field at active sites goes to f (phi | raw), raw from a network that
   sees frozen sites alone: the Jacobian is triangular.

   symmetric: true  makes the layer commute with phi -> -phi.  That is so if
   f (-x | raw (-phi)) = -f (x | raw (phi)).  For each kind of map there is a
   linear R with f (-x | R r) = -f (x | r), R R = 1: bins in the opposite
   order, shifts with the other sign.  So the network is evaluated for phi and
   for -phi, and  raw = (r (phi) + R r (-phi)) / 2  has raw (-phi) = R raw
   (phi), whatever the network is.  */

#include <lgt/layer.h>

#include "line.h"

#include <stdlib.h>
#include <string.h>

struct scalar_config
{
  struct lgt_config_node *mask;
  struct lgt_chosen transform;
  const char *network;
  bool symmetric;
};

static const struct lgt_key scalar_keys[] = {
  { .name = "mask", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct scalar_config, mask),
    .help = "the active sites, where the layer is not part of a sweep" },
  { .name = "transform", .kind = LGT_KEY_CHOICE, .fallback = "affine",
    LGT_AT (struct scalar_config, transform), .choices = lgt_line_types,
    .help = "how the field at an active site is transformed" },
  { .name = "network", .kind = LGT_KEY_TEXT,
    LGT_AT (struct scalar_config, network),
    .help = "name of the network, under networks, that makes the "
            "transformation's parameters" },
  { .name = "symmetric", .kind = LGT_KEY_BOOL, .fallback = "false",
    LGT_AT (struct scalar_config, symmetric),
    .help = "commute with phi -> -phi: the network is evaluated for both "
            "signs, at twice the cost" },
  { .name = NULL }
};

struct coupling
{
  struct lgt_active active;
  const struct lgt_line_type *transform;
  double config[LGT_LINE_CONFIG / sizeof (double)];
  struct lgt_network *network;
  int raw, symmetric;
  struct lgt_collection *mirror;        /* R but for signs; NULL: none */
};

static void
unplan (struct lgt_context *context, void *state)
{
  struct coupling *c = state;

  if (!c)
    return;
  lgt_collection_free (context, c->mirror);
  lgt_network_free (context, c->network);
  lgt_active_free (context, &c->active);
  free (c);
}

static enum lgt_status
plan_mirror (const struct lgt_planner *planner, struct coupling *c,
             struct lgt_error *error)
{
  struct lgt_collect_item item[LGT_LINE_RAW_MAX];
  int comp[LGT_LINE_RAW_MAX];

  if (!c->symmetric || !c->transform->mirror (c->config, comp))
    return LGT_OK;
  memset (item, 0, sizeof item);
  for (int i = 0; i < c->raw; i++)
    item[i].comp = comp[i];
  return lgt_collection_new (planner->context, c->active.of[0].list,
                             c->active.of[0].list, c->raw, item, &c->mirror,
                             error);
}

static enum lgt_status
plan (struct lgt_planner *planner, const void *config_,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  const struct scalar_config *config = config_;
  struct coupling *c = calloc (1, sizeof *c);
  enum lgt_status status;

  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  if (planner->group->n != 0)
    {
      free (c);
      return lgt_config_fail (error, node,
                              "a scalar_coupling is for a scalar field, not "
                              "for %s", planner->group->name);
    }
  c->transform = config->transform.choice->type;
  c->symmetric = config->symmetric;
  status = lgt_config_fill_chosen (&config->transform, c->config, error);
  if (status == LGT_OK)
    status = lgt_active_new (planner, node, &c->active, error);
  if (status == LGT_OK)
    {
      c->raw = c->transform->raw (c->config);
      status = lgt_network_new (planner, config->network, node, &c->active,
                                c->raw, NULL, 0, &c->network, error);
    }
  if (status == LGT_OK)
    status = plan_mirror (planner, c, error);
  if (status == LGT_OK)
    *state = c;
  else
    unplan (planner->context, c);
  return status;
}

/* The parameters, [P, list, raw, B].  */
static lgt_var
raw_of (struct lgt_tape *tape, const struct coupling *c,
        const lgt_var *weight, const struct lgt_field *field)
{
  const int even = c->raw - c->transform->has_shift (c->config);
  lgt_var raw, mirror, sum;

  lgt_network_apply (tape, c->network, weight, field->links, &raw);
  if (!c->symmetric)
    return raw;
  lgt_network_apply_mirror (tape, c->network, weight, field->links, &mirror);
  if (c->mirror)
    mirror = lgt_collect (tape, mirror, c->mirror);
  sum = lgt_linear (tape, 0.5, lgt_tape_comps (tape, raw, 0, even), 0.5,
                    lgt_tape_comps (tape, mirror, 0, even));
  if (even < c->raw)
    sum = lgt_concat (tape, sum,
                      lgt_linear (tape, 0.5,
                                  lgt_tape_comps (tape, raw, even, 1), -0.5,
                                  lgt_tape_comps (tape, mirror, even, 1)));
  return sum;
}

static int
condition (struct lgt_tape *tape, const void *state, const lgt_var *weight,
           const struct lgt_field *field, lgt_var *out)
{
  out[0] = raw_of (tape, state, weight, field);
  return 1;
}

static void
run (struct lgt_tape *tape, const struct coupling *c, const lgt_var *weight,
     struct lgt_field *field, int inverse)
{
  const lgt_var raw = raw_of (tape, c, weight, field);
  const lgt_var old = lgt_gather (tape, field->links, c->active.of[0].list,
                                  1);
  lgt_var log_det;
  const lgt_var new = c->transform->apply (tape, c->config, old, raw, inverse,
                                           &log_det);

  field->log_det = lgt_accumulate (tape, field->log_det, log_det);
  field->links = lgt_scatter (tape, field->links, old, new);
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

extern const struct lgt_layer_type lgt_layer_scalar;
const struct lgt_layer_type lgt_layer_scalar = {
  .name = "scalar_coupling",
  .help = "transform the field at active sites, scalar field",
  .config_size = sizeof (struct scalar_config),
  .keys = scalar_keys,
  .plan = plan,
  .forward = forward,
  .inverse = inverse,
  .unplan = unplan,
  .condition = condition
};

/* Residual layers: masked stout smearing with coefficients from a network.

   U' = exp (X) U, X = -(traceless anti-Hermitian part of U sum_k c_k S_k)
   over the frozen staples S_k of the active link U, with the exact
   determinant of each link's map (lgt_sun_stout in lgt/ops_sun.h).  */

#include "active_loops.h"

#include <stdlib.h>
#include <string.h>

struct stout_config
{
  struct lgt_config_node *mask, *paths;
  double limit;
  const char *network;
};

static const struct lgt_key stout_keys[] = {
  { .name = "mask", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct stout_config, mask),
    .help = "the active links, where the layer is not part of a sweep" },
  { .name = "paths", .kind = LGT_KEY_NODE, .fallback = "[staple]",
    LGT_AT (struct stout_config, paths),
    .help = "loops through the link whose staples push it: staple "
            "(plaquettes), staple5 (rectangles, chairs, crowns), or as in a "
            "spectral coupling's active; those with a second active link are "
            "left out" },
  { .name = "limit", .kind = LGT_KEY_REAL, .fallback = "0.9",
    LGT_AT (struct stout_config, limit), .allowed = "[1e-6, 0.999]",
    .help = "largest sum of |coefficients|; below 1 the map has an inverse" },
  { .name = "network", .kind = LGT_KEY_TEXT,
    LGT_AT (struct stout_config, network),
    .help = "name of the network, under networks, that makes the "
            "coefficients" },
  { .name = NULL }
};

struct stout
{
  struct lgt_active active;
  int n, staples;         /* staples of a link */
  double limit;
  struct lgt_path_set *staple[LGT_MAX_DIM];
  struct lgt_network *network;
};

static void
unplan (struct lgt_context *context, void *state)
{
  struct stout *c = state;

  if (!c)
    return;
  lgt_network_free (context, c->network);
  for (int i = 0; i < c->active.count; i++)
    lgt_path_set_free (context, c->staple[i]);
  lgt_active_free (context, &c->active);
  free (c);
}

static enum lgt_status
plan_staples (const struct lgt_planner *planner,
              const struct stout_config *config, struct stout *c, int i,
              struct lgt_error *error)
{
  const struct lgt_active_list *list = &c->active.of[i];
  struct lgt_loop_list loops;
  enum lgt_status status
    = lgt_active_loops (config->paths, planner->geom, list->mu, 1, &loops,
                        error);

  if (status != LGT_OK)
    return status;
  status = lgt_active_keep_single (planner, &c->active, list, config->paths,
                                   &loops, error);
  if (status == LGT_OK && i == 0)
    c->staples = loops.count;
  if (status == LGT_OK && loops.count != c->staples)
    status = lgt_config_fail (error, config->paths,
                              "%d staples for direction %d, %d for direction "
                              "%d; there must be equally many", loops.count,
                              list->mu, c->staples, c->active.of[0].mu);
  if (status == LGT_OK)
    status = lgt_active_staples (planner, &c->active, list, &loops,
                                 config->paths, &c->staple[i], error);
  lgt_loop_list_free (&loops);
  return status;
}

static enum lgt_status
plan (struct lgt_planner *planner, const void *config_,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  const struct stout_config *config = config_;
  struct stout *c;
  enum lgt_status status;

  if (planner->group->n < 2)
    return lgt_config_fail (error, node, "masked_stout is for su, not for %s",
                            planner->group->name);
  c = calloc (1, sizeof *c);
  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  c->n = planner->group->n;
  c->limit = config->limit;
  status = lgt_active_new (planner, node, &c->active, error);
  for (int i = 0; i < c->active.count && status == LGT_OK; i++)
    status = plan_staples (planner, config, c, i, error);
  if (status == LGT_OK)
    status = lgt_network_new (planner, config->network, node, &c->active,
                              c->staples, NULL, 0, &c->network, error);
  if (status == LGT_OK)
    *state = c;
  else
    unplan (planner->context, c);
  return status;
}

static int
condition (struct lgt_tape *tape, const void *state, const lgt_var *weight,
           const struct lgt_field *field, lgt_var *out)
{
  const struct stout *c = state;
  lgt_var raw[LGT_MAX_DIM];
  int n = 0;

  lgt_network_apply (tape, c->network, weight, field->links, raw);
  for (int i = 0; i < c->active.count; i++)
    {
      out[n++] = raw[i];
      out[n++] = lgt_sun_paths (tape, field->links, c->staple[i], c->n);
    }
  return n;
}

static void
run (struct lgt_tape *tape, const struct stout *c, const lgt_var *weight,
     struct lgt_field *field, int inverse)
{
  const struct lgt_sun_stout_params params = { c->n, inverse, c->limit };
  lgt_var raw[LGT_MAX_DIM], staples[LGT_MAX_DIM], old[LGT_MAX_DIM];

  lgt_network_apply (tape, c->network, weight, field->links, raw);
  for (int i = 0; i < c->active.count; i++)
    {
      staples[i] = lgt_sun_paths (tape, field->links, c->staple[i], c->n);
      old[i] = lgt_gather (tape, field->links, c->active.of[i].list,
                           2 * c->n * c->n);
    }
  for (int i = 0; i < c->active.count; i++)
    {
      lgt_var log_det, link = lgt_sun_stout (tape, old[i], staples[i], raw[i],
                                             params, &log_det);

      field->log_det = lgt_accumulate (tape, field->log_det, log_det);
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

extern const struct lgt_layer_type lgt_layer_stout;
const struct lgt_layer_type lgt_layer_stout = {
  .name = "masked_stout",
  .help = "push active links along their staples, SU(N)",
  .config_size = sizeof (struct stout_config),
  .keys = stout_keys,
  .plan = plan,
  .forward = forward,
  .inverse = inverse,
  .unplan = unplan,
  .condition = condition
};

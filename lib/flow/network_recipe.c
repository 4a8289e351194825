#include "network_recipe.h"

/* Kernel, dilation and boundary, direction by direction.  */
static enum lgt_status
read_window (const struct lgt_config_node *node,
             const struct lgt_net_conv *conv, int ndim,
             struct lgt_window *window, struct lgt_error *error)
{
  int boundary[LGT_MAX_DIM];
  enum lgt_status status;

  *window = lgt_window_cube (ndim, 1);
  if ((status = lgt_config_spread (node, "kernel", &conv->kernel, ndim,
                                   window->kernel, error))
      || (status = lgt_config_spread (node, "dilation", &conv->dilation, ndim,
                                      window->dilation, error))
      || (status = lgt_config_spread (node, "boundary", &conv->boundary, ndim,
                                      boundary, error)))
    return status;
  for (int d = 0; d < ndim; d++)
    window->boundary[d] = (enum lgt_boundary) boundary[d];
  return LGT_OK;
}

static enum lgt_status
read_layer (const struct lgt_planner *planner, struct lgt_config_node *item,
            struct lgt_recipe *recipe, int l, struct lgt_error *error)
{
  struct lgt_chosen chosen;
  struct lgt_net_conv *conv = &recipe->conv[l];
  enum lgt_status status
    = lgt_config_choose (item, "layer", lgt_net_layers, &chosen, error);

  if (status == LGT_OK)
    status = lgt_config_fill_chosen (&chosen, conv, error);
  if (status == LGT_OK)
    status = read_window (chosen.parameters, conv, planner->geom->ndim,
                          &recipe->window[l], error);
  recipe->node[l] = chosen.parameters;
  return status;
}

/* A U(1) loop has two features, and a network sees both.  */
static enum lgt_status
check_features (const struct lgt_config_node *node, struct lgt_error *error)
{
  if (lgt_config_count (node) == 2
      && lgt_config_is (lgt_config_item (node, 0), "cos")
      && lgt_config_is (lgt_config_item (node, 1), "sin"))
    return LGT_OK;
  return lgt_config_fail (error, node,
                          "features of U(1) loops are [cos, sin], both");
}

enum lgt_status
lgt_recipe_read (const struct lgt_planner *planner, const char *name,
                 const struct lgt_config_node *place,
                 struct lgt_recipe *recipe, struct lgt_error *error)
{
  struct lgt_config_node *node
    = planner->networks ? lgt_config_child (planner->networks, name) : NULL;
  struct lgt_network_config config;
  enum lgt_status status;

  if (!node)
    return lgt_config_fail (error, place,
                            "there is no network called \"%s\" under "
                            "networks", name);
  status = lgt_config_fill (node, lgt_network_keys, &config, error);
  if (status != LGT_OK)
    return status;
  status = check_features (config.inputs.features, error);
  if (status != LGT_OK)
    return status;
  recipe->inputs = config.inputs;
  recipe->layers = lgt_config_count (config.layers);
  if (recipe->layers < 1 || recipe->layers > LGT_NET_MAX_LAYERS)
    return lgt_config_fail (error, config.layers,
                            "a network has 1 to %d layers",
                            LGT_NET_MAX_LAYERS);
  for (int l = 0; l < recipe->layers && status == LGT_OK; l++)
    {
      const int last = l == recipe->layers - 1;

      status = read_layer (planner, lgt_config_item (config.layers, l),
                           recipe, l, error);
      if (status == LGT_OK
          && (recipe->conv[l].channels == LGT_WORD (0)) != last)
        status = lgt_config_fail (error, recipe->node[l],
                                  last ? "the last layer must have "
                                  "channels: output"
                                  : "only the last layer may have "
                                  "channels: output");
    }
  return status;
}

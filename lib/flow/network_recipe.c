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
angle_features (const struct lgt_config_node *node, struct lgt_error *error)
{
  if (lgt_config_is (node, "auto")
      || (lgt_config_count (node) == 2
          && lgt_config_is (lgt_config_item (node, 0), "cos")
          && lgt_config_is (lgt_config_item (node, 1), "sin")))
    return LGT_OK;
  return lgt_config_fail (error, node,
                          "features of U(1) loops are [cos, sin], both");
}

/* A list of features, or one of them; NAMES are in the order of their bits,
   ended by NULL, and WHOSE is for messages.  */
static enum lgt_status
named_features (const struct lgt_config_node *node, const char *const *names,
                const char *whose, unsigned *features,
                struct lgt_error *error)
{
  const int list = lgt_config_kind (node) == LGT_CONFIG_SEQUENCE;

  *features = 0;
  for (int i = 0; i < (list ? lgt_config_count (node) : 1); i++)
    {
      const struct lgt_config_node *item = list ? lgt_config_item (node, i)
                                                : node;
      const char *word = lgt_config_scalar (item);
      int k = 0;

      while (names[k] && !lgt_config_is (item, names[k]))
        k++;
      if (!names[k])
        return lgt_config_fail (error, item, "\"%s\" is no feature of %s",
                                word ? word : "a list or mapping", whose);
      *features |= 1u << k;
    }
  return *features ? LGT_OK
         : lgt_config_fail (error, node, "a network without features");
}

static enum lgt_status
trace_features (const struct lgt_config_node *node, int n,
                unsigned *features, struct lgt_error *error)
{
  static const char *const names[]
    = { "re_tr", "im_tr", "re_tr_p2", "im_tr_p2", NULL };

  if (!lgt_config_is (node, "auto"))
    return named_features (node, names, "SU(N) loops; known are re_tr, im_tr, "
                           "re_tr_p2, im_tr_p2", features, error);
  *features = n == 2 ? LGT_SUN_RE_TR : LGT_SUN_RE_TR | LGT_SUN_IM_TR;
  return LGT_OK;
}

/* A scalar field is seen itself, and there are no loops.  */
static enum lgt_status
field_features (const struct lgt_net_inputs *inputs,
                const struct lgt_config_node *place, unsigned *features,
                struct lgt_error *error)
{
  static const char *const names[] = { "phi", "phi2", NULL };

  if (inputs->star || inputs->staple_pairs
      || !lgt_config_is (inputs->loops, "auto"))
    return lgt_config_fail (error, place, "a scalar field has no loops or "
                            "staples: networks see features: [phi, phi2]");
  if (!lgt_config_is (inputs->features, "auto"))
    return named_features (inputs->features, names, "a scalar field; known "
                           "are phi, phi2", features, error);
  *features = LGT_FEATURE_PHI;
  return LGT_OK;
}

/* What "star" asks of the rest.  */
static enum lgt_status
check_star (const struct lgt_config_node *node,
            const struct lgt_recipe *recipe, int ndim,
            struct lgt_error *error)
{
  if (!recipe->inputs.star)
    return recipe->inputs.staple_pairs
           ? lgt_config_fail (error, lgt_config_child (node, "inputs"),
                              "staple_pairs belong to a link: they need "
                              "star: true") : LGT_OK;
  for (int l = 0; l < recipe->layers; l++)
    for (int d = 0; d < ndim; d++)
      if (recipe->window[l].kernel[d] != 1)
        return lgt_config_fail (error, recipe->node[l],
                                "with star: true a layer sees one link, so "
                                "it must have kernel: 1");
  return LGT_OK;
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
  status = planner->group->n == 0
           ? field_features (&config.inputs, lgt_config_child (node, "inputs"),
                             &recipe->features, error)
           : planner->group->n == 1
           ? angle_features (config.inputs.features, error)
           : trace_features (config.inputs.features, planner->group->n,
                             &recipe->features, error);
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
  if (status == LGT_OK)
    status = check_star (node, recipe, planner->geom->ndim, error);
  return status;
}

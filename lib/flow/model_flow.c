/* The key "flow": sweeps and layers, expanded and planned one by one.  */

#include "model_impl.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LAYERS = 4095 };     /* the layer's number in a random counter has
                                   12 bits */

extern const struct lgt_layer_type lgt_layer_coupling, lgt_layer_scalar,
  lgt_layer_spectral, lgt_layer_stout;

const struct lgt_layer_type *const lgt_layer_types[] = {
  &lgt_layer_coupling,
  &lgt_layer_scalar,
  &lgt_layer_spectral,
  &lgt_layer_stout,
  NULL
};

struct sweep_config
{
  int repeat, order;
  struct lgt_config_node *mask, *layer;
};

static const struct lgt_key sweep_keys[] = {
  { .name = "repeat", .kind = LGT_KEY_INT,
    LGT_AT (struct sweep_config, repeat), .fallback = "1",
    .allowed = "[1, 4095]", .help = "how often to go through all masks" },
  { .name = "mask", .kind = LGT_KEY_NODE, LGT_AT (struct sweep_config, mask),
    .help = "the masks, one layer for each" },
  { .name = "order", .kind = LGT_KEY_NAME,
    LGT_AT (struct sweep_config, order), .fallback = "directions_first",
    .allowed = "directions_first offsets_first",
    .help = "what runs faster through the masks" },
  { .name = "layer", .kind = LGT_KEY_NODE,
    LGT_AT (struct sweep_config, layer), .help = "the layer" },
  { .name = NULL }
};

const struct lgt_choice lgt_flow_items[] = {
  { .name = "sweep", .keys = sweep_keys, .help = "one layer for each mask" },
  { .name = "layer", .keys = NULL, .help = "a single layer" },
  { .name = NULL }
};

/* The types as choices; MAX_TYPES are enough for anyone's table.  */
enum { MAX_TYPES = 64 };

static enum lgt_status
choose_type (const struct lgt_model *model, struct lgt_config_node *node,
             const struct lgt_layer_type **type, struct lgt_chosen *chosen,
             struct lgt_error *error)
{
  struct lgt_choice choice[MAX_TYPES + 1] = { { 0 } };
  enum lgt_status status;

  for (int i = 0; i < MAX_TYPES && model->types[i]; i++)
    {
      choice[i].name = model->types[i]->name;
      choice[i].keys = model->types[i]->keys;
      choice[i].type = model->types[i];
      choice[i].help = model->types[i]->help;
    }
  status = lgt_config_choose (node, "layer", choice, chosen, error);
  if (status == LGT_OK)
    *type = chosen->choice->type;
  chosen->choice = NULL;        /* it ends with this function */
  return status;
}

/* The masks at NODE.  A scalar field has no directions: conditions are on
   sites, and need not say so.  */
static enum lgt_status
read_masks (const struct lgt_model *model, struct lgt_config_node *node,
            int sweep, int offsets_first, struct lgt_mask **masks, int *count,
            struct lgt_error *error)
{
  const int list = lgt_config_kind (node) == LGT_CONFIG_SEQUENCE;
  enum lgt_status status = LGT_OK;

  for (int i = 0; model->group.n == 0 && status == LGT_OK
       && i < (list ? lgt_config_count (node) : 1); i++)
    {
      struct lgt_config_node *item = list ? lgt_config_item (node, i) : node;

      if (lgt_config_kind (item) == LGT_CONFIG_MAPPING
          && !lgt_config_child (item, "directions"))
        status = lgt_config_add (item, "directions", NULL, error, "sites");
    }
  if (status == LGT_OK)
    status = lgt_masks_from_config (node, &model->geom, sweep, offsets_first,
                                    masks, count, error);
  if (status == LGT_OK && model->group.n == 0 && !(*masks)[0].sites_only)
    {
      free (*masks);
      *masks = NULL;
      status = lgt_config_fail (error, node,
                                "a mask of a scalar field is one of sites: "
                                "directions: sites");
    }
  return status;
}

/* Plan the layer at NODE with MASK, or NULL: its own key says.  */
static enum lgt_status
add_layer (struct lgt_model *model, struct lgt_config_node *node,
           const struct lgt_mask *mask,
           const struct lgt_config_node *networks, struct lgt_error *error)
{
  const struct lgt_layer_type *type;
  struct lgt_planner planner = {
    .context = model->context, .geom = &model->geom,
    .lattice = model->lattice, .group = &model->group,
    .links = model->links, .network = model->network,
    .slices = &model->slices, .networks = networks, .number = model->layers,
    .lanes = model->lanes, .fft = model->fft, .wisdom = model->wisdom,
    .convolutions = &model->convolutions
  };
  struct lgt_chosen chosen;
  struct lgt_config_node *own;
  struct layer *more;
  void *config = NULL;
  enum lgt_status status = choose_type (model, node, &type, &chosen, error);

  if (status != LGT_OK)
    return status;
  if (model->layers == MAX_LAYERS)
    return lgt_config_fail (error, node, "a flow of over %d layers",
                            MAX_LAYERS);
  more = realloc (model->layer,
                  ((size_t) model->layers + 1) * sizeof *more);
  config = calloc (1, type->config_size ? type->config_size : 1);
  if (more)
    model->layer = more;
  if (!more || !config)
    {
      free (config);
      return lgt_fail (error, LGT_ENOMEM, "no memory for layers");
    }
  own = chosen.parameters ? lgt_config_child (chosen.parameters, "mask")
                          : NULL;
  if (mask && own)
    status = lgt_config_fail (error, own,
                              "a layer of a sweep has the sweep's mask");
  if (status == LGT_OK && (mask || own))
    {
      planner.has_mask = 1;
      if (mask)
        planner.mask = *mask;
      else
        {
          struct lgt_mask *masks;
          int count;

          status = read_masks (model, own, 0, 0, &masks, &count, error);
          if (status == LGT_OK)
            {
              planner.mask = masks[0];
              free (masks);
            }
        }
    }
  else if (status == LGT_OK)
    status = lgt_config_fail (error, node, "this layer has no mask");
  if (status == LGT_OK && type->keys)
    status = lgt_config_fill (chosen.parameters, type->keys, config, error);
  more = &model->layer[model->layers];
  memset (more, 0, sizeof *more);
  more->type = type;
  more->mask = planner.mask;
  more->node = node;
  if (status == LGT_OK)
    status = type->plan (&planner, config, node, &more->state, error);
  if (status == LGT_OK)
    model->layers++;
  free (config);
  return status;
}

static enum lgt_status
add_sweep (struct lgt_model *model, const struct lgt_chosen *chosen,
           const struct lgt_config_node *networks, struct lgt_error *error)
{
  struct sweep_config config;
  struct lgt_mask *masks = NULL;
  int count = 0;
  enum lgt_status status = lgt_config_fill_chosen (chosen, &config, error);

  if (status == LGT_OK)
    status = read_masks (model, config.mask, 1, config.order, &masks, &count,
                         error);
  for (int r = 0; status == LGT_OK && r < config.repeat; r++)
    for (int i = 0; i < count && status == LGT_OK; i++)
      status = add_layer (model, config.layer, &masks[i], networks, error);
  free (masks);
  return status;
}

enum lgt_status
lgt_model_plan_flow (struct lgt_model *model, struct lgt_config_node *flow,
                     const struct lgt_config_node *networks,
                     int may_be_empty, struct lgt_error *error)
{
  const int items = lgt_config_count (flow);
  enum lgt_status status = LGT_OK;

  if (lgt_config_kind (flow) != LGT_CONFIG_SEQUENCE)
    return lgt_config_fail (error, flow,
                            "flow must be a list of { sweep: ... } and "
                            "{ layer: ... }");
  if (items == 0 && !may_be_empty && !model->may_lack_flow)
    return lgt_config_fail (error, flow,
                            "a flow without layers: it would be the prior");
  for (int i = 0; i < items && status == LGT_OK; i++)
    {
      struct lgt_chosen chosen;

      status = lgt_config_choose (lgt_config_item (flow, i), "flow",
                                  lgt_flow_items, &chosen, error);
      if (status != LGT_OK)
        break;
      status = chosen.index == 0
               ? add_sweep (model, &chosen, networks, error)
               : add_layer (model, chosen.parameters, NULL, networks, error);
    }
  return status;
}

enum lgt_status
lgt_model_expand (const struct lgt_model *model, struct lgt_config_node *node,
                  struct lgt_error *error)
{
  struct lgt_config_node *flow;
  enum lgt_status status = lgt_config_add (node, "flow", &flow, error, "[]");

  for (int i = 0; i < model->layers && status == LGT_OK; i++)
    {
      const struct layer *layer = &model->layer[i];
      struct lgt_config_node *item, *copy;
      char mask[1024];

      status = lgt_config_add (flow, NULL, &item, error, "{}");
      if (status == LGT_OK)
        status = lgt_config_add_copy (item, "layer", layer->node, &copy,
                                      error);
      if (status != LGT_OK)
        break;
      lgt_mask_to_config (&layer->mask, mask, sizeof mask);
      status = lgt_config_add (lgt_config_item (copy, 0), "mask", NULL, error,
                               "%s", mask);
    }
  return status;
}

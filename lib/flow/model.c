/* A model from its configuration.  */

#include "keys.h"
#include "model_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct lattice_config { struct lgt_ints shape; };
struct precision_config { int links, network; };
struct memory_config { bool rematerialize; int lanes; };

struct model_config
{
  int version;
  struct lattice_config lattice;
  struct lgt_chosen group, prior;
  struct lgt_config_node *action;
  struct precision_config precision;
  struct lgt_config_node *networks, *flow, *stochastic, *train, *mc;
  struct memory_config memory;
};

static const struct lgt_key lattice_keys[] = {
  { .name = "shape", .kind = LGT_KEY_INTS,
    LGT_AT (struct lattice_config, shape), .fallback = "[8, 8]",
    .allowed = "[1, 100000]", .length_min = 1, .length_max = 6,
    .help = "extents L_0, L_1, ... of the periodic lattice" },
  { .name = NULL }
};

static const struct lgt_key precision_keys[] = {
  { .name = "links", .kind = LGT_KEY_NAME,
    LGT_AT (struct precision_config, links), .fallback = "float64",
    .allowed = "float32 float64", .help = "how links (the field) are stored" },
  { .name = "network", .kind = LGT_KEY_NAME,
    LGT_AT (struct precision_config, network), .fallback = "float32",
    .allowed = "float32 float64", .help = "weights and networks" },
  { .name = NULL }
};

static const struct lgt_key memory_keys[] = {
  { .name = "rematerialize", .kind = LGT_KEY_BOOL,
    LGT_AT (struct memory_config, rematerialize), .fallback = "true",
    .help = "compute a layer's insides again in the backward pass instead "
            "of keeping them" },
  { .name = "lanes", .kind = LGT_KEY_INT,
    LGT_AT (struct memory_config, lanes), .fallback = "auto",
    .words = "auto", .allowed = "[1, 1024]",
    .help = "configurations in a pack; auto: what suits the backend" },
  { .name = NULL }
};

struct su_config { int n; };

static const struct lgt_key su_keys[] = {
  { .name = "n", .kind = LGT_KEY_INT, LGT_AT (struct su_config, n),
    .fallback = "3", .allowed = "[2, 8]", .help = "N of SU(N)" },
  { .name = NULL }
};

/* In the order of these.  */
enum { GROUP_U1, GROUP_SU, GROUP_SCALAR };

static const struct lgt_choice groups[] = {
  { .name = "u1", .keys = lgt_no_keys, .help = "U(1), links are angles" },
  { .name = "su", .keys = su_keys,
    .help = "SU(N), links are N x N matrices" },
  { .name = "scalar", .keys = lgt_no_keys,
    .help = "no links: a real scalar field, one number a site" },
  { .name = NULL }
};

const struct lgt_key lgt_model_keys[] = {
  { .name = "lgt", .kind = LGT_KEY_INT, LGT_AT (struct model_config, version),
    .help = "version of this language: 1" },
  { .name = "lattice", .kind = LGT_KEY_TABLE,
    LGT_AT (struct model_config, lattice), .fallback = "{}",
    .table = lattice_keys, .help = "the lattice" },
  { .name = "group", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct model_config, group), .fallback = "u1",
    .choices = groups, .help = "the gauge group, or scalar" },
  { .name = "action", .kind = LGT_KEY_CHOICES,
    LGT_AT (struct model_config, action),
    .fallback = "[ { wilson: { beta: 2.0 } } ]",
    .choices = lgt_action_terms, .help = "terms of S; p ~ exp (-S)" },
  { .name = "prior", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct model_config, prior), .fallback = "auto",
    .choices = lgt_priors, .help = "what the flow begins with" },
  { .name = "precision", .kind = LGT_KEY_TABLE,
    LGT_AT (struct model_config, precision), .fallback = "{}",
    .table = precision_keys, .help = "floating-point types" },
  { .name = "networks", .kind = LGT_KEY_NAMED,
    LGT_AT (struct model_config, networks), .fallback = "{}",
    .table = lgt_network_keys,
    .help = "recipes of networks by name; each layer that names one gets "
            "weights of its own" },
  { .name = "flow", .kind = LGT_KEY_NODE, LGT_AT (struct model_config, flow),
    .help = "the layers, from the prior on: { sweep: ... } and "
            "{ layer: ... }" },
  { .name = "stochastic", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct model_config, stochastic),
    .help = "Monte Carlo steps between the layers or after them, in sampling; "
            "not in training; none, or left out: none" },
  { .name = "memory", .kind = LGT_KEY_TABLE,
    LGT_AT (struct model_config, memory), .fallback = "{}",
    .table = memory_keys, .help = "memory" },
  { .name = "train", .kind = LGT_KEY_NODE, .fallback = "{}",
    LGT_AT (struct model_config, train), .help = "training" },
  { .name = "mc", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct model_config, mc), .help = "Markov chains" },
  { .name = NULL }
};

/* The group, and what it asks of the links' precision.  */
static enum lgt_status
read_group (struct lgt_model *model, const struct lgt_config_node *root,
            const struct lgt_chosen *chosen, int ndim,
            struct lgt_error *error)
{
  struct su_config config;
  enum lgt_status status;

  model->group.name = chosen->choice->name;
  model->group.n = chosen->index == GROUP_SCALAR ? 0 : 1;
  model->group.block = 1;
  model->group.directions = chosen->index == GROUP_SCALAR ? 1 : ndim;
  if (chosen->index == GROUP_SCALAR && model->links != LGT_F64)
    return lgt_config_fail (error, lgt_config_child (root, "precision"),
                            "a scalar field is float64: precision.links "
                            "must be");
  if (chosen->index != GROUP_SU)
    return LGT_OK;
  status = lgt_config_fill_chosen (chosen, &config, error);
  if (status != LGT_OK)
    return status;
  model->group.n = config.n;
  model->group.block = 2 * config.n * config.n;
  if (model->links != LGT_F64)
    return lgt_config_fail (error, lgt_config_child (root, "precision"),
                            "links of SU(N) are float64: float32 matrices "
                            "would leave the group");
  return LGT_OK;
}

static enum lgt_status
make_lattice (struct lgt_model *model, const struct lgt_config_node *root,
              const struct lgt_ints *shape, struct lgt_error *error)
{
  struct lgt_error inner;

  if (lgt_geom_init (&model->geom, shape->count, shape->value, &inner)
      != LGT_OK
      || lgt_sites_new (model->context, shape->count, shape->value,
                        &model->lattice, &inner) != LGT_OK)
    return lgt_config_fail (error, lgt_config_child (root, "lattice"), "%s",
                            inner.text);
  return LGT_OK;
}

/* Steps of a Markov chain, if NODE has any.  */
static enum lgt_status
read_stochastic (struct lgt_model *model, struct lgt_config_node *node,
                 struct lgt_error *error)
{
  if (!node || lgt_config_is (node, "none"))
    return LGT_OK;
  if (model->group.n == 0)
    return lgt_config_fail (error, node, "stochastic steps are for links, not "
                            "for a scalar field");
  if (model->links != LGT_F64)
    return lgt_config_fail (error, node, "stochastic steps need links in "
                            "float64");
  model->stochastic = calloc (1, sizeof *model->stochastic);
  return model->stochastic
         ? lgt_stochastic_read (node, model->layers, model->stochastic, error)
         : lgt_fail (error, LGT_ENOMEM, "no memory for a model");
}

static enum lgt_status
build (struct lgt_model *model, struct lgt_config_node *root,
       struct lgt_error *error)
{
  struct model_config config = { .stochastic = NULL };
  const struct lgt_backend *backend = lgt_context_backend (model->context);
  int narrow;
  enum lgt_status status = lgt_config_fill (root, lgt_model_keys, &config,
                                            error);

  if (status != LGT_OK)
    return status;
  if (config.version != LGT_CONFIG_VERSION)
    return lgt_config_fail (error, lgt_config_child (root, "lgt"),
                            "this is version %d of the language, the file "
                            "asks for %d", LGT_CONFIG_VERSION,
                            config.version);
  model->links = config.precision.links ? LGT_F64 : LGT_F32;
  model->network = config.precision.network ? LGT_F64 : LGT_F32;
  model->rematerialize = config.memory.rematerialize;
  narrow = backend->lanes[model->links == LGT_F32
                          || model->network == LGT_F32 ? LGT_F32 : LGT_F64];
  model->lanes = config.memory.lanes == LGT_WORD (0) ? narrow
                                                     : config.memory.lanes;
  if (model->lanes > 1 && model->lanes % narrow != 0)
    return lgt_config_fail (error, lgt_config_child (root, "memory"),
                            "lanes are %d; with these types on %s they must "
                            "be 1 or a multiple of %d", model->lanes,
                            backend->name, narrow);
  lgt_slices_init (&model->slices, model->context, model->network);
  status = read_group (model, root, &config.group,
                       config.lattice.shape.count, error);
  if (status == LGT_OK)
    status = make_lattice (model, root, &config.lattice.shape, error);
  if (status == LGT_OK)
    status = lgt_action_new (model->context, &model->geom, model->lattice,
                             &model->group, config.action, &model->action,
                             error);
  if (status == LGT_OK)
    status = lgt_prior_new (model, &config.prior, error);
  if (status == LGT_OK)
    status = lgt_model_plan_flow (model, config.flow, config.networks,
                                  config.stochastic
                                  && !lgt_config_is (config.stochastic,
                                                     "none"), error);
  if (status == LGT_OK)
    status = read_stochastic (model, config.stochastic, error);
  if (status == LGT_OK)
    status = lgt_slices_allocate (&model->slices, error);
  return status;
}

enum lgt_status
lgt_model_new (struct lgt_context *context, struct lgt_config_node *root,
               const struct lgt_layer_type *const *types,
               struct lgt_model **model, struct lgt_error *error)
{
  const struct lgt_model_options options = { .types = types };

  return lgt_model_new_with (context, root, &options, model, error);
}

enum lgt_status
lgt_model_new_with (struct lgt_context *context, struct lgt_config_node *root,
                    const struct lgt_model_options *options,
                    struct lgt_model **model, struct lgt_error *error)
{
  struct lgt_model *m = calloc (1, sizeof *m);
  enum lgt_status status;

  if (!m)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a model");
  m->context = context;
  m->types = options->types ? options->types : lgt_layer_types;
  if (lgt_context_backend (m->context)->fourier)
    m->fft = options->fft;
  m->wisdom = options->wisdom;
  m->may_lack_flow = options->may_lack_flow;
  status = build (m, root, error);
  if (status == LGT_OK)
    *model = m;
  else
    lgt_model_free (m);
  return status;
}

void
lgt_model_free (struct lgt_model *model)
{
  if (!model)
    return;
  for (int i = 0; i < model->layers; i++)
    model->layer[i].type->unplan (model->context, model->layer[i].state);
  free (model->layer);
  free (model->stochastic);
  lgt_convolutions_free (&model->convolutions);
  lgt_slices_free (&model->slices);
  lgt_action_free (model->action);
  lgt_prior_free (model->context, model->prior);
  lgt_sites_free (model->context, model->lattice);
  free (model);
}

const struct lgt_geom *
lgt_model_geom (const struct lgt_model *model)
{
  return &model->geom;
}

const struct lgt_group *
lgt_model_group (const struct lgt_model *model)
{
  return &model->group;
}

struct lgt_action *
lgt_model_action (const struct lgt_model *model)
{
  return model->action;
}

const struct lgt_stochastic *
lgt_model_stochastic (const struct lgt_model *model)
{
  return model->stochastic;
}

struct lgt_slices *
lgt_model_slices (struct lgt_model *model)
{
  return &model->slices;
}

struct lgt_context *
lgt_model_context (const struct lgt_model *model)
{
  return model->context;
}

int
lgt_model_layers (const struct lgt_model *model)
{
  return model->layers;
}

/* Table I of all layers, and its layer.  */
static int
find_table (const struct lgt_model *model, int i,
            struct lgt_layer_table *table)
{
  for (int l = 0; i >= 0 && l < model->layers; l++)
    {
      const struct layer *layer = &model->layer[l];

      for (int k = 0; layer->type->table
           && layer->type->table (layer->state, k, table); k++)
        if (i-- == 0)
          return l;
    }
  return -1;
}

int
lgt_model_tables (const struct lgt_model *model)
{
  struct lgt_layer_table table = { 0 };
  int count = 0;

  while (find_table (model, count, &table) >= 0)
    count++;
  return count;
}

enum lgt_status
lgt_model_table (const struct lgt_model *model, int i,
                 struct lgt_layer_table *table, int *layer,
                 struct lgt_error *error)
{
  struct lgt_layer_table found = { 0 };
  const int l = find_table (model, i, &found);

  if (l < 0)
    return lgt_fail (error, LGT_EINVAL, "the model has no table %d", i);
  *table = found;
  if (layer)
    *layer = l;
  return LGT_OK;
}

enum lgt_status
lgt_model_set_table (struct lgt_model *model, int i, const double *values,
                     struct lgt_error *error)
{
  struct lgt_layer_table table = { 0 };
  enum lgt_status status = lgt_model_table (model, i, &table, NULL, error);

  if (status != LGT_OK)
    return status;
  for (int j = 0; j < table.angles; j++)
    {
      const double *row = values + (size_t) j * (3 * (size_t) table.bins + 1);
      double width = 0, height = 0;
      int good = isfinite (row[3 * table.bins]);

      for (int b = 0; b < 3 * table.bins; b++)
        good = good && row[b] > 0 && isfinite (row[b]);
      for (int b = 0; b < table.bins; b++)
        {
          width += row[b];
          height += row[table.bins + b];
        }
      if (!good || !(fabs (width - 2 * M_PI) < 1e-8)
          || !(fabs (height - 2 * M_PI) < 1e-8))
        return lgt_fail (error, LGT_EINVAL,
                         "table %d, condition %d: bins and slopes must be "
                         "positive, and widths and heights add up to 2 pi",
                         i, j);
    }
  return lgt_context_put (model->context, table.values.data, values,
                          (size_t) lgt_shape_count (table.values.shape)
                          * sizeof *values, error);
}

int
lgt_model_lanes (const struct lgt_model *model)
{
  return model->lanes;
}

int64_t
lgt_model_numbers (const struct lgt_model *model)
{
  return model->geom.volume * model->group.directions
         * model->group.block;
}

struct lgt_shape
lgt_model_links_shape (const struct lgt_model *model, int64_t count)
{
  struct lgt_shape shape;

  shape.packs = lgt_packs_for (count, model->lanes);
  shape.sites = (int32_t) model->geom.volume;
  shape.comps = model->group.directions * model->group.block;
  shape.lanes = model->lanes;
  return shape;
}

enum lgt_type
lgt_model_links_type (const struct lgt_model *model)
{
  return model->links;
}

const struct lgt_sites *
lgt_model_lattice (const struct lgt_model *model)
{
  return model->lattice;
}

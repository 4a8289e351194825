/* Masks in a configuration.

     mask: { directions: each, steps: { along: 2, across: 1 }, width: 4,
             offsets: all }

   is one layer for each direction and offset.  steps is a pair { along,
   across }, along being the active link's own direction, or a list written
   for direction 0 that turns with the link: steps[nu] = list[(nu - mu) mod
   D].  With  together: true  all listed directions are active in one layer;
   steps is then a plain list, and  offset: [0, 2]  gives each direction an
   offset of its own, to which those of the sweep are added.  directions:
   sites makes a condition on sites.  A sequence of conditions must hold at
   once; the first one is swept, the others stay as they are.  */

#include <lgt/layer.h>

#include <stdlib.h>
#include <string.h>

struct condition_config
{
  struct lgt_ints directions, offsets, offset;
  struct lgt_config_node *steps;
  int width;
  bool together;
};

const struct lgt_key lgt_mask_keys[] = {
  { .name = "directions", .kind = LGT_KEY_INTS,
    LGT_AT (struct condition_config, directions), .fallback = "each",
    .words = "each sites", .allowed = "[0, 5]",
    .help = "directions of the active links; each: one layer for each; "
            "sites: a condition on sites alone" },
  { .name = "steps", .kind = LGT_KEY_NODE,
    LGT_AT (struct condition_config, steps),
    .help = "{ along: A, across: B }, or a list written for direction 0" },
  { .name = "width", .kind = LGT_KEY_INT,
    LGT_AT (struct condition_config, width), .allowed = "[1, 1000000]",
    .help = "a link is active when its phase is 0 modulo this" },
  { .name = "offsets", .kind = LGT_KEY_INTS,
    LGT_AT (struct condition_config, offsets), .fallback = "all",
    .words = "all", .help = "offsets of the sweep, one layer for each" },
  { .name = "offset", .kind = LGT_KEY_INTS,
    LGT_AT (struct condition_config, offset), .fallback = "0",
    .help = "offset, or one for each direction, added to those of the "
            "sweep" },
  { .name = "together", .kind = LGT_KEY_BOOL,
    LGT_AT (struct condition_config, together), .fallback = "false",
    .help = "all directions in one layer" },
  { .name = NULL }
};

struct steps_config { int along, across; };

static const struct lgt_key steps_keys[] = {
  { .name = "along", .kind = LGT_KEY_INT, LGT_AT (struct steps_config, along),
    .help = "steps along the active link" },
  { .name = "across", .kind = LGT_KEY_INT,
    LGT_AT (struct steps_config, across),
    .help = "steps in the other directions" },
  { .name = NULL }
};

/* Steps for links of direction MU; MU = -1: a plain list.  */
static enum lgt_status
read_steps (struct lgt_config_node *node, int ndim, int mu, int *steps,
            struct lgt_error *error)
{
  struct steps_config pair;
  struct lgt_ints list;
  enum lgt_status status;

  if (lgt_config_kind (node) == LGT_CONFIG_MAPPING)
    {
      if (mu < 0)
        return lgt_config_fail (error, node,
                                "steps along and across make no sense for "
                                "several directions together; give a list");
      status = lgt_config_fill (node, steps_keys, &pair, error);
      if (status == LGT_OK)
        lgt_mask_steps_along (ndim, pair.along, pair.across, mu, steps);
      return status;
    }
  status = lgt_config_ints (node, "steps", NULL, &list, error);
  if (status != LGT_OK)
    return status;
  if (list.count != ndim)
    return lgt_config_fail (error, node,
                            "steps has %d numbers, the lattice has %d "
                            "dimensions", list.count, ndim);
  if (mu < 0)
    memcpy (steps, list.value, (size_t) ndim * sizeof *steps);
  else
    lgt_mask_steps_for (ndim, list.value, mu, steps);
  return LGT_OK;
}

/* The condition of CONFIG for direction MU (-1: its own directions, all
   together, or sites) with SHIFT added to the offsets.  */
static enum lgt_status
make_condition (const struct condition_config *config,
                const struct lgt_config_node *node, int ndim, int mu,
                int shift, struct lgt_mask_condition *condition,
                struct lgt_error *error)
{
  memset (condition, 0, sizeof *condition);
  condition->width = config->width;
  condition->offsets = 1;
  if (mu >= 0)
    {
      condition->directions = 1;
      condition->direction[0] = mu;
    }
  else if (config->directions.count > 0)
    {
      condition->directions = config->directions.count;
      for (int i = 0; i < config->directions.count && i < LGT_MAX_DIM; i++)
        condition->direction[i] = config->directions.value[i];
      condition->offsets = config->offset.count;
    }
  if (condition->directions > LGT_MAX_DIM
      || config->offset.count < 1
      || (config->offset.count != 1
          && (mu >= 0 || config->offset.count != condition->directions)))
    return lgt_config_fail (error, node,
                            "offset must be one number, or with together: "
                            "true one for each direction");
  for (int i = 0; i < condition->offsets; i++)
    condition->offset[i] = config->offset.value[i] + shift;
  return read_steps (config->steps, ndim, mu, condition->steps, error);
}

struct draft
{
  const struct lgt_config_node *node;
  const struct lgt_geom *geom;
  int conditions;
  struct lgt_mask_condition condition[LGT_MASK_MAX_CONDITIONS];
  struct condition_config swept;
  int directions, direction[LGT_MAX_DIM];       /* of the sweep; -1: one */
  struct lgt_mask *masks;
  int count;
};

/* Append the mask of (direction MU, SHIFT) unless it is empty.  */
static enum lgt_status
add (struct draft *draft, int mu, int shift, struct lgt_error *error)
{
  struct lgt_mask *more;
  struct lgt_error inner;
  enum lgt_status status
    = make_condition (&draft->swept, draft->node, draft->geom->ndim, mu,
                      shift, &draft->condition[0], error);

  if (status != LGT_OK)
    return status;
  more = realloc (draft->masks, ((size_t) draft->count + 1) * sizeof *more);
  if (!more)
    return lgt_fail (error, LGT_ENOMEM, "no memory for masks");
  draft->masks = more;
  more += draft->count;
  if (lgt_mask_init (more, draft->geom, draft->conditions, draft->condition,
                     &inner) != LGT_OK)
    return lgt_config_fail (error, draft->node, "%s", inner.text);
  if (lgt_mask_count (more) > 0)
    draft->count++;
  return LGT_OK;
}

static enum lgt_status
sweep_over (struct draft *draft, int offsets_first, struct lgt_error *error)
{
  const struct lgt_ints *offsets = &draft->swept.offsets;
  const int n_offsets = offsets->count < 0 ? draft->swept.width
                                           : offsets->count;
  const int outer = offsets_first ? draft->directions : n_offsets;
  const int inner = offsets_first ? n_offsets : draft->directions;
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < outer && status == LGT_OK; i++)
    for (int j = 0; j < inner && status == LGT_OK; j++)
      {
        const int d = offsets_first ? i : j, o = offsets_first ? j : i;

        status = add (draft, draft->direction[d],
                      offsets->count < 0 ? o : offsets->value[o], error);
      }
  return status;
}

static enum lgt_status
read_conditions (struct lgt_config_node *node, struct draft *draft,
                 struct lgt_error *error)
{
  const int list = lgt_config_kind (node) == LGT_CONFIG_SEQUENCE;
  struct condition_config config;
  enum lgt_status status = LGT_OK;

  draft->conditions = list ? lgt_config_count (node) : 1;
  if (draft->conditions < 1 || draft->conditions > LGT_MASK_MAX_CONDITIONS)
    return lgt_config_fail (error, node, "a mask has 1 to %d conditions",
                            LGT_MASK_MAX_CONDITIONS);
  for (int i = 0; i < draft->conditions && status == LGT_OK; i++)
    {
      struct lgt_config_node *item = list ? lgt_config_item (node, i) : node;

      status = lgt_config_fill (item, lgt_mask_keys, &config, error);
      if (status != LGT_OK)
        break;
      for (int k = 0; k < config.directions.count; k++)
        if (config.directions.value[k] >= draft->geom->ndim)
          return lgt_config_fail (error, item,
                                  "direction %d; the lattice has 0 to %d",
                                  config.directions.value[k],
                                  draft->geom->ndim - 1);
      if (i == 0)
        draft->swept = config;
      else if (config.offsets.count >= 0 && config.offsets.count != 1)
        status = lgt_config_fail (error, item,
                                  "only the first condition of a mask is "
                                  "swept; give this one an offset");
      else
        status = make_condition (&config, item, draft->geom->ndim,
                                 config.directions.count == 1
                                 ? config.directions.value[0] : -1,
                                 config.offsets.count == 1
                                 ? config.offsets.value[0] : 0,
                                 &draft->condition[i], error);
    }
  return status;
}

enum lgt_status
lgt_masks_from_config (struct lgt_config_node *node,
                       const struct lgt_geom *geom, int sweep,
                       int offsets_first, struct lgt_mask **masks, int *count,
                       struct lgt_error *error)
{
  struct draft draft = { .node = node, .geom = geom };
  const struct lgt_ints *directions = &draft.swept.directions;
  enum lgt_status status = read_conditions (node, &draft, error);

  if (status == LGT_OK)
    {
      /* One layer a direction, or (direction -1) all in one.  */
      if (directions->count == -1)      /* each */
        for (int mu = 0; mu < geom->ndim; mu++)
          draft.direction[draft.directions++] = mu;
      else if (directions->count > 0 && !draft.swept.together)
        for (int i = 0; i < directions->count && i < LGT_MAX_DIM; i++)
          draft.direction[draft.directions++] = directions->value[i];
      else
        draft.direction[draft.directions++] = -1;
      status = sweep_over (&draft, offsets_first, error);
    }
  if (status == LGT_OK && draft.count == 0)
    status = lgt_config_fail (error, node,
                              "no link is active with these offsets; use "
                              "offsets that gcd(steps, width) divides");
  if (status == LGT_OK && !sweep && draft.count != 1)
    status = lgt_config_fail (error, node,
                              "one layer has one mask, this makes %d; name "
                              "one direction and one offset, or use a sweep",
                              draft.count);
  if (status == LGT_OK)
    {
      *masks = draft.masks;
      *count = draft.count;
    }
  else
    free (draft.masks);
  return status;
}

/* Append to TEXT as snprintf does, keeping the length that is needed.  */
#define PUT(...) (used += snprintf (text + (used < (int) size ? used : (int) size), \
                                    used < (int) size ? size - (size_t) used : 0, \
                                    __VA_ARGS__))

int
lgt_mask_to_config (const struct lgt_mask *mask, char *text, size_t size)
{
  const int ndim = mask->geom.ndim;
  int used = 0;

  PUT ("%s", mask->conditions > 1 ? "[" : "");
  for (int i = 0; i < mask->conditions; i++)
    {
      const struct lgt_mask_condition *c = &mask->condition[i];
      const int mu = c->directions == 1 ? c->direction[0] : 0;

      PUT ("%s{ directions: ", i ? ", " : "");
      for (int k = 0; k < c->directions; k++)
        PUT ("%s%d", k ? ", " : "[", c->direction[k]);
      PUT (c->directions ? "], steps: " : "sites, steps: ");
      for (int k = 0; k < ndim; k++)
        PUT ("%s%d", k ? ", " : "[", c->steps[(k + mu) % ndim]);
      PUT ("], width: %d, offsets: [0], offset: ", c->width);
      for (int k = 0; k < c->offsets; k++)
        PUT ("%s%d", k ? ", " : "[", c->offset[k]);
      PUT ("], together: %s }", c->directions > 1 ? "true" : "false");
    }
  PUT ("%s", mask->conditions > 1 ? "]" : "");
  return used;
}

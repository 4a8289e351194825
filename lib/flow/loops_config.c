/* Loops named in a configuration.  */

#include <lgt/layer.h>
#include <lgt/loops.h>

/* Append the loops of MORE, which is emptied.  */
static enum lgt_status
append (struct lgt_loop_list *list, struct lgt_loop_list *more,
        struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < more->count && status == LGT_OK; i++)
    status = lgt_loop_list_add (list, &more->loop[i], error);
  lgt_loop_list_free (more);
  return status;
}

struct path_config
{
  const char *path;
  bool orbit;
};

static const struct lgt_key path_keys[] = {
  { .name = "path", .kind = LGT_KEY_TEXT,
    LGT_AT (struct path_config, path),
    .help = "signed steps, as in \"+0 +1 -0 -1\"" },
  { .name = "orbit", .kind = LGT_KEY_BOOL, .fallback = "false",
    LGT_AT (struct path_config, orbit),
    .help = "all rotations and reflections of the path too" },
  { .name = NULL }
};

static enum lgt_status
from_path (struct lgt_config_node *item, const struct lgt_geom *geom,
           struct lgt_loop_list *more, struct lgt_error *error)
{
  struct path_config config;
  struct lgt_loop loop;
  struct lgt_error inner;
  enum lgt_status status = lgt_config_fill (item, path_keys, &config, error);

  if (status != LGT_OK)
    return status;
  if (lgt_loop_parse (&loop, geom->ndim, geom, config.path, &inner) != LGT_OK)
    return lgt_config_fail (error, item, "%s", inner.text);
  if (config.orbit)
    return lgt_loop_list_orbit (geom->ndim, &loop, more, error);
  return lgt_loop_list_add (more, &loop, error);
}

static enum lgt_status
from_rectangle (const struct lgt_config_node *sides,
                const struct lgt_geom *geom, struct lgt_loop_list *more,
                struct lgt_error *error)
{
  struct lgt_ints ints;
  enum lgt_status status
    = lgt_config_ints (sides, "rectangle", "[1, 31]", &ints, error);

  if (status != LGT_OK)
    return status;
  if (ints.count != 2)
    return lgt_config_fail (error, sides,
                            "rectangle wants two sides, as in [2, 1]");
  return lgt_loop_list_rectangles (geom->ndim, ints.value[0], ints.value[1],
                                   more, error);
}

static enum lgt_status
from_item (struct lgt_config_node *item, const char *what,
           const struct lgt_geom *geom, struct lgt_loop_list *more,
           struct lgt_error *error)
{
  const int mapping = lgt_config_kind (item) == LGT_CONFIG_MAPPING;
  const char *word = lgt_config_scalar (item);
  const struct lgt_config_node *sides;
  enum lgt_loop_class class_;

  if (word && lgt_loop_class_named (word, &class_)
      && class_ != LGT_LOOP_LINE && class_ != LGT_LOOP_OTHER)
    return lgt_loop_list_class (geom->ndim, class_, more, error);
  if (mapping)
    {
      sides = lgt_config_child (item, "rectangle");
      if (sides && lgt_config_count (item) == 1)
        return from_rectangle (sides, geom, more, error);
      if (lgt_config_child (item, "path"))
        return from_path (item, geom, more, error);
    }
  if (mapping && lgt_config_count (item) > 0)
    word = lgt_config_name (item, 0);
  return lgt_config_fail (error, item,
                          "%s: \"%s\" is no loop; known are plaquette, "
                          "rectangle, chair, crown, { rectangle: [2, 1] }, "
                          "{ path: \"+0 +1 -0 -1\", orbit: true }",
                          what, word ? word : "");
}

enum lgt_status
lgt_loops_from_config (const struct lgt_config_node *node, const char *what,
                       const struct lgt_geom *geom,
                       struct lgt_loop_list *loops, struct lgt_error *error)
{
  const int single = lgt_config_kind (node) != LGT_CONFIG_SEQUENCE;
  const int count = single ? 1 : lgt_config_count (node);
  struct lgt_loop_list list = { 0 };
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      struct lgt_loop_list more = { 0 };

      status = from_item (single ? (struct lgt_config_node *) node
                          : lgt_config_item (node, i), what, geom, &more,
                          error);
      if (status == LGT_OK)
        status = append (&list, &more, error);
    }
  if (status == LGT_OK)
    *loops = list;
  else
    lgt_loop_list_free (&list);
  return status;
}

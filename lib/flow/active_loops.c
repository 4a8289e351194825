#include "active_loops.h"

#include <stdlib.h>
#include <string.h>

struct plaquette_config { int nu, side; };

static const struct lgt_key plaquette_keys[] = {
  { .name = "nu", .kind = LGT_KEY_INT, LGT_AT (struct plaquette_config, nu),
    .allowed = "[0, 5]", .help = "the plaquette's other direction" },
  { .name = "side", .kind = LGT_KEY_NAME,
    LGT_AT (struct plaquette_config, side), .fallback = "ahead",
    .allowed = "ahead behind",
    .help = "on which side of the link it lies" },
  { .name = NULL }
};

static enum lgt_status
one_plaquette (struct lgt_config_node *node, const struct lgt_geom *geom,
               int mu, struct lgt_loop_list *loops, struct lgt_error *error)
{
  struct plaquette_config config;
  struct lgt_loop loop;
  enum lgt_status status
    = lgt_config_fill (node, plaquette_keys, &config, error);

  if (status != LGT_OK)
    return status;
  if (config.nu >= geom->ndim || config.nu == mu)
    return lgt_config_fail (error, node,
                            "nu: %d for a link of direction %d; the lattice "
                            "has directions 0 to %d", config.nu, mu,
                            geom->ndim - 1);
  lgt_loop_plaquette (mu, config.nu,
                      config.side ? LGT_LOOP_BEHIND : LGT_LOOP_AHEAD, &loop);
  return lgt_loop_list_add (loops, &loop, error);
}

/* All ways through the link of the loops in NAMED.  */
static enum lgt_status
add_through (const struct lgt_loop_list *named, int mu,
             struct lgt_loop_list *loops, struct lgt_error *error)
{
  struct lgt_loop_list through = { 0 };
  enum lgt_status status = lgt_loop_list_through (named->count, named->loop,
                                                  mu, &through, error);

  for (int i = 0; i < through.count && status == LGT_OK; i++)
    status = lgt_loop_list_add (loops, &through.loop[i], error);
  lgt_loop_list_free (&through);
  return status;
}

/* The loops whose staples have five links.  */
static enum lgt_status
of_length_six (const struct lgt_geom *geom, int mu,
               struct lgt_loop_list *loops, struct lgt_error *error)
{
  static const enum lgt_loop_class class_[]
    = { LGT_LOOP_RECTANGLE, LGT_LOOP_CHAIR, LGT_LOOP_CROWN };
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < 3 && status == LGT_OK; i++)
    {
      struct lgt_loop_list named = { 0 };

      status = lgt_loop_list_class (geom->ndim, class_[i], &named, error);
      if (status == LGT_OK)
        status = add_through (&named, mu, loops, error);
      lgt_loop_list_free (&named);
    }
  return status;
}

/* A word, or a mapping's first key, that is none of ours and none of
   lgt_loops_from_config.  */
static enum lgt_status
check_item (const struct lgt_config_node *item, struct lgt_error *error)
{
  const int mapping = lgt_config_kind (item) == LGT_CONFIG_MAPPING;
  const char *word = mapping && lgt_config_count (item) > 0
                     ? lgt_config_name (item, 0) : lgt_config_scalar (item);
  enum lgt_loop_class class_;

  if (word && strcmp (word, "learned") == 0)
    return lgt_config_fail (error, item,
                            "learned loops stand alone, in a spectral "
                            "coupling: active: { learned: { count: 2, paths: "
                            "[staple] } }");
  if (word && (mapping ? strcmp (word, "rectangle") == 0
                         || lgt_config_child (item, "path") != NULL
                       : lgt_loop_class_named (word, &class_)))
    return LGT_OK;
  return lgt_config_fail (error, item,
                          "\"%s\" is no loop; known are plaquette or staple, "
                          "staple5, rectangle, chair, crown, { plaquette: "
                          "... }, { rectangle: ... }, { path: ... }",
                          word ? word : "");
}

static enum lgt_status
from_item (struct lgt_config_node *item, const struct lgt_geom *geom, int mu,
           struct lgt_loop_list *loops, struct lgt_error *error)
{
  struct lgt_loop_list named = { 0 };
  enum lgt_status status = LGT_OK;

  if (lgt_config_is (item, "staple5"))
    return of_length_six (geom, mu, loops, error);
  if (lgt_config_is (item, "plaquette") || lgt_config_is (item, "staple"))
    {
      struct lgt_loop of[2 * LGT_MAX_DIM];

      lgt_loop_plaquettes_of (geom->ndim, mu, of);
      for (int i = 0; i < 2 * (geom->ndim - 1) && status == LGT_OK; i++)
        status = lgt_loop_list_add (loops, &of[i], error);
      return status;
    }
  if (lgt_config_kind (item) == LGT_CONFIG_MAPPING
      && lgt_config_child (item, "plaquette"))
    return one_plaquette (lgt_config_child (item, "plaquette"), geom, mu,
                          loops, error);
  status = check_item (item, error);
  if (status == LGT_OK)
    status = lgt_loops_from_config (item, "active", geom, &named, error);
  if (status == LGT_OK)
    status = add_through (&named, mu, loops, error);
  lgt_loop_list_free (&named);
  return status;
}

enum lgt_status
lgt_active_loops (struct lgt_config_node *node, const struct lgt_geom *geom,
                  int mu, int each, struct lgt_loop_list *loops,
                  struct lgt_error *error)
{
  const int list = lgt_config_kind (node) == LGT_CONFIG_SEQUENCE;
  const int count = list ? lgt_config_count (node) : 1;
  enum lgt_status status = LGT_OK;

  memset (loops, 0, sizeof *loops);
  if (count == 0)
    return lgt_config_fail (error, node, "an empty list: at least one loop "
                            "through the link is needed, as in [plaquette]");
  for (int i = 0; i < count && status == LGT_OK; i++)
    status = from_item (list ? lgt_config_item (node, i) : node, geom, mu,
                        loops, error);
  if (status == LGT_OK && loops->count == 0)
    status = lgt_config_fail (error, node,
                              "no active loop contains a link of direction "
                              "%d", mu);
  if (status != LGT_OK)
    lgt_loop_list_free (loops);
  else if (!each)
    loops->count = 1;
  return status;
}

enum lgt_status
lgt_active_keep_single (const struct lgt_planner *planner,
                        const struct lgt_active *active,
                        const struct lgt_active_list *list,
                        const struct lgt_config_node *node,
                        struct lgt_loop_list *loops, struct lgt_error *error)
{
  const struct lgt_loop_rows rows = { list->list->count, list->list->site,
                                      list->list->direction };
  const size_t count = (size_t) loops->count;
  unsigned char *single = malloc ((size_t) rows.count * count);
  int kept = 0;
  enum lgt_status status;

  if (!single)
    return lgt_fail (error, LGT_ENOMEM, "no memory for loops");
  status = lgt_loop_select_active (planner->geom, active->links, rows,
                                   loops->count, 1, loops->loop, single,
                                   error);
  for (size_t k = 0; k < count && status == LGT_OK; k++)
    {
      int all = 1;

      for (size_t i = 0; i < (size_t) rows.count && all; i++)
        all = single[i * count + k];
      if (all)
        loops->loop[kept++] = loops->loop[k];
    }
  free (single);
  if (status != LGT_OK)
    return status;
  loops->count = kept;
  return kept ? LGT_OK
         : lgt_config_fail (error, node,
                            "layer %d: each of these loops holds a second "
                            "active link; use a wider mask or other loops",
                            planner->number);
}

static void
describe (const struct lgt_planner *planner, int32_t site, char *text,
          size_t size)
{
  size_t used = 0;

  for (int d = 0; d < planner->geom->ndim && used < size; d++)
    used += (size_t) snprintf (text + used, size - used, "%s%d",
                               d ? "," : "",
                               lgt_geom_coord (planner->geom, site, d));
}

enum lgt_status
lgt_active_staples (const struct lgt_planner *planner,
                    const struct lgt_active *active,
                    const struct lgt_active_list *list,
                    const struct lgt_loop_list *loops,
                    const struct lgt_config_node *node,
                    struct lgt_path_set **staples, struct lgt_error *error)
{
  const struct lgt_loop_rows rows = { list->list->count, list->list->site,
                                      list->list->direction };
  const size_t entries = (size_t) list->list->count * (size_t) loops->count;
  unsigned char *single = malloc (entries);
  struct lgt_path *path = calloc ((size_t) loops->count, sizeof *path);
  enum lgt_status status;

  if (!single || !path)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for loops");
  else
    status = lgt_loop_select_active (planner->geom, active->links, rows,
                                     loops->count, 1, loops->loop, single,
                                     error);
  for (size_t i = 0; status == LGT_OK && i < entries; i++)
    if (!single[i])
      {
        char place[64], loop[160];

        describe (planner, list->list->site[i / (size_t) loops->count],
                  place, sizeof place);
        lgt_loop_print (&loops->loop[i % (size_t) loops->count], loop,
                        sizeof loop);
        status = lgt_config_fail (error, node,
                                  "layer %d: the active loop %s at site %s "
                                  "holds a second active link; use a wider "
                                  "mask or another loop", planner->number,
                                  loop, place);
      }
  if (status == LGT_OK)
    {
      for (int k = 0; k < loops->count; k++)
        {
          path[k].count = loops->loop[k].length;
          path[k].steps = loops->loop[k].steps;
          path[k].skip = 1;
        }
      status = lgt_path_set_new (planner->context, list->list, loops->count,
                                 1, path, NULL, staples, error);
    }
  free (single);
  free (path);
  return status;
}

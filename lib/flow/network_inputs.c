#include "network_inputs.h"

#include "active_loops.h"
#include "needed_sites.h"

#include <lgt/schedule.h>

#include <stdlib.h>
#include <string.h>

/* Frozen loops of a mask: FROZEN[site * loops + k] for loop k based there,
   the loops in canonical form.  */
struct frozen
{
  struct lgt_loop_list loops;
  unsigned char *frozen;
};

static void
frozen_free (struct frozen *f)
{
  lgt_loop_list_free (&f->loops);
  free (f->frozen);
}

static enum lgt_status
frozen_new (const struct lgt_planner *planner,
            const struct lgt_recipe *recipe, const struct lgt_active *active,
            struct frozen *f, struct lgt_error *error)
{
  enum lgt_status status;

  memset (f, 0, sizeof *f);
  status = lgt_config_is (recipe->inputs.loops, "auto")
           ? lgt_loop_list_plaquettes (planner->geom->ndim, &f->loops, error)
           : lgt_loops_from_config (recipe->inputs.loops, "loops",
                                    planner->geom, &f->loops, error);
  if (status != LGT_OK || f->loops.count == 0)
    return status;
  if (recipe->inputs.star)
    lgt_loop_list_normalize (&f->loops);
  f->frozen = malloc ((size_t) planner->geom->volume
                      * (size_t) f->loops.count);
  if (!f->frozen)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for loops");
  else
    status = lgt_loop_select (planner->geom, active->links, 0,
                              f->loops.count, f->loops.loop, f->frozen,
                              error);
  if (status != LGT_OK)
    frozen_free (f);
  return status;
}

static void
start (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
       struct lgt_net_source *source)
{
  memset (source, 0, sizeof *source);
  source->n = planner->group->n;
  source->features = recipe->features;
  source->type = planner->network;
}

/* Numbers that the network gets of one loop.  */
static int
features_of (const struct lgt_net_source *source)
{
  int count = 0;

  for (unsigned f = source->features; f; f >>= 1)
    count += f & 1;
  return source->n == 1 ? 2 : count;
}

/* All loops as paths on ROWS, selected where frozen.  */
static enum lgt_status
make_paths (const struct lgt_planner *planner, const struct frozen *f,
            const struct lgt_sites *rows, struct lgt_path_set **set,
            struct lgt_error *error)
{
  const size_t loops = (size_t) f->loops.count;
  struct lgt_path *path = calloc (loops, sizeof *path);
  unsigned char *select = malloc ((size_t) rows->count * loops);
  enum lgt_status status;

  if (path && select)
    {
      for (size_t k = 0; k < loops; k++)
        {
          path[k].count = f->loops.loop[k].length;
          path[k].steps = f->loops.loop[k].steps;
        }
      for (int32_t i = 0; i < rows->count; i++)
        memcpy (select + (size_t) i * loops,
                f->frozen + (size_t) (rows->site ? rows->site[i] : i) * loops,
                loops);
      status = lgt_path_set_new (planner->context, rows, f->loops.count, 1,
                                 path, select, set, error);
    }
  else
    status = lgt_fail (error, LGT_ENOMEM, "no memory for loops");
  free (path);
  free (select);
  return status;
}

/* PHI where it is frozen.  */
static enum lgt_status
source_of_field (const struct lgt_planner *planner,
                 const struct lgt_recipe *recipe,
                 const struct lgt_active *active,
                 const struct lgt_sites *rows, struct lgt_net_source *source,
                 struct lgt_error *error)
{
  int frozen = 0;

  start (planner, recipe, source);
  source->rows = rows;
  source->active = active->of[0].list;
  source->channels = lgt_scalar_features_count (recipe->features);
  for (int32_t i = 0; i < rows->count; i++)
    frozen |= !active->links[rows->site ? rows->site[i] : i];
  return frozen ? LGT_OK
         : lgt_config_fail (error, recipe->node[0],
                            "with this mask all sites that the network looks "
                            "at are active, so it would see nothing; use a "
                            "wider mask or larger kernels");
}

enum lgt_status
lgt_net_source_fields (const struct lgt_planner *planner,
                       const struct lgt_recipe *recipe,
                       const struct lgt_active *active,
                       const struct lgt_sites *rows,
                       struct lgt_net_source *source,
                       struct lgt_error *error)
{
  struct frozen f;
  size_t all, count = 0;
  enum lgt_status status;

  if (planner->group->n == 0)
    return source_of_field (planner, recipe, active, rows, source, error);
  status = frozen_new (planner, recipe, active, &f, error);
  if (status != LGT_OK)
    return status;
  if (f.loops.count == 0)
    return lgt_config_fail (error, recipe->inputs.loops,
                            "a network without input loops");
  start (planner, recipe, source);
  all = (size_t) planner->geom->volume * (size_t) f.loops.count;
  for (size_t i = 0; i < all; i++)
    count += f.frozen[i];
  if (count == 0)
    status = lgt_config_fail (error, recipe->inputs.loops,
                              "with this mask none of these loops is "
                              "frozen, so the network would see nothing; "
                              "use a wider mask or longer loops");
  else
    status = make_paths (planner, &f, rows, &source->loops, error);
  source->channels = f.loops.count * features_of (source);
  frozen_free (&f);
  return status;
}

/* Where loop BASED of a star is, for the star of SITE.  */
static int64_t
place_of (const struct lgt_geom *geom, int64_t site,
          const struct lgt_star_based *based)
{
  for (int d = 0; d < geom->ndim; d++)
    site = lgt_geom_neighbour (geom, site, d, based->at[d]);
  return site;
}

/* Keep of STAR's loops those that are frozen for some link of LIST; mark in
   NEEDED the sites where they are based.  */
static void
keep_frozen (const struct lgt_planner *planner, const struct frozen *f,
             const struct lgt_sites *list, struct lgt_star *star,
             unsigned char *needed)
{
  int kept = 0;

  for (int k = 0; k < star->loops; k++)
    {
      const struct lgt_star_based based = star->based[k];
      int any = 0;

      for (int32_t i = 0; i < list->count && !any; i++)
        any = f->frozen[place_of (planner->geom, list->site[i], &based)
                        * f->loops.count + based.loop];
      if (!any)
        continue;
      star->based[kept++] = based;
      for (int32_t i = 0; i < list->count; i++)
        needed[place_of (planner->geom, list->site[i], &based)] = 1;
    }
  star->loops = kept;
}

/* From the loops' features at SITES to vectors on LIST.  */
static enum lgt_status
make_collection (const struct lgt_planner *planner,
                 const struct lgt_sites *sites, const struct lgt_sites *list,
                 const struct lgt_star *star, int features,
                 struct lgt_collection **collection, struct lgt_error *error)
{
  const int items = star->loops * features;
  struct lgt_collect_item *item = calloc ((size_t) items, sizeof *item);
  enum lgt_status status;

  if (!item)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a star");
  for (int i = 0; i < items; i++)
    {
      const struct lgt_star_based *based = &star->based[i / features];

      for (int d = 0; d < planner->geom->ndim; d++)
        item[i].shift[d] = (int8_t) based->at[d];
      item[i].comp = based->loop * features + i % features;
    }
  status = lgt_collection_new (planner->context, sites, list, items, item,
                               collection, error);
  free (item);
  return status;
}

/* The loops around the links of LIST.  */
static enum lgt_status
star_loops (const struct lgt_planner *planner,
            const struct lgt_recipe *recipe, const struct lgt_active *active,
            const struct lgt_active_list *list,
            struct lgt_net_source *source, struct lgt_error *error)
{
  const int features = features_of (source);
  const struct lgt_sites *sites;
  struct lgt_star star = { 0 };
  struct frozen f;
  unsigned char *needed;
  enum lgt_status status = frozen_new (planner, recipe, active, &f, error);

  if (status != LGT_OK || f.loops.count == 0)
    return status;
  needed = calloc ((size_t) planner->geom->volume, 1);
  if (!needed)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a star");
  else
    status = lgt_star_new (planner->geom->ndim, list->mu, f.loops.count,
                           f.loops.loop, &star, error);
  if (status == LGT_OK)
    {
      keep_frozen (planner, &f, list->list, &star, needed);
      source->channels = star.loops * features;
    }
  if (status == LGT_OK && star.loops > 0)
    {
      status = lgt_needed_sites (planner, needed, &sites, &source->sites,
                                 error);
      if (status == LGT_OK)
        status = make_paths (planner, &f, sites, &source->loops, error);
      if (status == LGT_OK)
        status = make_collection (planner, sites, list->list, &star, features,
                                  &source->star, error);
    }
  free (needed);
  lgt_star_free (&star);
  frozen_free (&f);
  return status;
}

/* The pairs S_j^+ S_i of staples, as loops on LIST.  */
static enum lgt_status
angle_pairs (const struct lgt_planner *planner,
             const struct lgt_active_list *list, struct lgt_path_set **set,
             struct lgt_error *error)
{
  enum { MOST = (LGT_MAX_DIM - 1) * (2 * LGT_MAX_DIM - 3) };
  const int ndim = planner->geom->ndim;
  const int count = (ndim - 1) * (2 * ndim - 3);
  struct lgt_loop loop[MOST];
  struct lgt_path path[MOST];

  lgt_loop_staple_pairs_of (ndim, list->mu, loop);
  for (int k = 0; k < count; k++)
    path[k] = (struct lgt_path) { loop[k].length, loop[k].steps, 0 };
  return lgt_path_set_new (planner->context, list->list, count, 1, path, NULL,
                           set, error);
}

static enum lgt_status
star_pairs (const struct lgt_planner *planner,
            const struct lgt_recipe *recipe, const struct lgt_active *active,
            const struct lgt_active_list *list,
            struct lgt_net_source *source, struct lgt_error *error)
{
  const int staples = 2 * (planner->geom->ndim - 1);
  struct lgt_loop loop[2 * LGT_MAX_DIM];
  const struct lgt_loop_list loops = { staples, staples, loop };
  struct lgt_path_set *set = NULL;
  enum lgt_status status;

  lgt_loop_plaquettes_of (planner->geom->ndim, list->mu, loop);
  /* This also finds out whether all plaquettes are single.  */
  status = lgt_active_staples (planner, active, list, &loops,
                               recipe->inputs.loops, &set, error);
  if (status == LGT_OK && source->n == 1)
    {
      lgt_path_set_free (planner->context, set);
      set = NULL;
      status = angle_pairs (planner, list, &set, error);
    }
  if (status == LGT_OK)
    {
      source->pairs = set;
      source->channels += staples * (staples - 1);
    }
  return status;
}

enum lgt_status
lgt_net_source_star (const struct lgt_planner *planner,
                     const struct lgt_recipe *recipe,
                     const struct lgt_active *active,
                     const struct lgt_active_list *list,
                     struct lgt_net_source *source, struct lgt_error *error)
{
  enum lgt_status status;

  start (planner, recipe, source);
  status = star_loops (planner, recipe, active, list, source, error);
  if (status == LGT_OK && recipe->inputs.staple_pairs)
    status = star_pairs (planner, recipe, active, list, source, error);
  if (status == LGT_OK && source->channels == 0)
    status = lgt_config_fail (error, recipe->inputs.loops,
                              "with this mask none of these loops is frozen "
                              "and touches a link's staples, so the network "
                              "would see nothing; add staple_pairs: true");
  if (status != LGT_OK)
    lgt_net_source_free (planner->context, source);
  return status;
}

void
lgt_net_source_free (struct lgt_context *context,
                     struct lgt_net_source *source)
{
  lgt_path_set_free (context, source->loops);
  lgt_path_set_free (context, source->pairs);
  lgt_collection_free (context, source->star);
  lgt_sites_free (context, source->sites);
  memset (source, 0, sizeof *source);
}

int
lgt_net_source_is_even (const struct lgt_net_source *source)
{
  return source->n == 2
         || (source->n > 2 && !source->pairs
             && !(source->features & (LGT_SUN_IM_TR | LGT_SUN_IM_TR_P2)));
}

lgt_var
lgt_net_source_apply (struct lgt_tape *tape,
                      const struct lgt_net_source *source, double sign,
                      lgt_var links)
{
  lgt_var x = LGT_NONE, pairs;

  if (source->n == 0)
    {
      struct lgt_scalar_features_params params;

      memset (&params, 0, sizeof params);
      params.rows = source->rows;
      params.active = source->active;
      params.features = source->features;
      params.sign = sign;
      params.to = source->type;
      return lgt_scalar_features (tape, links, params);
    }
  if (source->loops)
    x = source->n == 1
        ? lgt_u1_cos_sin (tape, links, source->loops, source->type)
        : lgt_sun_traces (tape, links, source->loops, source->n,
                          source->features, source->type);
  if (source->star)
    x = lgt_collect (tape, x, source->star);
  if (!source->pairs)
    return x;
  if (source->n == 1)
    pairs = lgt_u1_cos_sin (tape, links, source->pairs, source->type);
  else
    pairs = lgt_sun_pairs (tape, lgt_sun_paths (tape, links, source->pairs,
                                                source->n), source->n,
                           source->type);
  return source->loops ? lgt_concat (tape, x, pairs) : pairs;
}

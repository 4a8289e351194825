/* The links of a chain in lists, and the staples of each: for every loop of
   the action and each of its steps along a link of direction mu, the rest of
   the loop, turned so that the link comes first and undaggered.  */

#include "chain_impl.h"

#include <stdlib.h>
#include <string.h>

#include <lgt/mask.h>
#include <lgt/split.h>

/* Staples of links of one direction.  */
struct staples
{
  int count;
  struct lgt_loop *loop;        /* the link's own step first */
  double *weight;
};

/* Steps of all loops along MU, either way.  */
static int
count_steps (const struct lgt_chain *chain, int mu)
{
  int count = 0;

  for (int k = 0; k < chain->loops.count; k++)
    for (int i = 0; i < chain->loops.loop[k].length; i++)
      count += abs (chain->loops.loop[k].steps[i]) == mu + 1;
  return count;
}

static enum lgt_status
find_staples (const struct lgt_chain *chain, int mu, struct staples *s,
              struct lgt_error *error)
{
  const int most = count_steps (chain, mu) + 1;

  s->count = 0;
  s->loop = malloc ((size_t) most * sizeof *s->loop);
  s->weight = malloc ((size_t) most * sizeof *s->weight);
  if (!s->loop || !s->weight)
    return lgt_fail (error, LGT_ENOMEM, "no memory for staples");
  for (int k = 0; k < chain->loops.count; k++)
    for (int i = 0; i < chain->loops.loop[k].length; i++)
      if (abs (chain->loops.loop[k].steps[i]) == mu + 1)
        {
          int shift[LGT_MAX_DIM];

          lgt_loop_start_with (&chain->loops.loop[k], i,
                               &s->loop[s->count], shift);
          s->weight[s->count++] = chain->coefficient[k] / chain->n;
        }
  return LGT_OK;
}

static void
free_staples (struct staples *s)
{
  free (s->loop);
  free (s->weight);
}

/* LIST's paths: those of the VARIANTS sets in S; where a direction has fewer
   than others, empty ones of weight 0.  */
static enum lgt_status
make_staples (struct lgt_chain *chain, struct lgt_chain_list *list,
              int variants, const struct staples *s, struct lgt_error *error)
{
  int most = 1;
  size_t count;
  struct lgt_path *path;
  double *weight;
  enum lgt_status status = LGT_ENOMEM;

  for (int v = 0; v < variants; v++)
    most = s[v].count > most ? s[v].count : most;
  count = (size_t) (unsigned int) variants * (unsigned int) most;
  path = calloc (count, sizeof *path);
  weight = calloc (count, sizeof *weight);
  if (path && weight)
    {
      for (int v = 0; v < variants; v++)
        for (int k = 0; k < s[v].count; k++)
          {
            path[v * most + k]
              = (struct lgt_path) { s[v].loop[k].length, s[v].loop[k].steps,
                                    1 };
            weight[v * most + k] = s[v].weight[k];
          }
      status = lgt_path_set_new (chain->context, list->links, most, variants,
                                 path, NULL, &list->staples, error);
    }
  else
    lgt_fail (error, LGT_ENOMEM, "no memory for staples");
  if (status == LGT_OK)
    status = lgt_mc_view_ (chain->context, &list->weight, 1, 1, variants *
                           most, 1, NULL, error);
  if (status == LGT_OK)
    status = lgt_context_put (chain->context, list->weight.data, weight,
                              count * sizeof *weight, error);
  free (path);
  list->unscaled = weight;
  return status;
}

/* One more list, of the links (SITE[i], DIRECTION[i]).  */
static enum lgt_status
add_list (struct lgt_chain *chain, int32_t count, const int32_t *site,
          const int32_t *direction, int variants, const struct staples *s,
          struct lgt_error *error)
{
  struct lgt_chain_list *grown
    = realloc (chain->list, (size_t) (chain->lists + 1) * sizeof *grown);
  struct lgt_chain_list *list;
  enum lgt_status status;

  if (!grown)
    return lgt_fail (error, LGT_ENOMEM, "no memory for lists of links");
  chain->list = grown;
  list = &grown[chain->lists++];
  memset (list, 0, sizeof *list);
  status = lgt_sites_list (chain->context, chain->lattice, count, site,
                           direction, &list->links, error);
  if (status == LGT_OK)
    status = make_staples (chain, list, variants, s, error);
  if (status == LGT_OK
      && chain->options.algorithm == LGT_CHAIN_METROPOLIS)
    status = lgt_mc_view_ (chain->context, &list->accepted, chain->packs,
                           count, 1, chain->lanes, list->links, error);
  return status;
}

/* Links of direction MU that share no loop, sample by sample.  */
static enum lgt_status
split_direction (struct lgt_chain *chain, int mu, struct lgt_error *error)
{
  const struct lgt_mask_condition all
    = { .directions = 1, .direction = { mu }, .width = 1, .offsets = 1 };
  const size_t volume = (size_t) chain->geom.volume;
  struct lgt_mask mask;
  struct lgt_split split = { 0 };
  struct staples s = { 0, NULL, NULL };
  int32_t *site = malloc (volume * sizeof *site);
  int32_t *direction = malloc (volume * sizeof *direction);
  enum lgt_status status = LGT_OK;

  if (!site || !direction)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for lists of links");
  if (status == LGT_OK)
    status = lgt_mask_init (&mask, &chain->geom, 1, &all, error);
  if (status == LGT_OK)
    status = lgt_split_new (&mask, chain->loops.count, chain->loops.loop,
                            &split, error);
  if (status == LGT_OK && split.again)
    status = lgt_fail (error, LGT_EINVAL, "a loop of the action passes a "
                       "link twice on this lattice: local updates cannot "
                       "take it, HMC can");
  if (status == LGT_OK)
    status = find_staples (chain, mu, &s, error);
  for (int sample = 0; sample < split.samples && status == LGT_OK; sample++)
    {
      int32_t count = 0;

      /* With all links of one direction, entry i of the mask is site i.  */
      for (int32_t i = 0; i < split.links; i++)
        if (split.sample[i] == sample)
          {
            site[count] = i;
            direction[count++] = mu;
          }
      status = add_list (chain, count, site, direction, 1, &s, error);
    }
  lgt_split_free (&split);
  free_staples (&s);
  free (site);
  free (direction);
  return status;
}

/* All links in one list, site by site.  */
static enum lgt_status
list_all (struct lgt_chain *chain, struct lgt_error *error)
{
  const int ndim = chain->geom.ndim;
  const int32_t count = (int32_t) (chain->geom.volume * ndim);
  struct staples s[LGT_MAX_DIM] = { { 0, NULL, NULL } };
  int32_t *site = malloc ((size_t) count * sizeof *site);
  int32_t *direction = malloc ((size_t) count * sizeof *direction);
  enum lgt_status status = LGT_OK;

  if (!site || !direction)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a list of links");
  for (int mu = 0; mu < ndim && status == LGT_OK; mu++)
    status = find_staples (chain, mu, &s[mu], error);
  if (status == LGT_OK)
    {
      for (int32_t i = 0; i < count; i++)
        {
          site[i] = i / ndim;
          direction[i] = i % ndim;
        }
      status = add_list (chain, count, site, direction, ndim, s, error);
    }
  for (int mu = 0; mu < ndim; mu++)
    free_staples (&s[mu]);
  free (site);
  free (direction);
  return status;
}

enum lgt_status
lgt_chain_make_lists (struct lgt_chain *chain, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  if (chain->options.algorithm == LGT_CHAIN_HMC)
    return chain->n > 1 ? list_all (chain, error) : LGT_OK;
  for (int mu = 0; mu < chain->geom.ndim && status == LGT_OK; mu++)
    status = split_direction (chain, mu, error);
  return status;
}

void
lgt_chain_free_lists (struct lgt_chain *chain)
{
  for (int i = 0; i < chain->lists; i++)
    {
      lgt_context_release (chain->context, chain->list[i].weight.data);
      lgt_context_release (chain->context, chain->list[i].accepted.data);
      lgt_path_set_free (chain->context, chain->list[i].staples);
      lgt_sites_free (chain->context, chain->list[i].links);
      free (chain->list[i].unscaled);
    }
  free (chain->list);
}

/* Conditioners: features of frozen loops, convolutions, one head a list.  */

#include <lgt/layer.h>
#include <lgt/loops.h>

#include "convolution.h"
#include "needed_sites.h"
#include "network_recipe.h"

#include <stdlib.h>
#include <string.h>

struct lgt_network
{
  struct lgt_path_set *inputs;
  enum lgt_type type;
  int hidden;             /* convolutions before the heads */
  struct lgt_convolution conv[LGT_NET_MAX_LAYERS];
  int heads;
  struct lgt_convolution head[LGT_MAX_DIM];
  struct lgt_sites *list[LGT_NET_MAX_LAYERS];  /* where inputs are, if not on
                                                  all sites */
};

/* Frozen loops as features on ROWS.  */
static enum lgt_status
plan_inputs (const struct lgt_planner *planner,
             const struct lgt_recipe *recipe,
             const struct lgt_active *active, const struct lgt_sites *rows,
             struct lgt_network *net, int *channels, struct lgt_error *error)
{
  struct lgt_loop_list loops = { 0 };
  struct lgt_path *path = NULL;
  unsigned char *select = NULL, *part = NULL;
  size_t frozen = 0, all;
  enum lgt_status status
    = lgt_loops_from_config (recipe->inputs.loops, "loops", planner->geom,
                             &loops, error);

  if (status != LGT_OK)
    return status;
  if (loops.count == 0)
    {
      status = lgt_config_fail (error, recipe->inputs.loops,
                                "a network without input loops");
      goto done;
    }
  all = (size_t) planner->geom->volume * (size_t) loops.count;
  path = calloc ((size_t) loops.count, sizeof *path);
  select = malloc (all);
  part = malloc ((size_t) rows->count * (size_t) loops.count);
  if (!path || !select || !part)
    {
      status = lgt_fail (error, LGT_ENOMEM, "no memory for loops");
      goto done;
    }
  status = lgt_loop_select (planner->geom, active->links, 0, loops.count,
                            loops.loop, select, error);
  if (status != LGT_OK)
    goto done;
  for (size_t i = 0; i < all; i++)
    frozen += select[i];
  if (frozen == 0)
    {
      status = lgt_config_fail (error, recipe->inputs.loops,
                                "with this mask none of these loops is "
                                "frozen, so the network would see nothing; "
                                "use a wider mask or longer loops");
      goto done;
    }
  for (int32_t i = 0; i < rows->count; i++)
    memcpy (part + (size_t) i * (size_t) loops.count,
            select + (size_t) (rows->site ? rows->site[i] : i)
                     * (size_t) loops.count, (size_t) loops.count);
  for (int k = 0; k < loops.count; k++)
    {
      path[k].count = loops.loop[k].length;
      path[k].steps = loops.loop[k].steps;
    }
  status = lgt_path_set_new (planner->context, rows, loops.count, 1, path,
                             part, &net->inputs, error);
  *channels = 2 * loops.count;
 done:
  lgt_loop_list_free (&loops);
  free (path);
  free (select);
  free (part);
  return status;
}

/* WHERE[l]: the sites on which the input of layer l is needed.  */
static enum lgt_status
plan_sites (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
            const struct lgt_active *active, struct lgt_network *net,
            const struct lgt_sites **where, struct lgt_error *error)
{
  const size_t volume = (size_t) planner->geom->volume;
  unsigned char *wanted = calloc (volume, 1), *needed = calloc (volume, 1);
  enum lgt_status status = LGT_OK;

  if (!wanted || !needed)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a network");
  for (int i = 0; status == LGT_OK && i < active->count; i++)
    for (int32_t k = 0; k < active->of[i].list->count; k++)
      wanted[active->of[i].list->site[k]] = 1;
  for (int l = recipe->layers - 1; l >= 0 && status == LGT_OK; l--)
    {
      unsigned char *swap = wanted;

      lgt_needed_spread (planner->geom, &recipe->window[l], wanted, needed);
      status = lgt_needed_sites (planner, needed, &where[l], &net->list[l],
                                 error);
      wanted = needed;
      needed = swap;
    }
  free (wanted);
  free (needed);
  return status;
}

/* Layer L, to CHANNELS channels; its slices are called WHICH.  */
static enum lgt_status
plan_conv (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
           int l, const char *which, int in, int out,
           const struct lgt_sites *from, const struct lgt_sites *to,
           const double *start, int start_count,
           struct lgt_convolution *conv, struct lgt_error *error)
{
  char name[48];
  const struct lgt_convolution_plan plan = {
    .name = name, .node = recipe->node[l], .config = &recipe->conv[l],
    .window = recipe->window[l], .in = in, .out = out,
    .start = start, .start_count = start_count
  };

  snprintf (name, sizeof name, "layer%d.%s", planner->number, which);
  return lgt_convolution_new (planner, &plan, from, to, conv, error);
}

static enum lgt_status
plan (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
      const struct lgt_active *active, int outputs, const double *start,
      int start_count, struct lgt_network *net, struct lgt_error *error)
{
  const struct lgt_sites *where[LGT_NET_MAX_LAYERS];
  const int last = recipe->layers - 1;
  char which[32];
  int channels = 0;
  enum lgt_status status;

  status = plan_sites (planner, recipe, active, net, where, error);
  if (status == LGT_OK)
    status = plan_inputs (planner, recipe, active, where[0], net, &channels,
                          error);
  for (int l = 0; l < last && status == LGT_OK; l++)
    {
      snprintf (which, sizeof which, "conv%d", l);
      status = plan_conv (planner, recipe, l, which, channels,
                          recipe->conv[l].channels, where[l], where[l + 1],
                          NULL, 0, &net->conv[l], error);
      net->hidden += status == LGT_OK;
      channels = recipe->conv[l].channels;
    }
  for (int i = 0; i < active->count && status == LGT_OK; i++)
    {
      snprintf (which, sizeof which,
                active->count > 1 ? "conv%d.direction%d" : "conv%d", last,
                active->of[i].mu);
      status = plan_conv (planner, recipe, last, which, channels, outputs,
                          where[last], active->of[i].list, start, start_count,
                          &net->head[i], error);
      net->heads += status == LGT_OK;
    }
  return status;
}

enum lgt_status
lgt_network_new (const struct lgt_planner *planner, const char *name,
                 const struct lgt_config_node *node,
                 const struct lgt_active *active, int outputs,
                 const double *start, int start_count,
                 struct lgt_network **network, struct lgt_error *error)
{
  struct lgt_recipe *recipe = calloc (1, sizeof *recipe);
  struct lgt_network *net = calloc (1, sizeof *net);
  enum lgt_status status;

  if (!recipe || !net)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a network");
  else
    status = lgt_recipe_read (planner, name, node, recipe, error);
  if (status == LGT_OK)
    {
      net->type = planner->network;
      status = plan (planner, recipe, active, outputs, start, start_count,
                     net, error);
    }
  free (recipe);
  if (status == LGT_OK)
    *network = net;
  else
    lgt_network_free (planner->context, net);
  return status;
}

void
lgt_network_free (struct lgt_context *context, struct lgt_network *net)
{
  if (!net)
    return;
  for (int l = 0; l < net->hidden; l++)
    lgt_convolution_free (context, &net->conv[l]);
  for (int i = 0; i < net->heads; i++)
    lgt_convolution_free (context, &net->head[i]);
  lgt_path_set_free (context, net->inputs);
  for (int l = 0; l < LGT_NET_MAX_LAYERS; l++)
    lgt_sites_free (context, net->list[l]);
  free (net);
}

void
lgt_network_apply (struct lgt_tape *tape, const struct lgt_network *net,
                   const lgt_var *weight, lgt_var links, lgt_var *out)
{
  lgt_var x = lgt_u1_cos_sin (tape, links, net->inputs, net->type);

  for (int l = 0; l < net->hidden; l++)
    x = lgt_convolution_apply (tape, &net->conv[l], weight, x);
  for (int i = 0; i < net->heads; i++)
    out[i] = lgt_convolution_apply (tape, &net->head[i], weight, x);
}

/* Conditioners: features of frozen loops, convolutions, one head a list.  */

#include <lgt/layer.h>

#include "convolution.h"
#include "needed_sites.h"
#include "network_inputs.h"
#include "network_recipe.h"

#include <stdlib.h>
#include <string.h>

/* What there is before the last layer: one trunk for all lists, or, around
   stars, one for each.  */
struct trunk
{
  struct lgt_net_source source;
  int hidden;             /* convolutions before the heads */
  struct lgt_convolution conv[LGT_NET_MAX_LAYERS];
  struct lgt_sites *list[LGT_NET_MAX_LAYERS];  /* where inputs are, if not on
                                                  all sites */
};

struct lgt_network
{
  int trunks;
  struct trunk *trunk;
  int heads;
  struct lgt_convolution head[LGT_MAX_DIM];
};

/* WHERE[l]: the sites on which the input of layer l is needed.  */
static enum lgt_status
plan_sites (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
            const struct lgt_active *active, struct trunk *trunk,
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
      status = lgt_needed_sites (planner, needed, &where[l],
                                 &trunk->list[l], error);
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

/* TRUNK's convolutions from WHERE[0] to WHERE[last]; MU is the direction that
   it is for, or -1: all.  *CHANNELS leave it.  */
static enum lgt_status
plan_trunk (const struct lgt_planner *planner,
            const struct lgt_recipe *recipe, int mu,
            const struct lgt_sites *const *where, struct trunk *trunk,
            int *channels, struct lgt_error *error)
{
  char which[32];
  enum lgt_status status = LGT_OK;

  *channels = trunk->source.channels;
  for (int l = 0; l < recipe->layers - 1 && status == LGT_OK; l++)
    {
      snprintf (which, sizeof which,
                mu >= 0 ? "conv%d.direction%d" : "conv%d", l, mu);
      status = plan_conv (planner, recipe, l, which, *channels,
                          recipe->conv[l].channels, where[l], where[l + 1],
                          NULL, 0, &trunk->conv[l], error);
      trunk->hidden += status == LGT_OK;
      *channels = recipe->conv[l].channels;
    }
  return status;
}

static enum lgt_status
plan_head (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
           const struct lgt_active *active, int i, int channels, int outputs,
           const struct lgt_sites *from, const double *start,
           int start_count, struct lgt_network *net, struct lgt_error *error)
{
  char which[32];
  enum lgt_status status;

  snprintf (which, sizeof which,
            active->count > 1 ? "conv%d.direction%d" : "conv%d",
            recipe->layers - 1, active->of[i].mu);
  status = plan_conv (planner, recipe, recipe->layers - 1, which, channels,
                      outputs, from, active->of[i].list, start, start_count,
                      &net->head[i], error);
  net->heads += status == LGT_OK;
  return status;
}

static enum lgt_status
plan (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
      const struct lgt_active *active, int outputs, const double *start,
      int start_count, struct lgt_network *net, struct lgt_error *error)
{
  const struct lgt_sites *where[LGT_NET_MAX_LAYERS];
  const int star = recipe->inputs.star, last = recipe->layers - 1;
  const int trunks = star ? active->count : 1;
  int channels = 0;
  enum lgt_status status = LGT_OK;

  net->trunk = calloc ((size_t) trunks, sizeof *net->trunk);
  if (!net->trunk)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a network");
  net->trunks = trunks;
  for (int i = 0; i < active->count && status == LGT_OK; i++)
    {
      struct trunk *trunk = &net->trunk[star ? i : 0];

      if (star)
        {
          for (int l = 0; l <= last; l++)
            where[l] = active->of[i].list;
          status = lgt_net_source_star (planner, recipe, active,
                                        &active->of[i], &trunk->source,
                                        error);
        }
      else if (i == 0)
        {
          status = plan_sites (planner, recipe, active, trunk, where, error);
          if (status == LGT_OK)
            status = lgt_net_source_fields (planner, recipe, active,
                                            where[0], &trunk->source, error);
        }
      if (status == LGT_OK && (star || i == 0))
        status = plan_trunk (planner, recipe, trunks > 1 ? active->of[i].mu
                             : -1, where, trunk, &channels, error);
      if (status == LGT_OK)
        status = plan_head (planner, recipe, active, i, channels, outputs,
                            where[last], start, start_count, net, error);
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
    status = plan (planner, recipe, active, outputs, start, start_count, net,
                   error);
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
  for (int i = 0; i < net->heads; i++)
    lgt_convolution_free (context, &net->head[i]);
  for (int t = 0; t < net->trunks; t++)
    {
      struct trunk *trunk = &net->trunk[t];

      for (int l = 0; l < trunk->hidden; l++)
        lgt_convolution_free (context, &trunk->conv[l]);
      lgt_net_source_free (context, &trunk->source);
      for (int l = 0; l < LGT_NET_MAX_LAYERS; l++)
        lgt_sites_free (context, trunk->list[l]);
    }
  free (net->trunk);
  free (net);
}

int
lgt_network_is_even (const struct lgt_network *net)
{
  for (int t = 0; t < net->trunks; t++)
    if (!lgt_net_source_is_even (&net->trunk[t].source))
      return 0;
  return 1;
}

static lgt_var
apply_trunk (struct lgt_tape *tape, const struct trunk *trunk,
             const lgt_var *weight, double sign, lgt_var links)
{
  lgt_var x = lgt_net_source_apply (tape, &trunk->source, sign, links);

  for (int l = 0; l < trunk->hidden; l++)
    x = lgt_convolution_apply (tape, &trunk->conv[l], weight, x);
  return x;
}

static void
apply (struct lgt_tape *tape, const struct lgt_network *net,
       const lgt_var *weight, double sign, lgt_var links, lgt_var *out)
{
  lgt_var x = LGT_NONE;

  for (int i = 0; i < net->heads; i++)
    {
      if (i < net->trunks)
        x = apply_trunk (tape, &net->trunk[i], weight, sign, links);
      out[i] = lgt_convolution_apply (tape, &net->head[i], weight, x);
    }
}

void
lgt_network_apply (struct lgt_tape *tape, const struct lgt_network *net,
                   const lgt_var *weight, lgt_var links, lgt_var *out)
{
  apply (tape, net, weight, 1, links, out);
}

void
lgt_network_apply_mirror (struct lgt_tape *tape,
                          const struct lgt_network *net,
                          const lgt_var *weight, lgt_var field, lgt_var *out)
{
  apply (tape, net, weight, -1, field, out);
}

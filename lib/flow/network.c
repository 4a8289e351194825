/* Conditioners: features of frozen loops, convolutions, one head a list.  */

#include <lgt/layer.h>
#include <lgt/loops.h>

#include "network_recipe.h"

#include <stdlib.h>
#include <string.h>

/* One convolution: slices and, where there is one, its list of sites.  */
struct convolution
{
  struct lgt_conv_params params;
  struct lgt_stencil *stencil;
  int weight, bias;       /* numbers of slices */
};

struct lgt_network
{
  struct lgt_path_set *inputs;
  enum lgt_type type;
  int hidden;             /* convolutions before the heads */
  struct convolution conv[LGT_NET_MAX_LAYERS];
  int heads;
  struct convolution head[LGT_MAX_DIM];
  int lists;              /* lists of sites that this network made */
  struct lgt_sites *list[LGT_NET_MAX_LAYERS + 1];
};

/* Frozen loops as features on ROWS.  */
static enum lgt_status
plan_inputs (const struct lgt_planner *planner,
             const struct lgt_recipe *recipe, const struct lgt_active *active, const struct lgt_sites *rows,
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

/* Mark in NEEDED the sites that a convolution with KERNEL and DILATION reads
   for the sites marked in WANTED.  */
static void
spread (const struct lgt_geom *geom, const int *kernel, const int *dilation,
        const unsigned char *wanted, unsigned char *needed)
{
  int taps = 1;

  for (int d = 0; d < geom->ndim; d++)
    taps *= kernel[d];
  for (int64_t site = 0; site < geom->volume; site++)
    for (int t = 0; wanted[site] && t < taps; t++)
      {
        int64_t at = site;
        int rest = t;

        for (int d = 0; d < geom->ndim; d++)
          {
            at = lgt_geom_neighbour (geom, at, d,
                                     (int64_t) dilation[d]
                                     * (rest % kernel[d]
                                        - (kernel[d] - 1) / 2));
            rest /= kernel[d];
          }
        needed[at] = 1;
      }
}

/* The sites marked in NEEDED: a list if it saves a fifth, else the whole
   lattice.  */
static enum lgt_status
choose_sites (const struct lgt_planner *planner, struct lgt_network *net,
              const unsigned char *needed, const struct lgt_sites **sites,
              struct lgt_error *error)
{
  const int32_t volume = (int32_t) planner->geom->volume;
  int32_t *site, count = 0;
  enum lgt_status status;

  for (int32_t i = 0; i < volume; i++)
    count += needed[i];
  *sites = planner->lattice;
  if (count > volume - volume / 5)
    return LGT_OK;
  site = malloc ((size_t) count * sizeof *site);
  if (!site)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a list of sites");
  count = 0;
  for (int32_t i = 0; i < volume; i++)
    if (needed[i])
      site[count++] = i;
  status = lgt_sites_list (planner->context, planner->lattice, count, site,
                           NULL, &net->list[net->lists], error);
  if (status == LGT_OK)
    *sites = net->list[net->lists++];
  free (site);
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

      memset (needed, 0, volume);
      spread (planner->geom, recipe->kernel[l], recipe->dilation[l], wanted,
              needed);
      status = choose_sites (planner, net, needed, &where[l], error);
      wanted = needed;
      needed = swap;
    }
  free (wanted);
  free (needed);
  return status;
}

static enum lgt_status
add_slices (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
            int l, const char *which, int in, int out, const double *start,
            int start_count, struct convolution *conv,
            struct lgt_error *error)
{
  const struct lgt_net_conv *config = &recipe->conv[l];
  const int ndim = planner->geom->ndim;
  struct lgt_slice weight = { .ndim = 2 + ndim, .extent = { out, in } };
  struct lgt_slice bias = { .ndim = 1, .extent = { out } };
  int64_t fan_in = in;
  enum lgt_status status;

  for (int d = 0; d < ndim; d++)
    {
      weight.extent[2 + d] = recipe->kernel[l][ndim - 1 - d];
      fan_in *= recipe->kernel[l][d];
    }
  snprintf (weight.name, sizeof weight.name, "layer%d.%s.weight",
            planner->number, which);
  snprintf (bias.name, sizeof bias.name, "layer%d.%s.bias", planner->number,
            which);
  if (config->start == LGT_START_RANDOM)
    weight.fan_in = bias.fan_in = fan_in;
  else if (start)
    {
      bias.period = start_count;
      memcpy (bias.pattern, start, (size_t) start_count * sizeof *start);
    }
  status = lgt_slices_add (planner->slices, &weight, &conv->weight, error);
  conv->bias = -1;
  if (status == LGT_OK && config->bias)
    status = lgt_slices_add (planner->slices, &bias, &conv->bias, error);
  return status;
}

static enum lgt_status
plan_conv (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
           int l, const struct lgt_sites *in, const struct lgt_sites *out,
           struct convolution *conv, struct lgt_error *error)
{
  struct lgt_window window = lgt_window_cube (planner->geom->ndim, 1);
  struct lgt_error inner;
  enum lgt_status status;

  memcpy (window.kernel, recipe->kernel[l], sizeof recipe->kernel[l]);
  memcpy (window.dilation, recipe->dilation[l], sizeof recipe->dilation[l]);
  status = lgt_stencil_new (planner->context, in, out, &window,
                            &conv->stencil, &inner);
  if (status != LGT_OK)
    return lgt_config_fail (error, recipe->node[l], "%s", inner.text);
  conv->params.stencil = conv->stencil;
  conv->params.activation
    = (enum lgt_activation) recipe->conv[l].activation;
  conv->params.slope = recipe->conv[l].slope;
  return LGT_OK;
}

static enum lgt_status
plan (const struct lgt_planner *planner, const struct lgt_recipe *recipe,
      const struct lgt_active *active, int outputs, const double *start,
      int start_count, struct lgt_network *net, struct lgt_error *error)
{
  const struct lgt_sites *where[LGT_NET_MAX_LAYERS];
  const int last = recipe->layers - 1;
  int channels = 0;
  enum lgt_status status;

  status = plan_sites (planner, recipe, active, net, where, error);
  if (status == LGT_OK)
    status = plan_inputs (planner, recipe, active, where[0], net, &channels,
                          error);
  for (int l = 0; l < last && status == LGT_OK; l++)
    {
      char which[32];

      snprintf (which, sizeof which, "conv%d", l);
      status = plan_conv (planner, recipe, l, where[l], where[l + 1],
                          &net->conv[l], error);
      if (status != LGT_OK)
        break;
      net->hidden = l + 1;
      status = add_slices (planner, recipe, l, which, channels,
                           recipe->conv[l].channels, NULL, 0, &net->conv[l],
                           error);
      channels = recipe->conv[l].channels;
    }
  for (int i = 0; i < active->count && status == LGT_OK; i++)
    {
      char which[32];

      snprintf (which, sizeof which,
                active->count > 1 ? "conv%d.direction%d" : "conv%d", last,
                active->of[i].mu);
      status = plan_conv (planner, recipe, last, where[last],
                          active->of[i].list, &net->head[i], error);
      if (status != LGT_OK)
        break;
      net->heads = i + 1;
      status = add_slices (planner, recipe, last, which, channels, outputs,
                           start, start_count, &net->head[i], error);
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
    lgt_stencil_free (context, net->conv[l].stencil);
  for (int i = 0; i < net->heads; i++)
    lgt_stencil_free (context, net->head[i].stencil);
  lgt_path_set_free (context, net->inputs);
  for (int i = 0; i < net->lists; i++)
    lgt_sites_free (context, net->list[i]);
  free (net);
}

static lgt_var
convolve (struct lgt_tape *tape, const struct convolution *conv,
          const lgt_var *weight, lgt_var x)
{
  return lgt_conv (tape, x, weight[conv->weight],
                   conv->bias >= 0 ? weight[conv->bias] : LGT_NONE,
                   conv->params);
}

void
lgt_network_apply (struct lgt_tape *tape, const struct lgt_network *net,
                   const lgt_var *weight, lgt_var links, lgt_var *out)
{
  lgt_var x = lgt_u1_cos_sin (tape, links, net->inputs, net->type);

  for (int l = 0; l < net->hidden; l++)
    x = convolve (tape, &net->conv[l], weight, x);
  for (int i = 0; i < net->heads; i++)
    out[i] = convolve (tape, &net->head[i], weight, x);
}

#include "convolution_stages.h"

#include <string.h>

/* All directions at once.  */
static struct lgt_stage_plan
whole_kernel (const struct lgt_window *window, int ndim, int in, int out,
              int groups, const char *slice)
{
  struct lgt_stage_plan stage = { .window = *window, .groups = groups,
                                  .in = in, .out = out, .ndim = 2 + ndim };

  snprintf (stage.slice, sizeof stage.slice, "%s", slice);
  stage.extent[0] = out;
  stage.extent[1] = stage.fan_in = in / groups;
  for (int d = 0; d < ndim; d++)
    {
      stage.extent[2 + d] = window->kernel[ndim - 1 - d];
      stage.fan_in *= window->kernel[d];
    }
  return stage;
}

/* Channels alone.  */
static struct lgt_stage_plan
channels (int ndim, int in, int out, const char *slice)
{
  const struct lgt_window window = lgt_window_cube (ndim, 1);
  struct lgt_stage_plan stage = whole_kernel (&window, ndim, in, out, 1,
                                              slice);

  stage.ndim = 2;
  return stage;
}

/* Direction D alone, each of RANK channels for itself.  */
static struct lgt_stage_plan
one_direction (const struct lgt_window *window, int ndim, int d, int rank)
{
  struct lgt_window line = lgt_window_cube (ndim, 1);
  struct lgt_stage_plan stage;

  line.kernel[d] = window->kernel[d];
  line.dilation[d] = window->dilation[d];
  line.boundary[d] = window->boundary[d];
  stage = whole_kernel (&line, ndim, rank, rank, rank, "");
  snprintf (stage.slice, sizeof stage.slice, "cp.direction%d", d);
  stage.ndim = 2;
  stage.extent[1] = line.kernel[d];
  return stage;
}

/* Ranks beyond the full one are allowed: they are only wasteful.  */
static enum lgt_status
check_groups (const struct lgt_convolution_plan *plan,
              struct lgt_error *error)
{
  const struct lgt_config_node *node = lgt_config_child (plan->node,
                                                         "groups");
  const int groups = plan->config->groups;

  if (plan->config->weights.index != LGT_KERNEL_DENSE && groups > 1)
    return lgt_config_fail (error, node, "factorized weights connect all "
                            "channels: groups must be 1 with cp or tucker");
  if (plan->in % groups != 0)
    return lgt_config_fail (error, node, "groups must divide the channels, "
                            "and %d does not divide the %d that enter this "
                            "layer", groups, plan->in);
  if (plan->out % groups != 0)
    return lgt_config_fail (error, node, "groups must divide the channels, "
                            "and %d does not divide the %d that leave this "
                            "layer", groups, plan->out);
  return LGT_OK;
}

enum lgt_status
lgt_convolution_stages (const struct lgt_convolution_plan *plan, int ndim,
                        struct lgt_stage_plan *stage, int *count,
                        struct lgt_error *error)
{
  const struct lgt_window *window = &plan->window;
  const struct lgt_chosen *weights = &plan->config->weights;
  struct lgt_cp_config cp;
  struct lgt_tucker_config tucker;
  int n = 0;
  enum lgt_status status = check_groups (plan, error);

  if (status == LGT_OK && weights->index == LGT_KERNEL_CP)
    status = lgt_config_fill_chosen (weights, &cp, error);
  if (status == LGT_OK && weights->index == LGT_KERNEL_TUCKER)
    status = lgt_config_fill_chosen (weights, &tucker, error);
  if (status != LGT_OK)
    return status;
  switch (weights->index)
    {
    case LGT_KERNEL_CP:
      stage[n++] = channels (ndim, plan->in, cp.rank, "cp.input");
      for (int d = 0; d < ndim; d++)
        if (window->kernel[d] > 1)
          stage[n++] = one_direction (window, ndim, d, cp.rank);
      stage[n++] = channels (ndim, cp.rank, plan->out, "cp.output");
      break;
    case LGT_KERNEL_TUCKER:
      stage[n++] = channels (ndim, plan->in, tucker.ranks.value[0],
                             "tucker.input");
      stage[n++] = whole_kernel (window, ndim, tucker.ranks.value[0],
                                 tucker.ranks.value[1], 1, "tucker.core");
      stage[n++] = channels (ndim, tucker.ranks.value[1], plan->out,
                             "tucker.output");
      break;
    default:
      stage[n++] = whole_kernel (window, ndim, plan->in, plan->out,
                                 plan->config->groups, "weight");
      break;
    }
  *count = n;
  return LGT_OK;
}

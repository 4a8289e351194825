/* A model's insides, for the files model*.c.  */

#ifndef LGT_MODEL_IMPL_H
#define LGT_MODEL_IMPL_H

#include <lgt/model.h>
#include <lgt/stochastic.h>

#include "convolutions.h"
#include "prior.h"

struct layer
{
  const struct lgt_layer_type *type;
  void *state;
  struct lgt_mask mask;   /* for --print-config=expanded */
  const struct lgt_config_node *node;   /* { coupling: { ... } } */
};

struct lgt_model
{
  struct lgt_context *context;
  const struct lgt_layer_type *const *types;
  const struct lgt_fft *fft;
  const struct lgt_wisdom *wisdom;
  struct lgt_geom geom;
  struct lgt_sites *lattice;
  struct lgt_group group;
  struct lgt_action *action;
  struct lgt_prior *prior;
  enum lgt_type links, network;
  int lanes;
  int rematerialize;
  int may_lack_flow;
  struct lgt_slices slices;
  struct lgt_convolutions convolutions;
  int layers;
  struct layer *layer;
  struct lgt_stochastic *stochastic;    /* NULL: none */
};

/* Expand sweeps and plan every layer of the sequence FLOW; without layers only if it
   MAY_BE_EMPTY.  */
enum lgt_status lgt_model_plan_flow (struct lgt_model *model,
                                     struct lgt_config_node *flow,
                                     const struct lgt_config_node *networks,
                                     int may_be_empty,
                                     struct lgt_error *error);

/* Layers FROM, ..., TO - 1 forward, on FIELD in place.  */
void lgt_model_forward_part (struct lgt_model *model, struct lgt_tape *tape,
                             const lgt_var *weight, int from, int to,
                             struct lgt_field *field);

#endif

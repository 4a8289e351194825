/* A convolution of a network: one dense kernel, or the stages of a
   factorized one.

   y = act (b + W * x) as lgt_conv (lgt/ops.h) has it; the kinds of weights
   and the names of their slices are in lgt/layer.h.

   A factorized convolution runs as a chain of small ones, without
   activations in between: over channels alone, then (cp) one direction after
   the other, each rank for itself, or (tucker) the core, then over channels
   alone with bias and activation.  Each stage is computed only where the
   following ones need it.

   First weights: with start: random, all kinds have E W^2 = 1 / (3 fan-in)
   of the dense kernel, fan-in = C_in / groups * taps, which is that of
   numbers uniform in +- 1 / sqrt (fan-in).  With start: identity the last
   stage is zero.  */

#ifndef LGT_FLOW_CONVOLUTION_H
#define LGT_FLOW_CONVOLUTION_H

#include <lgt/layer.h>
#include <lgt/wisdom.h>

#include "keys.h"

enum { LGT_CONVOLUTION_STAGES = LGT_MAX_DIM + 2 };

/* What is wanted.  */
struct lgt_convolution_plan
{
  const char *name;       /* "layer3.conv0": slices begin with it */
  const struct lgt_config_node *node;   /* the layer's keys, for messages */
  const struct lgt_net_conv *config;
  struct lgt_window window;
  int in, out;            /* channels */
  /* What bias begins with for start: identity; NULL: zero.  */
  const double *start;
  int start_count;
};

struct lgt_convolution
{
  const struct lgt_wisdom *wisdom;
  const struct lgt_convolutions *list;  /* what was settled; or NULL */
  int stages;
  struct lgt_convolution_stage
  {
    struct lgt_conv_params params;
    int tuned;                  /* the algorithm comes from wisdom, at each
                                   record */
    int in, out;                /* channels */
    struct lgt_stencil *stencil;
    struct lgt_sites *list;     /* where its input is, if made for it */
    struct lgt_convolver *fft;  /* or NULL */
    int weight, bias;           /* numbers of slices; bias -1: none */
  } stage[LGT_CONVOLUTION_STAGES];
};

/* Register the slices and make the tables of a convolution from values on IN
   to values on OUT; both belong to the caller and must stay, and so must
   CONV until the model is freed.  LGT_EINVAL at
   the plan's node: groups do not divide both numbers of channels, or stand
   beside factorized weights; there is no fft; IN lacks a site.  On
   failure nothing is left allocated.  */
enum lgt_status lgt_convolution_new (const struct lgt_planner *planner,
                                     const struct lgt_convolution_plan *plan,
                                     const struct lgt_sites *in,
                                     const struct lgt_sites *out,
                                     struct lgt_convolution *conv,
                                     struct lgt_error *error);
void lgt_convolution_free (struct lgt_context *context,
                           struct lgt_convolution *conv);

/* Record it.  */
lgt_var lgt_convolution_apply (struct lgt_tape *tape,
                               const struct lgt_convolution *conv,
                               const lgt_var *weight, lgt_var x);

#endif

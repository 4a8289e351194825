/* y = act (b + w * x), a convolution through a stencil.  */

#include "conv_scratch.h"
#include "op_check.h"

#include <math.h>

/* Whether the pull-back needs the pre-activation, which is then the second
   output: not where the slope follows from the output.  */
static int
keeps_pre (const struct lgt_conv_params *p)
{
  return p->activation == LGT_SILU || p->activation == LGT_GELU
         || (p->activation == LGT_LEAKY_RELU && !(p->slope >= 0));
}

/* OUTS from the number of weights.  */
static enum lgt_status
check_weights (const struct lgt_conv_params *p, const struct lgt_view *in,
               int *outs, struct lgt_error *error)
{
  const struct lgt_shape *w = &in[1].shape, *b = &in[2].shape;
  const int ins = in[0].shape.comps, groups = p->groups ? p->groups : 1;
  enum lgt_status status;
  int64_t each;

  if (groups < 0 || ins % groups)
    return lgt_fail (error, LGT_EINVAL, "conv: %d groups of %d input "
                     "channels; it must divide them", groups, ins);
  each = (int64_t) (ins / groups) * p->stencil->taps;
  if ((status = lgt_op_check_type ("conv", "weight", &in[1], in[0].type,
                                   error)))
    return status;
  if (w->packs != 1 || w->sites != 1 || w->lanes != 1 || w->comps % each)
    return lgt_fail (error, LGT_EINVAL,
                     "conv: weight has shape [%d, %d, %d, %d]; with %d input "
                     "channels in %d groups and %d taps it must be "
                     "[1, 1, n, 1], n a multiple of %lld", w->packs, w->sites,
                     w->comps, w->lanes, ins, groups, p->stencil->taps,
                     (long long) each);
  *outs = (int) (w->comps / each);
  if (*outs % groups)
    return lgt_fail (error, LGT_EINVAL, "conv: %d groups of %d output "
                     "channels; it must divide them", groups, *outs);
  if (lgt_op_absent (&in[2]))
    return LGT_OK;
  if ((status = lgt_op_check_type ("conv", "bias", &in[2], in[0].type,
                                   error)))
    return status;
  if (b->packs != 1 || b->sites != 1 || b->lanes != 1 || b->comps != *outs)
    return lgt_fail (error, LGT_EINVAL,
                     "conv: bias has shape [%d, %d, %d, %d]; with %d output "
                     "channels it must be [1, 1, %d, 1]", b->packs, b->sites,
                     b->comps, b->lanes, *outs, *outs);
  return LGT_OK;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  const struct lgt_shape *x = &in[0].shape;
  enum lgt_status status;
  int outs = 0;

  if (!p->stencil)
    return lgt_fail (error, LGT_EINVAL, "conv: no stencil is given");
  if (p->activation < LGT_IDENTITY || p->activation > LGT_GELU)
    return lgt_fail (error, LGT_EINVAL, "conv: activation %d is unknown",
                     (int) p->activation);
  if (p->activation == LGT_LEAKY_RELU && !isfinite (p->slope))
    return lgt_fail (error, LGT_EINVAL, "conv: the slope of leaky ReLU is "
                     "%g; it must be finite", p->slope);
  if ((status = lgt_op_check_float ("conv", "x", &in[0], error))
      || (status = lgt_op_check_sites ("conv", "x", &in[0], p->stencil->in,
                                       error))
      || (status = check_weights (p, in, &outs, error)))
    return status;
  out[0] = lgt_op_result (in[0].type, x->packs, p->stencil->out->count, outs,
                          x->lanes, p->stencil->out);
  if (keeps_pre (p))
    out[1] = out[0];
  else
    out[1] = (struct lgt_view) { 0 };
  for (int pull = 0; pull < 2; pull++)
    scratch[pull] = lgt_conv_scratch (p, in[0], in[1], pull).total;
  *entry = in[0].type;
  return LGT_OK;
}

/* A multiplication and an addition for each weight, output site, lane;
   bias and activation are not counted.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_conv_params *p = params;

  return 2.0 * in[1].shape.comps * p->stencil->out->count
         * in[0].shape.packs * in[0].shape.lanes;
}

const struct lgt_op lgt_op_conv =
{
  .name = "conv",
  .n_in = 3,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_OUT (0)
                    | LGT_READS_OUT (1),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_conv (struct lgt_tape *tape, lgt_var x, lgt_var weight, lgt_var bias,
          struct lgt_conv_params params)
{
  lgt_var in[3] = { x, weight, bias }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_conv, &params, sizeof params, in, out);
  return out[0];
}

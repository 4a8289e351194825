/* y = act (b + w * x), a convolution through a stencil.  */

#include "conv_scratch.h"
#include "op_check.h"
#include "op_conv.h"

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
check_weights (const char *op, const struct lgt_conv_params *p,
               const struct lgt_view *in, int *outs, struct lgt_error *error)
{
  const struct lgt_shape *w = &in[1].shape, *b = &in[2].shape;
  const int ins = in[0].shape.comps, groups = p->groups ? p->groups : 1;
  enum lgt_status status;
  int64_t each;

  if (groups < 0 || ins % groups)
    return lgt_fail (error, LGT_EINVAL, "%s: %d groups of %d input "
                     "channels; it must divide them", op, groups, ins);
  each = (int64_t) (ins / groups) * p->stencil->taps;
  if ((status = lgt_op_check_type (op, "weight", &in[1], in[0].type,
                                   error)))
    return status;
  if (w->packs != 1 || w->sites != 1 || w->lanes != 1 || w->comps % each)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: weight has shape [%d, %d, %d, %d]; with %d input "
                     "channels in %d groups and %d taps it must be "
                     "[1, 1, n, 1], n a multiple of %lld", op, w->packs,
                     w->sites, w->comps, w->lanes, ins, groups,
                     p->stencil->taps, (long long) each);
  *outs = (int) (w->comps / each);
  if (*outs % groups)
    return lgt_fail (error, LGT_EINVAL, "%s: %d groups of %d output "
                     "channels; it must divide them", op, groups, *outs);
  if (lgt_op_absent (&in[2]))
    return LGT_OK;
  if ((status = lgt_op_check_type (op, "bias", &in[2], in[0].type,
                                   error)))
    return status;
  if (b->packs != 1 || b->sites != 1 || b->lanes != 1 || b->comps != *outs)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: bias has shape [%d, %d, %d, %d]; with %d output "
                     "channels it must be [1, 1, %d, 1]", op, b->packs,
                     b->sites, b->comps, b->lanes, *outs, *outs);
  return LGT_OK;
}

enum lgt_status
lgt_conv_infer (const char *op, const struct lgt_conv_params *p,
                const struct lgt_view *in, struct lgt_view *y,
                enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_shape *x = &in[0].shape;
  enum lgt_status status;
  int outs = 0;

  if (!p->stencil)
    return lgt_fail (error, LGT_EINVAL, "%s: no stencil is given", op);
  if ((status = lgt_op_check_float (op, "x", &in[0], error))
      || (status = lgt_op_check_sites (op, "x", &in[0], p->stencil->in,
                                       error))
      || (status = check_weights (op, p, in, &outs, error)))
    return status;
  *y = lgt_op_result (in[0].type, x->packs, p->stencil->out->count, outs,
                      x->lanes, p->stencil->out);
  *entry = in[0].type;
  return LGT_OK;
}

enum lgt_status
lgt_conv_infer_plain (const char *op, const struct lgt_conv_params *p,
                      const struct lgt_view *in, struct lgt_view *y,
                      enum lgt_type *entry, struct lgt_error *error)
{
  if (p->activation != LGT_IDENTITY)
    return lgt_fail (error, LGT_EINVAL, "%s: activation %d; only lgt_conv "
                     "has one", op, (int) p->activation);
  return lgt_conv_infer (op, p, in, y, entry, error);
}

/* A multiplication and an addition for each weight, output site, lane;
   bias and activation are not counted.  */
double
lgt_conv_flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_conv_params *p = params;

  return 2.0 * in[1].shape.comps * p->stencil->out->count
         * in[0].shape.packs * in[0].shape.lanes;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  enum lgt_status status;

  if (p->activation < LGT_IDENTITY || p->activation > LGT_GELU)
    return lgt_fail (error, LGT_EINVAL, "conv: activation %d is unknown",
                     (int) p->activation);
  if (p->activation == LGT_LEAKY_RELU && !isfinite (p->slope))
    return lgt_fail (error, LGT_EINVAL, "conv: the slope of leaky ReLU is "
                     "%g; it must be finite", p->slope);
  status = lgt_conv_infer ("conv", p, in, &out[0], entry, error);
  if (status != LGT_OK)
    return status;
  if (keeps_pre (p))
    out[1] = out[0];
  else
    out[1] = (struct lgt_view) { 0 };
  for (int pull = 0; pull < 2; pull++)
    scratch[pull] = lgt_conv_scratch (p, in[0], in[1], pull).total;
  return LGT_OK;
}

const struct lgt_op lgt_op_conv =
{
  .name = "conv",
  .n_in = 3,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_OUT (0)
                    | LGT_READS_OUT (1),
  .infer = infer,
  .flops = lgt_conv_flops
};

/* The operation of ALGORITHM, or NULL.  */
static const struct lgt_op *
op_of (enum lgt_conv_algorithm algorithm)
{
  switch (algorithm)
    {
    case LGT_CONV_DIRECT:
      return &lgt_op_conv;
    case LGT_CONV_SUM:
      return &lgt_op_conv_sum;
    case LGT_CONV_GEMM:
      return &lgt_op_conv_gemm;
    case LGT_CONV_FFT:
      return &lgt_op_conv_fft;
    default:
      return NULL;
    }
}

lgt_var
lgt_conv (struct lgt_tape *tape, lgt_var x, lgt_var weight, lgt_var bias,
          struct lgt_conv_params params)
{
  const struct lgt_context *context = lgt_tape_context (tape);
  const enum lgt_activation activation = params.activation;
  lgt_var in[3] = { x, weight, bias }, out[2] = { LGT_NONE, LGT_NONE };
  const struct lgt_op *op;

  if (params.algorithm == LGT_CONV_AUTO)
    {
      const struct lgt_view value = lgt_tape_value (tape, x);
      const struct lgt_view weights = lgt_tape_value (tape, weight);

      params.algorithm
        = lgt_conv_choose (lgt_context_backend (context)->name, &params,
                           &value, &weights);
    }
  op = op_of (params.algorithm);
  if (!op)
    {
      struct lgt_error error;

      lgt_fail (&error, LGT_EINVAL, "conv: algorithm %d is unknown",
                (int) params.algorithm);
      lgt_tape_fail (tape, &error);
      return LGT_NONE;
    }
  if (op != &lgt_op_conv)
    params.activation = LGT_IDENTITY;
  lgt_tape_apply (tape, op, &params, sizeof params, in, out);
  return op == &lgt_op_conv || activation == LGT_IDENTITY
         ? out[0] : lgt_activate (tape, out[0], activation, params.slope);
}

const char *
lgt_conv_algorithm_name (enum lgt_conv_algorithm algorithm)
{
  static const char *const name[] = { "auto", "direct", "sum", "gemm",
                                      "fft" };

  return algorithm >= LGT_CONV_AUTO && algorithm <= LGT_CONV_FFT
         ? name[algorithm] : NULL;
}

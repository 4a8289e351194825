/* One step of an optimizer.  Inputs: gradient, control; outputs, in place:
   weights, m, v, vmax.  */

#include "op_check.h"

static int
uses_m (const struct lgt_optimizer_params *p)
{
  return p->kind != LGT_SGD || p->beta1 != 0;
}

static int
uses_v (const struct lgt_optimizer_params *p)
{
  return p->kind != LGT_SGD;
}

static enum lgt_status
check_params (const struct lgt_optimizer_params *p, struct lgt_error *error)
{
  if (!(p->beta1 >= 0 && p->beta1 < 1)
      || (uses_v (p) && !(p->beta2 >= 0 && p->beta2 < 1)))
    return lgt_fail (error, LGT_EINVAL,
                     "optimizer_step: beta1 %g, beta2 %g; both must be at "
                     "least 0 and less than 1", p->beta1, p->beta2);
  if ((uses_v (p) && !(p->epsilon > 0)) || !(p->decay >= 0))
    return lgt_fail (error, LGT_EINVAL,
                     "optimizer_step: epsilon %g must be greater than 0, "
                     "decay %g at least 0", p->epsilon, p->decay);
  return LGT_OK;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_optimizer_params *p = params;
  const struct lgt_shape flat = { 1, 1, in[0].shape.comps, 1 };
  const struct lgt_shape block = { 1, 1, 16, 1 };
  const struct lgt_view absent = { 0 };
  struct lgt_view state = lgt_view_dense (NULL, LGT_F64, flat, NULL);
  enum lgt_status status;

  if ((status = check_params (p, error))
      || (status = lgt_op_check_float ("optimizer_step", "gradient", &in[0],
                                       error))
      || (status = lgt_op_check_shape ("optimizer_step", "gradient", &in[0],
                                       flat, error))
      || (status = lgt_op_check_type ("optimizer_step", "control", &in[1],
                                      LGT_F64, error))
      || (status = lgt_op_check_shape ("optimizer_step", "control", &in[1],
                                       block, error)))
    return status;
  out[0] = lgt_view_dense (NULL, in[0].type, flat, NULL);
  out[1] = uses_m (p) ? state : absent;
  out[2] = uses_v (p) ? state : absent;
  out[3] = p->kind == LGT_AMSGRAD ? state : absent;
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_optimizer_params *p = params;

  return (uses_v (p) ? 14.0 : 4.0) * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_optimizer_step =
{
  .name = "optimizer_step",
  .n_in = 2,
  .n_out = 4,
  .infer = infer,
  .flops = flops
};

void
lgt_optimizer_step (struct lgt_tape *tape, struct lgt_optimizer_params params,
                    const struct lgt_view *weights,
                    const struct lgt_view *grad, const struct lgt_view *m,
                    const struct lgt_view *v, const struct lgt_view *vmax,
                    const struct lgt_view *control)
{
  const struct lgt_view in[2] = { *grad, *control };
  const struct lgt_view absent = { 0 };
  const struct lgt_view out[4] =
  {
    *weights,
    uses_m (&params) && m ? *m : absent,
    uses_v (&params) && v ? *v : absent,
    params.kind == LGT_AMSGRAD && vmax ? *vmax : absent
  };

  lgt_tape_run (tape, &lgt_op_optimizer_step, &params, sizeof params, in,
                out);
}

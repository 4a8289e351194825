/* The running average of the weights.  Input: weights, control; output, in
   place: average.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_average_params *p = params;
  const struct lgt_shape flat = { 1, 1, in[0].shape.comps, 1 };
  const struct lgt_shape block = { 1, 1, 16, 1 };
  enum lgt_status status;

  if ((status = lgt_op_check_float ("average_step", "weights", &in[0],
                                    error))
      || (status = lgt_op_check_shape ("average_step", "weights", &in[0],
                                       flat, error))
      || (status = lgt_op_check_type ("average_step", "control", &in[1],
                                      LGT_F64, error))
      || (status = lgt_op_check_shape ("average_step", "control", &in[1],
                                       block, error)))
    return status;
  if (!(p->decay >= 0 && p->decay <= 1))
    return lgt_fail (error, LGT_EINVAL,
                     "average_step: decay %g, must be 0 to 1", p->decay);
  out[0] = lgt_view_dense (NULL, in[0].type, flat, NULL);
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 3.0 * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_average_step =
{
  .name = "average_step",
  .n_in = 2,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_average_step (struct lgt_tape *tape, double decay,
                  const struct lgt_view *average,
                  const struct lgt_view *weights,
                  const struct lgt_view *control)
{
  struct lgt_average_params params = { decay };
  const struct lgt_view in[2] = { *weights, *control };

  lgt_tape_run (tape, &lgt_op_average_step, &params, sizeof params, in,
                average);
}

/* z = s x, s one number on the device.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_shape one = { 1, 1, 1, 1 };
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_float ("scale", "x", &in[0], error))
      || (status = lgt_op_check_type ("scale", "s", &in[1], LGT_F64, error))
      || (status = lgt_op_check_shape ("scale", "s", &in[1], one, error)))
    return status;
  out[0] = lgt_view_dense (NULL, in[0].type, in[0].shape, in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_scale =
{
  .name = "scale",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (1),
  .no_gradient = 1u << 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_scale (struct lgt_tape *tape, lgt_var x, lgt_var s)
{
  lgt_var in[2] = { x, s }, out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_scale, NULL, 0, in, &out);
  return out;
}

/* z = x y.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_float ("multiply", "x", &in[0], error))
      || (status = lgt_op_check_type ("multiply", "y", &in[1], in[0].type,
                                      error))
      || (status = lgt_op_check_shape ("multiply", "y", &in[1], in[0].shape,
                                       error))
      || (status = lgt_op_check_sites ("multiply", "y", &in[1], in[0].sites,
                                       error)))
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

const struct lgt_op lgt_op_multiply =
{
  .name = "multiply",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_multiply (struct lgt_tape *tape, lgt_var x, lgt_var y)
{
  lgt_var in[2] = { x, y }, out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_multiply, NULL, 0, in, &out);
  return out;
}

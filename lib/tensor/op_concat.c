/* The components of x, then those of y.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  struct lgt_shape shape = in[0].shape;
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_float ("concat", "x", &in[0], error))
      || (status = lgt_op_check_type ("concat", "y", &in[1], in[0].type,
                                      error)))
    return status;
  shape.comps = in[1].shape.comps;
  if ((status = lgt_op_check_shape ("concat", "y", &in[1], shape, error))
      || (status = lgt_op_check_sites ("concat", "y", &in[1], in[0].sites,
                                       error)))
    return status;
  shape.comps += in[0].shape.comps;
  out[0] = lgt_view_dense (NULL, in[0].type, shape, in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_concat =
{
  .name = "concat",
  .n_in = 2,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_concat (struct lgt_tape *tape, lgt_var x, lgt_var y)
{
  lgt_var in[2] = { x, y }, out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_concat, NULL, 0, in, &out);
  return out;
}

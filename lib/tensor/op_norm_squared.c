/* The sum of squares of a flat array.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  struct lgt_shape flat = { 1, 1, in[0].shape.comps, 1 };
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_float ("norm_squared", "x", &in[0], error))
      || (status = lgt_op_check_shape ("norm_squared", "x", &in[0], flat,
                                       error)))
    return status;
  out[0] = lgt_op_result (LGT_F64, 1, 1, 1, 1, NULL);
  scratch[0] = LGT_OP_BLOCKS * sizeof (double);
  scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 2.0 * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_norm_squared =
{
  .name = "norm_squared",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_norm_squared (struct lgt_tape *tape, const struct lgt_view *x,
                  const struct lgt_view *norm)
{
  lgt_tape_run (tape, &lgt_op_norm_squared, NULL, 0, x, norm);
}

/* The sum over configurations with weights that select.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  struct lgt_shape one_each = { in[0].shape.packs, 1, 1, in[0].shape.lanes };
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_type ("weighted_sum", "x", &in[0], LGT_F64,
                                   error))
      || (status = lgt_op_check_shape ("weighted_sum", "x", &in[0], one_each,
                                       error))
      || (status = lgt_op_check_type ("weighted_sum", "w", &in[1], LGT_F64,
                                      error))
      || (status = lgt_op_check_shape ("weighted_sum", "w", &in[1], one_each,
                                       error)))
    return status;
  out[0] = lgt_op_result (LGT_F64, 1, 1, 1, 1, NULL);
  scratch[0] = LGT_OP_BLOCKS * sizeof (double);
  scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 2.0 * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_weighted_sum =
{
  .name = "weighted_sum",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (1),
  .no_gradient = 1u << 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_weighted_sum (struct lgt_tape *tape, lgt_var x, lgt_var w)
{
  lgt_var in[2] = { x, w }, out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_weighted_sum, NULL, 0, in, &out);
  return out;
}

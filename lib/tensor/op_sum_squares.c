/* Sums of squares over sites and components, one a configuration.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_shape shape = in[0].shape;
  enum lgt_status status = lgt_op_check_float ("sum_squares", "x", &in[0],
                                               error);

  (void) params;
  if (status != LGT_OK)
    return status;
  out[0] = lgt_op_result (LGT_F64, shape.packs, 1, 1, shape.lanes, NULL);
  /* One partial sum a block of sites.  */
  scratch[0] = (size_t) shape.packs * LGT_OP_BLOCKS * (size_t) shape.lanes
               * sizeof (double);
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

const struct lgt_op lgt_op_sum_squares =
{
  .name = "sum_squares",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_sum_squares (struct lgt_tape *tape, const struct lgt_view *z,
                 const struct lgt_view *x, double factor)
{
  const struct lgt_sum_squares_params params = { factor };

  lgt_tape_run (tape, &lgt_op_sum_squares, &params, sizeof params, x, z);
}

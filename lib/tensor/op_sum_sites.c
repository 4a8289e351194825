/* Sums over sites and components, one a configuration.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_shape shape = in[0].shape;
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_float ("sum_sites", "x", &in[0], error)))
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
  return (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_sum_sites =
{
  .name = "sum_sites",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sum_sites (struct lgt_tape *tape, lgt_var x)
{
  lgt_var out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_sum_sites, NULL, 0, &x, &out);
  return out;
}

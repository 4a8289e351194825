/* z = a x + b y.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_float ("linear", "x", &in[0], error)))
    return status;
  if (!lgt_op_absent (&in[1])
      && ((status = lgt_op_check_type ("linear", "y", &in[1], in[0].type,
                                       error))
          || (status = lgt_op_check_shape ("linear", "y", &in[1],
                                           in[0].shape, error))
          || (status = lgt_op_check_sites ("linear", "y", &in[1],
                                           in[0].sites, error))))
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
  return (lgt_op_absent (&in[1]) ? 1.0 : 3.0)
         * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_linear =
{
  .name = "linear",
  .n_in = 2,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_linear (struct lgt_tape *tape, double a, lgt_var x, double b, lgt_var y)
{
  struct lgt_linear_params params = { a, b };
  lgt_var in[2] = { x, y }, out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_linear, &params, sizeof params, in, &out);
  return out;
}

/* The same numbers in another floating-point type.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_cast_params *p = params;
  enum lgt_status status;

  if ((status = lgt_op_check_float ("cast", "x", &in[0], error)))
    return status;
  if (p->to != LGT_F32 && p->to != LGT_F64)
    return lgt_fail (error, LGT_EINVAL,
                     "cast: the new type must be float32 or float64");
  out[0] = lgt_view_dense (NULL, p->to, in[0].shape, in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = p->to;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_cast =
{
  .name = "cast",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_cast (struct lgt_tape *tape, lgt_var x, enum lgt_type to)
{
  struct lgt_cast_params params = { to };
  lgt_var out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_cast, &params, sizeof params, &x, &out);
  return out;
}

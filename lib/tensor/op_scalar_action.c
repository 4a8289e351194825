/* The action of a scalar field.  */

#include "op_scalar.h"

enum lgt_status
lgt_op_check_scalar (const char *op, const char *what,
                     const struct lgt_view *field, struct lgt_error *error)
{
  enum lgt_status status = lgt_op_check_float (op, what, field, error);

  if (status != LGT_OK)
    return status;
  if (!field->sites || field->sites->lattice != field->sites)
    return lgt_fail (error, LGT_EINVAL, "%s: %s must be on a lattice", op,
                     what);
  if (field->shape.comps != 1)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %s has %d components, must have 1", op, what,
                     (int) field->shape.comps);
  return LGT_OK;
}

enum lgt_status
lgt_op_check_coefficient (const char *op, const struct lgt_view *coefficient,
                          struct lgt_error *error)
{
  const struct lgt_shape shape = { 1, 1, LGT_SCALAR_COEFFICIENTS, 1 };
  enum lgt_status status = lgt_op_check_type (op, "coefficient", coefficient,
                                              LGT_F64, error);

  return status ? status : lgt_op_check_shape (op, "coefficient", coefficient,
                                               shape, error);
}

double
lgt_op_scalar_flops (const struct lgt_view *field, int sides)
{
  return (double) lgt_shape_count (field->shape)
         * (sides * field->sites->ndim + 8);
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const char *op = "scalar_action";
  enum lgt_status status = lgt_op_check_scalar (op, "field", &in[0], error);

  (void) params;
  if (status
      || (status = lgt_op_check_coefficient (op, &in[1], error)))
    return status;
  out[0] = lgt_op_result (LGT_F64, in[0].shape.packs, 1, 1,
                          in[0].shape.lanes, NULL);
  /* One partial sum a block of sites.  */
  scratch[0] = (size_t) in[0].shape.packs * LGT_OP_BLOCKS
               * (size_t) in[0].shape.lanes * sizeof (double);
  scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return lgt_op_scalar_flops (&in[0], 1);
}

const struct lgt_op lgt_op_scalar_action =
{
  .name = "scalar_action",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .no_gradient = 1u << 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_scalar_action (struct lgt_tape *tape, lgt_var field, lgt_var coefficient)
{
  lgt_var in[2] = { field, coefficient }, out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_scalar_action, NULL, 0, in, &out);
  return out;
}

/* Molecular dynamics of a scalar field: drift and kick, in place.  */

#include "op_chain.h"
#include "op_scalar.h"

/* FIELD and MOMENTA fit each other, STEP is a number.  */
static enum lgt_status
check (const char *op, const struct lgt_view *field,
       const struct lgt_view *momenta, const struct lgt_view *step,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  enum lgt_status status;

  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  if ((status = lgt_op_check_scalar (op, "field", field, error))
      || (status = lgt_op_check_type (op, "field", field, LGT_F64, error))
      || (status = lgt_op_check_type (op, "momenta", momenta, LGT_F64, error))
      || (status = lgt_op_check_shape (op, "momenta", momenta, field->shape,
                                       error))
      || (status = lgt_op_check_sites (op, "momenta", momenta, field->sites,
                                       error)))
    return status;
  return lgt_op_check_number (op, "step", step, error);
}

/* Inputs: momenta, step; output: field.  */
static enum lgt_status
infer_drift (const void *params, const struct lgt_view *in,
             struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
             struct lgt_error *error)
{
  (void) params;
  return check ("scalar_drift", &out[0], &in[0], &in[1], scratch, entry,
                error);
}

/* Inputs: field, coefficient, step; output: momenta.  */
static enum lgt_status
infer_kick (const void *params, const struct lgt_view *in,
            struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
            struct lgt_error *error)
{
  enum lgt_status status = check ("scalar_kick", &in[0], &out[0], &in[2],
                                  scratch, entry, error);

  (void) params;
  return status ? status : lgt_op_check_coefficient ("scalar_kick", &in[1],
                                                     error);
}

static double
flops_drift (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 2 * (double) lgt_shape_count (in[0].shape);
}

static double
flops_kick (const void *params, const struct lgt_view *in)
{
  (void) params;
  return lgt_op_scalar_flops (&in[0], 2);
}

const struct lgt_op lgt_op_scalar_drift =
{
  .name = "scalar_drift",
  .n_in = 2,
  .n_out = 1,
  .infer = infer_drift,
  .flops = flops_drift
};

const struct lgt_op lgt_op_scalar_kick =
{
  .name = "scalar_kick",
  .n_in = 3,
  .n_out = 1,
  .infer = infer_kick,
  .flops = flops_kick
};

void
lgt_scalar_drift (struct lgt_tape *tape, const struct lgt_view *field,
                  const struct lgt_view *momenta, const struct lgt_view *step,
                  double factor)
{
  const struct lgt_scalar_step_params params = { factor };
  const struct lgt_view in[2] = { *momenta, *step };

  lgt_tape_run (tape, &lgt_op_scalar_drift, &params, sizeof params, in,
                field);
}

void
lgt_scalar_kick (struct lgt_tape *tape, const struct lgt_view *momenta,
                 const struct lgt_view *field,
                 const struct lgt_view *coefficient,
                 const struct lgt_view *step, double factor)
{
  const struct lgt_scalar_step_params params = { factor };
  const struct lgt_view in[3] = { *field, *coefficient, *step };

  lgt_tape_run (tape, &lgt_op_scalar_kick, &params, sizeof params, in,
                momenta);
}

/* Metropolis decisions about whole configurations.  Inputs: old field, change
   of energy, counters; outputs: field in place, 1 or 0.  */

#include "op_chain.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_metropolis_params *p = params;
  const char *op = "metropolis_select";
  enum lgt_status status;

  if ((status = lgt_op_check_type (op, "the field", &out[0], LGT_F64, error))
      || (status = lgt_op_check_type (op, "the old field", &in[0], LGT_F64,
                                      error))
      || (status = lgt_op_check_shape (op, "the old field", &in[0],
                                       out[0].shape, error))
      || (status = lgt_op_check_lanes (op, "delta", &in[1], out[0].shape,
                                       error))
      || (status = lgt_op_check_random (op, &in[2], p->layer, error)))
    return status;
  out[1] = lgt_op_result (LGT_F64, out[0].shape.packs, 1, 1,
                          out[0].shape.lanes, NULL);
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_metropolis_select =
{
  .name = "metropolis_select",
  .whole = 1,
  .n_in = 3,
  .n_out = 2,
  .infer = infer,
  .flops = flops
};

void
lgt_metropolis_select (struct lgt_tape *tape, const struct lgt_view *field,
                       const struct lgt_view *accepted,
                       const struct lgt_view *old,
                       const struct lgt_view *delta,
                       const struct lgt_view *random, int layer)
{
  const struct lgt_metropolis_params params = { layer };
  const struct lgt_view in[3] = { *old, *delta, *random };
  const struct lgt_view out[2] = { *field, *accepted };

  lgt_tape_run (tape, &lgt_op_metropolis_select, &params, sizeof params, in,
                out);
}

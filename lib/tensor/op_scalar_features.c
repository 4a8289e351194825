/* What a network sees of a scalar field.  */

#include "op_scalar.h"

int
lgt_scalar_features_count (unsigned features)
{
  return !!(features & LGT_FEATURE_PHI) + !!(features & LGT_FEATURE_PHI2);
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_scalar_features_params *p = params;
  const char *op = "scalar_features";
  enum lgt_status status = lgt_op_check_scalar (op, "field", &in[0], error);

  if (status != LGT_OK)
    return status;
  if (!p->rows || p->rows->lattice != in[0].sites
      || (p->active && p->active->lattice != in[0].sites))
    return lgt_fail (error, LGT_EINVAL,
                     "%s: needs rows, and a list, on the field's lattice",
                     op);
  if (p->rows->device_direction || (p->active && !p->active->device_entry))
    return lgt_fail (error, LGT_EINVAL,
                     "%s: rows must be sites, active sites a list", op);
  if (!p->features || (p->features & ~(LGT_FEATURE_PHI | LGT_FEATURE_PHI2)))
    return lgt_fail (error, LGT_EINVAL, "%s: features %u, must be 1 to 3",
                     op, p->features);
  if (p->to != LGT_F32 && p->to != LGT_F64)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: features are float32 or float64", op);
  out[0] = lgt_op_result (p->to, in[0].shape.packs, p->rows->count,
                          lgt_scalar_features_count (p->features),
                          in[0].shape.lanes, p->rows);
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

const struct lgt_op lgt_op_scalar_features =
{
  .name = "scalar_features",
  .n_in = 1,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_scalar_features (struct lgt_tape *tape, lgt_var field,
                     struct lgt_scalar_features_params params)
{
  lgt_var out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_scalar_features, &params, sizeof params,
                  &field, &out);
  return out;
}

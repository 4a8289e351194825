/* y = act (x).  */

#include <math.h>

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_activation_params *p = params;
  enum lgt_status status;

  if ((status = lgt_op_check_float ("activate", "x", &in[0], error)))
    return status;
  if ((int) p->kind < LGT_IDENTITY || (int) p->kind > LGT_GELU)
    return lgt_fail (error, LGT_EINVAL,
                     "activate: no activation has number %d", (int) p->kind);
  if (!isfinite (p->slope))
    return lgt_fail (error, LGT_EINVAL,
                     "activate: the slope is %g, must be finite", p->slope);
  out[0] = lgt_view_dense (NULL, in[0].type, in[0].shape, in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

/* A call of exp and a division, roughly.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_activation_params *p = params;
  double each = p->kind == LGT_IDENTITY ? 0
                : p->kind == LGT_LEAKY_RELU ? 2 : 25;

  return each * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_activate =
{
  .name = "activate",
  .n_in = 1,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_activate (struct lgt_tape *tape, lgt_var x, enum lgt_activation kind,
              double slope)
{
  struct lgt_activation_params params = { kind, slope };
  lgt_var out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_activate, &params, sizeof params, &x, &out);
  return out;
}

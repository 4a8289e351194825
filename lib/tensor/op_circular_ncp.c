/* A mixture of non-compact projections of the circle.  */

#include "op_circular.h"

int
lgt_circular_ncp_raw (struct lgt_circular_params params)
{
  return params.count + 1;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_circular_params *p = params;
  enum lgt_status status;

  if (p->count < 1 || p->count > LGT_CIRCULAR_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "circular_ncp: %d components, must be 1 to %d",
                     p->count, LGT_CIRCULAR_MAX);
  if ((status = lgt_op_check_circular ("circular_ncp", in, out, scratch,
                                       error))
      || (status = lgt_op_check_circular_raw ("circular_ncp", "raw", &in[2],
                                              &in[0], p->count + 1, error)))
    return status;
  *entry = in[2].type;
  return LGT_OK;
}

/* Exponential, arc tangent and slope of a component; sine, cosine and
   logarithm; the inverse takes some six such steps.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_circular_params *p = params;

  return (p->inverse ? 6 : 1) * (80.0 * p->count + 80)
         * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_circular_ncp =
{
  .name = "circular_ncp",
  .n_in = 3,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_IN (2),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_circular_ncp (struct lgt_tape *tape, lgt_var u, lgt_var s, lgt_var raw,
                  struct lgt_circular_params params, lgt_var *log_det)
{
  lgt_var in[3] = { u, s, raw }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_circular_ncp, &params, sizeof params, in,
                  out);
  *log_det = out[1];
  return out[0];
}

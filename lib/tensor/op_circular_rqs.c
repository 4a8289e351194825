/* A rational quadratic spline on the circle.  */

#include "op_circular.h"

int
lgt_circular_rqs_raw (struct lgt_circular_params params)
{
  return 3 * params.count + (params.bias != 0);
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_circular_params *p = params;
  enum lgt_status status;

  if (p->count < 1 || p->count > LGT_CIRCULAR_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "circular_rqs: %d bins, must be 1 to %d", p->count,
                     LGT_CIRCULAR_MAX);
  /* Written so that NaN fails.  */
  if (!(p->min_bin >= 0 && p->min_bin * p->count < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "circular_rqs: smallest bin %g of the circle, must be "
                     "at least 0 and below 1/%d", p->min_bin, p->count);
  if (!(p->min_slope >= 0 && p->min_slope < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "circular_rqs: smallest slope %g, must be at least 0 "
                     "and below 1", p->min_slope);
  if ((status = lgt_op_check_circular ("circular_rqs", in, out, scratch,
                                       error))
      || (status = lgt_op_check_circular_raw ("circular_rqs", "raw", &in[2],
                                              &in[0],
                                              lgt_circular_rqs_raw (*p),
                                              error)))
    return status;
  *entry = in[2].type;
  return LGT_OK;
}

/* Two exponentials and some 20 operations a bin; 120 for the rest.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_circular_params *p = params;

  return (60.0 * p->count + 120) * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_circular_rqs =
{
  .name = "circular_rqs",
  .n_in = 3,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_IN (2),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_circular_rqs (struct lgt_tape *tape, lgt_var u, lgt_var s, lgt_var raw,
                  struct lgt_circular_params params, lgt_var *log_det)
{
  lgt_var in[3] = { u, s, raw }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_circular_rqs, &params, sizeof params, in,
                  out);
  *log_det = out[1];
  return out[0];
}

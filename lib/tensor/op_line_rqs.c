/* A rational quadratic spline on an interval of the line, the identity
   beyond.  */

#include "op_line.h"

int
lgt_line_rqs_raw (struct lgt_line_params params)
{
  return 3 * params.count - 1;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_line_params *p = params;

  if (p->count < 1 || p->count > LGT_LINE_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "line_rqs: %d bins, must be 1 to %d", p->count,
                     LGT_LINE_MAX);
  /* Written so that NaN fails.  */
  if (!(p->bound > 0 && p->bound <= 1e100))
    return lgt_fail (error, LGT_EINVAL,
                     "line_rqs: bound %g, must be positive and finite",
                     p->bound);
  if (!(p->min_bin >= 0 && p->min_bin * p->count < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "line_rqs: smallest bin %g of the interval, must be at "
                     "least 0 and below 1/%d", p->min_bin, p->count);
  if (!(p->min_slope >= 0 && p->min_slope < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "line_rqs: smallest slope %g, must be at least 0 and "
                     "below 1", p->min_slope);
  return lgt_op_check_line ("line_rqs", lgt_line_rqs_raw (*p), in, out,
                            scratch, entry, error);
}

/* Two exponentials and some 20 operations a bin; 120 for the rest.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_line_params *p = params;

  return (60.0 * p->count + 120) * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_line_rqs =
{
  .name = "line_rqs",
  .n_in = 2,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_line_rqs (struct lgt_tape *tape, lgt_var x, lgt_var raw,
              struct lgt_line_params params, lgt_var *log_det)
{
  lgt_var in[2] = { x, raw }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_line_rqs, &params, sizeof params, in, out);
  *log_det = out[1];
  return out[0];
}

/* A tabulated map of the circle.  */

#include "op_circular.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_circular_table_params *p = params;
  struct lgt_shape shape = { 1, 1, 1, 1 };
  enum lgt_status status;
  int64_t size;

  if (p->bins < 1 || p->angles < 1)
    return lgt_fail (error, LGT_EINVAL,
                     "circular_table: %d bins and %d conditions, must be at "
                     "least 1", p->bins, p->angles);
  size = p->angles * (3 * (int64_t) p->bins + 1);
  if (size > INT32_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "circular_table: %d bins at %d conditions are more than "
                     "a tensor holds", p->bins, p->angles);
  shape.comps = (int32_t) size;
  if ((status = lgt_op_check_circular ("circular_table", in, out, scratch,
                                       error))
      || (status = lgt_op_check_type ("circular_table", "condition", &in[2],
                                      LGT_F64, error))
      || (status = lgt_op_check_circular_raw ("circular_table", "condition",
                                              &in[2], &in[0], 1, error))
      || (status = lgt_op_check_type ("circular_table", "table", &in[3],
                                      LGT_F64, error))
      || (status = lgt_op_check_shape ("circular_table", "table", &in[3],
                                       shape, error)))
    return status;
  scratch[1] = 2 * sizeof (double) * (size_t) p->angles * (size_t) p->bins;
  scratch[0] += scratch[1];
  *entry = LGT_F64;
  return LGT_OK;
}

/* A bisection with four products a step, six numbers, and the spline.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_circular_table_params *p = params;
  double steps = 0;

  for (int bins = p->bins; bins > 1; bins /= 2)
    steps++;
  return (8 * steps + 160) * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_circular_table =
{
  .name = "circular_table",
  .n_in = 4,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_IN (2)
                    | LGT_READS_IN (3),
  .no_gradient = 1u << 3,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_circular_table (struct lgt_tape *tape, lgt_var u, lgt_var s,
                    lgt_var condition, lgt_var table,
                    struct lgt_circular_table_params params,
                    lgt_var *log_det)
{
  lgt_var in[4] = { u, s, condition, table };
  lgt_var out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_circular_table, &params, sizeof params, in,
                  out);
  *log_det = out[1];
  return out[0];
}

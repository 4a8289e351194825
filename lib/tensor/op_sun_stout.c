/* One step of stout smearing.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  static const char op[] = "sun_stout";
  const struct lgt_sun_stout_params *p = params;
  struct lgt_shape shape = in[0].shape, other = shape;
  enum lgt_status status;
  int count;

  if (p->n < 2 || p->n > LGT_SUN_MAX)
    return lgt_fail (error, LGT_EINVAL, "%s: SU(%d), must be 2 to %d", op,
                     p->n, LGT_SUN_MAX);
  /* Written so that NaN fails.  */
  if (!(p->limit > 0 && p->limit < 1))
    return lgt_fail (error, LGT_EINVAL,
                     "%s: limit %g of the coefficients, must be above 0 and "
                     "below 1", op, p->limit);
  if ((status = lgt_op_check_type (op, "u", &in[0], LGT_F64, error))
      || (status = lgt_op_check_type (op, "s", &in[1], LGT_F64, error))
      || (status = lgt_op_check_float (op, "raw", &in[2], error)))
    return status;
  shape.comps = 2 * p->n * p->n;
  count = in[1].shape.comps / shape.comps;
  other.comps = (count < 1 ? 1 : count) * shape.comps;
  if ((status = lgt_op_check_shape (op, "u", &in[0], shape, error))
      || (status = lgt_op_check_shape (op, "s", &in[1], other, error)))
    return status;
  other.comps = count;
  if ((status = lgt_op_check_shape (op, "raw", &in[2], other, error))
      || (status = lgt_op_check_sites (op, "s", &in[1], in[0].sites, error))
      || (status = lgt_op_check_sites (op, "raw", &in[2], in[0].sites,
                                       error)))
    return status;
  out[0] = lgt_view_dense (NULL, LGT_F64, shape, in[0].sites);
  out[1] = lgt_op_result (LGT_F64, shape.packs, 1, 1, shape.lanes, NULL);
  shape.comps = 1;
  scratch[0] = lgt_shape_bytes (LGT_F64, shape);        /* logarithms */
  scratch[1] = 0;
  *entry = in[2].type;
  return LGT_OK;
}

/* Five products, the eigenvectors, the staples; elimination in N^2 - 1
   dimensions; the inverse some six times.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_stout_params *p = params;
  double n = p->n, dim = n * n - 1;
  double one = 5 * 8 * n * n * n + 40 * n * n + dim * dim * dim / 3;
  double count = (double) lgt_shape_count (in[0].shape) / (2 * n * n);

  return count * ((p->inverse ? 6 : 1) * one + 2.0 * in[1].shape.comps);
}

/* The inverse's pull-back starts from its result.  */
const struct lgt_op lgt_op_sun_stout =
{
  .name = "sun_stout",
  .n_in = 3,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_IN (2)
                    | LGT_READS_OUT (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_stout (struct lgt_tape *tape, lgt_var u, lgt_var s, lgt_var raw,
               struct lgt_sun_stout_params params, lgt_var *log_det)
{
  lgt_var in[3] = { u, s, raw }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_sun_stout, &params, sizeof params, in, out);
  *log_det = out[1];
  return out[0];
}

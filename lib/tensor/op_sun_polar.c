/* The nearest matrix in SU(N) of a weighted sum.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  static const char op[] = "sun_polar";
  const struct lgt_sun_polar_params *p = params;
  struct lgt_shape shape = in[0].shape;
  enum lgt_status status;
  int count, numbers;

  if (p->n < 2 || p->n > LGT_SUN_MAX)
    return lgt_fail (error, LGT_EINVAL, "%s: SU(%d), must be 2 to %d", op,
                     p->n, LGT_SUN_MAX);
  if ((status = lgt_op_check_type (op, "s", &in[0], LGT_F64, error))
      || (status = lgt_op_check_float (op, "w", &in[1], error)))
    return status;
  numbers = 2 * p->n * p->n;
  count = shape.comps / numbers;
  shape.comps = (count < 1 ? 1 : count) * numbers;
  if ((status = lgt_op_check_shape (op, "s", &in[0], shape, error)))
    return status;
  shape.comps = count;
  if ((status = lgt_op_check_shape (op, "w", &in[1], shape, error))
      || (status = lgt_op_check_sites (op, "w", &in[1], in[0].sites, error)))
    return status;
  shape.comps = numbers;
  out[0] = lgt_view_dense (NULL, LGT_F64, shape, in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = in[1].type;
  return LGT_OK;
}

/* Six inverses and the sum.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_polar_params *p = params;
  double n = p->n, all = (double) lgt_shape_count (in[0].shape);

  return 2 * all + 6 * 10 * n * n * n * all / in[0].shape.comps;
}

const struct lgt_op lgt_op_sun_polar =
{
  .name = "sun_polar",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1) | LGT_READS_OUT (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_polar (struct lgt_tape *tape, lgt_var s, lgt_var w, int n)
{
  const struct lgt_sun_polar_params params = { n };
  lgt_var in[2] = { s, w }, out[1] = { LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_sun_polar, &params, sizeof params, in, out);
  return out[0];
}

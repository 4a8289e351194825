/* Traces of pairs of SU(N) matrices with the same ends.  */

#include "op_sun.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_sun_pairs_params *p = params;
  const int32_t numbers = lgt_op_sun_numbers (p->n);
  enum lgt_status status;
  int32_t count;

  if ((status = lgt_op_check_sun_n ("sun_pairs", p->n, error))
      || (status = lgt_op_check_type ("sun_pairs", "matrices", &in[0],
                                      LGT_F64, error)))
    return status;
  count = in[0].shape.comps / numbers;
  if (in[0].shape.comps % numbers != 0 || count < 2)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_pairs: matrices have %d components, must have "
                     "those of 2 or more SU(%d) matrices, %d each",
                     (int) in[0].shape.comps, p->n, (int) numbers);
  if (p->to != LGT_F32 && p->to != LGT_F64)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_pairs: the output must be float32 or float64");
  out[0] = lgt_op_result (p->to, in[0].shape.packs, in[0].shape.sites,
                          count * (count - 1), in[0].shape.lanes,
                          in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = p->to;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_pairs_params *p = params;
  const double count = in[0].shape.comps / lgt_op_sun_numbers (p->n);

  return 4.0 * p->n * p->n * count * (count - 1) * in[0].shape.packs
         * in[0].shape.sites * in[0].shape.lanes;
}

const struct lgt_op lgt_op_sun_pairs =
{
  .name = "sun_pairs",
  .n_in = 1,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_pairs (struct lgt_tape *tape, lgt_var s, int n, enum lgt_type to)
{
  const struct lgt_sun_pairs_params params = { n, to };
  lgt_var out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_sun_pairs, &params, sizeof params, &s, &out);
  return out;
}

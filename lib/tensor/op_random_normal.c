/* Normal random numbers.  */

#include "op_chain.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_random_params *p = params;
  enum lgt_status status = lgt_op_check_random ("random_normal", &in[0],
                                                p->layer, error);

  if (status
      || (status = lgt_op_check_type ("random_normal", "the output", &out[0],
                                      LGT_F64, error)))
    return status;
  if (p->draw < 0 || p->draw > 0xfff)
    return lgt_fail (error, LGT_EINVAL,
                     "random_normal: draw %d, must be 0 to 4095", p->draw);
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

const struct lgt_op lgt_op_random_normal =
{
  .name = "random_normal",
  .whole = 1,
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_random_normal (struct lgt_tape *tape, const struct lgt_view *out,
                   const struct lgt_view *random,
                   const struct lgt_random_params *params)
{
  lgt_tape_run (tape, &lgt_op_random_normal, params, sizeof *params, random,
                out);
}

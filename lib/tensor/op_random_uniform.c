/* Uniform random numbers, one counter an element.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_random_params *p = params;
  const struct lgt_shape words = { 1, 1, LGT_RANDOM_WORDS, 1 };
  enum lgt_status status;

  if ((status = lgt_op_check_type ("random_uniform", "counters", &in[0],
                                   LGT_U32, error))
      || (status = lgt_op_check_shape ("random_uniform", "counters", &in[0],
                                       words, error))
      || (status = lgt_op_check_float ("random_uniform", "the output",
                                       &out[0], error)))
    return status;
  if (p->layer < 0 || p->layer > 0xfff || p->draw < 0 || p->draw > 0xfff)
    return lgt_fail (error, LGT_EINVAL,
                     "random_uniform: layer %d, draw %d; both must be 0 to "
                     "4095", p->layer, p->draw);
  scratch[0] = scratch[1] = 0;
  *entry = out[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_random_uniform =
{
  .name = "random_uniform",
  .whole = 1,
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_random_uniform (struct lgt_tape *tape, const struct lgt_view *out,
                    const struct lgt_view *random,
                    struct lgt_random_params params)
{
  lgt_tape_run (tape, &lgt_op_random_uniform, &params, sizeof params, random,
                out);
}

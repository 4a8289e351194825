/* SU(N) links from Haar measure.  */

#include "op_sun.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_sun_haar_params *p = params;
  const struct lgt_shape words = { 1, 1, LGT_RANDOM_WORDS, 1 };
  enum lgt_status status;

  if ((status = lgt_op_check_sun_n ("sun_haar", p->n, error))
      || (status = lgt_op_check_type ("sun_haar", "counters", &in[0],
                                      LGT_U32, error))
      || (status = lgt_op_check_shape ("sun_haar", "counters", &in[0], words,
                                       error))
      || (status = lgt_op_check_type ("sun_haar", "the output", &out[0],
                                      LGT_F64, error)))
    return status;
  if (out[0].shape.comps % lgt_op_sun_numbers (p->n) != 0)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_haar: the output has %d components, no multiple of "
                     "the %d of an SU(%d) matrix", (int) out[0].shape.comps,
                     (int) lgt_op_sun_numbers (p->n), p->n);
  if (p->layer < 0 || p->layer > 0xfff || p->draw < 0
      || p->draw > 0x1000 - p->n * p->n)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_haar: layer %d, draw %d; they must be 0 to 4095, "
                     "and 0 to %d for SU(%d)", p->layer, p->draw,
                     0x1000 - p->n * p->n, p->n);
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

const struct lgt_op lgt_op_sun_haar =
{
  .name = "sun_haar",
  .whole = 1,
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_sun_haar (struct lgt_tape *tape, const struct lgt_view *out,
              const struct lgt_view *random,
              struct lgt_sun_haar_params params)
{
  lgt_tape_run (tape, &lgt_op_sun_haar, &params, sizeof params, random, out);
}

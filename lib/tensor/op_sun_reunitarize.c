/* SU(N) links made unitary again, in place.  */

#include "op_chain.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_reunitarize_params *p = params;
  enum lgt_status status = lgt_op_check_sun_n ("sun_reunitarize", p->n,
                                               error);

  (void) in;
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return status ? status
                : lgt_op_check_directed ("sun_reunitarize", "links", &out[0],
                                         NULL, lgt_op_sun_numbers (p->n),
                                         error);
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_sun_reunitarize =
{
  .name = "sun_reunitarize",
  .n_in = 0,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_reunitarize (struct lgt_tape *tape, const struct lgt_view *links, int n)
{
  const struct lgt_reunitarize_params params = { n };

  lgt_tape_run (tape, &lgt_op_sun_reunitarize, &params, sizeof params, links,
                links);
}

/* One set of angles added to all configurations, or taken from them.  */

#include "op_chain.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_u1_shift_params *p = params;
  struct lgt_shape shape;
  enum lgt_status status = lgt_op_check_directed ("u1_shift", "links",
                                                  &out[0], NULL, 1, error);

  if (status != LGT_OK)
    return status;
  shape = out[0].shape;
  shape.packs = shape.lanes = 1;
  if ((status = lgt_op_check_directed ("u1_shift", "shift", &in[0],
                                       out[0].sites, 1, error))
      || (status = lgt_op_check_shape ("u1_shift", "shift", &in[0], shape,
                                       error)))
    return status;
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return lgt_op_check_random ("u1_shift", &in[1], p->layer, error);
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_u1_shift =
{
  .name = "u1_shift",
  .whole = 1,
  .n_in = 2,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_u1_shift (struct lgt_tape *tape, const struct lgt_view *links,
              const struct lgt_view *shift, const struct lgt_view *random,
              int layer)
{
  const struct lgt_u1_shift_params params = { layer };
  const struct lgt_view in[2] = { *shift, *random };

  lgt_tape_run (tape, &lgt_op_u1_shift, &params, sizeof params, in, links);
}

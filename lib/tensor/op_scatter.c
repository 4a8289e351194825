/* New values for the entries of a list, in place: the output is the field on
   the whole lattice, of which nothing else is touched.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_list_params *p = params;
  struct lgt_shape values;
  enum lgt_status status;

  if ((status = lgt_op_check_list ("scatter", p, &out[0], error)))
    return status;
  values = (struct lgt_shape) { out[0].shape.packs, p->list->count, p->block,
                                out[0].shape.lanes };
  if ((status = lgt_op_check_type ("scatter", "new values", &in[0],
                                   out[0].type, error))
      || (status = lgt_op_check_sites ("scatter", "new values", &in[0],
                                       p->list, error))
      || (status = lgt_op_check_shape ("scatter", "new values", &in[0],
                                       values, error)))
    return status;
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_scatter =
{
  .name = "scatter",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

/* Numbers from other sites, one vector a row.  */

#include "collection.h"
#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_collection *c
    = ((const struct lgt_collect_params *) params)->collection;
  enum lgt_status status;

  if (c == NULL)
    return lgt_fail (error, LGT_EINVAL, "collect: needs a collection");
  if ((status = lgt_op_check_float ("collect", "the field", &in[0], error))
      || (status = lgt_op_check_sites ("collect", "the field", &in[0],
                                       c->from, error)))
    return status;
  if (in[0].shape.comps < c->comps)
    return lgt_fail (error, LGT_EINVAL,
                     "collect: component %d of a field that has %d",
                     c->comps - 1, (int) in[0].shape.comps);
  out[0] = lgt_op_result (in[0].type, in[0].shape.packs, c->rows->count,
                          c->items, in[0].shape.lanes, c->rows);
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

const struct lgt_op lgt_op_collect =
{
  .name = "collect",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_collect (struct lgt_tape *tape, lgt_var x,
             const struct lgt_collection *collection)
{
  const struct lgt_collect_params params = { collection };
  lgt_var out = LGT_NONE;

  lgt_tape_apply (tape, &lgt_op_collect, &params, sizeof params, &x, &out);
  return out;
}

/* The entries of a list, out of a field on the whole lattice.  */

#include "op_check.h"

enum lgt_status
lgt_op_check_list (const char *op, const struct lgt_list_params *p,
                   const struct lgt_view *field, struct lgt_error *error)
{
  enum lgt_status status;

  if (p->list == NULL || p->list->device_site == NULL)
    return lgt_fail (error, LGT_EINVAL, "%s: needs a list of sites", op);
  if ((status = lgt_op_check_float (op, "field", field, error))
      || (status = lgt_op_check_sites (op, "field", field, p->list->lattice,
                                       error)))
    return status;
  if (p->block < 1
      || (int64_t) p->block * p->list->directions > field->shape.comps)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: a list with %d directions of %d components does "
                     "not fit a field with %d", op, p->list->directions,
                     p->block, (int) field->shape.comps);
  return LGT_OK;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_list_params *p = params;
  enum lgt_status status = lgt_op_check_list ("gather", p, &in[0], error);

  if (status != LGT_OK)
    return status;
  out[0] = lgt_op_result (in[0].type, in[0].shape.packs, p->list->count,
                          p->block, in[0].shape.lanes, p->list);
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

const struct lgt_op lgt_op_gather =
{
  .name = "gather",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

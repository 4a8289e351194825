#include "op_chain.h"

enum lgt_status
lgt_op_check_directed (const char *op, const char *what,
                       const struct lgt_view *field,
                       const struct lgt_sites *lattice, int comps,
                       struct lgt_error *error)
{
  enum lgt_status status = lgt_op_check_type (op, what, field, LGT_F64,
                                              error);

  if (status != LGT_OK)
    return status;
  if (!field->sites || field->sites->lattice != field->sites)
    return lgt_fail (error, LGT_EINVAL, "%s: %s must be on a lattice", op,
                     what);
  if (lattice
      && (status = lgt_op_check_sites (op, what, field, lattice, error)))
    return status;
  if (field->shape.comps != field->sites->ndim * comps)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %s has %d components, must have %d, which is %d "
                     "for each of %d directions", op, what,
                     (int) field->shape.comps, field->sites->ndim * comps,
                     comps, field->sites->ndim);
  return LGT_OK;
}

enum lgt_status
lgt_op_check_weight (const char *op, const struct lgt_view *weight,
                     int32_t count, struct lgt_error *error)
{
  const struct lgt_shape shape = { 1, 1, count, 1 };
  enum lgt_status status = lgt_op_check_type (op, "weights", weight, LGT_F64,
                                              error);

  return status ? status : lgt_op_check_shape (op, "weights", weight, shape,
                                               error);
}

enum lgt_status
lgt_op_check_number (const char *op, const char *what,
                     const struct lgt_view *view, struct lgt_error *error)
{
  const struct lgt_shape one = { 1, 1, 1, 1 };
  enum lgt_status status = lgt_op_check_type (op, what, view, LGT_F64, error);

  return status ? status : lgt_op_check_shape (op, what, view, one, error);
}

enum lgt_status
lgt_op_check_lanes (const char *op, const char *what,
                    const struct lgt_view *view, struct lgt_shape shape,
                    struct lgt_error *error)
{
  const struct lgt_shape lanes = { shape.packs, 1, 1, shape.lanes };
  enum lgt_status status = lgt_op_check_type (op, what, view, LGT_F64, error);

  return status ? status : lgt_op_check_shape (op, what, view, lanes, error);
}

enum lgt_status
lgt_op_check_random (const char *op, const struct lgt_view *random, int layer,
                     struct lgt_error *error)
{
  const struct lgt_shape words = { 1, 1, LGT_RANDOM_WORDS, 1 };
  enum lgt_status status = lgt_op_check_type (op, "counters", random, LGT_U32,
                                              error);

  if (status == LGT_OK)
    status = lgt_op_check_shape (op, "counters", random, words, error);
  if (status == LGT_OK && (layer < 0 || layer > 0xfff))
    return lgt_fail (error, LGT_EINVAL, "%s: layer %d, must be 0 to 4095", op,
                     layer);
  return status;
}

/* Checks that the transformations of the circle share.  */

#include "op_circular.h"

enum lgt_status
lgt_op_check_circular (const char *op, const struct lgt_view *in,
                       struct lgt_view *out, size_t scratch[2],
                       struct lgt_error *error)
{
  enum lgt_status status;
  struct lgt_shape shape = in[0].shape;

  if ((status = lgt_op_check_type (op, "u", &in[0], LGT_F64, error))
      || (status = lgt_op_check_type (op, "s", &in[1], LGT_F64, error)))
    return status;
  shape.comps = 1;
  if ((status = lgt_op_check_shape (op, "u", &in[0], shape, error))
      || (status = lgt_op_check_shape (op, "s", &in[1], shape, error))
      || (status = lgt_op_check_sites (op, "s", &in[1], in[0].sites, error)))
    return status;
  out[0] = lgt_view_dense (NULL, LGT_F64, shape, in[0].sites);
  scratch[0] = lgt_shape_bytes (LGT_F64, shape);
  scratch[1] = 0;
  out[1] = lgt_op_result (LGT_F64, shape.packs, 1, 1, shape.lanes, NULL);
  return LGT_OK;
}

enum lgt_status
lgt_op_check_circular_raw (const char *op, const char *what,
                           const struct lgt_view *raw,
                           const struct lgt_view *angles, int comps,
                           struct lgt_error *error)
{
  struct lgt_shape shape = angles->shape;
  enum lgt_status status;

  shape.comps = comps;
  if ((status = lgt_op_check_float (op, what, raw, error))
      || (status = lgt_op_check_shape (op, what, raw, shape, error))
      || (status = lgt_op_check_sites (op, what, raw, angles->sites, error)))
    return status;
  return LGT_OK;
}

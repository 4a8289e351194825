/* Checks that several operations share.  */

#include "op_check.h"

enum lgt_status
lgt_op_check_float (const char *op, const char *what,
                    const struct lgt_view *view, struct lgt_error *error)
{
  if (lgt_op_absent (view))
    return lgt_fail (error, LGT_EINVAL, "%s: %s is missing", op, what);
  if (view->type != LGT_F32 && view->type != LGT_F64)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %s is %s, must be float32 or float64", op, what,
                     lgt_type_name (view->type));
  return LGT_OK;
}

enum lgt_status
lgt_op_check_type (const char *op, const char *what,
                   const struct lgt_view *view, enum lgt_type type,
                   struct lgt_error *error)
{
  if (lgt_op_absent (view))
    return lgt_fail (error, LGT_EINVAL, "%s: %s is missing", op, what);
  if (view->type != type)
    return lgt_fail (error, LGT_EINVAL, "%s: %s is %s, must be %s", op, what,
                     lgt_type_name (view->type), lgt_type_name (type));
  return LGT_OK;
}

enum lgt_status
lgt_op_check_shape (const char *op, const char *what,
                    const struct lgt_view *view, struct lgt_shape shape,
                    struct lgt_error *error)
{
  if (!lgt_shape_equal (view->shape, shape))
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %s is [%d, %d, %d, %d], must be [%d, %d, %d, %d]",
                     op, what, (int) view->shape.packs,
                     (int) view->shape.sites, (int) view->shape.comps,
                     (int) view->shape.lanes, (int) shape.packs,
                     (int) shape.sites, (int) shape.comps,
                     (int) shape.lanes);
  return LGT_OK;
}

enum lgt_status
lgt_op_check_sites (const char *op, const char *what,
                    const struct lgt_view *view,
                    const struct lgt_sites *sites, struct lgt_error *error)
{
  if (view->sites != sites)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %s is on another lattice or list", op, what);
  return LGT_OK;
}

struct lgt_view
lgt_op_result (enum lgt_type type, int32_t packs, int32_t sites_count,
               int32_t comps, int32_t lanes, const struct lgt_sites *sites)
{
  struct lgt_shape shape = { packs, sites_count, comps, lanes };

  return lgt_view_dense (NULL, type, shape, sites);
}

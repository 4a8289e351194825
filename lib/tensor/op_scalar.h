/* What the operations on scalar fields check alike.  Internal to
   lib/tensor.  */

#ifndef LGT_OP_SCALAR_H
#define LGT_OP_SCALAR_H

#include "op_check.h"

/* FIELD, called WHAT, is float32 or float64 with one number a site of a
   lattice.  */
enum lgt_status lgt_op_check_scalar (const char *op, const char *what,
                                     const struct lgt_view *field,
                                     struct lgt_error *error);

/* COEFFICIENT is h, q, l, c.  */
enum lgt_status lgt_op_check_coefficient (const char *op,
                                          const struct lgt_view *coefficient,
                                          struct lgt_error *error);

/* Floating-point operations of density or derivative, everywhere.  */
double lgt_op_scalar_flops (const struct lgt_view *field, int sides);

#endif

/* Checks that the transformations of the circle share.  Internal to
   lib/tensor.  */

#ifndef LGT_OP_CIRCULAR_H
#define LGT_OP_CIRCULAR_H

#include "op_check.h"

/* The angles IN[0] and IN[1] of operation OP; fills both outputs and the
   scratch of run, one double an angle.  */
enum lgt_status lgt_op_check_circular (const char *op,
                                       const struct lgt_view *in,
                                       struct lgt_view *out,
                                       size_t scratch[2],
                                       struct lgt_error *error);

/* RAW belongs to the angles and has COMPS components.  */
enum lgt_status lgt_op_check_circular_raw (const char *op, const char *what,
                                           const struct lgt_view *raw,
                                           const struct lgt_view *angles,
                                           int comps,
                                           struct lgt_error *error);

#endif

/* What the transformations of the line check alike.  Internal to
   lib/tensor.  */

#ifndef LGT_OP_LINE_H
#define LGT_OP_LINE_H

#include "op_check.h"

/* The numbers IN[0] of operation OP and their IN[1], RAW components of raw;
   fills both outputs, the scratch of run (one double a number) and
   *ENTRY.  */
enum lgt_status lgt_op_check_line (const char *op, int raw,
                                   const struct lgt_view *in,
                                   struct lgt_view *out, size_t scratch[2],
                                   enum lgt_type *entry,
                                   struct lgt_error *error);

#endif

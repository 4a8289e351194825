/* What the operations of the convolution share, one for each algorithm.
   Internal to lib/tensor.  */

#ifndef LGT_OP_CONV_H
#define LGT_OP_CONV_H

#include <lgt/ops.h>

/* All checks of x, weight and bias; fills *Y and *ENTRY.  Messages begin
   with OP.  */
enum lgt_status lgt_conv_infer (const char *op,
                                const struct lgt_conv_params *p,
                                const struct lgt_view *in,
                                struct lgt_view *y, enum lgt_type *entry,
                                struct lgt_error *error);

/* The same for an operation that refuses an activation.  */
enum lgt_status lgt_conv_infer_plain (const char *op,
                                      const struct lgt_conv_params *p,
                                      const struct lgt_view *in,
                                      struct lgt_view *y,
                                      enum lgt_type *entry,
                                      struct lgt_error *error);

/* lgt_op.flops: those of the direct sums, whatever the algorithm does.  */
double lgt_conv_flops (const void *params, const struct lgt_view *in);

#endif

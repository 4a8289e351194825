/* Checks that several operations share.  Internal to lib/tensor.

   An input that is absent arrives at an operation's infer with a shape of
   zeros (a dry tape has no addresses to tell it by).  OP is the operation's
   name and WHAT the argument's, for the message.  */

#ifndef LGT_OP_CHECK_H
#define LGT_OP_CHECK_H

#include <lgt/ops.h>

/* Sums over sites are made in so many blocks (cpu/kernels/isa.h); their
   partial sums are scratch.  */
enum { LGT_OP_BLOCKS = 64 };

static inline int
lgt_op_absent (const struct lgt_view *view)
{
  return view->shape.packs == 0;
}

/* VIEW is present, and float32 or float64.  */
enum lgt_status lgt_op_check_float (const char *op, const char *what,
                                    const struct lgt_view *view,
                                    struct lgt_error *error);

/* VIEW is present and of TYPE.  */
enum lgt_status lgt_op_check_type (const char *op, const char *what,
                                   const struct lgt_view *view,
                                   enum lgt_type type,
                                   struct lgt_error *error);

/* VIEW has SHAPE.  */
enum lgt_status lgt_op_check_shape (const char *op, const char *what,
                                    const struct lgt_view *view,
                                    struct lgt_shape shape,
                                    struct lgt_error *error);

/* VIEW is on SITES.  */
enum lgt_status lgt_op_check_sites (const char *op, const char *what,
                                    const struct lgt_view *view,
                                    const struct lgt_sites *sites,
                                    struct lgt_error *error);

/* FIELD is on the lattice of P's list and has room for its directions.  In
   op_gather.c.  */
enum lgt_status lgt_op_check_list (const char *op,
                                   const struct lgt_list_params *p,
                                   const struct lgt_view *field,
                                   struct lgt_error *error);

/* A view without data, for infer to describe an output with.  */
struct lgt_view lgt_op_result (enum lgt_type type, int32_t packs,
                               int32_t sites_count, int32_t comps,
                               int32_t lanes, const struct lgt_sites *sites);

#endif

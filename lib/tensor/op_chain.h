/* What the operations of Markov chains check alike.  Internal to
   lib/tensor.  */

#ifndef LGT_OP_CHAIN_H
#define LGT_OP_CHAIN_H

#include "op_sun.h"

/* The name of an operation for U(1) (N = 1) and SU(N).  */
#define LGT_OP_CHAIN_NAME(n, what) ((n) == 1 ? "u1_" what : "sun_" what)

/* Numbers in a link and in its momentum.  */
static inline int32_t
lgt_op_link_numbers (int n)
{
  return n == 1 ? 1 : lgt_op_sun_numbers (n);
}
static inline int32_t
lgt_op_momentum_numbers (int n)
{
  return n == 1 ? 1 : n * n - 1;
}

/* FIELD, called WHAT, is float64, on LATTICE, with COMPS components for each
   of its directions; LATTICE NULL: on whatever lattice it is.  */
enum lgt_status lgt_op_check_directed (const char *op, const char *what,
                                       const struct lgt_view *field,
                                       const struct lgt_sites *lattice,
                                       int comps, struct lgt_error *error);

/* WEIGHT is float64, one for each of COUNT paths.  */
enum lgt_status lgt_op_check_weight (const char *op,
                                     const struct lgt_view *weight,
                                     int32_t count, struct lgt_error *error);

/* VIEW, called WHAT, is one float64, or one a lane of SHAPE.  */
enum lgt_status lgt_op_check_number (const char *op, const char *what,
                                     const struct lgt_view *view,
                                     struct lgt_error *error);
enum lgt_status lgt_op_check_lanes (const char *op, const char *what,
                                    const struct lgt_view *view,
                                    struct lgt_shape shape,
                                    struct lgt_error *error);

/* RANDOM are the words of a counter; LAYER is 0 to 4095.  */
enum lgt_status lgt_op_check_random (const char *op,
                                     const struct lgt_view *random, int layer,
                                     struct lgt_error *error);

#endif

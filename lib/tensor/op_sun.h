/* What the operations on SU(N) links check alike.  Internal to lib/tensor. */

#ifndef LGT_OP_SUN_H
#define LGT_OP_SUN_H

#include "op_check.h"

/* Numbers in a matrix.  */
static inline int32_t
lgt_op_sun_numbers (int n)
{
  return 2 * n * n;
}

/* 2 <= N <= LGT_SUN_MAX.  */
enum lgt_status lgt_op_check_sun_n (const char *op, int n,
                                    struct lgt_error *error);

/* PATHS are there, and LINKS is [P, V, D 2 N^2, B], float64, on their
   lattice.  */
enum lgt_status lgt_op_check_sun_links (const char *op,
                                        const struct lgt_path_set *paths,
                                        int n, const struct lgt_view *links,
                                        struct lgt_error *error);

/* Operations of all paths' products, where a path takes FEWER products than
   it has steps.  */
double lgt_op_sun_flops (const struct lgt_path_set *paths, int n,
                         const struct lgt_view *links, int fewer);

#endif

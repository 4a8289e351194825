/* What the operations on U(1) paths check alike.  Internal to lib/tensor.  */

#ifndef LGT_OP_U1_H
#define LGT_OP_U1_H

#include "op_check.h"

/* LINKS is [P, V, D, B], float32 or float64, on PATHS' lattice.  */
enum lgt_status lgt_op_check_u1_links (const char *op,
                                       const struct lgt_path_set *paths,
                                       const struct lgt_view *links,
                                       struct lgt_error *error);

/* Additions along all paths: steps times rows and configurations.  */
double lgt_op_u1_flops (const struct lgt_path_set *paths,
                        const struct lgt_view *links);

/* Bytes of one double for every path and configuration.  */
size_t lgt_op_u1_bytes (const struct lgt_path_set *paths,
                        const struct lgt_view *links);

#endif

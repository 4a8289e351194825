/* Sites that are a shift away, direction by direction.  Internal to
   lib/tensor.  */

#ifndef LGT_SHIFT_TABLE_H
#define LGT_SHIFT_TABLE_H

#include <lgt/sites.h>

/* Site x + shift of LATTICE, |shift| <= REACH, is the sum over d of
   table[OFFSET[d] + x_d (2 REACH + 1) + shift_d + REACH].  The table is
   malloced, with *ENTRIES entries; NULL if there is no memory.  */
int32_t *lgt_shift_table (const struct lgt_sites *lattice, int reach,
                          int offset[LGT_STENCIL_MAX_DIM], size_t *entries);

#endif

/* Sums over sites of numbers that a kernel makes, one a site and
   configuration, on scratch (action_scratch.h).  */

#ifndef LGT_GPU_SITE_SUMS_H
#define LGT_GPU_SITE_SUMS_H

#include "block_sums.h"

/* The numbers, in front of the partial sums.  */
static inline struct lgt_view
lgt_site_numbers (void *scratch, const struct lgt_view &field)
{
  return lgt_view_dense (scratch, LGT_F64,
                         { field.shape.packs, field.shape.sites, 1,
                           field.shape.lanes }, field.sites);
}

/* Z [P, 1, 1, B] = their sums.  */
static inline void
lgt_add_sites (const struct lgt_queue *queue, const struct lgt_view &numbers,
               const struct lgt_view &z)
{
  lgt_sum_rows (queue, numbers,
                (double *) numbers.data
                + numbers.shape.packs * lgt_count (numbers), z);
}

#endif

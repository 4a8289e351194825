/* Copies between a field on the lattice and the entries of a list.  */

#ifndef LGT_CPU_LIST_COPY_H
#define LGT_CPU_LIST_COPY_H

#include "elements.h"

/* Element 0 of entry ENTRY of LIST in the lattice field F, with BLOCK
   components for each direction.  */
LGT_INLINE int64_t
lgt_entry_at (const struct lgt_sites *list, int block,
              const struct lgt_view *f, int64_t pack, int64_t entry)
{
  int direction = list->device_direction ? list->device_direction[entry] : 0;

  return lgt_at (f, pack, list->device_site[entry],
                 (int64_t) direction * block);
}

#endif

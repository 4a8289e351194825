/* The entries of a list in a field on the lattice.  */

#ifndef LGT_GPU_LIST_COPY_H
#define LGT_GPU_LIST_COPY_H

#include "kernel.h"

struct lgt_entries
{
  const int32_t *site, *direction;      /* direction may be NULL */
  int block;              /* components of each direction */
};

static inline struct lgt_entries
lgt_entries_of (const void *params)
{
  const auto *p = static_cast<const struct lgt_list_params *> (params);

  return { p->list->device_site, p->list->device_direction, p->block };
}

/* Where element ITEM of the entries' values, [list, block, lanes], is in the
   field F.  */
LGT_DEVICE int64_t
lgt_entry_element (const struct lgt_entries &list, const struct lgt_view &f,
                   int pack, int64_t item)
{
  int64_t entry;
  int rest;

  lgt_divide (item, list.block * f.shape.lanes, &entry, &rest);
  return lgt_at (f, pack, list.site[entry],
                 list.direction ? (int64_t) list.direction[entry] * list.block
                                : 0)
         + rest;
}

#endif

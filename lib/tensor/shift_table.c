#include "shift_table.h"

#include <stdlib.h>

int32_t *
lgt_shift_table (const struct lgt_sites *lattice, int reach,
                 int offset[LGT_STENCIL_MAX_DIM], size_t *entries)
{
  const int width = 2 * reach + 1;
  int64_t stride = 1;
  size_t at = 0;
  int32_t *table;

  *entries = 0;
  for (int d = 0; d < lattice->ndim; d++)
    *entries += (size_t) lattice->extent[d] * (size_t) width;
  table = malloc (*entries * sizeof *table);
  if (!table)
    return NULL;
  for (int d = 0; d < lattice->ndim; stride *= lattice->extent[d], d++)
    {
      const int extent = lattice->extent[d];

      offset[d] = (int) at;
      for (int x = 0; x < extent; x++)
        for (int k = 0; k < width; k++)
          {
            const int y = ((x + k - reach) % extent + extent) % extent;

            table[at++] = (int32_t) (stride * y);
          }
    }
  return table;
}

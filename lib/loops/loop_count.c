/* Frozen, single and multiple loops of a mask.  */

#include <stdlib.h>

#include <lgt/loop_counts.h>

enum lgt_status
lgt_loop_count (const struct lgt_mask *mask, int loops,
                const struct lgt_loop *loop, struct lgt_loop_counts *counts,
                struct lgt_error *error)
{
  struct lgt_loop_counts sum = { 0 };
  struct lgt_loop_rows rows = { 0 };
  struct lgt_mask cell;
  unsigned char *active, *passed;
  int64_t repeated;
  enum lgt_status status = lgt_mask_cell (mask, 1, &cell, error);

  if (status)
    return status;
  if (loops < 0 || mask->geom.volume > INT64_MAX / (loops ? loops : 1))
    return lgt_fail (error, LGT_EINVAL, "%d loops a site of %lld sites are "
                     "too many to count", loops,
                     (long long) mask->geom.volume);
  repeated = mask->geom.volume / cell.geom.volume;
  rows.count = cell.geom.volume;
  active = malloc ((size_t) cell.geom.volume * (size_t) cell.geom.ndim);
  passed = malloc ((size_t) cell.geom.volume);
  if (!active || !passed)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a unit cell of %lld "
                       "sites", (long long) cell.geom.volume);
  else
    lgt_mask_links (&cell, active);
  for (int k = 0; k < loops && !status; k++)
    {
      status = lgt_loop_traversals (&cell.geom, active, rows, 1, 1, &loop[k],
                                    0, passed, error);
      for (int64_t x = 0; x < cell.geom.volume && !status; x++)
        {
          sum.frozen += passed[x] == 0;
          sum.single += passed[x] == 1;
        }
    }
  free (active);
  free (passed);
  if (status)
    return status;
  counts->all = mask->geom.volume * loops;
  counts->frozen = sum.frozen * repeated;
  counts->single = sum.single * repeated;
  counts->multiple = counts->all - counts->frozen - counts->single;
  return LGT_OK;
}

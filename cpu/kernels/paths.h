/* Paths from rows: where their links are, and how the work is cut.

   Forward, work is cut into rows (places where paths start, or sites of
   links) times groups of LGT_PACKS packs: what a row needs to know about
   places is found once for the group.  The cut does not depend on the
   threads.  */

#ifndef LGT_CPU_PATHS_H
#define LGT_CPU_PATHS_H

#include "elements.h"

enum { LGT_PACKS = 4 };

/* A site, prepared for shifts.  */
struct lgt_base
{
  const int32_t *table[LGT_STENCIL_MAX_DIM];
  int ndim;
};

/* TABLE, OFFSET and REACH as in struct lgt_path_set.  */
LGT_INLINE struct lgt_base
lgt_base_in (const struct lgt_sites *lattice, const int32_t *table,
             const int *offset, int reach, int32_t site)
{
  struct lgt_base base;

  base.ndim = lattice->ndim;
  for (int d = 0; d < lattice->ndim; d++)
    {
      int32_t x = site % lattice->extent[d];

      site /= lattice->extent[d];
      base.table[d] = table + offset[d] + (int64_t) x * (2 * reach + 1)
                      + reach;
    }
  return base;
}

LGT_INLINE struct lgt_base
lgt_base_of (const struct lgt_path_set *set, int32_t site)
{
  return lgt_base_in (set->lattice, set->table, set->offset, set->reach,
                      site);
}

/* The base's site + SIGN * SHIFT.  */
LGT_INLINE int32_t
lgt_shifted (const struct lgt_base *base, const int8_t *shift, int sign)
{
  int32_t site = 0;

  for (int d = 0; d < base->ndim; d++)
    site += base->table[d][sign * shift[d]];
  return site;
}

/* The base of row ROW, and the number of its path 0.  */
LGT_INLINE struct lgt_base
lgt_row_base (const struct lgt_path_set *set, int64_t row, int *path)
{
  const struct lgt_sites *rows = set->rows;

  *path = set->variants > 1 ? rows->device_direction[row] * set->paths : 0;
  return lgt_base_of (set, rows->device_site ? rows->device_site[row]
                                             : (int32_t) row);
}

LGT_INLINE int
lgt_selected (const struct lgt_path_set *set, int64_t row, int k)
{
  return !set->select || set->select[row * set->paths + k];
}

/* Groups of packs, and the last pack of the group that begins at PACK.  */
LGT_INLINE int64_t
lgt_groups (const struct lgt_view *v)
{
  return (v->shape.packs + LGT_PACKS - 1) / LGT_PACKS;
}
LGT_INLINE int64_t
lgt_group_end (const struct lgt_view *v, int64_t pack)
{
  return pack + LGT_PACKS < v->shape.packs ? pack + LGT_PACKS
                                           : v->shape.packs;
}

/* Additions for all paths and configurations of V.  */
LGT_INLINE int64_t
lgt_path_work (const struct lgt_path_set *set, const struct lgt_view *v)
{
  return (int64_t) set->steps / set->variants * set->rows->count
         * v->shape.packs * v->shape.lanes;
}

/* A pull-back that writes to sites as rows call for it is cut into packs
   times ranges of lanes, which never meet; within one, rows come in order.
   So the bits do not depend on the number of ranges, which is chosen for the
   threads.  */
struct lgt_units
{
  int64_t count, ranges;
  int lanes, width;       /* width: lanes in a range, whole vectors */
};

LGT_INLINE struct lgt_units
lgt_units_of (struct lgt_shape shape, int threads)
{
  struct lgt_units u;
  const int vectors = (shape.lanes + LGT_VD - 1) / LGT_VD;
  const int wanted = (threads + shape.packs - 1) / shape.packs;
  const int ranges = wanted < vectors ? wanted : vectors;
  const int each = (vectors + ranges - 1) / ranges;

  u.lanes = shape.lanes;
  u.width = each * LGT_VD;
  u.ranges = (vectors + each - 1) / each;
  u.count = shape.packs * u.ranges;
  return u;
}

/* The lanes [*BEGIN, *END) of unit I; its pack.  */
LGT_INLINE int64_t
lgt_unit_lanes (const struct lgt_units *u, int64_t i, int *begin, int *end)
{
  *begin = (int) (i % u->ranges) * u->width;
  *end = *begin + u->width < u->lanes ? *begin + u->width : u->lanes;
  return i / u->ranges;
}

#endif

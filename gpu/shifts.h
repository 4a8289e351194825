/* Sites some way off, by the tables of path sets and collections.  */

#ifndef LGT_GPU_SHIFTS_H
#define LGT_GPU_SHIFTS_H

#include "kernel.h"

struct lgt_shifts
{
  int ndim, reach;
  int extent[LGT_STENCIL_MAX_DIM], offset[LGT_STENCIL_MAX_DIM];
  const int32_t *table;                 /* as in struct lgt_path_set */
};

static inline struct lgt_shifts
lgt_shifts_of (const struct lgt_sites *lattice, const int32_t *table,
               const int *offset, int reach)
{
  struct lgt_shifts s = {};

  s.ndim = lattice->ndim;
  s.reach = reach;
  for (int d = 0; d < s.ndim; d++)
    {
      s.extent[d] = lattice->extent[d];
      s.offset[d] = offset[d];
    }
  s.table = table;
  return s;
}

/* A site, prepared for shifts: where in the table it is not shifted.  */
struct lgt_base
{
  int at[LGT_STENCIL_MAX_DIM];
};

/* Loops over directions have a constant end, so that arrays are
   registers.  */
#ifdef __CUDACC__
# define LGT_UNROLL _Pragma ("unroll")
#else
# define LGT_UNROLL
#endif
#define LGT_EACH_DIRECTION(d, ndim)                                     \
  LGT_UNROLL                                                            \
  for (int d = 0; d < LGT_STENCIL_MAX_DIM; d++)                         \
    if (d < (ndim))

LGT_DEVICE struct lgt_base
lgt_base_of (const struct lgt_shifts &s, int32_t site)
{
  struct lgt_base base;
  unsigned rest = (unsigned) site;

  LGT_EACH_DIRECTION (d, s.ndim)
    {
      const unsigned next = rest / (unsigned) s.extent[d];
      const int x = (int) (rest - next * (unsigned) s.extent[d]);

      rest = next;
      base.at[d] = s.offset[d] + x * (2 * s.reach + 1) + s.reach;
    }
  return base;
}

/* The base's site + PLUS - MINUS, either of which may be NULL.  */
LGT_DEVICE int32_t
lgt_shifted (const struct lgt_shifts &s, const struct lgt_base &base,
             const int8_t *plus, const int8_t *minus)
{
  int32_t site = 0;

  LGT_EACH_DIRECTION (d, s.ndim)
    site += s.table[base.at[d] + (plus ? plus[d] : 0)
                    - (minus ? minus[d] : 0)];
  return site;
}

#endif

/* Matrices of a tile (circular.h): N components of a view in consecutive
   vectors, and back.  Functions of their own: they are called once a matrix,
   and need not be compiled for every N.  */

#ifndef LGT_CPU_SUN_TILE_H
#define LGT_CPU_SUN_TILE_H

#include "circular.h"

#define LGT_SUN_TILE static __attribute__ ((noinline, unused)) void

LGT_SUN_TILE
lgt_tile_load_all (const struct lgt_tile *t, const struct lgt_view *v,
                   int first, int n, vd *x)
{
  for (int c = 0; c < n; c++)
    x[c] = lgt_tile_load (t, v, LGT_F64, first + c);
}

LGT_SUN_TILE
lgt_tile_store_all (const struct lgt_tile *t, const struct lgt_view *v,
                    int first, int n, const vd *x)
{
  for (int c = 0; c < n; c++)
    lgt_tile_store (t, v, LGT_F64, first + c, x[c]);
}

/* V += FACTOR X.  */
LGT_SUN_TILE
lgt_tile_add_all (const struct lgt_tile *t, const struct lgt_view *v,
                  int first, int n, vd factor, const vd *x)
{
  for (int c = 0; c < n; c++)
    lgt_tile_add (t, v, LGT_F64, first + c, factor * x[c]);
}

/* X += FACTOR V.  */
LGT_SUN_TILE
lgt_tile_sum_all (const struct lgt_tile *t, const struct lgt_view *v,
                  int first, int n, vd factor, vd *x)
{
  for (int c = 0; c < n; c++)
    x[c] += factor * lgt_tile_load (t, v, LGT_F64, first + c);
}

/* *DOT = sum of X V: the real part of tr X^+ V.  */
LGT_SUN_TILE
lgt_tile_dot_all (const struct lgt_tile *t, const struct lgt_view *v,
                  int first, int n, const vd *x, vd *dot)
{
  vd sum[2] = { { 0 }, { 0 } };

  for (int c = 0; c < n; c++)
    sum[c % 2] += x[c] * lgt_tile_load (t, v, LGT_F64, first + c);
  *dot = sum[0] + sum[1];
}

/* N, of which the compiler knows by this that loops up to it are not empty. */
LGT_INLINE int
lgt_sun_any (int n)
{
  if (n < 2 || n > LGT_SUN_MAX)
    __builtin_unreachable ();
  return n;
}

/* The worker NAME for WHAT_tiles, N a constant or not.  */
#define LGT_SUN_WORKER(name, what, n)                                   \
  static void                                                           \
  name (const struct lgt_circular *c, int64_t first, int64_t last)      \
  {                                                                     \
    what##_tiles (c, first, last, lgt_sun_any (n));                     \
  }

#endif

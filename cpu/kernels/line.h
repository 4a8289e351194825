/* What the transformations of the line share: tiles and sums of circular.h,
   without a staple.  Inputs are x and raw.  */

#ifndef LGT_CPU_LINE_H
#define LGT_CPU_LINE_H

#include "circular.h"
#include "../../lib/tensor/line_body.h"

/* The tiles [FIRST, LAST): out[0] = map (x).  */
LGT_INLINE void
lgt_line_run_tiles (const struct lgt_circular *c, int64_t first, int64_t last,
                    enum lgt_type type, int whole, lgt_circular_map *map)
{
  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd log_slope;
      vd y = map (c, type, &t, lgt_tile_load (&t, &c->in[0], LGT_F64, 0),
                  &log_slope);

      lgt_tile_store (&t, &c->out[0], LGT_F64, 0, y);
      lgt_store (c->logs, LGT_F64, t.pack * c->row + i % c->tiles * LGT_VD,
                 t.n, log_slope);
    }
}

/* The gradient of x, and through PULL that of raw.  */
LGT_INLINE void
lgt_line_pull_tiles (const struct lgt_circular *c, int64_t first,
                     int64_t last, enum lgt_type type, int whole,
                     lgt_circular_pull *pull)
{
  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd gy = { 0 }, gl = { 0 }, gx;

      if (c->grad[0].data)
        gy = lgt_tile_load (&t, &c->grad[0], LGT_F64, 0);
      if (c->grad[1].data)
        gl = lgt_tile_load (&t, &c->grad[1], LGT_F64, 0);
      gx = pull (c, type, &t, lgt_tile_load (&t, &c->in[0], LGT_F64, 0), gy,
                 gl);
      if (c->out[0].data)
        lgt_tile_add (&t, &c->out[0], LGT_F64, 0, gx);
    }
}

/* As LGT_CIRCULAR_WORKER: both types of raw, and rows of whole tiles, are
   constants.  */
#define LGT_LINE_WORKER(name, what, function)                           \
  static void                                                           \
  name (const struct lgt_circular *c, int64_t first, int64_t last)      \
  {                                                                     \
    int whole = c->shape.lanes % LGT_VD == 0;                           \
                                                                        \
    if (whole && c->in[1].type == LGT_F32)                              \
      lgt_line_##what##_tiles (c, first, last, LGT_F32, 1, function);   \
    else if (whole)                                                     \
      lgt_line_##what##_tiles (c, first, last, LGT_F64, 1, function);   \
    else                                                                \
      lgt_line_##what##_tiles (c, first, last, c->in[1].type, 0,        \
                               function);                               \
  }

#endif

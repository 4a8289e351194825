/* What the transformations of the circle share: walking over the elements of
   a list, the loop angle and the link's new angle, log-determinants.

   Elements are counted e = site * lanes + lane within a pack and taken in
   tiles of VD.  Where lanes is a multiple of VD a tile is part of one row;
   elsewhere (lanes = 1) its elements are collected one by one, padded with
   zeros, and take the same arithmetic, hence give the same bits.  */

#ifndef LGT_CPU_CIRCULAR_H
#define LGT_CPU_CIRCULAR_H

#include "angle.h"
#include "elements.h"
#include "number.h"

struct lgt_tile
{
  int64_t pack;
  int n;                  /* elements, VD at most */
  int whole;              /* 1: VD elements of one row */
  int64_t site[LGT_VD];   /* whole: the first alone is set */
  int lane[LGT_VD];
};

LGT_INLINE struct lgt_tile
lgt_tile_at (struct lgt_shape shape, int64_t tiles, int64_t i, int whole)
{
  struct lgt_tile t;
  int64_t e = i % tiles * LGT_VD;
  int64_t left = (int64_t) shape.sites * shape.lanes - e;

  t.pack = i / tiles;
  t.n = left < LGT_VD ? (int) left : LGT_VD;
  t.whole = whole;
  for (int l = 0; l < (t.whole ? 1 : t.n); l++)
    {
      t.site[l] = (e + l) / shape.lanes;
      t.lane[l] = (int) ((e + l) % shape.lanes);
    }
  return t;
}

/* Component C of V on the tile; SITES = 1 views have one row for all.  */
LGT_INLINE vd
lgt_tile_load (const struct lgt_tile *t, const struct lgt_view *v,
               enum lgt_type type, int c)
{
  int spread = v->shape.sites > 1;
  vd x = { 0 };

  if (t->whole)
    return lgt_load (v->data, type,
                     lgt_at (v, t->pack, spread ? t->site[0] : 0, c)
                     + t->lane[0], LGT_VD);
  for (int l = 0; l < t->n; l++)
    x[l] = lgt_load_one (v->data, type,
                         lgt_at (v, t->pack, spread ? t->site[l] : 0, c)
                         + t->lane[l]);
  return x;
}

LGT_INLINE void
lgt_tile_store (const struct lgt_tile *t, const struct lgt_view *v,
                enum lgt_type type, int c, vd x)
{
  if (t->whole)
    lgt_store (v->data, type,
               lgt_at (v, t->pack, t->site[0], c) + t->lane[0], LGT_VD, x);
  else
    for (int l = 0; l < t->n; l++)
      {
        int64_t at = lgt_at (v, t->pack, t->site[l], c) + t->lane[l];

        if (type == LGT_F32)
          ((float *) v->data)[at] = (float) x[l];
        else
          ((double *) v->data)[at] = x[l];
      }
}

LGT_INLINE void
lgt_tile_add (const struct lgt_tile *t, const struct lgt_view *v,
              enum lgt_type type, int c, vd x)
{
  lgt_tile_store (t, v, type, c, x + lgt_tile_load (t, v, type, c));
}

/* What a map works on; TABLE is its own.  */
struct lgt_circular
{
  const void *params;
  const struct lgt_view *in, *out;
  const struct lgt_view *grad;  /* pull: of the two outputs */
  double *logs;                 /* run: [packs, sites, lanes] of log-slopes */
  const void *table;
  struct lgt_shape shape;       /* of the angles */
  int64_t row, tiles;           /* elements and tiles of a pack */
};

/* A map of the circle: the image of the tile's angles X, up to a multiple of
   2 pi, and log |dy/dx|.  TYPE is that of in[2].  */
typedef vd lgt_circular_map (const struct lgt_circular *c,
                             enum lgt_type type, const struct lgt_tile *t,
                             vd x, vd *log_slope);

/* Its reverse mode: GY and GL are the gradients with respect to the image
   and the log-slope; adds to the gradients out[2] and later, returns the
   gradient with respect to x.  */
typedef vd lgt_circular_pull (const struct lgt_circular *c,
                              enum lgt_type type, const struct lgt_tile *t,
                              vd x, vd gy, vd gl);

/* The tiles [FIRST, LAST): out[0] = map (u + s) - s.  Inlined into a worker,
   so that TYPE, WHOLE and MAP are constants.  */
LGT_INLINE void
lgt_circular_run_tiles (const struct lgt_circular *c, int64_t first,
                        int64_t last, enum lgt_type type, int whole,
                        lgt_circular_map *map)
{
  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd s = lgt_tile_load (&t, &c->in[1], LGT_F64, 0);
      vd x = lgt_tile_load (&t, &c->in[0], LGT_F64, 0) + s, y, log_slope;

      y = map (c, type, &t, lgt_reduce_angle (x), &log_slope);
      lgt_tile_store (&t, &c->out[0], LGT_F64, 0, lgt_reduce_angle (y - s));
      lgt_store (c->logs, LGT_F64, t.pack * c->row + i % c->tiles * LGT_VD,
                 t.n, log_slope);
    }
}

/* The gradients of u and s, and through PULL those of the other inputs.  */
LGT_INLINE void
lgt_circular_pull_tiles (const struct lgt_circular *c, int64_t first,
                         int64_t last, enum lgt_type type, int whole,
                         lgt_circular_pull *pull)
{
  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd x = lgt_tile_load (&t, &c->in[0], LGT_F64, 0)
             + lgt_tile_load (&t, &c->in[1], LGT_F64, 0);
      vd gy = { 0 }, gl = { 0 }, gx;

      if (c->grad[0].data)
        gy = lgt_tile_load (&t, &c->grad[0], LGT_F64, 0);
      if (c->grad[1].data)
        gl = lgt_tile_load (&t, &c->grad[1], LGT_F64, 0);
      gx = pull (c, type, &t, lgt_reduce_angle (x), gy, gl);
      if (c->out[0].data)
        lgt_tile_add (&t, &c->out[0], LGT_F64, 0, gx);
      if (c->out[1].data)
        lgt_tile_add (&t, &c->out[1], LGT_F64, 0, gx - gy);
    }
}

typedef void lgt_circular_worker (const struct lgt_circular *c,
                                  int64_t first, int64_t last);

/* The worker NAME for a map or pull FUNCTION; WHAT is run or pull.  Both
   types of in[2], and rows of whole tiles, are compiled as constants.  */
#define LGT_CIRCULAR_WORKER(name, what, function)                       \
  static void                                                           \
  name (const struct lgt_circular *c, int64_t first, int64_t last)      \
  {                                                                     \
    int whole = c->shape.lanes % LGT_VD == 0;                           \
                                                                        \
    if (whole && c->in[2].type == LGT_F32)                              \
      lgt_circular_##what##_tiles (c, first, last, LGT_F32, 1,          \
                                   function);                           \
    else if (whole)                                                     \
      lgt_circular_##what##_tiles (c, first, last, LGT_F64, 1,          \
                                   function);                           \
    else                                                                \
      lgt_circular_##what##_tiles (c, first, last, c->in[2].type, 0,    \
                                   function);                           \
  }

/* All tiles, cut into one range a thread: tiles do not know of each other.
   COST: operations on one element, for the choice of threads.  */
LGT_INLINE void
lgt_circular_work (const struct lgt_queue *queue,
                   const struct lgt_circular *c, int cost,
                   lgt_circular_worker *worker)
{
  int64_t all = c->shape.packs * c->tiles;
  int threads = lgt_threads (queue, all * LGT_VD * cost);

#pragma omp parallel for schedule(static) num_threads (threads)
  for (int i = 0; i < threads; i++)
    worker (c, all * i / threads, all * (i + 1) / threads);
}

LGT_INLINE struct lgt_circular
lgt_circular_of (const void *params, const struct lgt_view *in,
                 const struct lgt_view *out)
{
  struct lgt_circular c = { .params = params, .in = in, .out = out };

  c.shape = in[0].shape;
  c.row = (int64_t) c.shape.sites * c.shape.lanes;
  c.tiles = (c.row + LGT_VD - 1) / LGT_VD;
  return c;
}

/* out[1] = the sum of LOGS over the list.  */
LGT_INLINE void
lgt_circular_sum (const struct lgt_circular *c)
{
  int lanes = c->shape.lanes;

  for (int64_t p = 0; p < c->shape.packs; p++)
    for (int lane = 0; lane < lanes; lane += LGT_VD)
      {
        int n = lanes - lane < LGT_VD ? lanes - lane : LGT_VD;
        vd total = { 0 };

        for (int b = 0; b < LGT_BLOCKS; b++)
          {
            vd sum = { 0 };

            for (int64_t site = lgt_block_begin (b, c->shape.sites);
                 site < lgt_block_begin (b + 1, c->shape.sites); site++)
              sum += lgt_load (c->logs, LGT_F64,
                               p * c->row + site * lanes + lane, n);
            total += sum;
          }
        lgt_store (c->out[1].data, LGT_F64,
                   p * c->out[1].pack_stride + lane, n, total);
      }
}

#endif

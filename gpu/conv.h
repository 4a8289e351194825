/* Convolution: sizes, scratch, and which input row a tap reads.

   The algorithm is an implicit GEMM.  A warp holds lanes of one site side by
   side or, where there are fewer than 32, of several sites; a thread has a
   register tile of channels times sites (conv_pass.h) or of output channels
   times weights (conv_weights.h).  */

#ifndef LGT_GPU_CONV_H
#define LGT_GPU_CONV_H

#include "kernel.h"

/* ---- sizes: on the host ---- */

struct conv_sizes
{
  int groups, ins, outs;        /* channels of one group */
  int taps, packs, lanes;
  int in_sites, out_sites;
};

static inline struct conv_sizes
conv_sizes (const struct lgt_conv_params *p, const struct lgt_view *in)
{
  struct conv_sizes s;

  s.groups = p->groups ? p->groups : 1;
  s.taps = p->stencil->taps;
  s.ins = in[0].shape.comps / s.groups;
  s.outs = (int) (in[1].shape.comps / ((int64_t) s.ins * s.taps) / s.groups);
  s.packs = in[0].shape.packs;
  s.lanes = in[0].shape.lanes;
  s.in_sites = p->stencil->in->count;
  s.out_sites = p->stencil->out->count;
  return s;
}

/* Blocks of at most BY that N things fill.  */
static inline __host__ __device__ int64_t
conv_blocks (int64_t n, int64_t by)
{
  return (n + by - 1) / by;
}

/* Output channels in a thread's tile, where a group has OUTS.  */
static inline int
conv_tile_outs (int outs)
{
  return outs > 4 ? 8 : outs > 2 ? 4 : 2;
}

/* The weight gradient's tile, of OUTS outputs times weights: eight inputs at
   one tap, or eight taps of one input.  */
enum
{
  CONV_TILE_WEIGHTS = 8,
  CONV_WEIGHT_WARPS = 8,
  CONV_WEIGHT_THREADS = 256
};

struct conv_weight_tiles
{
  int outs, ins, taps;          /* of one tile */
  int out_tiles, weight_tiles;  /* of one group */
  int slabs;                    /* of rows, which are added in this order */
};

/* So many slabs that the blocks fill a large device a few times over, but
   none shorter than a warp has lanes.  Nothing but shapes enters.  */
static inline struct conv_weight_tiles
conv_weight_tiles (const struct conv_sizes *s)
{
  struct conv_weight_tiles t;
  const int64_t rows = (int64_t) s->packs * s->out_sites;
  int64_t slabs;

  t.outs = s->outs > 4 ? 8 : 4;
  t.ins = s->ins > 4 ? +CONV_TILE_WEIGHTS : 1;
  t.taps = CONV_TILE_WEIGHTS / t.ins;
  t.out_tiles = (int) conv_blocks (s->outs, t.outs);
  t.weight_tiles = (int) (conv_blocks (s->taps, t.taps)
                          * conv_blocks (s->ins, t.ins));
  slabs = conv_blocks (1024, conv_blocks (t.weight_tiles, CONV_WEIGHT_WARPS)
                             * t.out_tiles * s->groups);
  if (slabs > conv_blocks (rows, LGT_WARP))
    slabs = conv_blocks (rows, LGT_WARP);
  t.slabs = (int) slabs;
  return t;
}

static inline int
conv_bias_slabs (const struct conv_sizes *s)
{
  const int64_t slabs = conv_blocks ((int64_t) s->packs * s->out_sites,
                                     LGT_WARP);

  return slabs < 256 ? (int) slabs : 256;
}

/* ---- scratch: on the host ---- */

struct conv_scratch
{
  size_t weights;         /* offsets in bytes; as conv_pack leaves them */
  size_t zeros, zero_bytes;             /* a group's channels of a row that
                                           is missing */
  size_t slabs;           /* doubles: sums for weights, then for the bias */
  size_t bias_slabs;
  size_t total;
};

static inline size_t
conv_part (size_t *end, size_t bytes)
{
  const size_t begin = *end;

  *end += (bytes + 63) / 64 * 64;
  return begin;
}

static inline struct conv_scratch
conv_scratch (const struct conv_sizes *s, enum lgt_type type, int pull)
{
  const size_t real = type == LGT_F32 ? sizeof (float) : sizeof (double);
  const int from = pull ? s->outs : s->ins, to = pull ? s->ins : s->outs;
  const int tile = conv_tile_outs (to);
  struct conv_scratch c = {};
  size_t end = 0;

  c.weights = conv_part (&end, (size_t) conv_blocks (to, tile)
                               * (size_t) tile * (size_t) from
                               * (size_t) s->taps * (size_t) s->groups
                               * real);
  c.zero_bytes = (size_t) (from > to ? from : to) * (size_t) s->lanes * real;
  c.zeros = conv_part (&end, c.zero_bytes);
  if (pull)
    {
      const size_t outs = (size_t) s->outs * (size_t) s->groups;

      c.slabs = conv_part (&end, (size_t) conv_weight_tiles (s).slabs
                                 * outs * (size_t) s->ins * (size_t) s->taps
                                 * sizeof (double));
      c.bias_slabs = conv_part (&end, (size_t) conv_bias_slabs (s) * outs
                                      * sizeof (double));
    }
  c.total = end;
  return c;
}

/* lgt_kernel.scratch of conv, conv_sum and conv_gemm.  */
static inline void
conv_scratch_bytes (const void *params, const struct lgt_view *in,
                    size_t scratch[2])
{
  const struct conv_sizes s
    = conv_sizes (static_cast<const struct lgt_conv_params *> (params), in);

  for (int pull = 0; pull < 2; pull++)
    scratch[pull] = conv_scratch (&s, in[0].type, pull).total;
}

/* ---- rows: on the device ---- */

/* One side of a stencil (lgt/sites.h): the rows that are walked through, and
   the tables that lead to the other side's.  */
struct conv_walk
{
  const int32_t *table, *row_of, *site_of;
  int ndim, taps, rows;
  int holes;              /* some rows are missing: -1 */
  int at[LGT_STENCIL_MAX_DIM], kernel[LGT_STENCIL_MAX_DIM];
  int extent[LGT_STENCIL_MAX_DIM];
};

static inline struct conv_walk
conv_walk (const struct lgt_stencil *s, int transposed)
{
  const struct lgt_sites *sites = transposed ? s->in : s->out;
  struct conv_walk w = {};

  w.table = transposed ? s->transposed : s->forward;
  w.row_of = transposed ? s->out_row : s->in_row;
  w.site_of = sites->site ? sites->device_site : NULL;
  w.ndim = s->ndim;
  w.taps = s->taps;
  w.rows = sites->count;
  w.holes = transposed ? s->transposed_holes : s->forward_holes;
  for (int d = 0; d < s->ndim; d++)
    {
      w.at[d] = transposed ? s->transposed_at[d] : s->forward_at[d];
      w.kernel[d] = s->window.kernel[d];
      w.extent[d] = sites->extent[d];
    }
  return w;
}

/* TAP in each direction.  */
LGT_DEVICE void
conv_digits (const struct conv_walk &w, int tap, int *digit)
{
#pragma unroll
  for (int d = 0; d < LGT_STENCIL_MAX_DIM; d++)
    if (d < w.ndim)
      {
        digit[d] = tap % w.kernel[d];
        tap /= w.kernel[d];
      }
}

/* Where row ROW's entries begin in the table of each direction.  */
LGT_DEVICE void
conv_place (const struct conv_walk &w, int row, int *place)
{
  int site = w.site_of ? w.site_of[row] : row;

#pragma unroll
  for (int d = 0; d < LGT_STENCIL_MAX_DIM; d++)
    if (d < w.ndim)
      {
        place[d] = w.at[d] + site % w.extent[d] * w.kernel[d];
        site /= w.extent[d];
      }
}

/* The row that is read from PLACE through the tap of DIGIT, or -1.  */
LGT_DEVICE int
conv_row (const struct conv_walk &w, const int *place, const int *digit)
{
  int sum = 0, none = 0;

#pragma unroll
  for (int d = 0; d < LGT_STENCIL_MAX_DIM; d++)
    if (d < w.ndim)
      {
        const int step = w.table[place[d] + digit[d]];

        sum += step;
        none |= step;
      }
  return none < 0 ? -1 : w.row_of ? w.row_of[sum] : sum;
}

/* ---- lanes: how they lie in a warp ---- */

/* SIDE sites side by side, CHUNKS warps for the lanes of one.  */
struct conv_lanes
{
  int lanes, side, chunks;
};

static inline struct conv_lanes
conv_lanes (int lanes)
{
  return { lanes, lanes < LGT_WARP ? LGT_WARP / lanes : 1,
           (int) conv_blocks (lanes, LGT_WARP) };
}

#endif

/* The gradients of weights and bias: sums over packs, sites and lanes.

   Rows (pack, site) are cut into slabs (conv.h).  Each warp makes a tile of
   OUTS outputs times CONV_TILE_WEIGHTS weights of one slab: its lanes are the
   batch's, each with sums of its own; then lanes are added by shuffles in a
   fixed order, and in double.  A lane adds at most CONV_TERMS products in the
   type's own precision before that.  Slabs are added in order by a second
   kernel.  The warps of a block have the same slab and neighbouring taps, so
   that the L1 cache has dz for all of them and most rows of x.

   2 C_in C_out T / groups flops for each site and lane.  A step of the tile,
   one row: OUTS + 8 loads of a line for OUTS * 8 multiply-adds.  */

#ifndef LGT_GPU_CONV_WEIGHTS_H
#define LGT_GPU_CONV_WEIGHTS_H

#include "conv.h"

enum { CONV_TERMS = 256 };

template <class T>
struct conv_outer
{
  struct conv_walk walk;
  struct conv_lanes lanes;
  const T *x, *dz, *zeros;
  int64_t x_pack, x_site, dz_pack, dz_site;
  int groups, ins, outs, packs;
  struct conv_weight_tiles tiles;
  double *slabs;          /* [slab][weight] */
};

/* SUM[N] of each lane of a warp; lane l gets the warp's sums of numbers
   l N / 32, ... in its first N / 32.  At each step one half of the numbers
   goes to the lanes of the other half.  A recursion, for loops of such steps
   are not unrolled, and SUM would be in memory.  */
template <class T, int N, int HALF = LGT_WARP / 2>
LGT_DEVICE void
conv_sum_lanes (T *sum)
{
  const int upper = (int) threadIdx.x & HALF;

#pragma unroll
  for (int k = 0; k < N / 2; k++)
    {
      const T other = __shfl_xor_sync (~0u, upper ? sum[k] : sum[k + N / 2],
                                       HALF);

      sum[k] = (upper ? sum[k + N / 2] : sum[k]) + other;
    }
  if constexpr (HALF > 1)
    conv_sum_lanes<T, N / 2, HALF / 2> (sum);
}

/* What a lane of a warp sums: all rows of a batch that the lane has.  */
template <class T>
struct conv_batch
{
  const T *dz, *x, *zeros;      /* lane 0's first row, row 0, no row */
  int64_t dz_site, x_site;
  int rows, side, sub, active;  /* rows: k with k + sub < rows */
  int outs, ins;          /* that are left, where the tile is not full */
};

/* SUM += dz x over the batch; lane k knows which rows row k reads.  */
template <class T, int OUTS, int TAPS, int INS, int LANES, bool FULL>
LGT_DEVICE void
conv_outer_batch (const struct conv_batch<T> &b, int lanes, const int *row,
                  T *sum)
{
  const T *dz = b.dz;

#pragma unroll 1
  for (int k = 0; k < b.rows; k += b.side, dz += b.side * b.dz_site)
    {
      const T *at = dz;
      T d[OUTS], v[TAPS * INS];
      int read[TAPS];

#pragma unroll
      for (int t = 0; t < TAPS; t++)
        read[t] = __shfl_sync (~0u, row[t], (k + b.sub) % LGT_WARP);
      if (!LANES && !(b.active && k + b.sub < b.rows))
        continue;
#pragma unroll
      for (int o = 0; o < OUTS; o++, at += lanes)
        d[o] = FULL || o < b.outs ? *at : 0;
#pragma unroll
      for (int t = 0; t < TAPS; t++)
        {
          at = read[t] < 0 ? b.zeros : b.x + read[t] * b.x_site;
#pragma unroll
          for (int i = 0; i < INS; i++, at += lanes)
            v[t * INS + i] = FULL || i < b.ins ? *at : 0;
        }
#pragma unroll
      for (int o = 0; o < OUTS; o++)
#pragma unroll
        for (int c = 0; c < TAPS * INS; c++)
          sum[o * TAPS * INS + c] += d[o] * v[c];
    }
}

template <class T, int OUTS, int TAPS, int INS, int LANES>
static __global__ void
__launch_bounds__ (CONV_WEIGHT_THREADS,
                   sizeof (T) == 4 && (LANES || INS > 1) ? 2 : 1)
conv_outer_tiles (const struct conv_outer<T> a)
{
  constexpr int columns = TAPS * INS, n = OUTS * columns;
  constexpr int per = n / LGT_WARP;
  const int lanes = LANES ? LANES : a.lanes.lanes;
  const int side = LANES ? 1 : a.lanes.side;
  const int chunks = LANES ? 1 : a.lanes.chunks;
  __shared__ int digits[CONV_WEIGHT_WARPS * TAPS * LGT_STENCIL_MAX_DIM];
  const int warp = (int) threadIdx.x / LGT_WARP;
  const int lane = (int) threadIdx.x % LGT_WARP;
  const int sub = LANES ? 0 : lane / lanes;
  const int tap_tiles = (int) conv_blocks (a.walk.taps, TAPS);
  const int groups_of_tiles = (int) conv_blocks (a.tiles.weight_tiles,
                                                 CONV_WEIGHT_WARPS);
  /* What this warp is: tiles run faster than slabs, so that those at work
     together read the same rows.  */
  int64_t block = blockIdx.x;
  const int tile = (int) (block % groups_of_tiles) * CONV_WEIGHT_WARPS + warp;
  const int out0 = (int) ((block /= groups_of_tiles) % a.tiles.out_tiles)
                   * OUTS;
  const int group = (int) ((block /= a.tiles.out_tiles) % a.groups);
  const int slab = (int) (block / a.groups);
  const int tap0 = tile % tap_tiles * TAPS, in0 = tile / tap_tiles * INS;
  const int full = a.outs - out0 >= OUTS && a.ins - in0 >= INS;
  const int64_t rows = (int64_t) a.packs * a.walk.rows;
  const int64_t end = rows * (slab + 1) / a.tiles.slabs;
  const T *x = a.x + ((int64_t) group * a.ins + in0) * lanes;
  const T *dz = a.dz + ((int64_t) group * a.outs + out0) * lanes;
  int *own = digits + warp * TAPS * LGT_STENCIL_MAX_DIM;
  T sum[n];
  double total[per];
  int terms = 0;

  if (tile >= a.tiles.weight_tiles)
    return;
  if (lane < TAPS)
    conv_digits (a.walk, tap0 + lane < a.walk.taps ? tap0 + lane : tap0,
                 own + lane * LGT_STENCIL_MAX_DIM);
  __syncwarp ();
#pragma unroll
  for (int k = 0; k < n; k++)
    sum[k] = 0;
#pragma unroll
  for (int k = 0; k < per; k++)
    total[k] = 0;
  for (int64_t at = rows * slab / a.tiles.slabs; at < end; )
    {
      /* Up to 32 rows of one pack: lane k finds those that row k reads.  */
      const int64_t pack = at / a.walk.rows;
      const int first = (int) (at - pack * a.walk.rows);
      int batch = a.walk.rows - first, row[TAPS];

      batch = batch < LGT_WARP ? batch : +LGT_WARP;
      batch = batch < end - at ? batch : (int) (end - at);
      at += batch;
      {
        int place[LGT_STENCIL_MAX_DIM];

        conv_place (a.walk, first + (lane < batch ? lane : 0), place);
#pragma unroll
        for (int t = 0; t < TAPS; t++)
          row[t] = conv_row (a.walk, place, own + t * LGT_STENCIL_MAX_DIM);
      }
      for (int c = 0; c < chunks; c++)
        {
          const int l = c * LGT_WARP + (side > 1 ? lane % lanes : lane);
          struct conv_batch<T> b;

          b.dz = dz + pack * a.dz_pack + (first + sub) * a.dz_site + l;
          b.x = x + pack * a.x_pack + l;
          b.zeros = a.zeros + l;
          b.dz_site = a.dz_site;
          b.x_site = a.x_site;
          b.rows = batch;
          b.side = side;
          b.sub = sub;
          b.active = l < lanes && sub < side;
          b.outs = a.outs - out0;
          b.ins = a.ins - in0;
          if (terms + LGT_WARP > CONV_TERMS)
            {
              conv_sum_lanes<T, n> (sum);
#pragma unroll
              for (int k = 0; k < n; k++)
                {
                  if (k < per)
                    total[k] += (double) sum[k];
                  sum[k] = 0;
                }
              terms = 0;
            }
          terms += LGT_WARP;
          if (full)
            conv_outer_batch<T, OUTS, TAPS, INS, LANES, true> (b, lanes, row,
                                                               sum);
          else
            conv_outer_batch<T, OUTS, TAPS, INS, LANES, false> (b, lanes, row,
                                                                sum);
        }
    }
  conv_sum_lanes<T, n> (sum);
#pragma unroll
  for (int k = 0; k < per; k++)
    {
      const int v = lane * per + k;
      const int o = out0 + v / columns, t = tap0 + v % columns / INS;
      const int i = in0 + v % INS;

      if (o < a.outs && t < a.walk.taps && i < a.ins)
        a.slabs[(((int64_t) slab * a.groups + group) * a.outs + o)
                * a.ins * a.walk.taps + (int64_t) i * a.walk.taps + t]
          = total[k] + (double) sum[k];
    }
}

/* [slab][channel] = the slab's sum of dz: a warp for each.  */
template <class T>
static __global__ void
conv_bias_sums (struct conv_lanes shape, struct lgt_view dz, int slabs,
                double *partial)
{
  const int64_t rows = (int64_t) dz.shape.packs * dz.shape.sites;
  const int channels = dz.shape.comps, lanes = shape.lanes;
  const int lane = (int) threadIdx.x % LGT_WARP;
  const int64_t item = ((int64_t) blockIdx.x * blockDim.x + threadIdx.x)
                       / LGT_WARP;
  const int slab = (int) (item / channels), o = (int) (item % channels);
  const int64_t end = rows * (slab + 1) / slabs;
  double sum = 0;

  if (slab >= slabs)
    return;
  if (lane / lanes < shape.side)
    for (int64_t r = rows * slab / slabs + lane / lanes; r < end;
         r += shape.side)
      {
        const T *from = (const T *) dz.data
                        + lgt_at (dz, r / dz.shape.sites,
                                  r % dz.shape.sites, o);

        for (int l = lanes < LGT_WARP ? lane % lanes : lane; l < lanes;
             l += LGT_WARP)
          sum += (double) from[l];
      }
  for (int half = LGT_WARP / 2; half > 0; half /= 2)
    sum += __shfl_xor_sync (~0u, sum, half);
  if (lane == 0)
    partial[item] = sum;
}

/* g[j] += the sum over slabs, in order.  */
template <class T>
static __global__ void
conv_add_slabs (const double *partial, int slabs, int64_t count, T *g)
{
  LGT_EACH (pack, j, 1, count)
    {
      double sum = 0;

      for (int s = 0; s < slabs; s++)
        sum += partial[s * count + j];
      g[j] = (T) (g[j] + sum);
    }
}

/* ---- on the host ---- */

template <class T, int OUTS, int TAPS, int INS, int LANES>
static void
conv_outer_launch (const struct lgt_queue *queue,
                   const struct conv_outer<T> *a)
{
  const int64_t blocks = conv_blocks (a->tiles.weight_tiles,
                                      CONV_WEIGHT_WARPS)
                         * a->tiles.out_tiles * a->groups * a->tiles.slabs;

  lgt_launch_grid (queue, conv_outer_tiles<T, OUTS, TAPS, INS, LANES>,
                   dim3 ((unsigned) blocks),
                   dim3 (CONV_WEIGHT_THREADS), 0, *a);
}

/* dw += the sum of dz x.  */
template <class T>
static void
conv_add_weights (const struct lgt_queue *queue,
                  const struct conv_outer<T> *a, T *dw)
{
  const int64_t count = (int64_t) a->groups * a->outs * a->ins
                        * a->walk.taps;

#define CONV_CASE(o, t, i)                                              \
  if (a->tiles.outs == o && a->tiles.ins == i)                          \
    {                                                                   \
      if (a->lanes.lanes == LGT_WARP)                                   \
        conv_outer_launch<T, o, t, i, LGT_WARP> (queue, a);             \
      else                                                              \
        conv_outer_launch<T, o, t, i, 0> (queue, a);                    \
    }
  CONV_CASE (8, 1, 8)
  CONV_CASE (8, 8, 1)
  CONV_CASE (4, 1, 8)
  CONV_CASE (4, 8, 1)
#undef CONV_CASE
  lgt_launch (queue, conv_add_slabs<T>, 1, count, a->slabs, a->tiles.slabs,
              count, dw);
}

/* db += the sum of dz.  */
template <class T>
static void
conv_add_bias (const struct lgt_queue *queue, const struct conv_sizes *s,
               const struct lgt_view *dz, double *partial, T *db)
{
  const int slabs = conv_bias_slabs (s);

  lgt_launch (queue, conv_bias_sums<T>, 1,
              (int64_t) slabs * dz->shape.comps * LGT_WARP,
              conv_lanes (s->lanes), *dz, slabs, partial);
  lgt_launch (queue, conv_add_slabs<T>, 1, dz->shape.comps, partial, slabs,
              dz->shape.comps, db);
}

#endif

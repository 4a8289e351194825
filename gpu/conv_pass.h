/* One pass of the convolution: y from x, or, through the transposed stencil,
   the gradient of x from that of y.

   A block is WARPS warps, each with SITES sites (times those side by side) of
   one pack; all of them have the same OUTS output channels.  For a chunk of
   taps and inputs the packed weights and the numbers of the rows are put in
   shared memory; x itself is read from global memory, where a warp's 32 lanes
   are one line: rows are shared by neighbouring taps and sites, which the L1
   cache finds by itself, and staging them would take as many loads from
   shared memory as it saves.

   In the order of taps, then inputs, whatever the tile: its shape changes no
   bits.

   For each site and lane, of C_in inputs, C_out outputs and T taps:
     2 C_in C_out T / groups flops,
     (C_in + C_out) sizeof (T) bytes of memory if the cache is perfect.
   A step of the tile, one input at one tap: SITES loads of a line and OUTS
   values of weights in vectors of 16 bytes, for OUTS * SITES
   multiply-adds.  */

#ifndef LGT_GPU_CONV_PASS_H
#define LGT_GPU_CONV_PASS_H

#include "activation.h"
#include "conv.h"

enum
{
  CONV_WARPS = 4,
  CONV_THREADS = CONV_WARPS * LGT_WARP,
  CONV_WEIGHT_BYTES = 16384,            /* of a chunk in shared memory */
  CONV_ROW_ENTRIES = 2048               /* slots times taps of a chunk */
};

template <class T>
struct conv_pass
{
  struct conv_walk walk;
  struct conv_lanes lanes;
  const T *x, *weights, *bias, *zeros;
  T *y, *pre;             /* pre: NULL unless it is kept */
  int64_t x_pack, x_site, y_pack, y_site, pre_pack, pre_site;
  int groups, ins, outs;  /* of one group */
  int out_tiles, site_tiles;
  int taps, chunk_ins;    /* of a chunk */
  int add;                /* y += */
  enum lgt_activation activation;
  T slope;
};

/* N numbers that are loaded and stored together.  */
template <class T, int N>
struct alignas (N * sizeof (T) < 16 ? N * sizeof (T) : 16) conv_vector
{
  T v[N];
};

/* The rows of the taps [FIRST, FIRST + TAPS) for SLOTS slots of this block:
   rows[tap * SLOTS + slot], where the slots of a thread lie one after the
   other; slots past the last row stand for it.  All threads; no barrier at
   the end.  */
template <int SITES>
LGT_DEVICE void
conv_fill_rows (const struct conv_walk &w, int side, unsigned first_row,
                int slots, int first, int taps, int *digits, int *rows)
{
  const int threads = CONV_THREADS;
  const int tid = (int) threadIdx.x;
  /* Threads for each slot.  */
  const int share = slots < threads ? threads / slots : 1;

#pragma unroll 1
  for (int t = tid; t < taps; t += threads)
    conv_digits (w, first + t, digits + t * LGT_STENCIL_MAX_DIM);
  __syncthreads ();
#pragma unroll 1
  for (int slot = tid / share; slot < slots; slot += threads / share)
    {
      /* Slots of a thread are neighbours where lanes fill the warp, else
         those of a warp are.  */
      const int own = slot / SITES, r = slot % SITES;
      unsigned row = first_row
                     + (unsigned) (own / side * side * SITES + own % side
                                   + r * side);
      int place[LGT_STENCIL_MAX_DIM];

      if (row >= (unsigned) w.rows)
        row = (unsigned) w.rows - 1;
      conv_place (w, (int) row, place);
#pragma unroll 1
      for (int t = tid % share; t < taps; t += share)
        rows[t * slots + slot]
          = conv_row (w, place, digits + t * LGT_STENCIL_MAX_DIM);
    }
}

/* The chunk's weights, N vectors of 16 bytes or of a tile's width.  */
template <class V>
LGT_DEVICE void
conv_fill_weights (const V *from, V *to, int n)
{
#pragma unroll 1
  for (int i = (int) threadIdx.x; i < n; i += CONV_THREADS)
    to[i] = from[i];
}

/* One input at one tap.  */
template <class T, int OUTS, int SITES>
LGT_DEVICE void
conv_step (const struct conv_vector<T, OUTS> &from, const T *const *x,
           int at, T (*sum)[SITES])
{
  const struct conv_vector<T, OUTS> w = from;
  T in[SITES];

#pragma unroll
  for (int r = 0; r < SITES; r++)
    in[r] = x[r][at];
#pragma unroll
  for (int o = 0; o < OUTS; o++)
#pragma unroll
    for (int r = 0; r < SITES; r++)
      sum[o][r] += w.v[o] * in[r];
}

/* LANES: 32, or 0 for any other number.  */
template <class T, int OUTS, int SITES, int LANES>
static __global__ void
__launch_bounds__ (CONV_THREADS, sizeof (T) > 4 ? 2
                                 : OUTS < 4 || SITES < 8 ? 4 : 3)
conv_tiles (const struct conv_pass<T> a)
{
  typedef struct conv_vector<T, OUTS> weights;
  /* Inputs at one go, for which pointers are moved once: as many as there are
     registers for.  */
  constexpr int steps = sizeof (T) * OUTS * SITES > 256 ? 2 : 4;
  const int lanes = LANES ? LANES : a.lanes.lanes;
  const int side = LANES ? 1 : a.lanes.side;
  const int chunks = LANES ? 1 : a.lanes.chunks;
  const int slots = CONV_WARPS * side * SITES;
  LGT_DYNAMIC_SHARED (int, rows);
  weights *shared_weights = reinterpret_cast<weights *>
                            (rows + a.taps * slots);
  int *digits = reinterpret_cast<int *> (shared_weights
                                         + a.taps * a.chunk_ins);
  const int warp = (int) threadIdx.x / LGT_WARP;
  const int lane = (int) threadIdx.x % LGT_WARP;
  const int sub = LANES ? 0 : lane / lanes % side;
  /* What this block is.  */
  int64_t block = blockIdx.x;
  const int tile = (int) (block % (a.groups * a.out_tiles));
  const int group = tile / a.out_tiles, first = tile % a.out_tiles * OUTS;
  const int chunk = (int) ((block /= a.groups * a.out_tiles) % chunks);
  const int site_tile = (int) ((block /= chunks) % a.site_tiles);
  const int64_t pack = block / a.site_tiles;
  const unsigned first_row = (unsigned) site_tile * (unsigned) slots;
  /* Threads that there are too many of do what another one does.  */
  const int at = chunk * LGT_WARP + (LANES || lanes >= LGT_WARP ? lane
                                     : lane % lanes);
  const int l = at < lanes ? at : lanes - 1;
  const int active = LANES || (at < lanes && lane / lanes < side);
  const T *x = a.x + pack * a.x_pack + (int64_t) group * a.ins * lanes + l;
  const T *zeros = a.zeros + l;
  const weights *packed
    = reinterpret_cast<const weights *> (a.weights)
      + (int64_t) tile * a.walk.taps * a.ins;
  const int own = (warp * side + sub) * SITES;
  const unsigned end = (unsigned) a.walk.rows;
  const int busy = first_row + (unsigned) (warp * side * SITES) < end;
  T sum[OUTS][SITES];

#pragma unroll
  for (int o = 0; o < OUTS; o++)
#pragma unroll
    for (int r = 0; r < SITES; r++)
      sum[o][r] = 0;
  for (int t0 = 0; t0 < a.walk.taps; t0 += a.taps)
    for (int i0 = 0; i0 < a.ins; i0 += a.chunk_ins)
      {
        const int taps = a.walk.taps - t0 < a.taps ? a.walk.taps - t0
                                                   : a.taps;
        const int ins = a.ins - i0 < a.chunk_ins ? a.ins - i0 : a.chunk_ins;

        __syncthreads ();
        conv_fill_weights (packed + (int64_t) t0 * a.ins + i0,
                           shared_weights, taps * ins);
        if (i0 == 0)
          conv_fill_rows<SITES> (a.walk, side, first_row, slots, t0, taps,
                                 digits, rows);
        __syncthreads ();
        for (int t = 0; t < (busy ? taps : 0); t++)
          {
            const weights *w = shared_weights + t * ins;
            const struct conv_vector<int, SITES> row
              = *reinterpret_cast<const struct conv_vector<int, SITES> *>
                (rows + t * slots + own);
            const T *from[SITES];
            int none = -1;

#pragma unroll
            for (int r = 0; r < SITES; r++)
              {
                from[r] = row.v[r] < 0 ? zeros
                                       : x + row.v[r] * a.x_site;
                from[r] += (int64_t) i0 * lanes;
                none &= row.v[r];
              }
            if (none < 0)
              continue;
            int i = 0;

            for (; i + steps <= ins; i += steps, w += steps)
              {
#pragma unroll
                for (int k = 0; k < steps; k++)
                  conv_step<T, OUTS, SITES> (w[k], from, k * lanes, sum);
#pragma unroll
                for (int r = 0; r < SITES; r++)
                  from[r] += steps * lanes;
              }
            for (; i < ins; i++, w++)
              {
                conv_step<T, OUTS, SITES> (*w, from, 0, sum);
#pragma unroll
                for (int r = 0; r < SITES; r++)
                  from[r] += lanes;
              }
          }
      }

  if (!active || !busy)
    return;
  /* In two steps, the second one in a loop: an activation for each of the
     tile's numbers would be a program of thousands of instructions.  */
  const int outs = a.outs - first < OUTS ? a.outs - first : OUTS;
  const int64_t channel = (int64_t) group * a.outs + first;
  T *z = a.pre ? a.pre : a.y;
  const int64_t z_site = a.pre ? a.pre_site : a.y_site;
  const unsigned row0 = first_row + (unsigned) (warp * side * SITES + sub);
  const int64_t y_at = pack * a.y_pack + channel * lanes + l;

  z += pack * (a.pre ? a.pre_pack : a.y_pack) + channel * lanes + l;
#pragma unroll
  for (int o = 0; o < OUTS; o++)
    if (o < outs)
      {
        const T bias = a.bias ? a.bias[channel + o] : 0;

#pragma unroll
        for (int r = 0; r < SITES; r++)
          if (row0 + (unsigned) (r * side) < end)
            {
              T *to = z + (row0 + (int64_t) r * side) * z_site + o * lanes;

              *to = a.add ? *to + sum[o][r] : sum[o][r] + bias;
            }
      }
  if (a.activation == LGT_IDENTITY)
    return;
#pragma unroll 1
  for (int r = 0; r < SITES && row0 + (unsigned) (r * side) < end; r++)
#pragma unroll 4
    for (int o = 0; o < outs; o++)
      a.y[y_at + (row0 + (int64_t) r * side) * a.y_site + o * lanes]
        = lgt_activation (a.activation, a.slope,
                          z[(row0 + (int64_t) r * side) * z_site + o * lanes]);
}

/* ---- before it: weights as tiles use them ---- */

/* packed[group][tile][tap][input][output of the tile], zeros where there is
   no such output.  TRANSPOSED: inputs are the weights' outputs.  */
template <class T>
static __global__ void
conv_pack (const T *w, int transposed, int groups, int ins, int outs,
           int taps, int width, int tiles, T *packed)
{
  const int64_t count = (int64_t) groups * tiles * taps * ins * width;

  LGT_EACH (pack, item, 1, count)
    {
      int64_t rest = item / width;
      const int o = (int) (item % width);
      const int i = (int) (rest % ins);
      const int t = (int) ((rest /= ins) % taps);
      const int tile = (int) ((rest /= taps) % tiles);
      const int64_t g = rest / tiles;
      const int out = tile * width + o;

      if (out >= outs)
        packed[item] = 0;
      else if (transposed)
        packed[item] = w[((g * ins + i) * outs + out) * taps + t];
      else
        packed[item] = w[((g * outs + out) * ins + i) * taps + t];
    }
}

/* ---- on the host ---- */

template <class T, int OUTS, int SITES, int LANES>
static void
conv_launch (const struct lgt_queue *queue, struct conv_pass<T> *a, int packs)
{
  const int slots = CONV_WARPS * a->lanes.side * SITES;
  const int inputs = CONV_WEIGHT_BYTES / (OUTS * (int) sizeof (T));
  const int most = CONV_ROW_ENTRIES / slots;
  int64_t blocks;

  /* Inputs are divided only where one tap has too many: so the order of the
     sum stays that of taps, then inputs.  */
  a->chunk_ins = a->ins < inputs ? a->ins : inputs;
  a->taps = inputs / a->chunk_ins < most ? inputs / a->chunk_ins : most;
  if (a->taps > a->walk.taps)
    a->taps = a->walk.taps;
  a->site_tiles = (int) conv_blocks (a->walk.rows, slots);
  blocks = (int64_t) packs * a->site_tiles * a->lanes.chunks * a->groups
           * a->out_tiles;
  lgt_launch_grid (queue, conv_tiles<T, OUTS, SITES, LANES>,
                   dim3 ((unsigned) blocks), dim3 (CONV_THREADS),
                   (size_t) a->taps
                   * ((size_t) a->chunk_ins * OUTS * sizeof (T)
                      + (size_t) (slots + LGT_STENCIL_MAX_DIM)
                        * sizeof (int)), *a);
}

/* As many sites in a tile as leave a warp for each of a large device's
   schedulers twice over.  */
template <class T>
static int
conv_tile_sites (const struct conv_pass<T> *a, int packs)
{
  const int64_t warps = (int64_t) packs * a->groups * a->out_tiles;

  return warps * conv_blocks (a->walk.rows, 8) >= 1024 ? 8
         : warps * conv_blocks (a->walk.rows, 4) >= 1024 ? 4 : 2;
}

/* Y from X, OUTS and INS channels of each group; weights are packed for
   A->walk's direction.  */
template <class T>
static void
conv_run_pass (const struct lgt_queue *queue, struct conv_pass<T> *a,
               int packs)
{
  const int outs = conv_tile_outs (a->outs);
  const int sites = conv_tile_sites (a, packs);

#define CONV_CASE(o, s, l)                                              \
  case o * 16 + s: conv_launch<T, o, s, l> (queue, a, packs); break
  if (a->lanes.lanes == LGT_WARP)
    switch (outs * 16 + sites)
      {
        CONV_CASE (8, 8, 32);
        CONV_CASE (8, 4, 32);
        CONV_CASE (8, 2, 32);
        CONV_CASE (4, 8, 32);
        CONV_CASE (4, 4, 32);
        CONV_CASE (4, 2, 32);
        CONV_CASE (2, 8, 32);
        CONV_CASE (2, 4, 32);
        CONV_CASE (2, 2, 32);
      }
  else
    switch (outs * 16 + 4)
      {
        CONV_CASE (8, 4, 0);
        CONV_CASE (4, 4, 0);
        CONV_CASE (2, 4, 0);
      }
#undef CONV_CASE
}

#endif

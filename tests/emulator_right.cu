/* Kernels without mistakes: right results, and no complaint.  */

#include <math.h>

#include "emulator_kernels.h"

enum { N = 1003 };

/* ---- no barrier ---- */

struct scaling
{
  double a;
  const float *x;
};

static __global__ void
saxpy (struct scaling s, int64_t n, float *y)
{
  LGT_EACH (pack, i, 2, n)
    y[pack * n + i] += (float) s.a * s.x[i];
}

static int
run_saxpy (void)
{
  float x[N], y[2 * N], *dx, *dy;

  for (int i = 0; i < N; i++)
    x[i] = y[i] = y[N + i] = (float) (i % 97);
  dx = on_device (x, N);
  dy = on_device (y, 2 * N);
  /* The count is an int here and 64 bits there.  */
  lgt_launch (&emulator_queue, saxpy, 2, N, { 2, dx }, N, dy);
  HOLD (cudaDeviceSynchronize () == cudaSuccess);
  HOLD (from_device (y, dy, 2 * N));
  for (int i = 0; i < 2 * N; i++)
    HOLD (y[i] == 3 * x[i % N]);
  cudaFree (dx);
  cudaFree (dy);
  return 0;
}

/* Enough for all threads of the host.  */
static __global__ void
number (int *where)
{
  const int block = (int) (blockIdx.x + gridDim.x
                                        * (blockIdx.y
                                           + gridDim.y * blockIdx.z));
  const int thread = (int) (threadIdx.x + blockDim.x
                                          * (threadIdx.y
                                             + blockDim.y * threadIdx.z));

  where[block * 192 + thread] += block * 192 + thread;
}

static int
run_number (void)
{
  enum { ALL = 5 * 7 * 11 * 192 };
  static int where[ALL];
  int *d = on_device (where, ALL);

  lgt_launch_grid (&emulator_queue, number, dim3 (5, 7, 11), dim3 (4, 8, 6),
                   0, d);
  HOLD (from_device (where, d, ALL));
  for (int i = 0; i < ALL; i++)
    HOLD (where[i] == i);
  cudaFree (d);
  return 0;
}

/* ---- barriers, shared memory, warps ---- */

template <class T>
static __device__ T
warp_sum (T v)
{
  for (int by = 16; by; by /= 2)
    v += __shfl_down_sync (0xffffffffu, v, by);
  return v;
}

template <class T>
static __global__ void
sum (int n, const T *x, T *out)
{
  __shared__ T part[32];
  T v = 0;

  for (int i = (int) (blockIdx.x * blockDim.x + threadIdx.x); i < n;
       i += (int) (gridDim.x * blockDim.x))
    v += x[i];
  v = warp_sum (v);
  if (threadIdx.x % 32 == 0)
    part[threadIdx.x / 32] = v;
  __syncthreads ();
  if (threadIdx.x < 32)
    {
      v = threadIdx.x < blockDim.x / 32 ? part[threadIdx.x] : 0;
      v = warp_sum (v);
      if (threadIdx.x == 0)
        atomicAdd (out, v);
    }
}

template <class T>
static int
run_sum (void)
{
  T x[N], zero = 0, total = 0, *dx, *dz;

  for (int i = 0; i < N; i++)
    total += x[i] = (T) (i % 89);
  dx = on_device (x, N);
  dz = on_device (&zero, 1);
  lgt_launch_grid (&emulator_queue, sum<T>, dim3 (3), dim3 (256), 0, N, dx,
                   dz);
  HOLD (from_device (&zero, dz, 1));
  HOLD (zero == total);
  cudaFree (dx);
  cudaFree (dz);
  return 0;
}

enum { TILE = 16, SIDE = 50 };

static __global__ void
matmul (int n, const float *a, const float *b, float *c)
{
  __shared__ float ta[TILE][TILE + 1], tb[TILE][TILE + 1];
  const int tx = (int) threadIdx.x, ty = (int) threadIdx.y;
  const int row = (int) blockIdx.y * TILE + ty;
  const int col = (int) blockIdx.x * TILE + tx;
  float s = 0;

  for (int t = 0; t < n; t += TILE)
    {
      ta[ty][tx] = row < n && t + tx < n ? a[row * n + t + tx] : 0;
      tb[ty][tx] = col < n && t + ty < n ? b[(t + ty) * n + col] : 0;
      __syncthreads ();
      for (int k = 0; k < TILE; k++)
        s += ta[ty][k] * tb[k][tx];
      __syncthreads ();
    }
  if (row < n && col < n)
    c[row * n + col] = s;
}

static int
run_matmul (void)
{
  static float a[SIDE * SIDE], b[SIDE * SIDE], c[SIDE * SIDE];
  float *da, *db, *dc;

  for (int i = 0; i < SIDE * SIDE; i++)
    {
      a[i] = (float) (i % 7) - 3;
      b[i] = (float) (i % 5) - 2;
    }
  da = on_device (a, SIDE * SIDE);
  db = on_device (b, SIDE * SIDE);
  dc = on_device<float> (nullptr, SIDE * SIDE);
  lgt_launch_grid (&emulator_queue, matmul, dim3 (4, 4), dim3 (TILE, TILE), 0,
                   SIDE, da, db, dc);
  HOLD (from_device (c, dc, SIDE * SIDE));
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++)
      {
        float s = 0;

        for (int k = 0; k < SIDE; k++)
          s += a[i * SIDE + k] * b[k * SIDE + j];
        HOLD (c[i * SIDE + j] == s);
      }
  cudaFree (da);
  cudaFree (db);
  cudaFree (dc);
  return 0;
}

static __global__ void
histogram (int n, const unsigned char *x, unsigned *h)
{
  LGT_DYNAMIC_SHARED (unsigned, own);

  for (unsigned i = threadIdx.x; i < 256; i += blockDim.x)
    own[i] = 0;
  __syncthreads ();
  for (int i = (int) (blockIdx.x * blockDim.x + threadIdx.x); i < n;
       i += (int) (gridDim.x * blockDim.x))
    atomicAdd (&own[x[i]], 1);
  __syncthreads ();
  for (unsigned i = threadIdx.x; i < 256; i += blockDim.x)
    atomicAdd (&h[i], own[i]);
}

static int
run_histogram (void)
{
  unsigned char x[5 * N];
  unsigned h[256] = {}, exact[256] = {}, *dh = on_device (h, 256);
  unsigned char *dx;

  for (int i = 0; i < 5 * N; i++)
    exact[x[i] = (unsigned char) (i * 7 + i / 13)]++;
  dx = on_device (x, 5 * N);
  lgt_launch_grid (&emulator_queue, histogram, dim3 (6), dim3 (96),
                   sizeof h, 5 * N, dx, dh);
  HOLD (from_device (h, dh, 256));
  for (int i = 0; i < 256; i++)
    HOLD (h[i] == exact[i]);
  cudaFree (dx);
  cudaFree (dh);
  return 0;
}

/* All threads that a block may have, and two buffers in turn.  */
static __global__ void
scan (int n, const int *x, int *y)
{
  LGT_DYNAMIC_SHARED (int, s);
  const int t = (int) threadIdx.x, all = (int) blockDim.x;
  int now = 0;

  s[t] = t < n ? x[t] : 0;
  __syncthreads ();
  for (int by = 1; by < all; by *= 2, now ^= 1)
    {
      s[(now ^ 1) * all + t] = s[now * all + t]
                               + (t >= by ? s[now * all + t - by] : 0);
      __syncthreads ();
    }
  if (t < n)
    y[t] = s[now * all + t];
}

static int
run_scan (void)
{
  int x[N], y[N], total = 0, *dx, *dy;

  for (int i = 0; i < N; i++)
    x[i] = i * i % 17;
  dx = on_device (x, N);
  dy = on_device<int> (nullptr, N);
  lgt_launch_grid (&emulator_queue, scan, dim3 (1), dim3 (1024),
                   2 * 1024 * sizeof *x, N, dx, dy);
  HOLD (from_device (y, dy, N));
  for (int i = 0; i < N; i++)
    HOLD (y[i] == (total += x[i]));
  cudaFree (dx);
  cudaFree (dy);
  return 0;
}

/* The block's last warp has 8 lanes, and its lanes of 3 and more leave.  */
static __global__ void
warps (int *out)
{
  const unsigned t = threadIdx.x, lane = t % 32, low = 0xffffu;
  const unsigned half = lane < 16 ? low : ~low;
  int *o = out + 10 * t;

  o[0] = (int) __shfl_sync (~0u, t, 5);
  o[1] = (int) __shfl_xor_sync (~0u, t, 1);
  o[2] = (int) __shfl_up_sync (~0u, t, 2, 8);
  o[3] = (int) __shfl_down_sync (half, (double) t, 3, 4);
  o[4] = (int) __ballot_sync (~0u, lane % 3 == 0);
  o[5] = __any_sync (~0u, t == 33);
  o[6] = __all_sync (half, lane < 16);
  __syncwarp ();
  o[7] = o[8] = o[9] = -1;
  if (t >= 64 && lane >= 3)
    return;
  for (int i = 0; i < (int) lane % 2; i++)
    o[8] = (int) __shfl_sync (0xaaaaaaaau, t, 1);
  o[9] = (int) __ballot_sync (~0u, 1);
  o[7] = (int) __shfl_sync (~0u, t, 2);
}

static int
run_warps (void)
{
  enum { T = 72 };
  static int o[10 * T];
  int *d = on_device (o, 10 * T);

  lgt_launch_grid (&emulator_queue, warps, dim3 (1), dim3 (T), 0, d);
  HOLD (from_device (o, d, 10 * T));
  for (int t = 0; t < T; t++)
    {
      const int lane = t % 32, first = t - lane, *q = o + 10 * t;
      const int lanes = t < 64 ? 32 : 8;
      const unsigned all = lanes == 32 ? ~0u : 0xffu;

      HOLD (q[0] == first + 5 && q[1] == (t ^ 1));
      HOLD (q[2] == (lane % 8 >= 2 ? t - 2 : t));
      HOLD (q[3] == (lane % 4 == 0 ? t + 3 : t));
      HOLD ((unsigned) q[4] == (0x49249249u & all));
      HOLD (q[5] == (first == 32) && q[6] == (lane < 16));
      if (t >= 64 && lane >= 3)
        {
          HOLD (q[9] == -1);
          continue;
        }
      HOLD (q[8] == (lane % 2 ? first + 1 : -1));
      HOLD ((unsigned) q[9] == (t < 64 ? ~0u : 7u) && q[7] == first + 2);
    }
  cudaFree (d);
  return 0;
}

static __global__ void
counts (int *out)
{
  const int t = (int) threadIdx.x;

  out[4 * t] = __syncthreads_count (t % 5 == 0);
  out[4 * t + 1] = __syncthreads_or (t == 99);
  out[4 * t + 2] = __syncthreads_and (t < 99);
  out[4 * t + 3] = __syncthreads_count (t < 7);
}

static int
run_counts (void)
{
  int o[400], *d = on_device<int> (nullptr, 400);

  lgt_launch_grid (&emulator_queue, counts, dim3 (1), dim3 (100), 0, d);
  HOLD (from_device (o, d, 400));
  for (int t = 0; t < 100; t++)
    HOLD (o[4 * t] == 20 && o[4 * t + 1] == 1 && o[4 * t + 2] == 0
          && o[4 * t + 3] == 7);
  cudaFree (d);
  return 0;
}

/* A warp needs no barrier to hand on what it wrote.  */
static __global__ void
neighbours (int *out)
{
  __shared__ int s[64];
  const unsigned t = threadIdx.x, lane = t % 32;

  for (int i = 0; i < 3; i++)
    {
      s[t] = (int) t + i;
      __syncwarp ();
      out[t] = s[t - lane + (lane + 1) % 32];
      __syncwarp ();
    }
}

static int
run_neighbours (void)
{
  int o[64], *d = on_device<int> (nullptr, 64);

  lgt_launch_grid (&emulator_queue, neighbours, dim3 (1), dim3 (64), 0, d);
  HOLD (from_device (o, d, 64));
  for (int t = 0; t < 64; t++)
    HOLD (o[t] == t / 32 * 32 + (t + 1) % 32 + 2);
  cudaFree (d);
  return 0;
}

/* ---- atomics ---- */

struct tallies
{
  int most, least, sum;
  unsigned turns, bits;
  unsigned long long wide;
  float real;
  double product;
};

static __global__ void
tally (struct tallies *s)
{
  const int i = (int) (blockIdx.x * blockDim.x + threadIdx.x);
  unsigned long long old = 0, seen;

  atomicMax (&s->most, (i * 37) % 1000);
  atomicMin (&s->least, -i);
  atomicSub (&s->sum, i);
  atomicInc (&s->turns, 9);
  atomicOr (&s->bits, 1u << i % 32);
  atomicAdd (&s->real, 0.5f);
  atomicAdd (&s->product, 1);
  while ((seen = atomicCAS (&s->wide, old, old + 3)) != old)
    old = seen;
}

static int
run_tally (void)
{
  struct tallies s = { 0, 0, 0, 0, 0, 0, 0, 0 }, *d = on_device (&s, 1);

  lgt_launch_grid (&emulator_queue, tally, dim3 (40), dim3 (25), 0, d);
  HOLD (from_device (&s, d, 1));
  HOLD (s.most == 999 && s.least == -999 && s.sum == -499500);
  HOLD (s.turns == 0 && s.bits == ~0u && s.wide == 3000);
  HOLD (s.real == 500 && s.product == 1000);
  cudaFree (d);
  return 0;
}

/* ---- types and arithmetic ---- */

static __constant__ double table[3] = { 1, 2, 4 };

static __global__ void
numbers (const float4 *f, double2 *d, double *out)
{
  const float4 v = f[threadIdx.x];
  double s, c;

  d[threadIdx.x] = make_double2 (v.x + v.y, v.z * v.w);
  sincospi (0.25 * threadIdx.x, &s, &c);
  out[0] = s;
  out[1] = c;
  out[2] = rsqrt (__ldg (&table[2]));
  out[3] = max (-1, 3) + min (2.5f, 1.5) + max (7ll, 2ll);
  out[4] = __longlong_as_double (__double_as_longlong (-0.75));
  out[5] = __popc (255) + __clz (1) + __ffs (8) + (double) __umulhi (~0u, 2);
  out[6] = fma (2.0, 3.0, table[1]);
}

static int
run_numbers (void)
{
  const float4 f = { 1, 2, 3, 4 };
  double2 d;
  double o[7];
  float4 *df = on_device (&f, 1);
  double2 *dd = on_device<double2> (nullptr, 1);
  double *out = on_device<double> (nullptr, 7);

  lgt_launch_grid (&emulator_queue, numbers, dim3 (1), dim3 (1), 0, df, dd,
                   out);
  HOLD (from_device (&d, dd, 1) && from_device (o, out, 7));
  HOLD (d.x == 3 && d.y == 12);
  HOLD (o[0] == 0 && o[1] == 1 && o[2] == 0.5 && o[3] == 11.5);
  HOLD (o[4] == -0.75 && o[5] == 8 + 31 + 4 + 1 && o[6] == 8);
  for (int i = -8; i <= 8; i++)
    {
      double s, c;

      sincospi (i / 4.0, &s, &c);
      HOLD (fabs (s - sin (M_PI * i / 4)) < 1e-15);
      HOLD (fabs (c - cos (M_PI * i / 4)) < 1e-15);
    }
  cudaFree (df);
  cudaFree (dd);
  cudaFree (out);
  return 0;
}

extern "C" const struct emulator_right emulator_right[] =
{
  { "arguments by value", run_saxpy },
  { "grid of blocks", run_number },
  { "sums of floats", run_sum<float> },
  { "sums of doubles", run_sum<double> },
  { "tiled product", run_matmul },
  { "histogram", run_histogram },
  { "scan", run_scan },
  { "lanes of warps", run_warps },
  { "barriers that count", run_counts },
  { "warps without barriers", run_neighbours },
  { "atomic operations", run_tally },
  { "vectors and arithmetic", run_numbers }
};
extern "C" const int emulator_n_right = COUNT (emulator_right);

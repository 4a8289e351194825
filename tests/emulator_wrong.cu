/* Kernels with one mistake each.  */

#include "emulator_kernels.h"

enum { N = 96 };

/* Launch KERNEL with blocks of N threads on N integers.  */
static int
go (void (*kernel) (int *), int blocks, int *data)
{
  lgt_launch_grid (&emulator_queue, kernel, dim3 ((unsigned) blocks),
                   dim3 (N), N * sizeof *data, data);
  return cudaDeviceSynchronize () == cudaSuccess ? 0 : __LINE__;
}

static int *
zeros (void)
{
  static const int zero[N] = {};

  return on_device (zero, N);
}

#define MISTAKE(name, blocks, data)                                     \
  static int                                                            \
  run_##name (void)                                                     \
  {                                                                     \
    return go (name, blocks, data);                                     \
  }

/* ---- barriers and warps ---- */

static __global__ void
divergent (int *)
{
  if (threadIdx.x < 40)
    __syncthreads ();
}
MISTAKE (divergent, 1, zeros ())

static __global__ void
two_barriers (int *)
{
  if (threadIdx.x < 32)
    __syncthreads ();
  else
    __syncthreads ();
}
MISTAKE (two_barriers, 1, zeros ())

static __global__ void
stranger (int *)
{
  __syncwarp (threadIdx.x % 32 == 7 ? 1 : ~0u);
}
MISTAKE (stranger, 1, zeros ())

static __global__ void
crossed (int *)
{
  if (threadIdx.x < 2)
    __syncwarp (threadIdx.x == 0 ? 3 : 7);
  else if (threadIdx.x == 2)
    __syncwarp (5);
}
MISTAKE (crossed, 1, zeros ())

static __global__ void
two_operations (int *data)
{
  if (threadIdx.x < 16)
    data[threadIdx.x] = __shfl_sync (~0u, 1, 0);
  else
    data[threadIdx.x] = (int) __ballot_sync (~0u, 1);
}
MISTAKE (two_operations, 1, zeros ())

/* ---- races ---- */

/* Reads what a neighbour wrote, without a barrier.  */
static __global__ void
early_read (int *data)
{
  __shared__ int s[N];
  const unsigned t = threadIdx.x;

  s[t] = 0;
  __syncthreads ();
  s[t] = (int) t;
  data[t] = s[t == 0 ? 0 : t - 1];
}
MISTAKE (early_read, 1, zeros ())

/* Overwrites what a neighbour may still read.  */
static __global__ void
early_write (int *data)
{
  __shared__ int s[N];
  const unsigned t = threadIdx.x;

  for (int i = 0; i < 2; i++)
    {
      s[t] = (int) t + i;
      __syncthreads ();
      data[t] = s[N - 1 - t];
    }
}
MISTAKE (early_write, 1, zeros ())

static __global__ void
lost_update (int *data)
{
  LGT_DYNAMIC_SHARED (int, own);

  own[threadIdx.x] = 0;
  __syncthreads ();
  own[threadIdx.x % 8]++;
  __syncthreads ();
  data[threadIdx.x] = own[threadIdx.x];
}
MISTAKE (lost_update, 1, zeros ())

/* Two blocks write the same place, or one reads what another writes.  */
static __global__ void
blocks_write (int *data)
{
  data[threadIdx.x] = (int) blockIdx.x;
}
MISTAKE (blocks_write, 2, zeros ())

static __global__ void
blocks_read (int *data)
{
  if (blockIdx.x == 0)
    data[threadIdx.x] = 1;
  else if (data[threadIdx.x] > 1)
    __syncwarp ();
}
MISTAKE (blocks_read, 2, zeros ())

static __global__ void
half_atomic (int *data)
{
  if (threadIdx.x == 0)
    data[0] = 1;
  else
    atomicAdd (data, 1);
}
MISTAKE (half_atomic, 1, zeros ())

/* Lanes of one warp, without meeting.  */
static __global__ void
warp_race (int *data)
{
  __shared__ int s[N];
  const unsigned t = threadIdx.x, lane = t % 32;

  s[t] = (int) t;
  __syncwarp ();
  data[t] = s[t - lane + (lane + 1) % 32];
  s[t] = 0;
}
MISTAKE (warp_race, 1, zeros ())

/* ---- bounds ---- */

static __global__ void
one_more (int *data)
{
  for (int i = (int) threadIdx.x; i <= N; i += N)
    data[i] = i;
}
MISTAKE (one_more, 1, zeros ())

static __global__ void
one_less (int *data)
{
  if (data[(int) threadIdx.x - 1] == 1)
    __syncwarp ();
}
MISTAKE (one_less, 1, zeros ())

static __global__ void
shared_end (int *)
{
  LGT_DYNAMIC_SHARED (int, own);

  own[threadIdx.x + 1] = 1;
}
MISTAKE (shared_end, 1, zeros ())

static __global__ void
nowhere (int *data)
{
  data[threadIdx.x] = 1;
}
MISTAKE (nowhere, 1, nullptr)

static int
run_freed (void)
{
  int *data = zeros ();

  cudaFree (data);
  return go (nowhere, 1, data);
}

/* ---- nobody's values ---- */

static __global__ void
add_one (int *data)
{
  data[threadIdx.x]++;
}
MISTAKE (add_one, 1, on_device<int> (nullptr, N))

static __global__ void
shared_before (int *data)
{
  __shared__ int s[N];

  if (threadIdx.x < N / 2)
    s[threadIdx.x] = 1;
  __syncthreads ();
  data[threadIdx.x] = s[threadIdx.x];
}
MISTAKE (shared_before, 1, zeros ())

/* ---- host and device ---- */

static int
run_host_pointer (void)
{
  static int host[N];

  return go (add_one, 1, host);
}

static int
run_device_pointer (void)
{
  volatile int *data = zeros ();

  return data[3] + 1 != 1;
}

extern "C" const struct emulator_wrong emulator_wrong[] =
{
#define BARRIER "a barrier "
#define BARRIERS "threads of a block at different barriers"
  { "divergent barrier", run_divergent, BARRIER, BARRIER, 0, "divergent" },
  { "different barriers", run_two_barriers, BARRIERS, BARRIERS, 0,
    "two_barriers" },
#define MASK "a lane that is not in the mask it gives"
  { "lane not in its mask", run_stranger, MASK, MASK, 0, "stranger" },
#define NEVER "lanes of a warp's mask that never come"
  { "masks that cross", run_crossed, NEVER, NEVER, 0, "crossed" },
#define OTHER "lanes of a warp at different operations"
  { "different operations of a warp", run_two_operations, OTHER, OTHER, 0,
    "two_operations" },
  { "missing barrier before a read", run_early_read, nullptr, "race: ", 0,
    "early_read" },
  { "missing barrier in a loop", run_early_write, nullptr, "race: ", 0,
    "early_write" },
  { "lost atomic operation", run_lost_update, nullptr, "race: ", 0,
    "lost_update" },
  { "blocks that write the same", run_blocks_write, nullptr,
    "race: two writes", 0, "blocks_write" },
  { "a block that reads another's", run_blocks_read, nullptr, "race: ", 0,
    "blocks_read" },
  { "atomic for some only", run_half_atomic, nullptr, "race: two writes", 0,
    "half_atomic" },
  { "lanes that do not meet", run_warp_race, nullptr, "race: ", 0,
    "warp_race" },
#define WRITE "write out of bounds"
#define READ "read out of bounds"
  { "one past the end", run_one_more, nullptr, WRITE, 1, "one_more" },
  { "one before the beginning", run_one_less, nullptr, READ, 1, "one_less" },
  { "end of dynamic shared memory", run_shared_end, nullptr, WRITE, 1,
    "shared_end" },
  { "null pointer", run_nowhere, "access to address", WRITE, 1, "nowhere" },
  { "memory that was freed", run_freed, nullptr, WRITE, 1, "nowhere" },
  { "device memory not written", run_add_one, nullptr,
    "read of device memory that was not written", 0, "add_one" },
  { "shared memory not written", run_shared_before, nullptr,
    "read of shared memory that was not written", 0, "shared_before" },
  { "host pointer in a kernel", run_host_pointer, nullptr,
    "write out of bounds or to the host's memory", 0, "add_one" },
  { "device pointer on the host", run_device_pointer, nullptr,
    "the host's access to device memory", 1, nullptr }
};
extern "C" const int emulator_n_wrong = COUNT (emulator_wrong);

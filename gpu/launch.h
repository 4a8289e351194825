/* Launches: the one place where the syntax of CUDA and that of the emulator
   differ.

   A kernel of work on packs is a grid of threads, one for each of COUNT items
   (x) of each pack (y); inside,

     LGT_EACH (pack, item, packs, count)
       { ... }

   visits what is this thread's, however small the grid is.  Items are counted
   so that neighbours are neighbours in memory: lanes run fastest.  */

#ifndef LGT_GPU_LAUNCH_H
#define LGT_GPU_LAUNCH_H

#include <cuda_runtime.h>
#include <type_traits>

#include "queue.h"

enum
{
  LGT_WARP = 32,
  LGT_BLOCK = 128,        /* threads of a block, where nothing else is said */
  LGT_GRID_PACKS = 65535  /* blocks in y at most */
};

#ifdef __CUDACC__
# define LGT_DYNAMIC_SHARED(type, name)                                 \
  extern __shared__ __align__ (16) unsigned char lgt_dynamic_[];        \
  type *name = reinterpret_cast<type *> (lgt_dynamic_)
#else
# define LGT_DYNAMIC_SHARED(type, name)                                 \
  type *name = static_cast<type *> (lgt_emu_dynamic_shared ())
#endif

/* KERNEL on GRID blocks of BLOCK threads with SHARED bytes of dynamic shared
   memory.  Arguments are converted to the kernel's own types.  */
template <class... P>
static inline void
lgt_launch_grid (const struct lgt_queue *queue, void (*kernel) (P...),
                 dim3 grid, dim3 block, size_t shared,
                 std::common_type_t<P>... args)
{
#ifdef __CUDACC__
  kernel<<<grid, block, shared, queue->stream>>> (args...);
#else
  lgt_emu_launch (queue->stream, kernel, grid, block, shared, args...);
#endif
}

/* KERNEL for COUNT items of each of PACKS packs, in blocks of BLOCK.  */
template <class... P>
static inline void
lgt_launch_blocks (const struct lgt_queue *queue, void (*kernel) (P...),
                   int block, int packs, int64_t count,
                   std::common_type_t<P>... args)
{
  const int64_t blocks = (count + block - 1) / block;

  if (count < 1 || packs < 1)
    return;
  lgt_launch_grid (queue, kernel,
                   dim3 ((unsigned) blocks,
                         (unsigned) (packs < LGT_GRID_PACKS
                                     ? packs : +LGT_GRID_PACKS)),
                   dim3 ((unsigned) block), 0, args...);
}

template <class... P>
static inline void
lgt_launch (const struct lgt_queue *queue, void (*kernel) (P...), int packs,
            int64_t count, std::common_type_t<P>... args)
{
  lgt_launch_blocks (queue, kernel, LGT_BLOCK, packs, count, args...);
}

/* The same for kernels whose blocks are warps: those with much shared memory
   for each thread.  */
template <class... P>
static inline void
lgt_launch_warps (const struct lgt_queue *queue, void (*kernel) (P...),
                  int packs, int64_t count, std::common_type_t<P>... args)
{
  lgt_launch_blocks (queue, kernel, LGT_WARP, packs, count, args...);
}

#define LGT_EACH(pack, item, packs, count)                              \
  for (int pack = (int) blockIdx.y; pack < (packs);                     \
       pack += (int) gridDim.y)                                         \
    for (int64_t item = (int64_t) blockIdx.x * blockDim.x + threadIdx.x; \
         item < (count); item += (int64_t) gridDim.x * blockDim.x)

#endif

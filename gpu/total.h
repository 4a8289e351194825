/* One sum of many numbers in two launches and a fixed order: partial sums of
   fixed blocks, and their sum.  */

#ifndef LGT_GPU_TOTAL_H
#define LGT_GPU_TOTAL_H

#include "kernel.h"

/* Threads that make a partial sum; a power of two.  */
enum { LGT_TOTAL_THREADS = 512 };

/* The sum of X over the block's threads, a power of two of them, to thread 0;
   all take part.  */
LGT_DEVICE double
lgt_add_threads (double x)
{
  __shared__ double sum[LGT_TOTAL_THREADS];
  const unsigned thread = threadIdx.x;

  sum[thread] = x;
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2)
    {
      __syncthreads ();
      if (thread < half)
        sum[thread] += sum[thread + half];
    }
  return sum[0];
}

/* *TOTAL = the sum of the LGT_BLOCKS partial sums.  */
static __global__ void
lgt_add_partial (const double *partial, double *total)
{
  const double sum = lgt_add_threads (partial[threadIdx.x]);

  if (threadIdx.x == 0)
    *total = sum;
}

static inline void
lgt_add_up (struct lgt_queue *queue, const double *partial, void *total)
{
  lgt_launch_grid (queue, lgt_add_partial, dim3 (1), dim3 (LGT_BLOCKS), 0,
                   partial, static_cast<double *> (total));
}

#endif

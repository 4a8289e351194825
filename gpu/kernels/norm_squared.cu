/* norm = sum of x^2 over a flat array, in fixed blocks.

   4 or 8 bytes and 2 flops a number.  */

#include "../total.h"

static __global__ void
square_blocks (struct lgt_view x, double *partial)
{
  const int block = (int) blockIdx.x;
  const int64_t end = lgt_block_begin (block + 1, x.shape.comps);
  double sum = 0;

#pragma unroll 4
  for (int64_t i = lgt_block_begin (block, x.shape.comps) + threadIdx.x;
       i < end; i += blockDim.x)
    {
      const double a = lgt_get (x, i);

      sum += a * a;
    }
  sum = lgt_add_threads (sum);
  if (threadIdx.x == 0)
    partial[block] = sum;
}

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  double *partial = static_cast<double *> (scratch);

  lgt_launch_grid (queue, square_blocks, dim3 (LGT_BLOCKS),
                   dim3 (LGT_TOTAL_THREADS), 0, in[0], partial);
  lgt_add_up (queue, partial, out[0].data);
}

LGT_ENTRY (norm_squared, run)

/* z = sum of w x over all configurations with w != 0; gx += w gz there.  */

#include "../total.h"

/* Blocks are of configurations in their order.  */
static __global__ void
weigh_blocks (struct lgt_view x, struct lgt_view w, double *partial)
{
  const int block = (int) blockIdx.x, lanes = x.shape.lanes;
  const int64_t count = (int64_t) x.shape.packs * lanes;
  const int64_t end = lgt_block_begin (block + 1, count);
  double sum = 0;

  for (int64_t i = lgt_block_begin (block, count) + threadIdx.x; i < end;
       i += blockDim.x)
    {
      int64_t pack;
      int lane;
      double weight;

      lgt_divide (i, lanes, &pack, &lane);
      weight = lgt_get (w, pack * w.pack_stride + lane);
      if (weight != 0)
        sum += weight * lgt_get (x, pack * x.pack_stride + lane);
    }
  sum = lgt_add_threads (sum);
  if (threadIdx.x == 0)
    partial[block] = sum;
}

static __global__ void
spread (struct lgt_view w, const double *gz, struct lgt_view gx)
{
  LGT_EACH (pack, lane, gx.shape.packs, gx.shape.lanes)
    {
      const double weight = lgt_get (w, pack * w.pack_stride + lane);

      if (weight != 0)
        lgt_add_to (gx, pack * gx.pack_stride + lane, weight * *gz);
    }
}

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  double *partial = static_cast<double *> (scratch);

  lgt_launch_grid (queue, weigh_blocks, dim3 (LGT_BLOCKS),
                   dim3 (LGT_TOTAL_THREADS), 0, in[0], in[1], partial);
  lgt_add_up (queue, partial, out[0].data);
}

static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[3].data && out[0].data)
    lgt_launch (queue, spread, out[0].shape.packs, out[0].shape.lanes, in[1],
                static_cast<const double *> (in[3].data), out[0]);
}

LGT_ENTRY (weighted_sum, run)
LGT_ENTRY (weighted_sum, pull)

/* ESS of a batch: weights relative to the largest.  A few thousand numbers:
   one block, whose threads' parts are added in a fixed order.  */

#include "../kernel.h"

static __global__ void
ess (struct lgt_view x, struct lgt_view share, struct lgt_view z)
{
  __shared__ double lowest[LGT_BLOCK], sum[LGT_BLOCK], squares[LGT_BLOCK],
    number[LGT_BLOCK];
  const int me = (int) threadIdx.x;
  const int64_t count = (int64_t) x.shape.packs * x.shape.lanes;
  double low = INFINITY, s = 0, s2 = 0, n = 0;

  for (int pass = 0; pass < 2; pass++)
    {
      for (int64_t i = me; i < count; i += LGT_BLOCK)
        {
          int64_t pack;
          int lane;
          double a, w;

          lgt_divide (i, x.shape.lanes, &pack, &lane);
          if (lgt_get (share, pack * share.pack_stride + lane) == 0)
            continue;
          a = lgt_get (x, pack * x.pack_stride + lane);
          w = pass ? exp (low - a) : 0;
          if (pass == 0 && a < low)
            low = a;
          s += w;
          s2 += w * w;
          n += pass;
        }
      if (pass == 0)
        {
          lowest[me] = low;
          __syncthreads ();
          for (int t = 0; t < LGT_BLOCK; t++)
            low = lowest[t] < low ? lowest[t] : low;
        }
    }
  sum[me] = s;
  squares[me] = s2;
  number[me] = n;
  __syncthreads ();
  if (me > 0)
    return;
  for (int t = 1; t < LGT_BLOCK; t++)
    {
      s += sum[t];
      s2 += squares[t];
      n += number[t];
    }
  lgt_set (z, 0, s * s / (n * s2));
}

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_launch_grid (queue, ess, dim3 (1), dim3 (LGT_BLOCK), 0, in[0], in[1],
                   out[0]);
}

LGT_ENTRY (batch_ess, run)

/* How the convolution divides its scratch: asked for by its infer, used by
   its kernels, which hold vectors of at most 64 bytes.

   Every part begins on a multiple of 64 bytes.  With lanes = 1 channels are
   padded to whole vectors.  Besides weights and sums of a few hundred KiB
   only dz can be large: the gradient of the pre-activation, needed where
   there is an activation.  It is made for a chunk of packs at a time, as
   many as fit into a tenth of inputs and outputs or 1 MiB, at least one.  */

#ifndef LGT_CONV_SCRATCH_H
#define LGT_CONV_SCRATCH_H

#include <lgt/ops.h>

enum
{
  LGT_CONV_VECTOR = 64,   /* bytes of the widest vector */
  LGT_CONV_ROUND_TAPS = 256,            /* weight gradient: columns and */
  LGT_CONV_ROUND_INS = 8,               /* accumulators of one round */
  LGT_CONV_ROUND_OUTS = 8,
  LGT_CONV_SUM_BLOCKS = 64              /* of the bias gradient */
};

struct lgt_conv_scratch
{
  size_t weights;         /* offsets in bytes */
  size_t zeros;           /* a row of zeros as long as a row of y, padded */
  size_t sums;            /* doubles, [LGT_CONV_SUM_BLOCKS][outputs] */
  size_t partial;
  size_t dz;
  size_t total;
  int chunk;              /* packs in dz; all of them where dz is not needed */
};

static inline size_t
lgt_conv_pad (int channels, int lanes, enum lgt_type type)
{
  const size_t vector = LGT_CONV_VECTOR / (type == LGT_F32 ? 4 : 8);

  return lanes > 1 ? (size_t) channels * (size_t) lanes
                   : ((size_t) channels + vector - 1) / vector * vector;
}

static inline size_t
lgt_conv_part (size_t *end, size_t bytes)
{
  const size_t begin = *end;

  *end += (bytes + 63) / 64 * 64;
  return begin;
}

/* PULL: 0 for the forward pass, 1 for the pull-back.  */
static inline struct lgt_conv_scratch
lgt_conv_scratch (const struct lgt_conv_params *p, struct lgt_view x,
                  struct lgt_view weight, int pull)
{
  struct lgt_conv_scratch s = { .chunk = x.shape.packs };
  const size_t taps = (size_t) p->stencil->taps;
  const int ins = x.shape.comps;
  const int outs = weight.shape.comps / (ins * p->stencil->taps);
  const int lanes = x.shape.lanes;
  const size_t real = x.type == LGT_F32 ? 4 : 8;
  size_t end = 0;

  /* Forward outs are the pass's outputs, and in the pull-back ins are.  */
  if (lanes > 1)
    s.weights = lgt_conv_part (&end, taps * (size_t) ins * (size_t) outs
                                     * real);
  else
    s.weights = lgt_conv_part (&end, taps * real
                                     * (pull ? (size_t) outs
                                               * lgt_conv_pad (ins, 1, x.type)
                                        : (size_t) ins
                                          * lgt_conv_pad (outs, 1, x.type)));
  s.zeros = lgt_conv_part (&end, real * lgt_conv_pad (outs, lanes, x.type));
  if (pull)
    {
      const size_t row = real * lgt_conv_pad (outs, lanes, x.type);
      const size_t pack = row * (size_t) p->stencil->out->count;
      const size_t all = (size_t) x.shape.packs
                         * (pack + real * (size_t) x.shape.sites
                                   * (size_t) ins * (size_t) lanes);
      const size_t most = all / 10 > 1 << 20 ? all / 10 : 1 << 20;
      const size_t round_taps = taps < LGT_CONV_ROUND_TAPS
                                ? taps : LGT_CONV_ROUND_TAPS;

      s.sums = lgt_conv_part (&end, (size_t) outs * LGT_CONV_SUM_BLOCKS * 8);
      /* A tile has at most 8 columns, so at most 7 are filled up.  */
      s.partial = lgt_conv_part (&end, (round_taps * LGT_CONV_ROUND_INS + 7)
                                       * LGT_CONV_ROUND_OUTS
                                       * LGT_CONV_VECTOR);
      if (p->activation != LGT_IDENTITY || lanes == 1)
        {
          if (pack * (size_t) s.chunk > most)
            s.chunk = most > pack ? (int) (most / pack) : 1;
          s.dz = lgt_conv_part (&end, pack * (size_t) s.chunk);
        }
    }
  s.total = end;
  return s;
}

#endif

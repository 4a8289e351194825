/* How the direct convolution divides its scratch: asked for by its infer,
   used by its kernels, which hold vectors of at most 64 bytes.

   Every part begins on a multiple of 64 bytes.  The sums of the weight
   gradient are kept small beside inputs and outputs by taking fewer
   channels at a time.  */

#ifndef LGT_CONV_SCRATCH_H
#define LGT_CONV_SCRATCH_H

#include <lgt/ops.h>

enum
{
  LGT_CONV_VECTOR = 64,   /* bytes of the widest vector */
  LGT_CONV_SUM_BLOCKS = 64,             /* of the bias gradient */
  LGT_CONV_ROUND_TAPS = 256,            /* weight gradient: taps, steps of */
  LGT_CONV_ROUND_INS = 8,               /* inputs, and units of outputs of */
  LGT_CONV_ROUND_OUTS = 8               /* a round */
};

struct lgt_conv_scratch
{
  size_t weights;         /* offsets in bytes */
  size_t bias;            /* forward */
  size_t zeros;           /* a row of zeros, as long as x's or y's */
  size_t sums;            /* doubles, [LGT_CONV_SUM_BLOCKS][outputs] */
  size_t partial;         /* registers, [columns][units] of a round */
  int round_ins;          /* steps of inputs of a round */
  size_t total;
};

static inline size_t
lgt_conv_part (size_t *end, size_t bytes)
{
  const size_t begin = *end;

  *end += (bytes + 63) / 64 * 64;
  return begin;
}

/* Bytes of a row of V.  */
static inline size_t
lgt_conv_row (const struct lgt_view *v)
{
  return (size_t) v->shape.comps * (size_t) v->shape.lanes
         * lgt_type_size (v->type);
}

/* Outputs of a unit (cpu/kernels/conv_form.h) in a group of INS inputs and
   OUTS outputs, where VECTOR elements fill a register.  No narrower register
   needs more memory than the widest.  */
static inline size_t
lgt_conv_per (size_t ins, size_t outs, size_t lanes, size_t vector)
{
  size_t per = 1, together;

  if (lanes % vector == 0)
    return 1;
  while (per < outs && per * lanes < vector)
    per *= 2;
  together = per * lanes < vector ? vector / (per * lanes) : 1;
  while (ins % together)
    together /= 2;
  return per < vector / (together * lanes) ? vector / (together * lanes)
                                           : per;
}

/* Bytes of the packed weights: where lanes do not fill a vector, each stands
   there once a lane, and outputs are rounded up to whole units.  */
static inline size_t
lgt_conv_packed (size_t taps, size_t ins, size_t outs, size_t lanes,
                 size_t real)
{
  const size_t vector = LGT_CONV_VECTOR / real;
  const size_t per = lgt_conv_per (ins, outs, lanes, vector);

  return taps * ins * (lanes < vector ? lanes : 1)
         * ((outs + per - 1) / per * per) * real;
}

/* PULL: 0 for the forward pass, 1 for the pull-back.  */
static inline struct lgt_conv_scratch
lgt_conv_scratch (const struct lgt_conv_params *p, struct lgt_view x,
                  struct lgt_view weight, int pull)
{
  struct lgt_conv_scratch s = { .round_ins = LGT_CONV_ROUND_INS };
  const size_t taps = (size_t) p->stencil->taps;
  const size_t groups = p->groups ? (size_t) p->groups : 1;
  const size_t ins = (size_t) x.shape.comps / groups;
  const size_t outs = (size_t) weight.shape.comps / (taps * ins) / groups;
  const size_t lanes = (size_t) x.shape.lanes;
  const size_t real = lgt_type_size (x.type);
  const size_t most = ins > outs ? ins : outs;
  size_t end = 0;

  s.weights = lgt_conv_part (&end, groups
                                   * (pull ? lgt_conv_packed (taps, outs, ins,
                                                              lanes, real)
                                      : lgt_conv_packed (taps, ins, outs,
                                                         lanes, real)));
  s.zeros = lgt_conv_part (&end, groups * most * lanes * real
                                 + LGT_CONV_VECTOR);
  if (pull)
    {
      const size_t all = (size_t) x.shape.packs * lanes * real * groups
                         * ((size_t) x.shape.sites * ins
                            + (size_t) p->stencil->out->count * outs);
      const size_t round_taps = taps < LGT_CONV_ROUND_TAPS
                                ? taps : LGT_CONV_ROUND_TAPS;
      const size_t per = lgt_conv_per (ins, outs, lanes,
                                       LGT_CONV_VECTOR / real);
      const size_t units = (outs + per - 1) / per;
      size_t partial;

      s.sums = lgt_conv_part (&end, outs * groups * LGT_CONV_SUM_BLOCKS * 8);
      /* A tile has at most 8 columns: so many more may be filled up.  */
      while (partial = (round_taps * (size_t) s.round_ins + 8)
                       * (units < LGT_CONV_ROUND_OUTS ? units
                                                      : LGT_CONV_ROUND_OUTS)
                       * LGT_CONV_VECTOR,
             partial > all / 20 && s.round_ins > 1)
        s.round_ins /= 2;
      if ((size_t) s.round_ins > ins)
        s.round_ins = (int) ins;
      s.partial = lgt_conv_part (&end, partial);
    }
  else
    s.bias = lgt_conv_part (&end, groups * (outs + 16) * LGT_CONV_VECTOR);
  s.total = end;
  return s;
}

#endif

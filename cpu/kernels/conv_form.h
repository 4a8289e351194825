/* What the elements of a register are, for one convolution of one number
   type, and how weights are packed for it.  Included once for each number
   type with REAL, V, VI, VN, V_SET and V_(name) defined.

   Wide: lanes are a multiple of VN; a register holds VN lanes of one channel
   and meets one weight at a time.

   Narrow: lanes divide VN.  A register of sums is a *unit* of PER outputs,
   times TOGETHER input channels, times the lanes, lane fastest:

     element ((out * together) + in) * lanes + lane.

   It gets weights, one register for each unit and step of TOGETHER inputs,
   times CAST = TOGETHER * lanes elements of x, repeated; the sums over IN
   are added up at the end.  TOGETHER is 1 where outputs fill a register.
   With lanes = 1 weights are vectors over output channels.  */

#include "../../lib/tensor/conv_scratch.h"

struct conv_form
{
  int lanes, wide;
  int vectors;            /* row vectors of a (site, pack) */
  int ins, outs;          /* channels of one group */
  int together, cast, per, steps;       /* wide: 1, 0, 1, ins */
  int units;              /* registers of outputs */
  int most, blocks;       /* units in a block, blocks */
  int width;              /* elements of the packed weights of a unit */
};

LGT_INLINE struct conv_form
conv_form (int lanes, int ins, int outs)
{
  struct conv_form f = { .lanes = lanes, .wide = lanes % VN == 0,
                         .vectors = 1, .ins = ins, .outs = outs,
                         .together = 1, .per = 1, .width = 1 };

  if (f.wide)
    f.vectors = lanes / VN;
  else
    {
      int per = 1;

      while (per < outs && per * lanes < VN)
        per *= 2;
      f.together = VN / (per * lanes);
      while (ins % f.together)
        f.together /= 2;
      f.cast = f.together * lanes;
      f.per = VN / f.cast;
      f.width = VN;
    }
  f.steps = ins / f.together;
  f.units = (outs + f.per - 1) / f.per;
  f.most = f.wide ? CONV_OUTS : 2;
  f.blocks = conv_blocks (f.units, f.most);
  return f;
}

/* Elements of the packed weights of one group.  */
LGT_INLINE int64_t
conv_packed (const struct conv_form *f, int taps)
{
  return (int64_t) taps * f->steps * f->units * f->width;
}

LGT_INLINE enum lgt_status
conv_check_lanes (int lanes, struct lgt_error *error)
{
  if (lanes % VN && VN % lanes)
    return lgt_fail (error, LGT_EINVAL,
                     "conv: %d lanes; this backend has vectors of %d, so "
                     "lanes must divide that or be a multiple of it", lanes,
                     VN);
  return LGT_OK;
}

typedef REAL v_any __attribute__ ((vector_size (LGT_VECTOR_BYTES), may_alias,
                                   aligned (sizeof (REAL))));

/* N elements at P, at most VN, zeros behind them.  */
LGT_INLINE V
conv_load (const REAL *p, int n)
{
  if (n >= VN)
    return *(const v_any *) p;
#if LGT_ISA_LEVEL == 3
  return sizeof (REAL) == 4
         ? (V) _mm512_maskz_loadu_ps ((__mmask16) ((1u << n) - 1), p)
         : (V) _mm512_maskz_loadu_pd ((__mmask8) ((1u << n) - 1), p);
#else
  V x = { 0 };

  for (int e = 0; e < n; e++)
    x[e] = p[e];
  return x;
#endif
}
LGT_INLINE void
conv_store (REAL *p, int n, V x)
{
  if (n >= VN)
    *(v_any *) p = x;
#if LGT_ISA_LEVEL == 3
  else if (sizeof (REAL) == 4)
    _mm512_mask_storeu_ps (p, (__mmask16) ((1u << n) - 1), (__m512) x);
  else
    _mm512_mask_storeu_pd (p, (__mmask8) ((1u << n) - 1), (__m512d) x);
#else
  else
    for (int e = 0; e < n; e++)
      p[e] = x[e];
#endif
}

/* CAST elements at P, as often as they go into a register.  */
LGT_INLINE V
conv_cast (const REAL *p, const int cast)
{
  V x;

  if (cast == 1)
    return V_SET (*p);
  if (cast == VN)
    return *(const v_any *) p;
#if LGT_ISA_LEVEL > 1
  if (cast * sizeof (REAL) == 8)
    {
      double two;

      memcpy (&two, p, sizeof two);
      return (V) vd_set (two);
    }
#endif
#if LGT_ISA_LEVEL == 3
  if (cast * sizeof (REAL) == 16)
    return (V) _mm512_broadcast_f32x4 (_mm_loadu_ps ((const float *) p));
  if (cast * sizeof (REAL) == 32)
    return (V) _mm512_broadcast_f32x8 (_mm256_loadu_ps ((const float *) p));
#elif LGT_ISA_LEVEL == 2
  if (cast * sizeof (REAL) == 16)
    return (V) _mm256_broadcast_ps ((const __m128 *) p);
#endif
  for (int e = 0; e < VN; e++)
    x[e] = p[e % cast];
  return x;
}

LGT_INLINE double
conv_total (V x)
{
  double total = 0;

  for (int l = 0; l < VN; l++)
    total += (double) x[l];
  return total;
}

/* The elements of X in the order INDEX.  */
LGT_INLINE V
conv_permute (V x, VI index)
{
#ifndef __clang__
  return __builtin_shuffle (x, index);
#else
  V y;

  for (int e = 0; e < VN; e++)
    y[e] = x[index[e]];
  return y;
#endif
}

/* Narrow: a register of dz for the weight gradient, from PER * lanes
   elements: one copy for each of the TOGETHER inputs.  */
LGT_INLINE V
conv_repeat (const struct conv_form *f, V x)
{
  VI index;

  if (f->together == 1)
    return x;
  for (int e = 0; e < VN; e++)
    index[e] = e / f->cast * f->lanes + e % f->lanes;
  return conv_permute (x, index);
}

/* The bias as it is added: elements (wide), or registers of units.  */
static void
conv_pack_bias (const struct conv_form *f, const REAL *bias, REAL *packed)
{
  const int n = f->wide ? f->outs : f->units * VN;

  for (int e = 0; e < n; e++)
    {
      const int out = f->wide ? e : e / VN * f->per + e % VN / f->lanes;

      packed[e] = bias && out < f->outs ? bias[out] : 0;
    }
}

/* Packed weights, [block][tap][step][unit of the block][width], of one
   group; thread K of THREADS makes its share.  W is the group's first weight
   in the order (out, in, tap) of the forward pass; TRANSPOSED: for the input
   gradient, whose outputs are those inputs.  */
static void
conv_pack (const struct conv_form *f, const REAL *w, int taps,
           int transposed, REAL *packed, int k, int threads)
{
  const int64_t step_out = transposed ? taps : (int64_t) f->ins * taps;
  const int64_t step_in = transposed ? (int64_t) f->outs * taps : taps;
  int64_t from, to;

  conv_share ((int64_t) f->blocks * taps, k, threads, &from, &to);
  for (int64_t job = from; job < to; job++)
    {
      const int b = (int) (job / taps), t = (int) (job % taps);
      const int begin = conv_begin (b, f->units, f->most);
      const int units = conv_begin (b + 1, f->units, f->most) - begin;
      REAL *p = packed + ((int64_t) begin * taps + (int64_t) t * units)
                         * f->steps * f->width;

      if (f->wide)
        for (int i = 0; i < f->ins; i++)
          for (int o = 0; o < units; o++)
            *p++ = w[t + i * step_in + (begin + o) * step_out];
      else
        for (int s = 0; s < f->steps; s++)
          for (int o = begin * f->per; o < (begin + units) * f->per; o++)
            for (int i = s * f->together; i < (s + 1) * f->together; i++)
              {
                const REAL wi = o < f->outs
                                ? w[t + i * step_in + o * step_out] : 0;

                for (int l = 0; l < f->lanes; l++)
                  *p++ = wi;
              }
    }
}

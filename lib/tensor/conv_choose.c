/* Which algorithm a convolution takes: a rule of shape, type and backend, so
   that equal runs have equal bits.

   The direct one, unless Fourier transforms are given and are certainly
   faster.  Both are counted in the multiplications and additions that the
   direct one makes in the same time; for a forward and backward pass, of C
   channels in all and W = C_in C_out / groups pairs, on P points and a batch
   of B,

     direct      6 W taps                            an output site,
     transforms  60 C log2 P + 17 W
                 + 300 W log2 P / B                  a point,

   the last term for the kernel itself.  The numbers were measured with
   lgt-bench on AVX-512 (two cores, both types, 8^2 to 64^2, 8^3, 8^4, 16^4,
   2 to 32 channels), where the direct one ran at 0.6 to 0.8 of SGEMM: for
   batches of 16 and more transforms took 0.6 to 0.95 of what the formula
   says, for smaller ones less.  Break even, for 8 channels and a batch of 32:
   5 to 7 taps a direction in two dimensions, 3 to 4 in three, 2 to 3 in four.
   They are taken where by the formula the direct one costs MARGIN times as
   much or more: 9 taps a direction on 16^2, 5 on 8^3, 4 on 8^4.  So they
   still win where the direct one comes near SGEMM.  */

#include <string.h>

#include <lgt/ops.h>

static const double margin = 2;

/* log2, or a little more.  */
static int
log_of (int64_t n)
{
  int log = 0;

  for (; n > (int64_t) 1 << log; log++)
    ;
  return log;
}

enum lgt_conv_algorithm
lgt_conv_choose (const char *backend, const struct lgt_conv_params *params,
                 const struct lgt_view *x, const struct lgt_view *weight)
{
  const struct lgt_stencil *s = params->stencil;
  const int groups = params->groups > 0 ? params->groups : 1;
  double ins, outs, pairs, batch, points, direct, transforms;

  if (!params->fft || !s || x->shape.comps < groups
      || strncmp (backend, "cpu", 3) != 0)
    return LGT_CONV_DIRECT;
  ins = x->shape.comps;
  pairs = (double) weight->shape.comps / s->taps;
  outs = pairs / (ins / groups);
  batch = (double) x->shape.packs * x->shape.lanes;
  points = params->fft->points;
  direct = 6 * pairs * s->taps * s->out->count;
  transforms = points * (60 * (ins + outs) * log_of (params->fft->points)
                         + 17 * pairs
                         + 300 * pairs * log_of (params->fft->points)
                           / batch);
  return direct >= margin * transforms ? LGT_CONV_FFT : LGT_CONV_DIRECT;
}

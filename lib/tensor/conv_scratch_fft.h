/* How the convolution by Fourier transforms divides its scratch.

   A slot holds one channel of one pack, as a field or as modes.  Three
   regions have a slot for each channel: what is transformed goes from one of
   them to another, so that no thread needs a buffer of its own.  */

#ifndef LGT_CONV_SCRATCH_FFT_H
#define LGT_CONV_SCRATCH_FFT_H

#include "conv_scratch.h"

struct lgt_conv_scratch_fft
{
  size_t slot;            /* bytes */
  size_t region[3];       /* offsets; the third for the pull-back only */
  size_t weights;         /* modes of the kernel, [mode][out][in] */
  size_t sums;            /* pull-back: those of its gradient */
  size_t total;
};

static inline struct lgt_conv_scratch_fft
lgt_conv_scratch_fft (const struct lgt_conv_params *p, struct lgt_view x,
                      struct lgt_view weight, int pull)
{
  struct lgt_conv_scratch_fft s = { .slot = 0 };
  const size_t groups = p->groups ? (size_t) p->groups : 1;
  const size_t ins = (size_t) x.shape.comps;
  const size_t pairs = (size_t) (weight.shape.comps / p->stencil->taps);
  const size_t outs = pairs / (ins / groups);
  const size_t complex = 2 * lgt_type_size (x.type);
  const size_t modes = (size_t) p->fft->modes;
  size_t end = 0, direct;

  lgt_conv_part (&s.slot, modes * (size_t) x.shape.lanes * complex);
  for (int i = 0; i < 2 + pull; i++)
    s.region[i] = lgt_conv_part (&end, (ins > outs ? ins : outs) * s.slot);
  s.weights = lgt_conv_part (&end, pairs * modes * complex);
  if (pull)
    s.sums = lgt_conv_part (&end, pairs * modes * complex);
  s.total = end;
  /* The bias gradient is the direct convolution's, and comes first.  */
  direct = pull ? lgt_conv_scratch (p, x, weight, 1).total : 0;
  s.total = s.total < direct ? direct : s.total;
  return s;
}

#endif

/* y = b + w * x by Fourier transforms.  */

#include "conv_scratch_fft.h"
#include "op_conv.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  enum lgt_status status
    = lgt_conv_infer_plain ("conv_fft", p, in, &out[0], entry, error);

  if (status != LGT_OK)
    return status;
  if (!p->fft)
    return lgt_fail (error, LGT_EINVAL, "conv_fft: no Fourier transforms "
                     "are given; they need a build with FFTW");
  if (p->fft->stencil != p->stencil || p->fft->type != in[0].type
      || p->fft->lanes != in[0].shape.lanes)
    return lgt_fail (error, LGT_EINVAL, "conv_fft: the convolver is for "
                     "another stencil, type or number of lanes");
  for (int pull = 0; pull < 2; pull++)
    scratch[pull] = lgt_conv_scratch_fft (p, in[0], in[1], pull).total;
  return LGT_OK;
}

const struct lgt_op lgt_op_conv_fft =
{
  .name = "conv_fft",
  .n_in = 3,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .infer = infer,
  .flops = lgt_conv_flops
};

/* y = b + w * x as a matrix product.  */

#include "conv_scratch_gemm.h"
#include "op_conv.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_conv_params *p = params;
  enum lgt_status status
    = lgt_conv_infer_plain ("conv_gemm", p, in, &out[0], entry, error);

  if (status != LGT_OK)
    return status;
  for (int pull = 0; pull < 2; pull++)
    scratch[pull] = lgt_conv_scratch_gemm (p, in[0], in[1], pull).total;
  return LGT_OK;
}

const struct lgt_op lgt_op_conv_gemm =
{
  .name = "conv_gemm",
  .n_in = 3,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .infer = infer,
  .flops = lgt_conv_flops
};

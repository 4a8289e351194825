/* The effective sample size of a batch.  Inputs: log q + S, share; output:
   ESS.  */

#include "op_check.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_shape each = { in[0].shape.packs, 1, 1,
                                  in[0].shape.lanes };
  enum lgt_status status;

  (void) params;
  if ((status = lgt_op_check_type ("batch_ess", "log ratio", &in[0], LGT_F64,
                                   error))
      || (status = lgt_op_check_shape ("batch_ess", "log ratio", &in[0],
                                       each, error))
      || (status = lgt_op_check_type ("batch_ess", "share", &in[1], LGT_F64,
                                      error))
      || (status = lgt_op_check_shape ("batch_ess", "share", &in[1], each,
                                       error)))
    return status;
  out[0] = lgt_op_result (LGT_F64, 1, 1, 1, 1, NULL);
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 20.0 * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_batch_ess =
{
  .name = "batch_ess",
  .n_in = 2,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

void
lgt_batch_ess (struct lgt_tape *tape, const struct lgt_view *log_ratio,
               const struct lgt_view *share, const struct lgt_view *ess)
{
  const struct lgt_view in[2] = { *log_ratio, *share };

  lgt_tape_run (tape, &lgt_op_batch_ess, NULL, 0, in, ess);
}

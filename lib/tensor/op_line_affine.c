/* y = x exp (s) + t.  */

#include "op_circular.h"
#include "op_line.h"

enum lgt_status
lgt_op_check_line (const char *op, int raw, const struct lgt_view *in,
                   struct lgt_view *out, size_t scratch[2],
                   enum lgt_type *entry, struct lgt_error *error)
{
  struct lgt_shape shape = in[0].shape;
  enum lgt_status status = lgt_op_check_type (op, "x", &in[0], LGT_F64,
                                              error);

  shape.comps = 1;
  if (status
      || (status = lgt_op_check_shape (op, "x", &in[0], shape, error))
      || (status = lgt_op_check_circular_raw (op, "raw", &in[1], &in[0], raw,
                                              error)))
    return status;
  out[0] = lgt_view_dense (NULL, LGT_F64, shape, in[0].sites);
  out[1] = lgt_op_result (LGT_F64, shape.packs, 1, 1, shape.lanes, NULL);
  scratch[0] = lgt_shape_bytes (LGT_F64, shape);
  scratch[1] = 0;
  *entry = in[1].type;
  return LGT_OK;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  (void) params;
  return lgt_op_check_line ("line_affine", 2, in, out, scratch, entry, error);
}

/* An exponential is about 20.  */
static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 24 * (double) lgt_shape_count (in[0].shape);
}

const struct lgt_op lgt_op_line_affine =
{
  .name = "line_affine",
  .n_in = 2,
  .n_out = 2,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_line_affine (struct lgt_tape *tape, lgt_var x, lgt_var raw,
                 struct lgt_line_params params, lgt_var *log_det)
{
  lgt_var in[2] = { x, raw }, out[2] = { LGT_NONE, LGT_NONE };

  lgt_tape_apply (tape, &lgt_op_line_affine, &params, sizeof params, in, out);
  *log_det = out[1];
  return out[0];
}

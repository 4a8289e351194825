/* Cosine and sine of U(1) paths: a network's inputs.  */

#include <string.h>

#include "op_u1.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_u1_paths_params *p = params;
  enum lgt_status status = lgt_op_check_u1_links ("u1_cos_sin", p->paths,
                                                  &in[0], error);

  if (status != LGT_OK)
    return status;
  if (p->to != LGT_F32 && p->to != LGT_F64)
    return lgt_fail (error, LGT_EINVAL,
                     "u1_cos_sin: the output must be float32 or float64");
  out[0] = lgt_op_result (p->to, in[0].shape.packs, p->paths->rows->count,
                          2 * p->paths->paths, in[0].shape.lanes,
                          p->paths->rows);
  /* Pull: the gradients of all angles.  */
  scratch[0] = 0;
  scratch[1] = lgt_op_u1_bytes (p->paths, &in[0]);
  *entry = p->to;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_u1_paths_params *p = params;

  /* A sine and a cosine are counted as 40.  */
  return lgt_op_u1_flops (p->paths, &in[0])
         + 40.0 * (double) lgt_op_u1_bytes (p->paths, &in[0])
           / sizeof (double);
}

const struct lgt_op lgt_op_u1_cos_sin =
{
  .name = "u1_cos_sin",
  .n_in = 1,
  .n_out = 1,
  .pullback_reads = LGT_READS_OUT (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_u1_cos_sin (struct lgt_tape *tape, lgt_var links,
                const struct lgt_path_set *paths, enum lgt_type to)
{
  struct lgt_u1_paths_params params;
  lgt_var out = LGT_NONE;

  memset (&params, 0, sizeof params);
  params.paths = paths;
  params.to = to;
  lgt_tape_apply (tape, &lgt_op_u1_cos_sin, &params, sizeof params, &links,
                  &out);
  return out;
}

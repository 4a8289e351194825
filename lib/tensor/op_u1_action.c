/* Actions that are sums of cosines of U(1) loops.  */

#include <string.h>

#include "op_u1.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_u1_action_params *p = params;
  const struct lgt_shape one = { 1, 1, 1, 1 };
  enum lgt_status status;

  if ((status = lgt_op_check_u1_links ("u1_action", p->paths, &in[0], error))
      || (status = lgt_op_check_type ("u1_action", "beta", &in[1], LGT_F64,
                                      error))
      || (status = lgt_op_check_shape ("u1_action", "beta", &in[1], one,
                                       error)))
    return status;
  if (p->paths->rows != p->paths->lattice)
    return lgt_fail (error, LGT_EINVAL,
                     "u1_action: paths must start on the whole lattice");
  if (p->paths->paths > 64)
    return lgt_fail (error, LGT_EINVAL, "u1_action: %d paths, at most 64",
                     p->paths->paths);
  out[0] = lgt_op_result (LGT_F64, in[0].shape.packs, 1, 1,
                          in[0].shape.lanes, NULL);
  /* Run: one partial sum a block of sites; pull: the gradients of all
     angles.  */
  scratch[0] = (size_t) in[0].shape.packs * LGT_OP_BLOCKS
               * (size_t) in[0].shape.lanes * sizeof (double);
  scratch[1] = lgt_op_u1_bytes (p->paths, &in[0]);
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_u1_action_params *p = params;

  return lgt_op_u1_flops (p->paths, &in[0])
         + 40.0 * (double) lgt_op_u1_bytes (p->paths, &in[0])
           / sizeof (double);
}

const struct lgt_op lgt_op_u1_action =
{
  .name = "u1_action",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .no_gradient = 1u << 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_u1_action (struct lgt_tape *tape, lgt_var links, lgt_var beta,
               const struct lgt_path_set *paths, const double *coefficient)
{
  struct lgt_u1_action_params params;
  lgt_var in[2] = { links, beta }, out = LGT_NONE;

  memset (&params, 0, sizeof params);
  params.paths = paths;
  if (paths && paths->paths <= 64)
    memcpy (params.coefficient, coefficient,
            (size_t) paths->paths * sizeof *coefficient);
  lgt_tape_apply (tape, &lgt_op_u1_action, &params, sizeof params, in, &out);
  return out;
}

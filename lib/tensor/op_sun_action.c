/* Actions that are sums of traces of SU(N) loops.  */

#include <string.h>

#include "op_sun.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_sun_action_params *p = params;
  const struct lgt_shape one = { 1, 1, 1, 1 };
  enum lgt_status status;

  if ((status = lgt_op_check_sun_links ("sun_action", p->paths, p->n, &in[0],
                                        error))
      || (status = lgt_op_check_type ("sun_action", "beta", &in[1], LGT_F64,
                                      error))
      || (status = lgt_op_check_shape ("sun_action", "beta", &in[1], one,
                                       error)))
    return status;
  if (p->paths->rows != p->paths->lattice)
    return lgt_fail (error, LGT_EINVAL,
                     "sun_action: paths must start on the whole lattice");
  if (p->paths->paths > 64)
    return lgt_fail (error, LGT_EINVAL, "sun_action: %d paths, at most 64",
                     p->paths->paths);
  out[0] = lgt_op_result (LGT_F64, in[0].shape.packs, 1, 1,
                          in[0].shape.lanes, NULL);
  /* Run: one partial sum a block of sites.  */
  scratch[0] = (size_t) in[0].shape.packs * LGT_OP_BLOCKS
               * (size_t) in[0].shape.lanes * sizeof (double);
  scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_action_params *p = params;

  /* The last product is only a trace.  */
  return lgt_op_sun_flops (p->paths, p->n, &in[0], 2);
}

const struct lgt_op lgt_op_sun_action =
{
  .name = "sun_action",
  .n_in = 2,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1),
  .no_gradient = 1u << 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_action (struct lgt_tape *tape, lgt_var links, lgt_var beta,
                const struct lgt_path_set *paths, int n,
                const double *coefficient)
{
  struct lgt_sun_action_params params;
  lgt_var in[2] = { links, beta }, out = LGT_NONE;

  memset (&params, 0, sizeof params);
  params.paths = paths;
  params.n = n;
  if (paths && paths->paths <= 64)
    memcpy (params.coefficient, coefficient,
            (size_t) paths->paths * sizeof *coefficient);
  lgt_tape_apply (tape, &lgt_op_sun_action, &params, sizeof params, in, &out);
  return out;
}

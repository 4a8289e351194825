/* A trajectory of U(1) in two dimensions.  Inputs: beta, step, counters;
   outputs: links in place, change of energy, 1 or 0, action.  */

#include "op_chain.h"

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_u1_trajectory_params *p = params;
  const char *op = "u1_trajectory";
  enum lgt_status status = lgt_op_check_directed (op, "links", &out[0], NULL,
                                                  1, error);

  if (status || (status = lgt_op_check_number (op, "beta", &in[0], error))
      || (status = lgt_op_check_number (op, "step", &in[1], error))
      || (status = lgt_op_check_random (op, &in[2], p->layer, error)))
    return status;
  if (out[0].sites->ndim != 2 || out[0].shape.sites > LGT_TRAJECTORY_MAX)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: %d sites in %d dimensions, at most %d in 2", op,
                     (int) out[0].shape.sites, out[0].sites->ndim,
                     LGT_TRAJECTORY_MAX);
  if (p->steps < 1)
    return lgt_fail (error, LGT_EINVAL, "%s: %d steps, at least 1", op,
                     p->steps);
  for (int j = 1; j < 4; j++)
    out[j] = lgt_op_result (LGT_F64, out[0].shape.packs, 1, 1,
                            out[0].shape.lanes, NULL);
  /* Links, momenta, links of before, sines of plaquettes: seven numbers a
     site and chain, of which there are a multiple of 16.  */
  scratch[0] = ((size_t) out[0].shape.packs * (size_t) out[0].shape.lanes
                + 15) / 16 * 16 * 7 * (size_t) out[0].shape.sites
               * sizeof (double);
  scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

const struct lgt_op lgt_op_u1_trajectory =
{
  .name = "u1_trajectory",
  .whole = 1,
  .n_in = 3,
  .n_out = 4,
  .infer = infer,
  .flops = flops
};

void
lgt_u1_trajectory (struct lgt_tape *tape, const struct lgt_view *links,
                   const struct lgt_view *delta,
                   const struct lgt_view *accepted,
                   const struct lgt_view *action,
                   const struct lgt_view *beta, const struct lgt_view *step,
                   const struct lgt_view *random,
                   struct lgt_u1_trajectory_params params)
{
  const struct lgt_view in[3] = { *beta, *step, *random };
  const struct lgt_view out[4] = { *links, *delta, *accepted, *action };

  lgt_tape_run (tape, &lgt_op_u1_trajectory, &params, sizeof params, in, out);
}

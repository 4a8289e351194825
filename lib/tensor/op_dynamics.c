/* Molecular dynamics: drift and kick, in place.  */

#include "op_chain.h"
#include "op_u1.h"

/* Inputs: momenta, step; output: links.  */
static enum lgt_status
infer_drift (const char *op, const void *params, const struct lgt_view *in,
             struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
             struct lgt_error *error)
{
  const struct lgt_drift_params *p = params;
  enum lgt_status status;

  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  if ((p->n != 1 && (status = lgt_op_check_sun_n (op, p->n, error)))
      || (status = lgt_op_check_directed (op, "links", &out[0], NULL,
                                          lgt_op_link_numbers (p->n), error))
      || (status = lgt_op_check_directed (op, "momenta", &in[0],
                                          out[0].sites,
                                          lgt_op_momentum_numbers (p->n),
                                          error)))
    return status;
  if (in[0].shape.packs != out[0].shape.packs
      || in[0].shape.lanes != out[0].shape.lanes)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: momenta of %d packs of %d, links of %d packs of %d",
                     op, (int) in[0].shape.packs, (int) in[0].shape.lanes,
                     (int) out[0].shape.packs, (int) out[0].shape.lanes);
  return lgt_op_check_number (op, "step", &in[1], error);
}

/* Inputs: links, weights, step; output: momenta.  */
static enum lgt_status
infer_kick (const char *op, const void *params, const struct lgt_view *in,
            struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
            struct lgt_error *error)
{
  const struct lgt_kick_params *p = params;
  struct lgt_view links = in[0];
  const struct lgt_drift_params drift = { p->n, p->factor };
  const struct lgt_view momenta_step[2] = { out[0], in[2] };
  enum lgt_status status = infer_drift (op, &drift, momenta_step, &links,
                                        scratch, entry, error);

  if (status != LGT_OK)
    return status;
  if (!p->paths || p->paths->lattice != links.sites)
    return lgt_fail (error, LGT_EINVAL, "%s: needs paths on the links' "
                     "lattice", op);
  if ((p->n == 1) != (p->paths->rows == p->paths->lattice)
      || (p->n > 1 && !p->paths->rows->device_direction))
    return lgt_fail (error, LGT_EINVAL,
                     p->n == 1 ? "%s: loops must start on the whole lattice"
                               : "%s: staples must start on a list of links",
                     op);
  /* The sines of all loops.  */
  if (p->n == 1)
    scratch[0] = lgt_op_u1_bytes (p->paths, &links);
  return lgt_op_check_weight (op, &in[1],
                              p->paths->variants * p->paths->paths, error);
}

static double
flops_drift (const void *params, const struct lgt_view *in)
{
  const struct lgt_drift_params *p = params;
  const int n = p->n;

  /* One product and about two more for the exponential.  */
  return (n == 1 ? 2.0 : 3.0 * (8.0 * n - 2) * n * n)
         / lgt_op_momentum_numbers (n)
         * (double) lgt_shape_count (in[0].shape);
}

static double
flops_kick (const void *params, const struct lgt_view *in)
{
  const struct lgt_kick_params *p = params;

  return p->n == 1 ? 2 * lgt_op_u1_flops (p->paths, &in[0])
                   : lgt_op_sun_flops (p->paths, p->n, &in[0], 1);
}

#define DYNAMICS(group, move, is_u1, inputs)                            \
  static enum lgt_status                                                \
  infer_##group##_##move (const void *params, const struct lgt_view *in, \
                          struct lgt_view *out, size_t scratch[2],      \
                          enum lgt_type *entry, struct lgt_error *error) \
  {                                                                     \
    const struct lgt_##move##_params *p = params;                       \
                                                                        \
    if ((p->n == 1) != is_u1)                                           \
      return lgt_fail (error, LGT_EINVAL, #group "_" #move ": N = %d",  \
                       p->n);                                           \
    return infer_##move (#group "_" #move, params, in, out, scratch,    \
                         entry, error);                                 \
  }                                                                     \
  const struct lgt_op lgt_op_##group##_##move =                         \
  {                                                                     \
    .name = #group "_" #move,                                           \
    .n_in = inputs,                                                     \
    .n_out = 1,                                                         \
    .infer = infer_##group##_##move,                                    \
    .flops = flops_##move                                               \
  };
DYNAMICS (sun, drift, 0, 2)
DYNAMICS (sun, kick, 0, 3)
DYNAMICS (u1, drift, 1, 2)
DYNAMICS (u1, kick, 1, 3)

void
lgt_drift (struct lgt_tape *tape, const struct lgt_view *links,
           const struct lgt_view *momenta, const struct lgt_view *step,
           struct lgt_drift_params params)
{
  const struct lgt_view in[2] = { *momenta, *step };

  lgt_tape_run (tape, params.n == 1 ? &lgt_op_u1_drift : &lgt_op_sun_drift,
                &params, sizeof params, in, links);
}

void
lgt_kick (struct lgt_tape *tape, const struct lgt_view *momenta,
          const struct lgt_view *links, const struct lgt_view *weight,
          const struct lgt_view *step, struct lgt_kick_params params)
{
  const struct lgt_view in[3] = { *links, *weight, *step };

  lgt_tape_run (tape, params.n == 1 ? &lgt_op_u1_kick : &lgt_op_sun_kick,
                &params, sizeof params, in, momenta);
}

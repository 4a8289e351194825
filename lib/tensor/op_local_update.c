/* Local updates of the links of a list: heat bath, overrelaxation,
   Metropolis.  Inputs: weights of staples, counters, width, as far as the
   update needs them; outputs: links in place, share of proposals taken.  */

#include "op_chain.h"

/* Staples start on a list of links of LINKS' lattice, and weights fit.  */
static enum lgt_status
check (const char *op, const struct lgt_update_params *p,
       const struct lgt_view *weight, const struct lgt_view *links,
       struct lgt_error *error)
{
  enum lgt_status status;

  if (p->n != 1 && (status = lgt_op_check_sun_n (op, p->n, error)))
    return status;
  if (!p->paths || !p->paths->rows->device_direction)
    return lgt_fail (error, LGT_EINVAL, "%s: needs paths on a list of links",
                     op);
  if ((status = lgt_op_check_directed (op, "links", links, p->paths->lattice,
                                       lgt_op_link_numbers (p->n), error)))
    return status;
  return lgt_op_check_weight (op, weight,
                              p->paths->variants * p->paths->paths, error);
}

static enum lgt_status
infer_heat_bath (const char *op, const struct lgt_update_params *p,
                 const struct lgt_view *in, struct lgt_view *out,
                 size_t scratch[2], enum lgt_type *entry,
                 struct lgt_error *error)
{
  enum lgt_status status = check (op, p, &in[0], &out[0], error);

  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return status ? status : lgt_op_check_random (op, &in[1], p->layer, error);
}

static enum lgt_status
infer_overrelaxation (const char *op, const struct lgt_update_params *p,
                      const struct lgt_view *in, struct lgt_view *out,
                      size_t scratch[2], enum lgt_type *entry,
                      struct lgt_error *error)
{
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return check (op, p, &in[0], &out[0], error);
}

static enum lgt_status
infer_metropolis (const char *op, const struct lgt_update_params *p,
                  const struct lgt_view *in, struct lgt_view *out,
                  size_t scratch[2], enum lgt_type *entry,
                  struct lgt_error *error)
{
  enum lgt_status status = infer_heat_bath (op, p, in, out, scratch, entry,
                                            error);

  if (status || (status = lgt_op_check_number (op, "width", &in[2], error)))
    return status;
  if (p->hits < 1 || p->hits > LGT_HITS_MAX)
    return lgt_fail (error, LGT_EINVAL, "%s: %d hits, must be 1 to %d", op,
                     p->hits, LGT_HITS_MAX);
  out[1] = lgt_op_result (LGT_F64, out[0].shape.packs, p->paths->rows->count,
                          1, out[0].shape.lanes, p->paths->rows);
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  (void) in;
  return 0;
}

/* N must be 1 for U(1), and not for SU(N).  */
#define UPDATE(group, update, is_u1, inputs, outputs, random)           \
  static enum lgt_status                                                \
  infer_##group##_##update (const void *params, const struct lgt_view *in, \
                            struct lgt_view *out, size_t scratch[2],    \
                            enum lgt_type *entry, struct lgt_error *error) \
  {                                                                     \
    const struct lgt_update_params *p = params;                         \
                                                                        \
    if ((p->n == 1) != is_u1)                                           \
      return lgt_fail (error, LGT_EINVAL, #group "_" #update ": N = %d", \
                       p->n);                                           \
    return infer_##update (#group "_" #update, p, in, out, scratch, entry, \
                           error);                                      \
  }                                                                     \
  const struct lgt_op lgt_op_##group##_##update =                       \
  {                                                                     \
    .name = #group "_" #update,                                         \
    .whole = random,                                                    \
    .n_in = inputs,                                                     \
    .n_out = outputs,                                                   \
    .infer = infer_##group##_##update,                                  \
    .flops = flops                                                      \
  };
UPDATE (sun, heat_bath, 0, 2, 1, 1)
UPDATE (sun, overrelaxation, 0, 1, 1, 0)
UPDATE (sun, metropolis, 0, 3, 2, 1)
UPDATE (u1, heat_bath, 1, 2, 1, 1)
UPDATE (u1, overrelaxation, 1, 1, 1, 0)
UPDATE (u1, metropolis, 1, 3, 2, 1)

void
lgt_heat_bath (struct lgt_tape *tape, const struct lgt_view *links,
               const struct lgt_view *weight, const struct lgt_view *random,
               struct lgt_update_params params)
{
  const struct lgt_view in[2] = { *weight, *random };

  lgt_tape_run (tape, params.n == 1 ? &lgt_op_u1_heat_bath
                                    : &lgt_op_sun_heat_bath,
                &params, sizeof params, in, links);
}

void
lgt_overrelaxation (struct lgt_tape *tape, const struct lgt_view *links,
                    const struct lgt_view *weight,
                    struct lgt_update_params params)
{
  lgt_tape_run (tape, params.n == 1 ? &lgt_op_u1_overrelaxation
                                    : &lgt_op_sun_overrelaxation,
                &params, sizeof params, weight, links);
}

void
lgt_local_metropolis (struct lgt_tape *tape, const struct lgt_view *links,
                      const struct lgt_view *accepted,
                      const struct lgt_view *weight,
                      const struct lgt_view *random,
                      const struct lgt_view *width,
                      struct lgt_update_params params)
{
  const struct lgt_view in[3] = { *weight, *random, *width };
  const struct lgt_view out[2] = { *links, *accepted };

  lgt_tape_run (tape, params.n == 1 ? &lgt_op_u1_metropolis
                                    : &lgt_op_sun_metropolis,
                &params, sizeof params, in, out);
}

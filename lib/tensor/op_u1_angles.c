/* Angles of U(1) along paths.  */

#include <string.h>

#include "op_u1.h"

enum lgt_status
lgt_op_check_u1_links (const char *op, const struct lgt_path_set *paths,
                       const struct lgt_view *links, struct lgt_error *error)
{
  enum lgt_status status;

  if (paths == NULL)
    return lgt_fail (error, LGT_EINVAL, "%s: needs a set of paths", op);
  if ((status = lgt_op_check_float (op, "links", links, error))
      || (status = lgt_op_check_sites (op, "links", links, paths->lattice,
                                       error)))
    return status;
  if (links->shape.comps != paths->links)
    return lgt_fail (error, LGT_EINVAL,
                     "%s: links have %d components, must have one for each "
                     "of %d directions", op, (int) links->shape.comps,
                     paths->links);
  return LGT_OK;
}

double
lgt_op_u1_flops (const struct lgt_path_set *paths,
                 const struct lgt_view *links)
{
  return (double) paths->steps / paths->variants * paths->rows->count
         * links->shape.packs * links->shape.lanes;
}

size_t
lgt_op_u1_bytes (const struct lgt_path_set *paths,
                 const struct lgt_view *links)
{
  return (size_t) links->shape.packs * (size_t) paths->rows->count
         * (size_t) paths->paths * (size_t) links->shape.lanes
         * sizeof (double);
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_u1_paths_params *p = params;
  enum lgt_status status = lgt_op_check_u1_links ("u1_angles", p->paths,
                                                  &in[0], error);

  if (status != LGT_OK)
    return status;
  out[0] = lgt_op_result (LGT_F64, in[0].shape.packs, p->paths->rows->count,
                          p->paths->paths, in[0].shape.lanes,
                          p->paths->rows);
  scratch[0] = scratch[1] = 0;
  *entry = in[0].type;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_u1_paths_params *p = params;

  return lgt_op_u1_flops (p->paths, &in[0]);
}

const struct lgt_op lgt_op_u1_angles =
{
  .name = "u1_angles",
  .n_in = 1,
  .n_out = 1,
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_u1_angles (struct lgt_tape *tape, lgt_var links,
               const struct lgt_path_set *paths)
{
  struct lgt_u1_paths_params params;
  lgt_var out = LGT_NONE;

  /* Parameters are copied as bytes: no undefined gaps.  */
  memset (&params, 0, sizeof params);
  params.paths = paths;
  params.to = LGT_F64;
  lgt_tape_apply (tape, &lgt_op_u1_angles, &params, sizeof params, &links,
                  &out);
  return out;
}

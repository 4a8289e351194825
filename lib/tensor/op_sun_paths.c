/* Matrices of SU(N) along paths.  */

#include <string.h>

#include "op_sun.h"

enum lgt_status
lgt_op_check_sun_n (const char *op, int n, struct lgt_error *error)
{
  if (n < 2 || n > LGT_SUN_MAX)
    return lgt_fail (error, LGT_EINVAL, "%s: N = %d, must be 2 to %d", op, n,
                     LGT_SUN_MAX);
  return LGT_OK;
}

enum lgt_status
lgt_op_check_sun_links (const char *op, const struct lgt_path_set *paths,
                        int n, const struct lgt_view *links,
                        struct lgt_error *error)
{
  enum lgt_status status = lgt_op_check_sun_n (op, n, error);

  if (status != LGT_OK)
    return status;
  if (paths == NULL)
    return lgt_fail (error, LGT_EINVAL, "%s: needs a set of paths", op);
  if ((status = lgt_op_check_type (op, "links", links, LGT_F64, error))
      || (status = lgt_op_check_sites (op, "links", links, paths->lattice,
                                       error)))
    return status;
  if (links->shape.comps != paths->links * lgt_op_sun_numbers (n))
    return lgt_fail (error, LGT_EINVAL,
                     "%s: links have %d components, must have %d, those of "
                     "an SU(%d) matrix for each of %d directions", op,
                     (int) links->shape.comps,
                     (int) (paths->links * lgt_op_sun_numbers (n)), n,
                     paths->links);
  return LGT_OK;
}

double
lgt_op_sun_flops (const struct lgt_path_set *paths, int n,
                  const struct lgt_view *links, int fewer)
{
  const double product = (8.0 * n - 2) * n * n;
  double products = 0;

  /* The number of steps alone is known on the host: paths are taken to be of
     equal length.  */
  products = (double) paths->steps / paths->variants
             - (double) fewer * paths->paths;
  return (products > 0 ? products : 0) * product * paths->rows->count
         * links->shape.packs * links->shape.lanes;
}

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  const struct lgt_sun_paths_params *p = params;
  enum lgt_status status = lgt_op_check_sun_links ("sun_paths", p->paths,
                                                   p->n, &in[0], error);

  if (status != LGT_OK)
    return status;
  out[0] = lgt_op_result (LGT_F64, in[0].shape.packs, p->paths->rows->count,
                          p->paths->paths * lgt_op_sun_numbers (p->n),
                          in[0].shape.lanes, p->paths->rows);
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  const struct lgt_sun_paths_params *p = params;

  return lgt_op_sun_flops (p->paths, p->n, &in[0], 1);
}

const struct lgt_op lgt_op_sun_paths =
{
  .name = "sun_paths",
  .n_in = 1,
  .n_out = 1,
  .pullback_reads = LGT_READS_IN (0),
  .infer = infer,
  .flops = flops
};

lgt_var
lgt_sun_paths (struct lgt_tape *tape, lgt_var links,
               const struct lgt_path_set *paths, int n)
{
  struct lgt_sun_paths_params params;
  lgt_var out = LGT_NONE;

  /* Parameters are copied as bytes: no undefined gaps.  */
  memset (&params, 0, sizeof params);
  params.paths = paths;
  params.n = n;
  lgt_tape_apply (tape, &lgt_op_sun_paths, &params, sizeof params, &links,
                  &out);
  return out;
}

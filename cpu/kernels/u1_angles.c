/* theta = sum of +- links along every path, in (-pi, pi]; the links' gradient
   += the sum of +- the paths' gradients.  */

#include "angle.h"
#include "u1_paths.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_path_set *set
    = ((const struct lgt_u1_paths_params *) params)->paths;
  const struct lgt_view *links = &in[0], *z = &out[0];
  int64_t groups = lgt_groups (z), tasks = groups * z->shape.sites;
  int lanes = z->shape.lanes;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_path_work (set, z)))
  for (int64_t t = 0; t < tasks; t++)
    {
      int64_t row = t / groups, first = t % groups * LGT_PACKS;
      int path;
      struct lgt_base base = lgt_row_base (set, row, &path);
      struct lgt_terms terms;

      for (int k = 0; k < set->paths; k++, path++)
        {
          int selected = lgt_selected (set, row, k);

          lgt_path_terms (set, &base, path, 0, links, &terms);
          for (int64_t p = first; p < lgt_group_end (z, first); p++)
            for (int l = 0; l < lanes; l += LGT_VD)
              {
                int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
                vd theta = vd_set (0);

                if (selected)
                  theta = lgt_reduce_angle (
                    lgt_path_angle (set, &base, path, &terms, links, p, l,
                                    n));
                lgt_store (z->data, z->type, lgt_at (z, p, row, k) + l, n,
                           theta);
              }
        }
    }
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_u1_paths_params *p = params;

  (void) scratch;
  if (in[2].data && out[0].data)
    lgt_u1_transpose (queue, p->paths, &in[2], &out[0]);
  return LGT_OK;
}

LGT_ENTRY (u1_angles, run)
LGT_ENTRY (u1_angles, pull)

/* c = cos theta, s = sin theta of every path; the angle's gradient is
   c gs - s gc, made first, then summed for every link.  */

#include "../vmath.h"
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
  num_threads (lgt_threads (queue, 4 * lgt_path_work (set, z)))
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
                int64_t at = lgt_at (z, p, row, 2 * k) + l;
                vd cosine = vd_set (1), sine = vd_set (0);

                if (selected)
                  vd_sincos (lgt_path_angle (set, &base, path, &terms, links,
                                             p, l, n), &sine, &cosine);
                lgt_store (z->data, z->type, at, n, cosine);
                lgt_store (z->data, z->type, at + lanes, n, sine);
              }
        }
    }
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_path_set *set
    = ((const struct lgt_u1_paths_params *) params)->paths;
  const struct lgt_view *z = &in[1], *gz = &in[2];
  int64_t tasks = (int64_t) z->shape.packs * z->shape.sites;
  int lanes = z->shape.lanes;
  struct lgt_view angle = lgt_angles_in (scratch, set, z->shape.packs, lanes);

  if (!gz->data || !out[0].data)
    return LGT_OK;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (z->shape)))
  for (int64_t t = 0; t < tasks; t++)
    {
      int64_t pack = t / z->shape.sites, row = t % z->shape.sites;

      for (int k = 0; k < set->paths; k++)
        for (int l = 0; l < lanes && lgt_selected (set, row, k); l += LGT_VD)
          {
            int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
            int64_t at = lgt_at (z, pack, row, 2 * k) + l;
            int64_t gat = lgt_at (gz, pack, row, 2 * k) + l;
            vd c = lgt_load (z->data, z->type, at, n);
            vd s = lgt_load (z->data, z->type, at + lanes, n);
            vd gc = lgt_load (gz->data, gz->type, gat, n);
            vd gs = lgt_load (gz->data, gz->type, gat + lanes, n);

            lgt_store (scratch, LGT_F64, lgt_at (&angle, pack, row, k) + l,
                       n, c * gs - s * gc);
          }
    }
  lgt_u1_transpose (queue, set, &angle, &out[0]);
  return LGT_OK;
}

LGT_ENTRY (u1_cos_sin, run)
LGT_ENTRY (u1_cos_sin, pull)

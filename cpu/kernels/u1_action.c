/* S = -beta sum over sites and paths of coefficient cos theta; the angle's
   gradient is gS beta coefficient sin theta.  The sine is computed again in
   the backward pass: it costs less than keeping it.  */

#include "../vmath.h"
#include "block_sums.h"
#include "u1_paths.h"

/* Add coefficient cos theta of all paths at SITE to PARTIAL, which has a row
   of lanes for each of the group's packs, STRIDE elements apart.  */
LGT_INLINE void
add_site (const struct lgt_u1_action_params *a, const struct lgt_view *links,
          int64_t site, int64_t first, double *partial, int64_t stride)
{
  int path, lanes = links->shape.lanes;
  struct lgt_base base = lgt_row_base (a->paths, site, &path);
  struct lgt_terms terms;

  for (int k = 0; k < a->paths->paths; k++)
    {
      if (!lgt_selected (a->paths, site, k))
        continue;
      lgt_path_terms (a->paths, &base, k, 0, links, &terms);
      for (int64_t p = first; p < lgt_group_end (links, first); p++)
        for (int l = 0; l < lanes; l += LGT_VD)
          {
            int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
            int64_t at = (p - first) * stride + l;
            vd cosine, sine;

            vd_sincos (lgt_path_angle (a->paths, &base, k, &terms, links, p,
                                       l, n), &sine, &cosine);
            lgt_store (partial, LGT_F64, at, n,
                       a->coefficient[k] * cosine
                       + lgt_load (partial, LGT_F64, at, n));
          }
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_u1_action_params *a = params;
  const struct lgt_view *links = &in[0];
  int64_t groups = lgt_groups (links), tasks = groups * LGT_BLOCKS;
  int64_t lanes = links->shape.lanes;
  double *partial = scratch;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 4 * lgt_path_work (a->paths, links)))
  for (int64_t t = 0; t < tasks; t++)
    {
      int block = (int) (t / groups);
      int64_t first = t % groups * LGT_PACKS;
      double *mine = partial + (first * LGT_BLOCKS + block) * lanes;

      for (int64_t p = first; p < lgt_group_end (links, first); p++)
        memset (mine + (p - first) * LGT_BLOCKS * lanes, 0,
                (size_t) lanes * sizeof *mine);
      for (int64_t site = lgt_block_begin (block, links->shape.sites);
           site < lgt_block_begin (block + 1, links->shape.sites); site++)
        add_site (a, links, site, first, mine, LGT_BLOCKS * lanes);
    }
  lgt_add_blocks (-*(const double *) in[1].data, partial, &out[0]);
  return LGT_OK;
}

/* The gradients of the angles at SITE.  */
LGT_INLINE void
pull_site (const struct lgt_u1_action_params *a, const struct lgt_view *links,
           double beta, const struct lgt_view *gz, int64_t site,
           int64_t first, const struct lgt_view *angle)
{
  int path, lanes = links->shape.lanes;
  struct lgt_base base = lgt_row_base (a->paths, site, &path);
  struct lgt_terms terms;

  for (int k = 0; k < a->paths->paths; k++)
    {
      vd factor = vd_set (beta * a->coefficient[k]);

      if (!lgt_selected (a->paths, site, k))
        continue;
      lgt_path_terms (a->paths, &base, k, 0, links, &terms);
      for (int64_t p = first; p < lgt_group_end (links, first); p++)
        for (int l = 0; l < lanes; l += LGT_VD)
          {
            int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
            vd g = lgt_load (gz->data, gz->type, p * gz->pack_stride + l, n);
            vd cosine, sine;

            vd_sincos (lgt_path_angle (a->paths, &base, k, &terms, links, p,
                                       l, n), &sine, &cosine);
            lgt_store (angle->data, LGT_F64, lgt_at (angle, p, site, k) + l,
                       n, g * factor * sine);
          }
    }
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_u1_action_params *a = params;
  const struct lgt_view *links = &in[0], *gz = &in[3];
  struct lgt_view angle = lgt_angles_in (scratch, a->paths,
                                         links->shape.packs,
                                         links->shape.lanes);
  int64_t groups = lgt_groups (links), tasks = groups * links->shape.sites;

  if (!gz->data || !out[0].data)
    return LGT_OK;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 4 * lgt_path_work (a->paths, links)))
  for (int64_t t = 0; t < tasks; t++)
    pull_site (a, links, *(const double *) in[1].data, gz, t / groups,
               t % groups * LGT_PACKS, &angle);
  lgt_u1_transpose (queue, a->paths, &angle, &out[0]);
  return LGT_OK;
}

LGT_ENTRY (u1_action, run)
LGT_ENTRY (u1_action, pull)

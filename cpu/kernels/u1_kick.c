/* p -= dt dS/dtheta, S = -sum over loops of w cos: the sines of all loops
   first, one a loop, then every link collects its own.  */

#include "../vmath.h"
#include "u1_paths.h"

/* -DT w sin of all paths at SITE.  */
LGT_INLINE void
kick_site (const struct lgt_path_set *set, const struct lgt_view *links,
           const double *weight, double dt, int64_t site, int64_t first,
           const struct lgt_view *angle)
{
  const int lanes = links->shape.lanes;
  struct lgt_terms terms;
  int path;
  const struct lgt_base base = lgt_row_base (set, site, &path);

  for (int k = 0; k < set->paths; k++)
    {
      lgt_path_terms (set, &base, k, 0, links, &terms);
      for (int64_t p = first; p < lgt_group_end (links, first); p++)
        for (int l = 0; l < lanes; l += LGT_VD)
          {
            const int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
            vd sine, cosine;

            vd_sincos (lgt_path_angle (set, &base, k, &terms, links, p, l,
                                       n), &sine, &cosine);
            lgt_store (angle->data, LGT_F64, lgt_at (angle, p, site, k) + l,
                       n, -dt * weight[k] * sine);
          }
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_kick_params *p = params;
  const struct lgt_view *links = &in[0];
  const double dt = p->factor * *(const double *) in[2].data;
  const struct lgt_view angle = lgt_angles_in (scratch, p->paths,
                                               links->shape.packs,
                                               links->shape.lanes);
  const int64_t groups = lgt_groups (links);
  const int64_t tasks = groups * links->shape.sites;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 4 * lgt_path_work (p->paths, links)))
  for (int64_t t = 0; t < tasks; t++)
    kick_site (p->paths, links, in[1].data, dt, t / groups,
               t % groups * LGT_PACKS, &angle);
  lgt_u1_transpose (queue, p->paths, &angle, &out[0]);
  return LGT_OK;
}

LGT_ENTRY (u1_kick, run)

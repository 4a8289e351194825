/* Angles along paths: sums over their links, and the transpose.  */

#ifndef LGT_GPU_U1_PATHS_H
#define LGT_GPU_U1_PATHS_H

#include "paths.h"

/* The angle of path PATH (of all variants) from BASE, not reduced.  */
LGT_DEVICE double
lgt_path_angle (const struct lgt_paths &p, const struct lgt_base &base,
                int path, const struct lgt_view &links, int pack, int lane)
{
  double sum = 0;

  for (int32_t i = p.first[path]; i < p.first[path + 1]; i++)
    {
      const struct lgt_path_step step = lgt_path_step_at (p, i);
      const int32_t site = lgt_shifted (p.shifts, base, step.shift, nullptr);

      sum += step.sign * lgt_get (links, lgt_at (links, pack, site, step.mu)
                                         + lane);
    }
  return sum;
}

/* G += sum over all paths and their steps that run over a link of sign *
   ANGLE, where ANGLE [P, rows, K, B] are gradients of the paths' angles.  A
   thread collects what is one link's, in the order of the set.  A visit makes
   one addition and reads 8 bytes (4 of a float32) beside tables.  */
static __global__ void
lgt_u1_collect (struct lgt_paths p, struct lgt_view angle, struct lgt_view g)
{
  LGT_EACH (pack, item, g.shape.packs, lgt_count (g))
    {
      const int lanes = g.shape.lanes;
      int64_t link, site;
      int lane, mu;
      struct lgt_base base;
      struct lgt_visit v;
      double sum;

      lgt_divide (item, lanes, &link, &lane);
      lgt_divide (link, p.links, &site, &mu);
      base = lgt_base_of (p.shifts, (int32_t) site);
      const int64_t to = lgt_at (g, pack, site, mu) + lane;

      sum = lgt_get (g, to);
      LGT_EACH_VISIT (p, base, mu, &v)
        sum += v.step.sign * lgt_get (angle, lgt_at (angle, pack, v.row, v.k)
                                        + lane);
      lgt_set (g, to, sum);
    }
}

static inline void
lgt_u1_transpose (const struct lgt_queue *queue,
                  const struct lgt_path_set *set,
                  const struct lgt_view &angle, const struct lgt_view &g)
{
  lgt_launch (queue, lgt_u1_collect, g.shape.packs, lgt_count (g),
              lgt_paths_of (set), angle, g);
}

/* A dense view on scratch for the gradients of all angles.  */
static inline struct lgt_view
lgt_angles_in (void *scratch, const struct lgt_path_set *set, int packs,
               int lanes)
{
  return lgt_view_dense (scratch, LGT_F64,
                         { packs, set->rows->count, set->paths, lanes },
                         set->rows);
}

#endif

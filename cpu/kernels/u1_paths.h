/* Angles along paths: sums over their links, and the transpose.  */

#ifndef LGT_CPU_U1_PATHS_H
#define LGT_CPU_U1_PATHS_H

#include "paths.h"

enum { LGT_TERMS = 64 };

/* Terms of a sum: signs, and where the numbers are (element of lane 0, pack
   0, of some view).  */
struct lgt_terms
{
  int count;
  int64_t at[LGT_TERMS];
  double sign[LGT_TERMS];
};

/* SUM + the terms' lanes [l, l + n) of pack PACK of V.  */
LGT_INLINE vd
lgt_add_terms (const struct lgt_terms *terms, const struct lgt_view *v,
               int64_t pack, int l, int n, vd sum)
{
  int64_t shift = pack * v->pack_stride + l;

  for (int i = 0; i < terms->count; i++)
    sum += terms->sign[i]
           * lgt_load (v->data, v->type, terms->at[i] + shift, n);
  return sum;
}

/* The links of steps FIRST, ... of path PATH, as many as fit.  */
LGT_INLINE void
lgt_path_terms (const struct lgt_path_set *set, const struct lgt_base *base,
                int path, int first, const struct lgt_view *links,
                struct lgt_terms *terms)
{
  int32_t begin = set->first[path] + first, end = set->first[path + 1];

  terms->count = 0;
  for (int32_t i = begin; i < end && terms->count < LGT_TERMS; i++)
    {
      const struct lgt_path_step *step = &set->step[i];

      terms->at[terms->count]
        = lgt_at (links, 0, lgt_shifted (base, step->shift, 1), step->mu);
      terms->sign[terms->count++] = step->sign;
    }
}

/* The angle of PATH, not reduced.  TERMS are its first steps; those of a path
   that is longer are looked up again.  */
LGT_INLINE vd
lgt_path_angle (const struct lgt_path_set *set, const struct lgt_base *base,
                int path, const struct lgt_terms *terms,
                const struct lgt_view *links, int64_t pack, int l, int n)
{
  int32_t count = set->first[path + 1] - set->first[path];
  vd sum = lgt_add_terms (terms, links, pack, l, n, vd_set (0));

  for (int32_t first = LGT_TERMS; first < count; first += LGT_TERMS)
    {
      struct lgt_terms more;

      lgt_path_terms (set, base, path, first, links, &more);
      sum = lgt_add_terms (&more, links, pack, l, n, sum);
    }
  return sum;
}

/* Add the terms to link (y, mu) of G for a group of packs, and forget
   them.  */
LGT_INLINE void
lgt_flush_terms (struct lgt_terms *terms, const struct lgt_view *angle,
                 const struct lgt_view *g, int64_t first_pack, int64_t y,
                 int mu)
{
  int lanes = g->shape.lanes;

  if (terms->count > 0)
    for (int64_t p = first_pack; p < lgt_group_end (g, first_pack); p++)
      for (int l = 0; l < lanes; l += LGT_VD)
        {
          int n = lanes - l < LGT_VD ? lanes - l : LGT_VD;
          int64_t at = lgt_at (g, p, y, mu) + l;

          lgt_store (g->data, g->type, at, n,
                     lgt_add_terms (terms, angle, p, l, n,
                                    lgt_load (g->data, g->type, at, n)));
        }
  terms->count = 0;
}

/* The transpose of the sums: for every link, G += sum over all paths and
   their steps that run over it of sign * ANGLE, where ANGLE
   [P, rows, K, B] are gradients of the paths' angles.  Every link collects
   its own terms, in the order of the set, so nothing is added twice by two
   threads.  */
static inline void
lgt_u1_transpose (const struct lgt_queue *queue,
                  const struct lgt_path_set *set,
                  const struct lgt_view *angle, const struct lgt_view *g)
{
  const struct lgt_sites *rows = set->rows;
  int64_t groups = lgt_groups (g), tasks = groups * g->shape.sites;
  /* Rows at one site: one of the path's own variant, or all directions.  */
  int turns = set->variants > 1 || !rows->device_entry ? 1 : rows->directions;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_path_work (set, g)))
  for (int64_t t = 0; t < tasks; t++)
    {
      int64_t y = t / groups, pack = t % groups * LGT_PACKS;
      struct lgt_base base = lgt_base_of (set, (int32_t) y);
      struct lgt_terms terms;

      terms.count = 0;
      for (int mu = 0; mu < set->links; mu++)
        {
          for (int32_t i = set->by_link_first[mu];
               i < set->by_link_first[mu + 1]; i++)
            {
              const struct lgt_path_step *step
                = &set->step[set->by_link[2 * i]];
              int path = set->by_link[2 * i + 1];
              int64_t x = lgt_shifted (&base, step->shift, -1);

              for (int turn = 0; turn < turns; turn++)
                {
                  int direction = set->variants > 1 ? path / set->paths
                                                    : turn;
                  int64_t row = rows->device_entry
                                ? rows->device_entry[x * rows->directions
                                                     + direction]
                                : x;

                  if (row < 0
                      || !lgt_selected (set, row, path % set->paths))
                    continue;
                  if (terms.count == LGT_TERMS)
                    lgt_flush_terms (&terms, angle, g, pack, y, mu);
                  terms.at[terms.count]
                    = lgt_at (angle, 0, row, path % set->paths);
                  terms.sign[terms.count++] = step->sign;
                }
            }
          lgt_flush_terms (&terms, angle, g, pack, y, mu);
        }
    }
}

/* A dense view on scratch for the gradients of all angles.  */
LGT_INLINE struct lgt_view
lgt_angles_in (void *scratch, const struct lgt_path_set *set, int packs,
               int lanes)
{
  struct lgt_view view;

  view.data = scratch;
  view.type = LGT_F64;
  view.shape = (struct lgt_shape) { packs, set->rows->count, set->paths,
                                    lanes };
  view.site_stride = (int64_t) set->paths * lanes;
  view.pack_stride = view.site_stride * set->rows->count;
  view.sites = set->rows;
  return view;
}

#endif

/* Traces of W and W^2 for every path; gradients with respect to W are

     of Re tr W and Im tr W:      1 and i,
     of Re tr W^2 and Im tr W^2:  2 W^+ and 2 i W^+.  */

#include "sun_walk.h"

enum { FEATURES = 4 };

/* Features of W^2 among FEATURES.  */
LGT_INLINE int
squares (unsigned features)
{
  return (features & (LGT_SUN_RE_TR_P2 | LGT_SUN_IM_TR_P2)) != 0;
}

/* All features of path P that FEATURES has, times N.  */
static void
measure (const struct lgt_sun_path *p, const struct lgt_column *u,
         unsigned features, num *z)
{
  num matrix[SUN_NUMBERS];
  const struct lgt_sun_matrix w = { matrix, 1, 0 };

  if (!squares (features))
    {
      lgt_sun_path_trace (p, u, !(features & LGT_SUN_IM_TR), z);
      return;
    }
  lgt_sun_path_product (p, u, matrix, 1);
  sun_trace (p->sun.n, matrix, 1, &z[0], &z[1]);
  lgt_sun_trace_to (&p->sun, w, w, 0, z + 2);
}

/* The paths of row ROW for a group of packs.  */
static void
run_row (const struct lgt_sun_traces_params *params,
         const struct lgt_view *links, const struct lgt_view *z, int64_t row,
         int64_t first)
{
  struct lgt_sun_path p = { .set = params->paths, .links = links,
                            .sun = lgt_sun_of (params->n) };
  const int count = __builtin_popcount (params->features);
  int path;

  p.base = lgt_row_base (p.set, row, &path);
  for (int k = 0; k < p.set->paths; k++, path++)
    {
      lgt_sun_path_set (&p, path);
      for (int64_t pack = first; pack < lgt_group_end (z, first); pack++)
        for (int l = 0; l < z->shape.lanes; l += LGT_VD)
          {
            const struct lgt_column u = lgt_column_of (links, pack, l);
            int64_t at = lgt_at (z, pack, row, (int64_t) k * count) + l;
            num value[FEATURES] = { num_set (1), num_set (0), num_set (1),
                                    num_set (0) };
            double by = 1;

            if (lgt_selected (p.set, row, k))
              {
                by = p.sun.n;
                measure (&p, &u, params->features, value);
              }
            for (int f = 0; f < FEATURES; f++)
              if (params->features & 1u << f)
                {
                  lgt_store (z->data, z->type, at, u.n, value[f] / by);
                  at += z->shape.lanes;
                }
          }
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_traces_params *p = params;
  const struct lgt_view *z = &out[0];
  const int64_t groups = lgt_groups (z), tasks = groups * z->shape.sites;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 8 * p->n * p->n * p->n \
                                   * lgt_path_work (p->paths, z)))
  for (int64_t t = 0; t < tasks; t++)
    run_row (p, &in[0], z, t / groups, t % groups * LGT_PACKS);
  return LGT_OK;
}

/* The gradient with respect to W, from those of the features; MATRIX is room
   for it.  */
static struct lgt_sun_gradient
gradient (const struct lgt_sun_path *p, const struct lgt_column *u,
          unsigned features, const num *g, num *matrix)
{
  struct lgt_sun_gradient z = { .re = g[0], .im = g[1] };
  num w[SUN_NUMBERS];

  if (!squares (features))
    return z;
  lgt_sun_path_product (p, u, w, 1);
  lgt_sun_scale_to (&p->sun, matrix, 1, 2.0 * g[2], 2.0 * g[3],
                    (struct lgt_sun_matrix) { w, 1, 1 }, 0);
  for (int i = 0; i < p->sun.n; i++)
    {
      num *diagonal = matrix + 2 * (p->sun.n + 1) * i;

      diagonal[0] = diagonal[0] + z.re;
      diagonal[1] = diagonal[1] + z.im;
    }
  z.matrix = matrix;
  return z;
}

/* All rows for the lanes [BEGIN, END) of one pack.  */
static void
pull_unit (const struct lgt_sun_traces_params *params,
           const struct lgt_view *links, const struct lgt_view *gz,
           const struct lgt_view *grad, int64_t pack, int begin, int end)
{
  struct lgt_sun_path p = { .set = params->paths, .links = links,
                            .grad = grad, .sun = lgt_sun_of (params->n) };
  const int count = __builtin_popcount (params->features);

  for (int64_t row = 0; row < p.set->rows->count; row++)
    {
      int path;

      p.base = lgt_row_base (p.set, row, &path);
      for (int k = 0; k < p.set->paths; k++, path++)
        {
          if (!lgt_selected (p.set, row, k))
            continue;
          lgt_sun_path_set (&p, path);
          for (int l = begin; l < end; l += LGT_VD)
            {
              const struct lgt_column u = lgt_column_of (links, pack, l);
              const struct lgt_column gu = lgt_column_of (grad, pack, l);
              int64_t at = lgt_at (gz, pack, row, (int64_t) k * count) + l;
              num g[FEATURES], matrix[SUN_NUMBERS];
              struct lgt_sun_gradient gw;

              for (int f = 0; f < FEATURES; f++)
                {
                  g[f] = num_set (0);
                  if (params->features & 1u << f)
                    {
                      g[f] = lgt_load (gz->data, gz->type, at, u.n)
                             / (double) p.sun.n;
                      at += gz->shape.lanes;
                    }
                }
              gw = gradient (&p, &u, params->features, g, matrix);
              lgt_sun_path_pull (&p, &u, &gu, &gw);
            }
        }
    }
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_traces_params *p = params;
  const struct lgt_view *links = &in[0], *gz = &in[2], *grad = &out[0];
  const int threads = lgt_threads (queue, 16 * p->n * p->n * p->n
                                          * lgt_path_work (p->paths, links));
  const struct lgt_units units = lgt_units_of (links->shape, threads);

  (void) scratch;
  if (!gz->data || !grad->data)
    return LGT_OK;
#pragma omp parallel for schedule(static) num_threads (threads)
  for (int64_t i = 0; i < units.count; i++)
    {
      int begin, end;
      const int64_t pack = lgt_unit_lanes (&units, i, &begin, &end);

      pull_unit (p, links, gz, grad, pack, begin, end);
    }
  return LGT_OK;
}

LGT_ENTRY (sun_traces, run)
LGT_ENTRY (sun_traces, pull)

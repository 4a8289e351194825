/* W = the product of the links along every path; its pull-back.  */

#include "sun_walk.h"

/* The paths of row ROW for a group of packs.  */
static void
run_row (const struct lgt_sun_paths_params *params,
         const struct lgt_view *links, const struct lgt_view *z, int64_t row,
         int64_t first)
{
  struct lgt_sun_path p = { .set = params->paths, .links = links,
                            .sun = lgt_sun_of (params->n) };
  int path;

  p.base = lgt_row_base (p.set, row, &path);
  for (int k = 0; k < p.set->paths; k++, path++)
    {
      const int64_t at = lgt_at (z, 0, row, (int64_t) k * p.sun.numbers);

      lgt_sun_path_set (&p, path);
      for (int64_t pack = first; pack < lgt_group_end (z, first); pack++)
        for (int l = 0; l < z->shape.lanes; l += LGT_VD)
          {
            const struct lgt_column u = lgt_column_of (links, pack, l);
            const struct lgt_column c = lgt_column_of (z, pack, l);
            num room[SUN_NUMBERS];
            long stride;
            num *w = lgt_column_new (&c, at, room, &stride);

            if (lgt_selected (p.set, row, k))
              lgt_sun_path_product (&p, &u, w, stride);
            else
              sun_unit (p.sun.n, w, stride);
            lgt_column_close (&c, at, p.sun.numbers, room);
          }
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_paths_params *p = params;
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

/* All rows for the lanes [BEGIN, END) of one pack.  */
static void
pull_unit (const struct lgt_sun_paths_params *params,
           const struct lgt_view *links, const struct lgt_view *gz,
           const struct lgt_view *grad, int64_t pack, int begin, int end)
{
  struct lgt_sun_path p = { .set = params->paths, .links = links,
                            .grad = grad, .sun = lgt_sun_of (params->n) };

  for (int64_t row = 0; row < p.set->rows->count; row++)
    {
      int path;

      p.base = lgt_row_base (p.set, row, &path);
      for (int k = 0; k < p.set->paths; k++, path++)
        {
          const int64_t at = lgt_at (gz, 0, row, (int64_t) k * p.sun.numbers);

          if (!lgt_selected (p.set, row, k))
            continue;
          lgt_sun_path_set (&p, path);
          for (int l = begin; l < end; l += LGT_VD)
            {
              const struct lgt_column u = lgt_column_of (links, pack, l);
              const struct lgt_column gu = lgt_column_of (grad, pack, l);
              const struct lgt_column c = lgt_column_of (gz, pack, l);
              struct lgt_sun_gradient g = { .matrix = NULL };
              num room[SUN_NUMBERS], matrix[SUN_NUMBERS];
              long stride;
              const num *from = lgt_column_open (&c, at, p.sun.numbers, room,
                                                 &stride);

              sun_copy (p.sun.n, matrix, 1, from, stride, SUN_PLAIN);
              g.matrix = matrix;
              lgt_sun_path_pull (&p, &u, &gu, &g);
            }
        }
    }
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_paths_params *p = params;
  const struct lgt_view *links = &in[0], *gz = &in[2], *grad = &out[0];
  const int threads = lgt_threads (queue, 24 * p->n * p->n * p->n
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

LGT_ENTRY (sun_paths, run)
LGT_ENTRY (sun_paths, pull)

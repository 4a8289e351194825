/* S = -(beta/N) sum over sites and paths of coefficient Re tr W; the gradient
   with respect to W is a multiple of the unit matrix.  */

#include "block_sums.h"
#include "sun_walk.h"

/* Add coefficient Re tr W of all paths at SITE to PARTIAL, which has a row of
   lanes for each of the group's packs, STRIDE elements apart.  */
static void
add_site (const struct lgt_sun_action_params *a, const struct lgt_view *links,
          int64_t site, int64_t first, double *partial, int64_t stride)
{
  struct lgt_sun_path p = { .set = a->paths, .links = links,
                            .sun = lgt_sun_of (a->n) };
  const int lanes = links->shape.lanes;
  int path;

  p.base = lgt_row_base (p.set, site, &path);
  for (int k = 0; k < p.set->paths; k++)
    {
      if (!lgt_selected (p.set, site, k))
        continue;
      lgt_sun_path_set (&p, k);
      for (int64_t pack = first; pack < lgt_group_end (links, first); pack++)
        for (int l = 0; l < lanes; l += LGT_VD)
          {
            const struct lgt_column u = lgt_column_of (links, pack, l);
            const int64_t at = (pack - first) * stride + l;
            num z[2];

            lgt_sun_path_trace (&p, &u, 1, z);
            lgt_store (partial, LGT_F64, at, u.n,
                       lgt_load (partial, LGT_F64, at, u.n)
                       + a->coefficient[k] * z[0]);
          }
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_action_params *a = params;
  const struct lgt_view *links = &in[0];
  const int64_t groups = lgt_groups (links), tasks = groups * LGT_BLOCKS;
  const int64_t lanes = links->shape.lanes;
  double *partial = scratch;

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 8 * a->n * a->n * a->n \
                                   * lgt_path_work (a->paths, links)))
  for (int64_t t = 0; t < tasks; t++)
    {
      const int block = (int) (t / groups);
      const int64_t first = t % groups * LGT_PACKS;
      double *mine = partial + (first * LGT_BLOCKS + block) * lanes;

      for (int64_t p = first; p < lgt_group_end (links, first); p++)
        memset (mine + (p - first) * LGT_BLOCKS * lanes, 0,
                (size_t) lanes * sizeof *mine);
      for (int64_t site = lgt_block_begin (block, links->shape.sites);
           site < lgt_block_begin (block + 1, links->shape.sites); site++)
        add_site (a, links, site, first, mine, LGT_BLOCKS * lanes);
    }
  lgt_add_blocks (-*(const double *) in[1].data / a->n, partial, &out[0]);
  return LGT_OK;
}

/* All sites for the lanes [BEGIN, END) of one pack.  */
static void
pull_unit (const struct lgt_sun_action_params *a,
           const struct lgt_view *links, double beta,
           const struct lgt_view *gz, const struct lgt_view *grad,
           int64_t pack, int begin, int end)
{
  struct lgt_sun_path p = { .set = a->paths, .links = links, .grad = grad,
                            .sun = lgt_sun_of (a->n) };

  for (int64_t site = 0; site < links->shape.sites; site++)
    {
      int path;

      p.base = lgt_row_base (p.set, site, &path);
      for (int k = 0; k < p.set->paths; k++)
        {
          if (!lgt_selected (p.set, site, k))
            continue;
          lgt_sun_path_set (&p, k);
          for (int l = begin; l < end; l += LGT_VD)
            {
              const struct lgt_column u = lgt_column_of (links, pack, l);
              const struct lgt_column gu = lgt_column_of (grad, pack, l);
              struct lgt_sun_gradient g = { .im = num_set (0) };

              g.re = lgt_load (gz->data, LGT_F64, pack * gz->pack_stride + l,
                               u.n) * (-beta / a->n * a->coefficient[k]);
              lgt_sun_path_pull (&p, &u, &gu, &g);
            }
        }
    }
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_action_params *a = params;
  const struct lgt_view *links = &in[0], *gz = &in[3], *grad = &out[0];
  const int threads = lgt_threads (queue, 16 * a->n * a->n * a->n
                                          * lgt_path_work (a->paths, links));
  const struct lgt_units units = lgt_units_of (links->shape, threads);

  (void) scratch;
  if (!gz->data || !grad->data)
    return LGT_OK;
#pragma omp parallel for schedule(static) num_threads (threads)
  for (int64_t i = 0; i < units.count; i++)
    {
      int begin, end;
      const int64_t pack = lgt_unit_lanes (&units, i, &begin, &end);

      pull_unit (a, links, *(const double *) in[1].data, gz, grad, pack,
                 begin, end);
    }
  return LGT_OK;
}

LGT_ENTRY (sun_action, run)
LGT_ENTRY (sun_action, pull)

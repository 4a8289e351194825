/* Numbers from other sites, one vector a row: copies of runs; the field's
   gradient += the rows'.  */

#include "paths.h"
#include "../../lib/tensor/collection.h"

LGT_INLINE struct lgt_base
row_base (const struct lgt_collection *c, int64_t row)
{
  return lgt_base_in (c->from->lattice, c->table, c->offset, c->reach,
                      c->rows->device_site ? c->rows->device_site[row]
                                           : (int32_t) row);
}

/* The row of X that RUN of a row at BASE reads.  */
LGT_INLINE int64_t
source (const struct lgt_collection *c, const struct lgt_base *base,
        const struct lgt_collect_run *run)
{
  const int32_t site = lgt_shifted (base, run->shift, 1);

  return c->row ? c->row[site] : site;
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_collection *c
    = ((const struct lgt_collect_params *) params)->collection;
  const struct lgt_view *x = &in[0], *y = &out[0];
  const int64_t groups = lgt_groups (y), tasks = groups * y->shape.sites;
  const int64_t size = x->type == LGT_F32 ? 4 : 8;

  (void) scratch;
#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (y->shape)))
  for (int64_t t = 0; t < tasks; t++)
    {
      const int64_t row = t / groups, first = t % groups * LGT_PACKS;
      const struct lgt_base base = row_base (c, row);
      int item = 0;

      for (int i = 0; i < c->runs; item += c->run[i++].count)
        {
          const int64_t at = lgt_at (x, 0, source (c, &base, &c->run[i]),
                                     c->run[i].comp);
          const int64_t to = lgt_at (y, 0, row, item);
          const int64_t count = (int64_t) c->run[i].count * x->shape.lanes;

          for (int64_t p = first; p < lgt_group_end (y, first); p++)
            memcpy ((char *) y->data + (p * y->pack_stride + to) * size,
                    (const char *) x->data + (p * x->pack_stride + at) * size,
                    (size_t) (count * size));
        }
    }
  return LGT_OK;
}

/* G[to ...] += X[at ...], COUNT elements.  */
LGT_INLINE void
add (const struct lgt_view *g, int64_t to, const struct lgt_view *x,
     int64_t at, int64_t count)
{
  for (int64_t e = 0; e < count; e += LGT_VD)
    {
      const int n = count - e < LGT_VD ? (int) (count - e) : LGT_VD;

      lgt_store (g->data, g->type, to + e, n,
                 lgt_load (g->data, g->type, to + e, n)
                 + lgt_load (x->data, x->type, at + e, n));
    }
}

/* All rows for the lanes [BEGIN, END) of one pack.  */
static void
pull_unit (const struct lgt_collection *c, const struct lgt_view *gy,
           const struct lgt_view *gx, int64_t pack, int begin, int end)
{
  const int lanes = gy->shape.lanes;
  /* Components lie side by side where all lanes are taken.  */
  const int together = end - begin == lanes;

  for (int64_t row = 0; row < gy->shape.sites; row++)
    {
      const struct lgt_base base = row_base (c, row);
      int item = 0;

      for (int i = 0; i < c->runs; item += c->run[i++].count)
        {
          const int count = c->run[i].count;
          const int64_t from = lgt_at (gy, pack, row, item) + begin;
          const int64_t to = lgt_at (gx, pack, source (c, &base, &c->run[i]),
                                     c->run[i].comp) + begin;

          if (together)
            add (gx, to, gy, from, (int64_t) count * lanes);
          else
            for (int k = 0; k < count; k++)
              add (gx, to + (int64_t) k * lanes, gy,
                   from + (int64_t) k * lanes, end - begin);
        }
    }
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_collection *c
    = ((const struct lgt_collect_params *) params)->collection;
  const struct lgt_view *gy = &in[2], *gx = &out[0];
  const int threads = lgt_threads (queue, lgt_shape_size (gx->shape));
  struct lgt_units units;

  (void) scratch;
  if (!gy->data || !gx->data)
    return LGT_OK;
  units = lgt_units_of (gx->shape, threads);
#pragma omp parallel for schedule(static) num_threads (threads)
  for (int64_t i = 0; i < units.count; i++)
    {
      int begin, end;
      const int64_t pack = lgt_unit_lanes (&units, i, &begin, &end);

      pull_unit (c, gy, gx, pack, begin, end);
    }
  return LGT_OK;
}

LGT_ENTRY (collect, run)
LGT_ENTRY (collect, pull)

/* Numbers from other sites, one vector a row: copies of runs; the field's
   gradient += the rows'.  */

#include "../shifts.h"
#include "../../lib/tensor/collection.h"

/* What kernels need of a struct lgt_collection.  */
struct collection
{
  struct lgt_shifts shifts;
  int runs;
  const struct lgt_collect_run *run;
  const int32_t *row;     /* of the field at a site, or NULL */
  const int32_t *from;    /* site of the field's rows, or NULL */
  /* The same of the rows that collect; ENTRY has DIRECTIONS a site.  */
  const int32_t *site, *entry;
  int directions;
};

static struct collection
collection_of (const void *params)
{
  const struct lgt_collection *c
    = static_cast<const struct lgt_collect_params *> (params)->collection;

  return { lgt_shifts_of (c->from->lattice, c->table, c->offset, c->reach),
           c->runs, c->run, c->row, c->from->device_site,
           c->rows->device_site, c->rows->device_entry,
           c->rows->device_entry ? c->rows->directions : 1 };
}

/* One run of one row.  */
static __global__ void
copy (struct collection c, struct lgt_view x, struct lgt_view y)
{
  LGT_EACH (pack, item, y.shape.packs, lgt_row_items (y) * c.runs)
    {
      const int lanes = y.shape.lanes;
      int64_t part, row;
      int lane, i;

      lgt_divide (item, lanes, &part, &lane);
      lgt_divide (part, c.runs, &row, &i);
      const struct lgt_collect_run run = c.run[i];
      const struct lgt_base base
        = lgt_base_of (c.shifts, c.site ? c.site[row] : (int32_t) row);
      const int32_t site = lgt_shifted (c.shifts, base, run.shift, nullptr);
      int64_t at = lgt_at (x, pack, c.row ? c.row[site] : site, run.comp)
                   + lane;
      int64_t to = lgt_at (y, pack, row, run.first) + lane;

      for (int k = 0; k < run.count; k++, at += lanes, to += lanes)
        lgt_set (y, to, lgt_get (x, at));
    }
}

/* One number of the field, from all runs that have its component and all
   rows that read it, in their order.  */
static __global__ void
add (struct collection c, struct lgt_view gy, struct lgt_view gx)
{
  LGT_EACH (pack, item, gx.shape.packs, lgt_count (gx))
    {
      const int lanes = gx.shape.lanes;
      int64_t number, row;
      int lane, comp;
      double sum = 0;

      lgt_divide (item, lanes, &number, &lane);
      lgt_divide (number, gx.shape.comps, &row, &comp);
      const struct lgt_base base
        = lgt_base_of (c.shifts, c.from ? c.from[row] : (int32_t) row);

      for (int i = 0; i < c.runs; i++)
        {
          const struct lgt_collect_run run = c.run[i];
          const int k = comp - run.comp;

          if (k < 0 || k >= run.count)
            continue;
          const int64_t site = lgt_shifted (c.shifts, base, nullptr,
                                            run.shift);

          for (int d = 0; d < c.directions; d++)
            {
              const int64_t to = c.entry ? c.entry[site * c.directions + d]
                                         : site;

              if (to >= 0)
                sum += lgt_get (gy, lgt_at (gy, pack, to, run.first + k)
                                    + lane);
            }
        }
      lgt_add_to (gx, lgt_at (gx, pack, row, comp) + lane, sum);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const struct collection c = collection_of (params);

  lgt_launch (queue, copy, out[0].shape.packs,
              lgt_row_items (out[0]) * c.runs, c, in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[2].data && out[0].data)
    lgt_launch (queue, add, out[0].shape.packs, lgt_count (out[0]),
                collection_of (params), in[2], out[0]);
}

LGT_ENTRY (collect, run)
LGT_ENTRY (collect, pull)

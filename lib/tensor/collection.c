/* Collections: which numbers from which sites.  */

#include "collection.h"

#include <stdlib.h>
#include <string.h>

#include "shift_table.h"

static int
joins (const struct lgt_collect_run *run, const struct lgt_collect_item *item)
{
  return memcmp (run->shift, item->shift, sizeof run->shift) == 0
         && item->comp == run->comp + run->count;
}

/* The runs of ITEM to RUN, which has room for all items.  */
static enum lgt_status
fill_runs (struct lgt_collection *c, const struct lgt_collect_item *item,
           struct lgt_collect_run *run, struct lgt_error *error)
{
  for (int i = 0; i < c->items; i++)
    {
      if (item[i].comp < 0)
        return lgt_fail (error, LGT_EINVAL,
                         "item %d of a collection asks for component %d", i,
                         (int) item[i].comp);
      for (int d = 0; d < c->from->ndim; d++)
        if (abs (item[i].shift[d]) > c->reach)
          c->reach = abs (item[i].shift[d]);
      if (item[i].comp >= c->comps)
        c->comps = item[i].comp + 1;
      if (c->runs > 0 && joins (&run[c->runs - 1], &item[i]))
        run[c->runs - 1].count++;
      else
        {
          struct lgt_collect_run *next = &run[c->runs++];

          memcpy (next->shift, item[i].shift, sizeof next->shift);
          next->comp = item[i].comp;
          next->count = 1;
          next->first = i;
        }
    }
  return LGT_OK;
}

/* The row of FROM at each site, malloced to *ROW; NULL for a lattice.  */
static enum lgt_status
fill_rows (const struct lgt_sites *from, int32_t **row,
           struct lgt_error *error)
{
  *row = NULL;
  if (from->lattice == from)
    return LGT_OK;
  *row = malloc ((size_t) from->volume * sizeof **row);
  if (!*row)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a collection");
  for (int32_t s = 0; s < from->volume; s++)
    (*row)[s] = -1;
  for (int32_t i = 0; i < from->count; i++)
    {
      if ((*row)[from->site[i]] >= 0)
        return lgt_fail (error, LGT_EINVAL,
                         "a collection from a list that has site %d several "
                         "times", (int) from->site[i]);
      (*row)[from->site[i]] = i;
    }
  return LGT_OK;
}

/* Site SITE + SHIFT, by the host's TABLE.  */
static int32_t
shifted (const struct lgt_collection *c, const int32_t *table, int32_t site,
         const int8_t *shift)
{
  int32_t y = 0;

  for (int d = 0; d < c->from->ndim; d++)
    {
      const int x = site % c->from->extent[d];

      site /= c->from->extent[d];
      y += table[c->offset[d] + x * (2 * c->reach + 1) + shift[d] + c->reach];
    }
  return y;
}

/* Every site that is needed is in FROM.  */
static enum lgt_status
check_sites (const struct lgt_collection *c,
             const struct lgt_collect_run *run, const int32_t *table,
             const int32_t *row, struct lgt_error *error)
{
  for (int32_t i = 0; row && i < c->rows->count; i++)
    for (int k = 0; k < c->runs; k++)
      {
        const int32_t site = c->rows->site ? c->rows->site[i] : i;
        const int32_t y = shifted (c, table, site, run[k].shift);

        if (row[y] < 0)
          return lgt_fail (error, LGT_EINVAL,
                           "a collection needs site %d for row %d, which is "
                           "not in the list it is from", (int) y, (int) i);
      }
  return LGT_OK;
}

static enum lgt_status
fill (struct lgt_context *context, struct lgt_collection *c,
      const struct lgt_collect_item *item, struct lgt_error *error)
{
  struct lgt_collect_run *run = malloc ((size_t) c->items * sizeof *run);
  int32_t *table = NULL, *row = NULL;
  size_t entries;
  enum lgt_status status;

  status = run ? fill_runs (c, item, run, error)
               : lgt_fail (error, LGT_ENOMEM, "no memory for a collection");
  if (status == LGT_OK)
    {
      table = lgt_shift_table (c->from->lattice, c->reach, c->offset,
                               &entries);
      if (!table)
        status = lgt_fail (error, LGT_ENOMEM, "no memory for a collection");
    }
  if (status == LGT_OK)
    status = fill_rows (c->from, &row, error);
  if (status == LGT_OK)
    status = check_sites (c, run, table, row, error);
  if (status == LGT_OK)
    {
      c->run = lgt_context_table (context, run,
                                  (size_t) c->runs * sizeof *run, error);
      c->table = lgt_context_table (context, table, entries * sizeof *table,
                                    error);
      if (row)
        c->row = lgt_context_table (context, row, (size_t) c->from->volume
                                                  * sizeof *row, error);
      if (!c->run || !c->table || (row && !c->row))
        status = LGT_ENOMEM;
    }
  free (run);
  free (table);
  free (row);
  return status;
}

enum lgt_status
lgt_collection_new (struct lgt_context *context, const struct lgt_sites *from,
                    const struct lgt_sites *rows, int items,
                    const struct lgt_collect_item *item,
                    struct lgt_collection **collection,
                    struct lgt_error *error)
{
  struct lgt_collection *c;
  enum lgt_status status;

  if (items < 1)
    return lgt_fail (error, LGT_EINVAL, "a collection of %d items", items);
  if (from->lattice != rows->lattice)
    return lgt_fail (error, LGT_EINVAL,
                     "a collection from another lattice than its rows'");
  c = calloc (1, sizeof *c);
  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a collection");
  c->from = from;
  c->rows = rows;
  c->items = items;
  status = fill (context, c, item, error);
  if (status == LGT_OK)
    *collection = c;
  else
    lgt_collection_free (context, c);
  return status;
}

void
lgt_collection_free (struct lgt_context *context, struct lgt_collection *c)
{
  if (!c)
    return;
  lgt_context_release (context, (void *) c->run);
  lgt_context_release (context, (void *) c->table);
  lgt_context_release (context, (void *) c->row);
  free (c);
}

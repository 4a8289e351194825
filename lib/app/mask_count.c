/* Loops with no, one and several active links: lgt-mask-print --count and
   --nan.  */

#include <lgt/loop_counts.h>

#include "mask_print.h"

/* A / LINKS, 0 for none.  */
static double
per_link (int64_t a, int64_t links)
{
  return links ? (double) a / (double) links : 0;
}

/* Active links of MASK, counted on its unit cell.  */
static enum lgt_status
count_active (const struct lgt_mask *mask, int64_t *links,
              struct lgt_error *error)
{
  struct lgt_mask cell;
  enum lgt_status status = lgt_mask_cell (mask, 1, &cell, error);

  if (!status)
    *links = lgt_mask_count (&cell)
             * (mask->geom.volume / cell.geom.volume);
  return status;
}

enum lgt_status
lgt_mask_print_counts (const struct lgt_mask *mask,
                       const struct lgt_mask_loops *loops, int tsv,
                       struct lgt_error *error)
{
  static const char *const names[] = {
    "class", "loops", "frozen", "single", "multiple", "frozen/link",
    "single/link"
  };
  struct lgt_loop_counts counts[LGT_MASK_SETS];
  struct lgt_mask_table table;
  int64_t links;
  enum lgt_status status = count_active (mask, &links, error);

  for (int i = 0; i < loops->sets && !status; i++)
    status = lgt_loop_count (mask, loops->set[i].list.count,
                             loops->set[i].list.loop, &counts[i], error);
  if (status)
    return status;
  if (!tsv)
    printf ("%lld of %lld links active; loops:\n", (long long) links,
            (long long) (mask->geom.volume * mask->geom.ndim));
  lgt_mask_table_begin (&table, tsv, 7, names);
  for (int i = 0; i < loops->sets; i++)
    {
      lgt_mask_table_text (&table, loops->set[i].name);
      lgt_mask_table_int (&table, counts[i].all);
      lgt_mask_table_int (&table, counts[i].frozen);
      lgt_mask_table_int (&table, counts[i].single);
      lgt_mask_table_int (&table, counts[i].multiple);
      lgt_mask_table_real (&table, per_link (counts[i].frozen, links));
      lgt_mask_table_real (&table, per_link (counts[i].single, links));
    }
  return LGT_OK;
}

enum lgt_status
lgt_mask_print_traced (const struct lgt_mask *mask,
                       const struct lgt_mask_loops *loops, int tsv,
                       struct lgt_error *error)
{
  static const char *const names[] = {
    "class", "loops", "frozen", "one", "several", "again", "differing"
  };
  struct lgt_loop_traced traced[LGT_MASK_SETS];
  struct lgt_mask_table table;
  int64_t differing = 0;
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < loops->sets && !status; i++)
    status = lgt_loop_count_traced (mask, loops->set[i].list.count,
                                    loops->set[i].list.loop, &traced[i],
                                    error);
  if (status)
    return status;
  if (!tsv)
    puts ("loops that become NaN with no, one and several active links:");
  lgt_mask_table_begin (&table, tsv, 7, names);
  for (int i = 0; i < loops->sets; i++)
    {
      lgt_mask_table_text (&table, loops->set[i].name);
      lgt_mask_table_int (&table, traced[i].all);
      lgt_mask_table_int (&table, traced[i].frozen);
      lgt_mask_table_int (&table, traced[i].one);
      lgt_mask_table_int (&table, traced[i].several);
      lgt_mask_table_int (&table, traced[i].again);
      lgt_mask_table_int (&table, traced[i].differing);
      differing += traced[i].differing;
    }
  if (differing)
    return lgt_fail (error, LGT_ENUM, "counting and NaN tracing differ for "
                     "%lld loops", (long long) differing);
  if (!tsv)
    puts ("counting and NaN tracing agree");
  return LGT_OK;
}

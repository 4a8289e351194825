/* What a sweep of masks covers: lgt-mask-print --coverage.  */

#include <stdlib.h>

#include <lgt/schedule.h>

#include "mask_print.h"

#define MOST_LINKS (1 << 18)    /* on which information is followed */

/* Numbers with commas between them, into TEXT.  */
static void
join (int count, const int *number, char *text, size_t size)
{
  int length = 0;

  for (int i = 0; i < count && length < (int) size; i++)
    length += snprintf (text + length, size - (size_t) length, "%s%d",
                        i ? "," : "", number[i]);
}

static enum lgt_status
print_layers (const struct lgt_schedule *schedule, int tsv,
              struct lgt_error *error)
{
  static const char *const names[] = { "layer", "directions", "steps",
                                       "width", "offset", "density" };
  struct lgt_mask_table table;

  lgt_mask_table_begin (&table, tsv, 6, names);
  for (int k = 0; k < schedule->count; k++)
    {
      const struct lgt_mask_condition *c = &schedule->mask[k].condition[0];
      struct lgt_mask cell;
      char text[128];
      enum lgt_status status = lgt_mask_cell (&schedule->mask[k], 1, &cell,
                                              error);

      if (status)
        return status;
      lgt_mask_table_int (&table, k);
      join (c->directions, c->direction, text, sizeof text);
      lgt_mask_table_text (&table, text);
      join (cell.geom.ndim, c->steps, text, sizeof text);
      lgt_mask_table_text (&table, text);
      lgt_mask_table_int (&table, c->width);
      join (c->offsets, c->offset, text, sizeof text);
      lgt_mask_table_text (&table, text);
      lgt_mask_table_real (&table, (double) lgt_mask_count (&cell)
                                   / (double) (cell.geom.volume
                                               * cell.geom.ndim));
    }
  return LGT_OK;
}

/* Frozen loops around the star of an active link, class by class.  */
static enum lgt_status
print_frozen (const struct lgt_schedule *schedule,
              const struct lgt_mask_loops *loops, int tsv,
              struct lgt_error *error)
{
  static const char *const names[] = { "class", "frozen/link",
                                       "around/link" };
  struct lgt_mask_table table;

  lgt_mask_table_begin (&table, tsv, 3, names);
  for (int i = 0; i < loops->sets; i++)
    {
      const struct lgt_loop_list *list = &loops->set[i].list;
      int64_t frozen, all, links;
      enum lgt_status status = lgt_schedule_frozen (schedule, list->count,
                                                    list->loop, &frozen,
                                                    &all, &links, error);

      if (status)
        return status;
      lgt_mask_table_text (&table, loops->set[i].name);
      lgt_mask_table_real (&table, (double) frozen / (double) links);
      lgt_mask_table_real (&table, (double) all / (double) links);
    }
  return LGT_OK;
}

/* How many layers information needs to distances 1, 2, ...  */
static enum lgt_status
print_reach (const struct lgt_schedule *schedule,
             const struct lgt_mask_loops *loops, int tsv,
             struct lgt_error *error)
{
  static const char *const names[] = { "distance", "layers" };
  const struct lgt_geom *geom = &schedule->mask[0].geom;
  struct lgt_mask_table table;
  int64_t farthest = lgt_schedule_farthest (geom);
  int *layers;
  enum lgt_status status;

  if (geom->volume > MOST_LINKS / geom->ndim)
    {
      if (!tsv)
        printf ("distances are followed on lattices of up to %d links\n",
                MOST_LINKS);
      return LGT_OK;
    }
  layers = malloc (((size_t) farthest + 1) * sizeof *layers);
  if (!layers)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld distances",
                     (long long) farthest);
  status = lgt_schedule_reach (schedule, loops->all.count, loops->all.loop,
                               layers, error);
  if (!status)
    {
      lgt_mask_table_begin (&table, tsv, 2, names);
      for (int64_t r = 1; r <= farthest; r++)
        {
          lgt_mask_table_int (&table, r);
          if (layers[r] >= 0)
            lgt_mask_table_int (&table, layers[r]);
          else
            lgt_mask_table_text (&table, tsv ? "inf" : "never");
        }
    }
  free (layers);
  return status;
}

enum lgt_status
lgt_mask_print_coverage (const struct lgt_mask *mask,
                         const struct lgt_mask_loops *loops, int tsv,
                         struct lgt_error *error)
{
  struct lgt_schedule schedule;
  int64_t least, most;
  enum lgt_status status = lgt_schedule_from (mask, loops->all.count,
                                              loops->all.loop, &schedule,
                                              error);

  if (status)
    return status;
  status = lgt_schedule_updates (&schedule, &least, &most, error);
  if (!status && !tsv)
    {
      if (least == most)
        printf ("a sweep of %d layers: updates of every link: %lld\n",
                schedule.count, (long long) least);
      else
        printf ("a sweep of %d layers: updates of a link: %lld to %lld\n",
                schedule.count, (long long) least, (long long) most);
    }
  if (!status)
    status = print_layers (&schedule, tsv, error);
  if (!status && !tsv)
    puts ("loops around the staples of an active link:");
  if (!status)
    status = print_frozen (&schedule, loops, tsv, error);
  if (!status && !tsv)
    puts ("layers until the first link at a distance knows of a link:");
  if (!status)
    status = print_reach (&schedule, loops, tsv, error);
  lgt_schedule_free (&schedule);
  return status;
}

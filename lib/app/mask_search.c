/* Masks ranked by the frozen loops around an active link:
   lgt-mask-print --search.  */

#include <stdlib.h>

#include <lgt/schedule.h>

#include "mask_print.h"

#define ROWS 20                 /* to read; a table has all */

static void
print_row (struct lgt_mask_table *table, int ndim,
           const struct lgt_schedule_score *score)
{
  static const int order[] = { LGT_LOOP_PLAQUETTE, LGT_LOOP_CHAIR,
                               LGT_LOOP_RECTANGLE, LGT_LOOP_CROWN };
  char text[128] = "";
  int length = 0;

  for (int nu = 0; nu < ndim; nu++)
    length += snprintf (text + length, sizeof text - (size_t) length,
                        "%s%d", nu ? "," : "", score->steps[nu]);
  lgt_mask_table_text (table, text);
  lgt_mask_table_int (table, score->width);
  lgt_mask_table_int (table, score->layers);
  snprintf (text, sizeof text, "%d/%d", score->single, score->through);
  lgt_mask_table_text (table, text);
  lgt_mask_table_real (table, (double) score->frozen[LGT_LOOP_PLAQUETTE]
                              / score->layers);
  for (int k = 0; k < 4; k++)
    {
      snprintf (text, sizeof text, "%d/%d", score->frozen[order[k]],
                score->all[order[k]]);
      lgt_mask_table_text (table, text);
    }
}

/* The coverage of the sweep that SCORE's mask makes.  */
static enum lgt_status
cover (const struct lgt_schedule_score *score, const struct lgt_geom *geom,
       const struct lgt_mask_loops *loops, int tsv, struct lgt_error *error)
{
  struct lgt_mask_condition c = { .directions = 1, .width = score->width,
                                  .offsets = 1 };
  struct lgt_mask mask;
  enum lgt_status status;

  for (int nu = 0; nu < geom->ndim; nu++)
    c.steps[nu] = score->steps[nu];
  status = lgt_mask_init (&mask, geom, 1, &c, error);
  if (!status && !tsv)
    puts ("\nthe first of them:");
  return status ? status
                : lgt_mask_print_coverage (&mask, loops, tsv, error);
}

enum lgt_status
lgt_mask_print_search (const struct lgt_mask_values *values,
                       const struct lgt_geom *geom,
                       const struct lgt_mask_loops *loops,
                       struct lgt_error *error)
{
  static const char *const names[] = {
    "steps", "width", "layers", "single", "per layer", "plaquettes",
    "chairs", "rectangles", "crowns"
  };
  int tsv = values->format == LGT_MASK_TSV, count;
  int64_t widest = 8;
  struct lgt_schedule_score *score;
  struct lgt_mask_table table;
  enum lgt_status status = LGT_OK;

  if (values->width.count)
    status = lgt_parse_int64 (values->width.value[0], "--width", "[2, 16]",
                              &widest, error);
  if (!status)
    status = lgt_schedule_search (geom, (int) widest, loops->all.count,
                                  loops->all.loop, &score, &count, error);
  if (status)
    return status;
  if (!count)
    status = lgt_fail (error, LGT_EINVAL, "no mask of width 2 to %d fits "
                       "this shape and leaves a loop with one active link",
                       (int) widest);
  else
    {
      if (!tsv)
        printf ("%d masks, steps along the own direction first; loops that "
                "touch the\nstaples of an active link: frozen of all, and "
                "plaquettes for each layer of a sweep\n", count);
      lgt_mask_table_begin (&table, tsv, 9, names);
      for (int i = 0; i < count && (tsv || i < ROWS); i++)
        print_row (&table, geom->ndim, &score[i]);
      if (values->coverage)
        status = cover (&score[0], geom, loops, tsv, error);
    }
  free (score);
  return status;
}

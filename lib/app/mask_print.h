/* lgt-mask-print, inside lib/app: its options and the parts that answer
   them.  Those with TSV print a table with a header line that starts with
   #, else the same for reading.  */

#ifndef LGT_MASK_PRINT_H
#define LGT_MASK_PRINT_H

#include <stdio.h>

#include <lgt/app.h>
#include <lgt/loops.h>
#include <lgt/mask.h>

enum { LGT_MASK_TEXT, LGT_MASK_TSV };
enum { LGT_MASK_AUTO, LGT_MASK_ALWAYS, LGT_MASK_NEVER };

struct lgt_mask_values
{
  const char *shape, *loops, *plot;
  struct lgt_texts directions, steps, width, offset;
  bool sites, count, nan, split, coverage, search;
  int format, colour;
};

/* ---- reading ---- */

#define LGT_MASK_SETS 16

/* The loops that one word of --loops names.  */
struct lgt_mask_set
{
  char name[64];
  struct lgt_loop_list list;
};

struct lgt_mask_loops
{
  int sets;
  struct lgt_mask_set set[LGT_MASK_SETS];
  struct lgt_loop_list all;     /* of all sets, each once */
};

/* The mask of --shape and the four options of conditions.  */
enum lgt_status lgt_mask_read (const struct lgt_mask_values *values,
                               struct lgt_mask *mask,
                               struct lgt_error *error);

/* The loops that TEXT names; free them.  */
enum lgt_status lgt_mask_read_loops (const char *text,
                                     const struct lgt_geom *geom,
                                     struct lgt_mask_loops *loops,
                                     struct lgt_error *error);

void lgt_mask_loops_free (struct lgt_mask_loops *loops);

/* ---- answers ---- */

/* Draw MASK on STREAM: directions 0 and 1 as a picture, 0 to the right and 1
   upward, every combination of the other coordinates as a slice with a
   title.  COLOUR: active links in bold red, the others faint.  */
void lgt_mask_draw (const struct lgt_mask *mask, int colour, FILE *stream);

/* --count, --nan (LGT_ENUM where both differ), --split, --coverage.  */
enum lgt_status lgt_mask_print_counts (const struct lgt_mask *mask,
                                       const struct lgt_mask_loops *loops,
                                       int tsv, struct lgt_error *error);
enum lgt_status lgt_mask_print_traced (const struct lgt_mask *mask,
                                       const struct lgt_mask_loops *loops,
                                       int tsv, struct lgt_error *error);
enum lgt_status lgt_mask_print_split (const struct lgt_mask *mask,
                                      const struct lgt_mask_loops *loops,
                                      int tsv, struct lgt_error *error);
enum lgt_status lgt_mask_print_coverage (const struct lgt_mask *mask,
                                         const struct lgt_mask_loops *loops,
                                         int tsv, struct lgt_error *error);

/* --search, with --coverage that of the best mask.  */
enum lgt_status lgt_mask_print_search (const struct lgt_mask_values *values,
                                       const struct lgt_geom *geom,
                                       const struct lgt_mask_loops *loops,
                                       struct lgt_error *error);

/* --plot: the data in FILE with the ending .tsv, the picture in FILE.
   LGT_ENODEV: no gnuplot, but the data are written.  */
enum lgt_status lgt_mask_plot (const struct lgt_mask *mask,
                               const struct lgt_mask_loops *loops,
                               const char *file, struct lgt_error *error);

/* ---- tables on standard output ---- */

struct lgt_mask_table
{
  int tsv, columns, column;
  const char *const *name;
};

/* NAME (COLUMNS of them) is borrowed until the table's last cell.  */
void lgt_mask_table_begin (struct lgt_mask_table *table, int tsv,
                           int columns, const char *const *name);
void lgt_mask_table_text (struct lgt_mask_table *table, const char *text);
void lgt_mask_table_int (struct lgt_mask_table *table, int64_t value);
void lgt_mask_table_real (struct lgt_mask_table *table, double value);

#endif

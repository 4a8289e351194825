/* Tables to read, or as tab-separated values.  */

#include <inttypes.h>
#include <string.h>

#include "mask_print.h"

void
lgt_mask_table_begin (struct lgt_mask_table *table, int tsv, int columns,
                      const char *const *name)
{
  *table = (struct lgt_mask_table) { .tsv = tsv, .columns = columns,
                                     .name = name };
  if (tsv)
    putchar ('#');
  for (int i = 0; i < columns; i++)
    lgt_mask_table_text (table, name[i]);
}

void
lgt_mask_table_text (struct lgt_mask_table *table, const char *text)
{
  int first = table->column == 0;
  int last = table->column + 1 == table->columns;

  if (table->tsv)
    printf ("%s%s", text, last ? "" : "\t");
  else if (first)
    printf ("%-12s", text);
  else
    {
      int width = (int) strlen (table->name[table->column]);

      printf ("  %*s", width > 9 ? width : 9, text);
    }
  table->column++;
  if (last)
    {
      putchar ('\n');
      table->column = 0;
    }
}

void
lgt_mask_table_int (struct lgt_mask_table *table, int64_t value)
{
  char text[32];

  snprintf (text, sizeof text, "%" PRId64, value);
  lgt_mask_table_text (table, text);
}

void
lgt_mask_table_real (struct lgt_mask_table *table, double value)
{
  char text[32];

  snprintf (text, sizeof text, "%.6g", value);
  lgt_mask_table_text (table, text);
}

/* Costs as a picture.  */

#include "compare.h"

#include <math.h>
#include <string.h>

#include <lgt/io.h>

/* Method, microseconds for an independent configuration; which is an arrow
   upward where it is a lower bound.  */
static enum lgt_status
write_data (const struct lgt_compare *compare, const char *file,
            struct lgt_error *error)
{
  static const char *const names[] = { "method", "us_each", "frozen" };
  const enum lgt_compare_quantity q = lgt_compare_judge (compare);
  struct lgt_replace *replace;
  struct lgt_table table;
  enum lgt_status status = lgt_replace_begin (&replace, file, error);

  if (status != LGT_OK)
    return status;
  lgt_table_begin (&table, lgt_replace_stream (replace), 3, names, false);
  for (int i = 0; i < compare->rows; i++)
    if (compare->row[i].quantity[q].measured)
      {
        lgt_table_text (&table, compare->row[i].name);
        lgt_table_real (&table, 1e6 * lgt_compare_cost (&compare->row[i], q));
        lgt_table_int (&table, compare->row[i].quantity[q].frozen);
      }
  return lgt_replace_commit (replace, error);
}

enum lgt_status
lgt_compare_plot (const struct lgt_compare *compare, const char *picture,
                  struct lgt_error *error)
{
  const int charge = lgt_compare_judge (compare) == LGT_COMPARE_Q2;
  const char *dot = strrchr (picture, '.');
  char data[4096], commands[1024];
  enum lgt_status status;

  snprintf (data, sizeof data, "%.*s.tsv",
            dot ? (int) (dot - picture) : 4000, picture);
  status = write_data (compare, data, error);
  if (status != LGT_OK)
    return status;
  snprintf (commands, sizeof commands,
            "set title '%s%s' noenhanced\n"
            "set ylabel 'microseconds for an independent %s'\n"
            "set logscale y\nset grid y\nset key top right\n"
            "set xtics rotate by -30 noenhanced\nset xrange [-0.7:%d-0.3]\n"
            "set bmargin 7\nset rmargin 12\n"
            "plot data using 0:2:xtic(1) with points pt 7 ps 1.5 "
            "notitle, data using 0:($3 > 0 ? $2 : 1/0):(0):($2) with vectors "
            "lw 2 title 'at least'\n",
            compare->theory.words,
            isnan (compare->theory.beta) ? "" : ", Wilson action",
            charge ? "Q^2" : "plaquette", compare->rows);
  return lgt_plot (picture, data, commands, error);
}

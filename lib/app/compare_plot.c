/* Costs as a picture.  */

#include "compare.h"
#include "plots_draw.h"

#include <math.h>

/* Method, microseconds for an independent configuration; which is an arrow
   upward where it is a lower bound.  */
static void
write_data (const struct lgt_compare *compare, enum lgt_compare_quantity q,
            FILE *stream)
{
  static const char *const names[] = { "method", "us_each", "frozen" };
  struct lgt_table table;

  lgt_table_begin (&table, stream, 3, names, false);
  for (int i = 0; i < compare->rows; i++)
    if (compare->row[i].quantity[q].measured)
      {
        lgt_table_text (&table, compare->row[i].name);
        lgt_table_real (&table, 1e6 * lgt_compare_cost (&compare->row[i], q));
        lgt_table_int (&table, compare->row[i].quantity[q].frozen);
      }
}

enum lgt_status
lgt_compare_plot (const struct lgt_compare *compare, const char *picture,
                  struct lgt_error *error)
{
  const enum lgt_compare_quantity q = lgt_compare_judge (compare);
  struct lgt_drawing d;
  const enum lgt_status status = lgt_drawing_begin (&d, picture, error);

  if (status != LGT_OK)
    return status;
  write_data (compare, q, d.data);
  fprintf (d.commands,
           "set title '%s%s' noenhanced\n"
           "set ylabel 'microseconds for an independent %s'\n"
           "set logscale y\nset grid y\nset key top right\n"
           "set xtics rotate by -30 noenhanced\nset xrange [-0.7:%d-0.3]\n"
           "set bmargin 7\nset rmargin 12\n"
           "plot data using 0:2:xtic(1) with points pt 7 ps 1.5 notitle, "
           "data using 0:($3 > 0 ? $2 : 1/0):(0):($2) with vectors lw 2 "
           "title 'at least'\n",
           compare->theory.words,
           isnan (compare->theory.beta) ? "" : ", Wilson action",
           q == LGT_COMPARE_Q2 ? "Q^2" : "plaquette", compare->rows);
  return lgt_drawing_end (&d, LGT_OK, error);
}

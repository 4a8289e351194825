/* Curves with errors.  */

#include "plots.h"
#include "plots_draw.h"

#include <string.h>

static void
write_curves (struct lgt_drawing *d, int count, const struct lgt_curve *curve)
{
  static const char *const names[] = { "curve", "name", "x", "y", "error" };
  struct lgt_table table;

  lgt_table_begin (&table, d->data, 5, names, false);
  for (int i = 0; i < count; i++)
    for (int p = 0; p < curve[i].points; p++)
      {
        lgt_table_int (&table, i);
        lgt_table_text (&table, curve[i].name);
        lgt_table_real (&table, curve[i].x[p]);
        lgt_table_real (&table, curve[i].y[p]);
        if (curve[i].error)
          lgt_table_real (&table, curve[i].error[p]);
        else
          lgt_table_text (&table, NULL);
      }
}

static void
label (struct lgt_drawing *d, const char *what, const char *text)
{
  fprintf (d->commands, "set %s ", what);
  lgt_drawing_quote (d, text);
  fputs (" noenhanced\n", d->commands);
}

/* Measured values as points with thin lines between, theory (no errors) as a
   line.  */
static void
draw_curves (struct lgt_drawing *d, int count, const struct lgt_curve *curve)
{
  static const int symbols[] = { 7, 5, 9, 11, 13, 6, 4, 8 };
  FILE *c = d->commands;

  fputs ("set offsets graph 0.02, graph 0.02, graph 0.04, graph 0.04\n"
         "set key outside top center horizontal\nplot ", c);
  for (int i = 0; i < count; i++)
    {
      const char *colour = lgt_drawing_colour (i);
      const char *comma = i < count - 1 ? ", " : "\n";

      if (curve[i].error)
        {
          const int symbol = symbols[(unsigned) i % 8];

          fprintf (c, "data using ($1==%d?$3:NaN):4 with lines lw 1 "
                   "lc rgb '%s' notitle, "
                   "data using ($1==%d?$3:NaN):4:5 with yerrorbars pt %d "
                   "ps 0.8 lw 1.5 lc rgb '%s' title ", i, colour, i, symbol,
                   colour);
        }
      else
        fprintf (c, "data using ($1==%d?$3:NaN):4 with lines lw 2 "
                 "dashtype %d lc rgb '%s' title ", i, 1 + i % 4, colour);
      lgt_drawing_quote (d, curve[i].name);
      fprintf (c, " noenhanced%s", comma);
    }
}

enum lgt_status
lgt_plot_curves (const char *picture, const char *title, const char *xlabel,
                 const char *ylabel, int count, const struct lgt_curve *curve,
                 struct lgt_error *error)
{
  struct lgt_drawing d;
  enum lgt_status status = LGT_OK;
  int points = 0;

  for (int i = 0; i < count; i++)
    points += curve[i].points > 0;
  if (points == 0)
    return lgt_fail (error, LGT_EINVAL, "%.80s: no points to draw", title);
  status = lgt_drawing_begin (&d, picture, error);
  if (status != LGT_OK)
    return status;
  write_curves (&d, count, curve);
  label (&d, "title", title);
  label (&d, "xlabel", xlabel);
  label (&d, "ylabel", ylabel);
  draw_curves (&d, count, curve);
  return lgt_drawing_end (&d, LGT_OK, error);
}

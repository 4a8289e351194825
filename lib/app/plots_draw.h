/* A picture being made: a table of data beside it, commands for gnuplot.
   Private to lib/app.

     struct lgt_drawing d;

     status = lgt_drawing_begin (&d, picture, error);
     if (status != LGT_OK)
       return status;
     ... rows to d.data, words to d.commands ...
     return lgt_drawing_end (&d, status, error);  */

#ifndef LGT_APP_PLOTS_DRAW_H
#define LGT_APP_PLOTS_DRAW_H

#include <lgt/app.h>

struct lgt_replace;

struct lgt_drawing
{
  const char *picture;
  char *data_name;
  struct lgt_replace *replace;
  FILE *data;             /* the table */
  char *text;
  size_t size;
  FILE *commands;         /* the common style has been written */
};

enum lgt_status lgt_drawing_begin (struct lgt_drawing *d, const char *picture,
                                   struct lgt_error *error);
/* The table is kept and the picture made if STATUS is LGT_OK; frees all.  */
enum lgt_status lgt_drawing_end (struct lgt_drawing *d,
                                 enum lgt_status status,
                                 struct lgt_error *error);

/* Whether NAME ends as pictures do, .svg or .png: to be asked before a long
   run.  */
bool lgt_is_picture (const char *name);

/* TEXT between single quotes, for titles that are printed as they are.  */
void lgt_drawing_quote (struct lgt_drawing *d, const char *text);

/* A colour for series I, "#0072b2"; they can be told apart by those who do
   not see red and green, too.  */
const char *lgt_drawing_colour (int i);

/* The style of lines at an exact value.  */
#define LGT_DRAWING_EXACT "lc rgb '#d55e00' lw 2 dashtype 2"

#endif

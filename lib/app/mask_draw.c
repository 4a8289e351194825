/* Pictures of masks on a terminal.

   A site is drawn where its two links in directions 0 and 1 begin:

         |
       3 o---o . o---o .        an active link is a line, another one a dot;
         |   .   |   .          2, 3, ... instead of o: the link of the site
       2 o . o . o . o .        in that direction is active, * if several are
         |   .   |   .          (links in directions 2, 3, ... point out of
         0   1   2   3          the picture).  */

#include <lgt/mask.h>

#include "mask_print.h"

struct picture
{
  const struct lgt_mask *mask;
  FILE *stream;
  int colour, active;           /* what the terminal is set to now, or -1 */
  int margin, cell;             /* characters left of a row, and a site */
};

/* The WORDS in the style of active or other things.  */
static void
put (struct picture *p, const char *words, int active)
{
  if (p->colour && p->active != active)
    {
      fputs (active ? "\033[0;1;31m" : "\033[0;2m", p->stream);
      p->active = active;
    }
  fputs (words, p->stream);
}

/* Plain again, and the end of the line.  */
static void
end_line (struct picture *p)
{
  if (p->colour && p->active >= 0)
    fputs ("\033[0m", p->stream);
  p->active = -1;
  putc ('\n', p->stream);
}

static int
digits (int n)
{
  return snprintf (NULL, 0, "%d", n);
}

/* What stands for the site at COORDS, and whether it is active.  */
static char
site_mark (const struct lgt_mask *mask, const int *coords, int *active)
{
  char mark = 'o';

  *active = 0;
  if (mask->sites_only)
    {
      *active = lgt_mask_active_at (mask, coords, 0);
      return *active ? '@' : '.';
    }
  for (int mu = 2; mu < mask->geom.ndim; mu++)
    if (lgt_mask_active_at (mask, coords, mu))
      {
        mark = *active ? '*' : (char) ('0' + mu);
        *active = 1;
      }
  return mark;
}

/* The links in direction 1 above the row of COORDS.  */
static void
draw_upward (struct picture *p, int *coords)
{
  fprintf (p->stream, "%*s", p->margin, "");
  for (int x = 0; x < p->mask->geom.extent[0]; x++)
    {
      int active;

      coords[0] = x;
      active = lgt_mask_active_at (p->mask, coords, 1);
      put (p, active ? "|" : ".", active);
      if (x + 1 < p->mask->geom.extent[0])
        fprintf (p->stream, "%*s", p->cell - 1, "");
    }
  end_line (p);
}

/* The row of sites at COORDS and their links in direction 0.  */
static void
draw_row (struct picture *p, int *coords)
{
  if (p->mask->geom.ndim > 1)
    fprintf (p->stream, "%*d ", p->margin - 1, coords[1]);
  for (int x = 0; x < p->mask->geom.extent[0]; x++)
    {
      int active;
      char mark[2] = "";

      coords[0] = x;
      mark[0] = site_mark (p->mask, coords, &active);
      put (p, mark, active);
      if (p->mask->sites_only)
        {
          if (x + 1 < p->mask->geom.extent[0])
            fprintf (p->stream, "%*s", p->cell - 1, "");
          continue;
        }
      active = lgt_mask_active_at (p->mask, coords, 0);
      for (int i = 1; i < p->cell; i++)
        if (active)
          put (p, "-", 1);
        else if (i <= p->cell / 2 || x + 1 < p->mask->geom.extent[0])
          put (p, i == p->cell / 2 ? "." : " ", 0);
    }
  end_line (p);
}

/* The numbers under the columns.  */
static void
draw_numbers (struct picture *p)
{
  fprintf (p->stream, "%*s", p->margin, "");
  for (int x = 0; x < p->mask->geom.extent[0]; x++)
    if (x + 1 < p->mask->geom.extent[0])
      fprintf (p->stream, "%-*d", p->cell, x);
    else
      fprintf (p->stream, "%d", x);
  end_line (p);
}

void
lgt_mask_draw (const struct lgt_mask *mask, int colour, FILE *stream)
{
  const struct lgt_geom *geom = &mask->geom;
  struct picture p = { .mask = mask, .stream = stream, .colour = colour,
                       .active = -1 };
  int plane = geom->extent[0] * (int64_t) geom->extent[1] < geom->volume;
  int coords[LGT_MAX_DIM] = { 0 };
  int mu;

  p.margin = geom->ndim > 1 ? digits (geom->extent[1] - 1) + 1 : 0;
  p.cell = digits (geom->extent[0] - 1) + 1;
  if (p.cell < (mask->sites_only ? 2 : 4))
    p.cell = mask->sites_only ? 2 : 4;
  do
    {
      if (plane)
        {
          for (mu = 2; mu < geom->ndim; mu++)
            fprintf (stream, "%sx%d = %d", mu > 2 ? ", " : "", mu,
                     coords[mu]);
          fputs (":\n", stream);
        }
      for (int y = geom->extent[1] - 1; y >= 0; y--)
        {
          coords[1] = y;
          if (geom->ndim > 1 && !mask->sites_only)
            draw_upward (&p, coords);
          draw_row (&p, coords);
        }
      draw_numbers (&p);
      for (mu = 2; mu < geom->ndim; mu++)
        {
          if (++coords[mu] < geom->extent[mu])
            break;
          coords[mu] = 0;
        }
      if (mu < geom->ndim)
        putc ('\n', stream);
    }
  while (mu < geom->ndim);
}

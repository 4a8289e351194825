/* Pictures of masks and loops by gnuplot: lgt-mask-print --plot.

   The data are lines, blank ones between them: kind, x, y, z.  Kinds: 0
   passive links, 1 active ones, 2 single loops, 3 frozen ones.  Loops are
   drawn smaller than they are, so that neighbours can be told apart.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/io.h>

#include "mask_print.h"

#define MOST_LINES 200000       /* a picture that anybody can read has less */

enum { PASSIVE, ACTIVE, SINGLE, FROZEN };

static void
write_point (FILE *stream, int kind, int ndim, const double *x)
{
  fprintf (stream, "%d\t%.10g\t%.10g\t%.10g\n", kind, x[0], x[1],
           ndim > 2 ? x[2] : 0);
}

static void
write_links (const struct lgt_mask *mask, FILE *stream)
{
  for (int64_t site = 0; site < mask->geom.volume; site++)
    for (int mu = 0; mu < mask->geom.ndim; mu++)
      {
        int coords[LGT_MAX_DIM];
        double x[LGT_MAX_DIM];
        int kind = lgt_mask_active (mask, site, mu) ? ACTIVE : PASSIVE;

        lgt_geom_coords (&mask->geom, site, coords);
        for (int nu = 0; nu < mask->geom.ndim; nu++)
          x[nu] = coords[nu];
        write_point (stream, kind, mask->geom.ndim, x);
        x[mu] += 1;
        write_point (stream, kind, mask->geom.ndim, x);
        fputs ("\n\n", stream);
      }
}

/* LOOP from COORDS, shrunk towards its centre.  */
static void
write_loop (FILE *stream, int kind, int ndim, const struct lgt_loop *loop,
            const int *coords)
{
  double x[LGT_MAX_DIM], centre[LGT_MAX_DIM] = { 0 };

  for (int pass = 0; pass < 2; pass++)
    {
      for (int nu = 0; nu < ndim; nu++)
        x[nu] = coords[nu];
      for (int i = 0; i <= loop->length; i++)
        {
          double point[LGT_MAX_DIM];
          int step;

          for (int nu = 0; nu < ndim; nu++)
            {
              if (!pass && i < loop->length)
                centre[nu] += x[nu] / loop->length;
              point[nu] = centre[nu] + .6 * (x[nu] - centre[nu]);
            }
          if (pass)
            write_point (stream, kind, ndim, point);
          if (i == loop->length)
            break;
          step = loop->steps[i];
          x[abs (step) - 1] += step > 0 ? 1 : -1;
        }
    }
  fputs ("\n\n", stream);
}

static enum lgt_status
write_loops (const struct lgt_mask *mask, const struct lgt_loop_list *list,
             FILE *stream, struct lgt_error *error)
{
  const struct lgt_geom *geom = &mask->geom;
  struct lgt_loop_rows rows = { .count = geom->volume };
  size_t room = (size_t) geom->volume * (size_t) list->count;
  unsigned char *active = malloc ((size_t) geom->volume
                                  * (size_t) geom->ndim);
  unsigned char *passed = malloc (room + 1);
  enum lgt_status status = LGT_OK;

  if (!active || !passed)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for %lld loops",
                       (long long) room);
  else
    {
      lgt_mask_links (mask, active);
      status = lgt_loop_traversals (geom, active, rows, list->count, 1,
                                    list->loop, 0, passed, error);
    }
  for (int64_t site = 0; site < geom->volume && !status; site++)
    for (int k = 0; k < list->count; k++)
      {
        int coords[LGT_MAX_DIM];
        int count = passed[site * list->count + k];

        lgt_geom_coords (geom, site, coords);
        if (count < 2)
          write_loop (stream, count ? SINGLE : FROZEN, geom->ndim,
                      &list->loop[k], coords);
      }
  free (active);
  free (passed);
  return status;
}

/* Write the data to the file DATA.  */
static enum lgt_status
write_data (const struct lgt_mask *mask, const struct lgt_loop_list *list,
            const char *data, struct lgt_error *error)
{
  struct lgt_replace *replace;
  enum lgt_status status = lgt_replace_begin (&replace, data, error);
  FILE *stream;

  if (status)
    return status;
  stream = lgt_replace_stream (replace);
  fputs ("#kind\tx\ty\tz\n", stream);
  write_links (mask, stream);
  status = write_loops (mask, list, stream, error);
  if (!status)
    return lgt_replace_commit (replace, error);
  lgt_replace_abort (replace);
  return status;
}

/* FILE with .tsv instead of its ending; to be freed.  */
static enum lgt_status
name_data (const char *file, char **data, struct lgt_error *error)
{
  const char *dot = strrchr (file, '.');
  size_t stem;

  if (!dot || (strcmp (dot, ".svg") != 0 && strcmp (dot, ".png") != 0))
    return lgt_fail (error, LGT_EINVAL, "the name of a picture must end in "
                     ".png or .svg, is %.100s", file);
  stem = (size_t) (dot - file);
  *data = malloc (stem + sizeof ".tsv");
  if (!*data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the name of a file");
  memcpy (*data, file, stem);
  memcpy (*data + stem, ".tsv", sizeof ".tsv");
  return LGT_OK;
}

/* What gnuplot is told.  */
static void
write_commands (const struct lgt_geom *geom, char *text, size_t size)
{
  static const char flat[] =
    "set size ratio -1\n"
    "plot data using ($1==0?$2:NaN):3 with lines lc rgb '#d0d0d0' lw 1 "
    "title 'passive links', "
    "data using ($1==3?$2:NaN):3 with lines lc rgb '#f0a000' lw 1.5 "
    "title 'frozen loops', "
    "data using ($1==2?$2:NaN):3 with lines lc rgb '#d00000' lw 1.5 "
    "title 'loops with one active link', "
    "data using ($1==1?$2:NaN):3 with lines lc rgb 'black' lw 4 "
    "title 'active links'";
  static const char solid[] =
    "set view equal xyz\nset view 65, 25\nset xyplane at 0\n"
    "set key at screen .98, .98 right top vertical\n"
    "splot data using ($1==0?$2:NaN):3:4 with lines lc rgb '#d0d0d0' lw 1 "
    "title 'passive links', "
    "data using ($1==3?$2:NaN):3:4 with lines lc rgb '#f0a000' lw 1 "
    "title 'frozen loops', "
    "data using ($1==2?$2:NaN):3:4 with lines lc rgb '#d00000' lw 1 "
    "title 'loops with one active link', "
    "data using ($1==1?$2:NaN):3:4 with lines lc rgb 'black' lw 4 "
    "title 'active links'";

  snprintf (text, size,
            "unset border\nset key outside top center horizontal\n"
            "set xtics 1 nomirror\nset ytics 1 nomirror\nset ztics 1\n"
            "set xlabel 'x_0'\nset ylabel 'x_1'\nset zlabel 'x_2'\n%s",
            geom->ndim > 2 ? solid : flat);
}

enum lgt_status
lgt_mask_plot (const struct lgt_mask *mask,
               const struct lgt_mask_loops *loops, const char *file,
               struct lgt_error *error)
{
  const struct lgt_geom *geom = &mask->geom;
  int64_t lines = loops->all.count + geom->ndim;
  char commands[2048], *data;
  enum lgt_status status;

  if (geom->ndim != 2 && geom->ndim != 3)
    return lgt_fail (error, LGT_EINVAL, "--plot: a lattice of %d dimensions; "
                     "2 and 3 can be drawn", geom->ndim);
  if (geom->volume > MOST_LINES / lines)
    return lgt_fail (error, LGT_EINVAL, "--plot: %lld sites of %lld links "
                     "and loops are too many for a picture; choose a "
                     "smaller shape", (long long) geom->volume,
                     (long long) lines);
  status = name_data (file, &data, error);
  if (status)
    return status;
  status = write_data (mask, &loops->all, data, error);
  if (!status)
    {
      write_commands (geom, commands, sizeof commands);
      status = lgt_plot (file, data, commands, error);
    }
  free (data);
  return status;
}

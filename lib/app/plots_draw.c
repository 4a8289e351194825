/* What all pictures of data have in common.  */

#include "plots_draw.h"

#include <stdlib.h>
#include <string.h>

#include <lgt/io.h>

/* Axes left and below, a grid that stays behind the data.  */
static const char style[] =
  "set border 3 lw 1.2\nset tics nomirror out\n"
  "set grid lc rgb '#e4e4e4' lt 1 lw 1\n"
  "set key top right Left reverse samplen 2\nset bars 0.6\n";

/* PICTURE with .tsv instead of its ending; to be freed.  */
static enum lgt_status
name_data (const char *picture, char **data, struct lgt_error *error)
{
  size_t stem;

  if (!lgt_is_picture (picture))
    return lgt_fail (error, LGT_EINVAL, "the name of a picture must end in "
                     ".png or .svg, is %.100s", picture);
  stem = (size_t) (strrchr (picture, '.') - picture);
  *data = malloc (stem + sizeof ".tsv");
  if (!*data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for the name of a file");
  memcpy (*data, picture, stem);
  memcpy (*data + stem, ".tsv", sizeof ".tsv");
  return LGT_OK;
}

static void
release (struct lgt_drawing *d)
{
  if (d->commands)
    fclose (d->commands);
  free (d->text);
  free (d->data_name);
}

enum lgt_status
lgt_drawing_begin (struct lgt_drawing *d, const char *picture,
                   struct lgt_error *error)
{
  enum lgt_status status;

  *d = (struct lgt_drawing) { .picture = picture };
  status = name_data (picture, &d->data_name, error);
  if (status != LGT_OK)
    return status;
  d->commands = open_memstream (&d->text, &d->size);
  if (!d->commands)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a picture");
  else
    status = lgt_replace_begin (&d->replace, d->data_name, error);
  if (status != LGT_OK)
    {
      release (d);
      return status;
    }
  d->data = lgt_replace_stream (d->replace);
  fputs (style, d->commands);
  return LGT_OK;
}

enum lgt_status
lgt_drawing_end (struct lgt_drawing *d, enum lgt_status status,
                 struct lgt_error *error)
{
  if (status == LGT_OK)
    status = lgt_replace_commit (d->replace, error);
  else
    lgt_replace_abort (d->replace);
  if (status == LGT_OK && (fflush (d->commands) != 0 || ferror (d->commands)))
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a picture");
  if (status == LGT_OK)
    status = lgt_plot (d->picture, d->data_name, d->text, error);
  release (d);
  return status;
}

void
lgt_drawing_quote (struct lgt_drawing *d, const char *text)
{
  fputc ('\'', d->commands);
  for (; *text; text++)
    {
      if (*text == '\'')
        fputc ('\'', d->commands);
      fputc ((unsigned char) *text < ' ' ? ' ' : *text, d->commands);
    }
  fputc ('\'', d->commands);
}

const char *
lgt_drawing_colour (int i)
{
  /* M. Okabe and K. Ito's, without the yellow.  */
  static const char *const colours[]
    = { "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9",
        "#000000", "#999999" };

  return colours[(unsigned) i % (sizeof colours / sizeof colours[0])];
}

bool
lgt_is_picture (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot && (strcmp (dot, ".svg") == 0 || strcmp (dot, ".png") == 0);
}

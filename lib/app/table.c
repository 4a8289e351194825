/* Tables as tab-separated values with a header line that starts with '#'. */

#include <math.h>
#include <lgt/app.h>
#include <lgt/io.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
lgt_table_begin (struct lgt_table *table, FILE *stream, int columns,
                 const char *const *names, bool append)
{
  *table = (struct lgt_table) { .stream = stream, .columns = columns };
  if (append && fseek (stream, 0, SEEK_END) == 0 && ftell (stream) != 0)
    return;
  fputc ('#', stream);
  for (int i = 0; i < columns; i++)
    fprintf (stream, "%s%s", i ? "\t" : "", names[i]);
  fputc ('\n', stream);
}

static void
end_cell (struct lgt_table *table)
{
  table->column++;
  if (table->column == table->columns)
    {
      fputc ('\n', table->stream);
      table->column = 0;
    }
  else
    fputc ('\t', table->stream);
}

void
lgt_table_int (struct lgt_table *table, int64_t value)
{
  fprintf (table->stream, "%lld", (long long) value);
  end_cell (table);
}

void
lgt_table_real (struct lgt_table *table, double value)
{
  char text[32];

  lgt_format_real (value, text);
  fputs (text, table->stream);
  end_cell (table);
}

void
lgt_table_known (struct lgt_table *table, double value)
{
  if (isnan (value))
    lgt_table_text (table, NULL);
  else
    lgt_table_real (table, value);
}

void
lgt_table_text (struct lgt_table *table, const char *text)
{
  for (; text && *text; text++)
    fputc (*text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text,
           table->stream);
  end_cell (table);
}

/* Copy the lines of FROM that belong before or at STEP.  */
static enum lgt_status
copy_rows (FILE *from, FILE *to, const char *file, int64_t step,
           struct lgt_error *error)
{
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  enum lgt_status status = LGT_OK;

  for (int number = 1; (length = getline (&line, &room, from)) > 0; number++)
    {
      char *end;
      long long first;

      if (line[length - 1] != '\n')
        break;          /* cut short: it was being written */
      if (line[0] != '#')
        {
          errno = 0;
          first = strtoll (line, &end, 10);
          if (end == line || errno == ERANGE
              || (*end != '\t' && *end != '\n'))
            {
              status = lgt_fail (error, LGT_EDATA, "%.120s:%d: a row must "
                                 "begin with an integer", file, number);
              break;
            }
          if (first > step)
            continue;
        }
      fwrite (line, 1, (size_t) length, to);
    }
  if (status == LGT_OK && ferror (from))
    status = lgt_fail (error, LGT_EIO, "%.120s: cannot be read", file);
  free (line);
  return status;
}

enum lgt_status
lgt_table_truncate (const char *file, int64_t step, struct lgt_error *error)
{
  struct lgt_replace *replace;
  FILE *from = fopen (file, "r");
  enum lgt_status status;

  if (!from && errno == ENOENT)
    return LGT_OK;
  if (!from)
    return lgt_fail (error, LGT_EIO, "%.120s: %s", file, strerror (errno));
  status = lgt_replace_begin (&replace, file, error);
  if (status == LGT_OK)
    {
      status = copy_rows (from, lgt_replace_stream (replace), file, step,
                          error);
      if (status == LGT_OK)
        status = lgt_replace_commit (replace, error);
      else
        lgt_replace_abort (replace);
    }
  fclose (from);
  return status;
}

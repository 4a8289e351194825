/* Reading tables of tab-separated values.  */

#include "table_read.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 4096 };

struct reader
{
  const char *file;
  int64_t line;
  struct lgt_columns *columns;
  int64_t room;           /* rows that fit */
};

static enum lgt_status
no_memory (const struct reader *r, struct lgt_error *error)
{
  return lgt_fail (error, LGT_ENOMEM, "%.120s: no memory for %lld rows",
                   r->file, (long long) r->line);
}

/* All of TEXT as a number, NAN for an empty cell.  The locale is C.  */
static bool
to_number (const char *text, double *value)
{
  char *end;

  *value = NAN;
  if (!*text)
    return true;
  /* strtod would pass over blanks and take hexadecimal numbers.  */
  if (strspn (text, "+-.0123456789einfaEINFA") != strlen (text))
    return false;
  *value = strtod (text, &end);
  return end != text && *end == '\0';
}

/* Cut off the next cell of *REST, which becomes NULL behind the last.  */
static char *
next_cell (char **rest)
{
  char *cell = *rest, *tab = strchr (cell, '\t');

  *rest = tab ? tab + 1 : NULL;
  if (tab)
    *tab = '\0';
  return cell;
}

static enum lgt_status
read_header (struct reader *r, char *line, struct lgt_error *error)
{
  struct lgt_columns *c = r->columns;
  char *rest = line + 1;
  int count = 1;

  if (line[0] != '#' || line[1] == '\0')
    return lgt_fail (error, LGT_EDATA, "%.120s:%lld: the first line must be "
                     "'#' and the names of the columns, with tabs between",
                     r->file, (long long) r->line);
  for (char *p = line; *p; p++)
    count += *p == '\t';
  if (count > MOST_COLUMNS)
    return lgt_fail (error, LGT_EDATA, "%.120s:%lld: %d columns; at most %d "
                     "are read", r->file, (long long) r->line, count,
                     MOST_COLUMNS);
  c->column = calloc ((size_t) count, sizeof *c->column);
  if (!c->column)
    return no_memory (r, error);
  for (c->count = 0; rest; c->count++)
    {
      char *name = next_cell (&rest);

      name += strspn (name, " ");
      for (int i = 0; i < c->count; i++)
        if (strcmp (c->column[i].name, name) == 0)
          return lgt_fail (error, LGT_EDATA, "%.120s:%lld: two columns are "
                           "called '%.60s'", r->file, (long long) r->line,
                           name);
      c->column[c->count].name = strdup (name);
      if (!c->column[c->count].name)
        return no_memory (r, error);
    }
  return LGT_OK;
}

/* Room for one more row.  */
static enum lgt_status
grow (struct reader *r, struct lgt_error *error)
{
  struct lgt_columns *c = r->columns;
  const int64_t room = r->room ? 2 * r->room : 1024;

  if (c->rows < r->room)
    return LGT_OK;
  if (room > INT64_MAX / 16)
    return no_memory (r, error);
  for (int i = 0; i < c->count; i++)
    if (c->rows == 0 || c->column[i].is_number)
      {
        double *more = realloc (c->column[i].value,
                                (size_t) room * sizeof *more);

        if (!more)
          return no_memory (r, error);
        c->column[i].value = more;
      }
  r->room = room;
  return LGT_OK;
}

static enum lgt_status
read_row (struct reader *r, char *line, struct lgt_error *error)
{
  struct lgt_columns *c = r->columns;
  char *rest = line;
  int cells = 1;
  enum lgt_status status;

  for (char *p = line; *p; p++)
    cells += *p == '\t';
  if (cells != c->count)
    return lgt_fail (error, LGT_EDATA, "%.120s:%lld: %d cells; the header "
                     "names %d columns", r->file, (long long) r->line, cells,
                     c->count);
  status = grow (r, error);
  if (status != LGT_OK)
    return status;
  for (int i = 0; i < c->count; i++)
    {
      struct lgt_column *column = &c->column[i];
      const char *cell = next_cell (&rest);
      double value;
      const bool good = to_number (cell, &value);

      if (c->rows == 0)
        column->is_number = good;
      if (column->is_number && !good)
        return lgt_fail (error, LGT_EDATA, "%.100s:%lld: '%.40s' must be a "
                         "number, is '%.40s'", r->file, (long long) r->line,
                         column->name, cell);
      if (column->is_number)
        column->value[c->rows] = value;
    }
  c->rows++;
  return LGT_OK;
}

static enum lgt_status
read_lines (struct reader *r, FILE *stream, struct lgt_error *error)
{
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  enum lgt_status status = LGT_OK;

  while (status == LGT_OK && (length = getline (&line, &room, stream)) > 0)
    {
      r->line++;
      if (line[length - 1] != '\n')
        status = lgt_fail (error, LGT_EDATA, "%.120s:%lld: the last line is "
                           "cut short", r->file, (long long) r->line);
      else if (memchr (line, '\0', (size_t) length))
        status = lgt_fail (error, LGT_EDATA, "%.120s:%lld: a zero byte: this "
                           "is no table", r->file, (long long) r->line);
      else
        {
          line[--length] = '\0';
          if (length > 0 && line[length - 1] == '\r')
            line[--length] = '\0';
          if (r->line == 1)
            status = read_header (r, line, error);
          else if (length > 0 && line[0] != '#')
            status = read_row (r, line, error);
        }
    }
  free (line);
  if (status == LGT_OK && ferror (stream))
    status = lgt_fail (error, LGT_EIO, "%.120s: %s", r->file,
                       strerror (errno));
  if (status == LGT_OK && r->columns->rows == 0)
    status = lgt_fail (error, LGT_EDATA, "%.120s:%lld: a table without rows",
                       r->file, (long long) (r->line ? r->line : 1));
  return status;
}

enum lgt_status
lgt_columns_read (const char *file, struct lgt_columns *columns,
                  struct lgt_error *error)
{
  struct reader r = { .file = file, .columns = columns };
  FILE *stream = fopen (file, "r");
  locale_t c, old;
  enum lgt_status status;

  *columns = (struct lgt_columns) { .rows = 0 };
  if (!stream)
    return lgt_fail (error, LGT_EIO, "%.120s: %s", file, strerror (errno));
  c = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  old = c ? uselocale (c) : (locale_t) 0;
  status = c ? read_lines (&r, stream, error) : no_memory (&r, error);
  if (c)
    {
      uselocale (old);
      freelocale (c);
    }
  fclose (stream);
  for (int i = 0; i < columns->count; i++)
    if (!columns->column[i].is_number)
      {
        free (columns->column[i].value);
        columns->column[i].value = NULL;
      }
  return status;
}

void
lgt_columns_free (struct lgt_columns *columns)
{
  for (int i = 0; i < columns->count; i++)
    {
      free (columns->column[i].name);
      free (columns->column[i].value);
    }
  free (columns->column);
  *columns = (struct lgt_columns) { .rows = 0 };
}

enum lgt_status
lgt_columns_find (const struct lgt_columns *columns, const char *file,
                  const char *name, int *number, struct lgt_error *error)
{
  char known[120] = "";
  size_t end = 0;

  for (int i = 0; i < columns->count; i++)
    {
      const struct lgt_column *c = &columns->column[i];

      if (strcmp (c->name, name) == 0 && c->is_number)
        {
          *number = i;
          return LGT_OK;
        }
      if (c->is_number && end < sizeof known)
        end += (size_t) snprintf (known + end, sizeof known - end, "%s%s",
                                  end ? ", " : "", c->name);
    }
  return lgt_fail (error, LGT_EINVAL, "%.60s has no column '%.40s' of numbers;"
                   " it has %s", file, name, known);
}

/* The table of lgt-measure as TSV or HDF5, rows in the order of chains.  */

#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <lgt/io.h>

enum kind { KIND_NONE, KIND_TSV, KIND_HDF5 };

static enum kind
kind_of (const char *file)
{
  const char *dot = strrchr (file, '.');

  if (!dot)
    return KIND_NONE;
  if (strcasecmp (dot, ".tsv") == 0)
    return KIND_TSV;
  return strcasecmp (dot, ".h5") == 0 || strcasecmp (dot, ".hdf5") == 0
         ? KIND_HDF5 : KIND_NONE;
}

int
lgt_measuring_can_write (const char *file)
{
  return kind_of (file) != KIND_NONE;
}

/* The columns before the measurements.  */
enum { CHAIN, FILE_NUMBER, CONFIGURATION, PLACES };
static const char *const place_names[PLACES]
  = { "chain", "file", "configuration" };

/* PLACE of each row, in order; NULL: no memory.  */
static int64_t *
places (const struct lgt_measuring *m, int which)
{
  int64_t *column = malloc ((size_t) m->ordered * sizeof *column);
  int64_t i = 0;

  for (int c = 0; column && c < m->chains; c++)
    for (int64_t k = 0; k < m->length[c]; k++, i++)
      column[i] = which == CHAIN ? c
                  : m->place[2 * m->order[i] + (which == CONFIGURATION)];
  return column;
}

static int
has_weights (const struct lgt_measuring *m)
{
  return m->rows > 0 && !isnan (m->log_w[0]);
}

static enum lgt_status
write_tsv (const struct lgt_measuring *m, const char *file,
           struct lgt_error *error)
{
  const int weights = has_weights (m);
  const int columns = PLACES + weights + m->columns;
  const char **names = calloc ((size_t) columns, sizeof *names);
  struct lgt_replace *replace = NULL;
  struct lgt_table table;
  int64_t i = 0;
  enum lgt_status status
    = names ? lgt_replace_begin (&replace, file, error)
            : lgt_fail (error, LGT_ENOMEM, "no memory for a table");

  if (status == LGT_OK)
    {
      memcpy (names, place_names, sizeof place_names);
      if (weights)
        names[PLACES] = "log_w";
      for (int c = 0; c < m->columns; c++)
        names[PLACES + weights + c] = m->name[c];
      lgt_table_begin (&table, lgt_replace_stream (replace), columns, names,
                       false);
      for (int chain = 0; chain < m->chains; chain++)
        for (int64_t k = 0; k < m->length[chain]; k++, i++)
          {
            const int64_t row = m->order[i];

            lgt_table_int (&table, chain);
            lgt_table_int (&table, m->place[2 * row]);
            lgt_table_int (&table, m->place[2 * row + 1]);
            if (weights)
              lgt_table_real (&table, m->log_w[row]);
            for (int c = 0; c < m->columns; c++)
              lgt_table_real (&table, m->data[row * m->columns + c]);
          }
      status = lgt_replace_commit (replace, error);
    }
  free (names);
  return status;
}

/* Numbers of each row in order as the dataset NAME: column C of the data, or
   the log-weights (C < 0).  */
static enum lgt_status
set_column (const struct lgt_measuring *m, struct lgt_record *record,
            const char *name, int c, struct lgt_error *error)
{
  double *column = malloc ((size_t) m->ordered * sizeof *column);
  enum lgt_status status;

  if (!column)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a column");
  for (int64_t i = 0; i < m->ordered; i++)
    column[i] = c < 0 ? m->log_w[m->order[i]]
                      : m->data[m->order[i] * m->columns + c];
  status = lgt_record_set_array (record, name, LGT_RECORD_F64, 1, &m->ordered,
                                 column, error);
  free (column);
  return status;
}

static enum lgt_status
set_places (const struct lgt_measuring *m, struct lgt_record *record,
            struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int p = 0; p < PLACES && status == LGT_OK; p++)
    {
      int64_t *column = places (m, p);

      status = column
               ? lgt_record_set_array (record, place_names[p], LGT_RECORD_I64,
                                       1, &m->ordered, column, error)
               : lgt_fail (error, LGT_ENOMEM, "no memory for a column");
      free (column);
    }
  return status;
}

static enum lgt_status
set_attributes (const struct lgt_measuring *m, struct lgt_record *record,
                struct lgt_error *error)
{
  char lattice[LGT_LATTICE_TEXT], group[16];
  enum lgt_status status;

  snprintf (group, sizeof group, m->n == 1 ? "U(%d)" : "SU(%d)", m->n);
  status = lgt_record_set_text (record, "version", lgt_version (), error);
  if (status == LGT_OK)
    status = lgt_record_set_text (record, "lattice",
                                  lgt_lattice_text (&m->geom, lattice),
                                  error);
  if (status == LGT_OK)
    status = lgt_record_set_text (record, "group", group, error);
  return status == LGT_OK && isfinite (m->beta)
         ? lgt_record_set_real (record, "beta", m->beta, error) : status;
}

static enum lgt_status
write_hdf5 (const struct lgt_measuring *m, const char *file,
            struct lgt_error *error)
{
  struct lgt_record *record = lgt_record_new ();
  enum lgt_status status
    = record ? set_attributes (m, record, error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for a table");

  if (status == LGT_OK)
    status = set_places (m, record, error);
  if (status == LGT_OK && has_weights (m))
    status = set_column (m, record, "log_w", -1, error);
  for (int c = 0; c < m->columns && status == LGT_OK; c++)
    status = set_column (m, record, m->name[c], c, error);
  if (status == LGT_OK)
    status = lgt_record_save (record, file, "measurements", error);
  lgt_record_free (record);
  return status;
}

enum lgt_status
lgt_measuring_write (const struct lgt_measuring *m, const char *file,
                     struct lgt_error *error)
{
  return kind_of (file) == KIND_TSV ? write_tsv (m, file, error)
                                    : write_hdf5 (m, file, error);
}

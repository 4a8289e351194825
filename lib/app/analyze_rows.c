/* Rows of a table, chain by chain.  */

#include "analyze.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_CHAINS = 4096 };

/* The number of the chain ID, in the order in which chains appear; a new one
   if need be, -1 if there are too many.  */
static int
number_of (double id, double *known, int *count)
{
  for (int r = *count - 1; r >= 0; r--)
    if (known[r] == id)
      return r;
  if (*count == MOST_CHAINS)
    return -1;
  known[*count] = id;
  return (*count)++;
}

/* CHAIN[i] = which chain row i belongs to.  */
static enum lgt_status
find_chains (const struct lgt_columns *table, const char *file,
             const struct lgt_column *column, int *chain, int *replica,
             struct lgt_error *error)
{
  double *known = malloc (MOST_CHAINS * sizeof *known);
  enum lgt_status status = LGT_OK;

  *replica = 0;
  if (!known)
    return lgt_fail (error, LGT_ENOMEM, "no memory for chains");
  for (int64_t i = 0; i < table->rows && status == LGT_OK; i++)
    {
      const double id = column ? column->value[i] : 0;

      if (!(id == rint (id)))
        status = lgt_fail (error, LGT_EDATA, "%.120s: row %lld: '%.40s' must "
                           "be the number of a chain, is %g", file,
                           (long long) i + 1, column->name, id);
      else if ((chain[i] = number_of (id, known, replica)) < 0)
        status = lgt_fail (error, LGT_EDATA, "%.120s: more than %d chains in "
                           "column '%.40s'", file, MOST_CHAINS, column->name);
    }
  free (known);
  return status;
}

/* Lengths, then the rows themselves in two passes over the table.  */
static enum lgt_status
sort_rows (const struct lgt_columns *table, const char *file,
           const int *chain, int64_t discard, struct lgt_rows_by_chain *rows,
           int64_t *seen, int64_t *next, struct lgt_error *error)
{
  for (int64_t i = 0; i < table->rows; i++)
    rows->length[chain[i]]++;
  for (int r = 0; r < rows->replica; r++)
    {
      if (rows->length[r] < 2 || rows->length[r] - 2 < discard)
        return lgt_fail (error, LGT_EINVAL, "%.100s: chain %d has %lld rows: "
                         "with %lld discarded fewer than 2 are left", file, r,
                         (long long) rows->length[r], (long long) discard);
      rows->length[r] -= discard;
      next[r] = rows->count;
      rows->count += rows->length[r];
    }
  for (int64_t i = 0; i < table->rows; i++)
    if (seen[chain[i]]++ >= discard)
      rows->row[next[chain[i]]++] = i;
  return LGT_OK;
}

enum lgt_status
lgt_rows_split (const struct lgt_columns *table, const char *file,
                const char *name, int64_t discard,
                struct lgt_rows_by_chain *rows, struct lgt_error *error)
{
  const struct lgt_column *column = NULL;
  int *chain = malloc ((size_t) table->rows * sizeof *chain), number;
  int64_t *room = NULL;
  enum lgt_status status;

  *rows = (struct lgt_rows_by_chain) { .replica = 0 };
  if (lgt_columns_find (table, file, name, &number, NULL) == LGT_OK)
    column = &table->column[number];
  if (!chain)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld rows",
                     (long long) table->rows);
  status = find_chains (table, file, column, chain, &rows->replica, error);
  if (status == LGT_OK)
    {
      rows->length = calloc ((size_t) rows->replica, sizeof *rows->length);
      rows->row = malloc ((size_t) table->rows * sizeof *rows->row);
      room = calloc (2 * (size_t) rows->replica, sizeof *room);
      status = rows->length && rows->row && room
               ? sort_rows (table, file, chain, discard, rows, room,
                            room + rows->replica, error)
               : lgt_fail (error, LGT_ENOMEM, "no memory for %lld rows",
                           (long long) table->rows);
    }
  free (chain);
  free (room);
  return status;
}

void
lgt_rows_free (struct lgt_rows_by_chain *rows)
{
  free (rows->length);
  free (rows->row);
  *rows = (struct lgt_rows_by_chain) { .replica = 0 };
}

bool
lgt_rows_count (const struct lgt_columns *table, int c,
                const struct lgt_rows_by_chain *rows, double *step)
{
  const double *x = table->column[c].value;
  const int64_t *row = rows->row;

  *step = x[row[1]] - x[row[0]];
  if (!(*step > 0) || *step != rint (*step))
    return false;
  for (int r = 0; r < rows->replica; row += rows->length[r++])
    for (int64_t i = 1; i < rows->length[r]; i++)
      if (x[row[i]] - x[row[i - 1]] != *step)
        return false;
  return true;
}

void
lgt_rows_gather (const struct lgt_columns *table, int c,
                 const struct lgt_rows_by_chain *rows, int stride,
                 double *data)
{
  for (int64_t i = 0; i < rows->count; i++)
    data[i * stride] = table->column[c].value[rows->row[i]];
}

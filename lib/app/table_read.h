/* Reading tables: TSV as lgt_table writes it.  Private to lib/app.

   The first line names the columns, with tabs between, after a '#'.  Every
   other line has as many cells; empty lines and lines that begin with '#' are
   passed over.  A column whose first cell is a number has numbers only, in the
   C locale, empty cells, "nan", "inf" and "-inf"; any other column is text,
   which is not kept.  */

#ifndef LGT_APP_TABLE_READ_H
#define LGT_APP_TABLE_READ_H

#include <stdbool.h>
#include <stdint.h>

#include <lgt/status.h>

struct lgt_column
{
  char *name;
  bool is_number;
  double *value;          /* [rows]; empty: NAN; NULL for text */
};

struct lgt_columns
{
  int64_t rows;
  int count;
  struct lgt_column *column;
};

/* Read FILE; the caller frees COLUMNS with lgt_columns_free, in any case.
   LGT_EIO: it cannot be read.  LGT_EDATA: no header line, or a damaged line,
   as FILE:LINE.  LGT_ENOMEM.  */
enum lgt_status lgt_columns_read (const char *file,
                                  struct lgt_columns *columns,
                                  struct lgt_error *error);
void lgt_columns_free (struct lgt_columns *columns);

/* The column NAME of numbers.  LGT_EINVAL: there is none, with those that
   there are.  */
enum lgt_status lgt_columns_find (const struct lgt_columns *columns,
                                  const char *file, const char *name,
                                  int *number, struct lgt_error *error);

#endif

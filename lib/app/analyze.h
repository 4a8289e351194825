/* The parts of lgt-analyze.  Private to lib/app.  */

#ifndef LGT_APP_ANALYZE_H
#define LGT_APP_ANALYZE_H

#include <lgt/app.h>
#include <lgt/resampling.h>
#include <lgt/summary.h>

#include "table_read.h"

/* The rows of a table by chain: the measurements of chain r, in their order,
   are rows  row[first_r] ... row[first_r + length[r] - 1]  with first_r the
   sum of the lengths before.  */
struct lgt_rows_by_chain
{
  int replica;
  int64_t count;          /* after what was discarded */
  int64_t *length;
  int64_t *row;
};

/* Split the rows of TABLE by the column NAME (which need not exist: one chain)
   and leave out the first DISCARD of each.  LGT_EINVAL: fewer than 2 are
   left; LGT_EDATA: a chain that is not an integer.  Freed with
   lgt_rows_free, in any case.  */
enum lgt_status lgt_rows_split (const struct lgt_columns *table,
                                const char *file, const char *name,
                                int64_t discard,
                                struct lgt_rows_by_chain *rows,
                                struct lgt_error *error);
void lgt_rows_free (struct lgt_rows_by_chain *rows);

/* Whether column C only counts: by a constant step from row to row of each
   chain, greater than 0; *STEP gets it.  */
bool lgt_rows_count (const struct lgt_columns *table, int c,
                     const struct lgt_rows_by_chain *rows, double *step);

/* DATA[i * stride] = column C of the rows, in chain order.  */
void lgt_rows_gather (const struct lgt_columns *table, int c,
                      const struct lgt_rows_by_chain *rows, int stride,
                      double *data);

/* What can be asked of columns.  */
enum lgt_quantity_kind
{
  LGT_QUANTITY_MEAN,      /* <A> */
  LGT_QUANTITY_RATIO,     /* <A> / <B> */
  LGT_QUANTITY_VARIANCE,  /* <A^2> - <A>^2 */
  LGT_QUANTITY_BINDER     /* 1 - <A^4> / (3 <A^2>^2) */
};

struct lgt_quantity
{
  enum lgt_quantity_kind kind;
  int a, b;               /* columns */
  char name[128];
};

struct lgt_analysis
{
  bool gamma, jackknife, bootstrap;     /* methods */
  double window_factor;
  int64_t block;          /* 0: chosen */
  int samples;
  uint64_t seed;
  const struct lgt_fft *fft;
};

/* Add to SUMMARY one row for each method, "NAME:METHOD" where there are
   several.  */
enum lgt_status lgt_analyze_quantity (const struct lgt_analysis *analysis,
                                      const struct lgt_columns *table,
                                      const struct lgt_rows_by_chain *rows,
                                      const struct lgt_quantity *quantity,
                                      struct lgt_summary *summary,
                                      struct lgt_error *error);

#endif

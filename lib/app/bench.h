/* lgt-bench: what its cases share.  A case is one file that defines a const
   struct bench_case, and one line in the table of bench.c.  Private to
   lib/app.  */

#ifndef LGT_BENCH_H
#define LGT_BENCH_H

#include <lgt/app.h>
#include <lgt/backend.h>
#include <lgt/context.h>

#include "private.h"

/* The command line; a field keeps its default where an option is absent.
   Cases look at those that mean something to them.  */
struct bench_values
{
  const char *backend;    /* NULL: the default */
  struct lgt_ints shape, kernel;        /* kernel: one number for all */
  int in, out;            /* channels */
  int batch;
  int every;              /* outputs on one of so many sites */
  int activation;         /* enum lgt_activation */
  int type;               /* enum lgt_type */
  int lanes;              /* 0: chosen by lgt_bench_lanes */
  int threads;            /* 0: what OpenMP would take */
  int repeat;
  int format;             /* 0 text, 1 tsv */
};

/* Times of one thing, in seconds, one for each repetition.  */
enum { LGT_BENCH_REPEAT = 1000 };
struct bench_times
{
  int count;
  double seconds[LGT_BENCH_REPEAT];
};

/* What a case writes its results with.  */
struct bench_report
{
  const struct bench_values *values;
  struct lgt_table table; /* tsv */
  double gemm;            /* FLOP/s of the matrix product; 0: not measured */
};

struct bench_case
{
  const char *name, *summary;
  enum lgt_status (*run) (const struct bench_values *values,
                          struct bench_report *report,
                          struct lgt_error *error);
};

extern const struct bench_case lgt_bench_conv;

/* Let threads of another library that still spin go to sleep.  */
void lgt_bench_rest (void);

/* One row: NAME, median and least time, and FLOPS / least time (FLOPS = 0:
   no rate).  The share is of report->gemm.  */
void lgt_bench_row (struct bench_report *report, const char *name,
                    const struct bench_times *times, double flops);

/* A line of explanation; tsv: with '#' before it.  */
#if defined __GNUC__
__attribute__ ((format (printf, 2, 3)))
#endif
void lgt_bench_note (struct bench_report *report, const char *format, ...);

/* Lanes for BATCH configurations: two registers if they are filled, one if
   at least half of it is, else 1.  */
int lgt_bench_lanes (const struct lgt_backend *backend, enum lgt_type type,
                     int batch);

#endif

/* lgt-bench: what its cases share.  A case is one file that defines a const
   struct bench_case, and one line in the table of bench.c.  Private to
   lib/app.  */

#ifndef LGT_BENCH_H
#define LGT_BENCH_H

#include <lgt/app.h>
#include <lgt/backend.h>
#include <lgt/context.h>

#include "private.h"

/* What --algorithm may be: enum lgt_conv_algorithm, then these.  */
enum bench_algorithm
{
  LGT_BENCH_TUNED = 5,    /* what the file of wisdom says */
  LGT_BENCH_ALL
};

/* The command line; a field keeps its default where an option is absent.
   Cases look at those that mean something to them.  */
struct bench_values
{
  const char *backend;    /* NULL: the default */
  struct lgt_ints shape;
  struct lgt_ints kernel, dilation, stride;     /* one number for all */
  int boundary;           /* enum lgt_boundary */
  int in, out, groups;    /* channels */
  int bias;
  int algorithm;          /* enum bench_algorithm */
  bool tune;
  const char *wisdom;     /* NULL: the default file */
  int batch;              /* 0: the case's default */
  int every;              /* outputs on one of so many sites */
  int activation;         /* enum lgt_activation */
  int type;               /* enum lgt_type */
  int lanes;              /* 0: chosen by lgt_bench_lanes */
  int threads;            /* 0: what OpenMP would take */
  int repeat;
  int format;             /* 0 text, 1 tsv */
  struct lgt_texts sets;  /* changes of the configuration */
  int estimator;          /* enum lgt_estimator; -1: the configuration's */
  const char *file;       /* configuration; NULL: the built-in one */
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
  double scratch;         /* of the next row, in percent; < 0: means nothing */
};

struct bench_case
{
  const char *name, *summary;
  int takes_file;         /* FILE means something */
  int tunes_file;         /* with --tune alone, and has a table of its own */
  int own_table;          /* always */
  int extent;             /* of a four-dimensional lattice, if --shape is not
                             given; 0: 8 */
  enum lgt_status (*run) (const struct bench_values *values,
                          struct bench_report *report,
                          struct lgt_error *error);
};

extern const struct bench_case lgt_bench_chain, lgt_bench_conv, lgt_bench_sun,
  lgt_bench_train_step, lgt_bench_sample, lgt_bench_profile;

/* Start the program again with a core that OpenBLAS should have chosen, if
   it took this machine for an older one; returns if there is nothing to
   do.  */
void lgt_bench_name_core (char **argv);

/* Let threads of another library that still spin go to sleep.  */
void lgt_bench_rest (void);

/* The file of wisdom.  */
const char *lgt_bench_wisdom_file (const struct bench_values *values);

/* One row: NAME, median and least time, and FLOPS / least time (FLOPS = 0:
   no rate).  The share is of report->gemm.  */
void lgt_bench_row (struct bench_report *report, const char *name,
                    const struct bench_times *times, double flops);

/* "lgt-bench: words" on standard error.  */
#if defined __GNUC__
__attribute__ ((format (printf, 1, 2)))
#endif
void lgt_bench_warn (const char *format, ...);

/* A line of explanation; tsv: with '#' before it.  */
#if defined __GNUC__
__attribute__ ((format (printf, 2, 3)))
#endif
void lgt_bench_note (struct bench_report *report, const char *format, ...);

/* The matrix product of OpenBLAS in TYPE, on THREADS (0: what OpenMP would
   take); checked once.  End it also where begin has failed.  */
struct bench_gemm
{
  enum lgt_type type;
  int threads;            /* of its own; all other calls of BLAS get one */
  int threads_before;
  void *matrix[3];
  struct bench_times times;
};
enum lgt_status lgt_bench_gemm_begin (struct bench_gemm *gemm,
                                      enum lgt_type type, int threads,
                                      struct lgt_error *error);
/* Measure it once more, with a rest before and after.  */
void lgt_bench_gemm (struct bench_gemm *gemm);
/* Its row, and the rate that REPORT compares others with.  */
void lgt_bench_gemm_row (const struct bench_gemm *gemm,
                         struct bench_report *report);
void lgt_bench_gemm_end (struct bench_gemm *gemm);
/* The processor that OpenBLAS takes this one for.  */
const char *lgt_bench_gemm_core (void);

/* Lanes for BATCH configurations: two registers if they are filled, one, or
   the part of one that BATCH needs.  */
int lgt_bench_lanes (const struct lgt_backend *backend, enum lgt_type type,
                     int batch);

#endif

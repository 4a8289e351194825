/* lgt-bench chain: sweeps of Markov chains of SU(3), and trajectories of U(1)
   on a small lattice.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/chain.h>

#include "bench.h"

/* One measurement repeats what is shorter than this.  */
static const double least_seconds = 0.002;

enum { RELAXED = 4 };           /* sweeps of overrelaxation */
enum { HEAT_BATH, RELAXATION, HMC, SMALL, ROWS };

/* A chain to measure: TIMES are those of a sweep.  */
struct row
{
  const char *name;
  struct lgt_chain *chain;
  double links, chains;
  int64_t count;
  struct bench_times times;
};

struct bench
{
  struct lgt_context *context;
  const struct lgt_backend *backend;
  struct row row[ROWS];
};

static enum lgt_status
make_chain (struct bench *b, int n, int ndim, const int *extent, double beta,
            const struct lgt_chain_options *options, struct row *row,
            struct lgt_error *error)
{
  struct lgt_geom geom;
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_CHAIN_LOOPS];
  enum lgt_status status = lgt_geom_init (&geom, ndim, extent, error);

  if (status == LGT_OK)
    status = lgt_chain_action (ndim, beta, 0, &loops, coefficient, error);
  if (status == LGT_OK)
    status = lgt_chain_new (b->context, &geom, n, loops.count, loops.loop,
                            coefficient, options, &row->chain, error);
  lgt_loop_list_free (&loops);
  if (status != LGT_OK)
    return status;
  row->chains = options->chains;
  row->links = (double) geom.volume * ndim * row->chains;
  /* Away from the cold start.  */
  return lgt_chain_run (row->chain, 5, error);
}

static enum lgt_status
make_rows (struct bench *b, const struct bench_values *v,
           struct lgt_error *error)
{
  static const int small[2] = { 8, 8 };
  struct lgt_chain_options options;
  enum lgt_status status = LGT_OK;

  lgt_chain_options_default (&options);
  options.chains = v->batch ? v->batch : b->backend->lanes[LGT_F64];
  options.lanes = v->lanes;
  for (int i = 0; i < SMALL && status == LGT_OK; i++)
    {
      static const char *const names[]
        = { "heat bath", "overrelaxation", "HMC" };

      b->row[i].name = names[i];
      options.overrelaxation = i == RELAXATION ? RELAXED : 0;
      options.algorithm = i == HMC ? LGT_CHAIN_HMC : LGT_CHAIN_HEAT_BATH;
      status = make_chain (b, 3, v->shape.count, v->shape.value, 6, &options,
                           &b->row[i], error);
    }
  b->row[SMALL].name = "HMC of U(1), 8x8";
  options.integrator = LGT_LEAPFROG;
  options.steps = 5;
  return status == LGT_OK ? make_chain (b, 1, 2, small, 2, &options,
                                        &b->row[SMALL], error) : status;
}

/* COUNT sweeps.  */
static enum lgt_status
measure (struct row *row, double *seconds, struct lgt_error *error)
{
  const double start = lgt_app_clock ();
  const enum lgt_status status = lgt_chain_run (row->chain, row->count,
                                                error);

  *seconds = lgt_app_clock () - start;
  return status;
}

static enum lgt_status
measure_rows (struct bench *b, int repeat, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;
  double seconds;

  for (int k = 0; k < ROWS && status == LGT_OK; k++)
    {
      b->row[k].count = 1;
      while ((status = measure (&b->row[k], &seconds, error)) == LGT_OK
             && seconds < least_seconds)
        b->row[k].count *= 2;
    }
  for (int i = 0; i < repeat; i++)
    for (int k = 0; k < ROWS && status == LGT_OK; k++)
      {
        struct row *row = &b->row[k];

        status = measure (row, &seconds, error);
        row->times.seconds[row->times.count++] = seconds
                                                 / (double) row->count;
      }
  return status;
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The median and the least time of a sweep.  */
static void
times_of (struct bench *b, int k, double t[2])
{
  struct bench_times *times = &b->row[k].times;

  qsort (times->seconds, (size_t) times->count, sizeof times->seconds[0],
         compare);
  t[0] = (times->seconds[(times->count - 1) / 2]
          + times->seconds[times->count / 2]) / 2;
  t[1] = times->seconds[0];
}

static void
print (struct bench *b, struct bench_report *report)
{
  static const char *const columns[] = {
    "case", "ns_link_median", "ns_link_min", "us_chain_median", "us_chain_min"
  };
  const int tsv = report->values->format == 1;
  double t[ROWS][2];

  for (int k = 0; k < ROWS; k++)
    times_of (b, k, t[k]);
  /* What a sweep with overrelaxation takes more than one without.  */
  for (int m = 0; m < 2; m++)
    t[RELAXATION][m] = (t[RELAXATION][m] - t[HEAT_BATH][m]) / RELAXED;
  if (tsv)
    lgt_table_begin (&report->table, stdout, 5, columns, false);
  else
    printf ("%-24s %14s %12s %14s %12s\n", "case", "ns a link", "min",
            "us a chain", "min");
  for (int k = 0; k < ROWS; k++)
    {
      const struct row *row = &b->row[k];
      const double link[2] = { 1e9 * t[k][0] / row->links,
                               1e9 * t[k][1] / row->links };
      const double chain[2] = { 1e6 * t[k][0] / row->chains,
                                1e6 * t[k][1] / row->chains };

      if (!tsv)
        {
          printf ("%-24s %14.2f %12.2f %14.3f %12.3f\n", row->name, link[0],
                  link[1], chain[0], chain[1]);
          continue;
        }
      lgt_table_text (&report->table, row->name);
      lgt_table_real (&report->table, link[0]);
      lgt_table_real (&report->table, link[1]);
      lgt_table_real (&report->table, chain[0]);
      lgt_table_real (&report->table, chain[1]);
    }
  lgt_bench_note (report, "sweeps of SU(3) at beta 6; HMC: length 1, three "
                  "steps of fourth order; of U(1): five leapfrog steps");
  lgt_bench_note (report, "%s, float64, %d lanes", b->backend->name,
                  (int) lgt_chain_links (b->row[0].chain).shape.lanes);
}

static enum lgt_status
run (const struct bench_values *values, struct bench_report *report,
     struct lgt_error *error)
{
  const struct lgt_context_options options = { 0, values->threads, NULL };
  struct bench *b = calloc (1, sizeof *b);
  enum lgt_status status;

  if (!b)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a benchmark");
  status = lgt_backend_find (values->backend, &b->backend, error);
  if (status == LGT_OK)
    {
      b->context = lgt_context_new (b->backend, &options, error);
      status = b->context ? make_rows (b, values, error) : LGT_ENODEV;
    }
  if (status == LGT_OK)
    status = measure_rows (b, values->repeat, error);
  if (status == LGT_OK)
    print (b, report);
  for (int k = 0; k < ROWS; k++)
    lgt_chain_free (b->row[k].chain);
  lgt_context_free (b->context);
  free (b);
  return status;
}

const struct bench_case lgt_bench_chain =
{
  .name = "chain",
  .summary = "Markov chains of SU(3): heat bath, overrelaxation, HMC",
  .own_table = 1,
  .run = run
};

/* lgt-bench sun: products of SU(N) matrices beside the machine's
   multiply-adds, and operations on plaquettes and staples.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/ops.h>

#include "../../cpu/loops.h"
#include "bench.h"

enum { LANES = 32, MOST_PATHS = 2 * LGT_STENCIL_MAX_DIM * LGT_STENCIL_MAX_DIM };

/* One measurement repeats what is shorter than this: less than a time slice
   of the system, so that some of them are not interrupted.  */
static const double least_seconds = 0.002;

struct bench;

/* Something to measure: CALL does it COUNT times.  */
struct row
{
  const char *name;
  enum lgt_status (*call) (struct bench *b, const struct row *row,
                           int64_t count, struct lgt_error *error);
  int n;
  double each;            /* what one call makes: matrices, links */
  double flops;           /* of one call */
  int64_t count;
  struct bench_times times;
};

enum { ROWS = 6 };
struct bench
{
  const struct bench_values *values;
  const struct lgt_backend *backend;
  const struct lgt_cpu_loops *loops;
  struct lgt_context *context;
  struct lgt_sites *lattice;
  struct lgt_path_set *plaquettes, *staples;
  struct lgt_view links, grad, out, beta, action, seed;
  void *scratch;
  struct lgt_sun_paths_params paths;
  struct lgt_sun_action_params action_params;
  struct row row[ROWS];
  double sink;            /* so that nothing is left out */
};

/* ---- what is measured ---- */

static enum lgt_status
call_multiply_add (struct bench *b, const struct row *row, int64_t count,
                   struct lgt_error *error)
{
  (void) row;
  (void) error;
  b->sink += b->loops->multiply_add (count);
  return LGT_OK;
}

static enum lgt_status
call_product (struct bench *b, const struct row *row, int64_t count,
              struct lgt_error *error)
{
  (void) error;
  b->sink += b->loops->product (row->n, count);
  return LGT_OK;
}

static enum lgt_status
call_staples (struct bench *b, const struct row *row, int64_t count,
              struct lgt_error *error)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (b->context,
                                                        &lgt_op_sun_paths);
  enum lgt_status status = LGT_OK;

  (void) row;
  for (int64_t i = 0; i < count && status == LGT_OK; i++)
    status = kernel->run[LGT_F64] (lgt_context_queue (b->context), &b->paths,
                                   &b->links, &b->out, b->scratch, error);
  return status == LGT_OK ? b->backend->sync (lgt_context_queue (b->context),
                                              error) : status;
}

/* ROW->n = 1: with the gradient.  */
static enum lgt_status
call_action (struct bench *b, const struct row *row, int64_t count,
             struct lgt_error *error)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (b->context,
                                                        &lgt_op_sun_action);
  struct lgt_queue *queue = lgt_context_queue (b->context);
  const struct lgt_view in[4] = { b->links, b->beta, { 0 }, b->seed };
  const struct lgt_view grad[2] = { b->grad, { 0 } };
  enum lgt_status status = LGT_OK;

  for (int64_t i = 0; i < count && status == LGT_OK; i++)
    {
      status = kernel->run[LGT_F64] (queue, &b->action_params, in,
                                     &b->action, b->scratch, error);
      if (status == LGT_OK && row->n)
        status = kernel->pull[LGT_F64] (queue, &b->action_params, in, grad,
                                        b->scratch, error);
    }
  return status == LGT_OK ? b->backend->sync (queue, error) : status;
}

/* ---- what it needs ---- */

/* All plaquettes, and all staples of each link, first ones first.  */
static enum lgt_status
make_paths (struct bench *b, struct lgt_error *error)
{
  const int ndim = b->lattice->ndim;
  struct lgt_path path[MOST_PATHS] = { { 0 } };
  int steps[MOST_PATHS][4], n = 0;
  enum lgt_status status;

  for (int mu = 1; mu <= ndim; mu++)
    for (int nu = mu + 1; nu <= ndim; nu++, n++)
      {
        memcpy (steps[n], (int[4]) { mu, nu, -mu, -nu }, sizeof steps[n]);
        path[n] = (struct lgt_path) { 4, steps[n], 0 };
      }
  status = lgt_path_set_new (b->context, b->lattice, n, 1, path, NULL,
                             &b->plaquettes, error);
  n = 0;
  for (int mu = 1; mu <= ndim; mu++)
    for (int nu = 1; nu <= ndim; nu++)
      for (int sign = -1; sign <= 1 && nu != mu; sign += 2, n++)
        {
          memcpy (steps[n], (int[4]) { mu, sign * nu, -mu, -sign * nu },
                  sizeof steps[n]);
          path[n] = (struct lgt_path) { 4, steps[n], 1 };
        }
  return status == LGT_OK
         ? lgt_path_set_new (b->context, b->lattice, n, 1, path, NULL,
                             &b->staples, error)
         : status;
}

static enum lgt_status
make_view (struct bench *b, struct lgt_view *view, int packs, int sites,
           int comps, int lanes, const struct lgt_sites *where,
           struct lgt_error *error)
{
  const struct lgt_shape shape = { packs, sites, comps, lanes };
  const size_t bytes = lgt_shape_bytes (LGT_F64, shape);

  *view = lgt_view_dense (lgt_context_alloc (b->context, bytes, error),
                          LGT_F64, shape, where);
  return view->data ? b->backend->clear (lgt_context_queue (b->context),
                                         view->data, bytes) : LGT_ENOMEM;
}

/* Links from Haar measure; 1 for beta and the action's gradient.  */
static enum lgt_status
draw (struct bench *b, struct lgt_error *error)
{
  const struct lgt_sun_haar_params haar = { 3, 0, 0 };
  const struct lgt_shape shape = { 1, 1, LGT_RANDOM_WORDS, 1 };
  const double one = 1;
  struct lgt_view words;
  enum lgt_status status;

  status = make_view (b, &words, 1, 1, LGT_RANDOM_WORDS, 1, NULL, error);
  words.type = LGT_U32;
  words.shape = shape;
  if (status == LGT_OK)
    status = lgt_context_run (b->context, &lgt_op_sun_haar, &haar, &words,
                              &b->links, error);
  if (status == LGT_OK)
    status = lgt_pack (b->context, &one, 1, b->beta, error);
  if (status == LGT_OK)
    status = lgt_pack (b->context, &one, 1, b->seed, error);
  lgt_context_release (b->context, words.data);
  return status;
}

static enum lgt_status
setup (struct bench *b, struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  const struct lgt_context_options options = { 0, v->threads, NULL };
  const int lanes = v->lanes ? v->lanes : LANES;
  const int packs = lgt_packs_for (v->batch ? v->batch : LANES, lanes);
  const int numbers = 18;
  struct lgt_view result;
  size_t scratch[2];
  enum lgt_type entry;
  enum lgt_status status = lgt_backend_find (v->backend, &b->backend, error);

  if (status != LGT_OK)
    return status;
  b->loops = lgt_cpu_loops (b->backend->name);
  b->context = lgt_context_new (b->backend, &options, error);
  if (!b->context)
    return LGT_ENODEV;
  status = lgt_sites_new (b->context, v->shape.count, v->shape.value,
                          &b->lattice, error);
  if (status == LGT_OK && b->lattice->ndim < 2)
    status = lgt_fail (error, LGT_EINVAL, "--shape: needs two dimensions");
  if (status == LGT_OK)
    status = make_paths (b, error);
  if (status != LGT_OK)
    return status;
  if ((status = make_view (b, &b->links, packs, b->lattice->count,
                           b->lattice->ndim * numbers, lanes, b->lattice,
                           error))
      || (status = make_view (b, &b->grad, packs, b->lattice->count,
                              b->lattice->ndim * numbers, lanes, b->lattice,
                              error))
      || (status = make_view (b, &b->out, packs, b->lattice->count,
                              b->staples->paths * numbers, lanes, b->lattice,
                              error))
      || (status = make_view (b, &b->action, packs, 1, 1, lanes, NULL,
                              error))
      || (status = make_view (b, &b->seed, packs, 1, 1, lanes, NULL, error))
      || (status = make_view (b, &b->beta, 1, 1, 1, 1, NULL, error))
      || (status = draw (b, error)))
    return status;
  b->paths = (struct lgt_sun_paths_params) { b->staples, 3 };
  b->action_params.paths = b->plaquettes;
  b->action_params.n = 3;
  for (int k = 0; k < b->plaquettes->paths; k++)
    b->action_params.coefficient[k] = 1;
  status = lgt_op_sun_action.infer (&b->action_params,
                                    (struct lgt_view[2]) { b->links,
                                                           b->beta },
                                    &result, scratch, &entry, error);
  if (status == LGT_OK)
    b->scratch = lgt_context_alloc (b->context, scratch[0], error);
  return status == LGT_OK && !b->scratch ? LGT_ENOMEM : status;
}

static void
rows (struct bench *b)
{
  const double lanes = b->loops ? b->loops->lanes : 0;
  const double links = (double) b->lattice->count * b->lattice->ndim
                       * b->links.shape.packs * b->links.shape.lanes;
  const double action = lgt_op_sun_action.flops (&b->action_params,
                                                 &b->links);
  const struct row row[ROWS] = {
    { "multiply-add", call_multiply_add, 0, LGT_CPU_CHAINS * lanes,
      2 * LGT_CPU_CHAINS * lanes, 1, { 0 } },
    { "SU(2) product", call_product, 2, 2 * lanes, 2 * 56 * lanes, 1, { 0 } },
    { "SU(3) product", call_product, 3, 2 * lanes, 2 * 198 * lanes, 1,
      { 0 } },
    { "staples", call_staples, 0, links,
      lgt_op_sun_paths.flops (&b->paths, &b->links), 1, { 0 } },
    { "action forward", call_action, 0, links, action, 1, { 0 } },
    /* Six products a plaquette, two of which the forward pass has.  */
    { "action forward+backward", call_action, 1, links, 4 * action, 1,
      { 0 } }
  };

  memcpy (b->row, row, sizeof row);
}

/* Rows FROM to ROWS in turn.  */
static enum lgt_status
measure (struct bench *b, int from, struct lgt_error *error)
{
  for (int k = from; k < ROWS; k++)
    {
      struct row *row = &b->row[k];

      for (double seconds = 0; seconds < least_seconds;)
        {
          const double start = lgt_app_clock ();
          enum lgt_status status = row->call (b, row, row->count, error);

          if (status != LGT_OK)
            return status;
          seconds = lgt_app_clock () - start;
          if (seconds < least_seconds)
            row->count *= 2;
        }
    }
  for (int i = 0; i < b->values->repeat; i++)
    for (int k = from; k < ROWS; k++)
      {
        struct row *row = &b->row[k];
        const double start = lgt_app_clock ();
        enum lgt_status status = row->call (b, row, row->count, error);

        if (status != LGT_OK)
          return status;
        row->times.seconds[row->times.count++]
          = (lgt_app_clock () - start) / (double) row->count;
      }
  return LGT_OK;
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (struct row *row)
{
  struct bench_times *t = &row->times;

  qsort (t->seconds, (size_t) t->count, sizeof t->seconds[0], compare);
  return (t->seconds[(t->count - 1) / 2] + t->seconds[t->count / 2]) / 2;
}

/* A product is compared with the core that it ran on; the others are not,
   they have other threads.  */
static void
print (struct bench *b, int from, struct bench_report *report)
{
  static const char *const columns[] = {
    "case", "ns_median", "ns_min", "gflops", "share_of_peak"
  };
  const int tsv = b->values->format == 1;
  double peak = 0;

  if (tsv)
    lgt_table_begin (&report->table, stdout, 5, columns, false);
  else
    printf ("%-24s %12s %12s %10s %8s\n", "case", "ns median", "ns min",
            "GFLOP/s", "of peak");
  for (int k = from; k < ROWS; k++)
    {
      struct row *row = &b->row[k];
      const double middle = median (row), least = row->times.seconds[0];
      const double rate = row->flops / least;

      peak = k == 0 ? rate : peak;
      if (!tsv)
        printf ("%-24s %12.3f %12.3f %10.1f", row->name,
                1e9 * middle / row->each, 1e9 * least / row->each,
                1e-9 * rate);
      else
        {
          lgt_table_text (&report->table, row->name);
          lgt_table_real (&report->table, 1e9 * middle / row->each);
          lgt_table_real (&report->table, 1e9 * least / row->each);
          lgt_table_real (&report->table, 1e-9 * rate);
        }
      if (k < 3 && !tsv)
        printf (" %8.3f", rate / peak);
      if (k < 3 && tsv)
        lgt_table_real (&report->table, rate / peak);
      if (k >= 3 && tsv)
        lgt_table_text (&report->table, NULL);
      if (!tsv)
        printf ("\n");
    }
  lgt_bench_note (report, "multiply-adds and products: ns a number and a "
                  "matrix, one thread, in cache; else ns a link of SU(3) "
                  "and configuration");
  lgt_bench_note (report, "%s, float64, %d lanes", b->backend->name,
                  (int) b->links.shape.lanes);
}

static void
end (struct bench *b)
{
  if (!b->context)
    return;
  lgt_context_release (b->context, b->links.data);
  lgt_context_release (b->context, b->grad.data);
  lgt_context_release (b->context, b->out.data);
  lgt_context_release (b->context, b->action.data);
  lgt_context_release (b->context, b->seed.data);
  lgt_context_release (b->context, b->beta.data);
  lgt_context_release (b->context, b->scratch);
  lgt_path_set_free (b->context, b->plaquettes);
  lgt_path_set_free (b->context, b->staples);
  lgt_sites_free (b->context, b->lattice);
  lgt_context_free (b->context);
}

static enum lgt_status
run (const struct bench_values *values, struct bench_report *report,
     struct lgt_error *error)
{
  struct bench *b = calloc (1, sizeof *b);
  enum lgt_status status;

  if (!b)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a benchmark");
  b->values = values;
  status = setup (b, error);
  if (status == LGT_OK)
    {
      const int from = b->loops ? 0 : 3;

      rows (b);
      status = measure (b, from, error);
      if (status == LGT_OK)
        print (b, from, report);
    }
  end (b);
  free (b);
  return status;
}

const struct bench_case lgt_bench_sun =
{
  .name = "sun",
  .summary = "SU(N) products beside multiply-adds, SU(3) staples and action",
  .extent = 4,
  .own_table = 1,
  .run = run
};

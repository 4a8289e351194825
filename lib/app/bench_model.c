/* lgt-bench train-step, sample and profile: a whole model, beside the matrix
   product, and its operations one by one.  */

#include <stdlib.h>

#include <lgt/optim.h>

#include "bench.h"
#include "session.h"
#include "train_config.h"

enum { SAMPLES = 256 };   /* drawn at a time */

struct bench
{
  const struct bench_values *values;
  struct lgt_session session;
  struct lgt_train_config config;
  struct lgt_objective_options options;
  struct lgt_objective *objective;
  struct lgt_optim *optim;
  struct lgt_optim_progress progress;
  struct lgt_sampler *sampler;
  double *log_q, *action;
};

static enum lgt_status
setup (struct bench *b, int batch, struct lgt_error *error)
{
  const struct bench_values *v = b->values;
  struct lgt_session *session = &b->session;
  enum lgt_status status
    = lgt_session_open (session, v->backend, v->threads, NULL, error);

  if (status == LGT_OK)
    status = lgt_session_config (session, v->file, &v->sets, error);
  if (status == LGT_OK)
    status = lgt_session_model (session, NULL, error);
  if (status == LGT_OK)
    status = lgt_train_config (lgt_config_child (lgt_config_root
                                                 (session->config), "train"),
                               &b->config, error);
  if (status == LGT_OK)
    status = lgt_slices_start (lgt_model_slices (session->model),
                               b->config.seed, error);
  if (status != LGT_OK)
    return status;
  b->options.seed = b->config.seed;
  b->options.batch = v->batch ? v->batch
                     : batch ? batch : b->config.extra[0].batch;
  b->options.estimator = v->estimator >= 0
                         ? (enum lgt_estimator) v->estimator
                         : b->config.extra[0].estimator;
  b->log_q = calloc ((size_t) b->options.batch, sizeof *b->log_q);
  b->action = calloc ((size_t) b->options.batch, sizeof *b->action);
  return b->log_q && b->action
         ? LGT_OK : lgt_fail (error, LGT_ENOMEM, "no memory for a batch");
}

static void
teardown (struct bench *b)
{
  lgt_objective_free (b->objective);
  lgt_sampler_free (b->sampler);
  lgt_optim_free (b->optim);
  lgt_session_close (&b->session);
  free (b->log_q);
  free (b->action);
}

/* Time REPEAT calls of ONE, in turn with the matrix product, after two that
   record and warm up.  */
static enum lgt_status
measure (struct bench *b, enum lgt_status (*one) (struct bench *, int,
                                                  struct lgt_error *),
         struct bench_report *report, struct bench_times *times,
         struct lgt_error *error)
{
  struct bench_gemm gemm;
  enum lgt_status status
    = lgt_bench_gemm_begin (&gemm,
                            lgt_model_slices (b->session.model)->type,
                            b->values->threads, error);

  for (int i = 0; i < 2 && status == LGT_OK; i++)
    status = one (b, i, error);
  for (int i = 0; i < b->values->repeat && status == LGT_OK; i++)
    {
      double start;

      lgt_bench_gemm (&gemm);
      /* Threads that slept are woken by one that does not count.  */
      status = one (b, 2 * i + 2, error);
      start = lgt_app_clock ();
      if (status == LGT_OK)
        status = one (b, 2 * i + 3, error);
      times->seconds[times->count++] = lgt_app_clock () - start;
    }
  if (status == LGT_OK)
    lgt_bench_gemm_row (&gemm, report);
  lgt_bench_gemm_end (&gemm);
  return status;
}

static void
note (const struct bench *b, struct bench_report *report)
{
  const struct lgt_slices *slices = lgt_model_slices (b->session.model);

  lgt_bench_note (report, "%s, %s, %d lanes, batch %d, %d layers, %lld "
                  "parameters; OpenBLAS core %s",
                  lgt_context_backend (b->session.context)->name,
                  lgt_type_name (slices->type),
                  lgt_model_lanes (b->session.model), b->options.batch,
                  lgt_model_layers (b->session.model),
                  (long long) slices->parameters, lgt_bench_gemm_core ());
}

/* ---- train-step ---- */

static void
record_step (struct lgt_tape *tape, void *ctx, const struct lgt_view *loss,
             const struct lgt_view *ess)
{
  struct bench *b = ctx;
  struct lgt_slices *slices = lgt_model_slices (b->session.model);

  lgt_optim_record (b->optim, tape, &slices->values, &slices->grad, loss,
                    ess);
}

/* All that lgt-train does in a step, and the reading that it does less
   often.  */
static enum lgt_status
one_step (struct bench *b, int i, struct lgt_error *error)
{
  struct lgt_outcome outcome[LGT_OPTIM_HISTORY];
  int count;
  enum lgt_status status
    = lgt_optim_prepare (b->optim, &b->config.rates, &b->progress, 1, error);

  if (status == LGT_OK)
    status = lgt_objective_step (b->objective, (uint32_t) i, 0, error);
  if (status == LGT_OK)
    status = lgt_optim_read (b->optim, outcome, &count, error);
  for (int k = 0; status == LGT_OK && k < count; k++)
    lgt_optim_note (&b->progress, &outcome[k]);
  return status;
}

/* The model, its objective and optimizer.  */
static enum lgt_status
setup_training (struct bench *b, struct lgt_error *error)
{
  const enum lgt_status status = setup (b, 0, error);

  if (status != LGT_OK)
    return status;
  b->options.after = record_step;
  b->options.ctx = b;
  b->optim = lgt_optim_new (b->session.context, b->config.optimizer,
                            b->config.average,
                            &lgt_model_slices (b->session.model)->values,
                            error);
  return b->optim ? lgt_objective_new (b->session.model, &b->options,
                                       &b->objective, error)
                  : LGT_ENOMEM;
}

static enum lgt_status
run_train_step (const struct bench_values *values,
                struct bench_report *report, struct lgt_error *error)
{
  struct bench b = { .values = values };
  struct bench_times times = { 0 };
  enum lgt_status status = setup_training (&b, error);

  if (status == LGT_OK)
    status = measure (&b, one_step, report, &times, error);
  if (status == LGT_OK)
    {
      lgt_bench_row (report, "train-step", &times,
                     lgt_objective_usage (b.objective).flops);
      note (&b, report);
    }
  teardown (&b);
  return status;
}

const struct bench_case lgt_bench_train_step =
{
  .name = "train-step",
  .summary = "one step of lgt-train with the configuration FILE",
  .takes_file = 1,
  .run = run_train_step
};

/* ---- sample ---- */

static enum lgt_status
one_draw (struct bench *b, int i, struct lgt_error *error)
{
  const uint32_t first = (uint32_t) i * (uint32_t) b->options.batch;

  return lgt_sampler_draw (b->sampler, b->config.seed, LGT_STREAM_SAMPLE, 0,
                           first, b->options.batch, NULL, b->log_q,
                           b->action, error);
}

static enum lgt_status
run_sample (const struct bench_values *values, struct bench_report *report,
            struct lgt_error *error)
{
  struct bench b = { .values = values };
  struct bench_times times = { 0 };
  double least;
  enum lgt_status status = setup (&b, SAMPLES, error);

  if (status == LGT_OK)
    status = lgt_sampler_new (b.session.model, b.options.batch, NULL,
                              &b.sampler, error);
  if (status == LGT_OK)
    status = measure (&b, one_draw, report, &times, error);
  if (status == LGT_OK)
    {
      lgt_bench_row (report, "sample", &times, 0);
      least = times.seconds[0];
      for (int i = 1; i < times.count; i++)
        least = times.seconds[i] < least ? times.seconds[i] : least;
      lgt_bench_note (report, "%.0f configurations a second, with log q and "
                      "S", b.options.batch / least);
      note (&b, report);
    }
  teardown (&b);
  return status;
}

const struct bench_case lgt_bench_sample =
{
  .name = "sample",
  .summary = "one draw of the flow of FILE, with log q and the action",
  .takes_file = 1,
  .run = run_sample
};

/* ---- profile ---- */

enum { KERNELS = 256 };   /* more than there are */

static int
costlier (const void *a, const void *b)
{
  const double x = ((const struct lgt_tape_cost *) a)->seconds;
  const double y = ((const struct lgt_tape_cost *) b)->seconds;

  return (x < y) - (x > y);
}

/* The table, the costliest first.  */
static void
print_costs (const struct lgt_tape_cost *row, int rows,
             struct bench_report *report)
{
  static const char *const pass[] = { "run", "pull", "settle" };
  static const char *const columns[] = {
    "operation", "pass", "calls", "ms", "share", "gflops", "gbytes",
    "flops_per_byte"
  };
  double total = 0;

  for (int i = 0; i < rows; i++)
    total += row[i].seconds;
  if (report->values->format == 1)
    lgt_table_begin (&report->table, stdout, 8, columns, false);
  else
    printf ("%-18s %-6s %6s %10s %6s %9s %9s %10s\n", "operation", "pass",
            "calls", "ms", "share", "GFLOP/s", "GB/s", "FLOP/byte");
  for (int i = 0; i < rows; i++)
    {
      const struct lgt_tape_cost *c = &row[i];

      if (report->values->format == 1)
        {
          lgt_table_text (&report->table, c->op);
          lgt_table_text (&report->table, pass[c->pass]);
          lgt_table_int (&report->table, c->calls);
          lgt_table_real (&report->table, 1e3 * c->seconds);
          lgt_table_real (&report->table, c->seconds / total);
          lgt_table_real (&report->table, 1e-9 * c->flops / c->seconds);
          lgt_table_real (&report->table, 1e-9 * c->bytes / c->seconds);
          lgt_table_real (&report->table, c->flops / c->bytes);
        }
      else
        printf ("%-18s %-6s %6lld %10.4f %6.3f %9.2f %9.2f %10.2f\n", c->op,
                pass[c->pass], (long long) c->calls, 1e3 * c->seconds,
                c->seconds / total, 1e-9 * c->flops / c->seconds,
                1e-9 * c->bytes / c->seconds, c->flops / c->bytes);
    }
}

static enum lgt_status
run_profile (const struct bench_values *values, struct bench_report *report,
             struct lgt_error *error)
{
  struct bench b = { .values = values };
  struct lgt_tape_cost row[KERNELS];
  int rows = 0;
  enum lgt_status status = setup_training (&b, error);

  if (status == LGT_OK)
    status = one_step (&b, 0, error);
  if (status == LGT_OK)
    status = lgt_tape_profile (lgt_objective_tape (b.objective),
                               values->repeat, row, KERNELS, &rows, error);
  if (status == LGT_OK)
    {
      qsort (row, (size_t) rows, sizeof *row, costlier);
      print_costs (row, rows, report);
      note (&b, report);
      lgt_bench_note (report, "mean of %d; bytes: the least that must move; "
                      "one operation after the other, each waited for",
                      values->repeat);
    }
  teardown (&b);
  return status;
}

const struct bench_case lgt_bench_profile =
{
  .name = "profile",
  .summary = "the operations of one step of lgt-train with FILE: time, "
             "arithmetic, memory traffic",
  .takes_file = 1,
  .own_table = 1,
  .run = run_profile
};

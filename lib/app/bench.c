/* lgt-bench: its cases, options, clock and rows.  */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lgt/ops.h>

#include "bench.h"

static const struct bench_case *const cases[] =
{
  &lgt_bench_conv,
  &lgt_bench_sun,
  &lgt_bench_chain,
  &lgt_bench_train_step,
  &lgt_bench_sample,
  &lgt_bench_profile,
  NULL
};

static const struct lgt_option options[] = {
  { .name = "shape", .kind = LGT_OPTION_SHAPE,
    LGT_AT (struct bench_values, shape), .argument = "L0xL1x...",
    .allowed = "[1, 65536]",
    .help = "extents of the lattice (default 8x8x8x8, sun 4x4x4x4)" },
  { .name = "in", .kind = LGT_OPTION_INT, LGT_AT (struct bench_values, in),
    .argument = "N", .allowed = "[1, 4096]",
    .help = "input channels (default 8)" },
  { .name = "out", .kind = LGT_OPTION_INT, LGT_AT (struct bench_values, out),
    .argument = "N", .allowed = "[1, 4096]",
    .help = "output channels (default 8)" },
  { .name = "kernel", .kind = LGT_OPTION_SHAPE,
    LGT_AT (struct bench_values, kernel), .argument = "K[xK...]",
    .allowed = "[1, 64]",
    .help = "taps in all directions, or in each (default 3)" },
  { .name = "every", .kind = LGT_OPTION_INT,
    LGT_AT (struct bench_values, every), .argument = "N",
    .allowed = "[1, 65536]",
    .help = "outputs on a list of every N-th site (default 1)" },
  { .name = "algorithm", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, algorithm), .argument = "NAME",
    .allowed = "auto direct sum gemm fft tuned all",
    .help = "auto (default), direct, sum, gemm, fft; tuned: what "
            "--tune found; all: compare" },
  { .name = "tune", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct bench_values, tune),
    .help = "measure all algorithms and keep the best one; with FILE those "
            "of each convolution in that flow" },
  { .name = "wisdom", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct bench_values, wisdom), .argument = "FILE",
    .help = "where it is kept (default: LGT_WISDOM, or ./wisdom.yaml)" },
  { .name = "dilation", .kind = LGT_OPTION_SHAPE,
    LGT_AT (struct bench_values, dilation), .argument = "N[xN...]",
    .allowed = "[1, 64]", .help = "sites between taps (default 1)" },
  { .name = "stride", .kind = LGT_OPTION_SHAPE,
    LGT_AT (struct bench_values, stride), .argument = "N[xN...]",
    .allowed = "[1, 64]", .help = "sites between outputs (default 1)" },
  { .name = "boundary", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, boundary), .argument = "NAME",
    .allowed = "circular zero open",
    .help = "beyond the ends: circular (default), zero, open" },
  { .name = "groups", .kind = LGT_OPTION_INT,
    LGT_AT (struct bench_values, groups), .argument = "N",
    .allowed = "[1, 4096]", .help = "groups of channels (default 1)" },
  { .name = "bias", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, bias), .argument = "NAME",
    .allowed = "no yes", .help = "yes (default) or no" },
  { .name = "activation", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, activation), .argument = "NAME",
    .allowed = "identity tanh leaky_relu silu gelu",
    .help = "identity (default), tanh, leaky_relu, silu or gelu" },
  { .name = "batch", .kind = LGT_OPTION_INT,
    LGT_AT (struct bench_values, batch), .argument = "N",
    .allowed = "[1, 1048576]",
    .help = "configurations (default: conv, sun 32, with FILE those of "
            "all stages; train-step, profile that of the first stage; "
            "sample 256)" },
  { .name = "type", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, type), .argument = "TYPE",
    .allowed = "float32 float64", .help = "float32 (default) or float64" },
  { .name = "lanes", .kind = LGT_OPTION_INT,
    LGT_AT (struct bench_values, lanes), .argument = "N",
    .allowed = "[0, 1024]",
    .help = "configurations side by side (default 0: by batch and backend)" },
  { .name = "set", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct bench_values, sets), .argument = "PATH=VALUE",
    .help = "change the configuration FILE" },
  { .name = "estimator", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, estimator), .argument = "NAME",
    .allowed = "reparametrization path_gradient reinforce",
    .help = "of train-step's gradient (default: the first stage's)" },
  { .name = "backend", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct bench_values, backend), .argument = "NAME",
    .help = "backend (default: LGT_BACKEND, or the best)" },
  { .name = "threads", .kind = LGT_OPTION_INT,
    LGT_AT (struct bench_values, threads), .argument = "N",
    .allowed = "[0, 1024]",
    .help = "threads (default 0: what OpenMP would take)" },
  { .name = "repeat", .kind = LGT_OPTION_INT,
    LGT_AT (struct bench_values, repeat), .argument = "N",
    .allowed = "[1, 1000]", .help = "measurements (default 7)" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct bench_values, format), .argument = "FORMAT",
    .allowed = "text tsv", .help = "text (default) or tsv" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-bench",
  .summary = "Measure how fast this machine runs one part of lgt. Without a "
             "CASE, list the cases. The rate is that of the shortest "
             "measurement, and its share is of a matrix product (OpenBLAS, "
             "2000 x 2000) measured in turn with it.",
  .usage = "[OPTION]... [CASE [FILE]]",
  .options = options,
  .operands_min = 0,
  .operands_max = 2,
  .example = "Example: lgt-bench conv --shape=8x8x8x8 --in=8 --out=8 "
             "--batch=32"
};

void
lgt_bench_rest (void)
{
  const struct timespec rest = { .tv_sec = 0, .tv_nsec = 50000000 };

  nanosleep (&rest, NULL);
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

void
lgt_bench_row (struct bench_report *report, const char *name,
               const struct bench_times *times, double flops)
{
  struct bench_times t = *times;
  double median, rate;

  qsort (t.seconds, (size_t) t.count, sizeof t.seconds[0], compare);
  median = (t.seconds[(t.count - 1) / 2] + t.seconds[t.count / 2]) / 2;
  rate = flops / t.seconds[0];
  if (report->values->format == 1)
    {
      lgt_table_text (&report->table, name);
      lgt_table_real (&report->table, 1e3 * median);
      lgt_table_real (&report->table, 1e3 * t.seconds[0]);
      if (flops > 0)
        lgt_table_real (&report->table, 1e-9 * rate);
      else
        lgt_table_text (&report->table, NULL);
      if (flops > 0 && report->gemm > 0)
        lgt_table_real (&report->table, rate / report->gemm);
      else
        lgt_table_text (&report->table, NULL);
      if (report->scratch >= 0)
        lgt_table_real (&report->table, report->scratch);
      else
        lgt_table_text (&report->table, NULL);
      return;
    }
  printf ("%-24s %12.4f %12.4f", name, 1e3 * median, 1e3 * t.seconds[0]);
  if (flops > 0)
    printf (" %10.1f", 1e-9 * rate);
  if (flops > 0 && report->gemm > 0)
    printf (" %8.3f", rate / report->gemm);
  if (report->scratch >= 0)
    printf (" %10.2f", report->scratch);
  printf ("\n");
}

void
lgt_bench_warn (const char *format, ...)
{
  char text[256];
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (text, sizeof text, format, arguments);
  va_end (arguments);
  lgt_app_message (&app, "%s", text);
}

void
lgt_bench_note (struct bench_report *report, const char *format, ...)
{
  va_list arguments;

  if (report->values->format == 1)
    printf ("# ");
  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  printf ("\n");
}

int
lgt_bench_lanes (const struct lgt_backend *backend, enum lgt_type type,
                 int batch)
{
  const int one = backend->lanes[type];

  int lanes = 1;

  while (lanes < batch && lanes < 2 * one)
    lanes *= 2;
  return lanes <= batch || lanes <= one ? lanes : one;
}

/* The lattice that C takes by itself.  */
static void
complete (const struct bench_case *c, struct bench_values *values)
{
  if (values->shape.count > 0)
    return;
  values->shape.count = 4;
  for (int d = 0; d < 4; d++)
    values->shape.value[d] = c->extent ? c->extent : 8;
}

static int
run (const struct bench_case *c, const struct bench_values *values)
{
  static const char *const columns[] = {
    "case", "ms_median", "ms_min", "gflops", "share_of_gemm",
    "scratch_percent"
  };
  struct bench_report report = { .values = values, .scratch = -1 };
  struct lgt_error error;

  if (c->own_table || (c->tunes_file && values->file))
    ;
  else if (values->format == 1)
    lgt_table_begin (&report.table, stdout, 6, columns, false);
  else
    printf ("%-24s %12s %12s %10s %8s %10s\n", "case", "ms median",
            "ms min", "GFLOP/s", "of GEMM", "% scratch");
  if (c->run (values, &report, &error) != LGT_OK)
    return lgt_app_fail (&app, &error);
  return 0;
}

int
lgt_bench_main (int argc, char **argv)
{
  struct bench_values values = {
    .kernel = { .count = 1, .value = { 3 } },
    .dilation = { .count = 1, .value = { 1 } },
    .stride = { .count = 1, .value = { 1 } }, .groups = 1, .bias = 1,
    .in = 8, .out = 8, .estimator = -1, .every = 1, .repeat = 7
  };
  struct lgt_operands operands;
  int status = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (status >= 0)
    return status;
  if (operands.count == 0)
    {
      for (int i = 0; cases[i]; i++)
        printf ("%-12s %s\n", cases[i]->name, cases[i]->summary);
      return lgt_app_close (&app, 0);
    }
  lgt_bench_name_core (argv);
  if (operands.count > 1)
    values.file = operands.value[1];
  for (int i = 0; cases[i]; i++)
    if (strcmp (cases[i]->name, operands.value[0]) == 0)
      {
        complete (cases[i], &values);
        return values.file && !cases[i]->takes_file
               && !(cases[i]->tunes_file && values.tune)
               ? lgt_app_usage (&app, "%s takes %s", cases[i]->name,
                                cases[i]->tunes_file
                                ? "FILE with --tune alone" : "no FILE")
               : lgt_app_close (&app, run (cases[i], &values));
      }
  return lgt_app_usage (&app, "there is no case \"%s\"; lgt-bench without a "
                        "case lists them", operands.value[0]);
}

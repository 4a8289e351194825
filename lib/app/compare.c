/* lgt-compare: does the flow pay?  */

#include "checkpoint.h"
#include "compare.h"
#include "plots_draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum format { FORMAT_TEXT, FORMAT_TSV };
enum { RUNS = LGT_COMPARE_ROWS - LGT_COMPARE_CHAINS - 1 };

struct values
{
  struct lgt_texts sets;
  const char *plot;
  double time, training;
  int64_t seed;
  int batch, format;
  bool columns, quiet;
};

static const struct lgt_option options[] = {
  { .name = "set", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, sets),
    .argument = "PATH=VALUE",
    .help = "change all configurations: action.0.wilson.beta=6" },
  { .name = "time", .kind = LGT_OPTION_REAL, LGT_AT (struct values, time),
    .argument = "SECONDS", .allowed = "[0.1, 1e6]",
    .help = "processor time for each row (default 20)" },
  { .name = "columns", .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, columns),
    .help = "also the flow that sets columns exactly, without training" },
  { .name = "training", .kind = LGT_OPTION_REAL,
    LGT_AT (struct values, training), .argument = "SECONDS",
    .allowed = "[0, 1e9]",
    .help = "training before that of each RUN: of the runs that it was "
            "started from (default 0)" },
  { .name = "batch", .kind = LGT_OPTION_INT, LGT_AT (struct values, batch),
    .argument = "N", .allowed = "[1, 1000000]",
    .help = "proposals of a flow at a time (default 64)" },
  { .name = "seed", .kind = LGT_OPTION_INT64, LGT_AT (struct values, seed),
    .argument = "N", .allowed = "[0, inf)",
    .help = "seed of chains and proposals (default 1)" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv", .help = "text (default) or tsv" },
  { .name = "plot", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, plot),
    .argument = "PICTURE",
    .help = "draw costs of independent Q^2 (or plaquettes) into PICTURE.svg "
            "or .png, the numbers beside it in a .tsv" },
  { .name = "quiet", .letter = 'q', .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, quiet), .help = "no progress" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-compare",
  .summary = "Compare what an independent configuration costs on one core: "
             "HMC, heat bath with overrelaxation, both with instanton moves "
             "(U(1) in two dimensions), and flows: each RUN of lgt-train, or "
             "a FILE.yaml whose flow needs no training. A FILE.yaml with "
             "weights only says what to sample.",
  .usage = "[OPTION]... [RUN | FILE.yaml]...",
  .options = options,
  .operands_max = RUNS,
  .example = "Example: lgt-compare run --columns --time=60 --plot=costs.svg",
  .versions = lgt_session_versions
};

/* What one operand (NULL: none) stands for.  */
struct operand
{
  struct lgt_session session;
  const char *name;
  bool is_flow;
  double training;
};

/* One thread on the CPU, whatever the environment says: costs are those of a
   core.  */
static enum lgt_status
open (struct operand *o, const struct lgt_extensions *extensions,
      struct lgt_error *error)
{
  return lgt_session_open (&o->session, "cpu", 1,
                           extensions ? extensions->kernels : NULL, error);
}

static enum lgt_status
model (struct operand *o, const struct lgt_extensions *extensions,
       struct lgt_error *error)
{
  return lgt_session_model (&o->session,
                            extensions ? extensions->layers : NULL, error);
}

/* The operand NAME (NULL: the configuration that is built in).  */
static enum lgt_status
load (struct operand *o, const char *name, const struct values *values,
      const struct lgt_extensions *extensions, struct lgt_error *error)
{
  struct lgt_record *record = NULL;
  enum lgt_status status;

  memset (o, 0, sizeof *o);
  o->name = name ? name : "built-in";
  status = open (o, extensions, error);
  if (status == LGT_OK)
    status = name ? lgt_run_config (&o->session, name, &values->sets, &record,
                                    error)
                  : lgt_session_config (&o->session, NULL, &values->sets,
                                        error);
  if (status == LGT_OK)
    status = model (o, extensions, error);
  if (status == LGT_OK && record)
    status = lgt_weights_load (lgt_model_slices (o->session.model), record,
                               LGT_WEIGHTS_BEST, error);
  if (status == LGT_OK)
    o->is_flow = record
                 || lgt_model_slices (o->session.model)->parameters == 0;
  if (record)
    o->training = lgt_compare_training (o->name) + values->training;
  lgt_record_free (record);
  return status;
}

static enum lgt_status
columns (struct lgt_compare *compare, struct lgt_error *error)
{
  struct operand o = { .name = "columns" };
  char *text = NULL;
  enum lgt_status status
    = lgt_compare_columns (&compare->theory, &text, error);

  if (status == LGT_OK)
    status = open (&o, NULL, error);
  if (status == LGT_OK)
    status = lgt_config_parse (o.name, text, strlen (text), &o.session.config,
                               error);
  if (status == LGT_OK)
    status = model (&o, NULL, error);
  if (status == LGT_OK)
    status = lgt_compare_flow (compare, &o.session, "exact columns", 0,
                               error);
  lgt_session_close (&o.session);
  free (text);
  return status;
}

/* All operands are read before the first second is spent.  */
static enum lgt_status
load_all (struct lgt_compare *compare, struct operand *o, int count,
          char **names, const struct values *values,
          const struct lgt_extensions *extensions, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < (count ? count : 1) && status == LGT_OK; i++)
    {
      status = load (&o[i], count ? names[i] : NULL, values, extensions,
                     error);
      if (status == LGT_OK && i == 0)
        status = lgt_theory_init (&compare->theory, &o[0].session, error);
      else if (status == LGT_OK)
        status = lgt_theory_check (&compare->theory, &o[i].session, o[i].name,
                                   error);
      compare->total += o[i].is_flow;
    }
  return status;
}

static enum lgt_status
run (struct lgt_compare *compare, const struct values *values,
     const struct lgt_operands *operands,
     const struct lgt_extensions *extensions, struct lgt_error *error)
{
  const int count = operands->count ? operands->count : 1;
  struct operand *o = calloc ((size_t) count, sizeof *o);
  char *text = NULL;
  enum lgt_status status
    = o ? load_all (compare, o, operands->count, operands->value, values,
                    extensions, error)
        : lgt_fail (error, LGT_ENOMEM, "no memory");

  /* Can it be had?  */
  if (status == LGT_OK && values->columns)
    status = lgt_compare_columns (&compare->theory, &text, error);
  free (text);
  compare->total += lgt_compare_chain_count (&compare->theory)
                    + values->columns;
  lgt_progress_begin (&compare->bar,
                      compare->quiet || status != LGT_OK ? NULL : stderr,
                      "compare", "seconds",
                      (int64_t) ceil (compare->time * compare->total), 0);
  if (status == LGT_OK)
    status = lgt_compare_chains (compare, o[0].session.context, error);
  if (status == LGT_OK && values->columns)
    status = columns (compare, error);
  for (int i = 0; i < count && status == LGT_OK; i++)
    if (o[i].is_flow)
      status = lgt_compare_flow (compare, &o[i].session, o[i].name,
                                 o[i].training, error);
  lgt_progress_end (&compare->bar, NULL);
  for (int i = 0; o && i < count; i++)
    lgt_session_close (&o[i].session);
  free (o);
  return status;
}

static void
print (const struct lgt_compare *compare, const struct values *values)
{
  struct lgt_error error;

  if (values->format == FORMAT_TSV)
    lgt_compare_tsv (compare, stdout);
  else
    lgt_compare_text (compare, stdout);
  if (values->plot
      && lgt_compare_plot (compare, values->plot, &error) != LGT_OK)
    lgt_app_message (&app, "no picture: %s", error.text);
}

int
lgt_compare_main (int argc, char **argv,
                  const struct lgt_extensions *extensions)
{
  struct values values = { .time = 20, .seed = 1, .batch = 64 };
  struct lgt_operands operands;
  struct lgt_compare *compare;
  struct lgt_error error;
  enum lgt_status status;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  if (values.plot && !lgt_is_picture (values.plot))
    return lgt_app_usage (&app, "--plot=%.150s: the suffix must be .svg or "
                          ".png", values.plot);
  compare = calloc (1, sizeof *compare);
  if (!compare)
    {
      lgt_app_message (&app, "no memory");
      return LGT_EXIT_FAILED;
    }
  compare->app = &app;
  compare->time = values.time;
  compare->seed = (uint64_t) values.seed;
  compare->batch = values.batch;
  compare->quiet = values.quiet;
  lgt_app_catch_signals ();
  status = run (compare, &values, &operands, extensions, &error);
  if (status == LGT_OK)
    print (compare, &values);
  result = status == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  lgt_theory_free (&compare->theory);
  free (compare);
  return lgt_app_close (&app, result);
}

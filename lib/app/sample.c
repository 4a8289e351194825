/* lgt-sample.  */

#include "checkpoint.h"
#include "private.h"
#include "sample.h"
#include "train_config.h"
#include "tuning.h"

#include <stdlib.h>
#include <string.h>

#include <lgt/stochastic.h>
#include <lgt/summary.h>

enum format { FORMAT_TEXT, FORMAT_TSV };
enum { LEAST = 3 };     /* proposals that make a chain */

struct values
{
  struct lgt_texts sets;
  const char *output, *evaluate, *backend;
  int64_t count, seed, skip;
  int batch, threads, format, weights, mix, chains;
  bool quiet;
};

/* In the order of the words of --weights.  */
static const struct { const char *name; enum lgt_which_weights which; }
weights[] = { { "best", LGT_WEIGHTS_BEST }, { "last", LGT_WEIGHTS_LAST },
              { "average", LGT_WEIGHTS_AVERAGED } };

static const struct lgt_option options[] = {
  { .name = "number", .letter = 'n', .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, count), .argument = "N",
    .allowed = "[0, 4000000000]",
    .help = "proposals to draw (default 10000); with --mix steps (1000)" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, output), .argument = "FILE.h5",
    .help = "write the proposals to an ensemble file" },
  { .name = "evaluate", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, evaluate), .argument = "FILE.h5",
    .help = "find log q of the configurations in an ensemble, and the "
            "forward ESS; with -n 0 nothing is drawn, and --output gets "
            "these configurations with log q" },
  { .name = "mix", .kind = LGT_OPTION_INT, LGT_AT (struct values, mix),
    .argument = "SWEEPS", .allowed = "[0, 1000000]",
    .help = "run Markov chains: a step is a proposal, accepted or not, and "
            "so many sweeps of heat bath and overrelaxation" },
  { .name = "chains", .kind = LGT_OPTION_INT, LGT_AT (struct values, chains),
    .argument = "N", .allowed = "[1, 1000000]",
    .help = "with --mix: chains at once (default 64)" },
  { .name = "skip", .kind = LGT_OPTION_INT64, LGT_AT (struct values, skip),
    .argument = "N", .allowed = "[0, inf)",
    .help = "with --mix: first steps that are not measured (default: a "
            "tenth of them)" },
  { .name = "weights", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, weights), .argument = "WHICH",
    .allowed = "best last average",
    .help = "weights of the lowest loss (best, the default), of the last "
            "step, or averaged over steps" },
  { .name = "set", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, sets),
    .argument = "PATH=VALUE",
    .help = "change the run's configuration: another beta or shape, "
            "stochastic.steps=16" },
  { .name = "seed", .kind = LGT_OPTION_INT64, LGT_AT (struct values, seed),
    .argument = "N", .allowed = "[0, inf)",
    .help = "seed of proposals and chain (default 1)" },
  { .name = "batch", .kind = LGT_OPTION_INT, LGT_AT (struct values, batch),
    .argument = "N", .allowed = "[1, 1000000]",
    .help = "proposals at a time (default 256); changes no number; "
            "not with --mix" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv", .help = "text (default) or tsv" },
  { .name = "threads", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, threads), .argument = "N", .allowed = "[1, 1024]",
    .help = "threads (default OMP_NUM_THREADS, or all cores)" },
  { .name = "backend", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, backend), .argument = "NAME",
    .help = "backend (default LGT_BACKEND, or the best one)" },
  { .name = "quiet", .letter = 'q', .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, quiet), .help = "no progress" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-sample",
  .summary = "Draw configurations from a trained flow and correct them.",
  .usage = "[OPTION]... [RUN]",
  .options = options,
  .operands_max = 1,
  .example = "Example: lgt-sample run -n 100000 --output=run/ensemble.h5",
  .versions = lgt_session_versions
};

/* The model's weights; WORDS says which.  */
static enum lgt_status
load_weights (struct lgt_sampling *s, const struct values *values,
              const char *run, const struct lgt_record *record,
              uint64_t seed, char words[4200], struct lgt_error *error)
{
  struct lgt_slices *slices = lgt_model_slices (s->session->model);
  const char *name = weights[values->weights].name;
  int64_t step = 0;

  if (!record)
    {
      snprintf (words, 4200, "%s, %.4000s",
                slices->parameters ? "untrained" : "none", run);
      return lgt_slices_start (slices, seed, error);
    }
  if (strcmp (name, "best") == 0
      && !lgt_record_has_folder (record, LGT_CHECKPOINT_BEST))
    name = "last";
  lgt_record_get_integer (record, strcmp (name, "best") == 0
                                  ? LGT_CHECKPOINT_BEST_STEP
                                  : LGT_CHECKPOINT_STEP, &step, NULL);
  snprintf (words, 4200, "%s of %.4000s, step %lld", name, run,
            (long long) step);
  return lgt_weights_load (slices, record, weights[values->weights].which,
                           error);
}

/* What the configuration says about training is checked too, so that a slip
   in --set does not go unnoticed.  */
static enum lgt_status
check_training (struct lgt_session *session, uint64_t *seed,
                struct lgt_error *error)
{
  struct lgt_config_node *root = lgt_config_root (session->config);
  struct lgt_train_config *config = calloc (1, sizeof *config);
  enum lgt_status status
    = config ? lgt_train_config (lgt_config_child (root, "train"), config,
                                 error)
             : lgt_fail (error, LGT_ENOMEM, "no memory");

  if (status == LGT_OK)
    *seed = config->seed;
  free (config);
  return status;
}

static void
announce (const struct lgt_sampling *s)
{
  const struct lgt_model *model = s->session->model;
  const struct lgt_stochastic *stochastic = lgt_model_stochastic (model);
  char text[128], steps[40] = "";

  if (stochastic)
    snprintf (steps, sizeof steps, "%d stochastic steps, ",
              lgt_stochastic_steps (stochastic));
  fprintf (stderr, "%s %s: %s, %d layers, %s%s, %d lanes, seed %llu\n"
           "%s: weights: %s\n", app.name, lgt_version (),
           lgt_session_theory (s->session, text), lgt_model_layers (model),
           steps, lgt_context_backend (s->session->context)->name,
           lgt_model_lanes (model), (unsigned long long) s->seed, app.name,
           s->weights);
}

/* A line if wisdom was asked in vain.  */
static void
warn_untuned (const struct lgt_sampling *s, const struct values *values,
              const char *run)
{
  char command[4096 + 256];

  snprintf (command, sizeof command, "lgt-bench conv --tune --batch=%d%s%s "
            "%.4000s%s", s->batch, values->backend ? " --backend=" : "",
            values->backend ? values->backend : "", run,
            values->sets.count ? " with the same --set" : "");
  lgt_app_warn_untuned (s->app, s->session->model, &s->batch, 1, command);
}

/* Chains, and what they measured.  */
static enum lgt_status
mix (const struct lgt_sampling *s, enum format format,
     struct lgt_error *error)
{
  struct lgt_summary summary = { 0 };
  enum lgt_status status = lgt_sampling_mix (s, &summary, error);

  if (status == LGT_OK)
    status = lgt_summary_check (&summary, error);
  if (status == LGT_OK && format == FORMAT_TSV)
    lgt_summary_tsv (&summary, stdout);
  else if (status == LGT_OK)
    lgt_summary_text (&summary, stdout);
  lgt_summary_free (&summary);
  return status;
}

/* With the model there: draw, evaluate, report.  */
static enum lgt_status
sample (struct lgt_sampling *s, enum format format, struct lgt_error *error)
{
  struct lgt_report report;
  enum lgt_status status
    = lgt_sampler_new (s->session->model, s->batch, NULL, &s->sampler, error);

  if (status == LGT_OK && s->evaluate)
    status = lgt_sampling_evaluate (s, error);
  if (status == LGT_OK && s->count)
    status = lgt_sampling_draw (s, error);
  if (status == LGT_OK)
    status = lgt_sampling_report (s, &report, error);
  if (status == LGT_OK && format == FORMAT_TSV)
    lgt_report_tsv (&report, stdout);
  else if (status == LGT_OK)
    lgt_report_text (&report, stdout);
  lgt_sampler_free (s->sampler);
  lgt_measured_free (&s->drawn);
  lgt_measured_free (&s->given);
  free (s->chain);
  return status;
}

static enum lgt_status
run (struct lgt_sampling *s, const struct values *values, const char *name,
     const struct lgt_extensions *extensions, struct lgt_error *error)
{
  struct lgt_session *session = s->session;
  struct lgt_record *record = NULL;
  char *text = NULL, words[4200];
  uint64_t seed = 0;
  enum lgt_status status
    = lgt_session_open (session, values->backend, values->threads,
                        extensions ? extensions->kernels : NULL, error);

  if (status == LGT_OK)
    status = lgt_run_config (session, name, &values->sets, &record, error);
  if (status == LGT_OK)
    status = lgt_session_model (session,
                                extensions ? extensions->layers : NULL,
                                error);
  if (status == LGT_OK && s->evaluate && lgt_model_stochastic (session->model))
    status = lgt_fail (error, LGT_EINVAL, "--evaluate: with stochastic steps "
                       "there is no log q of given configurations; --set "
                       "stochastic=none leaves the steps out");
  if (status == LGT_OK)
    status = check_training (session, &seed, error);
  if (status == LGT_OK)
    status = load_weights (s, values, name, record, seed, words, error);
  if (status == LGT_OK)
    status = lgt_config_text (session->config, &text, error);
  lgt_record_free (record);
  s->configuration = text;
  s->weights = words;
  if (status == LGT_OK && !s->quiet)
    announce (s);
  if (status == LGT_OK)
    warn_untuned (s, values, name);
  if (status == LGT_OK)
    status = s->mix >= 0 ? mix (s, values->format, error)
                         : sample (s, values->format, error);
  free (text);
  return status;
}

/* Exit status 2 if options do not go together; else -1, with defaults filled
   in.  */
static int
check_values (struct values *v)
{
  if (v->mix < 0 && (v->chains || v->skip >= 0))
    return lgt_app_usage (&app, "--%s goes with --mix",
                          v->chains ? "chains" : "skip");
  if (v->mix >= 0 && (v->output || v->evaluate))
    return lgt_app_usage (&app, "--mix measures and writes no ensemble: "
                          "--%s does not go with it",
                          v->output ? "output" : "evaluate");
  if (v->count < 0)
    v->count = v->mix < 0 ? 10000 : 1000;
  if (v->chains == 0)
    v->chains = 64;
  if (v->skip < 0)
    v->skip = v->count / 10;
  if (v->mix >= 0 && v->count - 2 < v->skip)
    return lgt_app_usage (&app, "-n %lld with %lld steps skipped: at least 2 "
                          "must be measured", (long long) v->count,
                          (long long) v->skip);
  if (v->count < LEAST && (v->count > 0 || !v->evaluate) && v->mix < 0)
    return lgt_app_usage (&app, "-n %lld: a chain needs at least %d "
                          "proposals, and only --evaluate goes with none",
                          (long long) v->count, LEAST);
  return -1;
}

int
lgt_sample_main (int argc, char **argv,
                 const struct lgt_extensions *extensions)
{
  struct values values = { .count = -1, .seed = 1, .batch = 256, .mix = -1,
                           .skip = -1 };
  struct lgt_operands operands;
  struct lgt_session session = { 0 };
  struct lgt_sampling sampling = { .app = &app, .session = &session };
  struct lgt_error error;
  enum lgt_status status;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result < 0)
    result = check_values (&values);
  if (result >= 0)
    return result;
  sampling.seed = (uint64_t) values.seed;
  sampling.count = values.count;
  sampling.batch = values.mix < 0 ? values.batch : values.chains;
  sampling.threads = values.threads;
  sampling.quiet = values.quiet;
  sampling.output = values.output;
  sampling.evaluate = values.evaluate;
  sampling.mix = values.mix;
  sampling.chains = values.chains;
  sampling.skip = values.skip;
  lgt_app_catch_signals ();
  status = run (&sampling, &values,
                operands.count ? operands.value[0] : "run", extensions,
                &error);
  result = status == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  if (status == LGT_OK && values.output && !values.quiet)
    fprintf (stderr, "%s: wrote %s\n", app.name, values.output);
  lgt_session_close (&session);
  return lgt_app_close (&app, result);
}

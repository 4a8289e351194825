/* lgt-train.  */

#include "mc_config.h"
#include "private.h"
#include "run_folder.h"
#include "training.h"
#include "tuning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum print { PRINT_NOT = -1, PRINT_COMPLETE, PRINT_EXPANDED, PRINT_KEYS };

struct values
{
  struct lgt_texts sets;
  const char *output, *resume, *init_from, *backend;
  int64_t seed;
  int threads, print;
  bool quiet;
};

static const struct lgt_option options[] = {
  { .name = "set", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, sets),
    .argument = "PATH=VALUE",
    .help = "change the configuration: action.0.wilson.beta=3" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, output), .argument = "DIR",
    .help = "the run's folder, made anew (default run)" },
  { .name = "resume", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, resume),
    .argument = "DIR", .help = "go on with the run in DIR" },
  { .name = "init-from", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, init_from), .argument = "RUN",
    .help = "start with the weights of another run of the same layers" },
  { .name = "seed", .kind = LGT_OPTION_INT64, LGT_AT (struct values, seed),
    .argument = "N", .allowed = "[0, inf)",
    .help = "seed of weights and draws (default train.seed)" },
  { .name = "threads", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, threads), .argument = "N", .allowed = "[1, 1024]",
    .help = "threads (default OMP_NUM_THREADS, or all cores)" },
  { .name = "backend", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, backend), .argument = "NAME",
    .help = "backend (default LGT_BACKEND, or the best one)" },
  { .name = "print-config", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, print), .argument = "[KIND]",
    .allowed = "complete expanded keys",
    .help = "print the configuration with every default, layer by layer "
            "(expanded), or what keys there are (keys), and stop" },
  { .name = "quiet", .letter = 'q', .kind = LGT_OPTION_FLAG,
    LGT_AT (struct values, quiet), .help = "no progress" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-train",
  .summary = "Train a normalizing flow for lattice gauge theory.",
  .usage = "[OPTION]... [FILE]",
  .options = options,
  .operands_max = 1,
  .example = "Example: lgt-train flow.yaml --set action.0.wilson.beta=3 "
             "--output=run3",
  .versions = lgt_session_versions
};

static void
draw_curve (const struct lgt_training *t)
{
  const int known = !isnan (lgt_session_log_z (t->session));
  struct lgt_error error;
  char picture[4096], data[4096], commands[512];

  snprintf (commands, sizeof commands,
            "set xlabel 'step'\nset key top right\nset grid\n"
            "set ylabel '%s'\nset y2label 'ESS of the batch'\n"
            "set ytics nomirror\nset y2tics\nset y2range [0:1]\n%s"
            "plot data using 1:%d with lines lw 2 title '%s', "
            "data using 1:7 axes x1y2 with lines title 'ESS of the batch "
            "(biased)'\n",
            known ? "KL(q || p)" : "loss", known ? "set logscale y\n" : "",
            known ? 6 : 5, known ? "KL(q || p)" : "loss");
  if (lgt_plot (lgt_training_path (t, "curve.svg", picture),
                lgt_training_path (t, "train.tsv", data), commands, &error)
      != LGT_OK)
    lgt_app_message (t->app, "no curve.svg: %s", error.text);
}

/* The configuration and, of a resumed run, the checkpoint.  */
static enum lgt_status
load (struct lgt_training *t, const struct values *values, const char *file,
      struct lgt_record **record, struct lgt_error *error)
{
  struct lgt_session *session = t->session;
  const char *text;
  char assignment[64];
  int64_t lanes;
  enum lgt_status status;

  if (!values->resume)
    {
      status = lgt_session_config (session, file, &values->sets, error);
      if (status == LGT_OK && values->seed >= 0)
        {
          snprintf (assignment, sizeof assignment, "train.seed=%lld",
                    (long long) values->seed);
          status = lgt_config_set (session->config, assignment, error);
        }
      return status;
    }
  status = lgt_checkpoint_open (values->resume, record, error);
  if (status == LGT_OK)
    status = lgt_record_get_text (*record, "configuration", &text, error);
  if (status == LGT_OK)
    status = lgt_config_parse (values->resume, text, strlen (text),
                               &session->config, error);
  /* The same lanes give the same bits, on another backend too as far as its
     arithmetic allows.  */
  if (status == LGT_OK)
    status = lgt_record_get_integer (*record, LGT_CHECKPOINT_LANES, &lanes,
                                     error);
  if (status == LGT_OK)
    {
      snprintf (assignment, sizeof assignment, "memory.lanes=%lld",
                (long long) lanes);
      status = lgt_config_set (session->config, assignment, error);
    }
  if (status != LGT_OK
      || lgt_record_get_text (*record, "backend", &text, NULL) != LGT_OK)
    return status;
  if (strcmp (text, lgt_context_backend (session->context)->name) != 0)
    lgt_app_message (t->app,
                     "the run began on %s and goes on with %s: results will "
                     "differ in the last bits", text,
                     lgt_context_backend (session->context)->name);
  else
    session->settled
      = lgt_record_get_text (*record, LGT_CHECKPOINT_CONVOLUTIONS, &text,
                             NULL) == LGT_OK;
  return LGT_OK;
}

/* How convolutions are computed: as the run began, if it began on this
   backend; to be kept in the checkpoint.  *TEXT is the caller's.  */
static enum lgt_status
settle (struct lgt_training *t, const struct lgt_record *record, char **text,
        struct lgt_error *error)
{
  struct lgt_model *model = t->session->model;
  const int stages = t->config.rates.stages;
  int batch[LGT_MAX_STAGES];
  const char *old;
  enum lgt_status status = LGT_OK;

  for (int s = 0; s < stages; s++)
    batch[s] = t->config.extra[s].batch;
  if (t->session->settled)
    {
      status = lgt_record_get_text (record, LGT_CHECKPOINT_CONVOLUTIONS,
                                    &old, error);
      if (status == LGT_OK)
        status = lgt_app_keep_algorithms (model, old, error);
    }
  if (status == LGT_OK)
    status = lgt_app_algorithms (model, batch, stages, text, error);
  t->state.algorithms = *text;
  return status;
}

/* A line if wisdom was asked in vain.  */
static void
warn_untuned (const struct lgt_training *t, const struct values *values)
{
  const int stages = t->config.rates.stages;
  int batch[LGT_MAX_STAGES];
  char command[4096 + 256];

  for (int s = 0; s < stages; s++)
    batch[s] = t->config.extra[s].batch;
  snprintf (command, sizeof command, "lgt-bench conv --tune%s%s "
            "%.4000s/config.yaml", values->backend ? " --backend=" : "",
            values->backend ? values->backend : "", t->folder);
  lgt_app_warn_untuned (t->app, t->session->model, batch, stages, command);
}

/* First weights: random, or those of another run.  */
static enum lgt_status
start (struct lgt_training *t, const struct values *values,
       struct lgt_error *error)
{
  struct lgt_slices *slices = lgt_model_slices (t->state.model);
  struct lgt_record *record;
  struct lgt_error inner;
  enum lgt_status status;

  if (!values->init_from)
    return lgt_slices_start (slices, t->config.seed, error);
  status = lgt_checkpoint_open (values->init_from, &record, error);
  if (status != LGT_OK)
    return status;
  status = lgt_weights_load (slices, record, LGT_WEIGHTS_BEST, &inner);
  lgt_record_free (record);
  return status == LGT_OK ? LGT_OK
         : lgt_fail (error, status, "%.60s: %.178s", values->init_from,
                     inner.text);
}

static enum lgt_status
write_config (const struct lgt_training *t, struct lgt_error *error)
{
  char path[4096];

  return lgt_replace_bytes (lgt_training_path (t, "config.yaml", path),
                            t->state.configuration,
                            strlen (t->state.configuration), error);
}

/* Everything after the model is there.  */
static enum lgt_status
train (struct lgt_training *t, const struct values *values,
       const struct lgt_record *record, struct lgt_error *error)
{
  static const char *const written[] = { "train.tsv", NULL };
  struct lgt_slices *slices = lgt_model_slices (t->state.model);
  enum lgt_status status = LGT_OK;

  if (slices->parameters == 0)
    return lgt_fail (error, LGT_EINVAL, "the flow has no weights to train; "
                     "lgt-sample takes its configuration as it is");
  if (!t->resumed)
    status = start (t, values, error);
  if (status != LGT_OK)
    return status;
  t->state.optim = lgt_optim_new (t->session->context, t->config.optimizer,
                                  t->config.average, &slices->values, error);
  if (!t->state.optim)
    return LGT_ENOMEM;
  if (t->resumed)
    status = lgt_training_restore (&t->state, record, error);
  if (status == LGT_OK)
    status = lgt_training_forecast (t, t->quiet ? NULL : stderr, error);
  if (status == LGT_OK && !t->resumed)
    status = lgt_run_folder (t->folder, written, error);
  if (status == LGT_OK && !t->resumed)
    status = write_config (t, error);
  if (status == LGT_OK)
    {
      warn_untuned (t, values);
      status = lgt_training_run (t, error);
    }
  if (status == LGT_OK || status == LGT_ESTOP)
    draw_curve (t);
  return status;
}

static void
announce (const struct lgt_training *t)
{
  char text[128];

  fprintf (stderr, "%s %s: %s, %d layers, %lld parameters, %s, "
           "%d lanes, seed %llu\n", t->app->name, lgt_version (),
           lgt_session_theory (t->session, text),
           lgt_model_layers (t->state.model),
           (long long) lgt_model_slices (t->state.model)->parameters,
           lgt_context_backend (t->session->context)->name,
           lgt_model_lanes (t->state.model),
           (unsigned long long) t->config.seed);
}

static enum lgt_status
run (struct lgt_training *t, const struct values *values, const char *file,
     const struct lgt_extensions *extensions, struct lgt_error *error)
{
  struct lgt_session *session = t->session;
  struct lgt_record *record = NULL;
  char *text = NULL, *algorithms = NULL;
  enum lgt_status status
    = lgt_session_open (session, values->backend, values->threads,
                        extensions ? extensions->kernels : NULL, error);

  if (status == LGT_OK)
    status = load (t, values, file, &record, error);
  if (status == LGT_OK)
    status = lgt_session_model (session,
                                extensions ? extensions->layers : NULL,
                                error);
  if (status == LGT_OK)
    status = lgt_train_config (lgt_config_child (lgt_config_root
                                                 (session->config), "train"),
                               &t->config, error);
  if (status == LGT_OK)
    status = lgt_mc_check_config (lgt_config_root (session->config), error);
  if (status == LGT_OK && values->print != PRINT_NOT)
    status = lgt_session_print (session, values->print == PRINT_EXPANDED,
                                error);
  else if (status == LGT_OK)
    status = lgt_config_text (session->config, &text, error);
  if (status == LGT_OK && values->print == PRINT_NOT)
    {
      t->state.model = session->model;
      t->state.seed = t->config.seed;
      t->state.batch = t->config.extra[0].batch;
      t->state.configuration = text;
      /* A resumed run keeps its words: "lanes: auto" stays so.  */
      if (record)
        lgt_record_get_text (record, "configuration",
                             &t->state.configuration, NULL);
      if (!t->quiet)
        announce (t);
      status = settle (t, record, &algorithms, error);
      if (status == LGT_OK)
        status = train (t, values, record, error);
    }
  lgt_optim_free (t->state.optim);
  free (t->state.best);
  lgt_record_free (record);
  free (text);
  free (algorithms);
  return status;
}

int
lgt_train_main (int argc, char **argv,
                const struct lgt_extensions *extensions)
{
  struct values values = { .output = "run", .seed = -1, .print = PRINT_NOT };
  struct lgt_operands operands;
  struct lgt_session session = { 0 };
  struct lgt_training training = { .app = &app, .session = &session };
  struct lgt_error error;
  enum lgt_status status;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  if (values.resume && (operands.count || values.sets.count
                        || values.init_from || values.seed >= 0))
    return lgt_app_usage (&app, "a resumed run keeps its configuration; "
                          "--resume goes without FILE, --set, --seed and "
                          "--init-from");
  training.folder = values.resume ? values.resume : values.output;
  training.resumed = values.resume != NULL;
  training.quiet = values.quiet;
  if (values.print == PRINT_KEYS)
    {
      lgt_session_print_keys (extensions ? extensions->layers : NULL);
      return lgt_app_close (&app, 0);
    }
  lgt_app_catch_signals ();
  status = run (&training, &values, operands.count ? operands.value[0] : NULL,
                extensions, &error);
  result = status == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  if (status == LGT_OK && values.print == PRINT_NOT && !values.quiet)
    fprintf (stderr, "%s: done; %s/train.tsv, %s/checkpoint.h5, "
             "%s/curve.svg; to see what it is worth: lgt-sample %s\n",
             app.name, training.folder, training.folder, training.folder,
             training.folder);
  lgt_session_close (&session);
  return lgt_app_close (&app, result);
}

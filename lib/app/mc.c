/* lgt-mc.  */

#include "mc.h"
#include "private.h"
#include "run_folder.h"
#include "train_config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { ABSENT = -1 };
enum { FORMAT_TEXT, FORMAT_TSV };
enum { PRINT_COMPLETE, PRINT_KEYS };
enum { PATH_TEXT = 2048 };      /* of a file in an assignment */

/* U(1) on 8 x 8 at beta = 2, all by default.  */
static const char default_config[] = "lgt: 1\n";

struct values
{
  struct lgt_texts sets;
  const char *output, *resume, *backend, *start;
  int64_t thermalization, number, every, seed;
  int algorithm, chains, lanes, threads, integrate, plot, print, format;
  bool save, quiet;
};

static const struct lgt_option options[] = {
  { .name = "set", .kind = LGT_OPTION_TEXTS, LGT_AT (struct values, sets),
    .argument = "PATH=VALUE",
    .help = "change the configuration: action.0.wilson.beta=3, "
            "'lattice.shape=[16, 16]', group.su.n=3" },
  { .name = "algorithm", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, algorithm), .argument = "NAME",
    .allowed = "heat_bath hmc metropolis",
    .help = "heat_bath (default), hmc or metropolis, of a scalar field "
            "hmc; parameters by --set mc.algorithm.hmc.steps=5" },
  { .name = "chains", .kind = LGT_OPTION_INT, LGT_AT (struct values, chains),
    .argument = "N", .allowed = "[1, 1000000]",
    .help = "independent chains (default 8)" },
  { .name = "thermalization", .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, thermalization), .argument = "N",
    .allowed = "[0, 1000000000000]",
    .help = "sweeps before the first measurement (default 500)" },
  { .name = "number", .letter = 'n', .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, number), .argument = "N",
    .allowed = "[2, 1000000000]",
    .help = "measurements of each chain (default 2000)" },
  { .name = "every", .kind = LGT_OPTION_INT64, LGT_AT (struct values, every),
    .argument = "N", .allowed = "[1, 1000000000]",
    .help = "sweeps from one measurement to the next (default 1)" },
  { .name = "start", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, start),
    .argument = "WHERE",
    .help = "cold (default), hot, or a file of configurations: ensemble; "
            "of links also ILDG or NERSC" },
  { .name = "seed", .kind = LGT_OPTION_INT64, LGT_AT (struct values, seed),
    .argument = "N", .allowed = "[0, inf)",
    .help = "seed of the random numbers (default 1)" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, output), .argument = "DIR",
    .help = "keep history and checkpoints in a folder made anew (default: "
            "only print)" },
  { .name = "resume", .kind = LGT_OPTION_TEXT, LGT_AT (struct values, resume),
    .argument = "DIR",
    .help = "go on with the run in DIR; with -n also beyond its end" },
  { .name = "save", .kind = LGT_OPTION_FLAG, LGT_AT (struct values, save),
    .help = "measured configurations to DIR/ensemble.h5" },
  { .name = "plot", .kind = LGT_OPTION_NAME, LGT_AT (struct values, plot),
    .argument = "[TYPE]", .allowed = "svg png",
    .help = "pictures in DIR: history, autocorrelation, histogram" },
  { .name = "integrate", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, integrate), .argument = "POINTS",
    .allowed = "[1, 128]",
    .help = "ln Z by integration over the coupling, chains at each of "
            "POINTS values" },
  { .name = "print-config", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, print), .argument = "[KIND]",
    .allowed = "complete keys",
    .help = "print the configuration with every default, or what keys "
            "there are (keys), and stop" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv", .help = "text (default) or tsv" },
  { .name = "lanes", .kind = LGT_OPTION_INT, LGT_AT (struct values, lanes),
    .argument = "N", .allowed = "[1, 1024]",
    .help = "chains in a pack (default: what suits the backend)" },
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
  .name = "lgt-mc",
  .summary = "Sample lattice gauge theory or a scalar field with Markov "
             "chains.",
  .usage = "[OPTION]... [FILE]",
  .options = options,
  .operands_max = 1,
  .example = "Example: lgt-mc --set action.0.wilson.beta=6 --algorithm=hmc "
             "--output=chain6",
  .versions = lgt_session_versions
};

/* ---- configuration ---- */

__attribute__ ((format (printf, 3, 4))) static enum lgt_status
set (struct lgt_config *config, struct lgt_error *error, const char *format,
     ...)
{
  char assignment[PATH_TEXT + 64];
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (assignment, sizeof assignment, format, arguments);
  va_end (arguments);
  return lgt_config_set (config, assignment, error);
}

/* Another algorithm with its defaults; the same keeps its parameters.  */
static enum lgt_status
set_algorithm (struct lgt_config *config, int algorithm,
               struct lgt_error *error)
{
  const char *name = lgt_mc_algorithms[algorithm].name;
  const struct lgt_config_node *mc
    = lgt_config_child (lgt_config_root (config), "mc");
  const struct lgt_config_node *node
    = mc ? lgt_config_child (mc, "algorithm") : NULL;

  if (node && (lgt_config_is (node, name) || lgt_config_child (node, name)))
    return LGT_OK;
  return set (config, error, "mc.algorithm=%s", name);
}

/* The name of a file as a YAML text.  */
static enum lgt_status
set_start (struct lgt_config *config, const char *start,
           struct lgt_error *error)
{
  char quoted[PATH_TEXT];
  size_t used = 0;

  for (; *start && used < sizeof quoted - 2; start++)
    {
      if (*start == '\'')
        quoted[used++] = '\'';
      quoted[used++] = *start;
    }
  quoted[used] = '\0';
  return *start ? lgt_fail (error, LGT_EINVAL, "the name of a file to start "
                            "from has over %d letters", PATH_TEXT - 3)
                : set (config, error, "mc.start='%s'", quoted);
}

static enum lgt_status
set_options (struct lgt_config *config, const struct values *v,
             struct lgt_error *error)
{
  const struct { const char *key; int64_t value; } numbers[] = {
    { "chains", v->chains }, { "thermalization", v->thermalization },
    { "measurements", v->number }, { "every", v->every },
    { "seed", v->seed }, { "lanes", v->lanes }
  };
  enum lgt_status status = LGT_OK;

  if (v->algorithm != ABSENT)
    status = set_algorithm (config, v->algorithm, error);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == LGT_OK;
       i++)
    if (numbers[i].value != ABSENT)
      status = set (config, error, "mc.%s=%lld", numbers[i].key,
                    (long long) numbers[i].value);
  if (status == LGT_OK && v->start)
    status = set_start (config, v->start, error);
  if (status == LGT_OK && v->save)
    status = set (config, error, "mc.save=true");
  return status;
}

/* The configuration from FILE (NULL: built in) and the command line.  */
static enum lgt_status
load (struct lgt_session *session, const struct values *v, const char *file,
      struct lgt_error *error)
{
  struct lgt_config_node *root;
  enum lgt_status status
    = file ? lgt_config_load (file, &session->config, error)
           : lgt_config_parse ("built-in", default_config,
                               strlen (default_config), &session->config,
                               error);

  for (int i = 0; status == LGT_OK && i < v->sets.count; i++)
    status = lgt_config_set (session->config, v->sets.value[i], error);
  if (status == LGT_OK)
    status = set_options (session->config, v, error);
  if (status != LGT_OK)
    return status;
  root = lgt_config_root (session->config);
  if (!lgt_config_child (root, "flow"))
    status = lgt_config_add (root, "flow", NULL, error, "[]");
  if (status == LGT_OK && !lgt_config_child (root, "mc"))
    status = lgt_config_add (root, "mc", NULL, error, "{}");
  return status;
}

/* That of a run that is to go on, with more measurements if -n says so.
   *TEXT, the caller's, is what is kept.  */
static enum lgt_status
load_resumed (struct lgt_session *session, const struct values *v,
              const struct lgt_record *record, char **text,
              struct lgt_error *error)
{
  const char *words;
  int64_t lanes;
  enum lgt_status status
    = lgt_record_get_text (record, "configuration", &words, error);

  if (status == LGT_OK)
    status = lgt_config_parse (v->resume, words, strlen (words),
                               &session->config, error);
  if (status == LGT_OK && v->number != ABSENT)
    status = set (session->config, error, "mc.measurements=%lld",
                  (long long) v->number);
  if (status == LGT_OK)
    status = lgt_config_text (session->config, text, error);
  /* The same lanes give the same bits, on another backend too as far as its
     arithmetic allows.  */
  if (status == LGT_OK)
    status = lgt_record_get_integer (record, LGT_CHECKPOINT_LANES, &lanes,
                                     error);
  if (status == LGT_OK)
    status = set (session->config, error, "mc.lanes=%lld", (long long) lanes);
  if (status == LGT_OK
      && lgt_record_get_text (record, "backend", &words, NULL) == LGT_OK
      && strcmp (words, lgt_context_backend (session->context)->name) != 0)
    lgt_app_message (&app, "the run began on %s and goes on with %s: results "
                     "will differ in the last bits", words,
                     lgt_context_backend (session->context)->name);
  return status;
}

/* What nothing is made of is checked all the same.  */
static enum lgt_status
check_training (const struct lgt_session *session, struct lgt_error *error)
{
  struct lgt_config_node *root = lgt_config_root (session->config);
  struct lgt_train_config *config = calloc (1, sizeof *config);
  enum lgt_status status
    = config ? lgt_train_config (lgt_config_child (root, "train"), config,
                                 error)
             : lgt_fail (error, LGT_ENOMEM, "no memory");

  free (config);
  return status;
}

/* Lattice, action and all keys.  */
static enum lgt_status
understand (struct lgt_markov *m, const struct lgt_extensions *extensions,
            struct lgt_error *error)
{
  struct lgt_session *session = m->session;
  enum lgt_status status;

  session->may_lack_flow = 1;
  status = lgt_session_model (session,
                              extensions ? extensions->layers : NULL, error);
  if (status == LGT_OK)
    status = check_training (session, error);
  return status == LGT_OK
         ? lgt_mc_config (lgt_config_root (session->config), &m->config,
                          error)
         : status;
}

/* ---- runs ---- */

static void
announce (const struct lgt_markov *m)
{
  char theory[128], algorithm[120];

  m->kind->algorithm (m, algorithm);
  fprintf (stderr, "%s %s: %s, %s, %d chains, %s, %d lanes, seed %llu\n",
           app.name, lgt_version (), lgt_session_theory (m->session, theory),
           algorithm, m->config.chain.chains,
           lgt_context_backend (m->session->context)->name,
           m->kind->lanes (m),
           (unsigned long long) m->config.chain.seed);
}

/* The folder of a run that begins, or what one has that goes on.  */
static enum lgt_status
prepare (struct lgt_markov *m, const struct lgt_record *record,
         struct lgt_error *error)
{
  static const char *const written[]
    = { "history.tsv", "ensemble.h5", "ensemble.0001.h5",
        "ensemble.part-0.h5", NULL };
  char path[4096];
  enum lgt_status status
    = m->resumed ? lgt_markov_restore (m, record, error)
                 : lgt_markov_start (m, error);

  if (status != LGT_OK || !m->folder)
    return status;
  if (m->resumed && m->config.save)
    status = lgt_markov_check_parts (m, error);
  else if (!m->resumed)
    status = lgt_run_folder (m->folder, written, error);
  return status == LGT_OK
         ? lgt_replace_bytes (lgt_run_path (m->folder, "config.yaml", path),
                              m->configuration, strlen (m->configuration),
                              error)
         : status;
}

/* With the configuration understood: sample and report.  */
static enum lgt_status
sample (struct lgt_markov *m, const struct values *v,
        const struct lgt_record *record, struct lgt_error *error)
{
  static const char *const types[] = { "svg", "png" };
  enum lgt_status status = lgt_markov_new (m, 1, m->config.chain.seed, error);

  if (status == LGT_OK && !m->quiet)
    announce (m);
  if (status == LGT_OK && v->integrate)
    return lgt_markov_integrate (m, v->integrate, v->format == FORMAT_TSV,
                                 error);
  if (status == LGT_OK)
    status = prepare (m, record, error);
  if (status == LGT_OK)
    status = lgt_markov_run (m, error);
  if (status == LGT_OK && m->config.save && m->folder)
    status = lgt_markov_join (m, error);
  if (status == LGT_OK)
    status = lgt_markov_report (m, v->format == FORMAT_TSV, error);
  if (status == LGT_OK && v->plot != ABSENT)
    lgt_markov_plot (m, types[v->plot]);
  return status;
}

static enum lgt_status
run (struct lgt_markov *m, const struct values *v, const char *file,
     const struct lgt_extensions *extensions, struct lgt_error *error)
{
  struct lgt_record *record = NULL;
  char *text = NULL;
  enum lgt_status status
    = lgt_session_open (m->session, v->backend, v->threads,
                        extensions ? extensions->kernels : NULL, error);

  if (status == LGT_OK && v->resume)
    status = lgt_markov_open (v->resume, &record, error);
  if (status == LGT_OK)
    status = v->resume
             ? load_resumed (m->session, v, record, &text, error)
             : load (m->session, v, file, error);
  if (status == LGT_OK)
    status = understand (m, extensions, error);
  if (status == LGT_OK && v->print == PRINT_COMPLETE)
    status = lgt_session_print (m->session, 0, error);
  else if (status == LGT_OK)
    {
      if (!text)
        status = lgt_config_text (m->session->config, &text, error);
      m->configuration = text;
      if (status == LGT_OK)
        status = sample (m, v, record, error);
    }
  lgt_record_free (record);
  lgt_markov_free (m);
  free (text);
  return status;
}

/* Options that do not go together: 0, or the exit status.  */
static int
check_usage (const struct values *v, int operands)
{
  const int folder = v->output || v->resume;

  if (v->resume
      && (operands || v->sets.count || v->output || v->save || v->start
          || v->algorithm != ABSENT || v->chains != ABSENT
          || v->thermalization != ABSENT || v->every != ABSENT
          || v->seed != ABSENT || v->lanes != ABSENT))
    return lgt_app_usage (&app, "a resumed run keeps its configuration: "
                          "--resume goes with --number, --plot, --format, "
                          "--threads, --backend and --quiet");
  if (v->integrate && (folder || v->save || v->plot != ABSENT))
    return lgt_app_usage (&app, "--integrate prints its result and keeps "
                          "nothing: it goes without --output, --resume, "
                          "--save and --plot");
  if (!folder && (v->save || v->plot != ABSENT))
    return lgt_app_usage (&app, "--%s needs a folder: --output=DIR",
                          v->save ? "save" : "plot");
  return 0;
}

int
lgt_mc_main (int argc, char **argv, const struct lgt_extensions *extensions)
{
  struct values values = {
    .thermalization = ABSENT, .number = ABSENT, .every = ABSENT,
    .seed = ABSENT, .algorithm = ABSENT, .chains = ABSENT, .lanes = ABSENT,
    .plot = ABSENT, .print = ABSENT
  };
  struct lgt_operands operands;
  struct lgt_session session = { 0 };
  struct lgt_markov markov = { .app = &app, .session = &session,
                               .label = "sweep" };
  struct lgt_error error;
  enum lgt_status status;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  result = check_usage (&values, operands.count);
  if (result)
    return result;
  if (values.print == PRINT_KEYS)
    {
      lgt_session_print_keys (extensions ? extensions->layers : NULL);
      return lgt_app_close (&app, 0);
    }
  markov.folder = values.resume ? values.resume : values.output;
  markov.resumed = values.resume != NULL;
  markov.quiet = values.quiet;
  lgt_app_catch_signals ();
  status = run (&markov, &values, operands.count ? operands.value[0] : NULL,
                extensions, &error);
  result = status == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  if (status == LGT_OK && markov.folder && values.print == ABSENT
      && !values.quiet)
    fprintf (stderr, "%s: done; %s/history.tsv, %s/checkpoint.h5%s%s%s\n",
             app.name, markov.folder, markov.folder,
             markov.config.save ? ", " : "",
             markov.config.save ? markov.folder : "",
             markov.config.save ? "/ensemble.h5" : "");
  lgt_session_close (&session);
  return lgt_app_close (&app, result);
}

/* lgt-factorize: what CP and Tucker decompositions of a trained network's
   convolutions cost and keep, and a run that begins with them.  */

#include "checkpoint.h"
#include "factorize.h"
#include "private.h"

#include <stdlib.h>
#include <string.h>

#define VALUES struct lgt_factorize_values

/* In the order of the words of --weights.  */
static const char *const folders[]
  = { LGT_CHECKPOINT_BEST, LGT_CHECKPOINT_LAST, LGT_CHECKPOINT_AVERAGE };

static const struct lgt_option options[] = {
  { .name = "method", .kind = LGT_OPTION_NAME,
    LGT_AT (VALUES, method), .argument = "METHOD",
    .allowed = "cp tucker",
    .help = "cp or tucker (default: both, or what the ranks say)" },
  { .name = "rank", .kind = LGT_OPTION_INTS, LGT_AT (VALUES, rank),
    .argument = "R[,...]", .allowed = "[1, 4096]",
    .help = "ranks of CP to try (default 1, 2, 4, ... while that is cheaper "
            "than dense)" },
  { .name = "ranks", .kind = LGT_OPTION_INTS, LGT_AT (VALUES, ranks),
    .argument = "IN,OUT", .allowed = "[1, 4096]",
    .help = "ranks of Tucker, input and output channels (default as for CP, "
            "both alike)" },
  { .name = "error", .kind = LGT_OPTION_REAL, LGT_AT (VALUES, error),
    .argument = "EPS", .allowed = "(0, 1)",
    .help = "the smallest ranks whose relative error is at most EPS" },
  { .name = "layers", .kind = LGT_OPTION_TEXT,
    LGT_AT (VALUES, layers), .argument = "conv0,...",
    .help = "only these layers of the network (default: all whose kernel is "
            "not 1 everywhere)" },
  { .name = "network", .kind = LGT_OPTION_TEXT,
    LGT_AT (VALUES, network), .argument = "NAME",
    .help = "only this network (default: all)" },
  { .name = "weights", .kind = LGT_OPTION_NAME,
    LGT_AT (VALUES, weights), .argument = "WHICH",
    .allowed = "best last average",
    .help = "weights of the lowest loss (best, the default), of the last "
            "step, or averaged over steps" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXT,
    LGT_AT (VALUES, output), .argument = "DIR",
    .help = "make a run in DIR with factorized layers, for lgt-train to go "
            "on with; needs one method and one rank, or --error" },
  { .name = "seed", .kind = LGT_OPTION_INT64, LGT_AT (VALUES, seed),
    .argument = "N", .allowed = "[0, inf)",
    .help = "seed of random start values (default 1)" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (VALUES, format), .argument = "FORMAT",
    .allowed = "text tsv", .help = "text (default) or tsv" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-factorize",
  .summary = "Decompose the convolutions of a trained flow: by rank, what "
             "is saved and what is lost.",
  .usage = "[OPTION]... [RUN]",
  .options = options,
  .operands_max = 1,
  .example = "Example: lgt-factorize run --error=0.1 --output=small",
  .versions = lgt_session_versions
};

/* The model of RUN's configuration, and which weights are meant.  */
static enum lgt_status
load (struct lgt_factorize *f,
      const struct lgt_factorize_values *values, const char *run,
      struct lgt_record **record,
      const struct lgt_extensions *extensions, struct lgt_error *error)
{
  const char *text;
  enum lgt_status status
    = lgt_session_open (f->session, NULL, 0,
                        extensions ? extensions->kernels : NULL, error);

  if (status == LGT_OK)
    status = lgt_checkpoint_open (run, record, error);
  f->record = *record;
  if (status == LGT_OK)
    status = lgt_record_get_text (*record, "configuration", &text, error);
  if (status == LGT_OK)
    status = lgt_config_parse (run, text, strlen (text), &f->session->config,
                               error);
  if (status == LGT_OK)
    status = lgt_session_model (f->session,
                                extensions ? extensions->layers : NULL,
                                error);
  if (status != LGT_OK)
    return status;
  f->folder = folders[values->weights];
  if (!lgt_record_has_folder (*record, f->folder) && values->weights == 0)
    f->folder = LGT_CHECKPOINT_LAST;
  if (!lgt_record_has_folder (*record, f->folder))
    return lgt_fail (error, LGT_EDATA, "%.100s has no averaged weights; "
                     "train with train.average above 0", run);
  return LGT_OK;
}

static enum lgt_status
run (struct lgt_factorize *f,
     const struct lgt_factorize_values *values, const char *name,
     const struct lgt_extensions *extensions, struct lgt_error *error)
{
  struct lgt_record *record = NULL;
  int printed = 0;
  enum lgt_status status = LGT_OK;

  if (values->output)
    status = lgt_factorize_check_output (values->output, error);
  if (status == LGT_OK)
    status = load (f, values, name, &record, extensions, error);
  if (status == LGT_OK)
    status = lgt_factorize_find (f, error);
  if (status == LGT_OK)
    status = lgt_factorize_table (f, values, &printed, error);
  if (status == LGT_OK && values->output && !printed)
    status = lgt_fail (error, LGT_EINVAL, "nothing was decomposed, so that "
                       "%.120s would be a copy", values->output);
  if (status == LGT_OK && values->output)
    status = lgt_factorize_write (f, (enum lgt_factorize_method)
                                  values->method, values->output, error);
  lgt_factorize_free (f);
  lgt_record_free (record);
  return status;
}

/* Check the options against each other; -1 or the status to stop with.  */
static int
settle (struct lgt_factorize_values *values)
{
  const bool rank = values->rank.count, ranks = values->ranks.count;

  if (values->ranks.count && values->ranks.count != 2)
    return lgt_app_usage (&app, "--ranks takes two numbers, of input and of "
                          "output channels");
  if (values->error > 0 && (rank || ranks))
    return lgt_app_usage (&app, "--error looks for the ranks: leave out "
                          "--rank and --ranks");
  if ((values->method == LGT_FACTORIZE_CP && ranks)
      || (values->method == LGT_FACTORIZE_TUCKER && rank))
    return lgt_app_usage (&app, "CP has one --rank, Tucker has --ranks");
  if (values->method < 0 && rank != ranks)
    values->method = rank ? LGT_FACTORIZE_CP : LGT_FACTORIZE_TUCKER;
  if (values->output
      && (values->method < 0
          || (!(values->error > 0)
              && (values->method == LGT_FACTORIZE_CP
                  ? values->rank.count != 1 : !ranks))))
    return lgt_app_usage (&app, "--output needs one choice: --rank=R, "
                          "--ranks=IN,OUT, or --method and --error");
  return -1;
}

int
lgt_factorize_main (int argc, char **argv,
                    const struct lgt_extensions *extensions)
{
  struct lgt_factorize_values values = { .method = -1, .seed = 1 };
  struct lgt_operands operands;
  struct lgt_session session = { 0 };
  struct lgt_factorize f = { .app = &app, .session = &session };
  struct lgt_error error;
  enum lgt_status status;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result < 0)
    result = settle (&values);
  if (result >= 0)
    return result;
  f.network = values.network;
  f.layers = values.layers;
  f.seed = (uint64_t) values.seed;
  status = run (&f, &values, operands.count ? operands.value[0] : "run",
                extensions, &error);
  result = status == LGT_OK ? 0 : lgt_app_fail (&app, &error);
  if (status == LGT_OK && values.output)
    fprintf (stderr, "%s: made %s; to train on from it: lgt-train "
             "%s/config.yaml --init-from=%s --output=NEW, or lgt-train "
             "--resume=%s\n", app.name, values.output, values.output,
             values.output, values.output);
  lgt_session_close (&session);
  return lgt_app_close (&app, result);
}

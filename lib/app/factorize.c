/* lgt-factorize: what CP and Tucker decompositions of a trained network's
   convolutions cost and keep, and a run that begins with them.  */

#include "checkpoint.h"
#include "factorize.h"
#include "private.h"

#include <stdlib.h>
#include <string.h>

enum format { FORMAT_TEXT, FORMAT_TSV };

struct values
{
  int method, format, weights;
  struct lgt_ints rank, ranks;
  double error;
  const char *layers, *network, *output;
  int64_t seed;
};

/* In the order of the words of --weights.  */
static const char *const folders[]
  = { LGT_CHECKPOINT_BEST, LGT_CHECKPOINT_LAST, LGT_CHECKPOINT_AVERAGE };

static const struct lgt_option options[] = {
  { .name = "method", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, method), .argument = "METHOD",
    .allowed = "cp tucker",
    .help = "cp or tucker (default: both, or what the ranks say)" },
  { .name = "rank", .kind = LGT_OPTION_INTS, LGT_AT (struct values, rank),
    .argument = "R[,...]", .allowed = "[1, 4096]",
    .help = "ranks of CP to try (default 1, 2, 4, ... while that is cheaper "
            "than dense)" },
  { .name = "ranks", .kind = LGT_OPTION_INTS, LGT_AT (struct values, ranks),
    .argument = "IN,OUT", .allowed = "[1, 4096]",
    .help = "ranks of Tucker, input and output channels (default as for CP, "
            "both alike)" },
  { .name = "error", .kind = LGT_OPTION_REAL, LGT_AT (struct values, error),
    .argument = "EPS", .allowed = "(0, 1)",
    .help = "the smallest ranks whose relative error is at most EPS" },
  { .name = "layers", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, layers), .argument = "conv0,...",
    .help = "only these layers of the network (default: all whose kernel is "
            "not 1 everywhere)" },
  { .name = "network", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, network), .argument = "NAME",
    .help = "only this network (default: all)" },
  { .name = "weights", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, weights), .argument = "WHICH",
    .allowed = "best last average",
    .help = "weights of the lowest loss (best, the default), of the last "
            "step, or averaged over steps" },
  { .name = "output", .letter = 'o', .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, output), .argument = "DIR",
    .help = "make a run in DIR with factorized layers, for lgt-train to go "
            "on with; needs one method and one rank, or --error" },
  { .name = "seed", .kind = LGT_OPTION_INT64, LGT_AT (struct values, seed),
    .argument = "N", .allowed = "[0, inf)",
    .help = "seed of random start values (default 1)" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
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
load (struct lgt_factorize *f, const struct values *values, const char *run,
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

/* ---- the table ---- */

static const char *const columns[]
  = { "network", "layer", "kernel", "copies", "method", "rank", "parameters",
      "multiplications", "error_max", "error_rms" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void
describe (const struct lgt_factorize_conv *conv, char text[128])
{
  const int64_t *extent = conv->kernel[0].extent;
  size_t used = 0;

  for (int d = 0; d < conv->order && used < 128; d++)
    used += (size_t) snprintf (text + used, 128 - used, "%s%lld",
                               d ? "x" : "", (long long) extent[d]);
}

/* CHOICE NULL: the dense convolution.  */
static void
print_row (struct lgt_table *table, enum format format,
           const struct lgt_factorize_conv *conv,
           const struct lgt_factorize_choice *choice)
{
  const int64_t multiplications
    = lgt_factorize_cost (conv, &conv->kernel[0], choice).multiplications;
  const char *method = !choice ? "dense"
                       : choice->method == LGT_FACTORIZE_CP ? "cp" : "tucker";
  int64_t parameters = 0;
  char rank[48] = "", kernel[128], layer[32];

  for (int k = 0; k < conv->kernels; k++)
    parameters += lgt_factorize_cost (conv, &conv->kernel[k],
                                      choice).parameters;
  if (choice && choice->method == LGT_FACTORIZE_CP)
    snprintf (rank, sizeof rank, "%lld", (long long) choice->rank[0]);
  else if (choice)
    snprintf (rank, sizeof rank, "%lld,%lld", (long long) choice->rank[0],
              (long long) choice->rank[1]);
  if (format == FORMAT_TEXT)
    {
      printf ("  %-7s %9s %11lld %16lld", method, choice ? rank : "-",
              (long long) parameters, (long long) multiplications);
      printf ("  %10.3g %10.3g\n", choice ? choice->largest : 0,
              choice ? choice->rms : 0);
      return;
    }
  describe (conv, kernel);
  snprintf (layer, sizeof layer, "conv%d", conv->number);
  lgt_table_text (table, conv->network);
  lgt_table_text (table, layer);
  lgt_table_text (table, kernel);
  lgt_table_int (table, conv->kernels);
  lgt_table_text (table, method);
  lgt_table_text (table, rank);
  lgt_table_int (table, parameters);
  lgt_table_int (table, multiplications);
  lgt_table_real (table, choice ? choice->largest : 0);
  lgt_table_real (table, choice ? choice->rms : 0);
}

static void
print_title (const struct lgt_factorize_conv *conv)
{
  char kernel[128];

  describe (conv, kernel);
  printf ("%s conv%d: kernel %s (out x in x extents), %d in the flow\n",
          conv->network, conv->number, kernel, conv->kernels);
  printf ("  %-7s %9s %11s %16s  %10s %10s\n", "method", "rank",
          "parameters", "multiplications", "error_max", "error_rms");
}

static enum lgt_status
one_row (const struct lgt_factorize *f, const struct values *values,
         struct lgt_table *table, struct lgt_factorize_conv *conv,
         struct lgt_factorize_choice *choice, struct lgt_error *error)
{
  enum lgt_status status = values->error > 0
                           ? lgt_factorize_search (f, conv, values->error,
                                                   choice, error)
                           : lgt_factorize_fit (f, conv, choice, error);

  if (status == LGT_OK)
    print_row (table, values->format, conv, choice);
  return status;
}

/* Whether a decomposition of CHOICE's ranks is worth a row of its own.  */
static bool
is_cheaper (const struct lgt_factorize_conv *conv,
            const struct lgt_factorize_choice *choice)
{
  const struct lgt_factorize_kernel *kernel = &conv->kernel[0];

  return lgt_factorize_cost (conv, kernel, choice).parameters
         < lgt_factorize_cost (conv, kernel, NULL).parameters;
}

static enum lgt_status
cp_rows (const struct lgt_factorize *f, const struct values *values,
         struct lgt_table *table, struct lgt_factorize_conv *conv,
         struct lgt_error *error)
{
  struct lgt_factorize_choice choice = { LGT_FACTORIZE_CP, { 1, 0 }, 0, 0 };
  enum lgt_status status = LGT_OK;

  lgt_factorize_forget (conv);
  if (values->error > 0)
    return one_row (f, values, table, conv, &choice, error);
  for (int i = 0; i < values->rank.count && status == LGT_OK; i++)
    {
      choice.rank[0] = values->rank.value[i];
      status = one_row (f, values, table, conv, &choice, error);
    }
  for (; !values->rank.count && status == LGT_OK
         && choice.rank[0] <= LGT_FACTORIZE_MAX_RANK
         && is_cheaper (conv, &choice); choice.rank[0] *= 2)
    status = one_row (f, values, table, conv, &choice, error);
  return status;
}

static enum lgt_status
tucker_rows (const struct lgt_factorize *f, const struct values *values,
             struct lgt_table *table, struct lgt_factorize_conv *conv,
             struct lgt_error *error)
{
  struct lgt_factorize_choice choice
    = { LGT_FACTORIZE_TUCKER, { 1, 1 }, 0, 0 };
  enum lgt_status status = LGT_OK;

  if (values->error > 0)
    return one_row (f, values, table, conv, &choice, error);
  if (values->ranks.count)
    {
      choice.rank[0] = values->ranks.value[0];
      choice.rank[1] = values->ranks.value[1];
      return one_row (f, values, table, conv, &choice, error);
    }
  for (int64_t r = 1; status == LGT_OK; r *= 2)
    {
      bool more = false;

      for (int i = 0; i < 2; i++)
        {
          const int64_t most = lgt_factorize_extent (conv, 1 - i);

          choice.rank[i] = r < most ? r : most;
          more |= r < most;
        }
      if (!more || !is_cheaper (conv, &choice))
        break;
      status = one_row (f, values, table, conv, &choice, error);
    }
  return status;
}

/* Why CONV stays as it is, or NULL.  */
static const char *
why_not (const struct lgt_factorize *f, const struct lgt_factorize_conv *conv)
{
  if (conv->grouped)
    return "has groups, and stays dense";
  if (conv->pointwise && !f->layers)
    return "has a kernel of extent 1, where there is little to decompose; "
           "it stays dense (--layers names it all the same)";
  return NULL;
}

/* Ranks that are given must suit every convolution, before a line is
   printed.  */
static enum lgt_status
check_ranks (const struct lgt_factorize *f, const struct values *values,
             struct lgt_error *error)
{
  for (int c = 0; c < f->convs && values->ranks.count; c++)
    for (int i = 0; i < 2 && !why_not (f, &f->conv[c]); i++)
      {
        const int64_t most = lgt_factorize_extent (&f->conv[c], 1 - i);

        if (values->ranks.value[i] > most)
          return lgt_fail (error, LGT_EINVAL, "%.60s conv%d has %lld %sput "
                           "channels: --ranks=%d,%d is too much",
                           f->conv[c].network, f->conv[c].number,
                           (long long) most, i ? "out" : "in",
                           values->ranks.value[0], values->ranks.value[1]);
      }
  return LGT_OK;
}

/* All rows; how many convolutions there were.  */
static enum lgt_status
print_table (struct lgt_factorize *f, const struct values *values,
             int *printed, struct lgt_error *error)
{
  struct lgt_table table = { 0 };
  enum lgt_status status = check_ranks (f, values, error);

  *printed = 0;
  if (status != LGT_OK)
    return status;
  if (values->format == FORMAT_TSV)
    lgt_table_begin (&table, stdout, COLUMNS, columns, false);
  for (int i = 0; i < f->convs && status == LGT_OK; i++)
    {
      struct lgt_factorize_conv *conv = &f->conv[i];
      const char *reason = why_not (f, conv);

      if (reason)
        {
          lgt_app_message (f->app, "%s conv%d %s", conv->network,
                           conv->number, reason);
          continue;
        }
      if (values->format == FORMAT_TEXT)
        {
          if ((*printed)++)
            putchar ('\n');
          print_title (conv);
        }
      else
        (*printed)++;
      print_row (&table, values->format, conv, NULL);
      if (values->method != LGT_FACTORIZE_TUCKER)
        status = cp_rows (f, values, &table, conv, error);
      if (status == LGT_OK && values->method != LGT_FACTORIZE_CP)
        status = tucker_rows (f, values, &table, conv, error);
    }
  return status;
}

static enum lgt_status
run (struct lgt_factorize *f, const struct values *values, const char *name,
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
    status = print_table (f, values, &printed, error);
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
settle (struct values *values)
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
  struct values values = { .method = -1, .seed = 1 };
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

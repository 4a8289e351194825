/* lgt-analyze: means, errors and autocorrelation times of the columns of a
   table.  */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyze.h"
#include "plots.h"
#include "session.h"

enum format { FORMAT_TEXT, FORMAT_TSV };
enum method { METHOD_GAMMA, METHOD_JACKKNIFE, METHOD_BOOTSTRAP, METHOD_ALL };

struct values
{
  struct lgt_texts columns, ratios, variances, binders;
  const char *chain, *plot;
  int64_t discard, block, seed;
  double window;
  int method, samples, format;
};

static const struct lgt_option options[] = {
  { .name = "column", .letter = 'c', .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, columns), .argument = "NAME",
    .help = "the mean of this column; may be repeated (default, if nothing "
            "else is asked for: all columns of numbers but those that only "
            "count)" },
  { .name = "ratio", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, ratios), .argument = "A/B",
    .help = "<A> / <B>; may be repeated, as the next two" },
  { .name = "variance", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, variances), .argument = "A",
    .help = "<A^2> - <A>^2: times the volume, a susceptibility" },
  { .name = "binder", .kind = LGT_OPTION_TEXTS,
    LGT_AT (struct values, binders), .argument = "A",
    .help = "Binder's cumulant 1 - <A^4> / (3 <A^2>^2)" },
  { .name = "discard", .letter = 'd', .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, discard), .argument = "N", .allowed = "[0, inf)",
    .help = "leave out the first N rows of each chain (default 0)" },
  { .name = "chain-column", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, chain), .argument = "NAME",
    .help = "the column that says which chain a row belongs to (default "
            "chain, where there is one)" },
  { .name = "method", .letter = 'm', .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, method), .argument = "METHOD",
    .allowed = "gamma jackknife bootstrap all",
    .help = "gamma (default), jackknife, bootstrap or all: where errors come "
            "from" },
  { .name = "window", .kind = LGT_OPTION_REAL,
    LGT_AT (struct values, window), .argument = "S", .allowed = "(0, 100]",
    .help = "of the Gamma method: decay time over tau_int (default 1.5; more "
            "for a slow mode that is hard to see)" },
  { .name = "block", .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, block), .argument = "N", .allowed = "[0, inf)",
    .help = "length of the blocks of jackknife and bootstrap (default 0: "
            "chosen by tau_int)" },
  { .name = "samples", .kind = LGT_OPTION_INT,
    LGT_AT (struct values, samples), .argument = "N",
    .allowed = "[2, 1000000]",
    .help = "samples of the bootstrap (default 1000)" },
  { .name = "seed", .kind = LGT_OPTION_INT64,
    LGT_AT (struct values, seed), .argument = "N", .allowed = "[0, inf)",
    .help = "seed of the bootstrap (default 1)" },
  { .name = "plot", .kind = LGT_OPTION_TEXT,
    LGT_AT (struct values, plot), .argument = "FOLDER",
    .help = "draw history, autocorrelation and histogram of each column there "
            "(needs gnuplot)" },
  { .name = "format", .kind = LGT_OPTION_NAME,
    LGT_AT (struct values, format), .argument = "FORMAT",
    .allowed = "text tsv",
    .help = "text (default) for people or tsv for scripts" },
  { .name = NULL }
};

static const struct lgt_app app = {
  .name = "lgt-analyze",
  .summary = "Read the history of a Monte Carlo run from TABLE.tsv and print "
             "mean values with errors and autocorrelation times.",
  .usage = "[OPTION]... TABLE.tsv",
  .options = options,
  .operands_min = 1,
  .operands_max = 1,
  .example = "Example: lgt-analyze history.tsv --discard=100 --plot=pictures"
};

/* Everything that is asked for.  */
struct request
{
  const struct values *values;
  const char *file;
  struct lgt_columns table;
  struct lgt_rows_by_chain rows;
  int count;
  struct lgt_quantity *quantity;
  int clock;              /* a column that counts, or -1 */
  double every;           /* its step; 1 without */
  struct lgt_summary summary;
};

static enum lgt_status
find (const struct request *r, const char *name, int *column,
      struct lgt_error *error)
{
  return lgt_columns_find (&r->table, r->file, name, column, error);
}

static enum lgt_status
add_ratio (struct request *r, const char *text, struct lgt_error *error)
{
  struct lgt_quantity *q = &r->quantity[r->count];
  enum lgt_status status = LGT_EINVAL;
  char first[128];

  /* Names may have a '/' themselves: the one that gives two columns.  */
  for (const char *slash = strchr (text, '/'); slash && status != LGT_OK;
       slash = strchr (slash + 1, '/'))
    {
      snprintf (first, sizeof first, "%.*s", (int) (slash - text), text);
      status = find (r, first, &q->a, error);
      if (status == LGT_OK)
        status = find (r, slash + 1, &q->b, error);
    }
  if (!strchr (text, '/'))
    return lgt_fail (error, LGT_EINVAL, "--ratio must be A/B with the names "
                     "of two columns, is %.80s", text);
  if (status != LGT_OK)
    return status;
  q->kind = LGT_QUANTITY_RATIO;
  snprintf (q->name, sizeof q->name, "%s", text);
  r->count++;
  return LGT_OK;
}

/* A quantity of one column, "variance(NAME)" or the plain NAME.  */
static enum lgt_status
add_column (struct request *r, enum lgt_quantity_kind kind, const char *text,
            struct lgt_error *error)
{
  static const char *const prefix[]
    = { [LGT_QUANTITY_VARIANCE] = "variance",
        [LGT_QUANTITY_BINDER] = "binder" };
  struct lgt_quantity *q = &r->quantity[r->count];
  enum lgt_status status = find (r, text, &q->a, error);

  if (status != LGT_OK)
    return status;
  q->kind = kind;
  if (kind == LGT_QUANTITY_MEAN)
    snprintf (q->name, sizeof q->name, "%s", text);
  else
    snprintf (q->name, sizeof q->name, "%s(%s)", prefix[kind], text);
  r->count++;
  return LGT_OK;
}

/* The mean of every column that is no count and no number of a chain.  */
static enum lgt_status
add_all (struct request *r, struct lgt_error *error)
{
  for (int c = 0; c < r->table.count; c++)
    {
      const struct lgt_column *column = &r->table.column[c];
      double step;
      enum lgt_status status;

      if (!column->is_number || strcmp (column->name, r->values->chain) == 0
          || lgt_rows_count (&r->table, c, &r->rows, &step))
        continue;
      status = add_column (r, LGT_QUANTITY_MEAN, column->name, error);
      if (status != LGT_OK)
        return status;
    }
  if (r->count == 0)
    return lgt_fail (error, LGT_EINVAL, "%.120s has no column to analyze: "
                     "all are text or only count; name one by --column",
                     r->file);
  return LGT_OK;
}

static enum lgt_status
collect (struct request *r, struct lgt_error *error)
{
  const struct values *v = r->values;
  const struct
  {
    const struct lgt_texts *texts;
    enum lgt_quantity_kind kind;
  } lists[] = { { &v->columns, LGT_QUANTITY_MEAN },
                { &v->variances, LGT_QUANTITY_VARIANCE },
                { &v->binders, LGT_QUANTITY_BINDER } };
  const int asked = v->columns.count + v->ratios.count + v->variances.count
                    + v->binders.count;
  const int most = asked ? asked : r->table.count;
  enum lgt_status status = LGT_OK;

  r->quantity = calloc ((size_t) most, sizeof *r->quantity);
  if (!r->quantity)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d quantities", most);
  if (!asked)
    status = add_all (r, error);
  for (int l = 0; l < 3; l++)
    for (int i = 0; i < lists[l].texts->count && status == LGT_OK; i++)
      status = add_column (r, lists[l].kind, lists[l].texts->value[i], error);
  for (int i = 0; i < v->ratios.count && status == LGT_OK; i++)
    status = add_ratio (r, v->ratios.value[i], error);
  return status;
}

/* The time axis: the first column that counts.  */
static void
find_clock (struct request *r)
{
  r->clock = -1;
  r->every = 1;
  for (int c = 0; c < r->table.count && r->clock < 0; c++)
    if (r->table.column[c].is_number
        && strcmp (r->table.column[c].name, r->values->chain) != 0
        && lgt_rows_count (&r->table, c, &r->rows, &r->every))
      r->clock = c;
  if (r->clock < 0)
    r->every = 1;
}

/* ---- pictures ---- */

/* "FOLDER/NAME.KIND.svg"; what is no name of a file becomes '_'.  */
static void
picture_name (const char *folder, const char *name, const char *kind,
              char path[4096])
{
  int end = snprintf (path, 4096, "%.3800s/", folder);
  const int first = end;

  end += snprintf (path + end, (size_t) (4096 - end), "%.100s.%s.svg", name,
                   kind);
  for (int i = first; i < end; i++)
    if (path[i] == '/' || (unsigned char) path[i] < ' ' || path[i] == 127)
      path[i] = '_';
}

static enum lgt_status
draw (const struct request *r, const struct lgt_quantity *q,
      const struct lgt_fft *fft, double *data, struct lgt_error *error)
{
  const struct lgt_series series
    = { .name = q->name, .data = data, .replica = r->rows.replica,
        .length = r->rows.length, .exact = NAN,
        .clock = r->clock < 0 ? "rows" : r->table.column[r->clock].name };
  char path[4096];
  enum lgt_status status;

  lgt_rows_gather (&r->table, q->a, &r->rows, 1, data);
  picture_name (r->values->plot, q->name, "history", path);
  status = lgt_plot_history (path, &series, r->every, error);
  if (status != LGT_OK)
    return status;
  picture_name (r->values->plot, q->name, "autocorrelation", path);
  status = lgt_plot_autocorrelation (path, &series, fft, error);
  if (status != LGT_OK)
    return status;
  picture_name (r->values->plot, q->name, "histogram", path);
  return lgt_plot_histogram (path, &series, error);
}

/* Without gnuplot there is a message, and the analysis goes on.  */
static enum lgt_status
draw_all (const struct request *r, const struct lgt_fft *fft,
          struct lgt_error *error)
{
  double *data;
  enum lgt_status status = LGT_OK;

  if (mkdir (r->values->plot, 0777) != 0 && errno != EEXIST)
    return lgt_fail (error, LGT_EIO, "%.120s: %s", r->values->plot,
                     strerror (errno));
  data = malloc ((size_t) r->rows.count * sizeof *data);
  if (!data)
    return lgt_fail (error, LGT_ENOMEM, "no memory for pictures");
  for (int i = 0; i < r->count && status == LGT_OK; i++)
    if (r->quantity[i].kind == LGT_QUANTITY_MEAN)
      status = draw (r, &r->quantity[i], fft, data, error);
  free (data);
  if (status == LGT_ENODEV)
    {
      lgt_app_message (&app, "%s", error->text);
      return LGT_OK;
    }
  return status;
}

/* ---- all together ---- */

static enum lgt_status
analyze (struct request *r, struct lgt_error *error)
{
  const struct values *v = r->values;
  struct lgt_analysis analysis
    = { .gamma = v->method == METHOD_GAMMA || v->method == METHOD_ALL,
        .jackknife = v->method == METHOD_JACKKNIFE || v->method == METHOD_ALL,
        .bootstrap = v->method == METHOD_BOOTSTRAP || v->method == METHOD_ALL,
        .window_factor = v->window, .block = v->block, .samples = v->samples,
        .seed = (uint64_t) v->seed, .fft = lgt_app_fft () };
  char unit[160];
  enum lgt_status status;

  status = lgt_columns_read (r->file, &r->table, error);
  if (status == LGT_OK && strcmp (v->chain, "chain") != 0)
    {
      int column;

      status = lgt_columns_find (&r->table, r->file, v->chain, &column,
                                 error);
    }
  if (status == LGT_OK)
    status = lgt_rows_split (&r->table, r->file, v->chain, v->discard,
                             &r->rows, error);
  if (status == LGT_OK)
    status = collect (r, error);
  if (status != LGT_OK)
    return status;
  find_clock (r);
  if (r->clock >= 0)
    snprintf (unit, sizeof unit, "one row (%.60s rises by %g)",
              r->table.column[r->clock].name, r->every);
  else
    snprintf (unit, sizeof unit, "one row");
  lgt_summary_begin (&r->summary, analysis.gamma ? unit : NULL);
  for (int i = 0; i < r->count && status == LGT_OK; i++)
    status = lgt_analyze_quantity (&analysis, &r->table, &r->rows,
                                   &r->quantity[i], &r->summary, error);
  if (status == LGT_OK)
    status = lgt_summary_check (&r->summary, error);
  if (status == LGT_OK && v->format == FORMAT_TSV)
    lgt_summary_tsv (&r->summary, stdout);
  else if (status == LGT_OK)
    {
      printf ("%s: %lld rows in %d chain%s\n\n", r->file,
              (long long) r->rows.count, r->rows.replica,
              r->rows.replica > 1 ? "s" : "");
      lgt_summary_text (&r->summary, stdout);
    }
  if (status == LGT_OK && v->plot)
    status = draw_all (r, analysis.fft, error);
  return status;
}

int
lgt_analyze_main (int argc, char **argv)
{
  struct values values = { .chain = "chain", .seed = 1 };
  struct lgt_operands operands;
  struct request request = { .values = &values };
  struct lgt_error error;
  int result = lgt_app_parse (&app, argc, argv, &values, &operands);

  if (result >= 0)
    return result;
  request.file = operands.value[0];
  if (analyze (&request, &error) != LGT_OK)
    result = lgt_app_fail (&app, &error);
  else
    result = 0;
  lgt_summary_free (&request.summary);
  lgt_columns_free (&request.table);
  lgt_rows_free (&request.rows);
  free (request.quantity);
  return lgt_app_close (&app, result);
}

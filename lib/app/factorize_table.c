/* The table: what each rank costs and keeps.  */

#include "factorize.h"

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
print_row (struct lgt_table *table, int format,
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
  if (format == LGT_FACTORIZE_TEXT)
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
one_row (const struct lgt_factorize *f,
         const struct lgt_factorize_values *values,
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
cp_rows (const struct lgt_factorize *f,
         const struct lgt_factorize_values *values,
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
tucker_rows (const struct lgt_factorize *f,
             const struct lgt_factorize_values *values,
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
check_ranks (const struct lgt_factorize *f,
             const struct lgt_factorize_values *values,
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

enum lgt_status
lgt_factorize_table (struct lgt_factorize *f,
                     const struct lgt_factorize_values *values,
                     int *printed, struct lgt_error *error)
{
  struct lgt_table table = { 0 };
  enum lgt_status status = check_ranks (f, values, error);

  *printed = 0;
  if (status != LGT_OK)
    return status;
  if (values->format == LGT_FACTORIZE_TSV)
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
      if (values->format == LGT_FACTORIZE_TEXT)
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

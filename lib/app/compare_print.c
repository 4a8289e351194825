/* What the rows of lgt-compare cost, as tables.  */

#include "compare.h"

#include <math.h>
#include <string.h>

/* ---- costs ---- */

double
lgt_compare_cost (const struct lgt_compare_row *row,
                  enum lgt_compare_quantity quantity)
{
  return row->quantity[quantity].measured
         ? 2 * row->quantity[quantity].gamma.tau * row->seconds : NAN;
}

enum lgt_compare_quantity
lgt_compare_judge (const struct lgt_compare *compare)
{
  for (int i = 0; i < compare->rows; i++)
    if (compare->row[i].quantity[LGT_COMPARE_Q2].measured)
      return LGT_COMPARE_Q2;
  return LGT_COMPARE_PLAQUETTE;
}

/* A lower bound is no cost: a chain that moved is taken before one that did
   not, however long that one's would be.  */
int
lgt_compare_best (const struct lgt_compare *compare,
                  enum lgt_compare_quantity quantity)
{
  int best = -1;

  for (int i = 0; i < compare->rows; i++)
    {
      const struct lgt_compare_row *row = &compare->row[i];
      const struct lgt_compare_row *old = best < 0 ? NULL
                                                   : &compare->row[best];

      if (row->is_flow || !row->quantity[quantity].measured)
        continue;
      if (!old
          || row->quantity[quantity].frozen < old->quantity[quantity].frozen
          || (row->quantity[quantity].frozen
              == old->quantity[quantity].frozen
              && lgt_compare_cost (row, quantity)
                 < lgt_compare_cost (old, quantity)))
        best = i;
    }
  return best;
}

double
lgt_compare_pays (const struct lgt_compare *compare, int i,
                  enum lgt_compare_quantity quantity)
{
  const struct lgt_compare_row *row = &compare->row[i];
  const int best = lgt_compare_best (compare, quantity);
  double gain;

  if (best < 0 || !row->is_flow || isnan (row->training))
    return NAN;
  gain = lgt_compare_cost (&compare->row[best], quantity)
         - lgt_compare_cost (row, quantity);
  return gain > 0 ? row->training / gain : gain <= 0 ? INFINITY : NAN;
}

/* ---- for people ---- */

/* "x", or where the row is a bound "<x" or ">x".  */
static void
cell (FILE *stream, int width, char sign, double x)
{
  char text[40];

  if (isnan (x))
    text[0] = '\0';
  else if (sign)
    snprintf (text, sizeof text, "%c%.3g", sign, x);
  else
    snprintf (text, sizeof text, "%.3g", x);
  fprintf (stream, " %*s", width, text);
}

static void
print_quantity (const struct lgt_compare *compare,
                enum lgt_compare_quantity q, FILE *stream)
{
  const double exact = lgt_compare_exact (&compare->theory, q);

  fprintf (stream, "\n%s", q == LGT_COMPARE_Q2 ? "<Q^2>" : "plaquette");
  if (!isnan (exact))
    fprintf (stream, ", exact %.7g", exact);
  fprintf (stream, "\n%-24s %12s %9s %6s %10s %9s %9s %9s\n", "method",
           "value", "error", "sigma", "tau_int", "tau_int s",
           "a second", "us each");
  for (int i = 0; i < compare->rows; i++)
    {
      const struct lgt_compare_row *row = &compare->row[i];
      const struct lgt_gamma *g = &row->quantity[q].gamma;
      const bool frozen = row->quantity[q].frozen;
      const double cost = lgt_compare_cost (row, q);

      if (!row->quantity[q].measured)
        continue;
      fprintf (stream, "%-24.40s %12.7g %9.2g", row->name, g->value,
               g->error);
      if (isnan (exact) || !(g->error > 0))
        fprintf (stream, " %6s", "");
      else
        fprintf (stream, " %+6.1f", (g->value - exact) / g->error);
      cell (stream, 10, frozen ? '>' : 0, g->tau);
      cell (stream, 9, frozen ? '>' : 0, g->tau * row->seconds);
      cell (stream, 9, frozen ? '<' : 0, 1 / cost);
      cell (stream, 9, frozen ? '>' : 0, 1e6 * cost);
      fputc ('\n', stream);
    }
}

static void
print_methods (const struct lgt_compare *compare, FILE *stream)
{
  fprintf (stream, "\n%-24s %9s %10s %7s  %s\n", "method", "us a step",
           "steps", "accept", "setting");
  for (int i = 0; i < compare->rows; i++)
    {
      const struct lgt_compare_row *row = &compare->row[i];

      fprintf (stream, "%-24.40s %9.4g %10lld", row->name,
               1e6 * row->seconds, (long long) row->steps);
      cell (stream, 7, 0, row->acceptance);
      fprintf (stream, "  %s\n", row->detail);
    }
}

static void
print_flows (const struct lgt_compare *compare, FILE *stream)
{
  const enum lgt_compare_quantity q = lgt_compare_judge (compare);
  const int best = lgt_compare_best (compare, q);
  int flows = 0;

  for (int i = 0; i < compare->rows; i++)
    {
      const struct lgt_compare_row *row = &compare->row[i];
      const double pays = lgt_compare_pays (compare, i, q);
      char training[32] = "unknown", after[40] = "unknown";

      if (!row->is_flow)
        continue;
      if (flows++ == 0)
        fprintf (stream, "\n%-24s %8s %9s %10s  %s\n", "flow", "ESS",
                 "error", "training", "pays after");
      if (!isnan (row->training))
        lgt_format_time (row->training, training);
      if (isinf (pays))
        snprintf (after, sizeof after, "never");
      else if (!isnan (pays))
        snprintf (after, sizeof after, "%s%.3g",
                  compare->row[best].quantity[q].frozen ? "<" : "", pays);
      fprintf (stream, "%-24.40s %8.4f %9.1g %10s  %s\n", row->name,
               row->ess.value, row->ess.error, training, after);
    }
  if (flows && best >= 0)
    fprintf (stream, "\npays after: independent %s, against %s\n",
             q == LGT_COMPARE_Q2 ? "Q^2" : "plaquettes",
             compare->row[best].name);
}

static void
print_warnings (const struct lgt_compare *compare, FILE *stream)
{
  for (int i = 0; i < compare->rows; i++)
    for (int q = 0; q < LGT_COMPARE_QUANTITIES; q++)
      {
        const struct lgt_compare_row *row = &compare->row[i];
        const char *name = lgt_compare_names[q];

        if (!row->quantity[q].measured)
          continue;
        if (row->quantity[q].frozen)
          fprintf (stream, "warning: %s: the charge of a chain never moved; "
                   "its tau_int is longer than the run, value and error of "
                   "%s mean nothing\n", row->name, name);
        else if (row->quantity[q].gamma.is_short)
          fprintf (stream, "warning: %s: fewer than 50 tau_int of %s were "
                   "measured; a longer --time would do\n", row->name, name);
      }
}

void
lgt_compare_text (const struct lgt_compare *compare, FILE *stream)
{
  fprintf (stream, "%s", compare->theory.words);
  if (!isnan (compare->theory.beta))
    fprintf (stream, ", beta %g", compare->theory.beta);
  fprintf (stream, "; %g s a row on one core\n", compare->time);
  print_methods (compare, stream);
  for (int q = LGT_COMPARE_QUANTITIES - 1; q >= 0; q--)
    if (compare->rows && compare->row[0].quantity[q].measured)
      print_quantity (compare, q, stream);
  print_flows (compare, stream);
  print_warnings (compare, stream);
  fputs ("\na second: independent configurations, 1 / (2 tau_int s); us "
         "each: microseconds for one\n", stream);
}

/* ---- for scripts ---- */

static void
print_row (const struct lgt_compare *compare, int i,
           enum lgt_compare_quantity q, struct lgt_table *table)
{
  const struct lgt_compare_row *row = &compare->row[i];
  const struct lgt_gamma *g = &row->quantity[q].gamma;
  const double exact = lgt_compare_exact (&compare->theory, q);
  const double cost = lgt_compare_cost (row, q);

  lgt_table_text (table, row->name);
  lgt_table_text (table, row->detail);
  lgt_table_text (table, lgt_compare_names[q]);
  lgt_table_real (table, g->value);
  lgt_table_real (table, g->error);
  lgt_table_known (table, exact);
  lgt_table_known (table, g->error > 0 ? (g->value - exact) / g->error : NAN);
  lgt_table_real (table, g->tau);
  lgt_table_known (table, g->tau_error);
  lgt_table_int (table, row->quantity[q].frozen);
  lgt_table_int (table, row->steps);
  lgt_table_real (table, row->seconds);
  lgt_table_real (table, cost);
  lgt_table_real (table, 1 / cost);
  lgt_table_known (table, row->acceptance);
  lgt_table_known (table, row->ess.value);
  lgt_table_known (table, row->ess.error);
  lgt_table_known (table, row->training);
  lgt_table_known (table, lgt_compare_pays (compare, i, q));
}

void
lgt_compare_tsv (const struct lgt_compare *compare, FILE *stream)
{
  static const char *const names[]
    = { "method", "setting", "quantity", "value", "error", "exact", "sigma",
        "tau_int", "tau_error", "frozen", "steps", "seconds_step", "cost",
        "rate", "acceptance", "ess", "ess_error", "training", "pays_after" };
  struct lgt_table table;

  lgt_table_begin (&table, stream, sizeof names / sizeof names[0], names,
                   false);
  for (int i = 0; i < compare->rows; i++)
    for (int q = 0; q < LGT_COMPARE_QUANTITIES; q++)
      if (compare->row[i].quantity[q].measured)
        print_row (compare, i, q, &table);
}

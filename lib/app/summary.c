/* The table of what was measured.  */

#include <lgt/summary.h>

#include <lgt/app.h>

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { CELL = 40 };

/* Replica that scatter as much by chance this rarely are worth a word.  */
static const double improbable = 0.001;

void
lgt_summary_begin (struct lgt_summary *summary, const char *unit)
{
  *summary = (struct lgt_summary) { .unit = unit };
}

void
lgt_summary_free (struct lgt_summary *summary)
{
  for (int i = 0; i < summary->count; i++)
    free (summary->row[i].name);
  free (summary->row);
  *summary = (struct lgt_summary) { 0 };
}

/* Room for one more row; 0: no memory.  */
static int
make_room (struct lgt_summary *summary)
{
  const int room = 2 * summary->room + 16;
  struct lgt_summary_row *grown;

  if (summary->count < summary->room)
    return 1;
  grown = realloc (summary->row, (size_t) room * sizeof *grown);
  if (!grown)
    return 0;
  summary->row = grown;
  summary->room = room;
  return 1;
}

void
lgt_summary_add (struct lgt_summary *summary, const char *name,
                 const struct lgt_gamma *measured, double exact)
{
  char *copy = make_room (summary) ? strdup (name) : NULL;

  if (copy)
    summary->row[summary->count++]
      = (struct lgt_summary_row) { copy, *measured, exact };
  else
    summary->lost++;
}

enum lgt_status
lgt_summary_check (const struct lgt_summary *summary, struct lgt_error *error)
{
  return summary->lost == 0 ? LGT_OK
         : lgt_fail (error, LGT_ENOMEM, "no memory for %d of %d rows of a "
                     "table", summary->lost, summary->lost + summary->count);
}

void
lgt_summary_add_estimate (struct lgt_summary *summary, const char *name,
                          struct lgt_estimate measured, double exact)
{
  const struct lgt_gamma gamma
    = { .value = measured.value, .error = measured.error, .error_error = NAN,
        .tau = NAN, .tau_error = NAN, .naive_error = NAN, .consistency = 1 };

  lgt_summary_add (summary, name, &gamma, exact);
}

double
lgt_summary_deviation (const struct lgt_summary *summary, int i)
{
  const struct lgt_summary_row *row = &summary->row[i];

  return row->measured.error > 0
         ? (row->measured.value - row->exact) / row->measured.error : NAN;
}

/* ---- warnings ---- */

/* Those before number *LEFT are passed over; 1 when TEXT is that one.  */
__attribute__ ((format (printf, 3, 4))) static int
warn (int *left, char *text, const char *format, ...)
{
  va_list arguments;

  if ((*left)-- != 0)
    return 0;
  va_start (arguments, format);
  vsnprintf (text, 200, format, arguments);
  va_end (arguments);
  return 1;
}

int
lgt_summary_warning (const struct lgt_summary *summary, int i, char text[200])
{
  for (int r = 0; r < summary->count; r++)
    {
      const struct lgt_summary_row *row = &summary->row[r];
      const struct lgt_gamma *g = &row->measured;
      const double deviation = lgt_summary_deviation (summary, r);

      if (g->is_short
          && warn (&i, text, "%s: %lld measurements are fewer than 50 tau_int "
                   "= %.3g; the error means little", row->name,
                   (long long) g->count, 50 * g->tau))
        return 1;
      if (g->consistency < improbable
          && warn (&i, text, "%s: chains scatter more than their errors allow "
                   "(probability %.1g): not in equilibrium, or frozen",
                   row->name, g->consistency))
        return 1;
      if (fabs (deviation) > 3
          && warn (&i, text, "%s is %.1f sigma from the exact value",
                   row->name, fabs (deviation)))
        return 1;
    }
  return 0;
}

/* ---- for people ---- */

/* 0.58123(45): VALUE with two digits of ERROR.  */
static void
with_error (char cell[CELL], double value, double error)
{
  int decimals;

  if (isnan (value))
    cell[0] = '\0';
  else if (!(error > 0) || !isfinite (error))
    snprintf (cell, CELL, "%.8g", value);
  else
    {
      decimals = 1 - (int) floor (log10 (error * (1 + 1e-9)));
      decimals = decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
      if (fabs (value) >= 1e12)
        snprintf (cell, CELL, "%.6g", value);
      else if (error < 1)
        snprintf (cell, CELL, "%.*f(%.0f)", decimals, value,
                  error * pow (10, decimals));
      else
        snprintf (cell, CELL, "%.*f(%.*f)", decimals, value, decimals, error);
    }
}

static void
print_row (const struct lgt_summary *summary, int i, int width, FILE *stream)
{
  const struct lgt_summary_row *row = &summary->row[i];
  const double deviation = lgt_summary_deviation (summary, i);
  char value[CELL], tau[CELL], exact[CELL], sigma[CELL] = "";
  char line[4 * CELL + 64];
  size_t end;

  with_error (value, row->measured.value, row->measured.error);
  with_error (tau, row->measured.tau, row->measured.tau_error);
  exact[0] = '\0';
  if (!isnan (row->exact))
    snprintf (exact, sizeof exact, "%.8g", row->exact);
  if (!isnan (deviation))
    snprintf (sigma, sizeof sigma, "%+.1f sigma", deviation);
  end = (size_t) snprintf (line, sizeof line, "%-*.60s %18s %14s %14s %12s",
                           width, row->name, value, tau, exact, sigma);
  while (end > 0 && line[end - 1] == ' ')
    end--;
  fprintf (stream, "%.*s\n", (int) end, line);
}

void
lgt_summary_text (const struct lgt_summary *summary, FILE *stream)
{
  int width = 12;
  char text[200];

  for (int i = 0; i < summary->count; i++)
    if ((int) strlen (summary->row[i].name) > width)
      width = (int) strlen (summary->row[i].name);
  width = width > 60 ? 60 : width;
  fprintf (stream, "%-*s %18s %14s %14s %12s\n", width, "quantity",
           "value(error)", "tau_int", "exact", "deviation");
  for (int i = 0; i < summary->count; i++)
    print_row (summary, i, width, stream);
  if (summary->unit)
    fprintf (stream, "\ntau_int 1: %s\n", summary->unit);
  for (int i = 0; lgt_summary_warning (summary, i, text); i++)
    fprintf (stream, "warning: %s\n", text);
}

/* ---- for scripts ---- */

void
lgt_summary_tsv (const struct lgt_summary *summary, FILE *stream)
{
  static const char *const names[]
    = { "quantity", "value", "error", "tau_int", "tau_error", "count", "exact",
        "sigma" };
  struct lgt_table table;

  lgt_table_begin (&table, stream, 8, names, false);
  for (int i = 0; i < summary->count; i++)
    {
      const struct lgt_summary_row *row = &summary->row[i];

      lgt_table_text (&table, row->name);
      lgt_table_known (&table, row->measured.value);
      lgt_table_known (&table, row->measured.error);
      lgt_table_known (&table, row->measured.tau);
      lgt_table_known (&table, row->measured.tau_error);
      lgt_table_int (&table, row->measured.count);
      lgt_table_known (&table, row->exact);
      lgt_table_known (&table, lgt_summary_deviation (summary, i));
    }
}

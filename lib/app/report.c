/* The table of results of a sampling run.  */

#include <lgt/report.h>

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include <lgt/app.h>

static const struct { const char *name, *label; }
quantities[LGT_REPORT_QUANTITIES] = {
  [LGT_REPORT_ESS] = { "ess", "ESS" },
  [LGT_REPORT_ESS_FORWARD] = { "ess_forward", "ESS, forward" },
  [LGT_REPORT_KL] = { "kl", "KL (q || p)" },
  [LGT_REPORT_LOG_Z] = { "log_z", "ln Z, Bennett" },
  [LGT_REPORT_ACCEPTANCE] = { "acceptance", "acceptance" },
  [LGT_REPORT_MAX_SHARE] = { "max_share", "largest weight's share" },
  [LGT_REPORT_TAU_INT] = { "tau_int", "tau_int" },
  [LGT_REPORT_PLAQUETTE_REWEIGHTED]
    = { "plaquette_reweighted", "plaquette, reweighted" },
  [LGT_REPORT_PLAQUETTE_CHAIN] = { "plaquette_chain", "plaquette, chain" },
  [LGT_REPORT_Q2_REWEIGHTED] = { "q2_reweighted", "<Q^2>, reweighted" },
  [LGT_REPORT_Q2_CHAIN] = { "q2_chain", "<Q^2>, chain" },
  [LGT_REPORT_PHI2_REWEIGHTED]
    = { "phi2_reweighted", "<phi^2>, reweighted" },
  [LGT_REPORT_PHI2_CHAIN] = { "phi2_chain", "<phi^2>, chain" },
  [LGT_REPORT_ABS_M_REWEIGHTED] = { "abs_m_reweighted", "<|M|>, reweighted" },
  [LGT_REPORT_ABS_M_CHAIN] = { "abs_m_chain", "<|M|>, chain" },
};

enum { FEW = 10000, CELL = 32 };

/* An ESS is measured by ESS n samples, more or less: with fewer than this
   many its error bar is not to be trusted.  */
static const double enough = 1000;
static const double large_share = 0.05, least_overlap = 0.03;

void
lgt_report_init (struct lgt_report *report)
{
  memset (report, 0, sizeof *report);
  for (int i = 0; i < LGT_REPORT_QUANTITIES; i++)
    report->row[i] = (struct lgt_report_row) { { NAN, NAN }, NAN };
  report->log_z = NAN;
  report->overlap = NAN;
}

void
lgt_report_set (struct lgt_report *report, enum lgt_report_quantity row,
                struct lgt_estimate measured, double exact)
{
  report->row[row] = (struct lgt_report_row) { measured, exact };
}

void
lgt_report_weights (struct lgt_report *report,
                    const struct lgt_weights_summary *weights, double log_z)
{
  struct lgt_estimate share = { weights->max_share, NAN };

  report->weights = *weights;
  report->log_z = log_z;
  lgt_report_set (report, LGT_REPORT_ESS, weights->ess, NAN);
  lgt_report_set (report, LGT_REPORT_MAX_SHARE, share, NAN);
  if (!isnan (log_z))
    lgt_report_set (report, LGT_REPORT_KL, lgt_weights_kl (weights, log_z),
                    NAN);
}

void
lgt_report_chain (struct lgt_report *report, int64_t steps,
                  const struct lgt_metropolis *metropolis,
                  const struct lgt_gamma *slowest)
{
  struct lgt_estimate tau = { slowest->tau, slowest->tau_error };

  report->chain = steps;
  report->longest_stay = metropolis->longest_stay;
  report->chain_is_short = slowest->is_short;
  lgt_report_set (report, LGT_REPORT_ACCEPTANCE, metropolis->acceptance, NAN);
  lgt_report_set (report, LGT_REPORT_TAU_INT, tau, NAN);
}

void
lgt_report_bennett (struct lgt_report *report,
                    const struct lgt_bennett *bennett, double log_z)
{
  report->overlap = bennett->overlap;
  lgt_report_set (report, LGT_REPORT_LOG_Z, bennett->log_z, log_z);
}

double
lgt_report_deviation (const struct lgt_report *report,
                      enum lgt_report_quantity row)
{
  const struct lgt_report_row *r = &report->row[row];

  return r->measured.error > 0
         ? (r->measured.value - r->exact) / r->measured.error : NAN;
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
  vsnprintf (text, 160, format, arguments);
  va_end (arguments);
  return 1;
}

int
lgt_report_warning (const struct lgt_report *report, int i, char text[160])
{
  const struct lgt_weights_summary *w = &report->weights;
  double ess = w->ess.value;

  if (w->count > 0 && w->count < FEW
      && warn (&i, text, "%lld proposals are few; quote an ESS from at least "
               "%d", (long long) w->count, FEW))
    return 1;
  if (w->count >= FEW && ess * (double) w->count < enough
      && warn (&i, text, "an ESS of %.2g cannot be measured with %lld "
               "proposals; believe KL rather", ess, (long long) w->count))
    return 1;
  if (w->count > 0 && w->max_share > large_share
      && warn (&i, text, "one proposal carries %.0f%% of the weight; "
               "reweighted values and their errors mean little",
               100 * w->max_share))
    return 1;
  if (report->overlap < least_overlap
      && warn (&i, text, "proposals and configurations hardly overlap (%.2g): "
               "ln Z and its error mean little", report->overlap))
    return 1;
  if (report->chain > 0 && report->chain_is_short
      && warn (&i, text, "a chain of %lld steps is shorter than 50 tau_int; "
               "its errors mean little", (long long) report->chain))
    return 1;
  for (int q = 0; q < LGT_REPORT_QUANTITIES; q++)
    {
      double deviation
        = lgt_report_deviation (report, (enum lgt_report_quantity) q);

      if (fabs (deviation) > 3
          && warn (&i, text, "%s is %.1f sigma from the exact value",
                   quantities[q].label, fabs (deviation)))
        return 1;
    }
  return 0;
}

/* ---- for people ---- */

/* Digits behind the point that show two digits of ERROR.  */
static int
decimals_for (double error)
{
  int decimals;

  if (!(error > 0 && isfinite (error)))
    return -1;
  decimals = 1 - (int) floor (log10 (error));
  return decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
}

static void
format (char cell[CELL], double x, int decimals)
{
  if (isnan (x))
    cell[0] = '\0';
  else if (decimals < 0 || fabs (x) >= 1e12)
    snprintf (cell, CELL, "%.6g", x);
  else
    snprintf (cell, CELL, "%.*f", decimals, x);
}

static void
print_row (const struct lgt_report *report, enum lgt_report_quantity q,
           FILE *stream)
{
  const struct lgt_report_row *row = &report->row[q];
  int decimals = decimals_for (row->measured.error);
  double deviation = lgt_report_deviation (report, q);
  char value[CELL], error[CELL], exact[CELL], line[5 * CELL];
  size_t end;

  format (value, row->measured.value, decimals);
  format (error, row->measured.error, decimals);
  format (exact, row->exact, decimals < 0 ? -1 : decimals + 1);
  end = (size_t) snprintf (line, sizeof line, "%-24s%12s%12s%14s",
                           quantities[q].label, value, error, exact);
  if (!isnan (deviation))
    end += (size_t) snprintf (line + end, sizeof line - end, "%+11.1f sigma",
                              deviation);
  while (end > 0 && line[end - 1] == ' ')
    end--;
  fprintf (stream, "%.*s\n", (int) end, line);
}

static void
print_notes (const struct lgt_report *report, FILE *stream)
{
  const struct lgt_weights_summary *w = &report->weights;

  if (w->count > 0)
    {
      int decimals = decimals_for (w->log_z.error);
      char value[CELL], error[CELL], exact[CELL];

      fprintf (stream, "%lld proposals; log w has standard deviation s = "
               "%.4g\n", (long long) w->count, w->spread);
      fprintf (stream, "if log w were Gaussian: ESS exp (-s^2) = %.4f, "
               "acceptance erfc (s/2) = %.4f\n", w->ess_gaussian,
               w->acceptance_gaussian);
      format (value, w->log_z.value, decimals);
      format (error, w->log_z.error, decimals);
      format (exact, report->log_z, decimals < 0 ? -1 : decimals + 1);
      fprintf (stream, "ln Z from the weights: %s +- %s%s%s\n", value, error,
               exact[0] ? ", exact " : "", exact);
    }
  if (w->count > 0 && report->of_paths)
    fputs ("weights are those of paths through the stochastic steps: so are "
           "ESS and KL\n", stream);
  if (report->chain > 0)
    fprintf (stream, "chain of %lld steps; the longest stay on one "
             "configuration is %lld\n", (long long) report->chain,
             (long long) report->longest_stay);
}

void
lgt_report_text (const struct lgt_report *report, FILE *stream)
{
  char text[160];

  fprintf (stream, "%-24s%12s%12s%14s%17s\n", "quantity", "value", "error",
           "exact", "deviation");
  for (int q = 0; q < LGT_REPORT_QUANTITIES; q++)
    if (!isnan (report->row[q].measured.value))
      print_row (report, (enum lgt_report_quantity) q, stream);
  if (report->weights.count > 0 || report->chain > 0)
    putc ('\n', stream);
  print_notes (report, stream);
  for (int i = 0; lgt_report_warning (report, i, text); i++)
    fprintf (stream, "warning: %s\n", text);
}

/* ---- for scripts ---- */

void
lgt_report_tsv (const struct lgt_report *report, FILE *stream)
{
  static const char *const names[] = { "quantity", "value", "error", "exact" };
  struct lgt_table table;

  lgt_table_begin (&table, stream, 4, names, false);
  for (int q = 0; q < LGT_REPORT_QUANTITIES; q++)
    {
      const struct lgt_report_row *row = &report->row[q];

      if (isnan (row->measured.value))
        continue;
      lgt_table_text (&table, quantities[q].name);
      lgt_table_known (&table, row->measured.value);
      lgt_table_known (&table, row->measured.error);
      lgt_table_known (&table, row->exact);
    }
}

/* Pictures of Monte Carlo data: history, autocorrelation, histogram.  */

#include "plots.h"

#include <math.h>
#include <stdlib.h>

#include "plots_draw.h"

enum
{
  MOST_CHAINS = 8,
  MOST_POINTS = 2000,     /* of a chain's history: two for each pixel */
  MOST_BARS = 60,         /* errors of an autocorrelation function */
  MOST_BINS = 200,
  MOST_INTEGERS = 1000
};

/* Number of measurements; refuses what no picture can be made of.  */
static enum lgt_status
check_series (const struct lgt_series *s, int64_t *count,
              struct lgt_error *error)
{
  int64_t first, bad, n = 0;

  if (s->replica < 1)
    return lgt_fail (error, LGT_EINVAL, "%.80s: no chain to draw", s->name);
  for (int r = 0; r < s->replica; r++)
    {
      if (s->length[r] < 2)
        return lgt_fail (error, LGT_EINVAL, "%.80s: chain %d has %lld "
                         "measurements; a picture needs 2", s->name, r,
                         (long long) s->length[r]);
      n += s->length[r];
    }
  bad = lgt_count_not_finite (s->data, n, &first);
  if (bad)
    return lgt_fail (error, LGT_ENUM, "%.80s: %lld of %lld data are not "
                     "finite; the first is in measurement %lld", s->name,
                     (long long) bad, (long long) n, (long long) first);
  *count = n;
  return LGT_OK;
}

/* "set title 'NAME'", with room for more words.  */
static void
begin_title (struct lgt_drawing *d, const char *name)
{
  fputs ("set title ", d->commands);
  lgt_drawing_quote (d, name);
}

static double
mean_of (const double *x, int64_t n)
{
  double sum = 0;

  for (int64_t i = 0; i < n; i++)
    sum += x[i];
  return sum / (double) n;
}

static void
range_of (const double *x, int64_t n, double *low, double *high)
{
  *low = *high = x[0];
  for (int64_t i = 1; i < n; i++)
    {
      *low = x[i] < *low ? x[i] : *low;
      *high = x[i] > *high ? x[i] : *high;
    }
}

/* ---- history ---- */

/* Every STEP-th measurement of each drawn chain.  */
static void
write_history (struct lgt_drawing *d, const struct lgt_series *s, int chains,
               int64_t step, double every)
{
  const char *const names[] = { "chain", s->clock ? s->clock : "sweep", s->name };
  const double *x = s->data;
  struct lgt_table table;

  lgt_table_begin (&table, d->data, 3, names, false);
  for (int r = 0; r < chains; x += s->length[r++])
    for (int64_t i = 0; i < s->length[r]; i += step)
      {
        lgt_table_int (&table, r);
        lgt_table_real (&table, (double) i * every);
        lgt_table_real (&table, x[i]);
      }
}

/* About half of RANGE, a power of ten times 1, 2 or 5.  */
static double
coarse_step (double range)
{
  const double power = pow (10, floor (log10 (range / 2)));
  const double digit = range / 2 / power;

  return power * (digit < 2 ? 1 : digit < 5 ? 2 : 5);
}

/* Strips above each other with one time axis: chains drawn over each other
   hide each other.  */
static void
draw_history (struct lgt_drawing *d, const struct lgt_series *s, int chains,
              int64_t step, double every, int64_t longest)
{
  FILE *c = d->commands;
  const double top = 0.91, bottom = 0.11;
  const double height = (top - bottom) / chains;
  int64_t drawn = 0;
  double low, high, margin;

  for (int r = 0; r < chains; r++)
    drawn += s->length[r];
  range_of (s->data, drawn, &low, &high);
  if (!isnan (s->exact))
    {
      low = fmin (low, s->exact);
      high = fmax (high, s->exact);
    }
  margin = high > low ? 0.12 * (high - low) : fmax (fabs (high), 1) * 0.1;
  fprintf (c, "set multiplot\nunset key\nset lmargin at screen 0.13\n"
           "set rmargin at screen %s\nset xrange [0:%.17g]\n"
           "set yrange [%.17g:%.17g]\n",
           chains > 1 ? "0.90" : "0.96", (double) (longest - 1) * every,
           low - margin, high + margin);
  if (chains > 3)       /* few numbers, none at an end, where strips meet */
    {
      const double step_y = coarse_step (high - low + margin);

      fprintf (c, "set ytics %.17g,%.17g,%.17g\n",
               step_y * ceil ((low - margin / 2) / step_y), step_y,
               high + margin / 2);
    }
  fputs ("set label 1 ", c);
  lgt_drawing_quote (d, s->name);
  fputs (" at screen 0.025,0.5 center rotate noenhanced\nset label 2 '", c);
  if (step > 1)
    fprintf (c, "one in %lld measurements drawn", (long long) step);
  if (s->replica > chains)
    fprintf (c, "%s%d of %d chains", step > 1 ? ", " : "", chains, s->replica);
  fprintf (c, "' at screen 0.13,0.955 left\n%s",
           isnan (s->exact) ? "" : "set label 3 'dashed: exact' at screen "
           "0.90,0.955 right textcolor rgb '#d55e00'\n");
  for (int r = 0; r < chains; r++)
    {
      fprintf (c, "set tmargin at screen %.6f\nset bmargin at screen %.6f\n",
               top - r * height, top - (r + 1) * height + 0.012);
      if (r == chains - 1)
        {
          char label[128];

          snprintf (label, sizeof label, "Monte Carlo time [%.80s]",
                    s->clock ? s->clock : "sweeps");
          fputs ("set xlabel ", c);
          lgt_drawing_quote (d, label);
          fputs (" noenhanced\nset format x '%g'\n", c);
        }
      else
        fputs ("set format x ''\n", c);
      if (chains > 1)
        fprintf (c, "set label 4 'chain %d' at graph 1.012,0.5 left\n",
                 r);
      fprintf (c, "plot data using ($1==%d?$2:NaN):3 with lines lw 1 "
               "lc rgb '%s' notitle", r, lgt_drawing_colour (0));
      if (!isnan (s->exact))
        fprintf (c, ", %.17g with lines " LGT_DRAWING_EXACT " notitle",
                 s->exact);
      /* Once is enough.  */
      fputs ("\nunset label 1\nunset label 2\nunset label 3\n", c);
    }
  fputs ("unset multiplot\n", c);
}

enum lgt_status
lgt_plot_history (const char *picture, const struct lgt_series *series,
                  double every, struct lgt_error *error)
{
  const int chains = series->replica < MOST_CHAINS ? series->replica
                                                   : MOST_CHAINS;
  struct lgt_drawing d;
  int64_t count, longest = 0, step;
  enum lgt_status status = check_series (series, &count, error);

  if (status != LGT_OK)
    return status;
  if (!(every > 0 && isfinite (every)))
    return lgt_fail (error, LGT_EINVAL, "%.80s: a measurement every %g "
                     "sweeps; it must be positive", series->name, every);
  status = lgt_drawing_begin (&d, picture, error);
  if (status != LGT_OK)
    return status;
  for (int r = 0; r < chains; r++)
    longest = series->length[r] > longest ? series->length[r] : longest;
  step = (longest + MOST_POINTS - 1) / MOST_POINTS;
  write_history (&d, series, chains, step, every);
  draw_history (&d, series, chains, step, every, longest);
  return lgt_drawing_end (&d, LGT_OK, error);
}

/* ---- autocorrelation ---- */

static void
write_autocorrelation (struct lgt_drawing *d, int64_t lags, const double *rho,
                       const double *rho_error)
{
  static const char *const names[] = { "t", "rho", "error" };
  struct lgt_table table;

  lgt_table_begin (&table, d->data, 3, names, false);
  for (int64_t t = 0; t < lags; t++)
    {
      lgt_table_int (&table, t);
      lgt_table_real (&table, rho[t]);
      lgt_table_real (&table, rho_error[t]);
    }
}

static void
draw_autocorrelation (struct lgt_drawing *d, const struct lgt_series *s,
                      const struct lgt_gamma *g, int64_t lags)
{
  FILE *c = d->commands;

  begin_title (d, s->name);
  fputs (" noenhanced\nset xlabel 't [measurements]'\n"
         "set ylabel '{/:Italic ρ}(t)'\n", c);
  fprintf (c, "set xrange [-0.5:%.17g]\nset yrange [*<-0.1:1.05]\n",
           (double) lags - 0.5);
  fprintf (c, "set arrow from %lld, graph 0 to %lld, graph 1 nohead "
           "lc rgb '#777777' dashtype 3 lw 2\n", (long long) g->window,
           (long long) g->window);
  fprintf (c, "set label '{/:Italic τ}_{int} = %.*f ± %.*f' at graph "
           "0.97,0.93 right\nset label 'window: t = %lld (dotted)' at graph "
           "0.97,0.87 right\nset label '%lld measurements%s' at graph "
           "0.97,0.81 right\n",
           g->tau_error < 0.1 ? 3 : 2, g->tau, g->tau_error < 0.1 ? 3 : 2,
           g->tau_error, (long long) g->window, (long long) g->count,
           g->is_short ? ": fewer than 50 {/:Italic τ}_{int}" : "");
  fprintf (c, "plot 0 with lines lc rgb '#777777' lw 1 notitle, "
           "data using 1:2:3 every %lld with yerrorbars pt 7 ps 0.6 "
           "lc rgb '%s' notitle\n", (long long) (lags + MOST_BARS - 1)
           / MOST_BARS, lgt_drawing_colour (0));
}

enum lgt_status
lgt_plot_autocorrelation (const char *picture, const struct lgt_series *series,
                          const struct lgt_fft *fft, struct lgt_error *error)
{
  const struct lgt_gamma_options options = { .fft = fft };
  struct lgt_drawing d;
  struct lgt_gamma g;
  int64_t count, lags, half = INT64_MAX;
  double *rho;
  enum lgt_status status = check_series (series, &count, error);

  if (status == LGT_OK)
    status = lgt_gamma_mean (series->data, series->replica, series->length,
                             &options, &g, error);
  if (status != LGT_OK)
    return status;
  for (int r = 0; r < series->replica; r++)
    half = series->length[r] / 2 < half ? series->length[r] / 2 : half;
  lags = 2 * g.window + 10;
  lags = lags > half ? half + 1 : lags;
  rho = malloc (2 * (size_t) lags * sizeof *rho);
  if (!rho)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld autocorrelations",
                     (long long) lags);
  status = lgt_gamma_autocorrelation (series->data, series->replica,
                                      series->length, lags, &options, rho,
                                      rho + lags, error);
  if (status == LGT_OK)
    status = lgt_drawing_begin (&d, picture, error);
  if (status == LGT_OK)
    {
      write_autocorrelation (&d, lags, rho, rho + lags);
      draw_autocorrelation (&d, series, &g, lags);
      status = lgt_drawing_end (&d, LGT_OK, error);
    }
  free (rho);
  return status;
}

/* ---- histogram ---- */

struct bins { int count; double low, width; int integers; };

/* Charges are integers up to the rounding of their sums of angles.  */
static int
are_integers (const double *x, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    if (!(fabs (x[i] - rint (x[i])) < 1e-6))
      return 0;
  return 1;
}

/* The width of D. Scott, Biometrika 66 (1979) 605: 3.49 s n^(-1/3).  */
static struct bins
choose_bins (const double *x, int64_t n)
{
  const double mean = mean_of (x, n);
  double low, high, square = 0, count;
  struct bins bins;

  range_of (x, n, &low, &high);
  if (are_integers (x, n) && high - low < MOST_INTEGERS)
    return (struct bins) { (int) rint (high - low) + 1, rint (low) - 0.5, 1,
                           1 };
  for (int64_t i = 0; i < n; i++)
    square += (x[i] - mean) * (x[i] - mean);
  count = (high - low) * cbrt ((double) n)
          / (3.49 * sqrt (square / (double) n));
  bins.count = count < MOST_BINS ? (int) ceil (count) : MOST_BINS;
  bins.count = bins.count < 1 ? 1 : bins.count;
  bins.low = low;
  bins.width = (high - low) / bins.count;
  bins.integers = 0;
  if (!(bins.width > 0))        /* constant */
    {
      bins.count = 1;
      bins.width = fmax (fabs (low), 1) * 1e-3;
      bins.low = low - bins.width / 2;
    }
  return bins;
}

static void
write_bins (struct lgt_drawing *d, const struct bins *bins,
            const int64_t *counts, int64_t n)
{
  static const char *const names[] = { "from", "to", "count", "density" };
  struct lgt_table table;

  lgt_table_begin (&table, d->data, 4, names, false);
  for (int b = 0; b < bins->count; b++)
    {
      lgt_table_real (&table, bins->low + b * bins->width);
      lgt_table_real (&table, bins->low + (b + 1) * bins->width);
      lgt_table_int (&table, counts[b]);
      lgt_table_real (&table, (double) counts[b] / ((double) n
                                                    * bins->width));
    }
}

static void
vertical (struct lgt_drawing *d, double x, const char *how)
{
  fprintf (d->commands, "set arrow from %.17g, graph 0 to %.17g, graph 1 "
           "nohead front %s\n", x, x, how);
}

static void
draw_bins (struct lgt_drawing *d, const struct lgt_series *s,
           const struct bins *bins, const int64_t *counts, int64_t n)
{
  FILE *c = d->commands;
  int64_t most = 0;

  for (int b = 0; b < bins->count; b++)
    most = counts[b] > most ? counts[b] : most;

  fputs ("set xlabel ", c);
  lgt_drawing_quote (d, s->name);
  fprintf (c, " noenhanced\nset ylabel '%s'\nset title '%lld measurements'\n"
           "set yrange [0:%.17g]\nset style fill solid 0.45 noborder\n",
           bins->integers ? "probability" : "probability density",
           (long long) n, 1.1 * (double) most / ((double) n * bins->width));
  if (bins->integers)
    fprintf (c, "set xtics %d\n", 1 + bins->count / 16);
  fprintf (c, "set xrange [%.17g:%.17g]\n",
           bins->low - 0.02 * bins->width * bins->count,
           bins->low + 1.02 * bins->width * bins->count);
  vertical (d, mean_of (s->data, n), "lc rgb '#000000' lw 2");
  if (!isnan (s->exact))
    vertical (d, s->exact, LGT_DRAWING_EXACT);
  fprintf (c, "plot data using (($1+$2)/2):4:(%s*($2-$1)) with boxes "
           "lc rgb '%s' notitle, "
           "NaN with lines lc rgb '#000000' lw 2 title 'mean'%s\n",
           bins->integers ? "0.8" : "1", lgt_drawing_colour (0),
           isnan (s->exact) ? "" : ", NaN with lines " LGT_DRAWING_EXACT
           " title 'exact mean'");
}

enum lgt_status
lgt_plot_histogram (const char *picture, const struct lgt_series *series,
                    struct lgt_error *error)
{
  struct lgt_drawing d;
  struct bins bins;
  int64_t n, *counts;
  enum lgt_status status = check_series (series, &n, error);

  if (status != LGT_OK)
    return status;
  bins = choose_bins (series->data, n);
  counts = calloc ((size_t) bins.count, sizeof *counts);
  if (!counts)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d bins", bins.count);
  for (int64_t i = 0; i < n; i++)
    {
      const double b = floor ((series->data[i] - bins.low) / bins.width);

      counts[b < 0 ? 0 : b < bins.count ? (int) b : bins.count - 1]++;
    }
  status = lgt_drawing_begin (&d, picture, error);
  if (status == LGT_OK)
    {
      write_bins (&d, &bins, counts, n);
      draw_bins (&d, series, &bins, counts, n);
      status = lgt_drawing_end (&d, LGT_OK, error);
    }
  free (counts);
  return status;
}

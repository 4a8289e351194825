/* The gradient flow as a measurement: t^2 E by plaquettes and by clover
   leaves at some times, and the charge at the last one.  */

#include "measure.h"

#include <math.h>
#include <stdlib.h>

#include <lgt/field_strength.h>

#ifdef _OPENMP
# include <omp.h>
#endif

/* t^2 E = 0.3 defines t0.  */
static const double level = 0.3;

int
lgt_flow_records (const struct lgt_measuring *m)
{
  return m->flow_steps < LGT_FLOW_RECORDS ? (int) m->flow_steps
                                          : LGT_FLOW_RECORDS;
}

int64_t
lgt_flow_steps_to (const struct lgt_measuring *m, int i)
{
  return m->flow_steps * (i + 1) / lgt_flow_records (m);
}

static double
time_of (const struct lgt_measuring *m, int i)
{
  return m->flow_step * (double) lgt_flow_steps_to (m, i);
}

/* Columns: t^2 E of plaquettes at all times, of clover leaves at all times,
   and in four dimensions the charge.  */
int
lgt_measure_flow_columns (const struct lgt_measuring *m)
{
  return 2 * lgt_flow_records (m) + (m->geom.ndim == 4);
}

void
lgt_measure_flow_name (const struct lgt_measuring *m, int column,
                       char text[LGT_MEASURE_NAME])
{
  const int records = lgt_flow_records (m);

  if (column == 2 * records)
    snprintf (text, LGT_MEASURE_NAME, "charge_flow");
  else
    snprintf (text, LGT_MEASURE_NAME, "t2e_%s_%.6g",
              column < records ? "plaquette" : "clover",
              time_of (m, column % records));
}

/* Record number I of COUNT configurations; LINKS and ENERGY have room.  */
static enum lgt_status
look (const struct lgt_measuring *m, int i, int count, double *links,
      double *energy, double *value, struct lgt_error *error)
{
  const int records = lgt_flow_records (m);
  const int charge = m->geom.ndim == 4 && i == records - 1;
  const double t2 = time_of (m, i) * time_of (m, i);
  int threads = m->threads, failed = 0;
  enum lgt_status status = lgt_gradient_flow_energy (m->flow, energy, error);

  if (status == LGT_OK)
    status = lgt_gradient_flow_get (m->flow, links, error);
  if (status != LGT_OK)
    return status;
#ifdef _OPENMP
  threads = threads > 0 ? threads : omp_get_max_threads ();
#endif
#pragma omp parallel for num_threads (threads) reduction (| : failed)
  for (int c = 0; c < count; c++)
    {
      double *row = value + (int64_t) c * m->columns, clover;

      failed |= lgt_mc_clover (&m->geom, m->n, links + c * m->size, &clover,
                               charge ? row + 2 * records : NULL, NULL)
                != LGT_OK;
      row[i] = t2 * energy[c];
      row[records + i] = t2 * clover;
    }
  (void) threads;
  /* Dimension and group are right.  */
  return failed ? lgt_fail (error, LGT_ENOMEM, "no memory for field strengths "
                            "of %d configurations; a smaller --batch needs "
                            "less", count)
                : LGT_OK;
}

/* Steps between two looks for a signal.  */
enum { CHUNK = 10 };

static enum lgt_status
advance (const struct lgt_measuring *m, int64_t steps,
         struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int64_t left = steps; left > 0 && status == LGT_OK; left -= CHUNK)
    status = lgt_app_signal ()
             ? lgt_fail (error, LGT_ESTOP, "stopped in the gradient flow; "
                         "nothing was written")
             : lgt_gradient_flow_advance (m->flow, m->flow_step,
                                          left < CHUNK ? left : CHUNK, error);
  return status;
}

enum lgt_status
lgt_measure_flow_each (const struct lgt_measuring *m, int count,
                       const double *links, double *value,
                       struct lgt_error *error)
{
  double *now = malloc ((size_t) count * (size_t) m->size * sizeof *now);
  double *energy = malloc ((size_t) count * sizeof *energy);
  int64_t done = 0;
  enum lgt_status status
    = now && energy ? lgt_gradient_flow_put (m->flow, count, links, error)
                    : lgt_fail (error, LGT_ENOMEM, "no memory for a batch of "
                                "%d configurations", count);

  for (int i = 0; i < lgt_flow_records (m) && status == LGT_OK; i++)
    {
      const int64_t steps = lgt_flow_steps_to (m, i);

      status = advance (m, steps - done, error);
      done = steps;
      if (status == LGT_OK)
        status = look (m, i, count, now, energy, value, error);
    }
  free (now);
  free (energy);
  return status;
}

/* ---- scales ---- */

/* From t^2 E at the recorded times; at t = 0 that is 0.  */
static double
scale (const struct lgt_measuring *m, const double *t2e,
       double (*find) (int, const double *, const double *, double))
{
  const int records = lgt_flow_records (m);
  double time[LGT_FLOW_RECORDS + 1] = { 0 };
  double energy[LGT_FLOW_RECORDS + 1] = { 0 };

  for (int i = 0; i < records; i++)
    {
      time[i + 1] = time_of (m, i);
      energy[i + 1] = t2e[i] / (time[i + 1] * time[i + 1]);
    }
  return find (records + 1, time, energy, level);
}

static double
t0 (const double *mean, void *ctx)
{
  return scale (ctx, mean, lgt_gradient_flow_t0);
}

static double
w0 (const double *mean, void *ctx)
{
  return scale (ctx, mean, lgt_gradient_flow_w0);
}

enum lgt_status
lgt_measure_flow_summary (const struct lgt_measuring *m, int first,
                          struct lgt_summary *summary,
                          struct lgt_error *error)
{
  static const char *const kinds[] = { "plaquette", "clover" };
  const int records = lgt_flow_records (m);
  enum lgt_status status = LGT_OK;

  for (int k = 0; k < 2 && status == LGT_OK; k++)
    {
      const int columns = first + k * records;
      struct lgt_measuring copy = *m;
      char name[LGT_MEASURE_NAME];

      status = lgt_results_mean (summary, m, m->name[columns + records - 1],
                                 columns + records - 1, 1, NAN, error);
      /* Scales of a theory in four dimensions.  */
      snprintf (name, sizeof name, "t0_%s", kinds[k]);
      if (status == LGT_OK && m->geom.ndim == 4)
        status = lgt_results_derived (summary, m, name, columns, records, t0,
                                      &copy, NAN, error);
      snprintf (name, sizeof name, "w0_%s", kinds[k]);
      if (status == LGT_OK && m->geom.ndim == 4)
        status = lgt_results_derived (summary, m, name, columns, records, w0,
                                      &copy, NAN, error);
    }
  if (status == LGT_OK && m->geom.ndim == 4)
    status = lgt_results_mean (summary, m, "charge_flow", first + 2 * records,
                               1, NAN, error);
  return status == LGT_OK && m->geom.ndim == 4
         ? lgt_results_mean (summary, m, "charge_flow_squared",
                             first + 2 * records, 2, NAN, error)
         : status;
}

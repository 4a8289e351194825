/* The measurements of lgt-measure, and what each of them is.  */

#include "measure.h"

#include "exact_values.h"

#include <math.h>
#include <stdlib.h>

#include <lgt/field_strength.h>
#include <lgt/observables.h>
#include <lgt/observables_sun.h>
#include <lgt/polyakov.h>
#include <lgt/wilson_loops.h>

/* ---- what they have in common ---- */

static const char *
needs_planes (const struct lgt_measuring *m)
{
  return m->geom.ndim >= 2 ? NULL : "two dimensions or more";
}

static int
always (const struct lgt_measuring *m)
{
  (void) m;
  return 1;
}

static int
never (const struct lgt_measuring *m)
{
  (void) m;
  return 0;
}

/* The mean of each column.  */
static enum lgt_status
means (const struct lgt_measuring *m, int first, int count,
       struct lgt_summary *summary, struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (int i = first; i < first + count && status == LGT_OK; i++)
    status = lgt_results_mean (summary, m, m->name[i], i, 1, NAN, error);
  return status;
}

/* ---- plaquette ---- */

static int
one_column (const struct lgt_measuring *m)
{
  (void) m;
  return 1;
}

static void
name_plaquette (const struct lgt_measuring *m, int column,
                char text[LGT_MEASURE_NAME])
{
  (void) m;
  (void) column;
  snprintf (text, LGT_MEASURE_NAME, "plaquette");
}

static enum lgt_status
plaquette (const struct lgt_measuring *m, const double *links, double *value,
           struct lgt_error *error)
{
  return m->n == 1
         ? lgt_mc_u1_plaquette (&m->geom, links, value, error)
         : lgt_mc_sun_plaquette (&m->geom, m->n, links, value, error);
}

static enum lgt_status
summarize_plaquette (const struct lgt_measuring *m, int first,
                     struct lgt_summary *summary, struct lgt_error *error)
{
  return lgt_results_mean (summary, m, "plaquette", first, 1,
                           lgt_exact_values (&m->geom, m->n,
                                             m->beta).plaquette, error);
}

/* ---- Wilson loops: temporal ones, then spatial ones ---- */

static int
loop_columns (const struct lgt_measuring *m)
{
  return m->r * m->t * (m->geom.ndim > 2 ? 2 : 1);
}

static void
name_loop (const struct lgt_measuring *m, int column,
           char text[LGT_MEASURE_NAME])
{
  const int spatial = column >= m->r * m->t;
  const int at = column - (spatial ? m->r * m->t : 0);

  snprintf (text, LGT_MEASURE_NAME, "%s_loop_%d_%d",
            spatial ? "spatial" : "wilson", at / m->t + 1, at % m->t + 1);
}

static enum lgt_status
wilson_loops (const struct lgt_measuring *m, const double *links,
              double *value, struct lgt_error *error)
{
  const enum lgt_status status
    = lgt_mc_wilson_loops (&m->geom, m->n, LGT_LOOPS_TEMPORAL, m->r, m->t,
                           links, value, error);

  return status == LGT_OK && m->geom.ndim > 2
         ? lgt_mc_wilson_loops (&m->geom, m->n, LGT_LOOPS_SPATIAL, m->r, m->t,
                                links, value + m->r * m->t, error)
         : status;
}

/* The exact W (R, T), NAN where unknown.  One that winds has no inside.  */
static double
exact_loop (const struct lgt_measuring *m, int r, int t)
{
  const int *l = m->geom.extent;

  return m->geom.ndim == 2 && r < l[0] && t < l[1]
         ? lgt_exact_loop_value (&m->geom, m->n, m->beta, (int64_t) r * t)
         : NAN;
}

/* Rows of F of temporal loops R x T at every R and T from LEAST on; F needs
   those with R - LEAST + 1 to R, so only these are handed on.  */
static enum lgt_status
derived_loops (const struct lgt_measuring *m, int first, const char *name,
               int least, lgt_derived_fn *f, const double *exact,
               struct lgt_summary *summary, struct lgt_error *error)
{
  struct lgt_loop_size size = { least, m->t, least, 0 };
  char text[LGT_MEASURE_NAME];
  enum lgt_status status = LGT_OK;

  for (int r = least; r <= m->r; r++)
    for (size.t = least; size.t <= m->t && status == LGT_OK; size.t++)
      {
        const int from = (r - least) * m->t;

        snprintf (text, sizeof text, "%s_%d_%d", name, r, size.t);
        status = lgt_results_derived (summary, m, text, first + from,
                                      least * m->t, f, &size,
                                      f (exact + from, &size), error);
      }
  return status;
}

static enum lgt_status
summarize_loops (const struct lgt_measuring *m, int first,
                 struct lgt_summary *summary, struct lgt_error *error)
{
  const int sizes = m->r * m->t, count = loop_columns (m);
  double exact[LGT_LOOP_SIDE * LGT_LOOP_SIDE];
  enum lgt_status status = LGT_OK;

  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      if (i < sizes)
        exact[i] = exact_loop (m, i / m->t + 1, i % m->t + 1);
      status = lgt_results_mean (summary, m, m->name[first + i], first + i, 1,
                                 i < sizes ? exact[i] : NAN, error);
    }
  if (status == LGT_OK && m->potential)
    status = derived_loops (m, first, "potential", 1, lgt_loop_potential,
                            exact, summary, error);
  return status == LGT_OK && m->potential
         ? derived_loops (m, first, "creutz", 2, lgt_loop_creutz, exact,
                          summary, error)
         : status;
}

/* ---- Polyakov loops ---- */

static int
polyakov_columns (const struct lgt_measuring *m)
{
  (void) m;
  return 3;
}

static void
name_polyakov (const struct lgt_measuring *m, int column,
               char text[LGT_MEASURE_NAME])
{
  static const char *const words[] = { "real", "imaginary", "modulus" };

  (void) m;
  snprintf (text, LGT_MEASURE_NAME, "polyakov_%s", words[column]);
}

static enum lgt_status
polyakov (const struct lgt_measuring *m, const double *links, double *value,
          struct lgt_error *error)
{
  const int time = m->geom.ndim - 1;
  const enum lgt_status status
    = m->n == 1 ? lgt_mc_u1_polyakov (&m->geom, time, links, &value[0],
                                      &value[1], error)
                : lgt_mc_sun_polyakov (&m->geom, m->n, time, links, &value[0],
                                       &value[1], error);

  value[2] = hypot (value[0], value[1]);
  return status;
}

static enum lgt_status
summarize_polyakov (const struct lgt_measuring *m, int first,
                    struct lgt_summary *summary, struct lgt_error *error)
{
  return means (m, first, 3, summary, error);
}

/* ---- their correlator along the axes ---- */

static int
correlator_columns (const struct lgt_measuring *m)
{
  int half = 0;

  for (int mu = 0; mu < m->geom.ndim - 1; mu++)
    half = m->geom.extent[mu] / 2 > half ? m->geom.extent[mu] / 2 : half;
  return half + 1;
}

static void
name_correlator (const struct lgt_measuring *m, int column,
                 char text[LGT_MEASURE_NAME])
{
  (void) m;
  snprintf (text, LGT_MEASURE_NAME, "polyakov_correlator_%d", column);
}

/* Plans of FFTs are for one thread at a time: EACH, not ONE.  */
static enum lgt_status
correlator (const struct lgt_measuring *m, int count, const double *links,
            double *value, struct lgt_error *error)
{
  const int most = correlator_columns (m) - 1;
  const int64_t space = m->geom.volume / m->geom.extent[m->geom.ndim - 1];
  const struct lgt_fft *fft = lgt_app_fft ();
  double *loops = malloc (3 * (size_t) space * sizeof *loops);
  enum lgt_status status
    = loops ? LGT_OK
            : lgt_fail (error, LGT_ENOMEM, "no memory for a correlator");

  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      status = lgt_mc_polyakov_field (&m->geom, m->n, links + i * m->size,
                                      loops, error);
      if (status == LGT_OK)
        status = lgt_mc_polyakov_correlator (&m->geom, loops, fft,
                                             loops + 2 * space, error);
      if (status == LGT_OK)
        status = lgt_mc_axis_mean (&m->geom, loops + 2 * space, most,
                                   value + (int64_t) i * m->columns, error);
    }
  free (loops);
  return status;
}

static enum lgt_status
summarize_correlator (const struct lgt_measuring *m, int first,
                      struct lgt_summary *summary, struct lgt_error *error)
{
  /* Of U(1) that at no distance is 1.  */
  const int least = m->n == 1;

  return means (m, first + least, correlator_columns (m) - least, summary,
                error);
}

/* ---- topological charge ---- */

static const char *
needs_charge (const struct lgt_measuring *m)
{
  return (m->geom.ndim == 2 && m->n == 1) || m->geom.ndim == 4
         ? NULL : "U(1) in two dimensions, or four dimensions";
}

/* Without the flow that of four dimensions is noise.  */
static int
is_usual_charge (const struct lgt_measuring *m)
{
  return m->geom.ndim == 2 && m->n == 1;
}

static void
name_charge (const struct lgt_measuring *m, int column,
             char text[LGT_MEASURE_NAME])
{
  (void) m;
  (void) column;
  snprintf (text, LGT_MEASURE_NAME, "charge");
}

static enum lgt_status
charge (const struct lgt_measuring *m, const double *links, double *value,
        struct lgt_error *error)
{
  double energy;

  return m->geom.ndim == 4
         ? lgt_mc_clover (&m->geom, m->n, links, &energy, value, error)
         : lgt_mc_u1_charge (&m->geom, links, value, error);
}

static enum lgt_status
summarize_charge (const struct lgt_measuring *m, int first,
                  struct lgt_summary *summary, struct lgt_error *error)
{
  const int flat = m->geom.ndim == 2;
  const enum lgt_status status
    = lgt_results_mean (summary, m, "charge", first, 1, flat ? 0 : NAN,
                        error);

  return status == LGT_OK
         ? lgt_results_mean (summary, m, "charge_squared", first, 2,
                             lgt_exact_values (&m->geom, m->n, m->beta).q2,
                             error)
         : status;
}

/* ---- the list ---- */

const struct lgt_measurement lgt_measurements[LGT_MEASUREMENTS] = {
  { "plaquette", needs_planes, always, one_column, name_plaquette, plaquette,
    NULL, summarize_plaquette },
  { "wilson-loops", needs_planes, always, loop_columns, name_loop,
    wilson_loops, NULL, summarize_loops },
  { "polyakov", needs_planes, always, polyakov_columns, name_polyakov,
    polyakov, NULL, summarize_polyakov },
  { "correlator", needs_planes, never, correlator_columns, name_correlator,
    NULL, correlator, summarize_correlator },
  { "charge", needs_charge, is_usual_charge, one_column, name_charge, charge,
    NULL, summarize_charge },
  { "flow", needs_planes, never, lgt_measure_flow_columns,
    lgt_measure_flow_name, NULL, lgt_measure_flow_each,
    lgt_measure_flow_summary }
};

/* Sides of loops that nobody gave: half the lattice, 4 at most.  */
static void
settle_loops (struct lgt_measuring *m)
{
  const int time = m->geom.extent[m->geom.ndim - 1];
  int space = 1;

  for (int mu = 0; mu < m->geom.ndim - 1; mu++)
    space = m->geom.extent[mu] > space ? m->geom.extent[mu] : space;
  if (m->r)
    return;
  m->r = space / 2 < 1 ? 1 : space / 2 > 4 ? 4 : space / 2;
  m->t = time / 2 < 1 ? 1 : time / 2 > 4 ? 4 : time / 2;
}

enum lgt_status
lgt_measuring_plan (struct lgt_measuring *m, struct lgt_error *error)
{
  int usual = 1;

  for (int i = 0; i < LGT_MEASUREMENTS; i++)
    {
      const char *needs = lgt_measurements[i].needs (m);

      usual = usual && !m->wanted[i];
      if (m->wanted[i] && needs)
        return lgt_fail (error, LGT_EINVAL, "--%s needs %s; %.100s has "
                         "%s(%d) in %d", lgt_measurements[i].option, needs,
                         m->file, m->n == 1 ? "U" : "SU", m->n,
                         m->geom.ndim);
    }
  settle_loops (m);
  m->columns = 0;
  for (int i = 0; i < LGT_MEASUREMENTS; i++)
    {
      const struct lgt_measurement *what = &lgt_measurements[i];

      if (usual)
        m->wanted[i] = !what->needs (m) && what->is_usual (m);
      m->first[i] = m->wanted[i] ? m->columns : -1;
      if (m->wanted[i])
        m->columns += what->columns (m);
    }
  if (!m->columns)
    return lgt_fail (error, LGT_EINVAL, "%.150s: nothing to measure in one "
                     "dimension", m->file);
  m->name = calloc ((size_t) m->columns, sizeof *m->name);
  if (!m->name)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %d columns",
                     m->columns);
  for (int i = 0; i < LGT_MEASUREMENTS; i++)
    for (int c = 0; m->wanted[i] && c < lgt_measurements[i].columns (m); c++)
      lgt_measurements[i].name (m, c, m->name[m->first[i] + c]);
  return LGT_OK;
}

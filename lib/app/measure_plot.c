/* Pictures of what lgt-measure found.  */

#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plots.h"

enum { POINTS = 2 * LGT_LOOP_SIDE, CURVES = 16 };

/* Curves under way.  */
struct drawing
{
  int count;
  struct lgt_curve curve[CURVES];
  char name[CURVES][LGT_MEASURE_NAME];
  double x[CURVES][POINTS], y[CURVES][POINTS], error[CURVES][POINTS];
};

static void
add_point (struct drawing *d, int curve, double x, const struct lgt_gamma *g)
{
  struct lgt_curve *c = &d->curve[curve];

  if (c->points == POINTS || !isfinite (g->value))
    return;
  d->x[curve][c->points] = x;
  d->y[curve][c->points] = g->value;
  d->error[curve][c->points++] = isfinite (g->error) ? g->error : 0;
}

/* Begin a curve; its number.  */
static int
add_curve (struct drawing *d, const char *name)
{
  const int i = d->count++;

  snprintf (d->name[i], LGT_MEASURE_NAME, "%s", name);
  d->curve[i] = (struct lgt_curve) { d->name[i], 0, d->x[i], d->y[i],
                                     d->error[i] };
  return i;
}

static const struct lgt_gamma *
find (const struct lgt_summary *summary, const char *name)
{
  for (int i = 0; i < summary->count; i++)
    if (strcmp (summary->row[i].name, name) == 0)
      return &summary->row[i].measured;
  return NULL;
}

/* NAME-WHAT.svg from PICTURE NAME.svg; complain where that fails.  */
static void
draw (const struct lgt_measuring *m, const struct drawing *d,
      const char *picture, const char *what, const char *title,
      const char *xlabel, const char *ylabel)
{
  const char *dot = strrchr (picture, '.');
  const int stem = (int) (dot - picture);
  const size_t size = strlen (picture) + strlen (what) + 2;
  char *name = malloc (size);
  struct lgt_error error = { LGT_ENOMEM, "no memory for a picture" };
  int points = 0;

  for (int i = 0; i < d->count; i++)
    points += d->curve[i].points;
  if (points == 0)
    {
      free (name);
      return;
    }
  if (name)
    snprintf (name, size, "%.*s-%s%s", stem, picture, what, dot);
  if (!name
      || lgt_plot_curves (name, title, xlabel, ylabel, d->count, d->curve,
                          &error) != LGT_OK)
    lgt_app_message (m->app, "%s", error.text);
  free (name);
}

static void
draw_potential (const struct lgt_measuring *m,
                const struct lgt_summary *summary, struct drawing *d,
                const char *picture)
{
  char name[LGT_MEASURE_NAME];

  d->count = 0;
  for (int t = 1; t < m->t && d->count < CURVES; t++)
    {
      int curve;

      snprintf (name, sizeof name, "T = %d", t);
      curve = add_curve (d, name);
      for (int r = 1; r <= m->r; r++)
        {
          const struct lgt_gamma *g;

          snprintf (name, sizeof name, "potential_%d_%d", r, t);
          g = find (summary, name);
          if (g)
            add_point (d, curve, r, g);
        }
      if (d->curve[curve].points == 0)
        d->count--;
    }
  draw (m, d, picture, "potential", "Static potential", "R / a",
        "a V = ln W(R, T) / W(R, T + 1)");
}

static void
draw_correlator (const struct lgt_measuring *m,
                 const struct lgt_summary *summary, struct drawing *d,
                 const char *picture)
{
  char name[LGT_MEASURE_NAME];
  const struct lgt_gamma *g;

  d->count = 0;
  add_curve (d, "along the axes");
  for (int r = 0; r < POINTS; r++)
    {
      snprintf (name, sizeof name, "polyakov_correlator_%d", r);
      g = find (summary, name);
      if (g)
        add_point (d, 0, r, g);
    }
  draw (m, d, picture, "correlator", "Correlator of Polyakov loops", "R / a",
        "C(R)");
}

static void
draw_flow (const struct lgt_measuring *m, struct drawing *d,
           const char *picture)
{
  static const char *const kinds[] = { "plaquettes", "clover" };
  const int records = lgt_flow_records (m);

  d->count = 0;
  for (int k = 0; k < 2; k++)
    {
      const int curve = add_curve (d, kinds[k]);

      for (int i = 0; i < records; i++)
        {
          const int column = m->first[LGT_MEASURE_FLOW] + k * records + i;
          const double t = m->flow_step * (double) lgt_flow_steps_to (m, i);
          struct lgt_gamma g;

          if (lgt_measuring_mean (m, column, 1, 1, &g, NULL) == LGT_OK)
            add_point (d, curve, t, &g);
        }
    }
  draw (m, d, picture, "flow", "Gradient flow", "t / a^2", "t^2 E");
}

void
lgt_measuring_plot (const struct lgt_measuring *m,
                    const struct lgt_summary *summary, const char *picture)
{
  struct drawing *d = calloc (1, sizeof *d);

  if (!d)
    {
      lgt_app_message (m->app, "no memory for pictures");
      return;
    }
  if (m->potential)
    draw_potential (m, summary, d, picture);
  if (m->wanted[LGT_MEASURE_CORRELATOR])
    draw_correlator (m, summary, d, picture);
  if (m->wanted[LGT_MEASURE_FLOW])
    draw_flow (m, d, picture);
  free (d);
}

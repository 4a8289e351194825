/* Pictures of a run of lgt-mc.  */

#include "mc.h"
#include "plots.h"
#include "run_folder.h"

#include <math.h>
#include <stdlib.h>

struct pictures
{
  const struct lgt_markov *m;
  const char *type;
  int64_t *length;
};

/* FOLDER/SERIES_KIND.TYPE  */
static const char *
picture_path (const struct pictures *p, enum lgt_markov_series s,
              const char *kind, char path[4096])
{
  char name[100];

  snprintf (name, sizeof name, "%s_%s.%s", lgt_markov_names[s], kind,
            p->type);
  return lgt_run_path (p->m->folder, name, path);
}

static void
tell (const struct pictures *p, enum lgt_status status, const char *path,
      const struct lgt_error *error)
{
  if (status != LGT_OK)
    lgt_app_message (p->m->app, "no %s: %s", path, error->text);
}

static void
draw (const struct pictures *p, enum lgt_markov_series s)
{
  const struct lgt_markov *m = p->m;
  double *data;
  struct lgt_series series = { .name = lgt_markov_names[s],
                               .replica = m->config.chain.chains,
                               .length = p->length,
                               .exact = m->kind->exact (m, s) };
  struct lgt_error error;
  char path[4096];

  if (!m->series[s])
    return;
  data = lgt_markov_replica (m, s);
  if (!data)
    {
      lgt_app_message (m->app, "no memory for pictures");
      return;
    }
  series.data = data;
  tell (p, lgt_plot_history (picture_path (p, s, "history", path), &series,
                             (double) m->config.every, &error), path, &error);
  tell (p, lgt_plot_autocorrelation (picture_path (p, s, "autocorrelation",
                                                   path), &series,
                                     lgt_app_fft (), &error), path,
        &error);
  tell (p, lgt_plot_histogram (picture_path (p, s, "histogram", path),
                               &series, &error), path, &error);
  free (data);
}

void
lgt_markov_plot (const struct lgt_markov *m, const char *type)
{
  struct pictures p = { m, type, lgt_markov_lengths (m) };

  if (!p.length)
    {
      lgt_app_message (m->app, "no memory for pictures");
      return;
    }
  for (const enum lgt_markov_series *s = m->kind->shown;
       *s != LGT_MARKOV_SERIES; s++)
    draw (&p, *s);
  free (p.length);
}

/* What lgt-sample measures on each configuration.  */

#include "sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
# include <omp.h>
#endif

#include <lgt/observables.h>

enum lgt_status
lgt_measured_new (struct lgt_measured *m, const struct lgt_session *session,
                  int64_t count, struct lgt_error *error)
{
  const int ndim = lgt_model_geom (session->model)->ndim;
  const int is_u1
    = strcmp (lgt_model_group (session->model)->name, "u1") == 0;
  const int has_plaquette = is_u1 && ndim >= 2;
  const int has_charge = is_u1 && ndim == 2;
  const size_t n = (size_t) count;

  memset (m, 0, sizeof *m);
  m->count = count;
  m->log_w = calloc (n, sizeof *m->log_w);
  m->action = calloc (n, sizeof *m->action);
  if (has_plaquette)
    m->plaquette = calloc (n, sizeof *m->plaquette);
  if (has_charge)
    m->charge = calloc (n, sizeof *m->charge);
  if (m->log_w && m->action && !m->plaquette == !has_plaquette
      && !m->charge == !has_charge)
    return LGT_OK;
  lgt_measured_free (m);
  return lgt_fail (error, LGT_ENOMEM, "no memory for %lld configurations",
                   (long long) count);
}

void
lgt_measured_free (struct lgt_measured *m)
{
  free (m->log_w);
  free (m->action);
  free (m->plaquette);
  free (m->charge);
  memset (m, 0, sizeof *m);
}

void
lgt_measured_fill (struct lgt_measured *m, const struct lgt_session *session,
                   int threads, int64_t first, int count, const double *links,
                   const double *log_q, const double *action)
{
  const struct lgt_geom *geom = lgt_model_geom (session->model);
  const int64_t size = lgt_model_numbers (session->model);

#ifdef _OPENMP
  threads = threads > 0 ? threads : omp_get_max_threads ();
#endif
  for (int i = 0; i < count; i++)
    {
      m->action[first + i] = action[i];
      m->log_w[first + i] = -action[i] - log_q[i];
    }
  if (!m->plaquette)
    return;
  /* The dimension was looked at when room was made, so these do not fail.  */
#pragma omp parallel for num_threads (threads)
  for (int i = 0; i < count; i++)
    {
      lgt_mc_u1_plaquette (geom, links + i * size, m->plaquette + first + i,
                           NULL);
      if (m->charge)
        {
          lgt_mc_u1_charge (geom, links + i * size, m->charge + first + i,
                            NULL);
          m->charge[first + i] = rint (m->charge[first + i]);
        }
    }
  (void) threads;
}

/* What lgt-sample measures on each configuration.  */

#include "sample.h"

#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
# include <omp.h>
#endif

#include <lgt/observables.h>
#include <lgt/observables_scalar.h>
#include <lgt/observables_sun.h>

enum lgt_status
lgt_measured_new (struct lgt_measured *m, const struct lgt_session *session,
                  int64_t count, struct lgt_error *error)
{
  const int ndim = lgt_model_geom (session->model)->ndim;
  const int is_scalar = lgt_model_group (session->model)->n == 0;
  const int has_plaquette = ndim >= 2 && !is_scalar;
  const int has_charge = lgt_model_group (session->model)->n == 1
                         && ndim == 2;
  const size_t n = (size_t) count;

  memset (m, 0, sizeof *m);
  m->count = count;
  m->log_w = calloc (n, sizeof *m->log_w);
  m->action = calloc (n, sizeof *m->action);
  if (has_plaquette)
    m->plaquette = calloc (n, sizeof *m->plaquette);
  if (has_charge)
    m->charge = calloc (n, sizeof *m->charge);
  if (is_scalar)
    {
      m->phi2 = calloc (n, sizeof *m->phi2);
      m->abs_m = calloc (n, sizeof *m->abs_m);
    }
  if (m->log_w && m->action && !m->plaquette == !has_plaquette
      && !m->charge == !has_charge && !m->phi2 == !is_scalar
      && !m->abs_m == !is_scalar)
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
  free (m->phi2);
  free (m->abs_m);
  memset (m, 0, sizeof *m);
}

/* Observables of number I from its LINKS.  N and the dimension were looked
   at when room was made, so these do not fail.  */
static void
measure (struct lgt_measured *m, const struct lgt_session *session,
         int64_t i, const double *links)
{
  const struct lgt_geom *geom = lgt_model_geom (session->model);
  const int n = lgt_model_group (session->model)->n;

  if (n == 0)
    {
      double value[LGT_SCALAR_QUANTITIES];

      lgt_mc_scalar_measure (geom, 1, links, value);
      m->phi2[i] = value[LGT_SCALAR_PHI2];
      m->abs_m[i] = value[LGT_SCALAR_ABS_M];
      return;
    }
  if (n > 1)
    lgt_mc_sun_plaquette (geom, n, links, m->plaquette + i, NULL);
  else
    lgt_mc_u1_plaquette (geom, links, m->plaquette + i, NULL);
  if (m->charge)
    lgt_mc_u1_charge (geom, links, m->charge + i, NULL);
}

void
lgt_measured_fill (struct lgt_measured *m, const struct lgt_session *session,
                   int threads, int64_t first, int count, const double *links,
                   const double *log_q, const double *action)
{
  for (int i = 0; i < count; i++)
    {
      m->action[first + i] = action[i];
      m->log_w[first + i] = -action[i] - log_q[i];
    }
  lgt_measured_observe (m, session, threads, first, count, links);
}

void
lgt_measured_observe (struct lgt_measured *m,
                      const struct lgt_session *session, int threads,
                      int64_t first, int count, const double *links)
{
  const int64_t size = lgt_model_numbers (session->model);

#ifdef _OPENMP
  threads = threads > 0 ? threads : omp_get_max_threads ();
#endif
  if (!m->plaquette && !m->phi2)
    return;
#pragma omp parallel for num_threads (threads)
  for (int i = 0; i < count; i++)
    measure (m, session, first + i, links + i * size);
  (void) threads;
}

/* A float32 copy of a field is off by 1e-7; what comes from elsewhere by
   more is no such field.  */
static const double most_off = 1e-6;

enum lgt_status
lgt_measured_check (const struct lgt_session *session, const char *name,
                    int64_t first, int count, const double *links,
                    struct lgt_error *error)
{
  const struct lgt_geom *geom = lgt_model_geom (session->model);
  const int64_t size = lgt_model_numbers (session->model);
  const int n = lgt_model_group (session->model)->n;
  struct lgt_error inner;

  for (int i = 0; i < count; i++)
    if (n > 1
        && lgt_mc_sun_check (geom, n, most_off, links + i * size, NULL,
                             &inner) != LGT_OK)
      return lgt_fail (error, LGT_EDATA, "%.60s: configuration %lld: %.120s",
                       name, (long long) (first + i), inner.text);
  return LGT_OK;
}

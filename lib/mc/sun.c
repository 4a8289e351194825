/* Observables of SU(N) fields: matrices multiplied along paths, one site
   after the other.  */

#include <lgt/observables_sun.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/sun.h>

#include "sun.h"

enum lgt_status
lgt_mc_sun_n_ (int n, struct lgt_error *error)
{
  if (n >= 2 && n <= LGT_SUN_N_MAX)
    return LGT_OK;
  return lgt_fail (error, LGT_EINVAL, "SU(%d); SU(2) to SU(%d) would do", n,
                   LGT_SUN_N_MAX);
}

/* A walk over the lattice, and the product of the links passed.  */
struct walk
{
  const struct lgt_geom *geom;
  int n;
  const double *links;
  int64_t site;
  double product[LGT_SUN_NUMBERS_MAX];
};

static void
begin (struct walk *walk, int64_t site)
{
  walk->site = site;
  lgt_sun_identity (walk->n, walk->product);
}

/* STEP as in lgt/loops.h.  */
static void
take_step (struct walk *walk, int step)
{
  const struct lgt_geom *geom = walk->geom;
  const int back = step < 0, mu = abs (step) - 1;
  const int64_t block = 2 * walk->n * walk->n;
  const int64_t next = lgt_geom_neighbour (geom, walk->site, mu,
                                           back ? -1 : 1);
  const int64_t from = back ? next : walk->site;
  double product[LGT_SUN_NUMBERS_MAX];

  lgt_sun_multiply (walk->n, product, walk->product, 0,
                    walk->links + (from * geom->ndim + mu) * block, back);
  memcpy (walk->product, product, (size_t) block * sizeof *product);
  walk->site = next;
}

static void
take_steps (struct walk *walk, int step, int count)
{
  for (int i = 0; i < count; i++)
    take_step (walk, step);
}

static double
real_trace (const struct walk *walk)
{
  double trace[2];

  lgt_sun_tr (walk->n, walk->product, trace);
  return trace[0];
}

/* sum over all x of Re tr of the rectangle.  */
static double
sum_rectangles (struct walk *walk, int mu, int nu, int r, int t)
{
  double sum = 0;

  for (int64_t site = 0; site < walk->geom->volume; site++)
    {
      begin (walk, site);
      take_steps (walk, mu + 1, r);
      take_steps (walk, nu + 1, t);
      take_steps (walk, -(mu + 1), r);
      take_steps (walk, -(nu + 1), t);
      sum += real_trace (walk);
    }
  return sum;
}

static double
sum_plaquettes (const struct lgt_geom *geom, int n, const double *links)
{
  struct walk walk = { .geom = geom, .n = n, .links = links };
  double sum = 0;

  for (int mu = 0; mu < geom->ndim; mu++)
    for (int nu = mu + 1; nu < geom->ndim; nu++)
      sum += sum_rectangles (&walk, mu, nu, 1, 1);
  return sum;
}

enum lgt_status
lgt_mc_sun_plaquette (const struct lgt_geom *geom, int n, const double *links,
                      double *mean, struct lgt_error *error)
{
  const int d = geom->ndim;
  enum lgt_status status = lgt_mc_sun_n_ (n, error);

  if (status != LGT_OK)
    return status;
  if (d < 2)
    return lgt_fail (error, LGT_EINVAL, "a lattice of one dimension has no "
                     "plaquettes");
  *mean = sum_plaquettes (geom, n, links)
          / ((double) geom->volume * d * (d - 1) / 2 * n);
  return LGT_OK;
}

double
lgt_mc_sun_action (const struct lgt_geom *geom, int n, double beta,
                   const double *links)
{
  if (lgt_mc_sun_n_ (n, NULL) != LGT_OK)
    return NAN;
  return -beta / n * sum_plaquettes (geom, n, links);
}

enum lgt_status
lgt_mc_sun_loop_action (const struct lgt_geom *geom, int n, int count,
                        const struct lgt_loop *loop,
                        const double *coefficient, const double *links,
                        double *action, struct lgt_error *error)
{
  struct walk walk = { .geom = geom, .n = n, .links = links };
  double total = 0;
  enum lgt_status status = lgt_mc_sun_n_ (n, error);

  for (int i = 0; i < count && status == LGT_OK; i++)
    {
      status = lgt_loop_check (&loop[i], geom->ndim, error);
      if (status == LGT_OK && !lgt_loop_closed (&loop[i], geom))
        status = lgt_fail (error, LGT_EINVAL, "loop number %d of the action "
                           "does not close", i);
    }
  if (status != LGT_OK)
    return status;

  for (int i = 0; i < count; i++)
    {
      double sum = 0;

      for (int64_t site = 0; site < geom->volume; site++)
        {
          begin (&walk, site);
          for (int s = 0; s < loop[i].length; s++)
            take_step (&walk, loop[i].steps[s]);
          sum += real_trace (&walk);
        }
      total += coefficient[i] * sum;
    }
  *action = -total / n;
  return LGT_OK;
}

static enum lgt_status
check_direction (const struct lgt_geom *geom, int mu, struct lgt_error *error)
{
  if (mu >= 0 && mu < geom->ndim)
    return LGT_OK;
  return lgt_fail (error, LGT_EINVAL, "direction %d; this lattice has 0 to "
                   "%d", mu, geom->ndim - 1);
}

enum lgt_status
lgt_mc_sun_wilson_loop (const struct lgt_geom *geom, int n, int mu, int nu,
                        int r, int t, const double *links, double *mean,
                        struct lgt_error *error)
{
  struct walk walk = { .geom = geom, .n = n, .links = links };
  enum lgt_status status = lgt_mc_sun_n_ (n, error);

  if (status == LGT_OK)
    status = check_direction (geom, mu, error);
  if (status == LGT_OK)
    status = check_direction (geom, nu, error);
  if (status != LGT_OK)
    return status;
  if (mu == nu || r < 1 || t < 1)
    return lgt_fail (error, LGT_EINVAL, "Wilson loop %d x %d in directions %d "
                     "and %d; two directions and sides of at least 1 are "
                     "needed", r, t, mu, nu);
  *mean = sum_rectangles (&walk, mu, nu, r, t) / ((double) geom->volume * n);
  return LGT_OK;
}

enum lgt_status
lgt_mc_sun_polyakov (const struct lgt_geom *geom, int n, int mu,
                     const double *links, double *real, double *imaginary,
                     struct lgt_error *error)
{
  struct walk walk = { .geom = geom, .n = n, .links = links };
  enum lgt_status status = lgt_mc_sun_n_ (n, error);
  double re = 0, im = 0, traces;

  if (status == LGT_OK)
    status = check_direction (geom, mu, error);
  if (status != LGT_OK)
    return status;
  traces = (double) geom->volume / geom->extent[mu] * n;
  for (int64_t site = 0; site < geom->volume; site++)
    if (lgt_geom_coord (geom, site, mu) == 0)
      {
        double trace[2];

        begin (&walk, site);
        take_steps (&walk, mu + 1, geom->extent[mu]);
        lgt_sun_tr (n, walk.product, trace);
        re += trace[0];
        im += trace[1];
      }
  *real = re / traces;
  *imaginary = im / traces;
  return LGT_OK;
}

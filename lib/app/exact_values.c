/* Exact answers, from lib/exact if it is there.  */

#include "exact_values.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>

#include <lgt/exact_scalar.h>

#ifdef LGT_WITH_GSL
# include <lgt/exact.h>
#endif

static const struct lgt_exact_values unknown = {
  NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN
};

struct lgt_exact_values
lgt_exact_values (const struct lgt_geom *geom, int n, double beta)
{
  struct lgt_exact_values exact = unknown;
#ifdef LGT_WITH_GSL
  const int l0 = geom->extent[0], l1 = geom->extent[1];
  double value;

  if (geom->ndim != 2 || isnan (beta))
    return exact;
  if (lgt_exact_plaquette (n, l0, l1, beta, &value, NULL) == LGT_OK)
    exact.plaquette = value;
  if (n == 1 && lgt_exact_u1_q2 (l0, l1, beta, &value, NULL) == LGT_OK)
    exact.q2 = value;
  if (lgt_exact_log_z (n, l0, l1, beta, &value, NULL) == LGT_OK)
    exact.log_z = value;
#else
  (void) geom;
  (void) n;
  (void) beta;
#endif
  return exact;
}

/* With phi' = sqrt (h) phi it is the theory of mass squared q / h - 2 D and
   coupling l / h^2.  */
struct lgt_exact_values
lgt_exact_scalar_values (const struct lgt_geom *geom,
                         const double coefficient[LGT_SCALAR_COEFFICIENTS])
{
  const double h = coefficient[LGT_SCALAR_HOPPING];
  const double m2 = coefficient[LGT_SCALAR_QUADRATIC] / h - 2 * geom->ndim;
  const double lambda = coefficient[LGT_SCALAR_QUARTIC] / (h * h);
  struct lgt_exact_values exact = unknown;
  struct lgt_scalar_exact found;
  enum lgt_status status = LGT_EINVAL;

  if (!(h > 0))
    return exact;
  if (lambda == 0)
    status = lgt_mc_scalar_gaussian (geom, m2, &found, NULL);
#ifdef LGT_WITH_GSL
  else if (geom->ndim == 1 && geom->extent[0] <= 64)
    status = lgt_exact_scalar_transfer (geom->extent[0], m2, lambda, &found,
                                        NULL, NULL);
#endif
  if (status == LGT_OK)
    {
      exact.phi2 = found.phi2 / h;
      exact.abs_m = found.abs_m / sqrt (h);
      exact.susceptibility = found.susceptibility / h;
      exact.binder = found.binder;
      exact.xi = found.xi;
      exact.log_z = found.log_z
                    - (double) geom->volume
                      * (log (h) / 2 + coefficient[LGT_SCALAR_CONSTANT]);
    }
  return exact;
}

double
lgt_exact_loop_value (const struct lgt_geom *geom, int n, double beta,
                      int64_t area)
{
#ifdef LGT_WITH_GSL
  double value;

  if (geom->ndim == 2 && !isnan (beta) && area <= geom->volume
      && lgt_exact_loop (n, geom->extent[0], geom->extent[1], beta, area,
                         &value, NULL) == LGT_OK)
    return value;
#else
  (void) geom;
  (void) n;
  (void) beta;
  (void) area;
#endif
  return NAN;
}

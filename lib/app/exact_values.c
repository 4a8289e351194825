/* Exact answers, from lib/exact if it is there.  */

#include "exact_values.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>

#ifdef LGT_WITH_GSL
# include <lgt/exact.h>
#endif

struct lgt_exact_values
lgt_exact_values (const struct lgt_geom *geom, int n, double beta)
{
  struct lgt_exact_values exact = { NAN, NAN, NAN };
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

/* Exact answers for what a run measures.  Private to lib/app.  */

#ifndef LGT_APP_EXACT_VALUES_H
#define LGT_APP_EXACT_VALUES_H

#include <lgt/geom.h>
#include <lgt/ops_scalar.h>

/* NAN where unknown, or where the field has no such quantity.  */
struct lgt_exact_values
{
  double plaquette, q2;
  double phi2, abs_m, susceptibility, binder, xi;       /* of a scalar field,
                                           lgt/exact_scalar.h */
  double log_z;
};

/* The Wilson action of U(1) (N = 1) or SU(N) at BETA on GEOM; NAN where
   unknown: not in two dimensions, BETA NAN (another action), or lib/exact is
   not compiled in.  */
struct lgt_exact_values lgt_exact_values (const struct lgt_geom *geom, int n,
                                          double beta);

/* A scalar field with the coefficients h, q, l, c of lgt/ops_scalar.h: known
   are free fields (l = 0), and in one dimension up to 64 sites.  */
struct lgt_exact_values
lgt_exact_scalar_values (const struct lgt_geom *geom,
                         const double coefficient[LGT_SCALAR_COEFFICIENTS]);

/* <(1/N) Re tr W> of a loop around AREA plaquettes, NAN where unknown.  */
double lgt_exact_loop_value (const struct lgt_geom *geom, int n, double beta,
                             int64_t area);

#endif

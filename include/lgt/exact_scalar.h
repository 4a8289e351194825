/* Exact answers for a real scalar field on a finite periodic lattice,

     S = sum_x [sum_mu phi (x) (2 phi (x) - phi (x + mu) - phi (x - mu))
                + m^2 phi^2 + lambda phi^4],
     Z = integral prod_x d phi (x) exp (-S)

   (without halves, arXiv:2101.08176).  Quantities are those of
   lgt/observables_scalar.h.

   Free fields, lambda = 0, in any dimension: with khat^2 = sum_mu 4 sin^2
   (k_mu / 2), k_mu = 2 pi n / L_mu,

     ln Z = (V/2) ln pi - (1/2) sum_k ln (khat^2 + m^2),
     G (x) = (1/V) sum_k cos (k x) / (2 (khat^2 + m^2)).

   Interacting fields in one dimension: Z = tr T^L with

     T (a, b) = exp (-(a - b)^2 - (U (a) + U (b)) / 2),
     U (a) = m^2 a^2 + lambda a^4.

   No package is needed.  */

#ifndef LGT_EXACT_SCALAR_H
#define LGT_EXACT_SCALAR_H

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NaN: unknown.  */
struct lgt_scalar_exact
{
  double log_z;
  double phi2, phi4;      /* <phi^2>, <phi^4> at a site */
  double abs_m;           /* <|M|>; unknown from a transfer matrix */
  double susceptibility;  /* V <M^2> */
  double binder;          /* 1 - <M^4> / (3 <M^2>^2) */
  double xi;              /* of second moment; NaN if L = 1 */
};

/* Free fields of mass squared M2 > 0, finite, else LGT_EINVAL.  Accuracy: a
   few epsilon (ln Z: times V).  */
enum lgt_status lgt_mc_scalar_gaussian (const struct lgt_geom *geom,
                                        double m2,
                                        struct lgt_scalar_exact *result,
                                        struct lgt_error *error);

/* (1/V) sum_k cos (k x) (2 (khat^2 + m^2))^POWER, RESULT[V] laid out as a field:
   POWER = -1/2 is the kernel that makes a free field of white noise.  Time and
   errors as below.  */
enum lgt_status lgt_mc_scalar_gaussian_power (const struct lgt_geom *geom,
                                              double m2, double power,
                                              double *result,
                                              struct lgt_error *error);
/* Their G (x), which is POWER = -1, RESULT[V] laid out as a field, in O (V sum_mu L_mu); and
   C (t), the sum of G over the slice x_mu = t, RESULT[L_mu].  LGT_EINVAL: M2
   as above, MU not a direction.  LGT_ENOMEM.  */
enum lgt_status lgt_mc_scalar_gaussian_two_point (const struct lgt_geom *geom,
                                                  double m2, double *result,
                                                  struct lgt_error *error);
enum lgt_status lgt_mc_scalar_gaussian_correlator (const struct lgt_geom *geom,
                                                   int mu, double m2,
                                                   double *result,
                                                   struct lgt_error *error);

/* EXTENT sites in one dimension; TWO_POINT[EXTENT] gets G, or is NULL.  The
   integrals are sums over evenly spaced phi, whose error falls faster than
   any power; points are doubled from 64 until ln Z, <phi^4> and the
   susceptibility change by less than 1e-11 of themselves: milliseconds where
   128 do, a second with 512.

   LGT_EINVAL: EXTENT not in 1 ... 64, LAMBDA < 0, or LAMBDA = 0 and M2 <= 0.
   LGT_ENUM: 512 points are not enough (a small mass without coupling, or a
   deep well far from 0).  LGT_ENOMEM.  */
enum lgt_status lgt_mc_scalar_transfer (int extent, double m2, double lambda,
                                        struct lgt_scalar_exact *result,
                                        double *two_point,
                                        struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* Observables of a real scalar field on the host.

   A configuration is an array of doubles in C order [x_{D-1}] ... [x_0], the
   sites numbered as in lgt/geom.h; COUNT configurations follow each other.

     S = sum_x [sum_mu phi (x) (2 phi (x) - phi (x + mu) - phi (x - mu))
                + m^2 phi^2 + lambda phi^4],   p ~ exp (-S)

   (without halves, arXiv:2101.08176).  With hopping parameter kappa and
   lambda_K,

     S = sum_x [-2 kappa sum_mu varphi (x) varphi (x + mu)
                + (1 - 2 lambda_K) varphi^2 + lambda_K varphi^4],

   the same theory has phi = sqrt (kappa) varphi, m^2 = (1 - 2 lambda_K) /
   kappa - 2 D, lambda = lambda_K / kappa^2.

   A run's history is a table of primary quantities; what is a function of
   their means is a lgt_derived_fn, to be given to lgt_gamma_derived:

     lgt_mc_scalar_measure (&geom, 1, phi, data + t * LGT_SCALAR_QUANTITIES);
     ...
     lgt_gamma_derived (data, LGT_SCALAR_QUANTITIES, 1, &length,
                        lgt_mc_scalar_xi, &geom, NULL, &xi, &error);

   The theory has no expectation value <phi> on a finite lattice; nothing is
   subtracted.  Fields that are not finite give results that are not
   finite.  */

#ifndef LGT_OBSERVABLES_SCALAR_H
#define LGT_OBSERVABLES_SCALAR_H

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_fft;           /* lgt/fft.h; NULL: sums as in the formulas */

/* S of one configuration.  */
double lgt_mc_scalar_action (const struct lgt_geom *geom, double m2,
                             double lambda, const double *phi);

/* ---- primary quantities, and functions of their means ---- */

/* With M = (1/V) sum_x phi (x); k_1 the least momentum other than 0, 2 pi / L
   in a direction mu with L_mu = L, the greatest extent.  */
enum lgt_scalar_quantity
{
  LGT_SCALAR_M,           /* M */
  LGT_SCALAR_ABS_M,       /* |M| */
  LGT_SCALAR_M2,          /* M^2 */
  LGT_SCALAR_M4,          /* M^4 */
  LGT_SCALAR_PHI2,        /* (1/V) sum_x phi^2 */
  LGT_SCALAR_PHI4,        /* (1/V) sum_x phi^4 */
  LGT_SCALAR_G1,          /* |sum_x exp (-i k_1 x) phi (x)|^2 / V, the mean
                             over all such mu */
  LGT_SCALAR_QUANTITIES
};

/* VALUE[COUNT][LGT_SCALAR_QUANTITIES] of COUNT configurations.  */
void lgt_mc_scalar_measure (const struct lgt_geom *geom, int64_t count,
                            const double *phi, double *value);

/* Functions of MEAN[LGT_SCALAR_QUANTITIES]; GEOM points to the struct
   lgt_geom.

   susceptibility   chi = sum_x G (x) = V <M^2>
   connected        V (<M^2> - <|M|>^2): the susceptibility where the symmetry
                    is all but broken
   binder           1 - <M^4> / (3 <M^2>^2): 0 for free fields, 2/3 if M^2 is
                    always the same
   xi               sqrt (chi / G_1 - 1) / (2 sin (pi / L)), G_1 =
                    <LGT_SCALAR_G1>: the correlation length of second moment,
                    1/m for free fields.  NaN: G_1 > chi, or L = 1.  */
double lgt_mc_scalar_susceptibility (const double *mean, void *geom);
double lgt_mc_scalar_connected (const double *mean, void *geom);
double lgt_mc_scalar_binder (const double *mean, void *geom);
double lgt_mc_scalar_xi (const double *mean, void *geom);

/* ---- correlation functions ---- */

/* G (x) = (1/V) sum_y phi (y) phi (y + x): RESULT[COUNT][V], laid out as the
   field.  O (V log V) by FFT, else O (V^2).  RESULT may not overlap PHI.
   LGT_EINVAL: COUNT < 1; LGT_ENOMEM.  */
enum lgt_status lgt_mc_scalar_two_point (const struct lgt_geom *geom,
                                         const struct lgt_fft *fft,
                                         int64_t count, const double *phi,
                                         double *result,
                                         struct lgt_error *error);

/* C (t) = sum of G over the slice x_mu = t,

     = (V / L_mu^2) sum_s S (s) S (s + t),   S (t) the mean of phi on slice t:

   RESULT[COUNT][L_mu], t = 0, ..., L_mu - 1, with C (t) = C (L_mu - t) and
   sum_t C (t) = V M^2.  LGT_EINVAL: MU not a direction, COUNT < 1;
   LGT_ENOMEM.  */
enum lgt_status lgt_mc_scalar_correlator (const struct lgt_geom *geom, int mu,
                                          const struct lgt_fft *fft,
                                          int64_t count, const double *phi,
                                          double *result,
                                          struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* Exactly solvable cases: gauge theory in two dimensions on a torus.

   On L0 x L1 = V plaquettes with S = -(beta/N) sum_P Re tr P and Haar
   measure normalized to 1,

     Z = integral dU exp (-S) = sum_r l_r^V,    l_r = c_r / d_r,

   r over the irreducible representations, d_r their dimensions and
   c_r = integral dU exp ((beta/N) Re tr U) conj chi_r (U).
   U(1) (N = 1):  r = n in Z,       l_n = I_n (beta).
   SU(2):         d = 1, 2, ...,    l_d = 2 I_d (beta) / beta.
   SU(N):         r = (m_1 >= ... >= m_{N-1} >= m_N = 0), rows of boxes,
                  c_r = sum_k det_{ij} I_{m_j - j + i + k} (beta/N), k over
                  all integers; SU(3): m = (p + q, q, 0).
   I are modified Bessel functions.  Everything is computed relative to the
   trivial representation, with scaled Bessel functions, so large beta and V
   do not overflow.  Sums need the representations with l_r^V above 1e-17,
   which is exp (-39).  From N = 3 on, determinants are computed in twice the
   precision, and what has rows of boxes within it for which l_r^V is below
   exp (-100) is left away.

   Angles are in [-pi, pi].  GSL is called in this library alone.  Its error
   handler, which is a global of GSL's, is switched off during each call and
   then put back: do not call from two threads at a time.

   All functions: N is 1 to 8, extents are at least 1, beta is finite and from
   0 to 10^4 (N = 3: to 1000, 4: 500, 5: 300, 6: 150, 7: 100, 8: 90), else
   LGT_EINVAL.  LGT_ENOMEM.  LGT_ENUM: the stated accuracy was not reached:
   at weak coupling on few plaquettes more representations matter than are
   kept.  */

#ifndef LGT_EXACT_H
#define LGT_EXACT_H

#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- partition function and observables ---- */

/* *RESULT = ln Z, absolute accuracy about 1e-15 V (1 + beta).  */
enum lgt_status lgt_exact_log_z (int n, int l0, int l1, double beta,
                                 double *result, struct lgt_error *error);

/* *RESULT = <(1/N) Re tr P> = (1/V) d ln Z / d beta.  Accuracy: a few
   epsilon times V (N >= 6: 1e-11 at the largest beta, where determinants
   cancel most).  */
enum lgt_status lgt_exact_plaquette (int n, int l0, int l1, double beta,
                                     double *result, struct lgt_error *error);

/* *RESULT = <(1/N) Re tr W> of a loop that encloses a disc of AREA
   plaquettes, 0 <= AREA <= V:

     W(A) = (1/N) sum_{r, s in r x f} (d_s/d_r) l_r^{V-A} l_s^A
            / sum_r l_r^V,   f the fundamental representation.

   Accuracy as for the plaquette, which is W(1).  */
enum lgt_status lgt_exact_loop (int n, int l0, int l1, double beta,
                                int64_t area, double *result,
                                struct lgt_error *error);

/* *RESULT = <Q^2> of U(1), Q = (1/2 pi) sum_P theta_P, theta in (-pi, pi].
   From Z(theta) = <exp (i theta Q)> Z = sum_n f (n + theta / 2 pi)^V,
   f (nu) = (1/2 pi) integral_{-pi}^{pi} exp (beta cos t) cos (nu t) dt,

     <Q^2> = (1/4 pi^2) sum_n f^V [-V f''/f - V (V-1) (f'/f)^2] / sum_n f^V

   at integer nu.  The absolute accuracy is 1e-13 V.  */
enum lgt_status lgt_exact_u1_q2 (int l0, int l1, double beta, double *result,
                                 struct lgt_error *error);

/* ---- what exact flows reach ---- */

/* *RESULT = c_0 (beta)^2 / c_0 (2 beta): the effective sample size, for every
   large volume, of a flow that sets the columns one after the other, so that
   all plaquettes but one are exact and that one is left to the weights.  */
enum lgt_status lgt_exact_ess_columns (int n, double beta, double *result,
                                       struct lgt_error *error);

/* *RESULT = the effective sample size in U(1) of a flow that halves loops in
   direction 0 (L0 x 1, L0/2 x 1, ...) until single plaquettes are set, each
   conditional exact, the L0 x 1 winding loops being left to the weights:

     (sum_n rho_n^V)^2 / sum_n (sum_m rho_m^L0 rho_{n-m}^L0)^L1,

   rho_n = I_n (beta) / I_0 (beta), V = L0 L1.  For with winding angles W_j
   uniform, the weights are the product over the L1 rows of
   sum_n rho_n^L0 cos (n (W_j - W_{j+1})).  */
enum lgt_status lgt_exact_u1_ess_halves (int l0, int l1, double beta,
                                         double *result,
                                         struct lgt_error *error);

/* ---- distributions of loop angles in U(1) ---- */

/* The sum t of AREA independent plaquette angles, reduced to the circle, has
   the density

     p_A (t) = (1/2 pi) sum_n rho_n^A cos (n t),

   and that of one half of a loop of area 2 A whose whole angle is T

     p (t | T) = p_A (t) p_A (T - t) / p_{2A} (T).  */
struct lgt_exact_density;

/* Prepare p_AREA (CONDITION NULL) or p (t | *CONDITION), AREA at least 1.
   LGT_ENUM: the distribution is too narrow (AREA >= 3 and beta above
   some 40), or T too improbable, for 1e-10.  To be freed by the caller.  */
enum lgt_status lgt_exact_density_new (struct lgt_exact_density **density,
                                       double beta, int area,
                                       const double *condition,
                                       struct lgt_error *error);
void lgt_exact_density_free (struct lgt_exact_density *density);

/* The density at the angle T (any real number), relative to the largest
   density accurate to 1e-10.  */
double lgt_exact_density_at (const struct lgt_exact_density *density,
                             double t);
/* F (t) = integral from -pi to t, -pi <= T <= pi: 0 at -pi, 1 at pi;
   accurate to 1e-10.  */
double lgt_exact_density_cdf (const struct lgt_exact_density *density,
                              double t);
/* The angle t with F (t) = U, 0 <= U <= 1; F of it is U to 1e-10.  */
double lgt_exact_density_quantile (const struct lgt_exact_density *density,
                                   double u);

/* The map of the uniform distribution to p (t | T), y = F^{-1} ((x + pi) /
   2 pi | T), as a rational quadratic spline for each of the conditions
   T_j = -pi + 2 pi j / ANGLES, in the form of lgt_circular_table (lgt/ops.h):

     TABLE[j * (3 BINS + 1) + .] = BINS widths (in x), BINS heights (in y),
                                   BINS slopes dy/dx at left knots, shift 0.

   Widths are positive and add up to 2 pi, so do heights; the last knot's
   slope is the first's.  Knots are where x + y advances evenly, which serves
   peaks and tails alike.  What the spline then misses, as 1 - ESS of the one
   angle at the worst condition, with 64 angles: beta = 2, 32 bins 3e-5 (area
   1), 2e-5 (2), 7e-7 (4), 64 bins and no condition 5e-9; at beta = 7 and
   64 bins 3e-3, 7e-2 and 1e-2, which more angles reduce.

   ANGLES = 1: the unconditional p_AREA.  This is how lib/flow gets tables
   without referring to this library.  LGT_EINVAL: ANGLES < 1, BINS < 2 or
   AREA < 1.  */
enum lgt_status lgt_exact_u1_table (double beta, int area, int angles,
                                    int bins, double *table,
                                    struct lgt_error *error);

/* ---- integrals over a coupling ---- */

/* Gauss-Legendre quadrature with POINTS nodes on (A, B), in order, none of
   them an end: the sum of WEIGHT[i] f (NODE[i]) is the integral of f, exactly
   for polynomials of degree 2 POINTS - 1.  So ln Z at beta is the sum of
   WEIGHT[i] <sum_P Re tr P / N> at NODE[i], on (0, beta).  LGT_EINVAL: POINTS
   not in 1 ... 256, A or B not finite.  LGT_ENOMEM.  */
enum lgt_status lgt_exact_legendre (int points, double a, double b,
                                    double *node, double *weight,
                                    struct lgt_error *error);

/* "2.7.1": the GSL library linked in.  */
const char *lgt_exact_version (void);

#ifdef __cplusplus
}
#endif

#endif

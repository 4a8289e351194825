/* SU(N) on the host: one matrix at a time, 2 <= N <= LGT_SUN_N_MAX, in plain
   C with nothing else behind it.

   A matrix is an array of 2 N^2 doubles, (row, column, re/im), re/im
   fastest: element (i, j) is a[2 (N i + j)] + i a[2 (N i + j) + 1].  N is
   the first argument of all functions; N out of range is undefined, as are
   results for matrices that are not finite, unless said otherwise.  Outputs
   must not overlap inputs unless said otherwise.  Nothing is allocated.

   su(N) here is the traceless anti-Hermitian matrices X, U = exp (X).
   Generators T_a, a = 0 ... N^2 - 2, are Hermitian with tr T_a T_b =
   delta_ab / 2 (Gell-Mann matrices over 2, in the order below), and
   X = i sum_a x_a T_a, so that sum_a x_a^2 = -2 tr X^2.

   Order of generators, as usual for N = 2 (Pauli) and N = 3 (Gell-Mann):
   for j = 1 ... N - 1: for i = 0 ... j - 1 the pair (E_ij + E_ji)/2,
   (-i E_ij + i E_ji)/2, then the diagonal one,
   diag (1, ..., 1, -j, 0, ...) / sqrt (2 j (j + 1)).  */

#ifndef LGT_SUN_H
#define LGT_SUN_H

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LGT_SUN_N_MAX = 8, LGT_SUN_NUMBERS_MAX = 2 * 8 * 8 };

/* ---- products, trace, determinant ---- */

/* C = A B, where an operand with DAGGER is taken as its Hermitian
   conjugate.  */
void lgt_sun_multiply (int n, double *c, const double *a, int a_dagger,
                       const double *b, int b_dagger);
void lgt_sun_dagger (int n, double *c, const double *a);
void lgt_sun_identity (int n, double *c);
/* VALUE[0] + i VALUE[1] = tr A, det A.  */
void lgt_sun_tr (int n, const double *a, double value[2]);
void lgt_sun_det (int n, const double *a, double value[2]);

/* ---- the group ---- */

/* How far A is from SU(N): the largest of |A A^+ - 1| (its largest element)
   and |det A - 1|; NaN or infinity if A is not finite.  */
double lgt_sun_deviation (int n, const double *a);

/* The element of SU(N) nearest to A (in the norm sum |a_ij|^2) up to the
   choice of the determinant's root: Omega / det (Omega)^{1/N}, Omega =
   A (A^+ A)^{-1/2}, the root's argument in (-pi/N, pi/N].  U may be A.
   LGT_ENUM: A is singular or not finite; U is as before.  */
enum lgt_status lgt_sun_project (int n, const double *a, double *u,
                                 struct lgt_error *error);

/* Gram-Schmidt on the rows, the last one from the others (N = 2, 3) or
   scaled so that det = 1: cheap, for matrices that are in SU(N) but for
   rounding.  In place.  */
void lgt_sun_reunitarize (int n, double *u);

/* A Haar-distributed U from N^2 pairs of uniform numbers in (0, 1): complex
   Gaussian rows by Box-Muller (pair i N + j makes element (i, j) of a matrix
   of which Gram-Schmidt is taken, phases as Gram-Schmidt leaves them), the
   last row scaled so that det = 1.  lgt_sun_haar of lgt/ops_sun.h makes the
   same matrices to rounding.  */
void lgt_sun_random (int n, const double *uniform, double *u);

/* ---- the algebra ---- */

/* X = traceless anti-Hermitian part of A: (A - A^+)/2 - tr (A - A^+)/(2N).
   X may be A.  */
void lgt_sun_algebra (int n, const double *a, double *x);
/* X = i sum_a x_a T_a, and x_a = -2 i tr X T_a.  */
void lgt_sun_from_coordinates (int n, const double *coordinate, double *x);
void lgt_sun_to_coordinates (int n, const double *x, double *coordinate);

/* U = exp (X) for X in su(N).  N = 2, 3: Cayley-Hamilton, accurate for all
   |X| and where eigenvalues meet; else scaling and squaring.  To a few
   epsilon.  */
void lgt_sun_exp (int n, const double *x, double *u);
/* X in su(N) with exp (X) = U, of the smallest norm: phases as in
   lgt_sun_phases.  Not continuous where the smallest norm is taken twice.  */
void lgt_sun_log (int n, const double *u, double *x);

/* ---- phases ---- */

/* Eigenphases of U, ascending, THETA[0] <= ... <= THETA[N-1] <= THETA[0] +
   2 pi, with sum 0, to a few epsilon also where they meet; V, if it is not
   NULL, gets eigenvectors as columns, U = V diag (e^{i theta}) V^+.  */
void lgt_sun_phases (int n, const double *u, double *theta, double *v);

/* log of the Haar density of N ordered phases with sum 0 with respect to
   d theta_1 ... d theta_{N-1}, normalized to 1 on the cell of ordered
   phases: sum_{i<j} 2 log |2 sin ((theta_i - theta_j)/2)| + constant.
   -inf where two meet.  */
double lgt_sun_haar_density (int n, const double *theta);

/* log of the heat kernel K (U, t) = sum_r d_r chi_r (U) e^{-t C_r / 2} at
   phases THETA, with respect to Haar measure (it integrates to 1), C_r the
   quadratic Casimir, C = (N^2 - 1)/(2N) for the fundamental one; for t > 0.
   Small t: as a sum over windings; results agree to 1e-12 relative.
   N = 2, 3, else NaN.  */
double lgt_sun_heat_kernel (int n, const double *theta, double t);

#ifdef __cplusplus
}
#endif

#endif

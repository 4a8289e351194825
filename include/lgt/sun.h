/* SU(N) on the host: one matrix at a time, 2 <= N <= LGT_SUN_N_MAX, in plain
   C with nothing but libm behind it.

     double u[18], x[18], theta[3];             3 x 3: 2 N^2 numbers

     lgt_sun_random (3, uniform, u);            18 numbers of your generator
     lgt_sun_algebra (3, u, x);                 X in su(3)
     lgt_sun_exp (3, x, u);                     U = exp (X)
     lgt_sun_phases (3, u, theta, NULL);        tr U = sum e^{i theta}

   A matrix is an array of 2 N^2 doubles, (row, column, re/im), re/im
   fastest: element (i, j) is a[2 (N i + j)] + i a[2 (N i + j) + 1], which is
   an array of double complex in row order.  N is the first argument of all
   functions, and what they write comes before what they read; N out of range
   is undefined.  Outputs must not overlap inputs unless said otherwise.
   Nothing is allocated, printed or remembered: any thread may call anything.
   Everything ends, also with numbers that are not finite; what comes out is
   not finite then.

   Errors are given in units of epsilon = 2.2e-16, for elements, as the tests
   find them for N = 2 ... 8.

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

/* C = A B, where an operand with DAGGER other than 0 is taken as its
   Hermitian conjugate.  A and B may be the same.  */
void lgt_sun_multiply (int n, double *c, const double *a, int a_dagger,
                       const double *b, int b_dagger);
/* C = A^+.  */
void lgt_sun_dagger (int n, double *c, const double *a);
/* C = 1.  */
void lgt_sun_identity (int n, double *c);
/* VALUE[0] + i VALUE[1] = tr A, det A, of any matrix.  */
void lgt_sun_tr (int n, const double *a, double value[2]);
void lgt_sun_det (int n, const double *a, double value[2]);

/* ---- the group ---- */

/* How far A is from SU(N): the largest of |A A^+ - 1| (its largest element)
   and |det A - 1|; NaN or infinity if A is not finite.  */
double lgt_sun_deviation (int n, const double *a);

/* The element of SU(N) nearest to A (in the norm sum |a_ij|^2) up to the
   choice of the determinant's root: Omega / det (Omega)^{1/N}, Omega =
   A (A^+ A)^{-1/2}, the root's argument in (-pi/N, pi/N].  Any scale of A.
   Error: 10 epsilon times the condition number of A.  U may be A.
   LGT_ENUM: A is not finite, or singular (condition number above 1e15); U is
   as before.  */
enum lgt_status lgt_sun_project (int n, const double *a, double *u,
                                 struct lgt_error *error);

/* Gram-Schmidt on the rows from the first one on, the last one from the others
   (N = 2, 3) or scaled so that det = 1: cheap, for matrices that are in SU(N)
   but for rounding.  In place.  Deviation afterwards: 8 epsilon.  */
void lgt_sun_reunitarize (int n, double *u);

/* A Haar-distributed U from N^2 pairs of independent uniform numbers in the
   open interval (0, 1): complex Gaussian rows by Box-Muller (pair i N + j
   makes element (i, j) of a matrix of which Gram-Schmidt is taken, phases as
   Gram-Schmidt leaves them), the last row such that det = 1.  For N = 2, 3
   the last N pairs are not read.  lgt_sun_haar of lgt/ops_sun.h makes the
   same matrices to rounding.  */
void lgt_sun_random (int n, const double *uniform, double *u);

/* ---- the algebra ---- */

/* X = traceless anti-Hermitian part of A: (A - A^+)/2 - tr (A - A^+)/(2N).
   X may be A.  */
void lgt_sun_algebra (int n, const double *a, double *x);
/* X = i sum_a x_a T_a, and x_a = -2 i tr X T_a, N^2 - 1 numbers.  Of a matrix
   not in su(N) the latter takes the part that is.  */
void lgt_sun_from_coordinates (int n, const double *coordinate, double *x);
void lgt_sun_to_coordinates (int n, const double *x, double *coordinate);

/* U = exp (X) for X in su(N), of any size.  N = 2, 3: Cayley-Hamilton, also
   where eigenvalues meet (N = 3 with |X| > 4 and N > 3: scaling and
   squaring).  Error 10 epsilon, deviation from SU(N) 40 epsilon, times
   max (1, |X|) with |X|^2 = sum |x_ij|^2.  U may be X.  */
void lgt_sun_exp (int n, const double *x, double *u);
/* X in su(N) with exp (X) = U, of the smallest norm: X = V diag (i theta) V^+
   with the phases of lgt_sun_phases.  Where theta_N - theta_1 = 2 pi (U = -1
   for N = 2) there are several, and X is one of them.  */
void lgt_sun_log (int n, const double *u, double *x);

/* ---- phases ---- */

/* Eigenphases of U in SU(N), ascending, THETA[0] <= ... <= THETA[N-1] <=
   THETA[0] + 2 pi, with sum 0; V, if it is not NULL, gets eigenvectors as
   columns, U = V diag (e^{i theta}) V^+.  Errors, of phases, of V V^+ = 1 and
   of this product: 10 epsilon as a rule, 64 at most, also where phases
   meet.  */
void lgt_sun_phases (int n, const double *u, double *theta, double *v);

/* log of the Haar density of N ordered phases with sum 0 with respect to
   d theta_1 ... d theta_{N-1}, normalized to 1 on the cell of ordered
   phases: sum_{i<j} 2 log |2 sin ((theta_i - theta_j)/2)| - (N - 1) log 2 pi.
   -inf where two meet.  */
double lgt_sun_haar_density (int n, const double *theta);

/* log of the heat kernel K (U, t) = sum_r d_r chi_r (U) e^{-t C_r / 2} at
   phases THETA, as of lgt_sun_phases, with respect to Haar measure (it
   integrates to 1), C_r the quadratic Casimir, C = (N^2 - 1)/(2N) for the
   fundamental one; for t > 0.  Small t: as a sum over windings, also where
   phases meet.  K is right to 1e-12 relative, or log K to a few epsilon
   where that is more.  N = 2, 3, else NaN.  */
double lgt_sun_heat_kernel (int n, const double *theta, double t);

#ifdef __cplusplus
}
#endif

#endif

/* What tests of lgt/sun.h compare with: random matrices, arithmetic in long
   double, eigenvalues that meet.  */

#ifndef LGT_TESTS_SUNREF_H
#define LGT_TESTS_SUNREF_H

#include <complex.h>
#include <float.h>
#include <math.h>
#include <stdint.h>

#include <lgt/sun.h>

#define EPS DBL_EPSILON
#define PI 3.14159265358979323846L
enum { MAX = LGT_SUN_N_MAX, NUMBERS = LGT_SUN_NUMBERS_MAX };

typedef long double complex lc;

/* Uniform in (0, 1), by splitmix64.  */
double uniform (uint64_t *state);
/* ERROR <= BOUND, in which NaN is not.  */
void within (double error, double bound, const char *what, int n);

/* Components between -1 and 1; a matrix of the group.  */
void any_matrix (int n, double *a, uint64_t *state);
void any_group (int n, double *u, uint64_t *state);

/* a_ij, or that of A^+.  */
lc element (int n, const double *a, int dagger, int i, int j);
void to_long (int n, const double *a, lc *l);
void long_multiply (int n, lc *c, const lc *a, const lc *b);
/* The largest |a_ij - l_ij|, |a_ij - b_ij|; sqrt (sum |a_ij|^2).  */
double distance (int n, const double *a, const lc *l);
double difference (int n, const double *a, const double *b);
double norm (int n, const double *a);
/* V diag (D) V^+.  */
void conjugate (int n, const double *v, const lc *d, double *a);

/* The angles of case number C of eigenvalues that meet in all ways, and V.  */
enum { CASES = 8 * 14 };
void special (int n, int c, long double *t, double *v, uint64_t *state);
/* U = V diag (e^{it}) V^+, X = V diag (i t) V^+ in su(N).  */
void group_of (int n, const double *v, const long double *t, double *u);
void algebra_of (int n, const double *v, const long double *t, double *x);

#endif

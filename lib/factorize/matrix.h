/* Small dense linear algebra; not installed.

   Every result is the same for any number of BLAS threads.  Matrices are
   stored by rows.  */

#ifndef LGT_FACTORIZE_MATRIX_H
#define LGT_FACTORIZE_MATRIX_H

#include <stdbool.h>
#include <stdint.h>

/* C [m x n] = op (A) op (B), op (A) being [m x k]; op is the transposition
   where TRANS_A or TRANS_B says so.  LDA, LDB, LDC: doubles between the rows
   of what is stored.  */
void lgt_matrix_multiply_ (bool trans_a, bool trans_b, int64_t m, int64_t n,
                           int64_t k, const double *a, int64_t lda,
                           const double *b, int64_t ldb, double *c,
                           int64_t ldc);

/* Replace each of the ROWS rows x of X, N numbers, by V^-1 x.  V [n x n] is
   symmetric; its lower half is overwritten.  False, with X unchanged: V is
   not positive definite.  */
bool lgt_matrix_solve_ (int64_t n, double *v, int64_t rows, double *x);

/* The left singular vectors of A [n x m], as the columns of U [n x n] (a
   complete orthonormal set), and singular values SIGMA [n], falling (0
   beyond the m-th).  A is overwritten; U has room for 2 n n numbers.  */
void lgt_matrix_left_ (int64_t n, int64_t m, double *a, double *u,
                       double *sigma);

double lgt_matrix_dot_ (int64_t n, const double *a, const double *b);

#endif

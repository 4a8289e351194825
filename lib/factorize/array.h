/* Arrays of several extents; not installed.  */

#ifndef LGT_FACTORIZE_ARRAY_H
#define LGT_FACTORIZE_ARRAY_H

#include <lgt/factorize.h>

/* The product of the extents FROM ... TO - 1.  */
int64_t lgt_array_size_ (const int64_t *extent, int from, int to);

/* Whether these are extents of a tensor that this library takes.  */
enum lgt_status lgt_array_check_ (int order, const int64_t *extent,
                                  struct lgt_error *error);

/* *NORM = the Frobenius norm of COUNT numbers, without overflow; LGT_ENUM
   with the first one that is not finite.  */
enum lgt_status lgt_array_norm_ (int64_t count, const double *value,
                                 double *norm, struct lgt_error *error);

/* || A - B || / NORM; 0 where both are 0.  */
double lgt_array_error_ (int64_t count, const double *a, const double *b,
                         double norm);

/* TO [extent of MODE][product of the others, in order] = FROM.  */
void lgt_array_unfold_ (int order, const int64_t *extent, int mode,
                        const double *from, double *to);

/* TO = FROM with the index I of MODE replaced: sum_i M[a, i] FROM[.. i ..],
   M [ROWS x extent of MODE].  TRANSPOSED: M is stored the other way.  */
void lgt_array_apply_ (int order, const int64_t *extent, int mode,
                       int64_t rows, const double *m, int transposed,
                       const double *from, double *to);

/* The left singular vectors of TENSOR's unfolding of MODE, which has n rows,
   as the columns of VECTORS [n x n] (a complete orthonormal set, the largest
   element of each positive), and singular values SIGMA [n], falling (0 where
   the matrix has no more).  */
enum lgt_status lgt_array_vectors_ (int order, const int64_t *extent,
                                    int mode, const double *tensor,
                                    double *vectors, double *sigma,
                                    struct lgt_error *error);

#endif

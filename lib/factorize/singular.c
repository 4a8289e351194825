/* Left singular vectors of unfoldings, by LAPACK.  */

#include "array.h"

#include <math.h>
#include <stdlib.h>

#include <cblas.h>
#include <lapacke.h>

/* Make the largest element of each column of U [n x n] positive.  */
static void
choose_signs (int64_t n, double *u)
{
  for (int64_t k = 0; k < n; k++)
    {
      double largest = 0;

      for (int64_t i = 0; i < n; i++)
        if (fabs (u[i * n + k]) > fabs (largest))
          largest = u[i * n + k];
      if (largest < 0)
        cblas_dscal ((int) n, -1, u + k, (int) n);
    }
}

enum lgt_status
lgt_array_vectors_ (int order, const int64_t *extent, int mode,
                    const double *tensor, double *vectors, double *sigma,
                    struct lgt_error *error)
{
  const int64_t n = extent[mode];
  const int64_t size = lgt_array_size_ (extent, 0, order), m = size / n;
  double *copy = malloc ((size_t) (size + n) * sizeof *copy);
  lapack_int info = LAPACK_WORK_MEMORY_ERROR;

  if (copy)
    {
      lgt_array_unfold_ (order, extent, mode, tensor, copy);
      for (int64_t i = m; i < n; i++)
        sigma[i] = 0;
      /* By columns the unfolding is its transpose, and V^T, too, comes out
         as wanted.  QR iteration, not divide and conquer (dgesdd): that
         finds the small singular values of the bidiagonal matrix only up to
         an epsilon of the largest, and small ones are what ranks are chosen
         by.  */
      info = LAPACKE_dgesvd (LAPACK_COL_MAJOR, 'N', 'A', (lapack_int) m,
                             (lapack_int) n, copy, (lapack_int) m, sigma,
                             NULL, 1, vectors, (lapack_int) n, copy + size);
    }
  free (copy);
  if (info == LAPACK_WORK_MEMORY_ERROR)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld singular "
                     "vectors", (long long) n);
  if (info != 0)
    return lgt_fail (error, LGT_ENUM, "the singular values of a matrix of "
                     "%lld x %lld do not converge", (long long) n,
                     (long long) m);
  choose_signs (n, vectors);
  return LGT_OK;
}

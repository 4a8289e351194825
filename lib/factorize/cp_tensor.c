/* From components to the tensor.  */

#include "array.h"
#include "cp.h"

#include <stdlib.h>

#include <cblas.h>

void
lgt_cp_rows_ (int from, int to, const int64_t *extent, int rank,
              const double *const *factor, double *product)
{
  int64_t rows = 1;

  for (int r = 0; r < rank; r++)
    product[r] = 1;
  for (int d = from; d < to; d++)
    {
      /* From the end: row i makes the rows i * extent and following.  */
      for (int64_t i = rows - 1; i >= 0; i--)
        for (int64_t j = extent[d] - 1; j >= 0; j--)
          for (int r = 0; r < rank; r++)
            product[(i * extent[d] + j) * rank + r]
              = product[i * rank + r] * factor[d][j * rank + r];
      rows *= extent[d];
    }
}

enum lgt_status
lgt_cp_tensor (int order, const int64_t *extent, int rank,
               const double *const *factor, double *tensor,
               struct lgt_error *error)
{
  const int split = order / 2;
  enum lgt_status status = lgt_array_check_ (order, extent, error);
  int64_t rows, columns;
  double *left, *right;

  if (status == LGT_OK && (rank < 1 || rank > LGT_FACTORIZE_MAX_RANK))
    status = lgt_fail (error, LGT_EINVAL, "a CP rank of %d; 1 to %d would "
                       "do", rank, LGT_FACTORIZE_MAX_RANK);
  if (status != LGT_OK)
    return status;
  rows = lgt_array_size_ (extent, 0, split);
  columns = lgt_array_size_ (extent, split, order);
  left = malloc ((size_t) (rows * rank) * sizeof *left);
  right = malloc ((size_t) (columns * rank) * sizeof *right);
  if (left && right)
    {
      lgt_cp_rows_ (0, split, extent, rank, factor, left);
      lgt_cp_rows_ (split, order, extent, rank, factor, right);
      cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows,
                   (int) columns, rank, 1, left, rank, right, rank, 0,
                   tensor, (int) columns);
    }
  else
    status = lgt_fail (error, LGT_ENOMEM, "no memory for a tensor of %lld "
                       "elements", (long long) rows * columns);
  free (left);
  free (right);
  return status;
}

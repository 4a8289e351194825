/* CP where the best approximation is known without iterations.  */

#include "array.h"
#include "cp.h"

#include <stdlib.h>

#include <cblas.h>

/* One component for each index of all modes but the largest: unit vectors
   there, the fibre of T in that one.  */
void
lgt_cp_fibres_ (struct lgt_cp_task *t)
{
  const int long_mode = t->longest;
  const int64_t n = t->extent[long_mode], count = t->size / n;

  for (int64_t c = 0; c < count; c++)
    {
      int64_t rest = c, offset = 0, stride = 1, long_stride = 1;

      for (int d = t->order - 1; d >= 0; d--)
        {
          if (d == long_mode)
            long_stride = stride;
          else
            {
              t->factor[d][rest % t->extent[d] * t->rank + c] = 1;
              offset += rest % t->extent[d] * stride;
              rest /= t->extent[d];
            }
          stride *= t->extent[d];
        }
      for (int64_t i = 0; i < n; i++)
        t->factor[long_mode][i * t->rank + c]
          = t->tensor[offset + i * long_stride];
    }
}

/* A matrix: the singular value decomposition, cut off (Eckart, Young).  */
enum lgt_status
lgt_cp_matrix_ (struct lgt_cp_task *t, struct lgt_error *error)
{
  const int small = t->extent[0] <= t->extent[1] ? 0 : 1;
  const int64_t n = t->extent[small], m = t->extent[1 - small];
  const int64_t count = n < t->rank ? n : t->rank;
  double *vectors = malloc ((size_t) (n * n + n) * sizeof *vectors);
  enum lgt_status status
    = vectors ? lgt_array_vectors_ (2, t->extent, small, t->tensor, vectors,
                                    vectors + n * n, error)
              : lgt_fail (error, LGT_ENOMEM, "no memory for a matrix");

  if (status == LGT_OK)
    {
      for (int64_t i = 0; i < n; i++)
        for (int64_t r = 0; r < count; r++)
          t->factor[small][i * t->rank + r] = vectors[i * n + r];
      cblas_dgemm (CblasRowMajor, small == 0 ? CblasTrans : CblasNoTrans,
                   CblasNoTrans, (int) m, (int) count, (int) n, 1, t->tensor,
                   (int) t->extent[1], vectors, (int) n, 0,
                   t->factor[1 - small], t->rank);
    }
  free (vectors);
  return status;
}

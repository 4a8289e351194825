/* CP where the best approximation is known without iterations.  */

#include "array.h"
#include "cp.h"
#include "matrix.h"

#include <stdlib.h>

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
  double *copy = malloc ((size_t) t->size * sizeof *copy);
  double *vectors = malloc (2 * (size_t) (n * n) * sizeof *vectors);
  double *sigma = malloc ((size_t) n * sizeof *sigma);
  enum lgt_status status = LGT_OK;

  if (!copy || !vectors || !sigma)
    {
      status = lgt_fail (error, LGT_ENOMEM, "no memory for a matrix");
      goto done;
    }
  lgt_array_unfold_ (2, t->extent, small, t->tensor, copy);
  lgt_matrix_left_ (n, m, copy, vectors, sigma);
  lgt_array_unfold_ (2, t->extent, small, t->tensor, copy);
  for (int64_t i = 0; i < n; i++)
    for (int64_t r = 0; r < count; r++)
      t->factor[small][i * t->rank + r] = vectors[i * n + r];
  lgt_matrix_multiply_ (true, false, m, count, n, copy, m, vectors, n,
                        t->factor[1 - small], t->rank);
 done:
  free (copy);
  free (vectors);
  free (sigma);
  return status;
}

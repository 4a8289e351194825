#include "array.h"

#include <math.h>
#include <string.h>

#include <cblas.h>

int64_t
lgt_array_size_ (const int64_t *extent, int from, int to)
{
  int64_t size = 1;

  for (int d = from; d < to; d++)
    size *= extent[d];
  return size;
}

enum lgt_status
lgt_array_check_ (int order, const int64_t *extent, struct lgt_error *error)
{
  int64_t size = 1;

  if (order < 1 || order > LGT_FACTORIZE_MAX_ORDER)
    return lgt_fail (error, LGT_EINVAL, "a tensor of order %d; 1 to %d would "
                     "do", order, LGT_FACTORIZE_MAX_ORDER);
  for (int d = 0; d < order; d++)
    {
      if (extent[d] < 1)
        return lgt_fail (error, LGT_EINVAL, "extent %d of a tensor is %lld; "
                         "it must be at least 1", d, (long long) extent[d]);
      if (extent[d] > LGT_FACTORIZE_MAX_SIZE / size)
        return lgt_fail (error, LGT_EINVAL, "a tensor of more than %d "
                         "elements", LGT_FACTORIZE_MAX_SIZE);
      size *= extent[d];
    }
  return LGT_OK;
}

enum lgt_status
lgt_array_norm_ (int64_t count, const double *value, double *norm,
                 struct lgt_error *error)
{
  for (int64_t i = 0; i < count; i++)
    if (!isfinite (value[i]))
      return lgt_fail (error, LGT_ENUM, "element %lld of the tensor is not "
                       "finite", (long long) i);
  *norm = cblas_dnrm2 ((int) count, value, 1);
  if (!isfinite (*norm))
    return lgt_fail (error, LGT_ENUM, "the norm of the tensor is not finite");
  return LGT_OK;
}

double
lgt_array_error_ (int64_t count, const double *a, const double *b,
                  double norm)
{
  double sum = 0, largest = 0;

  for (int64_t i = 0; i < count; i++)
    if (!(fabs (a[i] - b[i]) <= largest))
      largest = fabs (a[i] - b[i]);
  if (!(largest > 0))
    return largest;
  for (int64_t i = 0; i < count; i++)
    sum += (a[i] - b[i]) / largest * ((a[i] - b[i]) / largest);
  return norm > 0 ? largest / norm * sqrt (sum) : INFINITY;
}

void
lgt_array_unfold_ (int order, const int64_t *extent, int mode,
                   const double *from, double *to)
{
  const int64_t left = lgt_array_size_ (extent, 0, mode);
  const int64_t right = lgt_array_size_ (extent, mode + 1, order);

  for (int64_t l = 0; l < left; l++)
    for (int64_t i = 0; i < extent[mode]; i++)
      memcpy (to + (i * left + l) * right,
              from + (l * extent[mode] + i) * right,
              (size_t) right * sizeof *to);
}

void
lgt_array_apply_ (int order, const int64_t *extent, int mode, int64_t rows,
                  const double *m, int transposed, const double *from,
                  double *to)
{
  const int64_t left = lgt_array_size_ (extent, 0, mode);
  const int64_t right = lgt_array_size_ (extent, mode + 1, order);
  const int64_t n = extent[mode];
  const int stride = (int) (transposed ? rows : n);

  if (right == 1)
    {
      cblas_dgemm (CblasRowMajor, CblasNoTrans,
                   transposed ? CblasNoTrans : CblasTrans, (int) left,
                   (int) rows, (int) n, 1, from, (int) n, m, stride, 0, to,
                   (int) rows);
      return;
    }
  for (int64_t l = 0; l < left; l++)
    cblas_dgemm (CblasRowMajor, transposed ? CblasTrans : CblasNoTrans,
                 CblasNoTrans, (int) rows, (int) right, (int) n, 1, m,
                 stride, from + l * n * right, (int) right, 0,
                 to + l * rows * right, (int) right);
}

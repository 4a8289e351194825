/* Products of matrices and the solution of small systems.  */

#include "matrix.h"

#include <math.h>
#include <string.h>

#include <cblas.h>

/* OpenBLAS computes a product of up to 2^18 multiplications on one thread,
   so its bits do not depend on how many there are.  */
enum { TILE = 64 };

static int
part (int64_t all, int64_t from)
{
  return (int) (all - from < TILE ? all - from : TILE);
}

void
lgt_matrix_multiply_ (bool trans_a, bool trans_b, int64_t m, int64_t n,
                      int64_t k, const double *a, int64_t lda,
                      const double *b, int64_t ldb, double *c, int64_t ldc)
{
  for (int64_t i = 0; i < m; i += TILE)
    for (int64_t j = 0; j < n; j += TILE)
      for (int64_t l = 0; l < k; l += TILE)
        cblas_dgemm (CblasRowMajor, trans_a ? CblasTrans : CblasNoTrans,
                     trans_b ? CblasTrans : CblasNoTrans, part (m, i),
                     part (n, j), part (k, l), 1,
                     trans_a ? a + l * lda + i : a + i * lda + l, (int) lda,
                     trans_b ? b + j * ldb + l : b + l * ldb + j, (int) ldb,
                     l ? 1 : 0, c + i * ldc + j, (int) ldc);
}

/* Four sums, added in a fixed order: one would wait for itself.  */
double
lgt_matrix_dot_ (int64_t n, const double *a, const double *b)
{
  double sum[4] = { 0 };
  int64_t i = 0;

  for (; i + 4 <= n; i += 4)
    for (int s = 0; s < 4; s++)
      sum[s] += a[i + s] * b[i + s];
  for (; i < n; i++)
    sum[0] += a[i] * b[i];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Cholesky: V = L L^T, L in the lower half.  */
static bool
decompose (int64_t n, double *v)
{
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j <= i; j++)
      {
        double rest = v[i * n + j]
                      - lgt_matrix_dot_ (j, v + i * n, v + j * n);

        if (i == j && !(rest > 0))
          return false;
        v[i * n + j] = i == j ? sqrt (rest) : rest / v[j * n + j];
      }
  return true;
}

bool
lgt_matrix_solve_ (int64_t n, double *v, int64_t rows, double *x)
{
  if (!decompose (n, v))
    return false;
  for (int64_t row = 0; row < rows; row++, x += n)
    {
      for (int64_t i = 0; i < n; i++)
        x[i] = (x[i] - lgt_matrix_dot_ (i, v + i * n, x)) / v[i * n + i];
      for (int64_t i = n - 1; i >= 0; i--)
        {
          x[i] /= v[i * n + i];
          for (int64_t j = 0; j < i; j++)
            x[j] -= v[i * n + j] * x[i];
        }
    }
  return true;
}

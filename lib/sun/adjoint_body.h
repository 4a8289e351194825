/* Symmetric operators on the N^2 - 1 dimensions of su(N), one text for every
   number (lib/sun/matrix_body.h).

   X = i Z with Z Hermitian and traceless has the coordinates, in the order of
   the generators (lgt/sun.h): for j = 1 ... N - 1 the pairs sqrt 2 Re z_ij,
   sqrt 2 Im z_ij, i < j, then one for a diagonal matrix.  The basis is
   orthonormal, so that an operator that is symmetric in the product tr Y^+ Z
   is a symmetric matrix; its lower triangle is kept, row after row, without
   gaps.  */

#ifndef LGT_SUN_ADJOINT_BODY_H
#define LGT_SUN_ADJOINT_BODY_H

#include "matrix_body.h"

enum { SUN_DIM = SUN_MAX * SUN_MAX - 1,
       SUN_TRIANGLE = SUN_DIM * (SUN_DIM + 1) / 2 };

#define SUN_SQRT2 1.4142135623730951
#define SUN_HALF_SQRT2 0.70710678118654752

/* Where the pairs with j start; the diagonal matrix is 2 j behind.  */
LGT_BODY int sun_pairs_of (int j) { return j * j - 1; }

/* Element I of diagonal matrix J: diag (1, ..., 1, -j, 0, ...) / sqrt (j (j +
   1)).  */
LGT_BODY double
sun_diagonal (int j, int i)
{
  static const double one[SUN_MAX]
    = { 0, 0.70710678118654752, 0.40824829046386302, 0.28867513459481288,
        0.22360679774997897, 0.18257418583505537, 0.15430334996209191,
        0.13363062095621219 };

  return i < j ? one[j] : i == j ? -j * one[j] : 0;
}

LGT_BODY void
sun_coordinates (int n, const num *z, num *y)
{
  SUN_UNROLL_DEVICE
  for (int j = 1; j < n; j++)
    {
      num *to = y + sun_pairs_of (j), sum = num_set (0);

      SUN_UNROLL_DEVICE
      for (int i = 0; i < j; i++)
        {
          to[2 * i] = SUN_SQRT2 * z[2 * (n * i + j)];
          to[2 * i + 1] = SUN_SQRT2 * z[2 * (n * i + j) + 1];
        }
      SUN_UNROLL_DEVICE
      for (int i = 0; i <= j; i++)
        sum = sum + sun_diagonal (j, i) * z[2 * (n + 1) * i];
      to[2 * j] = sum;
    }
}

LGT_BODY void
sun_from_coordinates (int n, const num *y, num *z)
{
  SUN_UNROLL_DEVICE
  for (int i = 0; i < n; i++)
    {
      num sum = num_set (0);

      SUN_UNROLL_DEVICE
      for (int j = i > 1 ? i : 1; j < n; j++)
        sum = sum + sun_diagonal (j, i) * y[sun_pairs_of (j) + 2 * j];
      z[2 * (n + 1) * i] = sum;
      z[2 * (n + 1) * i + 1] = num_set (0);
    }
  SUN_UNROLL_DEVICE
  for (int j = 1; j < n; j++)
    SUN_UNROLL_DEVICE
    for (int i = 0; i < j; i++)
      {
        const num re = SUN_HALF_SQRT2 * y[sun_pairs_of (j) + 2 * i];
        const num im = SUN_HALF_SQRT2 * y[sun_pairs_of (j) + 2 * i + 1];

        z[2 * (n * i + j)] = z[2 * (n * j + i)] = re;
        z[2 * (n * i + j) + 1] = im;
        z[2 * (n * j + i) + 1] = -im;
      }
}

/* Where row I of a lower triangle begins.  */
LGT_BODY int sun_row_of (int i) { return i * (i + 1) / 2; }

/* The rows of pair (I, J) in columns of pair (K, L) <= (I, J): -tr e S e',
   nothing but 0 unless they share an index.  */
LGT_BODY void
sun_pair_block (int n, const num *s, int i, int j, int k, int l, num *re,
                num *im)
{
  const int p = l == j ? i : j, q = l == i || l == j ? k : l;
  const num x = -0.5 * s[2 * (n * p + q)];
  const num y = 0.5 * s[2 * (n * p + q) + 1];

  if (l != i && k != i && l != j)
    re[0] = re[1] = im[0] = im[1] = num_set (0);
  else
    {
      re[0] = x;
      re[1] = k == i ? -y : y;
      im[0] = l == j ? -y : y;
      im[1] = l == i ? -x : x;
    }
}

/* The lower triangle of Z -> g Z - (S Z + Z S)/2 on the traceless Z, where
   each z_ij is multiplied by its own g[n i + j], i < j, the diagonal by 1; S
   is Hermitian.  */
LGT_BODY void
sun_fill_operator (int n, const num *s, const num *g, num *a)
{
  SUN_UNROLL_DEVICE
  for (int j = 1; j < n; j++)
    {
      num *row = a + sun_row_of (sun_pairs_of (j) + 2 * j);

      SUN_UNROLL_DEVICE
      for (int i = 0; i < j; i++)
        {
          const int at = sun_pairs_of (j) + 2 * i;
          num *re = a + sun_row_of (at), *im = a + sun_row_of (at + 1);

          SUN_UNROLL_DEVICE
          for (int l = 1; l <= j; l++)
            {
              const int first = sun_pairs_of (l);

              SUN_UNROLL_DEVICE
              for (int k = 0; k < (l < j ? l : i); k++)
                sun_pair_block (n, s, i, j, k, l, re + first + 2 * k,
                                im + first + 2 * k);
              if (l < j)
                {
                  const double h = -SUN_HALF_SQRT2 * sun_diagonal (l, i);

                  re[first + 2 * l] = h * s[2 * (n * i + j)];
                  im[first + 2 * l] = h * s[2 * (n * i + j) + 1];
                }
            }
          re[at] = im[at + 1]
            = g[n * i + j] - 0.5 * (s[2 * (n + 1) * i] + s[2 * (n + 1) * j]);
          im[at] = num_set (0);
        }
      SUN_UNROLL_DEVICE
      for (int l = 1; l <= j; l++)
        {
          num sum = num_set (l == j);

          SUN_UNROLL_DEVICE
          for (int k = 0; k < l; k++)
            {
              const double h = -SUN_HALF_SQRT2 * (sun_diagonal (j, k)
                                                  + sun_diagonal (j, l));

              row[sun_pairs_of (l) + 2 * k] = h * s[2 * (n * k + l)];
              row[sun_pairs_of (l) + 2 * k + 1] = h * s[2 * (n * k + l) + 1];
            }
          SUN_UNROLL_DEVICE
          for (int i = 0; i <= l; i++)
            sum = sum - sun_diagonal (j, i) * sun_diagonal (l, i)
                        * s[2 * (n + 1) * i];
          row[sun_pairs_of (l) + 2 * l] = sum;
        }
    }
}

/* log det of the positive definite A, whose lower triangle is used up.
   Logarithms of eight pivots at once.  */
LGT_BODY num
sun_log_determinant (int dim, num *a)
{
  num product = num_set (1), sum = num_set (0);

  SUN_UNROLL_DEVICE
  for (int k = 0; k < dim; k++)
    {
      const num inverse = 1.0 / a[sun_row_of (k) + k];

      SUN_UNROLL_DEVICE
      for (int i = k + 1; i < dim; i++)
        {
          num *row = a + sun_row_of (i);
          const num f = row[k] * inverse;

          SUN_UNROLL_DEVICE
          for (int j = k + 1; j <= i; j++)
            row[j] = row[j] - f * a[sun_row_of (j) + k];
        }
    }
  SUN_UNROLL_DEVICE
  for (int k = 0; k < dim; k++)
    {
      product = product * a[sun_row_of (k) + k];
      if (k % 8 == 7 || k == dim - 1)
        {
          sum = sum + num_log (product);
          product = num_set (1);
        }
    }
  return sum;
}

/* A <- the inverse of the positive definite A, lower triangles.  */
LGT_BODY void
sun_invert_symmetric (int dim, num *a)
{
  SUN_UNROLL_DEVICE
  for (int k = 0; k < dim; k++)
    {
      const num inverse = 1.0 / a[sun_row_of (k) + k];
      num column[SUN_DIM];

      SUN_UNROLL_DEVICE
      for (int i = 0; i < dim; i++)
        column[i] = i < k ? a[sun_row_of (k) + i] : a[sun_row_of (i) + k];
      SUN_UNROLL_DEVICE
      for (int i = 0; i < dim; i++)
        {
          const num f = column[i] * inverse;

          if (i == k)
            continue;
          SUN_UNROLL_DEVICE
          for (int j = 0; j <= i; j++)
            a[sun_row_of (i) + j] = a[sun_row_of (i) + j] - f * column[j];
        }
      SUN_UNROLL_DEVICE
      for (int i = 0; i < dim; i++)
        a[i < k ? sun_row_of (k) + i : sun_row_of (i) + k]
          = column[i] * inverse;
      a[sun_row_of (k) + k] = -inverse;
    }
  SUN_UNROLL_DEVICE
  for (int i = 0; i < dim; i++)
    SUN_UNROLL_DEVICE
    for (int j = 0; j <= i; j++)
      a[sun_row_of (i) + j] = -a[sun_row_of (i) + j];
}

/* Y <- A X.  */
LGT_BODY void
sun_apply_symmetric (int dim, const num *a, const num *x, num *y)
{
  SUN_UNROLL_DEVICE
  for (int i = 0; i < dim; i++)
    {
      num sum = num_set (0);

      SUN_UNROLL_DEVICE
      for (int j = 0; j < dim; j++)
        sum = sum + a[i < j ? sun_row_of (j) + i : sun_row_of (i) + j] * x[j];
      y[i] = sum;
    }
}

/* Element (R, C) of the symmetric A.  */
LGT_BODY num
sun_symmetric (const num *a, int r, int c)
{
  return a[r < c ? sun_row_of (c) + r : sun_row_of (r) + c];
}

/* *RE + i *IM = <E_kj, A E_ij>: the matrix elements of A between complex
   matrices with one element each, in the same column J.  */
LGT_BODY void
sun_column_element (int n, const num *a, int j, int k, int i, num *re,
                    num *im)
{
  const int pair_k = k < j ? sun_pairs_of (j) + 2 * k
                           : sun_pairs_of (k) + 2 * j;
  const int pair_i = i < j ? sun_pairs_of (j) + 2 * i
                           : sun_pairs_of (i) + 2 * j;
  const double sign_k = k < j ? 1 : -1, sign_i = i < j ? 1 : -1;

  *re = *im = num_set (0);
  if (k != j && i != j)
    {
      *re = 0.5 * (sun_symmetric (a, pair_k, pair_i)
                   + sign_k * sign_i * sun_symmetric (a, pair_k + 1,
                                                      pair_i + 1));
      *im = 0.5 * (sign_k * sun_symmetric (a, pair_k + 1, pair_i)
                   - sign_i * sun_symmetric (a, pair_k, pair_i + 1));
    }
  else if (k != j || i != j)
    {
      const int pair = k != j ? pair_k : pair_i;
      const double sign = k != j ? sign_k : -sign_i;

      SUN_UNROLL_DEVICE
      for (int m = j > 1 ? j : 1; m < n; m++)
        {
          const int d = sun_pairs_of (m) + 2 * m;
          const double h = SUN_HALF_SQRT2 * sun_diagonal (m, j);

          *re = *re + h * sun_symmetric (a, d, pair);
          *im = *im + sign * h * sun_symmetric (a, d, pair + 1);
        }
    }
  else
    SUN_UNROLL_DEVICE
    for (int m = j > 1 ? j : 1; m < n; m++)
      SUN_UNROLL_DEVICE
      for (int l = j > 1 ? j : 1; l < n; l++)
        *re = *re + sun_diagonal (m, j) * sun_diagonal (l, j)
                    * sun_symmetric (a, sun_pairs_of (m) + 2 * m,
                                     sun_pairs_of (l) + 2 * l);
}

#endif

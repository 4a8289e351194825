/* One fit of CP by alternating least squares.

   The tensor is seen as a matrix, its first modes as rows.  One product with
   all columns of one side gives what every mode of the other side needs, so
   that a sweep costs two products with T, and one for the error.  After a
   sweep the step is prolonged, as far as the error falls by it: the swamps
   of plain sweeps are long.  */

#include "array.h"
#include "cp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>

enum { WINDOW = 10 };           /* sweeps between looks at the progress */
static const double first_mu = 1e-3, last_mu = 1e-18, done_error = 1e-15;

/* Sum the modes FROM ... TO - 1 of PARTIAL, except MODE, with their factors;
   what is left, [extent of mode][rank], is at the front.  */
static void
contract (const struct lgt_als *als, int from, int to, int mode,
          double *partial)
{
  const int rank = als->rank;
  int64_t left = 1;

  /* What is written lies before all that is still to be read.  */
  for (int d = from; d < to; d++)
    {
      const int64_t n = als->extent[d];
      const int64_t right = lgt_array_size_ (als->extent, d + 1, to);

      if (d == mode)
        {
          left *= n;
          continue;
        }
      for (int64_t l = 0; l < left; l++)
        for (int64_t i = 0; i < right; i++)
          for (int r = 0; r < rank; r++)
            {
              double sum = 0;

              for (int64_t j = 0; j < n; j++)
                sum += partial[((l * n + j) * right + i) * rank + r]
                       * als->factor[d][j * rank + r];
              partial[(l * right + i) * rank + r] = sum;
            }
    }
}

static void
find_gram (struct lgt_als *als, int d)
{
  const int rank = als->rank;

  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, rank, rank,
               (int) als->extent[d], 1, als->factor[d], rank, als->factor[d],
               rank, 0, als->gram[d], rank);
}

/* Factor D from RIGHT_SIDE [extent][rank], what T gives with all others.
   Where the normal matrix is not positive definite in spite of MU, more is
   added to its diagonal until it is.  */
static void
solve (struct lgt_als *als, int d, double mu, double *right_side)
{
  const int rank = als->rank;
  const size_t bytes = (size_t) (als->extent[d] * rank) * sizeof (double);
  double trace = 0;

  for (double more = 0;; more = more > 0 ? 100 * more
                                : 1e-15 * trace / rank + 1e-300)
    {
      for (int i = 0; i < rank * rank; i++)
        {
          double product = 1;

          for (int k = 0; k < als->order; k++)
            product *= k == d ? 1 : als->gram[k][i];
          als->normal[i] = product;
        }
      trace = 0;
      for (int r = 0; r < rank; r++)
        {
          trace += als->normal[r * rank + r];
          als->normal[r * rank + r] *= 1 + mu;
          als->normal[r * rank + r] += more;
        }
      if (!isfinite (trace) || more > trace + 1)
        return;         /* not finite: the factors stay as they are */
      /* Symmetric, so by columns as well; RIGHT_SIDE stays if it fails.  */
      if (LAPACKE_dposv (LAPACK_COL_MAJOR, 'L', rank,
                         (lapack_int) als->extent[d], als->normal, rank,
                         right_side, rank) == 0)
        break;
    }
  memcpy (als->factor[d], right_side, bytes);
  find_gram (als, d);
}

static void
sweep (struct lgt_als *als, double mu)
{
  const double *const *factor = (const double *const *) als->factor;
  const int rank = als->rank;
  double *const side = als->model;      /* not needed meanwhile */

  for (int half = 0; half < 2; half++)
    {
      const int from = half ? als->split : 0;
      const int to = half ? als->order : als->split;
      const int64_t mine = half ? als->columns : als->rows;
      const int64_t other = half ? als->rows : als->columns;
      double *product = half ? als->left : als->right;

      lgt_cp_rows_ (half ? 0 : als->split, half ? als->split : als->order,
                    als->extent, rank, factor, product);
      cblas_dgemm (CblasRowMajor, half ? CblasTrans : CblasNoTrans,
                   CblasNoTrans, (int) mine, rank, (int) other, 1,
                   als->tensor, (int) als->columns, product, rank, 0,
                   als->partial, rank);
      for (int d = from; d < to; d++)
        {
          memcpy (side, als->partial,
                  (size_t) (mine * rank) * sizeof *side);
          contract (als, from, to, d, side);
          solve (als, d, mu, side);
        }
    }
}

double
lgt_als_balance_ (struct lgt_als *als, double *const *factor)
{
  const int rank = als->rank;
  double largest = 0;

  for (int r = 0; r < rank; r++)
    {
      double length[LGT_FACTORIZE_MAX_ORDER], norm = 1, each;

      for (int d = 0; d < als->order; d++)
        {
          length[d] = cblas_dnrm2 ((int) als->extent[d], factor[d] + r,
                                   rank);
          norm *= length[d];
        }
      each = pow (norm, 1.0 / als->order);
      for (int d = 0; d < als->order; d++)
        cblas_dscal ((int) als->extent[d], norm > 0 ? each / length[d] : 0,
                     factor[d] + r, rank);
      if (!(norm <= largest))
        largest = norm;
    }
  return largest;
}

double
lgt_als_error_ (struct lgt_als *als)
{
  const double *const *factor = (const double *const *) als->factor;
  const int rank = als->rank;

  lgt_cp_rows_ (0, als->split, als->extent, rank, factor, als->left);
  lgt_cp_rows_ (als->split, als->order, als->extent, rank, factor,
                als->right);
  memcpy (als->model, als->tensor, (size_t) als->size * sizeof (double));
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) als->rows,
               (int) als->columns, rank, 1, als->left, rank, als->right,
               rank, -1, als->model, (int) als->columns);
  return cblas_dnrm2 ((int) als->size, als->model, 1);
}

static void
copy (const struct lgt_als *als, double *const *from, double *const *to)
{
  for (int d = 0; d < als->order; d++)
    memcpy (to[d], from[d],
            (size_t) (als->extent[d] * als->rank) * sizeof (double));
}

/* ERROR and LARGEST norm of a component belong to the present factors.  */
static void
remember (struct lgt_als *als, double error, double largest)
{
  if (largest <= als->limit && error < als->best_error)
    {
      als->best_error = error;
      copy (als, als->factor, als->best);
    }
}

void
lgt_als_offer_ (struct lgt_als *als)
{
  double largest = lgt_als_balance_ (als, als->factor);

  remember (als, lgt_als_error_ (als), largest);
}

/* Prolong the step from BEFORE by *LENGTH if ERROR falls; the error.  */
static double
prolong (struct lgt_als *als, double *length, double error, double *largest)
{
  double tried, norm;

  for (int d = 0; d < als->order; d++)
    for (int64_t i = 0; i < als->extent[d] * als->rank; i++)
      {
        const double now = als->factor[d][i];

        als->factor[d][i] += *length * (now - als->before[d][i]);
        als->before[d][i] = now;
      }
  norm = lgt_als_balance_ (als, als->factor);
  tried = lgt_als_error_ (als);
  if (tried < error)
    {
      *length *= 1.5;
      *largest = norm;
      return tried;
    }
  copy (als, als->before, als->factor);
  *length = *length > 2 ? *length / 2 : 1;
  return error;
}

int
lgt_als_run_ (struct lgt_als *als, int most, double tolerance)
{
  double mu = first_mu, length = 1, lowest = INFINITY, window = INFINITY;

  lgt_als_balance_ (als, als->factor);
  for (int d = 0; d < als->order; d++)
    find_gram (als, d);
  for (int done = 1; done <= most; done++)
    {
      double largest, error;

      copy (als, als->factor, als->before);
      sweep (als, mu);
      largest = lgt_als_balance_ (als, als->factor);
      error = lgt_als_error_ (als);
      if (!isfinite (error))
        return done;
      if (done > WINDOW / 2 && mu < 1e-6)
        error = prolong (als, &length, error, &largest);
      for (int d = 0; d < als->order; d++)
        find_gram (als, d);
      remember (als, error, largest);
      if (largest <= als->limit && error < lowest)
        lowest = error;
      if (largest > als->limit)
        mu = mu < last_mu ? 1e-8 : mu * 2 < 1 ? mu * 2 : 1;
      else
        mu = mu > last_mu ? mu / 2 : 0;
      if (als->best_error < done_error)
        return done;
      if (done % WINDOW == 0 && mu < 1e-9)
        {
          if (!(lowest < (1 - tolerance) * window))
            return done;
          window = lowest;
        }
    }
  return most;
}

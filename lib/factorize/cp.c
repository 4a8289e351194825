/* CP of any tensor: which way to take, and the components in order.  */

#include "array.h"
#include "cp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

static void
release (struct lgt_cp_task *t)
{
  free (t->tensor);
  for (int d = 0; d < t->order; d++)
    free (t->factor[d]);
}

static enum lgt_status
prepare (int order, const int64_t *extent, const double *tensor, int rank,
         struct lgt_cp_task *t, struct lgt_error *error)
{
  enum lgt_status status = lgt_array_check_ (order, extent, error);
  int failed = 0;

  memset (t, 0, sizeof *t);
  if (status == LGT_OK && (rank < 1 || rank > LGT_FACTORIZE_MAX_RANK))
    status = lgt_fail (error, LGT_EINVAL, "a CP rank of %d; 1 to %d would "
                       "do", rank, LGT_FACTORIZE_MAX_RANK);
  if (status != LGT_OK)
    return status;
  t->rank = rank;
  t->size = lgt_array_size_ (extent, 0, order);
  status = lgt_array_norm_ (t->size, tensor, &t->norm, error);
  if (status != LGT_OK)
    return status;
  for (int d = 0; d < order; d++)
    if (extent[d] > 1)
      {
        t->mode[t->order] = d;
        t->extent[t->order] = extent[d];
        t->factor[t->order] = calloc ((size_t) (extent[d] * rank),
                                      sizeof (double));
        failed |= !t->factor[t->order];
        if (extent[d] > t->extent[t->longest])
          t->longest = t->order;
        t->order++;
      }
  t->tensor = malloc ((size_t) t->size * sizeof *t->tensor);
  if (failed || !t->tensor)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a CP fit");
  for (int64_t i = 0; i < t->size; i++)
    t->tensor[i] = t->norm > 0 ? tensor[i] / t->norm : 0;
  return LGT_OK;
}

/* The norm of component R; COLUMN gets those of its columns.  */
static double
component_norm (const struct lgt_cp_task *t, int r, double *column)
{
  double norm = 1;

  for (int d = 0; d < t->order; d++)
    {
      column[d] = cblas_dnrm2 ((int) t->extent[d], t->factor[d] + r,
                               t->rank);
      norm *= column[d];
    }
  return norm;
}

/* Which component comes at AT: the one of largest norm that is left.  */
static int
next_component (int rank, double *norm)
{
  int at = 0;

  for (int r = 1; r < rank; r++)
    if (norm[r] > norm[at])
      at = r;
  return at;
}

/* Write component AT of the caller's factors: a unit column in each mode,
   but for mode 0, which is zero.  */
static void
write_nothing (int order, const int64_t *extent, int rank, int at,
               double *const *factor, uint64_t *state)
{
  for (int d = 0; d < order; d++)
    {
      double *column = factor[d] + at;
      const int n = (int) extent[d];

      for (int64_t i = 0; i < n; i++)
        column[i * rank] = lgt_cp_random_ (state);
      cblas_dscal (n, d ? 1 / cblas_dnrm2 (n, column, rank) : 0, column,
                   rank);
    }
}

static enum lgt_status
deliver (const struct lgt_cp_task *t, int order, const int64_t *extent,
         uint64_t seed, double *const *factor, struct lgt_error *error)
{
  const int rank = t->rank;
  double *norm = malloc ((size_t) rank * sizeof *norm);
  double column[LGT_FACTORIZE_MAX_ORDER];
  uint64_t state = seed ^ UINT64_C (0x5851f42d4c957f2d);

  if (!norm)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a CP fit");
  for (int r = 0; r < rank; r++)
    norm[r] = t->order ? component_norm (t, r, column)
                       : r == 0 ? fabs (t->tensor[0]) : 0;
  for (int at = 0; at < rank; at++)
    {
      const int r = next_component (rank, norm);
      double each;

      /* What is left of T below that is rounding.  */
      if (!(norm[r] > 1e-15))
        {
          write_nothing (order, extent, rank, at, factor, &state);
          continue;
        }
      each = pow (norm[r], 1.0 / order) * pow (t->norm, 1.0 / order);
      for (int d = 0; d < order; d++)
        if (extent[d] == 1)
          factor[d][at] = each;
      if (t->order == 0 && t->tensor[0] < 0)
        factor[0][at] = -each;
      component_norm (t, r, column);
      for (int d = 0; d < t->order; d++)
        for (int64_t i = 0; i < t->extent[d]; i++)
          factor[t->mode[d]][i * rank + at]
            = t->factor[d][i * rank + r] * (each / column[d]);
      norm[r] = -1;
    }
  free (norm);
  return LGT_OK;
}

static enum lgt_status
measure (int order, const int64_t *extent, const double *tensor, int rank,
         double *const *factor, double norm, struct lgt_fit *fit,
         struct lgt_error *error)
{
  const int64_t size = lgt_array_size_ (extent, 0, order);
  double *model = malloc ((size_t) size * sizeof *model);
  enum lgt_status status
    = model ? lgt_cp_tensor (order, extent, rank,
                             (const double *const *) factor, model, error)
            : lgt_fail (error, LGT_ENOMEM, "no memory for a tensor");

  if (status == LGT_OK)
    fit->error = lgt_array_error_ (size, tensor, model, norm);
  free (model);
  return status;
}

int64_t
lgt_cp_rank_max (int order, const int64_t *extent)
{
  int64_t largest = 1;

  if (lgt_array_check_ (order, extent, NULL) != LGT_OK)
    return -1;
  for (int d = 0; d < order; d++)
    if (extent[d] > largest)
      largest = extent[d];
  return lgt_array_size_ (extent, 0, order) / largest;
}

/* The options with their defaults.  */
static enum lgt_status
read_options (const struct lgt_cp_options *given, int rank,
              struct lgt_cp_options *o, struct lgt_error *error)
{
  memset (o, 0, sizeof *o);
  if (given)
    *o = *given;
  if (o->starts < 0 || o->iterations < 0 || !(o->tolerance >= 0)
      || !(o->limit >= 0))
    return lgt_fail (error, LGT_EINVAL, "options of a CP fit must not be "
                     "negative");
  if (o->first && (o->first_rank < 0 || o->first_rank > rank))
    return lgt_fail (error, LGT_EINVAL, "%d components to begin with, of "
                     "rank %d", o->first_rank, rank);
  o->starts = o->starts ? o->starts : 6;
  o->iterations = o->iterations ? o->iterations : 2000;
  o->tolerance = o->tolerance > 0 ? o->tolerance : 1e-5;
  o->limit = o->limit > 0 ? o->limit : 100;
  return LGT_OK;
}

/* Find the components of T, which is not zero.  */
static enum lgt_status
find (struct lgt_cp_task *t, const struct lgt_cp_options *o, int order,
      const int64_t *extent, int *sweeps, struct lgt_error *error)
{
  double *first_norm;
  enum lgt_status status;

  if (t->order == 2)
    return lgt_cp_matrix_ (t, error);
  if (t->order < 2 || t->rank >= t->size / t->extent[t->longest])
    {
      if (t->order)
        lgt_cp_fibres_ (t);
      return LGT_OK;
    }
  first_norm = malloc ((size_t) t->rank * sizeof *first_norm);
  if (!first_norm)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a CP fit");
  for (int r = 0; o->first && r < o->first_rank; r++)
    {
      first_norm[r] = 1;
      for (int d = 0; d < order; d++)
        first_norm[r] *= extent[d] == 1 ? o->first[d][r] : 1;
    }
  status = lgt_cp_iterate_ (t, o, first_norm, sweeps, error);
  free (first_norm);
  return status;
}

enum lgt_status
lgt_cp_fit (int order, const int64_t *extent, const double *tensor, int rank,
            const struct lgt_cp_options *options, double *const *factor,
            struct lgt_fit *fit, struct lgt_error *error)
{
  struct lgt_cp_options o;
  struct lgt_fit found = { 0 };
  struct lgt_cp_task t;
  double *result[LGT_FACTORIZE_MAX_ORDER] = { NULL };
  enum lgt_status status = prepare (order, extent, tensor, rank, &t, error);

  if (status == LGT_OK)
    status = read_options (options, rank, &o, error);
  for (int d = 0; status == LGT_OK && d < order; d++)
    {
      result[d] = malloc ((size_t) (extent[d] * rank) * sizeof (double));
      if (!result[d])
        status = lgt_fail (error, LGT_ENOMEM, "no memory for a CP fit");
    }
  if (status == LGT_OK && t.norm > 0)
    status = find (&t, &o, order, extent, &found.iterations, error);
  if (status == LGT_OK)
    status = deliver (&t, order, extent, o.seed, result, error);
  if (status == LGT_OK && fit)
    status = measure (order, extent, tensor, rank, result, t.norm, &found,
                      error);
  for (int d = 0; status == LGT_OK && d < order; d++)
    memcpy (factor[d], result[d],
            (size_t) (extent[d] * rank) * sizeof (double));
  if (status == LGT_OK && fit)
    *fit = found;
  for (int d = 0; d < LGT_FACTORIZE_MAX_ORDER; d++)
    free (result[d]);
  release (&t);
  return status;
}

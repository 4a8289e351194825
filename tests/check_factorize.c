/* Tests of lgt/factorize.h: known decompositions are found again, errors are
   what they are said to be, and no argument can break anything.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/factorize.h>

enum { MAX = LGT_FACTORIZE_MAX_ORDER };

/* Nothing of the library's: numbers like those of weights.  */
static double
normal (uint64_t *state)
{
  double sum = -6;

  for (int i = 0; i < 12; i++)
    {
      *state = *state * UINT64_C (6364136223846793005)
               + UINT64_C (1442695040888963407);
      sum += (double) (*state >> 11) * 0x1p-53;
    }
  return sum;
}

static double *
numbers (int64_t count, uint64_t seed)
{
  double *x = calloc ((size_t) count, sizeof *x);
  uint64_t state = 99991 * seed + 7;

  for (int64_t i = 0; seed && i < count; i++)
    x[i] = normal (&state);
  return x;
}

static int64_t
product (int order, const int64_t *extent)
{
  int64_t size = 1;

  for (int d = 0; d < order; d++)
    size *= extent[d];
  return size;
}

static double
distance (int64_t count, const double *a, const double *b)
{
  double sum = 0, norm = 0;

  for (int64_t i = 0; i < count; i++)
    {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
      norm += a[i] * a[i];
    }
  return norm > 0 ? sqrt (sum / norm) : sqrt (sum);
}

static void
make_factors (int order, const int64_t *extent, const int64_t *rank,
              uint64_t seed, double **factor)
{
  for (int d = 0; d < order; d++)
    factor[d] = numbers (extent[d] * rank[d], seed ? seed + (uint64_t) d : 0);
}

static void
free_factors (int order, double **factor)
{
  for (int d = 0; d < order; d++)
    free (factor[d]);
}

#define CONST(f) ((const double *const *) (f))

/* ---- CP ---- */

static const struct cp_case
{
  int order, rank;
  int64_t extent[MAX];
} cp_cases[] = {
  { 1, 1, { 7 } },
  { 2, 2, { 5, 6 } },
  { 3, 3, { 5, 4, 6 } },
  { 3, 6, { 16, 8, 3 } },
  { 3, 4, { 4, 4, 4 } },
  { 4, 5, { 8, 8, 3, 3 } },
  { 4, 12, { 16, 16, 3, 3 } },
  { 4, 1, { 1, 4, 1, 3 } },
  { 5, 2, { 6, 1, 4, 1, 3 } },
  { 5, 10, { 8, 8, 3, 3, 3 } },
  { 6, 8, { 8, 10, 3, 3, 3, 3 } },
  { 8, 2, { 2, 3, 1, 2, 2, 1, 3, 2 } },
};
enum { CP_CASES = sizeof cp_cases / sizeof cp_cases[0] };

static void
cp_ranks (const struct cp_case *c, int rank, int64_t *ranks)
{
  for (int d = 0; d < c->order; d++)
    ranks[d] = rank;
}

START_TEST (test_cp_is_recovered)
{
  const struct cp_case *c = &cp_cases[_i];
  const int64_t size = product (c->order, c->extent);
  double *factor[MAX] = { NULL }, *found[MAX] = { NULL };
  double *tensor = numbers (size, 0), *again = numbers (size, 0);
  int64_t ranks[MAX];

  cp_ranks (c, c->rank, ranks);
  for (uint64_t seed = 1; seed <= 3; seed++)
    {
      struct lgt_cp_options options = { .seed = seed };
      struct lgt_fit fit;

      make_factors (c->order, c->extent, ranks, 10 * seed, factor);
      make_factors (c->order, c->extent, ranks, 0, found);
      ck_assert_int_eq (lgt_cp_tensor (c->order, c->extent, c->rank,
                                       CONST (factor), tensor, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_cp_fit (c->order, c->extent, tensor, c->rank,
                                    &options, found, &fit, NULL), LGT_OK);
      ck_assert_msg (fit.error <= 1e-8, "seed %d: %g in %d sweeps",
                     (int) seed, fit.error, fit.iterations);
      ck_assert_int_eq (lgt_cp_tensor (c->order, c->extent, c->rank,
                                       CONST (found), again, NULL), LGT_OK);
      ck_assert_double_eq_tol (distance (size, tensor, again), fit.error,
                               1e-14);
      free_factors (c->order, factor);
      free_factors (c->order, found);
    }
  free (tensor);
  free (again);
}
END_TEST

/* Sum over components, one element after the other.  */
START_TEST (test_cp_tensor_naively)
{
  const struct cp_case *c = &cp_cases[_i];
  const int64_t size = product (c->order, c->extent);
  double *factor[MAX] = { NULL }, *tensor = numbers (size, 0);
  int64_t ranks[MAX];

  cp_ranks (c, c->rank, ranks);
  make_factors (c->order, c->extent, ranks, 3, factor);
  ck_assert_int_eq (lgt_cp_tensor (c->order, c->extent, c->rank,
                                   CONST (factor), tensor, NULL), LGT_OK);
  for (int64_t i = 0; i < size; i++)
    {
      double sum = 0;

      for (int r = 0; r < c->rank; r++)
        {
          double term = 1;
          int64_t rest = i;

          for (int d = c->order - 1; d >= 0; d--)
            {
              term *= factor[d][rest % c->extent[d] * c->rank + r];
              rest /= c->extent[d];
            }
          sum += term;
        }
      ck_assert_double_eq_tol (tensor[i], sum, 1e-11);
    }
  free_factors (c->order, factor);
  free (tensor);
}
END_TEST

/* Columns of a component are equally long, components fall, and with all
   ranks up to the largest useful one the error never rises.  */
START_TEST (test_cp_errors_fall_with_the_rank)
{
  static const int64_t extents[][MAX] = { { 4, 5, 3 }, { 4, 1, 3, 3 },
                                          { 6, 7 }, { 3, 2, 3, 2 } };
  static const int orders[] = { 3, 4, 2, 4 };
  const int64_t *extent = extents[_i];
  const int order = orders[_i];
  const int64_t size = product (order, extent);
  const int most = (int) lgt_cp_rank_max (order, extent);
  double *tensor = numbers (size, 5), *before[MAX] = { NULL };
  double error_before = 1;

  for (int rank = 1; rank <= most + 2; rank++)
    {
      struct lgt_cp_options options
        = { .first_rank = rank - 1, .first = rank > 1 ? CONST (before)
                                                      : NULL,
            .iterations = 200, .starts = 2 };
      struct lgt_fit fit;
      double *factor[MAX] = { NULL }, norm_before = INFINITY;
      int64_t ranks[MAX];

      for (int d = 0; d < order; d++)
        ranks[d] = rank;
      make_factors (order, extent, ranks, 0, factor);
      ck_assert_int_eq (lgt_cp_fit (order, extent, tensor, rank, &options,
                                    factor, &fit, NULL), LGT_OK);
      ck_assert_double_le (fit.error, error_before * (1 + 1e-9) + 1e-14);
      if (rank >= most)
        ck_assert_double_le (fit.error, 1e-12);
      for (int r = 0; r < rank; r++)
        {
          double norm[MAX];

          for (int d = 0; d < order; d++)
            {
              norm[d] = 0;
              for (int64_t i = 0; i < extent[d]; i++)
                norm[d] = hypot (norm[d], factor[d][i * rank + r]);
            }
          if (norm[0] == 0)     /* of no use: one unit column each */
            norm[0] = 1;
          else
            {
              ck_assert_double_le (norm[0], norm_before * (1 + 1e-12));
              norm_before = norm[0];
            }
          for (int d = 1; d < order; d++)
            ck_assert_double_eq_tol (norm[d], norm[0], 1e-12 * norm[0]);
        }
      free_factors (order, before);
      memcpy (before, factor, sizeof before);
      for (int d = order; d < MAX; d++)
        before[d] = NULL;
      error_before = fit.error;
    }
  free_factors (order, before);
  free (tensor);
}
END_TEST

/* What the caller has is never given back worse, not even after one sweep.  */
START_TEST (test_first_is_a_floor)
{
  static const int64_t extent[] = { 5, 1, 4, 6 }, ranks[] = { 3, 3, 3, 3 };
  double *tensor = numbers (120, 12), *first[4], *factor[4];
  struct lgt_cp_options options = { 0 };
  struct lgt_fit fit, again;

  make_factors (4, extent, ranks, 0, first);
  make_factors (4, extent, ranks, 0, factor);
  ck_assert_int_eq (lgt_cp_fit (4, extent, tensor, 3, NULL, first, &fit,
                                NULL), LGT_OK);
  options.first = CONST (first);
  options.first_rank = 3;
  options.starts = options.iterations = 1;
  ck_assert_int_eq (lgt_cp_fit (4, extent, tensor, 3, &options, factor,
                                &again, NULL), LGT_OK);
  ck_assert_double_le (again.error, fit.error * (1 + 1e-12));
  free_factors (4, first);
  free_factors (4, factor);
  free (tensor);
}
END_TEST

/* a a b + a b a + b a a has rank 3 and is a limit of tensors of rank 2 whose
   components grow for ever.  */
START_TEST (test_components_do_not_diverge)
{
  static const int64_t extent[] = { 2, 2, 2 };
  static const double tensor[] = { 0, 1, 1, 0, 1, 0, 0, 0 };
  double error_before = 1;

  for (int i = 0; i < 2; i++)
    {
      const double limit = i ? 5 : 2;
      struct lgt_cp_options options = { .limit = limit };
      struct lgt_fit fit;
      double store[3][4], *factor[] = { store[0], store[1], store[2] };
      double norm;

      ck_assert_int_eq (lgt_cp_fit (3, extent, tensor, 2, &options, factor,
                                    &fit, NULL), LGT_OK);
      ck_assert_double_le (fit.error, i ? 0.01 : 0.05);
      ck_assert_double_lt (fit.error, error_before);
      ck_assert_double_gt (fit.error, 1e-4);
      norm = pow (hypot (store[0][0], store[0][2]), 3);
      ck_assert_double_le (norm, limit * sqrt (3) * (1 + 1e-12));
      error_before = fit.error;
    }
}
END_TEST

START_TEST (test_zero_tensor)
{
  static const int64_t extent[] = { 3, 4, 2 }, ranks[] = { 2, 2, 2 };
  static const unsigned char chosen[] = { 1, 1, 0 };
  double *tensor = numbers (24, 0), *factor[3], core[8], again[24];
  struct lgt_fit fit;
  int64_t found[3];

  make_factors (3, extent, ranks, 9, factor);
  ck_assert_int_eq (lgt_cp_fit (3, extent, tensor, 2, NULL, factor, &fit,
                                NULL), LGT_OK);
  ck_assert_double_eq (fit.error, 0);
  for (int i = 0; i < 6; i++)
    ck_assert_double_eq (factor[0][i], 0);
  /* A gradient must reach factor 0 through the others.  */
  ck_assert_double_eq_tol (hypot (factor[2][0], factor[2][2]), 1, 1e-14);

  ck_assert_int_eq (lgt_tucker_fit (3, extent, tensor, ranks, NULL, core,
                                    factor, &fit, NULL), LGT_OK);
  ck_assert_double_eq (fit.error, 0);
  ck_assert_int_eq (lgt_tucker_tensor (3, extent, ranks, core,
                                       CONST (factor), again, NULL), LGT_OK);
  for (int i = 0; i < 24; i++)
    ck_assert_double_eq (again[i], 0);
  ck_assert_int_eq (lgt_tucker_ranks (3, extent, tensor, chosen, 0, found,
                                      NULL), LGT_OK);
  ck_assert_int_eq (found[0], 1);
  ck_assert_int_eq (found[2], 0);
  free_factors (3, factor);
  free (tensor);
}
END_TEST

/* Scales at which squares overflow or vanish.  */
START_TEST (test_large_and_small_numbers)
{
  static const int64_t extent[] = { 3, 4, 2, 1 }, ranks[] = { 2, 2, 2, 0 };
  double *tensor = numbers (24, 4), *factor[4], core[8], error[3];
  int64_t four[] = { 4, 4, 4, 4 };

  make_factors (4, extent, four, 0, factor);
  for (int i = 0; i < 3; i++)
    {
      struct lgt_fit fit, tucker;

      ck_assert_int_eq (lgt_cp_fit (4, extent, tensor, 4, NULL, factor, &fit,
                                    NULL), LGT_OK);
      ck_assert_int_eq (lgt_tucker_fit (4, extent, tensor, ranks, NULL, core,
                                        factor, &tucker, NULL), LGT_OK);
      error[i] = fit.error;
      ck_assert_double_eq_tol (error[i], error[0], 1e-8);
      ck_assert_double_lt (tucker.error, 1);
      for (int k = 0; k < 24; k++)
        tensor[k] = i ? tensor[k] * 1e200 * 1e200 : tensor[k] * 1e-200;
    }
  free_factors (4, factor);
  free (tensor);
}
END_TEST

/* ---- Tucker ---- */

static const struct tucker_case
{
  int order;
  int64_t extent[MAX], rank[MAX];
} tucker_cases[] = {
  { 1, { 5 }, { 1 } },
  { 2, { 5, 7 }, { 3, 3 } },
  { 3, { 8, 6, 3 }, { 3, 2, 0 } },
  { 4, { 8, 16, 3, 3 }, { 4, 5, 0, 0 } },
  { 4, { 8, 1, 3, 3 }, { 2, 1, 2, 2 } },
  { 5, { 6, 8, 3, 3, 3 }, { 3, 4, 2, 0, 3 } },
  { 6, { 8, 8, 3, 3, 3, 3 }, { 3, 5, 0, 0, 0, 0 } },
};
enum { TUCKER_CASES = sizeof tucker_cases / sizeof tucker_cases[0] };

static int64_t
core_extents (const struct tucker_case *c, int64_t *small)
{
  for (int d = 0; d < c->order; d++)
    small[d] = c->rank[d] ? c->rank[d] : c->extent[d];
  return product (c->order, small);
}

/* Its own tensor: element by element from core and factors.  */
static void
tucker_naively (const struct tucker_case *c, const int64_t *small,
                const double *core, double **factor, double *tensor)
{
  const int64_t size = product (c->order, c->extent);
  const int64_t count = product (c->order, small);

  for (int64_t i = 0; i < size; i++)
    {
      tensor[i] = 0;
      for (int64_t a = 0; a < count; a++)
        {
          double term = core[a];
          int64_t rest = i, small_rest = a;

          for (int d = c->order - 1; d >= 0; d--)
            {
              const int64_t at = rest % c->extent[d];
              const int64_t b = small_rest % small[d];

              term *= small[d] == c->extent[d] ? at == b
                      : factor[d][at * small[d] + b];
              rest /= c->extent[d];
              small_rest /= small[d];
            }
          tensor[i] += term;
        }
    }
}

START_TEST (test_tucker_is_recovered)
{
  const struct tucker_case *c = &tucker_cases[_i];
  const int64_t size = product (c->order, c->extent);
  double *factor[MAX] = { NULL }, *core, *tensor = numbers (size, 0);
  double *again = numbers (size, 0);
  unsigned char chosen[MAX];
  int64_t small[MAX], found[MAX], count = core_extents (c, small);
  struct lgt_fit fit;

  core = numbers (count, 17);
  make_factors (c->order, c->extent, small, 23, factor);
  tucker_naively (c, small, core, factor, tensor);
  ck_assert_int_eq (lgt_tucker_tensor (c->order, c->extent, c->rank, core,
                                       CONST (factor), again, NULL), LGT_OK);
  ck_assert_double_le (distance (size, tensor, again), 1e-14);

  for (int d = 0; d < c->order; d++)
    chosen[d] = c->rank[d] != 0;
  ck_assert_int_eq (lgt_tucker_ranks (c->order, c->extent, tensor, chosen,
                                      1e-10, found, NULL), LGT_OK);
  for (int d = 0; d < c->order; d++)
    ck_assert_int_eq (found[d], c->rank[d]);

  ck_assert_int_eq (lgt_tucker_fit (c->order, c->extent, tensor, c->rank,
                                    NULL, core, factor, &fit, NULL), LGT_OK);
  ck_assert_double_le (fit.error, 1e-13);
  tucker_naively (c, small, core, factor, again);
  ck_assert_double_le (distance (size, tensor, again), 1e-13);
  free_factors (c->order, factor);
  free (core);
  free (tensor);
  free (again);
}
END_TEST

/* Of numbers without structure: orthonormal factors, a core of the norm that
   is left, an error that falls with the rank and is 0 at full rank, within
   the bound for which ranks were chosen.  */
START_TEST (test_tucker_of_noise)
{
  static const int64_t extent[] = { 6, 8, 3, 2 };
  const int64_t size = product (4, extent);
  double *tensor = numbers (size, 31), *core = numbers (size, 0), *factor[4];
  double before = 1, norm = 0;
  struct lgt_fit fit, hosvd;

  make_factors (4, extent, extent, 0, factor);
  for (int64_t i = 0; i < size; i++)
    norm += tensor[i] * tensor[i];
  for (int r = 1; r <= 8; r++)
    {
      const int64_t rank[] = { r < 6 ? r : 6, r, 0, 0 };
      const struct lgt_tucker_options one = { .iterations = 1 };
      double kept = 0;

      ck_assert_int_eq (lgt_tucker_fit (4, extent, tensor, rank, &one, core,
                                        factor, &hosvd, NULL), LGT_OK);
      ck_assert_int_eq (lgt_tucker_fit (4, extent, tensor, rank, NULL, core,
                                        factor, &fit, NULL), LGT_OK);
      ck_assert_double_le (fit.error, hosvd.error + 1e-14);
      if (r == 2)       /* sweeps are worth something */
        ck_assert_double_lt (fit.error, hosvd.error - 1e-5);
      ck_assert_double_le (fit.error, before + 1e-14);
      before = fit.error;
      for (int64_t i = 0; i < rank[0] * rank[1] * 6; i++)
        kept += core[i] * core[i];
      ck_assert_double_eq_tol (kept / norm + fit.error * fit.error, 1,
                               1e-12);
      for (int d = 0; d < 2; d++)
        for (int64_t a = 0; rank[d] < extent[d] && a < rank[d]; a++)
          for (int64_t b = 0; b < rank[d]; b++)
            {
              double dot = 0;

              for (int64_t i = 0; i < extent[d]; i++)
                dot += factor[d][i * rank[d] + a] * factor[d][i * rank[d] + b];
              ck_assert_double_eq_tol (dot, a == b, 1e-13);
            }
    }
  ck_assert_double_le (fit.error, 1e-12);
  for (double bound = 0.9; bound > 0.01; bound -= 0.1)
    {
      static const unsigned char chosen[] = { 1, 1, 1, 0 };
      int64_t rank[4];

      ck_assert_int_eq (lgt_tucker_ranks (4, extent, tensor, chosen, bound,
                                          rank, NULL), LGT_OK);
      ck_assert_int_eq (lgt_tucker_fit (4, extent, tensor, rank, NULL, core,
                                        factor, &fit, NULL), LGT_OK);
      ck_assert_double_le (fit.error, bound);
    }
  free_factors (4, factor);
  free (tensor);
  free (core);
}
END_TEST

/* A matrix: both methods are the singular value decomposition.  */
START_TEST (test_matrices_agree)
{
  static const int64_t extent[] = { 9, 6 };
  double *tensor = numbers (54, 8), *factor[2], *core = numbers (54, 0);

  make_factors (2, extent, extent, 0, factor);
  for (int r = 1; r < 6; r++)
    {
      const int64_t rank[] = { r, r };
      struct lgt_fit cp, tucker;

      ck_assert_int_eq (lgt_cp_fit (2, extent, tensor, r, NULL, factor, &cp,
                                    NULL), LGT_OK);
      ck_assert_int_eq (lgt_tucker_fit (2, extent, tensor, rank, NULL, core,
                                        factor, &tucker, NULL), LGT_OK);
      ck_assert_double_eq_tol (cp.error, tucker.error, 1e-13);
      ck_assert_double_gt (cp.error, 1e-3);
    }
  free_factors (2, factor);
  free (tensor);
  free (core);
}
END_TEST

/* ---- the rest ---- */

START_TEST (test_bad_arguments)
{
  static const int64_t good[] = { 3, 4, 2 }, zero[] = { 3, 0, 2 };
  static const int64_t huge[] = { 1 << 20, 1 << 20, 1 << 20 };
  static const int64_t too_many[] = { 3, 5, 2 }, negative[] = { -1, 2, 2 };
  static const unsigned char chosen[] = { 1, 1, 1 };
  double *tensor = numbers (24, 3), *factor[3], *copy[3], core[24];
  const double *const *first = CONST (copy);
  const struct { int order; const int64_t *extent; int rank;
                 struct lgt_cp_options options; } cp[] = {
    { 0, good, 2, { 0 } }, { 9, good, 2, { 0 } }, { 3, zero, 2, { 0 } },
    { 3, huge, 2, { 0 } }, { 3, good, 0, { 0 } }, { 3, good, -1, { 0 } },
    { 3, good, LGT_FACTORIZE_MAX_RANK + 1, { 0 } },
    { 3, good, 2, { .starts = -1 } }, { 3, good, 2, { .limit = -1 } },
    { 3, good, 2, { .tolerance = NAN } },
    { 3, good, 2, { .first = first, .first_rank = 3 } },
  };
  int64_t rank[3] = { 7, 7, 7 };
  struct lgt_fit fit = { 5, 5 };
  struct lgt_error error;

  make_factors (3, good, good, 44, factor);
  make_factors (3, good, good, 44, copy);
  memset (core, 7, sizeof core);
  for (size_t i = 0; i < sizeof cp / sizeof cp[0]; i++)
    {
      ck_assert_int_eq (lgt_cp_fit (cp[i].order, cp[i].extent, tensor,
                                    cp[i].rank, &cp[i].options, factor, &fit,
                                    &error), LGT_EINVAL);
      ck_assert_int_eq (error.code, LGT_EINVAL);
      ck_assert_uint_gt (strlen (error.text), 10);
    }
  ck_assert_int_eq (lgt_tucker_fit (3, good, tensor, too_many, NULL, core,
                                    factor, &fit, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_tucker_fit (3, good, tensor, negative, NULL, core,
                                    factor, &fit, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_tucker_ranks (3, good, tensor, chosen, 1, rank,
                                      &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_tucker_ranks (3, good, tensor, chosen, NAN, rank,
                                      &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_cp_rank_max (3, zero), -1);
  ck_assert_int_eq (lgt_cp_rank_max (3, good), 6);
  tensor[23] = NAN;
  ck_assert_int_eq (lgt_cp_fit (3, good, tensor, 2, NULL, factor, &fit,
                                &error), LGT_ENUM);
  ck_assert_int_eq (lgt_tucker_fit (3, good, tensor, good, NULL, core,
                                    factor, &fit, &error), LGT_ENUM);
  ck_assert_int_eq (lgt_tucker_ranks (3, good, tensor, chosen, 0.1, rank,
                                      &error), LGT_ENUM);
  for (int d = 0; d < 3; d++)
    {
      ck_assert_int_eq (rank[d], 7);
      ck_assert_mem_eq (factor[d], copy[d],
                        (size_t) (good[d] * good[d]) * sizeof (double));
    }
  ck_assert_double_eq (fit.error, 5);
  free_factors (3, factor);
  free_factors (3, copy);
  free (tensor);
}
END_TEST

START_TEST (test_costs)
{
  static const int64_t kernel[] = { 3, 3, 1, 5 };
  struct lgt_conv_cost dense = lgt_conv_cost_dense (8, 6, 4, kernel);
  struct lgt_conv_cost cp = lgt_conv_cost_cp (8, 6, 4, kernel, 4);
  struct lgt_conv_cost tucker = lgt_conv_cost_tucker (8, 6, 4, kernel, 2, 3);

  ck_assert_int_eq (dense.parameters, 8 * 6 * 45);
  ck_assert_int_eq (dense.multiplications, 8 * 6 * 45);
  ck_assert_int_eq (cp.parameters, 4 * (8 + 6 + 12));
  ck_assert_int_eq (cp.multiplications, 4 * (8 + 6 + 12));
  ck_assert_int_eq (tucker.parameters, 6 * 2 + 2 * 3 * 45 + 3 * 8);
  ck_assert_int_eq (tucker.multiplications, 6 * 2 + 2 * 3 * 45 + 3 * 8);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("factorize");
  TCase *cp = tcase_create ("cp"), *tucker = tcase_create ("tucker");
  TCase *both = tcase_create ("both");

  tcase_add_loop_test (cp, test_cp_is_recovered, 0, CP_CASES);
  tcase_add_loop_test (cp, test_cp_tensor_naively, 0, CP_CASES);
  tcase_add_loop_test (cp, test_cp_errors_fall_with_the_rank, 0, 4);
  tcase_add_test (cp, test_first_is_a_floor);
  tcase_add_test (cp, test_components_do_not_diverge);
  suite_add_tcase (s, cp);
  tcase_add_loop_test (tucker, test_tucker_is_recovered, 0, TUCKER_CASES);
  tcase_add_test (tucker, test_tucker_of_noise);
  suite_add_tcase (s, tucker);
  tcase_add_test (both, test_zero_tensor);
  tcase_add_test (both, test_large_and_small_numbers);
  tcase_add_test (both, test_matrices_agree);
  tcase_add_test (both, test_bad_arguments);
  tcase_add_test (both, test_costs);
  suite_add_tcase (s, both);
  return run_suite (s, CK_FORK);
}

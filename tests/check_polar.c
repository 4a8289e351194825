/* Nearest matrices in SU(N): values against singular value decompositions by
   LAPACK, symmetries, gradients against differences.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "suncase.h"

#define lapack_complex_float float complex
#define lapack_complex_double double complex
#include <lapacke.h>

#include "gradcheck.h"

enum { M = LGT_SUN_MAX * LGT_SUN_MAX };
typedef double complex matrix[M];

static const struct kind
{
  int n, k, packs, sites, lanes;
  enum lgt_type type;
} kinds[] = {
  { 2, 1, 1, 3, 16, LGT_F64 },
  { 2, 3, 2, 3, 1, LGT_F64 },
  { 3, 2, 1, 1, 16, LGT_F64 },
  { 3, 6, 1, 3, 1, LGT_F64 },
  { 4, 1, 1, 2, 1, LGT_F64 },
  { 5, 2, 1, 1, 3, LGT_F64 },
  { 8, 2, 1, 1, 1, LGT_F64 },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* GROUP: terms in SU(N), as they are used; else any matrices.  */
static void
make (struct sun_case *c, const struct kind *k, unsigned seed, int group)
{
  memset (c, 0, sizeof *c);
  c->op = &lgt_op_sun_polar;
  c->params.polar.n = c->n = k->n;
  c->packs = k->packs;
  c->sites = k->sites;
  c->lanes = k->lanes;
  c->in_comps[0] = k->k * 2 * k->n * k->n;
  c->in_comps[1] = k->k;
  c->out_comps[0] = 2 * k->n * k->n;
  c->type[0] = LGT_F64;
  c->type[1] = k->type;
  sun_case_new (c, seed + 1000);
  for (size_t i = 0; i < sun_case_in_count (c, 0); i++)
    c->in[0][i] = sun_random (&seed);
  for (size_t i = 0; i < sun_case_in_count (c, 1); i++)
    c->in[1][i] = 0.2 + fabs (sun_random (&seed));
  for (int p = 0; group && p < k->packs; p++)
    for (int s = 0; s < k->sites; s++)
      for (int i = 0; i < k->k; i++)
        for (int l = 0; l < k->lanes; l++)
          {
            matrix m;

            sun_random_group (k->n, &seed, m);
            sun_case_put (c, c->in[0], c->in_comps[0], p, s, i, l, m);
          }
}

static void
sum_terms (const struct sun_case *c, int p, int s, int l, double complex *a)
{
  int n = c->n, k = c->in_comps[1];

  memset (a, 0, (size_t) (n * n) * sizeof *a);
  for (int i = 0; i < k; i++)
    {
      double w = c->in[1][sun_case_at (c, k, p, s, i, l)];
      matrix m;

      sun_case_get (c, c->in[0], c->in_comps[0], p, s, i, l, m);
      for (int e = 0; e < n * n; e++)
        a[e] += w * m[e];
    }
}

/* R of A; the condition number.  */
static double
define (int n, const double complex *a, double complex *r)
{
  double s[LGT_SUN_MAX], super[LGT_SUN_MAX];
  double complex turn;
  matrix copy, u, vt;

  memcpy (copy, a, (size_t) (n * n) * sizeof *copy);
  ck_assert_int_eq (LAPACKE_zgesvd (LAPACK_ROW_MAJOR, 'A', 'A', n, n, copy, n,
                                    s, u, n, vt, n, super), 0);
  multiply (n, r, u, PLAIN, vt, PLAIN);
  turn = cexp (-I * carg (determinant (n, r)) / n);
  for (int e = 0; e < n * n; e++)
    r[e] *= turn;
  return s[0] / s[n - 1];
}

START_TEST (test_definition)
{
  struct lgt_context *context = sun_context (_i / KINDS / 2, 1);
  struct sun_case c;

  if (context == NULL)
    return;
  for (unsigned seed = 0; seed < 20; seed++)
    {
      make (&c, &kinds[_i % KINDS], 20 * (unsigned) _i + seed,
            _i / KINDS % 2);
      sun_case_run (&c, context);
      for (int p = 0; p < c.packs; p++)
        for (int s = 0; s < c.sites; s++)
          for (int l = 0; l < c.lanes; l++)
            {
              matrix a, r, expected, product;
              double condition;

              sum_terms (&c, p, s, l, a);
              condition = define (c.n, a, expected);
              sun_case_get (&c, c.out[0], c.out_comps[0], p, s, 0, l, r);
              ck_assert_double_le (distance (c.n, r, expected),
                                   1e-14 * condition + 1e-14);
              multiply (c.n, product, r, PLAIN, r, DAGGER);
              for (int i = 0; i < c.n; i++)
                product[(c.n + 1) * i] -= 1;
              for (int e = 0; e < c.n * c.n; e++)
                ck_assert_double_le (cabs (product[e]), 1e-13);
              ck_assert_double_le (cabs (determinant (c.n, r) - 1), 1e-13);
            }
      sun_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

/* A = U diag (1, ..., t) V with t down to 1e-12, times anything.  */
START_TEST (test_ill_conditioned)
{
  static const double sizes[] = { 1e-150, 1, 1e150 };
  const struct kind k = { 2 + _i % 7, 1, 1, 1, 8, LGT_F64 };
  struct lgt_context *context = sun_best (1);
  unsigned seed = 5 + (unsigned) _i;
  struct sun_case c;

  make (&c, &k, 1, 0);
  for (int l = 0; l < 8; l++)
    {
      matrix u, v;

      sun_random_group (c.n, &seed, u);
      sun_random_group (c.n, &seed, v);
      for (int i = 0; i < c.n; i++)
        u[c.n * i + c.n - 1] *= pow (10, -1.5 * l);
      multiply (c.n, u, u, PLAIN, v, PLAIN);
      for (int e = 0; e < c.n * c.n; e++)
        u[e] *= sizes[_i / 7];
      sun_case_put (&c, c.in[0], c.in_comps[0], 0, 0, 0, l, u);
      c.in[1][l] = 1;
    }
  sun_case_run (&c, context);
  for (int l = 0; l < 8; l++)
    {
      matrix a, r, expected;
      double condition;

      sum_terms (&c, 0, 0, l, a);
      condition = define (c.n, a, expected);
      sun_case_get (&c, c.out[0], c.out_comps[0], 0, 0, 0, l, r);
      ck_assert_double_le (distance (c.n, r, expected),
                           1e-14 * condition + 1e-14);
      multiply (c.n, a, r, PLAIN, r, DAGGER);
      for (int i = 0; i < c.n; i++)
        a[(c.n + 1) * i] -= 1;
      for (int e = 0; e < c.n * c.n; e++)
        ck_assert_double_le (cabs (a[e]), 1e-13);
    }
  sun_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* S -> A S B takes R to A R B: neither determinant changes.  */
START_TEST (test_equivariance)
{
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;
  unsigned seed = 99;
  matrix a, b, m, image;

  make (&c, &kinds[_i], 300 + (unsigned) _i, 1);
  make (&d, &kinds[_i], 300 + (unsigned) _i, 1);
  sun_random_group (c.n, &seed, a);
  sun_random_group (c.n, &seed, b);
  for (int p = 0; p < c.packs; p++)
    for (int s = 0; s < c.sites; s++)
      for (int l = 0; l < c.lanes; l++)
        for (int k = 0; k < c.in_comps[1]; k++)
          {
            sun_case_get (&c, c.in[0], c.in_comps[0], p, s, k, l, m);
            multiply (c.n, m, a, PLAIN, m, PLAIN);
            multiply (c.n, m, m, PLAIN, b, PLAIN);
            sun_case_put (&c, d.in[0], c.in_comps[0], p, s, k, l, m);
          }
  sun_case_run (&c, context);
  sun_case_run (&d, context);
  for (int p = 0; p < c.packs; p++)
    for (int s = 0; s < c.sites; s++)
      for (int l = 0; l < c.lanes; l++)
        {
          sun_case_get (&c, c.out[0], c.out_comps[0], p, s, 0, l, m);
          multiply (c.n, m, a, PLAIN, m, PLAIN);
          multiply (c.n, m, m, PLAIN, b, PLAIN);
          sun_case_get (&d, d.out[0], d.out_comps[0], p, s, 0, l, image);
          ck_assert_double_le (distance (c.n, m, image), 1e-11);
        }
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

/* A singular matrix makes NaN, of its own place only.  */
START_TEST (test_singular)
{
  const struct kind k = { 2 + _i % 7, 1, 1, 2, 8, LGT_F64 };
  struct lgt_context *context = sun_best (1);
  struct sun_case c;

  make (&c, &k, 3, 1);
  for (int e = 0; e < c.in_comps[0]; e++)
    {
      /* All 0; a row of zeros; NaN.  */
      double *x = &c.in[0][sun_case_at (&c, c.in_comps[0], 0, 1, e, 3)];

      if (_i / 7 == 0 || (_i / 7 == 1 && e < 2 * c.n))
        *x = 0;
      else if (_i / 7 == 2 && e == 1)
        *x = NAN;
    }
  sun_case_run (&c, context);
  for (int s = 0; s < 2; s++)
    for (int l = 0; l < 8; l++)
      for (int e = 0; e < c.out_comps[0]; e++)
        {
          double x = c.out[0][sun_case_at (&c, c.out_comps[0], 0, s, e, l)];

          ck_assert_int_eq (isnan (x) != 0, s == 1 && l == 3);
        }
  sun_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- gradients ---- */

struct loss
{
  struct sun_case *c;
  struct lgt_context *context;
  int in;
};

static double
vary (const double *x, size_t n, void *context)
{
  struct loss *loss = context;
  struct sun_case *c = loss->c;
  double sum = 0;

  memmove (c->in[loss->in], x, n * sizeof *x);
  sun_case_run (c, loss->context);
  for (size_t i = 0; i < sun_case_out_count (c, 0); i++)
    sum += c->g_out[0][i] * c->out[0][i];
  return sum;
}

/* In all directions; where A is in the group too, and where H has equal
   eigenvalues.  */
START_TEST (test_gradients)
{
  struct kind k = kinds[_i % KINDS];
  struct loss loss = { .context = sun_best (1) };
  struct sun_case c;

  k.sites = 1;
  make (&c, &k, 500 + (unsigned) _i, 1);
  loss.c = &c;
  if (_i / KINDS)
    for (size_t i = 0; i < sun_case_in_count (&c, 1); i++)
      c.in[1][i] = i / (size_t) c.lanes % (size_t) k.k == 0 ? 0.7 : 0;
  sun_case_run (&c, loss.context);
  sun_case_pull (&c, loss.context, 0);
  for (loss.in = 0; loss.in < 2; loss.in++)
    {
      size_t n = sun_case_in_count (&c, loss.in);
      double *x = malloc (n * sizeof *x), error;

      ck_assert_ptr_nonnull (x);
      memcpy (x, c.in[loss.in], n * sizeof *x);
      error = grad_error (vary, &loss, x, c.g_in[loss.in], n, 1e-4);
      vary (x, n, &loss);
      ck_assert_msg (error <= 1e-6, "N = %d, input %d: %g", k.n, loss.in,
                     error);
      free (x);
    }
  sun_case_free (&c);
  lgt_context_free (loss.context);
}
END_TEST

/* ---- the same numbers in other forms ---- */

static void
run_and_pull (struct sun_case *c, struct lgt_context *context)
{
  for (int i = 0; i < 2; i++)
    memset (c->g_in[i], 0, sun_case_in_count (c, i) * sizeof (double));
  sun_case_run (c, context);
  sun_case_pull (c, context, 0);
}

/* Bits do not depend on threads.  */
START_TEST (test_threads)
{
  struct kind k = kinds[_i];
  struct lgt_context *one = sun_best (1), *three = sun_best (3);
  struct sun_case c, d;

  k.sites = 41;
  make (&c, &k, 71, 0);
  make (&d, &k, 71, 0);
  run_and_pull (&c, one);
  run_and_pull (&d, three);
  ck_assert_mem_eq (c.out[0], d.out[0],
                    sun_case_out_count (&c, 0) * sizeof (double));
  for (int j = 0; j < 2; j++)
    ck_assert_mem_eq (c.g_in[j], d.g_in[j],
                      sun_case_in_count (&c, j) * sizeof (double));
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (one);
  lgt_context_free (three);
}
END_TEST

/* Lanes = 1 gives the bits of the same configurations in 16 lanes.  */
START_TEST (test_lanes)
{
  struct kind k = { 2 + _i, 2, 1, 5, 16, LGT_F64 }, other = k;
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;

  other.packs = 16;
  other.lanes = 1;
  make (&c, &k, 81, 0);
  make (&d, &other, 82, 0);
  for (int l = 0; l < 16; l++)
    for (int s = 0; s < 5; s++)
      {
        for (int i = 0; i < 2; i++)
          for (int e = 0; e < c.in_comps[i]; e++)
            d.in[i][sun_case_at (&d, c.in_comps[i], l, s, e, 0)]
              = c.in[i][sun_case_at (&c, c.in_comps[i], 0, s, e, l)];
        for (int e = 0; e < c.out_comps[0]; e++)
          d.g_out[0][sun_case_at (&d, c.out_comps[0], l, s, e, 0)]
            = c.g_out[0][sun_case_at (&c, c.out_comps[0], 0, s, e, l)];
      }
  run_and_pull (&c, context);
  run_and_pull (&d, context);
  for (int l = 0; l < 16; l++)
    for (int s = 0; s < 5; s++)
      {
        for (int i = 0; i < 2; i++)
          for (int e = 0; e < c.in_comps[i]; e++)
            ck_assert_double_eq
              (d.g_in[i][sun_case_at (&d, c.in_comps[i], l, s, e, 0)],
               c.g_in[i][sun_case_at (&c, c.in_comps[i], 0, s, e, l)]);
        for (int e = 0; e < c.out_comps[0]; e++)
          ck_assert_double_eq
            (d.out[0][sun_case_at (&d, c.out_comps[0], l, s, e, 0)],
             c.out[0][sun_case_at (&c, c.out_comps[0], 0, s, e, l)]);
      }
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_float_weights)
{
  struct kind k = kinds[_i];
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;

  make (&c, &k, 61, 1);
  k.type = LGT_F32;
  make (&d, &k, 61, 1);
  for (size_t i = 0; i < sun_case_in_count (&c, 1); i++)
    c.in[1][i] = (float) c.in[1][i];
  run_and_pull (&c, context);
  run_and_pull (&d, context);
  for (size_t i = 0; i < sun_case_out_count (&c, 0); i++)
    ck_assert_double_eq (c.out[0][i], d.out[0][i]);
  for (size_t i = 0; i < sun_case_in_count (&c, 1); i++)
    ck_assert_double_eq_tol (c.g_in[1][i], d.g_in[1][i],
                             FLT_EPSILON * fabs (c.g_in[1][i]) + 1e-30);
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_bad_arguments)
{
  static const struct
  {
    int n;
    enum lgt_type type;
    int comps[2];
    const char *words;
  } bad[] = {
    { 1, LGT_F64, { 2, 1 }, "SU(1)" },
    { 9, LGT_F64, { 162, 1 }, "SU(9)" },
    { 2, LGT_F32, { 8, 1 }, "float64" },
    { 2, LGT_F64, { 12, 1 }, "[1, 2, 8, 4]" },
    { 2, LGT_F64, { 16, 1 }, "[1, 2, 2, 4]" },
    { 3, LGT_F64, { 8, 1 }, "[1, 2, 18, 4]" },
  };
  struct lgt_view in[2], out[1] = { { 0 } };
  struct lgt_error error;
  enum lgt_type entry;
  size_t scratch[2];

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      const struct lgt_sun_polar_params params = { bad[i].n };

      for (int j = 0; j < 2; j++)
        {
          struct lgt_shape shape = { 1, 2, bad[i].comps[j], 4 };

          in[j] = lgt_view_dense (NULL, bad[i].type, shape, NULL);
        }
      ck_assert_int_eq (lgt_op_sun_polar.infer (&params, in, out, scratch,
                                                &entry, &error), LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words) != NULL, "%s",
                     error.text);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("polar");
  TCase *t = tcase_create ("polar");

  tcase_add_loop_test (t, test_definition, 0, 2 * KINDS * sun_backends ());
  tcase_add_loop_test (t, test_ill_conditioned, 0, 21);
  tcase_add_loop_test (t, test_equivariance, 0, KINDS);
  tcase_add_loop_test (t, test_singular, 0, 21);
  tcase_add_loop_test (t, test_gradients, 0, 2 * KINDS);
  tcase_add_loop_test (t, test_threads, 0, KINDS);
  tcase_add_loop_test (t, test_lanes, 0, 3);
  tcase_add_loop_test (t, test_float_weights, 0, KINDS);
  tcase_add_test (t, test_bad_arguments);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

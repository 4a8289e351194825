/* Stout steps with their log-determinant: values against the definition,
   inverses, symmetries, gradients against differences along the group.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "gradcheck.h"
#include "suncase.h"

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
  { 8, 1, 1, 1, 1, LGT_F64 },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* How links and staples lie to each other.  */
enum shape { ANYHOW, NO_STAPLE, ALIGNED, DEGENERATE, NEARLY, SHAPES };

static void
make (struct sun_case *c, const struct kind *k, int inverse, double limit,
      unsigned seed, enum shape shape)
{
  memset (c, 0, sizeof *c);
  c->op = &lgt_op_sun_stout;
  c->params.stout = (struct lgt_sun_stout_params) { k->n, inverse, limit };
  c->n = k->n;
  c->packs = k->packs;
  c->sites = k->sites;
  c->lanes = k->lanes;
  c->in_comps[0] = c->out_comps[0] = 2 * k->n * k->n;
  c->in_comps[1] = k->k * 2 * k->n * k->n;
  c->in_comps[2] = k->k;
  c->out_comps[1] = c->sum[1] = 1;
  c->type[0] = c->type[1] = LGT_F64;
  c->type[2] = k->type;
  sun_case_new (c, seed + 1000);
  for (int p = 0; p < k->packs; p++)
    for (int s = 0; s < k->sites; s++)
      for (int l = 0; l < k->lanes; l++)
        {
          matrix u, staple, v;

          sun_random_group (k->n, &seed, u);
          sun_random_group (k->n, &seed, v);
          sun_case_put (c, c->in[0], c->in_comps[0], p, s, 0, l, u);
          for (int i = 0; i < k->k; i++)
            {
              sun_random_group (k->n, &seed, staple);
              if (shape >= ALIGNED)
                {
                  /* U S = V diag V^+: phases 0; two equal, the others
                     different; nearly so.  */
                  matrix d = { 0 };
                  double sum = 0;

                  for (int e = 0; e < k->n; e++)
                    {
                      double phase = shape == ALIGNED ? 0
                                     : 0.4 * (e / 2) + 0.3 * (e < 2);

                      if (shape == NEARLY)
                        phase += 1e-7 * e;
                      phase = e == k->n - 1 ? -sum : phase;
                      sum += phase;
                      d[(k->n + 1) * e] = cexp (I * phase);
                    }
                  multiply (k->n, d, v, PLAIN, d, PLAIN);
                  multiply (k->n, d, d, PLAIN, v, DAGGER);
                  multiply (k->n, staple, u, DAGGER, d, PLAIN);
                }
              sun_case_put (c, c->in[1], c->in_comps[1], p, s, i, l, staple);
              c->in[2][sun_case_at (c, k->k, p, s, i, l)]
                = shape == NO_STAPLE ? 0 : 2 * sun_random (&seed);
            }
        }
}

/* ---- the definition ---- */

/* U' of U, and M.  */
static void
define (const struct sun_case *c, int p, int s, int l, const double complex *u,
        double complex *out, double complex *m)
{
  int n = c->n, k = c->in_comps[2];
  double sum = 1;
  matrix a = { 0 }, x;

  for (int i = 0; i < k; i++)
    {
      double raw = c->in[2][sun_case_at (c, k, p, s, i, l)];

      sum += sqrt (raw * raw + 1.0 / (k * k));
    }
  for (int i = 0; i < k; i++)
    {
      double raw = c->in[2][sun_case_at (c, k, p, s, i, l)];
      matrix staple;

      sun_case_get (c, c->in[1], c->in_comps[1], p, s, i, l, staple);
      for (int e = 0; e < n * n; e++)
        a[e] += c->params.stout.limit * raw / sum * staple[e];
    }
  multiply (n, m, u, PLAIN, a, PLAIN);
  sun_traceless (n, m, x);
  for (int e = 0; e < n * n; e++)
    x[e] = -x[e];
  sun_taylor_exp (n, x, x);
  multiply (n, out, x, PLAIN, u, PLAIN);
}

static double
real_determinant (int n, double *a)
{
  double det = 1;

  for (int k = 0; k < n; k++)
    {
      int best = k;

      for (int i = k; i < n; i++)
        if (fabs (a[i * n + k]) > fabs (a[best * n + k]))
          best = i;
      for (int j = 0; j < n; j++)
        {
          double t = a[k * n + j];

          a[k * n + j] = a[best * n + j];
          a[best * n + j] = t;
        }
      det *= best == k ? a[k * n + k] : -a[k * n + k];
      for (int i = k + 1; i < n; i++)
        for (int j = n - 1; j >= k; j--)
          a[i * n + j] -= a[i * n + k] / a[k * n + k] * a[k * n + j];
    }
  return det;
}

/* log det of the derivative of U -> U' in left coordinates of both, five-point
   differences.  */
static double
numerical_log_det (const struct sun_case *c, int p, int s, int l,
                   const double complex *u)
{
  enum { DIM = M - 1 };
  static double j[DIM * DIM];
  const double h = 2e-3;
  int n = c->n, dim = n * n - 1;
  matrix out, m;

  define (c, p, s, l, u, out, m);
  for (int b = 0; b < dim; b++)
    {
      matrix sum = { 0 };

      for (int step = -2; step <= 2; step++)
        {
          static const double weight[] = { 1, -8, 0, 8, -1 };
          matrix x, t, image;

          sun_generator (n, b, t);
          for (int e = 0; e < n * n; e++)
            x[e] = I * step * h * t[e];
          sun_taylor_exp (n, x, x);
          multiply (n, x, x, PLAIN, u, PLAIN);
          define (c, p, s, l, x, image, m);
          multiply (n, image, image, PLAIN, out, DAGGER);
          for (int e = 0; e < n * n; e++)
            sum[e] += weight[step + 2] / (12 * h) * image[e];
        }
      for (int a = 0; a < dim; a++)
        {
          double complex trace = 0;
          matrix t;

          sun_generator (n, a, t);
          multiply (n, t, t, PLAIN, sum, PLAIN);
          for (int i = 0; i < n; i++)
            trace += t[(n + 1) * i];
          j[a * dim + b] = creal (-2 * I * trace);
        }
    }
  return log (real_determinant (dim, j));
}

START_TEST (test_definition)
{
  int kind = _i % KINDS, shape = _i / KINDS % SHAPES;
  struct lgt_context *context = sun_context (_i / KINDS / SHAPES, 1);
  struct sun_case c;

  if (context == NULL)
    return;
  make (&c, &kinds[kind], 0, 0.95, 100 + (unsigned) _i, (enum shape) shape);
  sun_case_run (&c, context);
  for (int p = 0; p < c.packs; p++)
    for (int l = 0; l < c.lanes; l++)
      {
        double log_det = 0;

        for (int s = 0; s < c.sites; s++)
          {
            matrix u, expected, out, m;

            sun_case_get (&c, c.in[0], c.in_comps[0], p, s, 0, l, u);
            define (&c, p, s, l, u, expected, m);
            sun_case_get (&c, c.out[0], c.out_comps[0], p, s, 0, l, out);
            ck_assert_double_le (distance (c.n, out, expected), 1e-13);
            log_det += numerical_log_det (&c, p, s, l, u);
          }
        ck_assert_double_eq_tol (c.out[1][p * c.lanes + l], log_det, 2e-9);
      }
  sun_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* The inverse gives the links back, and minus the log-determinant.  */
START_TEST (test_inverse_cancels)
{
  static const double limits[] = { 0.3, 0.9, 0.999 };
  int kind = _i % KINDS, l = _i / KINDS % 3;
  double tolerance = l == 2 ? 1e-11 : 1e-13;
  struct lgt_context *context = sun_context (_i / KINDS / 3, 1);
  struct sun_case c, d;

  if (context == NULL)
    return;
  for (int shape = 0; shape < SHAPES; shape++)
    {
      make (&c, &kinds[kind], 0, limits[l], 200 + (unsigned) _i,
            (enum shape) shape);
      make (&d, &kinds[kind], 1, limits[l], 200 + (unsigned) _i,
            (enum shape) shape);
      if (l == 2)               /* as near to the limit as it gets */
        for (size_t i = 0; i < sun_case_in_count (&c, 2); i++)
          c.in[2][i] = d.in[2][i] = i % 3 ? -30 : 30;
      sun_case_run (&c, context);
      memcpy (d.in[0], c.out[0], sun_case_out_count (&c, 0) * sizeof (double));
      sun_case_run (&d, context);
      for (size_t i = 0; i < sun_case_in_count (&c, 0); i++)
        ck_assert_double_eq_tol (d.out[0][i], c.in[0][i], tolerance);
      for (size_t i = 0; i < sun_case_out_count (&c, 1); i++)
        ck_assert_double_eq_tol (d.out[1][i], -c.out[1][i],
                                 100 * tolerance);
      sun_case_free (&c);
      sun_case_free (&d);
    }
  lgt_context_free (context);
}
END_TEST

/* U -> A U B, S -> B^+ S A^+ takes U' to A U' B, and changes nothing in the
   log-determinant.  */
START_TEST (test_equivariance)
{
  struct lgt_context *context = sun_best (1);
  int inverse = _i / KINDS;
  struct sun_case c, d;
  unsigned seed = 77;
  matrix a, b, m;

  make (&c, &kinds[_i % KINDS], inverse, 0.9, 300 + (unsigned) _i, ANYHOW);
  make (&d, &kinds[_i % KINDS], inverse, 0.9, 300 + (unsigned) _i, ANYHOW);
  sun_random_group (c.n, &seed, a);
  sun_random_group (c.n, &seed, b);
  sun_case_run (&c, context);
  for (int p = 0; p < c.packs; p++)
    for (int s = 0; s < c.sites; s++)
      for (int l = 0; l < c.lanes; l++)
        {
          sun_case_get (&c, c.in[0], c.in_comps[0], p, s, 0, l, m);
          multiply (c.n, m, a, PLAIN, m, PLAIN);
          multiply (c.n, m, m, PLAIN, b, PLAIN);
          sun_case_put (&c, d.in[0], c.in_comps[0], p, s, 0, l, m);
          for (int k = 0; k < c.in_comps[2]; k++)
            {
              sun_case_get (&c, c.in[1], c.in_comps[1], p, s, k, l, m);
              multiply (c.n, m, b, DAGGER, m, PLAIN);
              multiply (c.n, m, m, PLAIN, a, DAGGER);
              sun_case_put (&c, d.in[1], c.in_comps[1], p, s, k, l, m);
            }
        }
  sun_case_run (&d, context);
  for (int p = 0; p < c.packs; p++)
    for (int l = 0; l < c.lanes; l++)
      {
        for (int s = 0; s < c.sites; s++)
          {
            matrix image;

            sun_case_get (&c, c.out[0], c.out_comps[0], p, s, 0, l, m);
            multiply (c.n, m, a, PLAIN, m, PLAIN);
            multiply (c.n, m, m, PLAIN, b, PLAIN);
            sun_case_get (&d, d.out[0], d.out_comps[0], p, s, 0, l, image);
            ck_assert_double_le (distance (c.n, m, image), 1e-11);
          }
        ck_assert_double_eq_tol (c.out[1][p * c.lanes + l],
                                 d.out[1][p * c.lanes + l], 1e-11);
      }
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

/* ---- gradients ---- */

struct loss
{
  struct sun_case *c;
  struct lgt_context *context;
  double *start[2];       /* links and staples, from where X leads away */
};

/* X: coordinates of all links, then of all staples, then raw numbers.  Matrix
   number i of input IN is exp (i sum x_a T_a) times that of START.  */
static double
vary (const double *x, size_t count, void *context)
{
  struct loss *loss = context;
  struct sun_case *c = loss->c;
  int n = c->n, dim = n * n - 1;
  double sum = 0;

  (void) count;
  for (int in = 0; in < 2; in++)
    for (int p = 0; p < c->packs; p++)
      for (int s = 0; s < c->sites; s++)
        for (int k = 0; k < c->in_comps[in] / (2 * n * n); k++)
          for (int l = 0; l < c->lanes; l++, x += dim)
            {
              matrix y = { 0 }, m;
              int moved = 0;

              for (int a = 0; a < dim; a++)
                if (x[a] != 0)
                  {
                    sun_generator (n, a, m);
                    for (int e = 0; e < n * n; e++)
                      y[e] += I * x[a] * m[e];
                    moved = 1;
                  }
              sun_case_get (c, loss->start[in], c->in_comps[in], p, s, k, l,
                            m);
              if (moved)
                {
                  sun_taylor_exp (n, y, y);
                  multiply (n, m, y, PLAIN, m, PLAIN);
                }
              sun_case_put (c, c->in[in], c->in_comps[in], p, s, k, l, m);
            }
  memcpy (c->in[2], x, sun_case_in_count (c, 2) * sizeof *x);
  sun_case_run (c, loss->context);
  for (int j = 0; j < 2; j++)
    for (size_t i = 0; i < sun_case_out_count (c, j); i++)
      sum += c->g_out[j][i] * c->out[j][i];
  return sum;
}

/* Derivatives along the coordinates of VARY, at x = 0.  */
static void
along_group (const struct sun_case *c, double *g)
{
  int n = c->n, dim = n * n - 1;

  for (int in = 0; in < 2; in++)
    for (int p = 0; p < c->packs; p++)
      for (int s = 0; s < c->sites; s++)
        for (int k = 0; k < c->in_comps[in] / (2 * n * n); k++)
          for (int l = 0; l < c->lanes; l++)
            for (int a = 0; a < dim; a++)
              {
                matrix m, t, grad;
                double sum = 0;

                sun_case_get (c, c->in[in], c->in_comps[in], p, s, k, l, m);
                sun_case_get (c, c->g_in[in], c->in_comps[in], p, s, k, l,
                              grad);
                sun_generator (n, a, t);
                multiply (n, m, t, PLAIN, m, PLAIN);
                for (int e = 0; e < n * n; e++)
                  sum += creal (conj (grad[e]) * I * m[e]);
                *g++ = sum;
              }
  memcpy (g, c->g_in[2], sun_case_in_count (c, 2) * sizeof *g);
}

START_TEST (test_gradients)
{
  struct kind k = kinds[_i % KINDS];
  int inverse = _i / KINDS % 2, shape = _i / KINDS / 2;
  struct lgt_context *context = sun_best (1);
  struct loss loss = { .context = context };
  struct sun_case c;
  size_t matrices, all;
  double *x, *g, error;

  if (k.lanes > 3)
    {
      k.sites = 1;
      k.lanes = 8;
    }
  if (k.k > 2)
    k.sites = 1;
  make (&c, &k, inverse, 0.9, 400 + (unsigned) _i, (enum shape) shape);
  loss.c = &c;
  matrices = (sun_case_in_count (&c, 0) + sun_case_in_count (&c, 1))
             / (size_t) (2 * k.n * k.n);
  all = matrices * (size_t) (k.n * k.n - 1) + sun_case_in_count (&c, 2);
  x = calloc (all, sizeof *x);
  g = calloc (all, sizeof *g);
  ck_assert (x && g);
  for (int i = 0; i < 2; i++)
    {
      size_t bytes = sun_case_in_count (&c, i) * sizeof (double);

      loss.start[i] = malloc (bytes);
      ck_assert_ptr_nonnull (loss.start[i]);
      memcpy (loss.start[i], c.in[i], bytes);
    }
  sun_case_run (&c, context);
  sun_case_pull (&c, context, 0);
  along_group (&c, g);
  memcpy (x + all - sun_case_in_count (&c, 2), c.in[2],
          sun_case_in_count (&c, 2) * sizeof *x);
  error = grad_error (vary, &loss, x, g, all, 1e-3);
  ck_assert_msg (error <= 1e-8, "N = %d: %g", k.n, error);
  free (x);
  free (g);
  free (loss.start[0]);
  free (loss.start[1]);
  sun_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* Gradients of one output at a time add up, and are added.  */
START_TEST (test_gradients_are_added)
{
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;

  make (&c, &kinds[_i % KINDS], _i / KINDS, 0.9, 17, ANYHOW);
  make (&d, &kinds[_i % KINDS], _i / KINDS, 0.9, 17, ANYHOW);
  sun_case_run (&c, context);
  sun_case_run (&d, context);
  sun_case_pull (&c, context, 0);
  sun_case_pull (&d, context, 1);
  sun_case_pull (&d, context, 2);
  sun_case_pull (&d, context, 3);
  for (int i = 0; i < 3; i++)
    for (size_t e = 0; e < sun_case_in_count (&c, i); e++)
      ck_assert_double_eq_tol (c.g_in[i][e], d.g_in[i][e], 1e-12);
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

/* ---- edges ---- */

/* Enormous raw numbers are clamped.  */
START_TEST (test_huge_raw)
{
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;

  make (&c, &kinds[_i % KINDS], _i / KINDS, 0.99, 31, ANYHOW);
  make (&d, &kinds[_i % KINDS], _i / KINDS, 0.99, 31, ANYHOW);
  for (size_t i = 0; i < sun_case_in_count (&c, 2); i++)
    {
      double sign = i % 2 ? -1 : 1;

      c.in[2][i] = sign * (i % 3 ? 1e35 : INFINITY);
      d.in[2][i] = sign * 1e30;
    }
  sun_case_run (&c, context);
  sun_case_run (&d, context);
  for (int j = 0; j < 2; j++)
    for (size_t i = 0; i < sun_case_out_count (&c, j); i++)
      {
        ck_assert (isfinite (c.out[j][i]));
        ck_assert_double_eq (c.out[j][i], d.out[j][i]);
      }
  sun_case_pull (&c, context, 0);
  for (size_t i = 0; i < sun_case_in_count (&c, 2); i++)
    ck_assert_double_le (fabs (c.g_in[2][i]), 1e-20);
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

/* A NaN reaches its own link and sum, nothing else, and nothing hangs.  */
START_TEST (test_nan_passes_through)
{
  struct lgt_context *context = sun_best (1);
  struct sun_case c;
  int in = _i / 2 % 3;

  make (&c, &kinds[3 * (_i / 6)], _i % 2, 0.9, 51, ANYHOW);
  c.in[in][sun_case_at (&c, c.in_comps[in], 0, 1, 0, 0)] = NAN;
  sun_case_run (&c, context);
  for (int s = 0; s < c.sites; s++)
    for (int l = 0; l < c.lanes; l++)
      {
        double x = c.out[0][sun_case_at (&c, c.out_comps[0], 0, s, 0, l)];

        ck_assert_int_eq (isnan (x) != 0, s == 1 && l == 0);
      }
  for (int l = 0; l < c.lanes; l++)
    ck_assert_int_eq (isnan (c.out[1][l]) != 0, l == 0);
  sun_case_free (&c);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_float_raw)
{
  struct kind k = kinds[_i % KINDS];
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;

  make (&c, &k, _i / KINDS, 0.9, 61, ANYHOW);
  k.type = LGT_F32;
  make (&d, &k, _i / KINDS, 0.9, 61, ANYHOW);
  for (size_t i = 0; i < sun_case_in_count (&c, 2); i++)
    c.in[2][i] = (float) c.in[2][i];
  sun_case_run (&c, context);
  sun_case_run (&d, context);
  sun_case_pull (&c, context, 0);
  sun_case_pull (&d, context, 0);
  for (size_t i = 0; i < sun_case_out_count (&c, 0); i++)
    ck_assert_double_eq (c.out[0][i], d.out[0][i]);
  for (size_t i = 0; i < sun_case_in_count (&c, 0); i++)
    ck_assert_double_eq (c.g_in[0][i], d.g_in[0][i]);
  for (size_t i = 0; i < sun_case_in_count (&c, 2); i++)
    ck_assert_double_eq_tol (c.g_in[2][i], d.g_in[2][i],
                             FLT_EPSILON * fabs (c.g_in[2][i]) + 1e-30);
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

/* ---- the same numbers in other forms ---- */

static void
run_and_pull (struct sun_case *c, struct lgt_context *context)
{
  for (int i = 0; i < 3; i++)
    memset (c->g_in[i], 0, sun_case_in_count (c, i) * sizeof (double));
  sun_case_run (c, context);
  sun_case_pull (c, context, 0);
}

/* Bits do not depend on threads; backends agree to rounding.  */
START_TEST (test_threads_and_backends)
{
  struct kind k = kinds[_i % KINDS];
  struct lgt_context *one = sun_best (1);
  struct sun_case c, d;

  k.sites = k.n > 3 ? 5 : 41;
  make (&c, &k, _i / KINDS, 0.9, 71, ANYHOW);
  make (&d, &k, _i / KINDS, 0.9, 71, ANYHOW);
  run_and_pull (&c, one);
  for (int b = 0; b < sun_backends (); b++)
    for (int threads = 1; threads <= 3; threads++)
      {
        struct lgt_context *other = sun_context (b, threads);
        double tolerance;

        if (other == NULL)
          continue;
        tolerance = lgt_context_backend (other) == lgt_context_backend (one)
                    ? 0 : 1e-11;
        run_and_pull (&d, other);
        for (int j = 0; j < 2; j++)
          for (size_t i = 0; i < sun_case_out_count (&c, j); i++)
            ck_assert_double_le (fabs (c.out[j][i] - d.out[j][i]), tolerance);
        for (int j = 0; j < 3; j++)
          for (size_t i = 0; i < sun_case_in_count (&c, j); i++)
            ck_assert_double_le (fabs (c.g_in[j][i] - d.g_in[j][i]),
                                 tolerance);
        lgt_context_free (other);
      }
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (one);
}
END_TEST

/* Lanes = 1 gives the bits of the same configurations in 16 lanes.  */
START_TEST (test_lanes)
{
  static const int group[] = { 2, 3, 4 };
  struct kind k = { group[_i % 3], 2, 1, 5, 16, LGT_F64 }, other = k;
  struct lgt_context *context = sun_best (1);
  struct sun_case c, d;

  other.packs = 16;
  other.lanes = 1;
  make (&c, &k, _i / 3, 0.9, 81, ANYHOW);
  make (&d, &other, _i / 3, 0.9, 82, ANYHOW);
  for (int l = 0; l < 16; l++)
    {
      for (int s = 0; s < 5; s++)
        {
          for (int i = 0; i < 3; i++)
            for (int e = 0; e < c.in_comps[i]; e++)
              d.in[i][sun_case_at (&d, c.in_comps[i], l, s, e, 0)]
                = c.in[i][sun_case_at (&c, c.in_comps[i], 0, s, e, l)];
          for (int e = 0; e < c.out_comps[0]; e++)
            d.g_out[0][sun_case_at (&d, c.out_comps[0], l, s, e, 0)]
              = c.g_out[0][sun_case_at (&c, c.out_comps[0], 0, s, e, l)];
        }
      d.g_out[1][l] = c.g_out[1][l];
    }
  run_and_pull (&c, context);
  run_and_pull (&d, context);
  for (int l = 0; l < 16; l++)
    {
      ck_assert_double_eq (d.out[1][l], c.out[1][l]);
      for (int s = 0; s < 5; s++)
        {
          for (int i = 0; i < 3; i++)
            for (int e = 0; e < c.in_comps[i]; e++)
              ck_assert_double_eq
                (d.g_in[i][sun_case_at (&d, c.in_comps[i], l, s, e, 0)],
                 c.g_in[i][sun_case_at (&c, c.in_comps[i], 0, s, e, l)]);
          for (int e = 0; e < c.out_comps[0]; e++)
            ck_assert_double_eq
              (d.out[0][sun_case_at (&d, c.out_comps[0], l, s, e, 0)],
               c.out[0][sun_case_at (&c, c.out_comps[0], 0, s, e, l)]);
        }
    }
  sun_case_free (&c);
  sun_case_free (&d);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_bad_arguments)
{
  static const struct
  {
    struct lgt_sun_stout_params params;
    enum lgt_type type;
    int comps[3];
    const char *words;
  } bad[] = {
    { { 1, 0, 0.5 }, LGT_F64, { 2, 2, 1 }, "SU(1)" },
    { { 9, 0, 0.5 }, LGT_F64, { 162, 162, 1 }, "SU(9)" },
    { { 2, 0, 0 }, LGT_F64, { 8, 8, 1 }, "limit 0" },
    { { 2, 0, 1 }, LGT_F64, { 8, 8, 1 }, "limit 1" },
    { { 2, 0, NAN }, LGT_F64, { 8, 8, 1 }, "limit nan" },
    { { 2, 0, 0.5 }, LGT_F32, { 8, 8, 1 }, "float64" },
    { { 2, 0, 0.5 }, LGT_F64, { 18, 8, 1 }, "[1, 2, 8, 4]" },
    { { 2, 0, 0.5 }, LGT_F64, { 8, 12, 1 }, "[1, 2, 8, 4]" },
    { { 2, 0, 0.5 }, LGT_F64, { 8, 16, 1 }, "[1, 2, 2, 4]" },
    { { 3, 0, 0.5 }, LGT_F64, { 18, 8, 1 }, "[1, 2, 18, 4]" },
  };
  struct lgt_view in[3], out[2] = { { 0 } };
  struct lgt_error error;
  enum lgt_type entry;
  size_t scratch[2];

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      for (int j = 0; j < 3; j++)
        {
          struct lgt_shape shape = { 1, 2, bad[i].comps[j], 4 };

          in[j] = lgt_view_dense (NULL, bad[i].type, shape, NULL);
        }
      ck_assert_int_eq (lgt_op_sun_stout.infer (&bad[i].params, in, out,
                                                scratch, &entry, &error),
                        LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words) != NULL, "%s",
                     error.text);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("stout");
  TCase *values = tcase_create ("values"), *forms = tcase_create ("forms");
  TCase *gradients = tcase_create ("gradients");
  int backends = sun_backends ();

  tcase_add_loop_test (values, test_definition, 0,
                       KINDS * SHAPES * backends);
  tcase_add_loop_test (values, test_inverse_cancels, 0,
                       KINDS * 3 * backends);
  tcase_add_loop_test (values, test_equivariance, 0, 2 * KINDS);
  tcase_add_loop_test (values, test_huge_raw, 0, 2 * KINDS);
  tcase_add_loop_test (values, test_nan_passes_through, 0, 12);
  tcase_add_test (values, test_bad_arguments);
  suite_add_tcase (s, values);
  tcase_add_loop_test (gradients, test_gradients, 0, 2 * KINDS * SHAPES);
  tcase_add_loop_test (gradients, test_gradients_are_added, 0, 2 * KINDS);
  suite_add_tcase (s, gradients);
  tcase_add_loop_test (forms, test_threads_and_backends, 0, 2 * KINDS);
  tcase_add_loop_test (forms, test_lanes, 0, 6);
  tcase_add_loop_test (forms, test_float_raw, 0, 2 * KINDS);
  suite_add_tcase (s, forms);
  return run_suite (s, CK_FORK);
}

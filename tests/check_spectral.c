/* Spectral couplings of SU(N): values against a plain reference, inverses,
   symmetries, log-determinants against the numerical Jacobian, also where phases
   meet.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "spectralcase.h"

void zgeev_ (const char *, const char *, const int *, cplx *, const int *,
             cplx *, cplx *, const int *, cplx *, const int *, cplx *,
             const int *, double *, int *);

/* ---- the reference ---- */

static int
ascending (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A spline and the shift, with dy/dx in *SLOPE; 1e-3 for both smallest.  */
static double
plain_spline (int k, int bias, const double *raw, double x, double *slope)
{
  double w[64] = { 0 }, h[64] = { 0 }, d[65], sw = 0, sh = 0, x0 = 0, y0 = 0;
  int i = 0;

  for (int j = 0; j < k; j++)
    {
      sw += exp (raw[j]);
      sh += exp (raw[k + j]);
    }
  for (int j = 0; j <= k; j++)
    {
      if (j < k)
        {
          w[j] = 1e-3 + (1 - k * 1e-3) * exp (raw[j]) / sw;
          h[j] = 1e-3 + (1 - k * 1e-3) * exp (raw[k + j]) / sh;
        }
      d[j] = 1e-3 + (1 - 1e-3) * log1p (exp (raw[2 * k + j])
                                        * (exp (1) - 1));
    }
  while (i < k - 1 && x0 + w[i] <= x)
    {
      x0 += w[i];
      y0 += h[i++];
    }
  double s = h[i] / w[i], t = (x - x0) / w[i], r = t * (1 - t);
  double q = s + (d[i] + d[i + 1] - 2 * s) * r;
  double y = y0 + h[i] * (s * t * t + d[i] * r) / q;
  double e = bias ? exp (raw[3 * k + 1]) : 1, z = 1 - y + y * e;

  *slope = s * s * (d[i + 1] * t * t + 2 * s * r + d[i] * (1 - t) * (1 - t))
           / (q * q) * e / (z * z);
  return y * e / z;
}

/* The forward map by the text of lgt/ops_sun.h, step by step.  */
static double
reference (const struct lgt_sun_spectral_params *p, const cplx *u,
           const cplx *s, const double *raw, cplx *to)
{
  int n = p->n, info, size = 200, k = p->bins;
  int count = 3 * k + 1 + p->bias;
  cplx loop[64], a[64], value[8], v[64], t[64], work[200];
  double theta[8], old[8], rw[16], sum = 0, log_det = 0, x[8], y[8];
  double g[8], rest[8], g2[8], rest2[8], theta2[8];
  int order[8], turn;

  multiply (n, loop, u, PLAIN, s, PLAIN);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[j * n + i] = loop[i * n + j];
  zgeev_ ("N", "V", &n, a, &n, value, NULL, &n, v, &n, work, &size, rw,
          &info);
  ck_assert_int_eq (info, 0);
  for (int i = 0; i < n; i++)
    sum += theta[i] = old[i] = carg (value[i]);
  qsort (theta, (size_t) n, sizeof *theta, ascending);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      if (old[j] == theta[i])
        order[i] = j;
  for (turn = (int) lrint (sum / (2 * PI)); turn != 0;
       turn -= turn > 0 ? 1 : -1)
    {
      double edge = turn > 0 ? theta[n - 1] - 2 * PI : theta[0] + 2 * PI;
      int which = order[turn > 0 ? n - 1 : 0];
      size_t rest_of = (size_t) (n - 1);

      memmove (theta + (turn > 0), theta + (turn < 0),
               rest_of * sizeof *theta);
      memmove (order + (turn > 0), order + (turn < 0),
               rest_of * sizeof *order);
      theta[turn > 0 ? 0 : n - 1] = edge;
      order[turn > 0 ? 0 : n - 1] = which;
    }
  rest[0] = theta[n - 1] - theta[0];
  for (int j = 0; j < n - 1; j++)
    {
      g[j] = theta[j + 1] - theta[j];
      rest[j + 1] = rest[j] - g[j];
    }
  for (int j = 0; j < n - 1; j++)
    {
      double mine[200], slope;
      int odd = p->conjugation && j == 1;

      x[j] = j ? g[j - 1] / rest[j - 1] : rest[0] / (2 * PI);
      for (int c = 0; c < count; c++)
        {
          mine[c] = j ? 0 : raw[c];
          for (int m = 0; j && m < p->order; m++)
            mine[c] += raw[count * (1 + (j - 1) * p->order + m) + c]
                       * cos (m * PI * y[0]);
        }
      for (int part = 0; odd && part < 3; part++)
        for (int c = 0, last = part < 2 ? k - 1 : k; c <= last / 2; c++)
          {
            double *one = mine + part * k + c;
            double *two = mine + part * k + last - c;

            *one = *two = (*one + *two) / 2;
          }
      y[j] = plain_spline (k, p->bias && !odd, mine, x[j], &slope);
      log_det += log (slope);
    }
  rest2[0] = 2 * PI * y[0];
  for (int j = 1; j < n - 1; j++)
    {
      g2[j - 1] = rest2[j - 1] * y[j];
      rest2[j] = rest2[j - 1] - g2[j - 1];
      log_det += log (rest2[j - 1] / rest[j - 1]);
    }
  g2[n - 2] = rest2[n - 2];
  theta2[0] = 0;
  sum = 0;
  for (int j = 1; j < n; j++)
    sum += theta2[j] = theta2[j - 1] + g2[j - 1];
  for (int j = 0; j < n; j++)
    theta2[j] -= sum / n;
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      log_det += 2 * log (fabs (sin ((theta2[j] - theta2[i]) / 2)
                                / sin ((theta[j] - theta[i]) / 2)));
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      t[i * n + j] = v[order[j] * n + i];
  with_phases (n, t, theta2, loop);
  multiply (n, to, loop, PLAIN, s, DAGGER);
  return log_det;
}

/* All elements of a case; matrices stay in the group.  */
START_TEST (values)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape shape = { 2, 3, 1, _i % 2 ? 8 : 1 };
  struct lgt_context *context = new_context (_i / KINDS, 1);
  struct op_case c;
  double *raw;
  int count;

  if (context == NULL)
    return;
  reseed (11 + (unsigned) _i);
  make (&c, context, k, shape, LGT_F64, 1);
  randomize (&c);
  op_case_run (&c);
  count = c.in[2].shape.comps;
  raw = malloc (op_view_count (&c.in[2]) * sizeof *raw);
  ck_assert_ptr_nonnull (raw);
  op_view_get (context, &c.in[2], raw);
  for (int p = 0; p < shape.packs; p++)
    for (int l = 0; l < shape.lanes; l++)
      {
        double log_det = 0;

        for (int site = 0; site < shape.sites; site++)
          {
            cplx u[64], s[64], to[64], expected[64], square[64], one[64];
            double mine[1500];

            for (int i = 0; i < count; i++)
              mine[i] = raw[((p * shape.sites + site) * count + i)
                            * shape.lanes + l];
            matrix (&c, &c.in[0], p, site, l, u, NULL);
            matrix (&c, &c.in[1], p, site, l, s, NULL);
            matrix (&c, &c.out[0], p, site, l, to, NULL);
            log_det += reference (&c.params.spectral, u, s, mine, expected);
            ck_assert_double_le (distance (k->n, to, expected), 1e-11);
            multiply (k->n, square, to, PLAIN, to, DAGGER);
            for (int i = 0; i < k->n * k->n; i++)
              one[i] = i % (k->n + 1) == 0;
            ck_assert_double_le (distance (k->n, square, one), 2e-14);
            ck_assert_double_le (cabs (determinant (k->n, to) - 1),
                                 1e-14 * k->n);
          }
        ck_assert_double_eq_tol (number (&c, &c.out[1],
                                         p * shape.lanes + l),
                                 log_det, 1e-9);
      }
  free (raw);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- maps ---- */

/* inverse (forward (U)) = U, and log-determinants cancel.  */
START_TEST (inverse)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (_i / KINDS, 1);
  struct op_case c;
  int n = k->n;

  if (context == NULL)
    return;
  reseed (100 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 1);
  for (int rep = 0; rep < 40 * GAPS; rep++)
    {
      cplx p[64], s[64], u[64], to[64], back[64];
      double log_det, other;

      close_phases (n, gaps[rep % GAPS], rep / GAPS % 2, p);
      random_matrix (n, s);
      multiply (n, u, p, PLAIN, s, DAGGER);
      c.params.spectral.inverse = 0;
      log_det = map_single (&c, u, s, to);
      c.params.spectral.inverse = 1;
      other = map_single (&c, to, s, back);
      ck_assert_msg (distance (n, u, back) < 1e-10, "gap %g: %g",
                     gaps[rep % GAPS], distance (n, u, back));
      ck_assert (isfinite (log_det) && isfinite (other));
      if (gaps[rep % GAPS] >= 1e-4)
        ck_assert_double_eq_tol (log_det + other, 0, 1e-8);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* raw = 0 is the identity.  */
START_TEST (identity)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;

  reseed (200 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 0);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 20 * GAPS; rep++)
    {
      cplx p[64], s[64], u[64], to[64];

      close_phases (n, gaps[rep % GAPS], rep / GAPS % 2, p);
      random_matrix (n, s);
      multiply (n, u, p, PLAIN, s, DAGGER);
      ck_assert_double_eq_tol (map_single (&c, u, s, to), 0, 1e-12);
      ck_assert_double_le (distance (n, u, to), 5e-14);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* U -> A U B, S -> B^+ S A^+ takes U' to A U' B.  */
START_TEST (equivariance)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;

  reseed (300 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 1);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 20; rep++)
    {
      cplx u[64], s[64], a[64], b[64], to[64], moved[64];
      double log_det;

      random_matrix (n, u);
      random_matrix (n, s);
      random_matrix (n, a);
      random_matrix (n, b);
      log_det = map_single (&c, u, s, to);
      multiply (n, u, a, PLAIN, u, PLAIN);
      multiply (n, u, u, PLAIN, b, PLAIN);
      multiply (n, s, b, DAGGER, s, PLAIN);
      multiply (n, s, s, PLAIN, a, DAGGER);
      ck_assert_double_eq_tol (map_single (&c, u, s, moved), log_det, 1e-11);
      multiply (n, to, a, PLAIN, to, PLAIN);
      multiply (n, to, to, PLAIN, b, PLAIN);
      ck_assert_double_le (distance (n, to, moved), 1e-11);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* f (P*) = f (P)* with conjugation = 1 and for SU(2), and not for others.  */
START_TEST (conjugation)
{
  const struct kind *k = &kinds[_i];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;
  double worst = 0;

  reseed (400 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 1);
  for (int rep = 0; rep < 20; rep++)
    {
      cplx u[64], s[64], to[64], other[64];
      double log_det, error;

      random_matrix (n, u);
      random_matrix (n, s);
      log_det = map_single (&c, u, s, to);
      for (int i = 0; i < n * n; i++)
        {
          u[i] = conj (u[i]);
          s[i] = conj (s[i]);
          to[i] = conj (to[i]);
        }
      error = fabs (map_single (&c, u, s, other) - log_det);
      worst = fmax (worst, fmax (error, distance (n, to, other)));
    }
  if (n == 2 || k->conjugation)
    ck_assert_double_le (worst, 1e-11);
  else
    ck_assert_double_ge (worst, 1e-2);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* LOG_DET is log |det| of dU' U'^+ with respect to dU U^+.  */
START_TEST (jacobian)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context;
  struct op_case c;
  int n = k->n, dim = n * n - 1;

  if (n > 5)              /* 63 dimensions take long */
    return;
  context = new_context (-1, 1);
  reseed (500 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 0.8);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 5; rep++)
    {
      static const struct { double at, weight; } stencil[] = {
        { -2, 1.0 / 12 }, { -1, -8.0 / 12 }, { 1, 8.0 / 12 }, { 2, -1.0 / 12 }
      };
      cplx u[64], s[64], to[64], d[64], at[64], t[64];
      double *j = calloc ((size_t) (dim * dim), sizeof *j), sum = 0, log_det;
      const double h = 2e-4;

      ck_assert_ptr_nonnull (j);
      random_matrix (n, u);
      random_matrix (n, s);
      log_det = map_single (&c, u, s, to);
      for (int a = 0; a < dim; a++)
        {
          memset (d, 0, sizeof d);
          for (int m = 0; m < 4; m++)
            {
              memcpy (at, u, sizeof at);
              move (n, at, a, stencil[m].at * h);
              map_single (&c, at, s, t);
              for (int i = 0; i < n * n; i++)
                d[i] += stencil[m].weight / h * t[i];
            }
          for (int b = 0; b < dim; b++)
            {
              tangent (n, to, b, t);
              for (int i = 0; i < n * n; i++)
                j[a * dim + b] += creal (conj (t[i]) * d[i]);
            }
        }
      for (int a = 0; a < dim; a++)
        {
          int top = a;

          for (int b = a; b < dim; b++)
            if (fabs (j[b * dim + a]) > fabs (j[top * dim + a]))
              top = b;
          for (int b = 0; b < dim; b++)
            {
              double x = j[a * dim + b];

              j[a * dim + b] = j[top * dim + b];
              j[top * dim + b] = x;
            }
          sum += log (fabs (j[a * dim + a]));
          for (int b = a + 1; b < dim; b++)
            for (int m = dim - 1; m >= a; m--)
              j[b * dim + m] -= j[b * dim + a] / j[a * dim + a]
                                * j[a * dim + m];
        }
      ck_assert_double_eq_tol (log_det, sum, 1e-6 * fmax (1, fabs (sum)));
      free (j);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

START_TEST (bad_arguments)
{
  static const struct
  {
    struct lgt_sun_spectral_params params;
    int n, raws;
    const char *words;
  } bad[] = {
    { { 1, 8, 0, 1, 0, 0, 0, 0 }, 1, 25, "N = 1" },
    { { 9, 8, 0, 1, 0, 0, 0, 0 }, 9, 200, "N = 9" },
    { { 3, 1, 0, 1, 0, 0, 0, 0 }, 3, 8, "1 bins" },
    { { 3, 65, 0, 1, 0, 0, 0, 0 }, 3, 8, "65 bins" },
    { { 3, 8, 0, 9, 0, 0, 0, 0 }, 3, 8, "order 9" },
    { { 3, 8, 0, 1, 0, 0, 0.2, 0 }, 3, 50, "smallest bin" },
    { { 3, 8, 0, 1, 0, 0, 0, NAN }, 3, 50, "smallest slope" },
    { { 4, 8, 0, 1, 1, 0, 0, 0 }, 4, 75, "conjugation" },
    { { 3, 8, 0, 1, 0, 0, 0, 0 }, 2, 50, "must be [1, 2, 18, 4]" },
    { { 3, 8, 1, 2, 0, 0, 0, 0 }, 3, 50, "must be [1, 2, 78, 4]" },
  };

  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    {
      struct lgt_shape shape = { 1, 2, 2 * bad[i].n * bad[i].n, 4 };
      struct lgt_view in[3], out[2] = { { 0 } };
      struct lgt_error error = { 0 };
      enum lgt_type entry;
      size_t scratch[2];

      in[0] = in[1] = lgt_view_dense (NULL, LGT_F64, shape, NULL);
      shape.comps = bad[i].raws;
      in[2] = lgt_view_dense (NULL, LGT_F32, shape, NULL);
      ck_assert_int_eq (lgt_op_sun_spectral.infer (&bad[i].params, in, out,
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
  Suite *s = suite_create ("spectral");
  TCase *value = tcase_create ("values");

  tcase_add_loop_test (value, values, 0, KINDS * op_backends ());
  tcase_add_loop_test (value, inverse, 0, KINDS * op_backends ());
  tcase_add_loop_test (value, identity, 0, 2 * KINDS);
  tcase_add_loop_test (value, equivariance, 0, 2 * KINDS);
  tcase_add_loop_test (value, conjugation, 0, KINDS);
  tcase_add_loop_test (value, jacobian, 0, 2 * KINDS);
  tcase_add_test (value, bad_arguments);
  suite_add_tcase (s, value);
  return run_suite (s, CK_FORK);
}

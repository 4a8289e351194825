/* Splines and projections of the circle.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "circle.h"

/* Odd numbers of sites and lanes among them, windows, both types.  */
static const struct kind
{
  const struct lgt_op *op;
  int count, bias, packs, sites, lanes, gap;
  enum lgt_type type;
} kinds[] = {
  { &lgt_op_circular_rqs, 8, 1, 2, 5, 16, 0, LGT_F64 },
  { &lgt_op_circular_rqs, 8, 0, 1, 3, 16, 4, LGT_F64 },
  { &lgt_op_circular_rqs, 5, 1, 2, 7, 1, 2, LGT_F64 },
  { &lgt_op_circular_rqs, 1, 1, 1, 2, 16, 0, LGT_F64 },
  { &lgt_op_circular_rqs, 2, 1, 3, 1, 3, 1, LGT_F64 },
  { &lgt_op_circular_ncp, 2, 1, 2, 5, 16, 0, LGT_F64 },
  { &lgt_op_circular_ncp, 1, 1, 1, 3, 5, 3, LGT_F64 },
  { &lgt_op_circular_ncp, 5, 1, 2, 7, 1, 2, LGT_F64 },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void
make (struct circle *c, const struct kind *k, int inverse, unsigned seed,
      double spread)
{
  memset (c, 0, sizeof *c);
  c->op = k->op;
  c->params.map.count = k->count;
  c->params.map.bias = k->bias;
  c->params.map.inverse = inverse;
  c->params.map.min_bin = c->params.map.min_slope = 1e-3;
  c->packs = k->packs;
  c->sites = k->sites;
  c->lanes = k->lanes;
  c->gap = k->gap;
  c->type = k->type;
  c->comps = k->op == &lgt_op_circular_rqs
             ? lgt_circular_rqs_raw (c->params.map)
             : lgt_circular_ncp_raw (c->params.map);
  circle_new (c, seed, spread);
}

/* ---- values ---- */

/* One element by the formulas of lgt/ops.h, in long double.  */
static double
spline (const struct lgt_circular_params *p, const double *raw, int64_t step,
        double angle, double *log_slope)
{
  int bins = p->count;
  long double w[64] = { 0 }, h[64] = { 0 }, d[65] = { 0 };
  long double sum_w = 0, sum_h = 0, x = -PI, y = -PI;
  long double s, t, n, m, a = angle;
  int k;

  for (k = 0; k < bins; k++)
    {
      sum_w += w[k] = expl (raw[k * step]);
      sum_h += h[k] = expl (raw[(bins + k) * step]);
      d[k] = p->min_slope
             + (1 - p->min_slope)
               * log1pl (expl (raw[(2 * bins + k) * step]
                               + logl (expl (1) - 1)));
    }
  d[bins] = d[0];
  for (k = 0; k < bins; k++)
    {
      w[k] = 2 * PI * (p->min_bin + (1 - bins * p->min_bin) * w[k] / sum_w);
      h[k] = 2 * PI * (p->min_bin + (1 - bins * p->min_bin) * h[k] / sum_h);
    }
  for (k = 0; k < bins - 1 && a >= x + w[k]; k++)
    {
      x += w[k];
      y += h[k];
    }
  s = h[k] / w[k];
  t = (a - x) / w[k];
  m = s + (d[k + 1] + d[k] - 2 * s) * t * (1 - t);
  n = d[k + 1] * t * t + 2 * s * t * (1 - t) + d[k] * (1 - t) * (1 - t);
  *log_slope = (double) logl (s * s * n / (m * m));
  y += h[k] * (s * t * t + d[k] * t * (1 - t)) / m;
  return (double) (y + (p->bias ? raw[3 * bins * step] : 0));
}

static double
projections (const struct lgt_circular_params *p, const double *raw,
             int64_t step, double angle, double *log_slope)
{
  long double y = 0, slope = 0;

  for (int i = 0; i < p->count; i++)
    {
      long double e = expl (raw[i * step]), tangent = tanl (0.5L * angle);

      y += 2 * atanl (e * tangent);
      slope += e * (1 + tangent * tangent) / (1 + e * e * tangent * tangent);
    }
  *log_slope = (double) logl (slope / p->count);
  return (double) (y / p->count + raw[p->count * step]);
}

START_TEST (test_formulas)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = circle_context (_i / KINDS, 1);
  struct circle c;

  if (context == NULL)
    return;
  make (&c, k, 0, 1 + (unsigned) _i, 2);
  circle_run (&c, context);
  for (int p = 0; p < c.packs; p++)
    for (int l = 0; l < c.lanes; l++)
      {
        double sum = 0;

        for (int s = 0; s < c.sites; s++)
          {
            int64_t row = p * c.sites + s, i = row * c.lanes + l;
            const double *raw = c.raw + (row * (c.comps + c.gap) + c.gap)
                                        * c.lanes + l;
            double log_slope, y
              = (k->op == &lgt_op_circular_rqs ? spline : projections)
                (&c.params.map, raw, c.lanes, circle_turn (c.u[i] + c.s[i]),
                 &log_slope);

            sum += log_slope;
            ck_assert_double_eq_tol (circle_turn (c.out[i] + c.s[i] - y), 0, 2e-14);
            ck_assert (c.out[i] > -PI && c.out[i] <= PI);
          }
        ck_assert_double_eq_tol (c.log_det[p * c.lanes + l], sum,
                                 1e-14 * c.sites * 10);
      }
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_inverse_cancels)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = circle_context (_i / KINDS, 1);
  struct circle c;
  double *before, *log_det;
  int64_t n;

  if (context == NULL)
    return;
  make (&c, k, 0, 100 + (unsigned) _i, 1.5);
  n = circle_angles (&c);
  before = c.u;
  circle_run (&c, context);
  log_det = malloc ((size_t) c.packs * (size_t) c.lanes * sizeof *log_det);
  ck_assert_ptr_nonnull (log_det);
  memcpy (log_det, c.log_det,
          (size_t) c.packs * (size_t) c.lanes * sizeof *log_det);
  c.u = c.out;
  c.out = malloc ((size_t) n * sizeof *c.out);
  ck_assert_ptr_nonnull (c.out);
  memset (c.out, 0, (size_t) n * sizeof *c.out);
  c.params.map.inverse = 1;
  circle_run (&c, context);
  for (int64_t i = 0; i < n; i++)
    ck_assert_double_eq_tol (circle_turn (c.out[i] - before[i]), 0, 1e-12);
  for (int i = 0; i < c.packs * c.lanes; i++)
    ck_assert_double_eq_tol (c.log_det[i], -log_det[i], 1e-10);
  free (before);
  free (log_det);
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

/* Angles that advance around the circle, all with the same raw numbers:
   images advance too, once around, and their differences are the slope.  */
START_TEST (test_monotone_with_right_slope)
{
  enum { N = 4096 };
  struct kind k = kinds[_i % KINDS];
  int inverse = _i / KINDS;
  struct lgt_context *context = circle_best (2);
  struct circle c;
  double step = 2 * PI / N, around = 0;
  int close = 0;

  k.packs = 1;
  k.sites = 1;
  k.lanes = N;
  make (&c, &k, inverse, 200 + (unsigned) _i, 1.5);
  for (int l = 0; l < N; l++)
    {
      c.u[l] = -PI + (l + 0.5) * step;
      c.s[l] = 0.25;
      for (int i = 0; i < c.comps + c.gap; i++)
        c.raw[i * N + l] = c.raw[i * N];
    }
  circle_run (&c, context);
  for (int l = 0; l < N; l++)
    {
      int a = (l + N - 1) % N, b = (l + 1) % N;
      double difference = circle_turn (c.out[b] - c.out[l]);
      double low = fmin (c.log_det[a], c.log_det[b]);
      double high = fmax (c.log_det[a], c.log_det[b]);

      ck_assert_double_gt (difference, 0);
      around += difference;
      difference = log (circle_turn (c.out[b] - c.out[a]) / (2 * step));
      ck_assert_double_ge (difference, low - 0.05);
      ck_assert_double_le (difference, high + 0.05);
      close += fabs (difference - c.log_det[l]) < 1e-4;
    }
  ck_assert_int_ge (close, N - N / 10); /* all but those beside knots */
  ck_assert_double_eq_tol (around, 2 * PI, 1e-11);
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_zero_is_the_identity)
{
  struct lgt_context *context = circle_best (1);
  struct circle c;

  make (&c, &kinds[_i % KINDS], _i / KINDS, 7, 0);
  circle_run (&c, context);
  for (int64_t i = 0; i < circle_angles (&c); i++)
    ck_assert_double_eq_tol (circle_turn (c.out[i] - c.u[i]), 0, 1e-14);
  for (int i = 0; i < c.packs * c.lanes; i++)
    ck_assert_double_eq_tol (c.log_det[i], 0, 1e-14);
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

/* Both sides of the seam, zero, and raw numbers that are far out.  */
START_TEST (test_edges_are_finite)
{
  static const double angles[] = { PI, -PI, 0, 2 * PI, 3 * PI, 1e-300 };
  struct kind k = kinds[_i % KINDS];
  int inverse = _i / KINDS;
  struct lgt_context *context = circle_best (1);
  struct circle c;

  k.packs = 1;
  k.sites = 6;
  make (&c, &k, inverse, 9, 500);
  for (int64_t i = 0; i < circle_angles (&c); i++)
    {
      c.u[i] = angles[i / k.lanes];
      c.s[i] = 0;
    }
  circle_run (&c, context);
  circle_pull (&c, context, 0);
  for (int64_t i = 0; i < circle_angles (&c); i++)
    ck_assert (isfinite (c.out[i]) && isfinite (c.g_u[i]));
  for (int i = 0; i < c.packs * c.lanes; i++)
    ck_assert (isfinite (c.log_det[i]));
  for (int64_t i = 0; i < circle_raws (&c); i++)
    ck_assert (isfinite (c.g_raw[i]));
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

/* A NaN angle or raw number shows in its own lane, and nowhere else.  */
START_TEST (test_nan_passes_through)
{
  const struct kind *k = &kinds[_i % KINDS];
  int inverse = _i / KINDS % 2, where = _i / KINDS / 2;
  struct lgt_context *context = circle_best (1);
  struct circle c;
  int64_t bad;

  make (&c, k, inverse, 11, 1);
  bad = circle_angles (&c) - 1; /* last pack, site and lane */
  if (where == 0)
    c.u[bad] = NAN;
  else if (where == 1)
    c.s[bad] = NAN;
  else
    c.raw[circle_raws (&c) - (int64_t) (c.comps - 1) * c.lanes - 1] = NAN;
  circle_run (&c, context);
  circle_pull (&c, context, 0);
  for (int64_t i = 0; i < circle_angles (&c); i++)
    {
      ck_assert_int_eq (isnan (c.out[i]) != 0, i == bad);
      ck_assert_int_eq (isnan (c.g_u[i]) != 0, i == bad);
    }
  for (int i = 0; i < c.packs * c.lanes; i++)
    ck_assert_int_eq (isnan (c.log_det[i]) != 0,
                      i == c.packs * c.lanes - 1);
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- gradients ---- */

START_TEST (test_gradients)
{
  struct kind k = kinds[_i % KINDS];
  int inverse = _i / KINDS;
  struct circle c;

  if (k.lanes > 3)
    k.sites = 2;
  make (&c, &k, inverse, 300 + (unsigned) _i, 1.5);
  circle_check_gradients (&c, 1e-8);
  circle_free (&c);
}
END_TEST

/* The gradients of the outputs one at a time add up, and are added.  */
START_TEST (test_gradients_are_added)
{
  struct lgt_context *context = circle_best (1);
  struct circle c, d;

  make (&c, &kinds[_i % KINDS], _i / KINDS, 17, 1);
  make (&d, &kinds[_i % KINDS], _i / KINDS, 17, 1);
  circle_pull (&c, context, 0);
  circle_pull (&d, context, 1);
  circle_pull (&d, context, 2);
  circle_pull (&d, context, 3);
  for (int64_t i = 0; i < circle_angles (&c); i++)
    {
      ck_assert_double_eq_tol (c.g_u[i], d.g_u[i], 1e-13);
      ck_assert_double_eq_tol (c.g_s[i], d.g_s[i], 1e-13);
    }
  for (int64_t i = 0; i < circle_raws (&c); i++)
    ck_assert_double_eq_tol (c.g_raw[i], d.g_raw[i], 1e-13);
  circle_free (&c);
  circle_free (&d);
  lgt_context_free (context);
}
END_TEST

/* ---- the same numbers in other forms ---- */

/* Everything in one array.  */
static double *
results (struct circle *c, struct lgt_context *context, size_t *count)
{
  size_t n = (size_t) circle_angles (c), r = (size_t) circle_raws (c);
  size_t logs = (size_t) c->packs * (size_t) c->lanes;
  double *all = malloc ((3 * n + r + logs) * sizeof *all), *to = all;

  ck_assert_ptr_nonnull (all);
  memset (c->g_u, 0, n * sizeof *all);
  memset (c->g_s, 0, n * sizeof *all);
  memset (c->g_raw, 0, r * sizeof *all);
  circle_run (c, context);
  circle_pull (c, context, 0);
  memcpy (to, c->out, n * sizeof *all);
  memcpy (to += n, c->g_u, n * sizeof *all);
  memcpy (to += n, c->g_s, n * sizeof *all);
  memcpy (to += n, c->g_raw, r * sizeof *all);
  memcpy (to += r, c->log_det, logs * sizeof *all);
  *count = 3 * n + r + logs;
  return all;
}

/* Bits do not depend on threads; backends agree to rounding.  */
START_TEST (test_threads_and_backends)
{
  struct kind k = kinds[_i % KINDS];
  struct lgt_context *one = circle_best (1);
  struct circle c;
  double *a, *b;
  size_t n;

  k.sites = 41;
  k.packs = 3;
  make (&c, &k, _i / KINDS, 400 + (unsigned) _i, 1);
  a = results (&c, one, &n);
  for (int i = 0; i < circle_backends (); i++)
    for (int threads = 1; threads <= 3; threads++)
      {
        struct lgt_context *other = circle_context (i, threads);
        int same = other && lgt_context_backend (other)
                            == lgt_context_backend (one);

        if (other == NULL)
          continue;
        b = results (&c, other, &n);
        if (same)
          ck_assert_mem_eq (a, b, n * sizeof *a);
        else
          for (size_t j = 0; j < n; j++)
            ck_assert_double_eq_tol (a[j], b[j], 1e-11 * fmax (1, fabs (a[j])));
        free (b);
        lgt_context_free (other);
      }
  free (a);
  circle_free (&c);
  lgt_context_free (one);
}
END_TEST

/* Lanes = 1 gives the bits of the same configurations in 16 lanes, and a
   dense raw tensor those of a window.  */
START_TEST (test_lanes_and_windows)
{
  struct kind k = kinds[_i % KINDS], other = k;
  struct lgt_context *context = circle_best (1);
  struct circle a, b;
  int lanes = 16, raw_a, raw_b;

  k.packs = 1;
  k.sites = 5;
  k.lanes = lanes;
  k.gap = 0;
  other = k;
  other.packs = lanes;
  other.lanes = 1;
  other.gap = 3;
  make (&a, &k, _i / KINDS, 500, 1);
  make (&b, &other, _i / KINDS, 501, 1);
  raw_a = a.comps;
  raw_b = b.comps + b.gap;
  for (int l = 0; l < lanes; l++)
    for (int s = 0; s < k.sites; s++)
      {
        int i = s * lanes + l, j = l * k.sites + s;

        b.u[j] = a.u[i];
        b.s[j] = a.s[i];
        b.g_out[j] = a.g_out[i];
        b.g_log[l] = a.g_log[l];
        for (int c = 0; c < raw_a; c++)
          b.raw[j * raw_b + b.gap + c] = a.raw[(s * raw_a + c) * lanes + l];
      }
  circle_run (&a, context);
  circle_pull (&a, context, 0);
  circle_run (&b, context);
  circle_pull (&b, context, 0);
  for (int l = 0; l < lanes; l++)
    {
      ck_assert (a.log_det[l] == b.log_det[l]);
      for (int s = 0; s < k.sites; s++)
        {
          int i = s * lanes + l, j = l * k.sites + s;

          ck_assert (a.out[i] == b.out[j]);
          ck_assert (a.g_u[i] == b.g_u[j] && a.g_s[i] == b.g_s[j]);
          for (int c = 0; c < raw_a; c++)
            ck_assert (a.g_raw[(s * raw_a + c) * lanes + l]
                       == b.g_raw[j * raw_b + b.gap + c]);
          for (int c = 0; c < b.gap; c++) /* outside of the window */
            ck_assert (b.g_raw[j * raw_b + c] == 0);
        }
    }
  circle_free (&a);
  circle_free (&b);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_float_raw)
{
  struct kind k = kinds[_i % KINDS];
  struct lgt_context *context = circle_best (1);
  struct circle a, b;

  make (&a, &k, _i / KINDS, 600, 1);
  for (int64_t i = 0; i < circle_raws (&a); i++)
    a.raw[i] = (float) a.raw[i];
  k.type = LGT_F32;
  make (&b, &k, _i / KINDS, 600, 1);
  circle_run (&a, context);
  circle_pull (&a, context, 0);
  circle_run (&b, context);
  circle_pull (&b, context, 0);
  for (int64_t i = 0; i < circle_angles (&a); i++)
    ck_assert (a.out[i] == b.out[i] && a.g_u[i] == b.g_u[i]);
  for (int64_t i = 0; i < circle_raws (&a); i++)
    ck_assert_double_eq_tol (a.g_raw[i], b.g_raw[i],
                             FLT_EPSILON * fabs (a.g_raw[i]) + 1e-30);
  circle_free (&a);
  circle_free (&b);
  lgt_context_free (context);
}
END_TEST

/* ---- bad arguments ---- */

START_TEST (test_bad_arguments)
{
  static const struct
  {
    const struct lgt_op *op;
    struct lgt_circular_params params;
    int comps;
    const char *words;
  } bad[] = {
    { &lgt_op_circular_rqs, { 0, 1, 0, 0, 0 }, 1, "0 bins" },
    { &lgt_op_circular_rqs, { 65, 1, 0, 0, 0 }, 196, "65 bins" },
    { &lgt_op_circular_rqs, { 8, 1, 0, 0.2, 0 }, 25, "smallest bin" },
    { &lgt_op_circular_rqs, { 8, 1, 0, NAN, 0 }, 25, "smallest bin" },
    { &lgt_op_circular_rqs, { 8, 1, 0, 0, 1 }, 25, "smallest slope" },
    { &lgt_op_circular_rqs, { 8, 0, 0, 0, 0 }, 25, "must be [1, 2, 24, 4]" },
    { &lgt_op_circular_ncp, { 0, 1, 0, 0, 0 }, 1, "0 components" },
    { &lgt_op_circular_ncp, { 2, 1, 0, 0, 0 }, 2, "must be [1, 2, 3, 4]" },
  };
  struct lgt_shape shape = { 1, 2, 1, 4 };
  struct lgt_view in[3], out[2] = { { 0 } };
  struct lgt_error error;
  enum lgt_type entry;
  size_t scratch[2];

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      shape.comps = 1;
      in[0] = in[1] = lgt_view_dense (NULL, LGT_F64, shape, NULL);
      shape.comps = bad[i].comps;
      in[2] = lgt_view_dense (NULL, LGT_F32, shape, NULL);
      ck_assert_int_eq (bad[i].op->infer (&bad[i].params, in, out, scratch,
                                          &entry, &error), LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words) != NULL, "%s",
                     error.text);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("circular");
  TCase *values = tcase_create ("values"), *forms = tcase_create ("forms");
  TCase *gradients = tcase_create ("gradients");
  int backends = circle_backends ();

  tcase_add_loop_test (values, test_formulas, 0, KINDS * backends);
  tcase_add_loop_test (values, test_inverse_cancels, 0, KINDS * backends);
  tcase_add_loop_test (values, test_monotone_with_right_slope, 0, 2 * KINDS);
  tcase_add_loop_test (values, test_zero_is_the_identity, 0, 2 * KINDS);
  tcase_add_loop_test (values, test_edges_are_finite, 0, 2 * KINDS);
  tcase_add_loop_test (values, test_nan_passes_through, 0, 6 * KINDS);
  tcase_add_test (values, test_bad_arguments);
  suite_add_tcase (s, values);
  tcase_add_loop_test (gradients, test_gradients, 0, 2 * KINDS);
  tcase_add_loop_test (gradients, test_gradients_are_added, 0, 2 * KINDS);
  suite_add_tcase (s, gradients);
  tcase_add_loop_test (forms, test_threads_and_backends, 0, 2 * KINDS);
  tcase_add_loop_test (forms, test_lanes_and_windows, 0, 2 * KINDS);
  tcase_add_loop_test (forms, test_float_raw, 0, 2 * KINDS);
  suite_add_tcase (s, forms);
  return run_suite (s, CK_FORK);
}

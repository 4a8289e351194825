/* Spectral couplings of SU(N): gradients against differences, also where phases
   meet; the same numbers with other threads, backends, lanes and types.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "spectralcase.h"

/* ---- gradients ---- */

/* Gradients of sum g_out U' + g_log log_det; G[i] for input i.  */
static void
gradients_of (struct op_case *c, struct lgt_view *gout, struct lgt_view *g)
{
  memset (g, 0, LGT_MAX_IN * sizeof *g);
  memset (gout, 0, LGT_MAX_OUT * sizeof *gout);
  for (int j = 0; j < 2; j++)
    {
      double *x;
      size_t count;

      gout[j] = op_case_like (c, &c->out[j]);
      count = op_view_count (&gout[j]);
      x = malloc (count * sizeof *x);
      ck_assert_ptr_nonnull (x);
      for (size_t i = 0; i < count; i++)
        x[i] = op_value (50 + j, i);
      op_view_put (c->context, &gout[j], x);
      free (x);
    }
  for (int i = 0; i < 3; i++)
    g[i] = op_case_like (c, &c->in[i]);
  op_case_run (c);
  op_case_pull (c, gout, g);
}

static double
loss_of (struct op_case *c)
{
  double sum = 0;

  op_case_run (c);
  for (int j = 0; j < 2; j++)
    {
      size_t count = op_view_count (&c->out[j]);
      double *x = malloc (count * sizeof *x);

      ck_assert_ptr_nonnull (x);
      op_view_get (c->context, &c->out[j], x);
      for (size_t i = 0; i < count; i++)
        sum += op_value (50 + j, i) * x[i];
      free (x);
    }
  return sum;
}

START_TEST (gradients)
{
  static const struct { double at, weight; } stencil[] = {
    { -2, 1.0 / 12 }, { -1, -8.0 / 12 }, { 1, 8.0 / 12 }, { 2, -1.0 / 12 }
  };
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct lgt_view gout[LGT_MAX_OUT], g[LGT_MAX_IN];
  struct op_case c;
  int n = k->n, count;
  const double h = 1e-4;
  double *raw, *graw;

  reseed (600 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 0.8);
  c.params.spectral.inverse = _i / KINDS;
  randomize (&c);
  gradients_of (&c, gout, g);
  for (int input = 0; input < 2; input++)
    {
      cplx a[64], ga[64], t[64];

      matrix (&c, &c.in[input], 0, 0, 0, a, NULL);
      matrix (&c, &g[input], 0, 0, 0, ga, NULL);
      for (int d = 0; d < n * n - 1; d++)
        {
          double numeric = 0, mine = 0;

          for (int m = 0; m < 4; m++)
            {
              memcpy (t, a, sizeof t);
              move (n, t, d, stencil[m].at * h);
              matrix (&c, &c.in[input], 0, 0, 0, NULL, t);
              numeric += stencil[m].weight / h * loss_of (&c);
            }
          tangent (n, a, d, t);
          for (int i = 0; i < n * n; i++)
            mine += creal (conj (ga[i]) * t[i]);
          ck_assert_msg (fabs (mine - numeric) <= 1e-7 * fmax (1, fabs (mine)),
                         "input %d, direction %d: %.12g, numerically %.12g",
                         input, d, mine, numeric);
        }
      matrix (&c, &c.in[input], 0, 0, 0, NULL, a);
    }
  count = c.in[2].shape.comps;
  raw = malloc ((size_t) count * sizeof *raw);
  graw = malloc ((size_t) count * sizeof *graw);
  ck_assert (raw && graw);
  op_view_get (context, &c.in[2], raw);
  op_view_get (context, &g[2], graw);
  for (int i = 0; i < count; i++)
    {
      double numeric = 0, old = raw[i];

      for (int m = 0; m < 4; m++)
        {
          raw[i] = old + stencil[m].at * h;
          op_view_put (context, &c.in[2], raw);
          numeric += stencil[m].weight / h * loss_of (&c);
        }
      raw[i] = old;
      ck_assert_msg (fabs (graw[i] - numeric)
                     <= 1e-7 * fmax (1, fabs (graw[i])),
                     "raw number %d: %.12g, numerically %.12g", i, graw[i],
                     numeric);
    }
  free (raw);
  free (graw);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* Where phases meet gradients are finite; where just two come close, N = 2
   and 3, they stay of order 1.  */
START_TEST (close_gradients)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;

  reseed (700 + (unsigned) _i);
  make (&c, context, k, single, LGT_F64, 0.8);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 4 * GAPS; rep++)
    {
      struct lgt_view gout[LGT_MAX_OUT], g[LGT_MAX_IN];
      int all = rep / GAPS % 2;
      cplx p[64], s[64], u[64];

      close_phases (n, gaps[rep % GAPS], all, p);
      random_matrix (n, s);
      multiply (n, u, p, PLAIN, s, DAGGER);
      if (rep / GAPS == 3 && gaps[rep % GAPS] == 0)
        for (int i = 0; i < n * n; i++)        /* exactly */
          u[i] = s[i] = i % (n + 1) == 0;
      matrix (&c, &c.in[0], 0, 0, 0, NULL, u);
      matrix (&c, &c.in[1], 0, 0, 0, NULL, s);
      gradients_of (&c, gout, g);
      for (int input = 0; input < 3; input++)
        {
          size_t count = op_view_count (&g[input]);
          double *x = malloc (count * sizeof *x);

          ck_assert_ptr_nonnull (x);
          op_view_get (context, &g[input], x);
          for (size_t i = 0; i < count; i++)
            ck_assert_msg (all || n > 3 ? isfinite (x[i])
                                        : fabs (x[i]) < 1e3,
                           "gap %g, input %d: %g", gaps[rep % GAPS], input,
                           x[i]);
          free (x);
        }
      for (int i = 0; i < c.memories; i++)
        if (i >= 5)
          lgt_context_release (context, c.memory[i]);
      c.memories = 5;
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- the same numbers in other forms ---- */

/* Outputs and gradients one after the other.  */
static double *
results (struct op_case *c, size_t *count)
{
  struct lgt_view gout[LGT_MAX_OUT], g[LGT_MAX_IN];
  double *all, *to;

  gradients_of (c, gout, g);
  *count = 0;
  for (int i = 0; i < 5; i++)
    *count += op_view_count (i < 3 ? &g[i] : &c->out[i - 3]);
  all = to = malloc (*count * sizeof *all);
  ck_assert_ptr_nonnull (all);
  for (int i = 0; i < 5; i++)
    {
      const struct lgt_view *v = i < 3 ? &g[i] : &c->out[i - 3];

      op_view_get (c->context, v, to);
      to += op_view_count (v);
    }
  return all;
}

/* Bits do not depend on threads, backends agree to rounding.  */
START_TEST (threads_and_backends)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape shape = { 2, 13, 1, _i % 2 ? 1 : 8 };
  struct lgt_context *one = new_context (-1, 1);
  struct op_case c;
  double *a;
  size_t count;

  reseed (800);
  make (&c, one, k, shape, LGT_F64, 0.5);
  c.params.spectral.inverse = _i / KINDS;
  randomize (&c);
  a = results (&c, &count);
  for (int i = 0; i < op_backends (); i++)
    for (int threads = 1; threads <= 3; threads++)
      {
        struct lgt_context *context = new_context (i, threads);
        struct op_case d;
        double *b;

        if (context == NULL)
          continue;
        reseed (800);
        make (&d, context, k, shape, LGT_F64, 0.5);
        d.params.spectral.inverse = _i / KINDS;
        randomize (&d);
        b = results (&d, &count);
        if (lgt_context_backend (context) == lgt_context_backend (one))
          ck_assert_mem_eq (a, b, count * sizeof *a);
        else
          for (size_t j = 0; j < count; j++)
            ck_assert_double_eq_tol (a[j], b[j],
                                     1e-9 * fmax (1, fabs (a[j])));
        free (b);
        op_case_free (&d);
        lgt_context_free (context);
      }
  free (a);
  op_case_free (&c);
  lgt_context_free (one);
}
END_TEST

/* Lanes = 1 gives the bits of the same configurations in 8 lanes, and raw
   numbers that are floats those of the same doubles.  */
START_TEST (lanes_and_floats)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape wide = { 1, 3, 1, 8 }, thin = { 8, 3, 1, 1 };
  struct lgt_context *context = new_context (-1, 1);
  struct op_case a, b;
  double *x, *y;
  size_t count;

  reseed (900 + (unsigned) _i);
  make (&a, context, k, wide, LGT_F32, 0.5);
  make (&b, context, k, thin, LGT_F64, 0.5);
  a.params.spectral.inverse = b.params.spectral.inverse = _i / KINDS;
  randomize (&a);
  for (int input = 0; input < 3; input++)
    {
      const struct lgt_view *v = &a.in[input];

      count = op_view_count (v);
      x = malloc (count * sizeof *x);
      y = malloc (count * sizeof *y);
      ck_assert (x && y);
      op_view_get (context, v, x);
      for (size_t i = 0; i < count; i++)
        y[i % 8 * (count / 8) + i / 8] = x[i];
      op_view_put (context, &b.in[input], y);
      free (x);
      free (y);
    }
  op_case_run (&a);
  op_case_run (&b);
  for (int out = 0; out < 2; out++)
    {
      count = op_view_count (&a.out[out]);
      x = malloc (count * sizeof *x);
      y = malloc (count * sizeof *y);
      ck_assert (x && y);
      op_view_get (context, &a.out[out], x);
      op_view_get (context, &b.out[out], y);
      for (size_t i = 0; i < count; i++)
        ck_assert (y[i % 8 * (count / 8) + i / 8] == x[i]);
      free (x);
      free (y);
    }
  op_case_free (&a);
  op_case_free (&b);
  lgt_context_free (context);
}
END_TEST

START_TEST (nan_stays_in_its_lane)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape shape = { 1, 2, 1, 8 };
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  double *x;
  size_t count;

  reseed (1000);
  make (&c, context, k, shape, LGT_F64, 0.5);
  randomize (&c);
  c.params.spectral.inverse = _i / KINDS % 2;
  count = op_view_count (&c.in[_i / KINDS / 2]);
  x = malloc (count * sizeof *x);
  ck_assert_ptr_nonnull (x);
  op_view_get (context, &c.in[_i / KINDS / 2], x);
  x[3] = NAN;
  op_view_put (context, &c.in[_i / KINDS / 2], x);
  free (x);
  op_case_run (&c);
  for (int l = 0; l < 8; l++)
    ck_assert_int_eq (isnan (number (&c, &c.out[1], l)) != 0, l == 3);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("spectral_gradients");
  TCase *gradient = tcase_create ("gradients"), *form = tcase_create ("forms");

  tcase_add_loop_test (gradient, gradients, 0, 2 * KINDS);
  tcase_add_loop_test (gradient, close_gradients, 0, 2 * KINDS);
  suite_add_tcase (s, gradient);
  tcase_add_loop_test (form, threads_and_backends, 0, 2 * KINDS);
  tcase_add_loop_test (form, lanes_and_floats, 0, 2 * KINDS);
  tcase_add_loop_test (form, nan_stays_in_its_lane, 0, 6 * KINDS);
  suite_add_tcase (s, form);
  return run_suite (s, CK_FORK);
}

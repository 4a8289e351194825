/* Tests of gradcheck.h: it accepts a right gradient and nothing else.  */

#include "testutil.h"
#include "gradcheck.h"

#include <math.h>
#include <string.h>

#define N 3

static const double point[N] = { 0.3, -1.2, 2.0 };

/* f = sin x0 + x0 x1^2 + exp (x2) and its gradient at the point.  */
static double
smooth (const double *x, size_t n, void *context)
{
  (void) context;
  ck_assert_uint_eq (n, N);
  return sin (x[0]) + x[0] * x[1] * x[1] + exp (x[2]);
}

static void
right_gradient (double *g)
{
  g[0] = cos (point[0]) + point[1] * point[1];
  g[1] = 2 * point[0] * point[1];
  g[2] = exp (point[2]);
}

static double
not_a_number (const double *x, size_t n, void *context)
{
  return x[1] > point[1] ? NAN : smooth (x, n, context);
}

START_TEST (test_right_gradient_passes)
{
  double x[N], g[N];

  memcpy (x, point, sizeof x);
  right_gradient (g);
  ck_assert (grad_error (smooth, NULL, x, g, N, 1e-3) <= 1e-11);
  ck_assert_mem_eq (x, point, sizeof x);
}
END_TEST

START_TEST (test_wrong_gradient_fails)
{
  double x[N], g[N];

  memcpy (x, point, sizeof x);
  right_gradient (g);
  g[_i] *= 1 + 1e-6;
  ck_assert (!(grad_error (smooth, NULL, x, g, N, 1e-3) <= 1e-8));
}
END_TEST

/* NaN in one component must not be forgotten at the next.  */
START_TEST (test_nan_gradient_fails)
{
  double x[N], g[N];

  memcpy (x, point, sizeof x);
  right_gradient (g);
  g[_i] = NAN;
  ck_assert (!(grad_error (smooth, NULL, x, g, N, 1e-3) <= 1e300));
}
END_TEST

START_TEST (test_nan_function_fails)
{
  double x[N], g[N];

  memcpy (x, point, sizeof x);
  right_gradient (g);
  ck_assert (!(grad_error (not_a_number, NULL, x, g, N, 1e-3) <= 1e300));
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("gradcheck");
  TCase *tc = tcase_create ("gradcheck");

  tcase_add_test (tc, test_right_gradient_passes);
  tcase_add_loop_test (tc, test_wrong_gradient_fails, 0, N);
  tcase_add_loop_test (tc, test_nan_gradient_fails, 0, N);
  tcase_add_test (tc, test_nan_function_fails);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}

/* SU(N) and su(N) on the host: products, the group, the algebra; against LAPACK
   and long double.  */

#include <string.h>

#include <lapacke.h>

#include "sunref.h"
#include "testutil.h"

/* ---- products ---- */

START_TEST (products)
{
  uint64_t state = 1;
  const int n = _i;
  double a[NUMBERS], b[NUMBERS], c[NUMBERS];

  for (int repeat = 0; repeat < 100; repeat++)
    for (int how = 0; how < 4; how++)
      {
        lc l[MAX * MAX];

        any_matrix (n, a, &state);
        any_matrix (n, b, &state);
        for (int i = 0; i < n * n; i++)
          {
            l[i] = 0;
            for (int k = 0; k < n; k++)
              l[i] += element (n, a, how & 1, i / n, k)
                      * element (n, b, how >> 1, k, i % n);
          }
        lgt_sun_multiply (n, c, a, how & 1, b, how >> 1);
        within (distance (n, c, l), 2 * n * EPS, "A B", n);
        for (int i = 0; i < n * n; i++)
          l[i] = element (n, a, 1, i / n, i % n);
        lgt_sun_dagger (n, c, a);
        within (distance (n, c, l), 0, "A^+", n);
      }
  lgt_sun_identity (n, c);
  lgt_sun_multiply (n, b, a, 0, c, 1);
  ck_assert_mem_eq (a, b, 2 * n * n * sizeof *a);
}
END_TEST

/* By LU decomposition.  */
static lc
lapack_det (int n, const double *a)
{
  lapack_complex_double m[MAX * MAX];
  lapack_int pivot[MAX];
  lc det = 1;

  for (int i = 0; i < n * n; i++)
    m[i] = a[2 * i] + a[2 * i + 1] * I;
  LAPACKE_zgetrf (LAPACK_ROW_MAJOR, n, n, m, n, pivot);
  for (int i = 0; i < n; i++)
    det *= pivot[i] == i + 1 ? m[(n + 1) * i] : -m[(n + 1) * i];
  return det;
}

START_TEST (traces)
{
  uint64_t state = 2;
  const int n = _i;
  double a[NUMBERS], value[2], rows;
  lc sum;

  for (int repeat = 0; repeat < 100; repeat++)
    {
      any_matrix (n, a, &state);
      if (repeat % 3 == 0)              /* no pivot in its place */
        for (int i = 0; i < n; i++)
          a[2 * (n + 1) * i] = a[2 * (n + 1) * i + 1] = 0;
      sum = 0;
      rows = 1;
      for (int i = 0; i < n; i++)
        {
          double row = 0;

          sum += element (n, a, 0, i, i);
          for (int j = 0; j < 2 * n; j++)
            row = hypot (row, a[2 * n * i + j]);
          rows *= row;
        }
      lgt_sun_tr (n, a, value);
      within ((double) cabsl (sum - value[0] - value[1] * (lc) I), n * EPS,
              "tr", n);
      lgt_sun_det (n, a, value);
      within ((double) cabsl (lapack_det (n, a) - value[0]
                              - value[1] * (lc) I), 4 * EPS * rows, "det", n);
    }
  /* Two rows that are equal, and a column of zeros.  */
  memcpy (a, a + 2 * n, 2 * n * sizeof *a);
  lgt_sun_det (n, a, value);
  within (hypot (value[0], value[1]), 4 * EPS * rows, "det of equal rows", n);
  for (int i = 0; i < n; i++)
    a[2 * n * i] = a[2 * n * i + 1] = 0;
  lgt_sun_det (n, a, value);
  ck_assert (value[0] == 0 && value[1] == 0);
}
END_TEST

/* ---- the group ---- */

START_TEST (deviations)
{
  const int n = _i;
  double a[NUMBERS];

  lgt_sun_identity (n, a);
  ck_assert (lgt_sun_deviation (n, a) == 0);
  a[2] = 1e-3;                          /* A A^+ has it beside the diagonal */
  within (fabs (lgt_sun_deviation (n, a) - 1e-3), 1e-15, "deviation", n);
  a[2] = 0;
  a[0] = -1;                            /* det -1 */
  within (fabs (lgt_sun_deviation (n, a) - 2), 1e-15, "deviation of -1", n);
  a[0] = 1;
  for (int i = 0; i < 2 * n * n; i++)
    {
      const double old = a[i];

      a[i] = NAN;
      ck_assert (isnan (lgt_sun_deviation (n, a)));
      a[i] = INFINITY;
      ck_assert (!isfinite (lgt_sun_deviation (n, a)));
      a[i] = old;
    }
}
END_TEST

/* Columns P and Q of G made orthogonal, and V turned along.  */
static void
turn (int n, lc *g, lc *v, int p, int q)
{
  long double a = 0, b = 0, zeta, t, c;
  lc inner = 0, s;

  for (int i = 0; i < n; i++)
    {
      const lc x = g[n * i + p], y = g[n * i + q];

      a += creall (x * conjl (x));
      b += creall (y * conjl (y));
      inner += conjl (x) * y;
    }
  if (cabsl (inner) <= 1e-19L * sqrtl (a * b))
    return;
  zeta = (b - a) / (2 * cabsl (inner));
  t = (zeta < 0 ? -1 : 1) / (fabsl (zeta) + sqrtl (1 + zeta * zeta));
  c = 1 / sqrtl (1 + t * t);
  s = c * t * inner / cabsl (inner);
  for (int i = 0; i < n; i++)
    for (int both = 0; both < 2; both++)
      {
        lc *m = (both ? v : g) + n * i, x = m[p], y = m[q];

        m[p] = c * x - conjl (s) * y;
        m[q] = s * x + c * y;
      }
}

/* The nearest matrix by one-sided Jacobi rotations, A V = W S, Omega = W V^+,
   divided by the root of its determinant; *CONDITION is the ratio of the
   largest and the smallest singular value.  */
static void
slow_project (int n, const double *a, lc *result, double *condition)
{
  lc g[MAX * MAX], v[MAX * MAX], root;
  double rounded[NUMBERS];
  long double largest = 0, smallest = INFINITY;

  to_long (n, a, g);
  for (int i = 0; i < n * n; i++)
    v[i] = i % (n + 1) == 0;
  for (int sweep = 0; sweep < 30; sweep++)
    for (int p = 0; p < n; p++)
      for (int q = p + 1; q < n; q++)
        turn (n, g, v, p, q);
  for (int j = 0; j < n; j++)
    {
      long double s = 0;

      for (int i = 0; i < n; i++)
        s = hypotl (s, cabsl (g[n * i + j]));
      largest = fmaxl (largest, s);
      smallest = fminl (smallest, s);
      for (int i = 0; i < n; i++)
        g[n * i + j] /= s;
    }
  for (int i = 0; i < n * n; i++)
    {
      result[i] = 0;
      for (int k = 0; k < n; k++)
        result[i] += g[n * (i / n) + k] * conjl (v[n * (i % n) + k]);
      rounded[2 * i] = (double) creall (result[i]);
      rounded[2 * i + 1] = (double) cimagl (result[i]);
    }
  root = cexpl (-cargl (lapack_det (n, rounded)) / n * (lc) I);
  for (int i = 0; i < n * n; i++)
    result[i] *= root;
  *condition = (double) (largest / smallest);
}

START_TEST (projections)
{
  uint64_t state = 3;
  const int n = _i;
  double a[NUMBERS], b[NUMBERS], u[NUMBERS], condition, small;
  lc l[MAX * MAX];

  for (int repeat = 0; repeat < 600; repeat++)
    {
      any_matrix (n, a, &state);
      /* Rows that are nearly the same, down to 1e-11; any scale.  */
      small = pow (10, -(repeat % 12));
      if (repeat % 2)
        for (int i = 1; i < n; i++)
          for (int j = 0; j < 2 * n; j++)
            if (i == 1 || repeat % 4 == 1)
              a[2 * n * i + j] = a[j] + small * a[2 * n * i + j];
      slow_project (n, a, l, &condition);
      /* The argument must not be at its end.  */
      for (int i = 0; i < 2 * n * n; i++)
        b[i] = repeat % 3 == 0 ? a[i] : ldexp (a[i], repeat % 3 == 1 ? 700
                                                                     : -700);
      ck_assert (lgt_sun_project (n, b, u, NULL) == LGT_OK);
      within (lgt_sun_deviation (n, u), (4 + n) * EPS, "projection", n);
      within (distance (n, u, l), 10 * EPS * condition, "nearest", n);
      ck_assert (lgt_sun_project (n, b, b, NULL) == LGT_OK);
      ck_assert_mem_eq (b, u, 2 * n * n * sizeof *u);
    }
}
END_TEST

START_TEST (projection_ends)
{
  uint64_t state = 4;
  const int n = _i;
  double a[NUMBERS], u[NUMBERS], old[NUMBERS], zero = 0;
  struct lgt_error error;
  lc l[MAX * MAX];

  /* Elements of the group stay where they are, and times a number, too.  */
  for (int repeat = 0; repeat < 20; repeat++)
    {
      any_group (n, a, &state);
      for (int i = 0; i < 2 * n * n; i++)
        u[i] = 3.7 * a[i];
      ck_assert (lgt_sun_project (n, u, u, NULL) == LGT_OK);
      within (difference (n, a, u), 10 * EPS, "of 3.7 U", n);
    }
  /* det = -1 has the root e^{i pi/N}, whatever the sign of its zero.  */
  for (int sign = -1; sign <= 1; sign += 2)
    {
      lgt_sun_identity (n, a);
      a[0] = -1;
      a[1] = sign * zero;
      ck_assert (lgt_sun_project (n, a, u, NULL) == LGT_OK);
      to_long (n, a, l);
      for (int i = 0; i < n * n; i++)
        l[i] *= cexpl (-PI / n * (lc) I);
      within (distance (n, u, l), 10 * EPS, "of det = -1", n);
    }
  /* Errors leave U alone.  */
  memcpy (old, u, sizeof old);
  any_matrix (n, a, &state);
  a[2 * n - 1] = NAN;
  ck_assert (lgt_sun_project (n, a, u, &error) == LGT_ENUM);
  a[2 * n - 1] = INFINITY;
  ck_assert (lgt_sun_project (n, a, u, &error) == LGT_ENUM);
  ck_assert_str_ne (error.text, "");
  any_matrix (n, a, &state);
  memcpy (a + 2 * n, a, 2 * n * sizeof *a);
  ck_assert (lgt_sun_project (n, a, u, &error) == LGT_ENUM);
  memset (a, 0, sizeof a);
  ck_assert (lgt_sun_project (n, a, u, &error) == LGT_ENUM);
  ck_assert_mem_eq (old, u, 2 * n * n * sizeof *u);
}
END_TEST

START_TEST (reunitarized)
{
  uint64_t state = 5;
  const int n = _i;
  double u[NUMBERS], v[NUMBERS];

  for (int repeat = 0; repeat < 100; repeat++)
    {
      any_group (n, u, &state);
      within (lgt_sun_deviation (n, u), 8 * EPS, "random", n);
      for (int i = 0; i < 2 * n * n; i++)
        v[i] = u[i] + 1e-9 * (2 * uniform (&state) - 1);
      lgt_sun_reunitarize (n, v);
      within (lgt_sun_deviation (n, v), 8 * EPS, "reunitarized", n);
      within (difference (n, u, v), 1e-8, "beside the old one", n);
      memcpy (u, v, sizeof u);
      lgt_sun_reunitarize (n, v);
      within (difference (n, u, v), 8 * EPS, "done again", n);
    }
}
END_TEST

/* Moments of Haar measure, each with the standard deviation that theory
   gives it, four of them.  */
START_TEST (haar)
{
  static const double sixth[3] = { 5, 6, 6 }, eighth[3] = { 14, 23, 24 };
  enum { SAMPLES = 20000 };
  uint64_t state = 6;
  const int n = _i, k = n > 4 ? 2 : n - 2;
  double u[NUMBERS], tr[2], square = 0, fourth = 0, corner = 0, other = 0;
  const double root = sqrt (SAMPLES);
  lc first = 0, power = 0;

  for (int s = 0; s < SAMPLES; s++)
    {
      double t;
      lc z;

      any_group (n, u, &state);
      lgt_sun_tr (n, u, tr);
      z = tr[0] + tr[1] * (lc) I;
      t = tr[0] * tr[0] + tr[1] * tr[1];
      square += t;
      fourth += t * t;
      first += z;
      power += cpowl (z, n);
      t = u[0] * u[0] + u[1] * u[1];
      corner += t;
      other += u[2 * n * n - 2] * u[2 * n * n - 2]
               + u[2 * n * n - 1] * u[2 * n * n - 1];
    }
  within (fabs (square / SAMPLES - 1), 4 * 1 / root, "|tr U|^2", n);
  within (fabs (fourth / SAMPLES - 2), 4 * sqrt (eighth[k] - 4) / root,
          "|tr U|^4", n);
  within ((double) cabsl (first) / SAMPLES, 4 / root, "tr U", n);
  /* N fundamental representations make one singlet; U(N) has none.  */
  if (n <= 4)
    within ((double) cabsl (power / SAMPLES - 1),
            4 * sqrt (n == 2 ? 2 : n == 3 ? sixth[1] : eighth[2]) / root,
            "(tr U)^N", n);
  within (fabs (corner / SAMPLES - 1.0 / n), 4.0 / n / root, "|U_11|^2", n);
  within (fabs (other / SAMPLES - 1.0 / n), 4.0 / n / root, "|U_NN|^2", n);
}
END_TEST

/* ---- the algebra ---- */

START_TEST (coordinates)
{
  uint64_t state = 7;
  const int n = _i, dim = n * n - 1;
  double c[MAX * MAX] = { 0 }, back[MAX * MAX];
  double x[NUMBERS], y[NUMBERS], z[NUMBERS];
  double tr[2], sum = 0;

  /* tr (i T_a)(i T_b) = - delta_ab / 2.  */
  for (int a = 0; a < dim; a++)
    for (int b = 0; b < dim; b++)
      {
        memset (c, 0, sizeof c);
        c[a] = 1;
        lgt_sun_from_coordinates (n, c, x);
        c[a] = 0;
        c[b] = 1;
        lgt_sun_from_coordinates (n, c, y);
        lgt_sun_multiply (n, z, x, 0, y, 0);
        lgt_sun_tr (n, z, tr);
        within (fabs (tr[0] + (a == b ? 0.5 : 0)), EPS, "T_a T_b", n);
      }
  for (int a = 0; a < dim; a++)
    {
      c[a] = 2 * uniform (&state) - 1;
      sum += c[a] * c[a];
    }
  lgt_sun_from_coordinates (n, c, x);
  within (fabs (2 * norm (n, x) * norm (n, x) - sum), 8 * n * EPS, "norm", n);
  lgt_sun_to_coordinates (n, x, back);
  for (int a = 0; a < dim; a++)
    within (fabs (back[a] - c[a]), 8 * EPS, "there and back", n);

  /* What is in the algebra stays; 1 and Hermitian matrices vanish.  */
  lgt_sun_algebra (n, x, y);
  within (difference (n, x, y), 4 * EPS, "of su(N)", n);
  any_matrix (n, z, &state);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        const double *e = &z[2 * (n * i + j)], *f = &z[2 * (n * j + i)];

        y[2 * (n * i + j)] = x[2 * (n * i + j)] + (e[0] + f[0]);
        y[2 * (n * i + j) + 1] = x[2 * (n * i + j) + 1] + (e[1] - f[1])
                                 + (i == j);
      }
  lgt_sun_algebra (n, y, y);
  within (difference (n, x, y), 8 * EPS, "and more", n);
}
END_TEST

START_TEST (gell_mann)
{
  /* lambda_2, lambda_4 and lambda_8 of N = 3, times i / 2.  */
  double c[8] = { 0 }, x[18];

  c[1] = 1;
  lgt_sun_from_coordinates (3, c, x);
  ck_assert (x[2] == 0.5 && x[6] == -0.5 && x[3] == 0);
  c[1] = 0;
  c[3] = 1;
  lgt_sun_from_coordinates (3, c, x);
  ck_assert (x[5] == 0.5 && x[13] == 0.5 && x[4] == 0);
  c[3] = 0;
  c[7] = 1;
  lgt_sun_from_coordinates (3, c, x);
  within (fabs (x[1] - 0.5 / sqrt (3)), EPS, "lambda_8", 3);
  within (fabs (x[17] + 1 / sqrt (3)), EPS, "lambda_8", 3);
}
END_TEST

/* The series of X / 2^s, squared s times, in long double.  */
static void
long_exp (int n, const double *x, lc *u)
{
  lc y[MAX * MAX], term[MAX * MAX], next[MAX * MAX];
  int squares = 0;

  for (double size = norm (n, x); size > 0.1; size /= 2)
    squares++;
  to_long (n, x, y);
  for (int i = 0; i < n * n; i++)
    {
      y[i] = ldexpl (creall (y[i]), -squares)
             + ldexpl (cimagl (y[i]), -squares) * (lc) I;
      u[i] = term[i] = i % (n + 1) == 0;
    }
  for (int k = 1; k < 20; k++)
    {
      long_multiply (n, next, term, y);
      for (int i = 0; i < n * n; i++)
        u[i] += term[i] = next[i] / k;
    }
  while (squares-- > 0)
    {
      long_multiply (n, next, u, u);
      memcpy (u, next, n * n * sizeof *u);
    }
}

static void
check_exp (int n, const double *x)
{
  double u[NUMBERS], size = norm (n, x);
  lc l[MAX * MAX];

  long_exp (n, x, l);
  lgt_sun_exp (n, x, u);
  within (distance (n, u, l), (4 + n) * EPS * fmax (1, size), "exp", n);
  within (lgt_sun_deviation (n, u), 40 * EPS * fmax (1, size),
          "deviation of exp", n);
}

START_TEST (exponentials)
{
  uint64_t state = 8;
  const int n = _i;
  double v[NUMBERS], x[NUMBERS], y[NUMBERS];
  long double t[MAX];

  memset (x, 0, sizeof x);
  check_exp (n, x);
  for (int power = -320; power <= 3; power += power < -20 ? 20 : 1)
    for (int repeat = 0; repeat < 10; repeat++)
      {
        any_matrix (n, x, &state);
        lgt_sun_algebra (n, x, x);
        for (int i = 0; i < 2 * n * n; i++)
          x[i] *= pow (10, power);
        check_exp (n, x);
      }
  for (int c = 0; c < CASES; c++)
    for (double scale = 1e-6; scale < 2000; scale *= 10)
      {
        special (n, c, t, v, &state);
        for (int i = 0; i < n; i++)
          t[i] *= scale;
        algebra_of (n, v, t, x);
        check_exp (n, x);
      }
  /* In place, and NaN ends.  */
  lgt_sun_exp (n, x, y);
  lgt_sun_exp (n, x, x);
  ck_assert_mem_eq (x, y, 2 * n * n * sizeof *x);
  x[2] = NAN;
  lgt_sun_exp (n, x, y);
  for (int i = 0; i < 2 * n * n; i++)
    ck_assert (isnan (y[i]));
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun");
  TCase *algebra = tcase_create ("algebra"), *group = tcase_create ("group");

  tcase_add_loop_test (group, products, 2, MAX + 1);
  tcase_add_loop_test (group, traces, 2, MAX + 1);
  tcase_add_loop_test (group, deviations, 2, MAX + 1);
  tcase_add_loop_test (group, projections, 2, MAX + 1);
  tcase_add_loop_test (group, projection_ends, 2, MAX + 1);
  tcase_add_loop_test (group, reunitarized, 2, MAX + 1);
  tcase_add_loop_test (group, haar, 2, MAX + 1);
  tcase_add_loop_test (algebra, coordinates, 2, MAX + 1);
  tcase_add_test (algebra, gell_mann);
  tcase_add_loop_test (algebra, exponentials, 2, MAX + 1);
  suite_add_tcase (s, group);
  suite_add_tcase (s, algebra);
  return run_suite (s, CK_FORK);
}

/* SU(N) on the host, against LAPACK and long double.  */

#include <complex.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <lapacke.h>

#include <lgt/sun.h>

#include "../lib/sun/number.h"
#include "../lib/sun/phases_body.h"
#include "testutil.h"

#define EPS DBL_EPSILON
#define PI 3.14159265358979323846L
enum { MAX = LGT_SUN_N_MAX, NUMBERS = LGT_SUN_NUMBERS_MAX };

typedef long double complex lc;

/* ---- what references are made of ---- */

/* Uniform in (0, 1), by splitmix64.  */
static double
uniform (uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (double) ((z ^ z >> 31) >> 11) * 0x1p-53 + 0x1p-54;
}

/* ERROR <= BOUND, in which NaN is not.  */
static void
within (double error, double bound, const char *what, int n)
{
  if (!(error <= bound))
    ck_abort_msg ("N = %d: %s: %g, not within %g", n, what, error, bound);
}

/* Components between -1 and 1.  */
static void
any_matrix (int n, double *a, uint64_t *state)
{
  for (int i = 0; i < 2 * n * n; i++)
    a[i] = 2 * uniform (state) - 1;
}

static void
any_group (int n, double *u, uint64_t *state)
{
  double numbers[NUMBERS];

  for (int i = 0; i < 2 * n * n; i++)
    numbers[i] = uniform (state);
  lgt_sun_random (n, numbers, u);
}

static lc
element (int n, const double *a, int dagger, int i, int j)
{
  const double *e = &a[2 * (dagger ? n * j + i : n * i + j)];

  return dagger ? e[0] - e[1] * (lc) I : e[0] + e[1] * (lc) I;
}

static void
to_long (int n, const double *a, lc *l)
{
  for (int i = 0; i < n * n; i++)
    l[i] = a[2 * i] + a[2 * i + 1] * (lc) I;
}

static void
long_multiply (int n, lc *c, const lc *a, const lc *b)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        lc s = 0;

        for (int k = 0; k < n; k++)
          s += a[n * i + k] * b[n * k + j];
        c[n * i + j] = s;
      }
}

/* The largest |a_ij - l_ij|.  */
static double
distance (int n, const double *a, const lc *l)
{
  double worst = 0;

  for (int i = 0; i < n * n; i++)
    {
      double d = (double) cabsl (l[i] - element (n, a, 0, i / n, i % n));

      worst = d > worst || d != d ? d : worst;
    }
  return worst;
}

static double
difference (int n, const double *a, const double *b)
{
  lc l[MAX * MAX];

  to_long (n, b, l);
  return distance (n, a, l);
}

/* sqrt (sum |a_ij|^2).  */
static double
norm (int n, const double *a)
{
  double s = 0;

  for (int i = 0; i < 2 * n * n; i++)
    s = hypot (s, a[i]);
  return s;
}

/* V diag (D) V^+.  */
static void
conjugate (int n, const double *v, const lc *d, double *a)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        lc s = 0;

        for (int k = 0; k < n; k++)
          s += element (n, v, 0, i, k) * d[k]
               * conjl (element (n, v, 0, j, k));
        a[2 * (n * i + j)] = (double) creall (s);
        a[2 * (n * i + j) + 1] = (double) cimagl (s);
      }
}

/* ---- eigenvalues that meet ---- */

enum { KINDS = 8 };

/* Ascending angles with sum 0 and spread <= 2 pi: 0 any, 1 the first two at
   the distance DELTA, 2 all within DELTA, 3 all within DELTA of the centre's
   element number TURN, 4 pairs, 5 the spread 2 pi - DELTA, 6 exactly the
   centre, 7 two that are equal.  */
static void
angles (int n, int kind, double delta, int turn, long double *t,
        uint64_t *state)
{
  long double mean = 0;

  for (int i = 0; i < n; i++)
    t[i] = 5.9L * i / n + 0.5L * uniform (state) / n;
  if (kind == 1)
    t[1] = t[0] + delta;
  if (kind == 2 || kind == 3)
    for (int i = 0; i < n; i++)
      t[i] = delta * (double) t[i];
  if (kind == 4)
    for (int i = 1; i < n; i += 2)
      t[i] = t[i - 1] + delta;
  if (kind == 5)
    t[n - 1] = t[0] + 2 * PI - delta;
  if (kind == 6)
    for (int i = 0; i < n; i++)
      t[i] = 0;
  if (kind == 7)
    t[1] = t[0];
  for (int i = 0; i < n; i++)
    mean += t[i] / n;
  for (int i = 0; i < n; i++)
    t[i] -= mean;
  /* The last TURN by 2 pi down, and the rest up for the sum.  */
  if (kind == 3 || kind == 6)
    {
      long double old[MAX];

      turn %= n;
      memcpy (old, t, sizeof old);
      for (int i = 0; i < n; i++)
        t[i] = i < turn ? old[n - turn + i] - 2 * PI + 2 * PI * turn / n
                        : old[i - turn] + 2 * PI * turn / n;
    }
}

/* The angles of case number C, and V.  */
enum { CASES = KINDS * 14 };
static void
special (int n, int c, long double *t, double *v, uint64_t *state)
{
  static const double delta[14] = { 0, 1e-17, 1e-16, 3e-16, 1e-15, 1e-14,
                                    1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-5,
                                    1e-3, 0.1 };

  any_group (n, v, state);
  if (c % 5 == 4)
    lgt_sun_identity (n, v);
  angles (n, c % KINDS, delta[c / KINDS], c, t, state);
}

/* U = V diag (e^{it}) V^+.  */
static void
group_of (int n, const double *v, const long double *t, double *u)
{
  lc d[MAX];

  for (int k = 0; k < n; k++)
    d[k] = cosl (t[k]) + sinl (t[k]) * (lc) I;
  conjugate (n, v, d, u);
}

static void
algebra_of (int n, const double *v, const long double *t, double *x)
{
  lc d[MAX];

  for (int k = 0; k < n; k++)
    d[k] = t[k] * (lc) I;
  conjugate (n, v, d, x);
  lgt_sun_algebra (n, x, x);
}

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
  double c[MAX * MAX], back[MAX * MAX], x[NUMBERS], y[NUMBERS], z[NUMBERS];
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

/* ---- phases ---- */

START_TEST (phases)
{
  uint64_t state = 9;
  const int n = _i;

  for (int repeat = 0; repeat < 10; repeat++)
    for (int c = 0; c < CASES; c++)
      {
        double v[NUMBERS], u[NUMBERS], w[NUMBERS], back[NUMBERS], one[NUMBERS];
        double theta[MAX], gap[MAX], again[MAX], sum = 0;
        long double t[MAX];
        lc l[MAX];

        special (n, c, t, v, &state);
        group_of (n, v, t, u);
        SUN_DISPATCH (n, sun_phases, u, theta, gap, w);
        for (int j = 0; j < n; j++)
          {
            within (fabs (theta[j] - (double) t[j]), 64 * EPS, "theta", n);
            sum += theta[j];
            within (fabs (gap[j] - (double) (j < n - 1 ? t[j + 1] - t[j]
                                             : 2 * PI - t[n - 1] + t[0])),
                    64 * EPS, "gap", n);
            ck_assert (gap[j] >= 0);
            ck_assert (j == 0 || theta[j] >= theta[j - 1]);
            l[j] = cosl (theta[j]) + sinl (theta[j]) * (lc) I;
          }
        within (fabs (sum), 32 * EPS, "sum of phases", n);
        lgt_sun_multiply (n, back, w, 0, w, 1);
        lgt_sun_identity (n, one);
        within (difference (n, back, one), 64 * EPS, "V V^+", n);
        conjugate (n, w, l, back);
        within (difference (n, back, u), 64 * EPS, "V diag V^+", n);
        lgt_sun_phases (n, u, again, NULL);
        ck_assert_mem_eq (again, theta, n * sizeof *theta);
      }
}
END_TEST

/* Whichever element is NaN.  */
START_TEST (phases_nan)
{
  uint64_t state = 13;
  const int n = _i;
  double u[NUMBERS], v[NUMBERS], theta[MAX];

  for (int at = 0; at < 2 * n * n; at++)
    {
      int bad = 0;

      any_group (n, u, &state);
      u[at] = NAN;
      lgt_sun_phases (n, u, theta, v);
      for (int j = 0; j < n; j++)
        bad += isnan (theta[j]);
      ck_assert_int_eq (bad, n);
    }
}
END_TEST

/* Eigenvalues of matrices that were not made from phases.  */
START_TEST (phases_lapack)
{
  uint64_t state = 10;
  const int n = _i;

  for (int repeat = 0; repeat < 100; repeat++)
    {
      lapack_complex_double m[MAX * MAX], z[MAX];
      double u[NUMBERS], theta[MAX];

      any_group (n, u, &state);
      lgt_sun_phases (n, u, theta, NULL);
      for (int i = 0; i < n * n; i++)
        m[i] = u[2 * i] + u[2 * i + 1] * I;
      LAPACKE_zgeev (LAPACK_ROW_MAJOR, 'N', 'N', n, m, n, z, NULL, 1, NULL,
                     1);
      for (int j = 0; j < n; j++)
        {
          double best = 10;

          for (int k = 0; k < n; k++)
            best = fmin (best, cabs (z[k] - cos (theta[j])
                                     - sin (theta[j]) * I));
          within (best, 32 * EPS, "an eigenvalue of zgeev", n);
        }
    }
}
END_TEST

START_TEST (logarithms)
{
  uint64_t state = 11;
  const int n = _i;

  for (int c = 0; c < CASES; c++)
    {
      double v[NUMBERS], u[NUMBERS], x[NUMBERS], y[NUMBERS];
      long double t[MAX], size = 0;

      special (n, c, t, v, &state);
      group_of (n, v, t, u);
      lgt_sun_log (n, u, x);
      lgt_sun_algebra (n, x, y);
      within (difference (n, x, y), 2 * EPS, "log in su(N)", n);
      lgt_sun_exp (n, x, y);
      within (difference (n, u, y), 128 * EPS, "exp log U", n);
      for (int i = 0; i < n; i++)
        size += t[i] * t[i];
      within (fabs (norm (n, x) - (double) sqrtl (size)), 200 * EPS,
              "norm of log", n);
      /* Where the smallest norm is taken once, and not nearly twice.  */
      if (t[n - 1] - t[0] < 6.2L)
        {
          algebra_of (n, v, t, x);
          lgt_sun_exp (n, x, u);
          lgt_sun_log (n, u, y);
          within (difference (n, x, y), 1e-13, "log exp X", n);
        }
    }
}
END_TEST

/* ---- densities of phases ---- */

/* The mean over the torus of e^{density} (2 pi)^{N-1} / N! e^{K}: densities
   of ordered phases do not care for the order.  The rectangle rule is exact
   for Haar measure, whose density is a short Fourier series.  */
static double
torus_mean (int n, int points, double t)
{
  int index[MAX] = { 0 }, cells = 1, all = 1;
  double sum = 0;

  for (int i = 1; i < n; i++)
    {
      cells *= i + 1;
      all *= points;
    }
  for (int c = 0; c < all; c++)
    {
      double theta[MAX], last = 0, value;

      for (int i = 0, rest = c; i < n - 1; i++, rest /= points)
        {
          index[i] = rest % points;
          theta[i] = 2 * (double) PI * index[i] / points;
          last -= theta[i];
        }
      theta[n - 1] = last;
      value = exp (lgt_sun_haar_density (n, theta)
                   + (n - 1) * log (2 * (double) PI));
      if (t > 0 && value > 0)
        {
          /* The kernel wants them ordered.  */
          double d[NUMBERS], u[NUMBERS];
          long double l[MAX];

          lgt_sun_identity (n, d);
          for (int i = 0; i < n; i++)
            l[i] = theta[i];
          group_of (n, d, l, u);
          lgt_sun_phases (n, u, theta, NULL);
          value *= exp (lgt_sun_heat_kernel (n, theta, t));
        }
      sum += value / all / cells;
    }
  return sum;
}

START_TEST (haar_density)
{
  const int n = _i;
  double theta[MAX] = { 0 };

  if (n <= 5)
    within (fabs (torus_mean (n, 2 * n, 0) - 1), 1e-13, "Haar's integral", n);
  ck_assert (lgt_sun_haar_density (n, theta) == -INFINITY);
  for (int j = 0; j < n; j++)
    theta[j] = 2 * (double) PI * (j + 0.5) / n - (double) PI;
  /* prod |z_i - z_j|^2 of N-th roots of unity is N^N.  */
  within (fabs (lgt_sun_haar_density (n, theta) - n * log (n)
                + (n - 1) * log (2 * (double) PI)), 1e-13, "at the top", n);
}
END_TEST

/* sum_r d_r chi_r e^{-t C_r / 2} in long double, N = 2 or 3: characters from
   those of single rows, h_k = sum of all monomials of degree k.  */
static long double
slow_kernel (int n, const long double *theta, long double t)
{
  enum { MOST = 24 };
  lc h[MOST + 4] = { 0 }, *at = h + 1, z[3];
  long double sum = 0;

  for (int i = 0; i < n; i++)
    z[i] = cosl (theta[i]) + sinl (theta[i]) * (lc) I;
  for (int k = 0; k <= MOST + 1; k++)
    for (int a = 0; a <= k; a++)
      for (int b = n == 2 ? k - a : 0; b <= k - a; b++)
        {
          lc term = 1;

          for (int i = 0; i < k; i++)
            term *= z[i < a ? 0 : i < a + b ? 1 : 2];
          at[k] += term;
        }
  for (int p = 0; p <= MOST; p++)
    for (int q = 0; p + q <= (n == 2 ? p : MOST); q++)
      {
        const int d = n == 2 ? p + 1 : (p + 1) * (q + 1) * (p + q + 2) / 2;
        const long double casimir
          = n == 2 ? p * (p + 2) / 4.0L
                   : (p * p + q * q + p * q) / 3.0L + p + q;

        sum += d * expl (-0.5L * t * casimir)
               * creall (n == 2 ? at[p]
                                : at[p + q] * at[q]
                                  - at[p + q + 1] * at[q - 1]);
      }
  return sum;
}

START_TEST (heat_kernel)
{
  static const double times[] = { 0.7, 1, 2, 3.9, 3.999999, 4, 4.1, 8, 30 };
  uint64_t state = 12;
  const int n = _i;

  for (size_t i = 0; i < sizeof times / sizeof *times; i++)
    for (int c = 0; c < CASES; c++)
      {
        double theta[MAX], v[NUMBERS], bound;
        long double t[MAX], k;

        special (n, c, t, v, &state);
        for (int j = 0; j < n; j++)
          t[j] = theta[j] = (double) t[j];
        k = slow_kernel (n, t, times[i]);
        /* The slow sum loses digits where it is small.  */
        bound = 1e-13 + 1e-16 / (double) k;
        if (bound < 1e-3)
          within (fabs (lgt_sun_heat_kernel (n, theta, times[i])
                        - (double) logl (k)), bound, "kernel", n);
        else
          ck_assert (times[i] < 2);
      }
  within (fabs (torus_mean (n, 64, 0.5) - 1), 1e-12, "integral", n);
  within (fabs (torus_mean (n, 16, 6) - 1), 1e-12, "integral", n);
}
END_TEST

/* Beside the unit matrix a short time makes a Gaussian.  */
START_TEST (short_times)
{
  const int n = _i, dim = n * n - 1;
  const double pi = (double) PI;
  const double volume = n == 2 ? 16 * pi * pi
                               : 256 * sqrt (3) * pow (pi, 5);
  double zero[3] = { 0 }, theta[3];

  for (double t = 1e-3; t > 1e-12; t /= 10)
    {
      double value = log (volume) - 0.5 * dim * log (2 * pi * t);

      /* e^{t R / 12}, R the curvature: dim N / 4.  */
      within (fabs (lgt_sun_heat_kernel (n, zero, t) - value
                    - t * dim * n / 48), 1e-12, "at 1", n);
      theta[0] = -sqrt (t);
      theta[1] = 0;
      theta[n - 1] = sqrt (t);
      within (fabs (lgt_sun_heat_kernel (n, theta, t) - value + 2), t,
              "beside 1", n);
    }
  ck_assert (isnan (lgt_sun_heat_kernel (4, zero, 1)));
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun");
  TCase *algebra = tcase_create ("algebra"), *group = tcase_create ("group");
  TCase *spectrum = tcase_create ("phases");

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
  tcase_add_loop_test (spectrum, phases, 2, MAX + 1);
  tcase_add_loop_test (spectrum, phases_nan, 2, MAX + 1);
  tcase_add_loop_test (spectrum, phases_lapack, 2, MAX + 1);
  tcase_add_loop_test (spectrum, logarithms, 2, MAX + 1);
  tcase_add_loop_test (spectrum, haar_density, 2, MAX + 1);
  tcase_add_loop_test (spectrum, heat_kernel, 2, 4);
  tcase_add_loop_test (spectrum, short_times, 2, 4);
  suite_add_tcase (s, group);
  suite_add_tcase (s, algebra);
  suite_add_tcase (s, spectrum);
  return run_suite (s, CK_FORK);
}

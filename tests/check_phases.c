/* Phases of SU(N), logarithms, densities of phases; against LAPACK and long
   double.  */

#include <string.h>

#include <lapacke.h>

#include "../lib/sun/number.h"
#include "../lib/sun/phases_body.h"
#include "sunref.h"
#include "testutil.h"

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
  Suite *s = suite_create ("phases");
  TCase *spectrum = tcase_create ("phases");

  tcase_add_loop_test (spectrum, phases, 2, MAX + 1);
  tcase_add_loop_test (spectrum, phases_nan, 2, MAX + 1);
  tcase_add_loop_test (spectrum, phases_lapack, 2, MAX + 1);
  tcase_add_loop_test (spectrum, logarithms, 2, MAX + 1);
  tcase_add_loop_test (spectrum, haar_density, 2, MAX + 1);
  tcase_add_loop_test (spectrum, heat_kernel, 2, 4);
  tcase_add_loop_test (spectrum, short_times, 2, 4);
  suite_add_tcase (s, spectrum);
  return run_suite (s, CK_FORK);
}

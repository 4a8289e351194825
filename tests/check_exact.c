/* Tests of lgt/exact.h: published numbers, brute force, identities.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/exact.h>

#include "../lib/exact/group.h"

static const double pi = 3.14159265358979323846;

/* ---- numbers worked out elsewhere ---- */

static const struct
{
  double beta, plaquette[3], q2[3];     /* L = 4, 8, 16 */
} known[] = {
  { 1, { .446394, .446390, .446390 }, { .65010, 2.60072, 10.40288 } },
  { 2, { .699252, .697775, .697775 }, { .29064, 1.23930, 4.95720 } },
  { 3, { .815851, .809986, .809985 }, { .10570, .70784, 2.83156 } },
  { 4, { .870698, .863530, .863523 }, { .03189, .48202, 1.93388 } },
  { 5, { .899929, .893421, .893383 }, { .00919, .36072, 1.47349 } },
  { 6, { .917982, .912455, .912359 }, { .00265, .27920, 1.19470 } },
  { 7, { .930357, .925700, .925532 }, { .00077, .21711, 1.00641 } },
};

START_TEST (test_u1_known)
{
  for (int i = 0; i < 3; i++)
    {
      int l = 4 << i;
      double value;

      ck_assert_int_eq (lgt_exact_plaquette (1, l, l, known[_i].beta, &value,
                                             NULL), LGT_OK);
      ck_assert_double_eq_tol (value, known[_i].plaquette[i], 5.1e-7);
      ck_assert_int_eq (lgt_exact_u1_q2 (l, l, known[_i].beta, &value, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (value, known[_i].q2[i], 5.1e-6);
    }
}
END_TEST

static const struct { int n; double beta, plaquette; } known_sun[] = {
  { 2, 1.8, .399372 }, { 2, 2.2, .464479 }, { 2, 2.7, .532971 },
  { 3, 1, .060127 }, { 3, 4, .279619 }, { 3, 5, .353954 }, { 3, 6, .422532 },
};

START_TEST (test_sun_known)
{
  double value;

  ck_assert_int_eq (lgt_exact_plaquette (known_sun[_i].n, 16, 16,
                                         known_sun[_i].beta, &value, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (value, known_sun[_i].plaquette, 5.1e-7);
}
END_TEST

static const struct { int n; double beta, ess; } columns[] = {
  { 1, 2, .460 }, { 1, 5, .264 }, { 1, 7, .220 },
  { 2, 1.8, .568 }, { 2, 2.2, .474 }, { 2, 2.7, .383 },
  { 3, 4, .320 }, { 3, 5, .189 }, { 3, 6, .112 },
};

START_TEST (test_ess_columns_known)
{
  double ess;

  ck_assert_int_eq (lgt_exact_ess_columns (columns[_i].n, columns[_i].beta,
                                           &ess, NULL), LGT_OK);
  ck_assert_double_eq_tol (ess, columns[_i].ess, 5.1e-4);
  ck_assert_int_eq (lgt_exact_ess_columns (columns[_i].n, 0, &ess, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (ess, 1, 1e-15);
}
END_TEST

static const struct { int l; double ess[7]; } halves[] = {
  { 8, { 1, .951, .588, .244, .097, .043, .021 } },
  { 16, { 1, .9997, .963, .749, .430, .199, .083 } },
  { 32, { 1, 1, 1, .995, .954, .835, .638 } },
};

START_TEST (test_ess_halves_known)
{
  for (int i = 0; i < 7; i++)
    {
      double ess;

      ck_assert_int_eq (lgt_exact_u1_ess_halves (halves[_i].l, halves[_i].l,
                                                 i + 1, &ess, NULL), LGT_OK);
      ck_assert_double_eq_tol (ess, halves[_i].ess[i], 6e-4);
    }
}
END_TEST

/* ---- against integrals over few angles ---- */

/* On 3 x 1 there are three plaquette angles, independent but for their sum,
   a multiple of 2 pi.  Sums over a fine periodic grid are exact for smooth
   functions; Q jumps, so that sum has an error of the grid's order.  */
START_TEST (test_u1_brute_force)
{
  enum { GRID = 96 };
  const double beta = 1.5;
  double z = 0, one = 0, two = 0, q2 = 0, value;

  for (int i = 0; i < GRID; i++)
    for (int j = 0; j < GRID; j++)
      {
        double a = remainder (2 * pi * (i + .25) / GRID, 2 * pi);
        double b = remainder (2 * pi * (j + .25) / GRID, 2 * pi);
        double c = remainder (-a - b, 2 * pi);
        double w = exp (beta * (cos (a) + cos (b) + cos (c)));
        double q = (a + b + c) / (2 * pi);

        z += w / (GRID * GRID);
        one += w * cos (a);
        two += w * cos (a + b);
        q2 += w * q * q;
      }
  ck_assert_int_eq (lgt_exact_log_z (1, 3, 1, beta, &value, NULL), LGT_OK);
  ck_assert_double_eq_tol (value, log (z), 1e-13);
  ck_assert_int_eq (lgt_exact_plaquette (1, 1, 3, beta, &value, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (value, one / z / (GRID * GRID), 1e-13);
  ck_assert_int_eq (lgt_exact_loop (1, 3, 1, beta, 2, &value, NULL), LGT_OK);
  ck_assert_double_eq_tol (value, two / z / (GRID * GRID), 1e-13);
  ck_assert_int_eq (lgt_exact_u1_q2 (3, 1, beta, &value, NULL), LGT_OK);
  ck_assert_double_eq_tol (value, q2 / z / (GRID * GRID), 3e-4);
}
END_TEST

/* Weyl's integral for one plaquette, f = 1 or (1/N) Re tr U, of a U that is
   not constrained: for V large, Z = c_0^V and <f> its mean.  Sums over a
   grid of N - 1 angles.  */
static void
weyl (int n, double beta, double *c0, double *plaquette)
{
  const int grid = n < 4 ? 240 : 60;
  double sum = 0, mean = 0, norm = 1;
  int64_t points = 1;

  for (int k = 1; k < n; k++)
    {
      points *= grid;
      norm *= (k + 1.0) * grid;         /* N! grid^{N-1} */
    }
  for (int64_t p = 0; p < points; p++)
    {
      double a[4], trace = 0, w = 1;
      int64_t rest = p;

      a[n - 1] = 0;
      for (int k = 0; k < n - 1; k++, rest /= grid)
        {
          a[k] = 2 * pi * (double) (rest % grid) / grid;
          a[n - 1] -= a[k];
        }
      for (int k = 0; k < n; k++)
        {
          trace += cos (a[k]);
          for (int m = 0; m < k; m++)
            w *= 4 * pow (sin ((a[k] - a[m]) / 2), 2);
        }
      w *= exp (beta / n * trace) / norm;
      sum += w;
      mean += w * trace / n;
    }
  *c0 = sum;
  *plaquette = mean / sum;
}

START_TEST (test_sun_large_volume)
{
  static const double betas[] = { 0.01, 1, 4, 9, 20 };

  for (size_t i = 0; i < sizeof betas / sizeof betas[0]; i++)
    {
      double c0, plaquette, value;

      weyl (_i, betas[i], &c0, &plaquette);
      ck_assert_int_eq (lgt_exact_log_z (_i, 64, 64, betas[i], &value, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (value / 4096, log (c0), 1e-12);
      ck_assert_int_eq (lgt_exact_plaquette (_i, 64, 64, betas[i], &value,
                                             NULL), LGT_OK);
      ck_assert_double_eq_tol (value, plaquette, 1e-11);
      ck_assert_int_eq (lgt_exact_ess_columns (_i, betas[i] / 2, &value,
                                               NULL), LGT_OK);
      weyl (_i, betas[i] / 2, &plaquette, &(double) { 0 });
      ck_assert_double_eq_tol (value, plaquette * plaquette / c0, 1e-11);
    }
}
END_TEST

/* ---- SU(N) in other ways ---- */

/* ln c_0 and c_f / (N c_0), where determinants cancel most, worked out with
   80 digits.  */
static const struct { int n; double beta, log_c0, plaquette; } digits[] = {
  { 3, 1000, 975.0683898357056884, 0.996001004351919076 },
  { 4, 500, 462.8188066608192378, 0.985007637586800331 },
  { 5, 300, 252.0400933120496893, 0.960035094679080817 },
  { 6, 150, 98.59794587725633946, 0.883562375275218851 },
  { 7, 100, 46.64866723421189399, 0.760884751729748195 },
  { 8, 90, 31.72207148813889365, 0.651899798217979918 },
  { 8, 64, 16.36522463029121846, 0.515494986039811086 },
  { 8, 20, 1.562748127174817666, 0.156344855312083225 },
};

START_TEST (test_sun_digits)
{
  const int n = digits[_i].n;
  const double beta = digits[_i].beta;
  double value;

  ck_assert_int_eq (lgt_exact_log_z (n, 256, 256, beta, &value, NULL), LGT_OK);
  ck_assert_double_eq_tol (value / 65536, digits[_i].log_c0,
                           2e-15 * beta + 1e-11);
  ck_assert_int_eq (lgt_exact_plaquette (n, 256, 256, beta, &value, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (value, digits[_i].plaquette, 1e-11);
}
END_TEST

/* Where beta is small: with x = beta / N, Z of a plaquette is exp (x^2 / 4)
   + 2 (x / 2)^N / N!, the second term from N quarks that make a singlet.  */
START_TEST (test_strong_coupling)
{
  const int n = _i;
  const double x = 0.2;
  double baryon = 1, value;

  for (int k = 1; k <= n; k++)
    baryon *= k < n ? x / 2 / k : 1.0 / k;
  ck_assert_int_eq (lgt_exact_plaquette (n, 64, 64, n * x, &value, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (value, x / 2 / n + baryon,
                           x * x * baryon + 1e-15);
  if (n < 8)
    ck_assert_double_gt (value - x / 2 / n, 0.9 * baryon);
}
END_TEST

/* N = infinity (D. J. Gross, E. Witten, Phys. Rev. D 21 (1980) 446), with
   u = beta / N^2: u / 2 below u = 1, 1 - 1 / (2 u) above.  */
START_TEST (test_large_n)
{
  static const double u[] = { 0.25, 0.5, 1.25 };

  for (int i = 0; i < 3; i++)
    {
      const double limit = u[i] < 1 ? u[i] / 2 : 1 - 1 / (2 * u[i]);
      double value, last = INFINITY;

      for (int n = 4; n <= 8; n++)
        {
          ck_assert_int_eq (lgt_exact_plaquette (n, 64, 64, u[i] * n * n,
                                                 &value, NULL), LGT_OK);
          value = fabs (value - limit);
          ck_assert_double_lt (value, 0.6 / (n * n));
          ck_assert_double_lt (value, last);
          last = value;
        }
    }
}
END_TEST

/* The determinants for N = 2 too.  */
START_TEST (test_su2_by_determinants)
{
  static const double betas[] = { 0.1, 2, 30, 400 };
  double rho[9] = { 0 }, closed[9] = { 0 }, edge, value, exact;

  for (int i = 0; i < 4; i++)
    {
      memset (rho, 0, sizeof rho);
      ck_assert_int_eq (lgt_exact_sun_[0].count (2, 8), 9);
      ck_assert_int_eq (lgt_exact_sun_[0].ratios (2, betas[i], 1, 8, rho,
                                                  &edge, NULL), LGT_OK);
      ck_assert_int_eq (lgt_exact_su2_.ratios (2, betas[i], 1, 8, closed,
                                               &edge, NULL), LGT_OK);
      for (int r = 0; r < 9; r++)
        ck_assert_double_eq_tol (rho[r], closed[r], 1e-13 * closed[r]);
      ck_assert_int_eq (lgt_exact_sun_[0].log_trivial (2, betas[i], &value,
                                                       NULL), LGT_OK);
      ck_assert_int_eq (lgt_exact_su2_.log_trivial (2, betas[i], &exact,
                                                    NULL), LGT_OK);
      ck_assert_double_eq_tol (value, exact, 1e-15 * (5 + betas[i]));
    }
}
END_TEST

/* Numbers, dimensions and neighbours: the dimensions of r x f add up; and
   what the cut relies on: rho falls with each column of the diagram, and
   nothing that matters is lost.  */
START_TEST (test_representations)
{
  enum { SIZE = 4 };
  const int n = _i;
  const struct group *group = &lgt_exact_sun_[n - 3];
  const int count = group->count (n, SIZE);
  const int inside = group->count (n, SIZE - 1);
  const double beta = 1.2 * n * n, power = 36;
  int away = 0;
  double *rho = calloc ((size_t) count, sizeof *rho), edge;
  double *cut = calloc ((size_t) count, sizeof *cut);

  ck_assert (rho && cut);
  ck_assert_double_eq (group->dimension (n, SIZE, 0), 1);
  ck_assert_double_eq (group->dimension (n, SIZE, 1), n);
  ck_assert_int_eq (group->ratios (n, beta, 1e-3, SIZE, rho, &edge, NULL),
                    LGT_OK);
  ck_assert_int_eq (group->ratios (n, beta, power, SIZE, cut, &edge, NULL),
                    LGT_OK);
  for (int r = 0; r < count; r++)
    {
      double sum = 0;

      for (int k = 0; k < n; k++)
        {
          const int s = group->neighbour (n, SIZE, r, k);

          ck_assert (s >= -1 && s < count && s != r);
          if (s < 0)
            continue;
          sum += group->dimension (n, SIZE, s);
        }
      if (r < inside)
        ck_assert_double_eq_tol (sum, n * group->dimension (n, SIZE, r),
                                 1e-12 * sum);
      ck_assert (rho[r] > 0 && rho[r] <= 1);
      ck_assert (cut[r] == rho[r] || cut[r] == 0);
      if (cut[r] == 0)
        {
          away++;
          ck_assert_double_lt (power * log (rho[r]), -60);
        }
    }
  ck_assert (n < 7 || away > count / 3);
  free (rho);
  free (cut);
}
END_TEST

/* ---- identities ---- */

static const struct { int n, l0, l1; double beta; } cases[] = {
  { 1, 4, 4, 2 }, { 1, 3, 5, 0.3 }, { 1, 16, 16, 7 }, { 1, 2, 1, 3 },
  { 1, 1, 1, 2 }, { 1, 64, 64, 100 }, { 1, 8, 8, 1000 }, { 1, 2, 2, 9000 },
  { 2, 4, 4, 2.2 }, { 2, 2, 3, 9 }, { 2, 16, 16, 200 }, { 2, 2, 2, 0.01 },
  { 3, 4, 4, 6 }, { 3, 2, 2, 3 }, { 3, 3, 4, 20 }, { 3, 16, 16, 45 },
  { 3, 4, 4, 900 }, { 4, 4, 4, 10 }, { 4, 2, 1, 3 }, { 4, 3, 4, 100 },
  { 5, 4, 4, 20 }, { 6, 3, 3, 30 }, { 7, 4, 4, 80 }, { 8, 4, 4, 60 },
};
#define N_CASES ((int) (sizeof cases / sizeof cases[0]))

START_TEST (test_derivative_of_log_z)
{
  int n = cases[_i].n, l0 = cases[_i].l0, l1 = cases[_i].l1;
  double beta = cases[_i].beta, h = 1e-3 * beta, z[4], plaquette, slope;
  static const double step[4] = { -2, -1, 1, 2 };

  for (int i = 0; i < 4; i++)
    ck_assert_int_eq (lgt_exact_log_z (n, l0, l1, beta + step[i] * h, &z[i],
                                       NULL), LGT_OK);
  slope = (z[0] - 8 * z[1] + 8 * z[2] - z[3]) / (12 * h);
  ck_assert_int_eq (lgt_exact_plaquette (n, l0, l1, beta, &plaquette, NULL),
                    LGT_OK);
  ck_assert (isfinite (z[0]));
  ck_assert (plaquette > 0 && plaquette <= 1 + 1e-12);
  ck_assert_double_eq_tol (slope / (l0 * l1), plaquette, 2e-10);
}
END_TEST

START_TEST (test_loops)
{
  double w[17], beta_zero;

  /* At strong coupling the area law, W = w^A, but for the torus; falling,
     and symmetric under A -> V - A in U(1).  */
  for (int a = 0; a <= 16; a++)
    ck_assert_int_eq (lgt_exact_loop (1, 4, 4, 2, a, &w[a], NULL), LGT_OK);
  for (int a = 0; a <= 16; a++)
    ck_assert_double_eq_tol (w[a], w[16 - a], 1e-14);
  for (int a = 0; a < 8; a++)
    ck_assert (w[a + 1] < w[a]);
  ck_assert_double_eq_tol (w[0], 1, 1e-15);
  for (int n = 1; n <= 8; n++)
    {
      double one, three;

      ck_assert_int_eq (lgt_exact_loop (n, 16, 16, 1, 1, &one, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_exact_loop (n, 16, 16, 1, 3, &three, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (three, pow (one, 3), 1e-13);
      ck_assert_int_eq (lgt_exact_plaquette (n, 4, 4, 0, &beta_zero, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (beta_zero, 0, 1e-300);
      ck_assert_int_eq (lgt_exact_log_z (n, 4, 4, 0, &beta_zero, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (beta_zero, 0, 1e-300);
    }
}
END_TEST

/* On 1 x 1 the plaquette is the identity: Z = exp (beta), <cos P> = 1.  That
   needs every I_n (beta) to be right.  */
START_TEST (test_one_site)
{
  for (double beta = 0.01; beta < 1e4; beta *= 3)
    {
      double value;

      ck_assert_int_eq (lgt_exact_log_z (1, 1, 1, beta, &value, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (value, beta, 1e-13 * (1 + beta));
      ck_assert_int_eq (lgt_exact_plaquette (1, 1, 1, beta, &value, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (value, 1, 1e-12);
    }
}
END_TEST

START_TEST (test_q2_limits)
{
  double q2;

  /* beta = 0: V independent uniform angles, variance 1/12 each, but for the
     condition on their sum, which V >= 3 do not feel in <Q^2>.  */
  ck_assert_int_eq (lgt_exact_u1_q2 (4, 4, 0, &q2, NULL), LGT_OK);
  ck_assert_double_eq_tol (q2, 16 / 12.0, 1e-13);
  ck_assert_int_eq (lgt_exact_u1_q2 (2, 1, 1, &q2, NULL), LGT_OK);
  ck_assert_double_eq_tol (q2, 0, 1e-300);
  /* Weak coupling: Q is frozen on a small lattice, and diffuses with
     variance V / (4 pi^2 beta) (1 + O(1/beta)) on a large one.  */
  ck_assert_int_eq (lgt_exact_u1_q2 (4, 4, 500, &q2, NULL), LGT_OK);
  ck_assert_double_eq_tol (q2, 0, 1e-12);
  ck_assert_int_eq (lgt_exact_u1_q2 (1000, 1000, 500, &q2, NULL), LGT_OK);
  ck_assert_double_eq_tol (q2 * 4 * pi * pi * 500 / 1e6, 1, 2e-3);
}
END_TEST

START_TEST (test_bad_arguments)
{
  struct lgt_error error;
  double r = 7;

  ck_assert_int_eq (lgt_exact_log_z (9, 4, 4, 1, &r, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_log_z (1, 0, 4, 1, &r, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_plaquette (1, 4, 4, -1, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_plaquette (1, 4, 4, NAN, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_plaquette (8, 4, 4, 91, &r, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "0 to 90"));
  ck_assert_int_eq (lgt_exact_loop (1, 4, 4, 1, 17, &r, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_u1_q2 (4, -4, 1, &r, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_u1_table (2, 0, 1, 8, &r, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_u1_table (2, 1, 0, 8, &r, &error), LGT_EINVAL);
  ck_assert_double_eq (r, 7);
}
END_TEST

/* ---- densities ---- */

static const struct { double beta; int area, conditional; double angle; }
densities[] = {
  { 0, 1, 0, 0 }, { 2, 1, 0, 0 }, { 7, 2, 0, 0 }, { 5, 4, 0, 0 },
  { 500, 1, 0, 0 }, { 0.1, 8, 0, 0 }, { 2, 1, 1, 0.3 }, { 2, 1, 1, -3.1 },
  { 2, 2, 1, 1 }, { 7, 2, 1, 3.14159265 }, { 2, 4, 1, -2 }, { 7, 4, 1, 3 },
  { 50, 1, 1, 3.1 }, { 50, 2, 1, 3 }, { 1, 16, 1, 2 }, { 10, 3, 1, 2.9 },
};
#define N_DENSITIES ((int) (sizeof densities / sizeof densities[0]))

/* p_A by repeated convolution of exp (beta cos t) on a grid: sums of positive
   numbers, so right in the tails too.  P has GRID values at 2 pi i / GRID.  */
enum { GRID = 512 };

static void
convolved (double beta, int area, double *p)
{
  double one[GRID], next[GRID];

  for (int i = 0; i < GRID; i++)
    p[i] = one[i] = exp (beta * (cos (2 * pi * i / GRID) - 1));
  for (int a = 1; a < area; a++)
    {
      for (int i = 0; i < GRID; i++)
        {
          next[i] = 0;
          for (int j = 0; j < GRID; j++)
            next[i] += p[j] * one[(i - j + GRID) % GRID];
        }
      memcpy (p, next, sizeof next);
    }
}

START_TEST (test_density)
{
  double beta = densities[_i].beta, angle = densities[_i].angle;
  int area = densities[_i].area, conditional = densities[_i].conditional;
  /* An angle of the grid, so that the convolutions have it.  */
  int shift = (int) lrint (angle / (2 * pi) * GRID);
  double condition = 2 * pi * shift / GRID, p[GRID], h[GRID], total = 0;
  double most = 0, below = 0, last = -1;
  struct lgt_exact_density *density;

  convolved (beta, area, p);
  for (int i = 0; i < GRID; i++)
    {
      h[i] = p[i];
      if (conditional)
        h[i] *= p[(shift - i + 2 * GRID) % GRID];
      total += h[i] * 2 * pi / GRID;
    }
  ck_assert_int_eq (lgt_exact_density_new (&density, beta, area,
                                           conditional ? &condition : NULL,
                                           NULL), LGT_OK);
  for (int i = 0; i < GRID; i++)
    if (h[i] / total > most)
      most = h[i] / total;
  for (int i = 0; i < GRID; i++)
    ck_assert_double_eq_tol (lgt_exact_density_at (density,
                                                   2 * pi * i / GRID),
                             h[i] / total, 1e-10 * most);

  /* F rises from 0 to 1; its slope is the density (Simpson's rule); the
     inverse inverts.  */
  for (int i = 0; i <= 4 * GRID; i++)
    {
      double step = 2 * pi / (4 * GRID), t = -pi + i * step;
      double f = lgt_exact_density_cdf (density, t), u = i / (4.0 * GRID);

      if (i > 0)
        below += step / 6 * (lgt_exact_density_at (density, t - step)
                             + 4 * lgt_exact_density_at (density,
                                                         t - step / 2)
                             + lgt_exact_density_at (density, t));
      ck_assert_double_eq_tol (f, below, beta > 100 ? 1e-6 : 1e-8);
      ck_assert (f >= last - 1e-12);
      last = f;
      if (i % 16 == 0)
        ck_assert_double_eq_tol (
          lgt_exact_density_cdf (density,
                                 lgt_exact_density_quantile (density, u)),
          u, 1e-10);
    }
  ck_assert_double_eq_tol (last, 1, 1e-15);
  ck_assert_double_eq (lgt_exact_density_cdf (density, -pi), 0);
  lgt_exact_density_free (density);
}
END_TEST

/* The winding angles W_0, W_1, W_2 = 0 of a 2 x 3 lattice and its 4 x 3
   twin, uniform, with weights the product of p_L0 (W_j - W_{j+1}).  */
START_TEST (test_ess_halves_by_sums)
{
  const double beta = 1.7;

  for (int l0 = 2; l0 <= 4; l0 += 2)
    {
      double p[GRID], mean = 0, square = 0, ess;

      convolved (beta, l0, p);
      for (int i = 0; i < GRID; i++)
        for (int j = 0; j < GRID; j++)
          {
            double w = p[(i - j + GRID) % GRID] * p[j] * p[(GRID - i) % GRID];

            mean += w;
            square += w * w;
          }
      ck_assert_int_eq (lgt_exact_u1_ess_halves (l0, 3, beta, &ess, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (ess, mean * mean / (square * GRID * GRID),
                               1e-12);
    }
}
END_TEST

/* One angle given a sum of two is von Mises again, of 2 beta cos (T/2) about
   T/2, whatever beta.  */
START_TEST (test_density_closed_form)
{
  double beta = 30, condition = 2.8, kappa = 2 * beta * cos (condition / 2);
  struct lgt_exact_density *density;
  double at_peak;

  ck_assert_int_eq (lgt_exact_density_new (&density, beta, 1, &condition,
                                           NULL), LGT_OK);
  at_peak = lgt_exact_density_at (density, condition / 2);
  for (int i = 0; i < 100; i++)
    {
      double t = -pi + 2 * pi * i / 100;

      ck_assert_double_eq_tol (lgt_exact_density_at (density, t),
                               at_peak * exp (kappa * (cos (t - condition / 2)
                                                       - 1)),
                               1e-11 * at_peak);
    }
  lgt_exact_density_free (density);
}
END_TEST

START_TEST (test_density_refuses)
{
  struct lgt_exact_density *density = NULL;
  struct lgt_error error;
  double condition = NAN, far = pi;

  ck_assert_int_eq (lgt_exact_density_new (&density, 2, 0, NULL, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_density_new (&density, -2, 1, NULL, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_density_new (&density, 2, 1, &condition,
                                           &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_density_new (&density, 500, 3, &far, &error),
                    LGT_ENUM);
  ck_assert_ptr_null (density);
  lgt_exact_density_free (NULL);
}
END_TEST

static const struct { double beta; int area, angles, bins; } tables[] = {
  { 2, 1, 1, 16 }, { 2, 1, 5, 8 }, { 2, 4, 8, 16 }, { 7, 2, 4, 32 },
  { 0, 1, 3, 4 },
};
#define N_TABLES ((int) (sizeof tables / sizeof tables[0]))

START_TEST (test_tables)
{
  double beta = tables[_i].beta, table[8 * (3 * 32 + 1)];
  int area = tables[_i].area, angles = tables[_i].angles;
  int bins = tables[_i].bins;

  ck_assert_int_eq (lgt_exact_u1_table (beta, area, angles, bins, table,
                                        NULL), LGT_OK);
  for (int j = 0; j < angles; j++)
    {
      const double *row = table + j * (3 * bins + 1);
      double condition = -pi + 2 * pi * j / angles, x = -pi, y = -pi;
      struct lgt_exact_density *density;

      ck_assert_int_eq (lgt_exact_density_new (&density, beta, area,
                                               angles == 1 ? NULL
                                                           : &condition,
                                               NULL), LGT_OK);
      for (int b = 0; b < bins; b++)
        {
          double slope = row[2 * bins + b];

          ck_assert_double_eq_tol (lgt_exact_density_cdf (density, y),
                                   (x + pi) / (2 * pi), 1e-12);
          ck_assert_double_eq_tol (2 * pi * slope
                                   * lgt_exact_density_at (density, y),
                                   1, 1e-6);
          ck_assert (row[b] > 0 && row[bins + b] > 0 && slope > 0);
          ck_assert_double_eq_tol (row[b] + row[bins + b], 4 * pi / bins,
                                   1e-9);
          x += row[b];
          y += row[bins + b];
        }
      ck_assert_double_eq_tol (x, pi, 1e-13);
      ck_assert_double_eq_tol (y, pi, 1e-13);
      ck_assert_double_eq (row[3 * bins], 0);
      lgt_exact_density_free (density);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("exact");
  TCase *tc = tcase_create ("known");

#define COUNT(array) ((int) (sizeof array / sizeof array[0]))
  tcase_add_loop_test (tc, test_u1_known, 0, COUNT (known));
  tcase_add_loop_test (tc, test_sun_known, 0, COUNT (known_sun));
  tcase_add_loop_test (tc, test_ess_columns_known, 0, COUNT (columns));
  tcase_add_loop_test (tc, test_ess_halves_known, 0, COUNT (halves));
  suite_add_tcase (s, tc);

  tc = tcase_create ("sun");
  tcase_add_loop_test (tc, test_sun_digits, 0, COUNT (digits));
  tcase_add_loop_test (tc, test_strong_coupling, 4, 9);
  tcase_add_test (tc, test_large_n);
  tcase_add_test (tc, test_su2_by_determinants);
  tcase_add_loop_test (tc, test_representations, 3, 9);
  suite_add_tcase (s, tc);

  tc = tcase_create ("identities");
  tcase_add_test (tc, test_u1_brute_force);
  tcase_add_loop_test (tc, test_sun_large_volume, 2, 5);
  tcase_add_loop_test (tc, test_derivative_of_log_z, 0, N_CASES);
  tcase_add_test (tc, test_loops);
  tcase_add_test (tc, test_one_site);
  tcase_add_test (tc, test_q2_limits);
  tcase_add_test (tc, test_bad_arguments);
  suite_add_tcase (s, tc);

  tc = tcase_create ("densities");
  tcase_add_loop_test (tc, test_density, 0, N_DENSITIES);
  tcase_add_test (tc, test_ess_halves_by_sums);
  tcase_add_test (tc, test_density_closed_form);
  tcase_add_test (tc, test_density_refuses);
  tcase_add_loop_test (tc, test_tables, 0, N_TABLES);
  suite_add_tcase (s, tc);
  return run_suite (s, CK_FORK);
}

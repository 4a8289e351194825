/* Tests of lgt/free_energy.h.

   q = N (0, 1), the theory exp (-S) = exp (C - (x - mu)^2 / (2 v)):

     ln Z = C + ln (2 pi v) / 2,
     log w = C - (x - mu)^2 / (2 v) + x^2 / 2 + ln (2 pi) / 2.

   With v = 1 log w is Gaussian with s = mu, ESS = exp (-mu^2).  */

#include <lgt/free_energy.h>

#include <math.h>

#include "ar1.h"
#include "testutil.h"

enum { N = 20000, M = 10000 };

static double forward[N], reverse[M];
static const double pi = 3.14159265358979323846;
static const double constant = 1000;

static double
log_w (double x, double mu, double v)
{
  return constant - (x - mu) * (x - mu) / (2 * v) + x * x / 2
         + log (2 * pi) / 2;
}

static double
exact (double v)
{
  return constant + log (2 * pi * v) / 2;
}

/* N independent samples of q, M of the theory, those an AR(1) chain.  */
static void
fill (double mu, double v, double a, int n, int m, struct normal *source)
{
  test_ar1 (reverse, m, a, source);
  for (int i = 0; i < n; i++)
    forward[i] = log_w (test_normal (source), mu, v);
  for (int i = 0; i < m; i++)
    reverse[i] = log_w (mu + sqrt (v) * reverse[i], mu, v);
}

static void
within (struct lgt_estimate e, double value, double largest_error)
{
  ck_assert_double_gt (e.error, 0);
  ck_assert_double_le (e.error, largest_error);
  ck_assert_double_eq_tol (e.value, value, 4 * e.error);
}

/* All ways agree with the truth within 4 sigma, and errors are of the size
   that theory gives.  */
START_TEST (gaussian)
{
  const double mu = 0.8;
  struct normal source = { .seed = 1 };
  const struct lgt_log_weights q = { forward, N, 0 }, p = { reverse, M, 0 };
  struct lgt_free_energy f;
  struct lgt_bennett b;
  double e;

  fill (mu, 1, 0, N, M, &source);
  ck_assert_int_eq (lgt_log_z_exponential (&q, LGT_FORWARD, &f, NULL),
                    LGT_OK);
  within (f.log_z, exact (1), 0.01);
  e = sqrt ((exp (mu * mu) - 1) / N);
  ck_assert_double_eq_tol (f.log_z.error, e, 0.25 * e);
  ck_assert_double_eq_tol (f.bias, -e * e / 2, e * e / 3);
  ck_assert_int_eq (f.is_doubtful, 0);
  ck_assert_int_eq (lgt_log_z_exponential (&p, LGT_REVERSE, &f, NULL),
                    LGT_OK);
  within (f.log_z, exact (1), 0.02);
  ck_assert_double_gt (f.bias, 0);

  ck_assert_int_eq (lgt_log_z_gaussian (&q, LGT_FORWARD, &f, NULL), LGT_OK);
  within (f.log_z, exact (1), 0.01);
  /* Variances of <log w> and of s^2 / 2: mu^2 / n, mu^4 / 2n.  */
  e = sqrt ((mu * mu + mu * mu * mu * mu / 2) / N);
  ck_assert_double_eq_tol (f.log_z.error, e, 0.25 * e);
  ck_assert_int_eq (f.is_doubtful, 0);
  ck_assert_int_eq (lgt_log_z_gaussian (&p, LGT_REVERSE, &f, NULL), LGT_OK);
  within (f.log_z, exact (1), 0.02);
  ck_assert_int_eq (lgt_log_z_gaussian (&p, LGT_FORWARD, &f, NULL), LGT_OK);
  ck_assert_double_gt (f.log_z.value, exact (1) + 0.5); /* wrong direction */

  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p, 0.5, &b, NULL), LGT_OK);
  within (b.log_z, exact (1), 0.01);
  e = sqrt ((1. / N + 1. / M) * (1 / b.overlap - 1));
  ck_assert_double_eq_tol (b.log_z.error, e, 0.25 * e);
  ck_assert_double_gt (b.overlap, 0.5);
  ck_assert_int_eq (b.is_doubtful, 0);
}
END_TEST

/* Where log w is not Gaussian the Gaussian estimate says so.  */
START_TEST (other_width)
{
  struct normal source = { .seed = 2 };
  const struct lgt_log_weights q = { forward, N, 0 }, p = { reverse, M, 0 };
  struct lgt_free_energy f;
  struct lgt_bennett b;

  fill (0.5, 0.36, 0, N, M, &source);
  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p, 0.5, &b, NULL), LGT_OK);
  within (b.log_z, exact (0.36), 0.01);
  ck_assert_int_eq (lgt_log_z_exponential (&q, LGT_FORWARD, &f, NULL),
                    LGT_OK);
  within (f.log_z, exact (0.36), 0.01);
  ck_assert_int_eq (lgt_log_z_gaussian (&q, LGT_FORWARD, &f, NULL), LGT_OK);
  ck_assert_int_eq (f.is_doubtful, 1);
  ck_assert_double_gt (fabs (f.log_z.value - exact (0.36)),
                       10 * f.log_z.error);
}
END_TEST

/* Bennett's solution by hand: with one proposal at log w = a, one
   configuration at b, each twice, f (a - c) = f (c - b): c = (a + b) / 2.
   With 2 : 4 the equation is that of c - M.  */
START_TEST (bennett_by_hand)
{
  const double a[] = { 3, 3 }, b[] = { 5, 5, 5, 5 };
  const struct lgt_log_weights q = { a, 2, 2 }, p2 = { b, 2, 2 },
                               p4 = { b, 4, 4 };
  struct lgt_bennett r;
  double c;

  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p2, 0.5, &r, NULL), LGT_OK);
  ck_assert_double_eq_tol (r.log_z.value, 4, 1e-12);
  ck_assert_double_eq_tol (r.log_z.error, 0, 1e-12);
  /* f (1 - f) at 1.  */
  ck_assert_double_eq_tol (r.overlap, 4 * exp (-1) / pow (1 + exp (-1), 2),
                           1e-12);

  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p4, 0.5, &r, NULL), LGT_OK);
  c = r.log_z.value - log (2);
  ck_assert_double_eq_tol (2 / (1 + exp (c - 3)), 4 / (1 + exp (5 - c)),
                           1e-12);
  /* Four that count as two.  */
  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p4, 1, &r, NULL), LGT_OK);
  ck_assert_double_eq_tol (r.log_z.value, 4, 1e-12);
}
END_TEST

/* Errors are what repetition shows, for an independent and for a correlated
   reverse sample, within 20%; 250 tries give a scatter to 4.5%.  The mean is
   right to 4 sigma.  */
START_TEST (bennett_calibration)
{
  enum { TRIES = 250, FORWARD = 600, REVERSE = 1200 };
  const double a = _i ? 0.8 : 0;
  const struct lgt_log_weights q = { forward, FORWARD, 0 },
                               p = { reverse, REVERSE, 20 };
  struct normal source = { .seed = 3 + (unsigned) _i };
  double mean = 0, square = 0, error = 0, scatter;

  for (int t = 0; t < TRIES; t++)
    {
      struct lgt_bennett r;
      double d;

      fill (1.2, 0.8, a, FORWARD, REVERSE, &source);
      ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p, test_ar1_tau (a), &r,
                                           NULL), LGT_OK);
      d = r.log_z.value - exact (0.8);
      mean += d / TRIES;
      square += d * d / TRIES;
      error += r.log_z.error * r.log_z.error / TRIES;
    }
  scatter = sqrt (square - mean * mean);
  ck_assert_double_eq_tol (sqrt (error) / scatter, 1, 0.2);
  ck_assert_double_eq_tol (mean, 0, 4 * scatter / sqrt (TRIES));
}
END_TEST

/* Far apart: the exponential average warns, and Bennett's says when there is
   no overlap; a constant leaves everything else alone.  */
START_TEST (far)
{
  struct normal source = { .seed = 6 };
  const struct lgt_log_weights q = { forward, N, 0 }, p = { reverse, M, 0 };
  struct lgt_free_energy f;
  struct lgt_bennett b;

  fill (3.5, 1, 0, N, M, &source);      /* ESS exp (-12) */
  ck_assert_int_eq (lgt_log_z_exponential (&q, LGT_FORWARD, &f, NULL),
                    LGT_OK);
  ck_assert_int_eq (f.is_doubtful, 1);
  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p, 0.5, &b, NULL), LGT_OK);
  within (b.log_z, exact (1), 0.1);
  ck_assert_int_eq (b.is_doubtful, 0);

  fill (12, 1, 0, N, M, &source);
  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p, 0.5, &b, NULL), LGT_OK);
  ck_assert_int_eq (b.is_doubtful, 1);
}
END_TEST

/* Weights so far apart that without the heaviest of them all others are 0 as
   doubles: what is left is the second, so that a jackknife is known.  */
START_TEST (alone)
{
  const double l[] = { 0, -800, -900 };
  const struct lgt_log_weights w = { l, 3, 0 };
  struct lgt_free_energy f;

  ck_assert_int_eq (lgt_log_z_exponential (&w, LGT_FORWARD, &f, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (f.log_z.value, -log (3), 1e-14);
  ck_assert_double_eq_tol (f.log_z.error, 800 * 2 / 3., 1e-11);
  ck_assert_double_eq_tol (f.bias, -f.log_z.error * f.log_z.error / 2, 1e-9);
  ck_assert_int_eq (f.is_doubtful, 1);
  ck_assert_int_eq (lgt_log_z_exponential (&w, LGT_REVERSE, &f, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (f.log_z.value, log (3) - 900, 1e-11);
  ck_assert_double_eq_tol (f.log_z.error, 100 * 2 / 3., 1e-11);
  ck_assert_double_eq_tol (f.bias, f.log_z.error * f.log_z.error / 2, 1e-9);
  ck_assert_int_eq (f.is_doubtful, 1);
}
END_TEST

/* S = (1 + b) x^2 / 2: ln Z (b) = -ln (1 + b) / 2 + constant, integrand
   -<x^2> / 2 from samples at the five points of Gauss and Legendre on [0, 2].
   The rule is good to 1e-5, errors are about 0.005.  */
START_TEST (integration)
{
  enum { POINTS = 5 };
  struct normal source = { .seed = 7 };
  struct lgt_estimate mean[POINTS], log_z;
  const double wide = sqrt (5 + 2 * sqrt (10 / 7.)) / 3;
  const double narrow = sqrt (5 - 2 * sqrt (10 / 7.)) / 3;
  const double x[POINTS] = { 1 - wide, 1 - narrow, 1, 1 + narrow,
                             1 + wide };
  const double outer = (322 - 13 * sqrt (70)) / 900;
  const double inner = (322 + 13 * sqrt (70)) / 900;
  const double w[POINTS] = { outer, inner, 128 / 225., inner, outer };
  double by_hand = 0;
  int64_t n = N;

  for (int i = 0; i < POINTS; i++)
    {
      struct lgt_gamma g;

      for (int j = 0; j < N; j++)
        {
          const double y = test_normal (&source) / sqrt (1 + x[i]);

          forward[j] = -y * y / 2;
        }
      ck_assert_int_eq (lgt_gamma_mean (forward, 1, &n, NULL, &g, NULL),
                        LGT_OK);
      mean[i] = (struct lgt_estimate) { g.value, g.error };
      by_hand += w[i] * w[i] * g.error * g.error;
    }
  ck_assert_int_eq (lgt_log_z_integrate (POINTS, w, mean, &log_z, NULL),
                    LGT_OK);
  within (log_z, -log (3) / 2, 0.006);
  ck_assert_double_eq_tol (log_z.error, sqrt (by_hand), 1e-14);
}
END_TEST

/* Without anything in common all f are exponentials, which underflow: with
   three samples each, x = 0, 1, 2 and 5000 + x, the solution is 2501, and the
   error is made of <exp (x)> and <exp (-x)> without one sample.  The other way
   round nothing determines c.  */
START_TEST (nothing_in_common)
{
  const double near[] = { 0, 1, 2 }, away[] = { 5000, 5001, 5002 };
  const struct lgt_log_weights q = { near, 3, 0 }, p = { away, 3, 0 };
  struct lgt_bennett b = { .overlap = 7 };
  struct lgt_error error;
  double change[3], mean = 0, square = 0;

  ck_assert_int_eq (lgt_log_z_bennett (&p, 0.5, &q, 0.5, &b, &error),
                    LGT_ENUM);
  ck_assert_double_eq (b.overlap, 7);
  ck_assert_int_eq (lgt_log_z_bennett (&q, 0.5, &p, 0.5, &b, NULL), LGT_OK);
  ck_assert_double_eq_tol (b.log_z.value, 2501, 1e-10);
  ck_assert_double_eq (b.overlap, 0);
  ck_assert_int_eq (b.is_doubtful, 1);
  for (int i = 0; i < 3; i++)
    {
      /* <f>_q without sample i, that of all being 1.  */
      const double a = (1 - exp (i) / (1 + exp (1) + exp (2))) * 3 / 2;

      change[i] = (a - 1) / (a + 1);
      mean += change[i] / 3;
    }
  for (int i = 0; i < 3; i++)
    square += (change[i] - mean) * (change[i] - mean) * 2 / 3;
  /* Both samples, by symmetry.  */
  ck_assert_double_eq_tol (b.log_z.error, sqrt (2 * square), 1e-10);
}
END_TEST

START_TEST (refusals)
{
  const double good[] = { 0, 1, 2 }, bad[] = { 0, NAN, 2 };
  const struct lgt_log_weights g = { good, 3, 0 }, b = { bad, 3, 0 },
                               one = { good, 1, 0 }, many = { good, 3, 4 };
  struct lgt_free_energy f = { .bias = 7 };
  struct lgt_bennett r = { .overlap = 7 };
  struct lgt_estimate e = { 7, 7 };
  struct lgt_error error;
  double w[1];

  ck_assert_int_eq (lgt_log_z_exponential (&b, LGT_FORWARD, &f, &error),
                    LGT_ENUM);
  ck_assert_str_eq (error.text, "1 of 3 log-weights are not finite; the first "
                    "is number 1");
  ck_assert_int_eq (lgt_log_z_gaussian (&one, LGT_FORWARD, &f, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_log_z_gaussian (&many, LGT_FORWARD, &f, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_log_z_bennett (&g, 0.5, &b, 0.5, &r, &error),
                    LGT_ENUM);
  ck_assert_int_eq (lgt_log_z_bennett (&one, 0.5, &g, 0.5, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_log_z_bennett (&g, 0.5, &g, 0.4, &r, &error),
                    LGT_EINVAL);
  w[0] = 1;
  e.value = NAN;
  ck_assert_int_eq (lgt_log_z_integrate (1, w, &e, &e, &error), LGT_ENUM);
  ck_assert_int_eq (lgt_log_z_integrate (0, w, &e, &e, &error), LGT_EINVAL);
  ck_assert_double_eq (f.bias, 7);
  ck_assert_double_eq (r.overlap, 7);
  ck_assert_double_eq (e.error, 7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("free energy");
  TCase *t = tcase_create ("free energy");

  tcase_add_test (t, gaussian);
  tcase_add_test (t, other_width);
  tcase_add_test (t, bennett_by_hand);
  tcase_add_loop_test (t, bennett_calibration, 0, 2);
  tcase_add_test (t, far);
  tcase_add_test (t, alone);
  tcase_add_test (t, nothing_in_common);
  tcase_add_test (t, integration);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

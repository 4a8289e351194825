/* Tests of lgt/statistics.h: the Gamma method on chains whose
   autocorrelation time is known.

   AR(1): x' = a x + sqrt (1 - a^2) eta has mean 0, variance 1,
   rho (t) = a^t, tau_int = (1 + a) / (2 (1 - a)).  Seeds are fixed; "within
   4 sigma" was true at the first seed tried.  */

#include <lgt/statistics.h>

#include <lgt/fft.h>

#include "normal.h"
#include "testutil.h"

static const double coefficients[] = { 0, 0.3, 0.6, 0.8, 0.9, 0.95 };

static void
fill_ar1 (double *x, int64_t n, double a, struct normal *source)
{
  x[0] = test_normal (source);
  for (int64_t i = 1; i < n; i++)
    x[i] = a * x[i - 1] + sqrt (1 - a * a) * test_normal (source);
}

static double
exact_tau (double a)
{
  return (1 + a) / (2 * (1 - a));
}

/* An autocorrelation function in O (n lags), to take FFT's place.  */
static enum lgt_status
plain_autocorrelation (const double *x, int64_t count, int64_t lags,
                       double *result, struct lgt_error *error)
{
  (void) error;
  for (int64_t t = 0; t < lags; t++)
    {
      result[t] = 0;
      for (int64_t i = 0; i + t < count; i++)
        result[t] += x[i] * x[i + t];
    }
  return LGT_OK;
}

static enum lgt_status
failing_autocorrelation (const double *x, int64_t count, int64_t lags,
                         double *result, struct lgt_error *error)
{
  (void) x, (void) count, (void) lags, (void) result;
  return lgt_fail (error, LGT_ENOMEM, "no memory today");
}

START_TEST (ar1_tau)
{
  enum { N = 100000 };
  double a = coefficients[_i], tau = exact_tau (a);
  double *x = malloc (N * sizeof *x);
  struct normal source = { .seed = 11 + (unsigned) _i };
  struct lgt_gamma g;
  int64_t n = N;

  fill_ar1 (x, N, a, &source);
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_int_eq (g.count, N);
  ck_assert_int_eq (g.is_short, 0);
  ck_assert_double_ge (g.tau, 0.5);
  /* A window where rho has fallen to a few percent: a bias of 2%.  */
  ck_assert_double_eq_tol (g.tau, tau, 4 * g.tau_error + 0.02 * tau);
  ck_assert_double_eq_tol (g.value, 0, 4 * g.error);
  ck_assert_double_eq_tol (g.naive_error, sqrt (1.0 / N), 0.05 / sqrt (N));
  ck_assert_double_eq_tol (g.error, sqrt (2 * tau / N),
                           4 * g.error_error + 0.02 * g.error);
  ck_assert_double_lt (g.tau_error, 0.1 * tau);
  ck_assert_double_lt (g.error_error, 0.1 * g.error);
  ck_assert_double_eq (g.consistency, 1);
  free (x);
}
END_TEST

/* Over many chains: means scatter as their errors say, tau as its error
   says.  200 chains: a mean square of 1 has standard deviation 0.1.  */
START_TEST (calibration)
{
  enum { N = 2000, CHAINS = 200 };
  double a = 0.6, tau = exact_tau (a), pull = 0, pull_tau = 0, mean_tau = 0;
  static double x[N];
  struct normal source = { .seed = 5 };
  int64_t n = N;

  for (int c = 0; c < CHAINS; c++)
    {
      struct lgt_gamma g;

      fill_ar1 (x, N, a, &source);
      ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
      pull += g.value * g.value / (g.error * g.error) / CHAINS;
      mean_tau += g.tau / CHAINS;
      pull_tau += (g.tau - tau) * (g.tau - tau)
                  / (g.tau_error * g.tau_error) / CHAINS;
    }
  ck_assert_double_eq_tol (pull, 1, 0.35);
  ck_assert_double_eq_tol (pull_tau, 1, 0.5);
  ck_assert_double_eq_tol (mean_tau, tau, 0.04 * tau);
}
END_TEST

/* The window as a second, direct reading of the paper finds it.  */
START_TEST (window_by_hand)
{
  enum { N = 4000 };
  static double x[N], gamma[N / 2 + 1];
  struct normal source = { .seed = 9 };
  struct lgt_gamma_options options = { .window_factor = 2 };
  struct lgt_gamma g;
  int64_t n = N;
  double mean = 0, tau = 0.5;
  int w;

  fill_ar1 (x, N, 0.7, &source);
  for (int i = 0; i < N; i++)
    {
      x[i] += 3;
      mean += x[i] / N;
    }
  for (int t = 0; t <= N / 2; t++)
    for (int i = 0; i + t < N; i++)
      gamma[t] += (x[i] - mean) * (x[i + t] - mean) / (N - t);
  for (w = 1; w < N / 2; w++)
    {
      double decay;

      tau += gamma[w] / gamma[0];
      decay = 2 / log ((2 * tau + 1) / (2 * tau - 1));
      if (exp (-w / decay) - decay / sqrt (w * (double) N) < 0)
        break;
    }
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, &options, &g, NULL), LGT_OK);
  ck_assert_int_eq (g.window, w);
  tau *= 1 + (2 * w + 1.0) / N;
  ck_assert_double_eq_tol (g.tau, tau, 1e-10);
  ck_assert_double_eq_tol (g.tau_error,
                           tau * sqrt (4 * (w + 0.5 - tau) / N), 1e-10);
  ck_assert_double_eq_tol (g.error, sqrt (2 * tau * gamma[0] / N), 1e-10);
  ck_assert_double_eq_tol (g.value, mean, 1e-12);
}
END_TEST

/* rho (t) = a^t of AR(1), and its error bars are what 200 chains scatter by:
   (rho - a^t)^2 / error^2 averages to 1, its own standard deviation being
   sqrt (2 / 200) = 0.1; four of them, and 0.1 for the formula, which is good
   to that order.  */
START_TEST (autocorrelation)
{
  enum { N = 4000, CHAINS = 200, LAGS = 41 };
  static const int at[] = { 1, 3, 10, 40 };
  enum { POINTS = sizeof at / sizeof at[0] };
  static double x[N];
  const double a = 0.8;
  struct normal source = { .seed = 41 };
  int64_t lengths[] = { 2500, 1500 };
  double pull[POINTS] = { 0 }, mean[POINTS] = { 0 };
  double rho[LAGS], rho_error[LAGS];

  for (int c = 0; c < CHAINS; c++)
    {
      fill_ar1 (x, 2500, a, &source);
      fill_ar1 (x + 2500, 1500, a, &source);
      ck_assert_int_eq (lgt_gamma_autocorrelation (x, 2, lengths, LAGS, NULL,
                                                   rho, rho_error, NULL),
                        LGT_OK);
      ck_assert_double_eq (rho[0], 1);
      ck_assert_double_eq_tol (rho_error[0], 0, 1e-12);
      for (int p = 0; p < POINTS; p++)
        {
          double d = rho[at[p]] - pow (a, at[p]);

          mean[p] += rho[at[p]] / CHAINS;
          pull[p] += d * d / (rho_error[at[p]] * rho_error[at[p]]) / CHAINS;
        }
    }
  for (int p = 0; p < POINTS; p++)
    {
      ck_assert_double_eq_tol (pull[p], 1, 0.5);
      /* The scatter of a mean of 200: below 0.05 / sqrt (200); 4 sigma.  */
      ck_assert_double_eq_tol (mean[p], pow (a, at[p]), 4 * 0.0036);
    }
}
END_TEST

/* Two chains of four by hand, with the plain sums of a table for FFTs.  */
START_TEST (autocorrelation_by_hand)
{
  const double x[] = { 0, 1, 0, 1, 4, 1, 0, 1 };
  const struct lgt_fft plain = { .name = "plain",
                                 .autocorrelation = plain_autocorrelation };
  const struct lgt_gamma_options options = { .fft = &plain };
  double rho[3] = { 7, 7, 7 }, again[3], constant[4] = { 2, 2, 2, 2 };
  int64_t lengths[] = { 4, 4 }, four = 4;
  struct lgt_gamma g;
  struct lgt_error error;
  double bias;

  ck_assert_int_eq (lgt_gamma_mean (x, 2, lengths, NULL, &g, NULL), LGT_OK);
  bias = g.error * g.error;
  ck_assert_int_eq (lgt_gamma_autocorrelation (x, 2, lengths, 3, NULL, rho,
                                               NULL, NULL), LGT_OK);
  /* Fluctuations -1 0 -1 0, 3 0 -1 0: squares 12; at distance 1 nothing, at
     distance 2  1 - 3 = -2 in 8 - 2 * 2 = 4 pairs.  */
  ck_assert_double_eq (rho[0], 1);
  ck_assert_double_eq_tol (rho[1], bias / (12.0 / 8 + bias), 1e-14);
  ck_assert_double_eq_tol (rho[2], (-2.0 / 4 + bias) / (12.0 / 8 + bias),
                           1e-14);
  ck_assert_int_eq (lgt_gamma_autocorrelation (x, 2, lengths, 3, &options,
                                               again, NULL, NULL), LGT_OK);
  for (int t = 0; t < 3; t++)
    ck_assert_double_eq_tol (again[t], rho[t], 1e-14);

  ck_assert_int_eq (lgt_gamma_autocorrelation (constant, 1, &four, 3, NULL,
                                               rho, again, NULL), LGT_OK);
  ck_assert (rho[0] == 1 && rho[1] == 0 && again[1] == 0);
  ck_assert_int_eq (lgt_gamma_autocorrelation (x, 2, lengths, 4, NULL, again,
                                               NULL, &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "4 lags; it must be 1 to 3, half of the "
                    "shortest replica and one");
  ck_assert_int_eq (lgt_gamma_autocorrelation (x, 2, lengths, 0, NULL, again,
                                               NULL, NULL), LGT_EINVAL);
}
END_TEST

START_TEST (fft_table_agrees)
{
  enum { N = 6000 };
  static double x[N];
  const struct lgt_fft plain = { .name = "plain",
                                 .autocorrelation = plain_autocorrelation };
  const struct lgt_fft failing = { .name = "failing", .autocorrelation
                                   = failing_autocorrelation };
  struct lgt_gamma_options options = { .fft = &plain };
  struct normal source = { .seed = 3 };
  int64_t lengths[] = { 2000, 3000, 1000 };
  struct lgt_gamma slow, fast, before;
  struct lgt_error error;

  fill_ar1 (x, N, 0.8, &source);
  ck_assert_int_eq (lgt_gamma_mean (x, 3, lengths, NULL, &slow, NULL), LGT_OK);
  ck_assert_int_eq (lgt_gamma_mean (x, 3, lengths, &options, &fast, NULL),
                    LGT_OK);
  ck_assert_int_eq (slow.window, fast.window);
  ck_assert_double_eq_tol (slow.tau, fast.tau, 1e-12);
  ck_assert_double_eq_tol (slow.error, fast.error, 1e-12);
  ck_assert_double_eq_tol (slow.tau, exact_tau (0.8), 4 * slow.tau_error);

  options.fft = &failing;
  before = fast;
  ck_assert_int_eq (lgt_gamma_mean (x, 3, lengths, &options, &fast, &error),
                    LGT_ENOMEM);
  ck_assert_str_eq (error.text, "no memory today");
  ck_assert_mem_eq (&before, &fast, sizeof fast);
}
END_TEST

/* One replica that sits elsewhere must be seen, equal ones must not.  */
START_TEST (replica)
{
  enum { N = 8000 };
  static double x[N];
  struct normal source = { .seed = 8 };
  int64_t lengths[] = { 2000, 2000, 3000, 1000 };
  struct lgt_gamma g;

  for (int r = 0, first = 0; r < 4; first += lengths[r++])
    fill_ar1 (x + first, lengths[r], 0.5, &source);
  ck_assert_int_eq (lgt_gamma_mean (x, 4, lengths, NULL, &g, NULL), LGT_OK);
  ck_assert_double_gt (g.consistency, 0.01);
  ck_assert_double_le (g.consistency, 1);
  ck_assert_double_eq_tol (g.value, 0, 4 * g.error);
  ck_assert_double_eq_tol (g.tau, 1.5, 4 * g.tau_error);

  for (int i = 0; i < 2000; i++)
    x[i] += 1;
  ck_assert_int_eq (lgt_gamma_mean (x, 4, lengths, NULL, &g, NULL), LGT_OK);
  ck_assert_double_lt (g.consistency, 1e-6);
}
END_TEST

/* Consistency is uniform in [0, 1]; R = 2, 3, 4 are chi^2 with 1, 2, 3.  */
START_TEST (consistency_is_uniform)
{
  enum { N = 400, TRIES = 300 };
  static double x[4 * N];
  int replica_count = _i + 2;
  int64_t lengths[] = { N, N, N, N };
  struct normal source = { .seed = 70 + (unsigned) _i };
  double mean = 0, square = 0;

  for (int c = 0; c < TRIES; c++)
    {
      struct lgt_gamma g;

      fill_ar1 (x, replica_count * N, 0, &source);
      ck_assert_int_eq (lgt_gamma_mean (x, replica_count, lengths, NULL, &g,
                                        NULL), LGT_OK);
      mean += g.consistency / TRIES;
      square += g.consistency * g.consistency / TRIES;
    }
  /* Standard deviations 0.289 / sqrt (300) = 0.017 and 0.298 / sqrt (300).  */
  ck_assert_double_eq_tol (mean, 0.5, 4 * 0.017);
  ck_assert_double_eq_tol (square, 1.0 / 3, 4 * 0.0172);
}
END_TEST

static double
ratio (const double *mean, void *ctx)
{
  *(int *) ctx += 1;
  return mean[0] / mean[1];
}

static double
variance (const double *mean, void *ctx)
{
  (void) ctx;
  return mean[1] - mean[0] * mean[0];
}

static double
not_a_number (const double *mean, void *ctx)
{
  (void) ctx;
  return sqrt (-1 - mean[0] * mean[0]);
}

/* A ratio of two correlated quantities; linear error propagation by hand:
   d (a / b) = (da - (a/b) db) / b.  */
START_TEST (derived_ratio)
{
  enum { N = 20000 };
  double *x = malloc (2 * N * sizeof *x), *d = malloc (N * sizeof *d);
  struct normal source = { .seed = 21 };
  struct lgt_gamma g, linear;
  int64_t n = N;
  int calls = 0;
  double a = 0, b = 0;

  fill_ar1 (d, N, 0.8, &source);
  for (int i = 0; i < N; i++)
    {
      x[2 * i] = 2 + d[i];
      x[2 * i + 1] = 4 + 0.5 * d[i] + 0.3 * test_normal (&source);
      a += x[2 * i] / N;
      b += x[2 * i + 1] / N;
    }
  for (int i = 0; i < N; i++)
    d[i] = a / b + (x[2 * i] - a - a / b * (x[2 * i + 1] - b)) / b;

  ck_assert_int_eq (lgt_gamma_derived (x, 2, 1, &n, ratio, &calls, NULL, &g,
                                       NULL), LGT_OK);
  ck_assert_int_eq (calls, 5);
  ck_assert_int_eq (lgt_gamma_mean (d, 1, &n, NULL, &linear, NULL), LGT_OK);
  ck_assert_double_eq_tol (g.value, a / b, 1e-12);
  ck_assert_double_eq_tol (g.error, linear.error, 1e-4 * linear.error);
  ck_assert_double_eq_tol (g.tau, linear.tau, 1e-3);
  ck_assert_double_eq_tol (g.value, 0.5, 4 * g.error);
  free (x);
  free (d);
}
END_TEST

/* Bias: the variance estimated as <x^2> - <x>^2 is low by 1/n = 0.05; replica
   allow to take that out.  */
START_TEST (derived_bias)
{
  enum { LENGTH = 10, REPLICA = 2, N = LENGTH * REPLICA, TRIES = 2000 };
  static double x[2 * N];
  int64_t lengths[REPLICA];
  struct normal source = { .seed = 33 };
  double mean = 0, square = 0, error;

  for (int r = 0; r < REPLICA; r++)
    lengths[r] = LENGTH;
  for (int c = 0; c < TRIES; c++)
    {
      struct lgt_gamma g;

      for (int i = 0; i < N; i++)
        {
          x[2 * i] = test_normal (&source);
          x[2 * i + 1] = x[2 * i] * x[2 * i];
        }
      ck_assert_int_eq (lgt_gamma_derived (x, 2, REPLICA, lengths, variance,
                                           NULL, NULL, &g, NULL), LGT_OK);
      mean += g.value / TRIES;
      square += g.value * g.value / TRIES;
    }
  error = sqrt ((square - mean * mean) / TRIES);
  ck_assert_double_lt (error, 0.01);
  ck_assert_double_eq_tol (mean, 1, 3 * error);
}
END_TEST

START_TEST (short_runs_warn)
{
  enum { N = 1000 };
  static double x[N];
  struct normal source = { .seed = 2 };
  struct lgt_gamma g;
  int64_t n = N;

  fill_ar1 (x, N, 0.95, &source);       /* tau 19.5: 50 tau = 975 */
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_int_eq (g.is_short, N < 50 * g.tau);
  fill_ar1 (x, N, 0.995, &source);
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_int_eq (g.is_short, 1);
  /* A drift has no window at all.  */
  for (int i = 0; i < N; i++)
    x[i] = i;
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_int_eq (g.is_short, 1);
}
END_TEST

START_TEST (extremes)
{
  double x[100];
  struct lgt_gamma g;
  int64_t n = 100, lengths[] = { 50, 50 };

  for (int i = 0; i < 100; i++)
    x[i] = 0.1;
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_double_eq (g.value, 0.1);
  ck_assert_double_eq (g.error, 0);
  ck_assert_double_eq (g.tau, 0.5);
  ck_assert_int_eq (g.is_short, 0);
  ck_assert_int_eq (lgt_gamma_mean (x, 2, lengths, NULL, &g, NULL), LGT_OK);
  ck_assert_double_eq (g.value, 0.1);
  ck_assert_double_eq (g.consistency, 1);

  /* Anticorrelated data keep the error of white noise.  */
  for (int i = 0; i < 100; i++)
    x[i] = i % 2;
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_double_eq (g.tau, 0.5);
  ck_assert_double_eq (g.error, g.naive_error);
  ck_assert_double_eq_tol (g.error, 0.05, 1e-12);

  n = 2;
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_double_eq (g.value, 0.5);
}
END_TEST

START_TEST (refusals)
{
  double x[] = { 1, 2, NAN, 4, INFINITY, 6 };
  struct lgt_gamma g = { .value = 7 };
  struct lgt_gamma_options options = { .window_factor = -1 };
  struct lgt_error error;
  int64_t n = 6, one = 1, two = 2, first;

  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &g, &error), LGT_ENUM);
  ck_assert_str_eq (error.text, "2 of 6 data are not finite; the first is in "
                    "measurement 2");
  ck_assert_int_eq (lgt_gamma_mean (x, 0, &n, NULL, &g, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &one, NULL, &g, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &two, &options, &g, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gamma_derived (x, 0, 1, &two, variance, NULL, NULL,
                                       &g, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_gamma_derived (x, 1, 1, &two, not_a_number, NULL,
                                       NULL, &g, &error), LGT_ENUM);
  ck_assert_double_eq (g.value, 7);
  ck_assert_int_eq (lgt_count_not_finite (x, 6, &first), 2);
  ck_assert_int_eq (first, 2);
  ck_assert_int_eq (lgt_count_not_finite (x, 2, &first), 0);
  ck_assert_int_eq (first, 2);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("statistics");
  TCase *t = tcase_create ("gamma");
  int count = sizeof coefficients / sizeof coefficients[0];

  tcase_add_loop_test (t, ar1_tau, 0, count);
  tcase_add_test (t, calibration);
  tcase_add_test (t, window_by_hand);
  tcase_add_test (t, autocorrelation);
  tcase_add_test (t, autocorrelation_by_hand);
  tcase_add_test (t, fft_table_agrees);
  tcase_add_test (t, replica);
  tcase_add_loop_test (t, consistency_is_uniform, 0, 3);
  tcase_add_test (t, derived_ratio);
  tcase_add_test (t, derived_bias);
  tcase_add_test (t, short_runs_warn);
  tcase_add_test (t, extremes);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Tests of lgt/weights.h.

   The model: q = N (0, 1), p = N (mu, 1), so log w = mu x - mu^2 / 2 is
   Gaussian with s = mu, and

     ln Z = 0, KL (q || p) = mu^2 / 2, ESS = forward ESS = exp (-mu^2),
     <x>_p = mu, <x^2>_p = 1 + mu^2.  */

#include <lgt/weights.h>

#include <string.h>

#include "normal.h"
#include "testutil.h"

enum { N = 20000 };

static double x[N], log_w[N], data[2 * N];

/* N samples of N (mean, 1) and their log-weights.  */
static void
fill (double mu, double mean, int n, struct normal *source)
{
  for (int i = 0; i < n; i++)
    {
      x[i] = mean + test_normal (source);
      log_w[i] = mu * x[i] - mu * mu / 2;
      data[2 * i] = x[i];
      data[2 * i + 1] = x[i] * x[i];
    }
}

static double
variance (const double *mean, void *ctx)
{
  (void) ctx;
  return mean[1] - mean[0] * mean[0];
}

static double
inverse (const double *mean, void *ctx)
{
  (void) ctx;
  return 1 / (mean[0] - mean[0]);
}

static void
within (struct lgt_estimate e, double exact, double largest_error)
{
  ck_assert_double_gt (e.error, 0);
  ck_assert_double_le (e.error, largest_error);
  ck_assert_double_eq_tol (e.value, exact, 4 * e.error);
}

START_TEST (gaussian)
{
  struct normal source = { .seed = 1 };
  double mu = 0.8;
  struct lgt_weights_summary w;

  fill (mu, 0, N, &source);
  ck_assert_int_eq (lgt_weights_summary (log_w, N, 0, &w, NULL), LGT_OK);
  ck_assert_int_eq (w.count, N);
  within (w.ess, exp (-mu * mu), 0.03);
  within (w.log_w, -mu * mu / 2, 0.01);
  within (w.log_z, 0, 0.01);
  within (lgt_weights_kl (&w, 0), mu * mu / 2, 0.01);
  ck_assert_double_eq_tol (w.log_w.error, mu / sqrt (N), 0.2 * mu / sqrt (N));
  ck_assert_double_eq_tol (w.spread, mu, 0.02);
  ck_assert_double_eq_tol (w.ess_gaussian, exp (-mu * mu), 0.02);
  ck_assert_double_eq_tol (w.acceptance_gaussian, erfc (mu / 2), 0.02);
  ck_assert_double_gt (w.max_share, 1.0 / N);
  ck_assert_double_lt (w.max_share, 0.01);
}
END_TEST

START_TEST (by_hand)
{
  double two[] = { 0, log (3) }, four[] = { 0, 0, 0, log (5) };
  double values[] = { 1, 2, 3, 4 };
  struct lgt_estimate e;
  struct lgt_weights_summary w;
  double f[4], mean = 0, square = 0;

  ck_assert_int_eq (lgt_weights_summary (two, 2, 0, &w, NULL), LGT_OK);
  ck_assert_double_eq_tol (w.ess.value, 0.8, 1e-14);    /* 16 / (2 10) */
  ck_assert_double_eq_tol (w.max_share, 0.75, 1e-14);
  ck_assert_double_eq_tol (w.log_z.value, log (2), 1e-14);
  ck_assert_double_eq_tol (w.log_w.value, log (3) / 2, 1e-14);
  ck_assert_double_eq_tol (w.spread, log (3) / sqrt (2), 1e-14);
  /* Without either block log z is log 3, log 1; (B - 1)/B = 1/2.  */
  ck_assert_double_eq_tol (w.log_z.error, log (3) / 2, 1e-14);

  /* (1 + 2 + 3 + 5 * 4) / 8, and leaving out one of the four.  */
  ck_assert_int_eq (lgt_weights_mean (four, values, 4, 1, 4, NULL, NULL, &e,
                                      NULL), LGT_OK);
  ck_assert_double_eq_tol (e.value, 26.0 / 8, 1e-14);
  f[0] = 25.0 / 7, f[1] = 24.0 / 7, f[2] = 23.0 / 7, f[3] = 6.0 / 3;
  for (int b = 0; b < 4; b++)
    mean += f[b] / 4;
  for (int b = 0; b < 4; b++)
    square += (f[b] - mean) * (f[b] - mean);
  ck_assert_double_eq_tol (e.error, sqrt (0.75 * square), 1e-14);

  /* Plain jackknife of a mean: s / sqrt (n).  */
  ck_assert_int_eq (lgt_weights_mean (NULL, values, 4, 1, 4, NULL, NULL, &e,
                                      NULL), LGT_OK);
  ck_assert_double_eq_tol (e.value, 2.5, 1e-14);
  ck_assert_double_eq_tol (e.error, sqrt (5.0 / 3 / 4), 1e-14);

  /* 1 / (<w> <1/w>) = 1 / (2 * 4/6) with w = 1, 3.  */
  ck_assert_int_eq (lgt_weights_forward_ess (two, 2, 0, &e, NULL), LGT_OK);
  ck_assert_double_eq_tol (e.value, 0.75, 1e-14);
}
END_TEST

/* A constant in log w changes log z alone, however large.  */
START_TEST (constants_cancel)
{
  static const double shifts[] = { -5000, 700, 1e5 };
  double shift = shifts[_i];
  struct normal source = { .seed = 2 };
  struct lgt_weights_summary a, b;
  struct lgt_estimate p, q;

  fill (1, 0, 1000, &source);
  ck_assert_int_eq (lgt_weights_summary (log_w, 1000, 37, &a, NULL), LGT_OK);
  ck_assert_int_eq (lgt_weights_mean (log_w, x, 1000, 1, 37, NULL, NULL, &p,
                                      NULL), LGT_OK);
  for (int i = 0; i < 1000; i++)
    log_w[i] += shift;
  ck_assert_int_eq (lgt_weights_summary (log_w, 1000, 37, &b, NULL), LGT_OK);
  ck_assert_int_eq (lgt_weights_mean (log_w, x, 1000, 1, 37, NULL, NULL, &q,
                                      NULL), LGT_OK);
  ck_assert_double_eq_tol (a.ess.value, b.ess.value, 1e-9);
  ck_assert_double_eq_tol (a.ess.error, b.ess.error, 1e-9);
  ck_assert_double_eq_tol (a.max_share, b.max_share, 1e-9);
  ck_assert_double_eq_tol (a.spread, b.spread, 1e-9);
  ck_assert_double_eq_tol (a.log_z.value + shift, b.log_z.value, 1e-9);
  ck_assert_double_eq_tol (a.log_z.error, b.log_z.error, 1e-9);
  ck_assert_double_eq_tol (p.value, q.value, 1e-9);
  ck_assert_double_eq_tol (p.error, q.error, 1e-9);
}
END_TEST

START_TEST (extremes)
{
  double equal[10] = { 0 }, one[10] = { 0 };
  struct lgt_weights_summary w;
  struct lgt_estimate e;

  ck_assert_int_eq (lgt_weights_summary (equal, 10, 0, &w, NULL), LGT_OK);
  ck_assert_double_eq_tol (w.ess.value, 1, 1e-15);
  ck_assert_double_eq_tol (w.ess.error, 0, 1e-15);
  ck_assert_double_eq_tol (w.acceptance_gaussian, 1, 1e-15);

  /* One sample has it all; without it the rest still counts.  */
  one[4] = 2000;
  ck_assert_int_eq (lgt_weights_summary (one, 10, 0, &w, NULL), LGT_OK);
  ck_assert_double_eq_tol (w.ess.value, 0.1, 1e-11);
  ck_assert_double_eq_tol (w.max_share, 1, 1e-11);
  ck_assert_double_eq_tol (w.log_z.value, 2000 - log (10), 1e-9);
  ck_assert_double_gt (w.ess.error, 0.5);
  equal[4] = 1;
  ck_assert_int_eq (lgt_weights_mean (one, equal, 10, 1, 0, NULL, NULL, &e,
                                      NULL), LGT_OK);
  ck_assert_double_eq_tol (e.value, 1, 1e-15);
  ck_assert_double_eq_tol (e.error, sqrt (0.9 * 0.9), 1e-12);
}
END_TEST

START_TEST (reweighting)
{
  struct normal source = { .seed = 3 };
  double mu = 0.7;
  struct lgt_estimate means[2], v;

  fill (mu, 0, N, &source);
  ck_assert_int_eq (lgt_weights_mean (log_w, data, N, 2, 0, NULL, NULL, means,
                                      NULL), LGT_OK);
  within (means[0], mu, 0.03);
  within (means[1], 1 + mu * mu, 0.05);
  ck_assert_int_eq (lgt_weights_mean (log_w, data, N, 2, 0, variance, NULL,
                                      &v, NULL), LGT_OK);
  within (v, 1, 0.05);
  ck_assert_double_eq_tol (v.value, means[1].value
                           - means[0].value * means[0].value, 1e-12);
}
END_TEST

/* Samples of p itself, independent: the forward ESS.  */
START_TEST (forward)
{
  struct normal source = { .seed = 4 };
  double mu = 0.8;
  struct lgt_estimate e;

  fill (mu, mu, N, &source);
  ck_assert_int_eq (lgt_weights_forward_ess (log_w, N, 0, &e, NULL), LGT_OK);
  within (e, exp (-mu * mu), 0.03);
}
END_TEST

/* Errors are what repetition shows, within 20%, and they do not depend on
   the number of blocks but by noise.  */
START_TEST (calibration)
{
  enum { TRIES = 300, SAMPLES = 1000 };
  int blocks = _i ? SAMPLES : 50;
  struct normal source = { .seed = 6 };
  double sums[4][3] = { { 0 } };

  for (int t = 0; t < TRIES; t++)
    {
      struct lgt_weights_summary w;
      struct lgt_estimate e[4];

      fill (0.6, 0, SAMPLES, &source);
      ck_assert_int_eq (lgt_weights_summary (log_w, SAMPLES, blocks, &w,
                                             NULL), LGT_OK);
      ck_assert_int_eq (lgt_weights_mean (log_w, x, SAMPLES, 1, blocks, NULL,
                                          NULL, &e[3], NULL), LGT_OK);
      e[0] = w.ess, e[1] = w.log_w, e[2] = w.log_z;
      for (int k = 0; k < 4; k++)
        {
          sums[k][0] += e[k].value / TRIES;
          sums[k][1] += e[k].value * e[k].value / TRIES;
          sums[k][2] += e[k].error * e[k].error / TRIES;
        }
    }
  for (int k = 0; k < 4; k++)
    {
      double scatter = sqrt (sums[k][1] - sums[k][0] * sums[k][0]);

      ck_assert_double_eq_tol (sqrt (sums[k][2]) / scatter, 1, 0.2);
    }
}
END_TEST

START_TEST (refusals)
{
  double bad[] = { 0, INFINITY, 1, NAN, -INFINITY };
  double good[] = { 0, 1, 2 };
  struct lgt_weights_summary w = { .count = 77 };
  struct lgt_estimate e = { 7, 7 };
  struct lgt_error error;

  ck_assert_int_eq (lgt_weights_summary (bad, 5, 0, &w, &error), LGT_ENUM);
  ck_assert_str_eq (error.text, "3 of 5 log-weights are not finite; the first "
                    "is number 1");
  ck_assert_int_eq (lgt_weights_summary (good, 1, 0, &w, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_weights_summary (good, 3, 1, &w, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_weights_summary (good, 3, 4, &w, &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "4 blocks for 3 samples; it must be 2 to 3");
  ck_assert_int_eq (lgt_weights_forward_ess (bad, 5, 0, &e, &error),
                    LGT_ENUM);
  ck_assert_int_eq (lgt_weights_mean (good, bad, 3, 1, 0, NULL, NULL, &e,
                                      &error), LGT_ENUM);
  ck_assert_str_eq (error.text, "1 of 3 data are not finite; the first is in "
                    "sample 1");
  ck_assert_int_eq (lgt_weights_mean (bad, good, 3, 1, 0, NULL, NULL, &e,
                                      &error), LGT_ENUM);
  ck_assert_int_eq (lgt_weights_mean (good, good, 3, 0, 0, NULL, NULL, &e,
                                      &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_weights_mean (good, good, 3, 1, 0, inverse, NULL, &e,
                                      &error), LGT_ENUM);
  ck_assert_int_eq (w.count, 77);
  ck_assert_double_eq (e.value, 7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("weights");
  TCase *t = tcase_create ("weights");

  tcase_add_test (t, gaussian);
  tcase_add_test (t, by_hand);
  tcase_add_loop_test (t, constants_cancel, 0, 3);
  tcase_add_test (t, extremes);
  tcase_add_test (t, reweighting);
  tcase_add_test (t, forward);
  tcase_add_loop_test (t, calibration, 0, 2);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

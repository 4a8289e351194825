/* Tests of lgt/resampling.h and lgt/reweighting.h: by hand, and on synthetic
   chains whose autocorrelations are known.  */

#include <lgt/resampling.h>
#include <lgt/reweighting.h>

#include <math.h>
#include <string.h>

#include "ar1.h"
#include "testutil.h"

static double
variance (const double *mean, void *ctx)
{
  (void) ctx;
  return mean[1] - mean[0] * mean[0];
}

static double
no_number (const double *mean, void *ctx)
{
  (void) ctx;
  return log (mean[0] - 2);
}

START_TEST (by_hand)
{
  const double x[] = { 1, 2, 3, 4, 10 };
  const double log_weight[] = { 0, 0, log (2), 0, 0 };
  const int64_t five = 5, two_three[] = { 2, 3 };
  struct lgt_sample s = { x, 1, NULL, 1, &five };
  struct lgt_resampled r;
  double theta[5], mean = 0, square = 0;

  /* The plain jackknife of a mean: s / sqrt (n), no bias.  */
  ck_assert_int_eq (lgt_jackknife (&s, 1, NULL, NULL, &r, NULL), LGT_OK);
  ck_assert_int_eq (r.blocks, 5);
  ck_assert_double_eq_tol (r.value, 4, 1e-14);
  ck_assert_double_eq_tol (r.error, sqrt ((9 + 4 + 1 + 0 + 36) / 4. / 5),
                           1e-14);
  ck_assert_double_eq_tol (r.bias, 0, 1e-14);
  ck_assert_double_eq_tol (r.high - r.low, 2 * r.error, 1e-14);

  /* Two chains, blocks of 2 and 3: pseudo-values of a mean are the means of
     blocks, 1.5 and 17/3, h = 5/2, 5/3, their weighted mean 4.  */
  s.replica = 2;
  s.length = two_three;
  ck_assert_int_eq (lgt_jackknife (&s, 2, NULL, NULL, &r, NULL), LGT_OK);
  ck_assert_int_eq (r.blocks, 2);
  ck_assert_double_eq_tol (r.bias, 0, 1e-14);
  ck_assert_double_eq_tol (r.error,
                           sqrt ((pow (1.5 - 4, 2) / 1.5
                                  + pow (17. / 3 - 4, 2) / (2. / 3)) / 2),
                           1e-14);

  /* Weights: (1 + 2 + 2 * 3 + 4 + 10) / 6 and without each.  */
  s = (struct lgt_sample) { x, 1, log_weight, 1, &five };
  ck_assert_int_eq (lgt_jackknife (&s, 1, NULL, NULL, &r, NULL), LGT_OK);
  ck_assert_double_eq_tol (r.value, 23 / 6., 1e-14);
  theta[0] = 22 / 5., theta[1] = 21 / 5., theta[2] = 17 / 4.,
  theta[3] = 19 / 5., theta[4] = 13 / 5.;
  for (int b = 0; b < 5; b++)
    mean += theta[b] / 5;
  for (int b = 0; b < 5; b++)
    square += (theta[b] - mean) * (theta[b] - mean);
  ck_assert_double_eq_tol (r.error, sqrt (0.8 * square), 1e-14);
  ck_assert_double_eq_tol (r.bias, 4 * (mean - 23 / 6.), 1e-13);
}
END_TEST

/* The jackknife finds the bias -s^2 / n of <x^2> - <x>^2 exactly.  */
START_TEST (jackknife_bias)
{
  double x[40], sum = 0, square = 0;
  const int64_t n = 20;
  const struct lgt_sample s = { x, 2, NULL, 1, &n };
  struct normal source = { .seed = 1 };
  struct lgt_resampled r;

  for (int i = 0; i < 20; i++)
    {
      x[2 * i] = test_normal (&source);
      x[2 * i + 1] = x[2 * i] * x[2 * i];
      sum += x[2 * i];
      square += x[2 * i + 1];
    }
  ck_assert_int_eq (lgt_jackknife (&s, 1, variance, NULL, &r, NULL), LGT_OK);
  ck_assert_double_eq_tol (r.value - r.bias, (square - sum * sum / 20) / 19,
                           1e-13);
}
END_TEST

/* The bootstrap of a mean has error^2 = sum (x - <x>)^2 / (n (n - 1)), to
   1 / sqrt (2 * 4000) = 1.1%, 4 sigma; the interval is the Gaussian one.  The
   same seed gives the same bits, another one others.  */
START_TEST (bootstrap_of_a_mean)
{
  enum { N = 400, SAMPLES = 4000 };
  double x[N], mean = 0, square = 0;
  const int64_t n = N;
  struct lgt_sample s = { x, 1, NULL, 1, &n };
  struct normal source = { .seed = 2 };
  struct lgt_resampled r, again, other;
  double e;

  for (int i = 0; i < N; i++)
    mean += (x[i] = 5 + test_normal (&source)) / N;
  for (int i = 0; i < N; i++)
    square += (x[i] - mean) * (x[i] - mean);
  e = sqrt (square / N / (N - 1));
  ck_assert_int_eq (lgt_bootstrap (&s, 1, SAMPLES, 11, NULL, NULL, &r, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (r.value, mean, 1e-13);
  ck_assert_double_eq_tol (r.error, e, 4 * 0.0112 * e);
  ck_assert_double_eq_tol (r.bias, 0, 4 * e / sqrt (SAMPLES));
  /* A quantile at one sigma has a standard error of 0.02 sigma here.  */
  ck_assert_double_eq_tol (r.low, mean - e, 5 * 0.024 * e);
  ck_assert_double_eq_tol (r.high, mean + e, 5 * 0.024 * e);
  ck_assert_int_eq (lgt_bootstrap (&s, 1, SAMPLES, 11, NULL, NULL, &again,
                                   NULL), LGT_OK);
  ck_assert_mem_eq (&r, &again, sizeof r);
  ck_assert_int_eq (lgt_bootstrap (&s, 1, SAMPLES, 12, NULL, NULL, &other,
                                   NULL), LGT_OK);
  ck_assert_double_ne (r.error, other.error);
}
END_TEST

/* ---- three methods on chains ---- */

enum { CHAINS = 1000, LENGTH = 4000 };

/* 0: white noise; 1, 2: AR(1); 3: a fast and a slow one; the last in three
   replica.  The mean is 0.  */
static void
fill (double *x, int kind, struct normal *source)
{
  static double slow[LENGTH];

  switch (kind)
    {
    case 3:
      test_ar1 (x, LENGTH, 0.3, source);
      test_ar1 (slow, LENGTH, 0.9, source);
      for (int i = 0; i < LENGTH; i++)
        x[i] = sqrt (0.75) * x[i] + 0.5 * slow[i];
      break;
    case 4:
      test_ar1 (x, 1600, 0.7, source);
      test_ar1 (x + 1600, 1400, 0.7, source);
      test_ar1 (x + 3000, 1000, 0.7, source);
      break;
    default:
      test_ar1 (x, LENGTH, kind == 0 ? 0 : kind == 1 ? 0.5 : 0.8, source);
    }
}

static double
tau_of (int kind)
{
  static const double tau[] = { 0.5, 1.5, 4.5, 0, 17. / 6 };

  return kind == 3 ? 0.75 * test_ar1_tau (0.3) + 0.25 * test_ar1_tau (0.9)
                   : tau[kind];
}

/* Gamma, jackknife, bootstrap.  Intervals of one sigma hold the truth in 68.3%
   of the chains, to 5%: 1000 chains have a standard deviation of 1.5%, errors
   that are themselves only known to 10% take 1%.  The mean square of errors is
   2 tau / n to 10%.  With two time scales the default window and blocks see
   too little of the slow one.  */
START_TEST (coverage)
{
  const int kind = _i;
  const int64_t one[] = { LENGTH }, three[] = { 1600, 1400, 1000 };
  static double x[LENGTH];
  const struct lgt_sample s = { x, 1, NULL, kind == 4 ? 3 : 1,
                                kind == 4 ? three : one };
  const struct lgt_gamma_options options
    = { .window_factor = kind == 3 ? 3 : 0 };
  struct normal source = { .seed = 30 + (unsigned) kind };
  double inside[3] = { 0 }, square[3] = { 0 };

  for (int c = 0; c < CHAINS; c++)
    {
      struct lgt_gamma g;
      struct lgt_resampled r[2];
      double value[3], error[3];

      fill (x, kind, &source);
      ck_assert_int_eq (lgt_gamma_mean (x, s.replica, s.length, &options, &g,
                                        NULL), LGT_OK);
      ck_assert_int_eq (lgt_jackknife (&s, kind == 3 ? 150 : 0, NULL, NULL,
                                       &r[0], NULL), LGT_OK);
      /* Many short blocks only cost time.  */
      ck_assert_int_eq (lgt_bootstrap (&s, kind ? r[0].block : 20, 100,
                                       (uint64_t) c, NULL, NULL, &r[1],
                                       NULL), LGT_OK);
      value[0] = g.value, error[0] = g.error;
      for (int i = 0; i < 2; i++)
        value[i + 1] = r[i].value, error[i + 1] = r[i].error;
      for (int i = 0; i < 3; i++)
        {
          inside[i] += fabs (value[i]) < error[i];
          square[i] += error[i] * error[i] / CHAINS;
        }
    }
  for (int i = 0; i < 3; i++)
    {
      ck_assert_double_eq_tol (inside[i] / CHAINS, 0.683, 0.05);
      ck_assert_double_eq_tol (sqrt (square[i] * LENGTH / (2 * tau_of (kind))),
                               1, 0.1);
    }
}
END_TEST

/* The same for the variance of the data, 1, a derived quantity: rho (t)^2 is
   its autocorrelation, so error^2 = 2 (1 + a^2) / (1 - a^2) / n.  */
START_TEST (coverage_derived)
{
  const double a = 0.7;
  const int64_t n = LENGTH;
  static double x[LENGTH], data[2 * LENGTH];
  const struct lgt_sample s = { data, 2, NULL, 1, &n };
  struct normal source = { .seed = 41 };
  const double exact = sqrt (2 * (1 + a * a) / (1 - a * a) / LENGTH);
  double inside[3] = { 0 }, square[3] = { 0 };

  for (int c = 0; c < CHAINS; c++)
    {
      struct lgt_gamma g;
      struct lgt_resampled r[2];

      test_ar1 (x, LENGTH, a, &source);
      for (int i = 0; i < LENGTH; i++)
        {
          data[2 * i] = 3 + x[i];
          data[2 * i + 1] = (3 + x[i]) * (3 + x[i]);
        }
      ck_assert_int_eq (lgt_gamma_derived (data, 2, 1, &n, variance, NULL,
                                           NULL, &g, NULL), LGT_OK);
      ck_assert_int_eq (lgt_jackknife (&s, 0, variance, NULL, &r[0], NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_bootstrap (&s, r[0].block, 100, (uint64_t) c,
                                       variance, NULL, &r[1], NULL), LGT_OK);
      inside[0] += fabs (g.value - 1) < g.error;
      square[0] += g.error * g.error / CHAINS;
      for (int i = 0; i < 2; i++)
        {
          inside[i + 1] += fabs (r[i].value - 1) < r[i].error;
          square[i + 1] += r[i].error * r[i].error / CHAINS;
        }
    }
  for (int i = 0; i < 3; i++)
    {
      ck_assert_double_eq_tol (inside[i] / CHAINS, 0.683, 0.05);
      ck_assert_double_eq_tol (sqrt (square[i]) / exact, 1, 0.1);
    }
}
END_TEST

/* Blocks shorter than the correlations give errors too small by the square
   root of 2 tau: what the default length is for.  */
START_TEST (short_blocks)
{
  const int64_t n = LENGTH;
  static double x[LENGTH];
  const struct lgt_sample s = { x, 1, NULL, 1, &n };
  struct normal source = { .seed = 50 };
  struct lgt_resampled plain, blocked;
  double ratio = 0;

  for (int c = 0; c < 50; c++)
    {
      test_ar1 (x, LENGTH, 0.8, &source);
      ck_assert_int_eq (lgt_jackknife (&s, 1, NULL, NULL, &plain, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_jackknife (&s, 0, NULL, NULL, &blocked, NULL),
                        LGT_OK);
      ratio += blocked.error / plain.error / 50;
    }
  ck_assert_double_eq_tol (ratio, 3, 0.3);
  /* 2 (80 / 18)^(2/3) 4000^(1/3) = 86 for tau = 4.5, itself measured.  */
  ck_assert_int_gt (blocked.block, 60);
  ck_assert_int_lt (blocked.block, 120);
}
END_TEST

/* The warning of too short a chain: 50 tau = 225 for a = 0.8.  It comes for
   nearly every chain of 110, where tau is often found too small, and for none
   of 900, where it is known to 25%.  */
START_TEST (warning)
{
  static double x[900];
  struct normal source = { .seed = 60 };
  const int64_t few = 110, many = 900;
  int fired[2] = { 0 };

  for (int c = 0; c < 100; c++)
    {
      struct lgt_gamma g;

      test_ar1 (x, many, 0.8, &source);
      ck_assert_int_eq (lgt_gamma_mean (x, 1, &many, NULL, &g, NULL), LGT_OK);
      fired[1] += g.is_short;
      ck_assert_int_eq (lgt_gamma_mean (x, 1, &few, NULL, &g, NULL), LGT_OK);
      fired[0] += g.is_short;
    }
  ck_assert_int_ge (fired[0], 85);
  ck_assert_int_eq (fired[1], 0);
}
END_TEST

/* ---- reweighting ---- */

/* S = beta x^2 / 2 with beta = 2, a chain of x; at beta' = 2.6

     <x^2> = 1 / 2.6, ln (Z' / Z) = ln (2 / 2.6) / 2,
     ESS = <w>^2 / <w^2> = sqrt (2) sqrt (3.2) / 2.6.

   Over 200 chains: values right to 4 sigma of their scatter, errors to 15%
   (scatter to 5%, and the bias of the windows).  */
START_TEST (reweighting)
{
  enum { N = 4000, TRIES = 200 };
  static double x[N], square_of[N], action[N], log_w[N];
  const int64_t length[] = { 2500, 1500 };
  const double exact[] = { 1 / 2.6, log (2 / 2.6) / 2, sqrt (6.4) / 2.6 };
  struct normal source = { .seed = 70 };
  double mean[3] = { 0 }, square[3] = { 0 }, error[3] = { 0 };
  struct lgt_sample s = { square_of, 1, log_w, 2, length };

  for (int c = 0; c < TRIES; c++)
    {
      struct lgt_gamma g[3];
      struct lgt_resampled r;

      test_ar1 (x, 2500, 0.8, &source);
      test_ar1 (x + 2500, 1500, 0.8, &source);
      for (int i = 0; i < N; i++)
        {
          square_of[i] = x[i] * x[i] / 2;       /* variance 1 / beta */
          action[i] = square_of[i];             /* 2 x^2 / 2 */
        }
      ck_assert_int_eq (lgt_reweighting_weights (action, N, 2, 2.6, log_w,
                                                 NULL), LGT_OK);
      ck_assert_int_eq (lgt_gamma_reweighted (square_of, 1, log_w, 2, length,
                                              NULL, NULL, NULL, &g[0], NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_gamma_reweighting_log_z (log_w, 2, length, NULL,
                                                     &g[1], NULL), LGT_OK);
      ck_assert_int_eq (lgt_gamma_reweighting_ess (log_w, 2, length, NULL,
                                                   &g[2], NULL), LGT_OK);
      for (int i = 0; i < 3; i++)
        {
          const double d = g[i].value - exact[i];

          mean[i] += d / TRIES;
          square[i] += d * d / TRIES;
          error[i] += g[i].error * g[i].error / TRIES;
        }
      /* The jackknife with weights agrees: its value is the same but for the
         bias, its error to what either is good for.  */
      ck_assert_int_eq (lgt_jackknife (&s, 0, NULL, NULL, &r, NULL), LGT_OK);
      ck_assert_double_eq_tol (r.value, g[0].value, 0.2 * g[0].error);
      ck_assert_double_eq_tol (r.error, g[0].error, 0.5 * g[0].error);
    }
  for (int i = 0; i < 3; i++)
    {
      const double scatter = sqrt (square[i] - mean[i] * mean[i]);

      ck_assert_double_eq_tol (mean[i], 0, 4 * scatter / sqrt (TRIES));
      ck_assert_double_eq_tol (sqrt (error[i]) / scatter, 1, 0.15);
    }
}
END_TEST

/* A constant in log w cancels, however large, and is found in ln Z; equal
   weights are none.  */
START_TEST (constant_weights)
{
  enum { N = 500 };
  double x[N], log_w[N];
  const int64_t n = N;
  struct normal source = { .seed = 80 };
  struct lgt_gamma plain, weighted, z;

  test_ar1 (x, N, 0.5, &source);
  for (int i = 0; i < N; i++)
    log_w[i] = -40000;
  ck_assert_int_eq (lgt_gamma_mean (x, 1, &n, NULL, &plain, NULL), LGT_OK);
  ck_assert_int_eq (lgt_gamma_reweighted (x, 1, log_w, 1, &n, NULL, NULL,
                                          NULL, &weighted, NULL), LGT_OK);
  ck_assert_double_eq_tol (plain.value, weighted.value, 1e-13);
  ck_assert_double_eq_tol (plain.error, weighted.error, 1e-12);
  ck_assert_int_eq (lgt_gamma_reweighting_log_z (log_w, 1, &n, NULL, &z,
                                                 NULL), LGT_OK);
  ck_assert_double_eq (z.value, -40000);
  ck_assert_double_eq (z.error, 0);
  ck_assert_int_eq (lgt_gamma_reweighting_ess (log_w, 1, &n, NULL, &z, NULL),
                    LGT_OK);
  ck_assert_double_eq (z.value, 1);
}
END_TEST

START_TEST (refusals)
{
  const double x[] = { 1, 2, 3, 4 }, bad[] = { 0, 1, NAN, 2 };
  const int64_t four = 4, one = 1;
  const struct lgt_sample good = { x, 1, NULL, 1, &four },
                          weights = { x, 1, bad, 1, &four },
                          data = { bad, 1, NULL, 1, &four },
                          empty = { x, 0, NULL, 1, &four },
                          small = { x, 1, NULL, 1, &one };
  struct lgt_resampled r = { .value = 7 };
  struct lgt_gamma g = { .value = 7 };
  struct lgt_error error;
  double w[4] = { 7, 7, 7, 7 };

  ck_assert_int_eq (lgt_jackknife (&good, 3, NULL, NULL, &r, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "blocks of 3 measurements: at least 2 blocks "
                    "of at least 1 are needed, of 4 measurements");
  ck_assert_int_eq (lgt_jackknife (&good, -1, NULL, NULL, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_jackknife (&weights, 1, NULL, NULL, &r, &error),
                    LGT_ENUM);
  ck_assert_int_eq (lgt_jackknife (&data, 1, NULL, NULL, &r, &error),
                    LGT_ENUM);
  ck_assert_int_eq (lgt_jackknife (&empty, 1, NULL, NULL, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_jackknife (&small, 1, NULL, NULL, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_jackknife (&good, 1, no_number, NULL, &r, &error),
                    LGT_ENUM);
  ck_assert_str_eq (error.text, "the derived quantity is not finite without "
                    "one of the blocks");
  ck_assert_int_eq (lgt_bootstrap (&good, 1, 50, 1, no_number, NULL, &r,
                                   &error), LGT_ENUM);
  ck_assert_int_eq (lgt_bootstrap (&good, 1, 1, 1, NULL, NULL, &r, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_reweighting_weights (x, 4, 0, 1, w, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gamma_reweighted (x, 1, bad, 1, &four, NULL, NULL,
                                          NULL, &g, &error), LGT_ENUM);
  ck_assert_int_eq (lgt_gamma_reweighted (x, 0, x, 1, &four, NULL, NULL,
                                          NULL, &g, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_gamma_reweighting_ess (bad, 1, &four, NULL, &g,
                                               &error), LGT_ENUM);
  ck_assert_double_eq (r.value, 7);
  ck_assert_double_eq (g.value, 7);
  ck_assert_double_eq (w[0], 7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("resampling");
  TCase *t = tcase_create ("resampling");

  tcase_add_test (t, by_hand);
  tcase_add_test (t, jackknife_bias);
  tcase_add_test (t, bootstrap_of_a_mean);
  tcase_add_loop_test (t, coverage, 0, 5);
  tcase_add_test (t, coverage_derived);
  tcase_add_test (t, short_blocks);
  tcase_add_test (t, warning);
  tcase_add_test (t, reweighting);
  tcase_add_test (t, constant_weights);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

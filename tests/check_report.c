/* Tests of lgt/report.h.  */

#include <lgt/report.h>

#include <math.h>
#include <string.h>

#include "testutil.h"

static const struct lgt_weights_summary good_weights = {
  .count = 65536, .ess = { 0.78123, 0.00234 }, .log_w = { 12, 0.002 },
  .log_z = { 12.1243, 0.0019 }, .max_share = 0.0004, .spread = 0.49,
  .ess_gaussian = 0.78656, .acceptance_gaussian = 0.72897,
};

static struct lgt_report
make_report (void)
{
  struct lgt_report r;
  struct lgt_metropolis m = { .acceptance = { 0.717, 0.002 },
                              .longest_stay = 21 };
  struct lgt_gamma g = { .tau = 1.125, .tau_error = 0.0312 };

  lgt_report_init (&r);
  lgt_report_weights (&r, &good_weights, 12.125);
  lgt_report_chain (&r, 65536, &m, &g);
  lgt_report_set (&r, LGT_REPORT_PLAQUETTE_REWEIGHTED,
                  (struct lgt_estimate) { 0.69812, 0.00031 }, 0.697775);
  lgt_report_set (&r, LGT_REPORT_Q2_CHAIN,
                  (struct lgt_estimate) { 1.2, 0.02 }, 1.2393);
  return r;
}

/* What PRINT writes, in a buffer of this test process.  */
static const char *
printed (void (*print) (const struct lgt_report *, FILE *),
         const struct lgt_report *report)
{
  static char text[4096];
  FILE *stream = fmemopen (text, sizeof text, "w");

  ck_assert_ptr_nonnull (stream);
  print (report, stream);
  ck_assert_int_eq (fclose (stream), 0);
  return text;
}

START_TEST (tsv)
{
  struct lgt_report r = make_report ();

  ck_assert_str_eq (printed (lgt_report_tsv, &r),
                    "#quantity\tvalue\terror\texact\n"
                    "ess\t0.78123\t0.00234\t\n"
                    "kl\t0.125\t0.002\t\n"
                    "acceptance\t0.717\t0.002\t\n"
                    "max_share\t0.0004\t\t\n"
                    "tau_int\t1.125\t0.0312\t\n"
                    "plaquette_reweighted\t0.69812\t0.00031\t0.697775\n"
                    "q2_chain\t1.2\t0.02\t1.2393\n");
}
END_TEST

START_TEST (text)
{
  struct lgt_report r = make_report ();

  ck_assert_str_eq (
    printed (lgt_report_text, &r),
    "quantity                       value       error         exact"
    "        deviation\n"
    "ESS                           0.7812      0.0023\n"
    "KL (q || p)                   0.1250      0.0020\n"
    "acceptance                    0.7170      0.0020\n"
    "largest weight's share        0.0004\n"
    "tau_int                        1.125       0.031\n"
    "plaquette, reweighted        0.69812     0.00031      0.697775"
    "       +1.1 sigma\n"
    "<Q^2>, chain                   1.200       0.020        1.2393"
    "       -2.0 sigma\n"
    "\n"
    "65536 proposals; log w has standard deviation s = 0.49\n"
    "if log w were Gaussian: ESS exp (-s^2) = 0.7866, acceptance erfc (s/2) ="
    " 0.7290\n"
    "ln Z from the weights: 12.1243 +- 0.0019, exact 12.12500\n"
    "chain of 65536 steps; the longest stay on one configuration is 21\n");
}
END_TEST

START_TEST (nothing_measured)
{
  struct lgt_report r;
  char line[160];

  lgt_report_init (&r);
  ck_assert_str_eq (printed (lgt_report_tsv, &r),
                    "#quantity\tvalue\terror\texact\n");
  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 0);
  ck_assert_ptr_null (strchr (strchr (printed (lgt_report_text, &r), '\n') + 1,
                              '\n'));
}
END_TEST

/* The exact ln Z is not known: no KL, and no word of it.  */
START_TEST (unknown_log_z)
{
  struct lgt_report r;

  lgt_report_init (&r);
  lgt_report_weights (&r, &good_weights, NAN);
  ck_assert_ptr_null (strstr (printed (lgt_report_tsv, &r), "kl"));
  ck_assert_ptr_nonnull (strstr (printed (lgt_report_text, &r), "ln Z from the"
                                 " weights: 12.1243 +- 0.0019\n"));
}
END_TEST

/* Proposals and configurations together.  */
START_TEST (bennett)
{
  struct lgt_report r = make_report ();
  struct lgt_bennett b = { { 12.1251, 0.0004 }, 0.8, 0 };
  char line[160];

  lgt_report_bennett (&r, &b, 12.125);
  ck_assert_ptr_nonnull (strstr (printed (lgt_report_tsv, &r),
                                 "\nlog_z\t12.1251\t0.0004\t12.125\n"));
  ck_assert_ptr_nonnull (strstr (printed (lgt_report_text, &r),
                                 "\nln Z, Bennett "));
  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 0);
  b.overlap = 0.001;
  lgt_report_bennett (&r, &b, 12.125);
  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 1);
  ck_assert_str_eq (line, "proposals and configurations hardly overlap "
                    "(0.001): ln Z and its error mean little");
  b.log_z.value = b.log_z.error = NAN;
  lgt_report_bennett (&r, &b, 12.125);
  ck_assert_ptr_null (strstr (printed (lgt_report_tsv, &r), "log_z"));
  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 1);
}
END_TEST

START_TEST (deviations)
{
  struct lgt_report r = make_report ();

  ck_assert_double_eq_tol (lgt_report_deviation
                           (&r, LGT_REPORT_PLAQUETTE_REWEIGHTED),
                           0.000345 / 0.00031, 1e-10);
  ck_assert_double_nan (lgt_report_deviation (&r, LGT_REPORT_ESS));
  ck_assert_double_nan (lgt_report_deviation (&r, LGT_REPORT_Q2_REWEIGHTED));
  lgt_report_set (&r, LGT_REPORT_Q2_CHAIN, (struct lgt_estimate) { 1, 0 }, 2);
  ck_assert_double_nan (lgt_report_deviation (&r, LGT_REPORT_Q2_CHAIN));
}
END_TEST

START_TEST (warnings)
{
  struct lgt_report r = make_report ();
  char line[160];

  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 0);

  r.weights.count = 500;
  r.weights.max_share = 0.4;
  r.chain = 500;
  r.chain_is_short = 1;
  lgt_report_set (&r, LGT_REPORT_Q2_CHAIN, (struct lgt_estimate) { 1, 0.01 },
                  2);
  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 1);
  ck_assert_ptr_nonnull (strstr (line, "500 proposals are few"));
  ck_assert_int_eq (lgt_report_warning (&r, 1, line), 1);
  ck_assert_ptr_nonnull (strstr (line, "carries 40% of the weight"));
  ck_assert_int_eq (lgt_report_warning (&r, 2, line), 1);
  ck_assert_ptr_nonnull (strstr (line, "chain of 500 steps is shorter"));
  ck_assert_int_eq (lgt_report_warning (&r, 3, line), 1);
  ck_assert_str_eq (line, "<Q^2>, chain is 100.0 sigma from the exact value");
  ck_assert_int_eq (lgt_report_warning (&r, 4, line), 0);

  r = make_report ();
  r.weights.ess.value = 0.01;
  ck_assert_int_eq (lgt_report_warning (&r, 0, line), 1);
  ck_assert_ptr_nonnull (strstr (line, "an ESS of 0.01 cannot be measured "
                                 "with 65536 proposals"));
  ck_assert_int_eq (lgt_report_warning (&r, 1, line), 0);
  ck_assert_ptr_nonnull (strstr (printed (lgt_report_text, &r),
                                 "\nwarning: an ESS of 0.01"));
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("report");
  TCase *t = tcase_create ("report");

  tcase_add_test (t, tsv);
  tcase_add_test (t, text);
  tcase_add_test (t, nothing_measured);
  tcase_add_test (t, unknown_log_z);
  tcase_add_test (t, bennett);
  tcase_add_test (t, deviations);
  tcase_add_test (t, warnings);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

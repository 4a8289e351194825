/* Quadrature of Gauss and Legendre, and ln Z from plaquettes by it.  */

#include "testutil.h"

#include <lgt/exact.h>

#include <math.h>

enum { MOST = 20 };

/* x^k on (1, 3) is exact up to k = 2 n - 1, and not beyond.  */
START_TEST (test_degree)
{
  const int n = _i;
  double node[MOST], weight[MOST];

  ck_assert_int_eq (lgt_exact_legendre (n, 1, 3, node, weight, NULL), LGT_OK);
  for (int i = 0; i < n; i++)
    {
      ck_assert (weight[i] > 0 && node[i] > 1 && node[i] < 3);
      ck_assert (i == 0 || node[i] > node[i - 1]);
    }
  for (int k = 0; k <= 2 * n; k++)
    {
      const double exact = (pow (3, k + 1) - 1) / (k + 1);
      double sum = 0;

      for (int i = 0; i < n; i++)
        sum += weight[i] * pow (node[i], k);
      if (k < 2 * n)
        ck_assert_double_eq_tol (sum / exact, 1, 1e-13);
      else if (n < 6)
        ck_assert (fabs (sum / exact - 1) > 1e-8);
    }
}
END_TEST

/* As many as there can be; and two, which are known.  */
START_TEST (test_many)
{
  enum { ALL = 256 };
  const double integral = (pow (3, 16) - 1) / 16;
  double node[ALL], weight[ALL], sum = 0, power = 0;

  ck_assert_int_eq (lgt_exact_legendre (ALL, -1, 3, node, weight, NULL),
                    LGT_OK);
  for (int i = 0; i < ALL; i++)
    {
      ck_assert (i == 0 || node[i] > node[i - 1]);
      sum += weight[i];
      power += weight[i] * pow (node[i], 15);
    }
  ck_assert_double_eq_tol (sum, 4, 1e-12);
  ck_assert_double_eq_tol (power / integral, 1, 1e-12);
  ck_assert_int_eq (lgt_exact_legendre (2, -1, 3, node, weight, NULL), LGT_OK);
  ck_assert_double_eq_tol (node[1], 1 + 2 / sqrt (3), 1e-14);
}
END_TEST

START_TEST (test_log_z)
{
  static const double beta[] = { 0, 4, 4, 5 };
  const int n = _i;
  double node[MOST], weight[MOST], sum = 0, log_z, plaquette;

  ck_assert_int_eq (lgt_exact_legendre (16, 0, beta[n], node, weight, NULL),
                    LGT_OK);
  for (int i = 0; i < 16; i++)
    {
      ck_assert_int_eq (lgt_exact_plaquette (n, 4, 6, node[i], &plaquette,
                                             NULL), LGT_OK);
      sum += weight[i] * 24 * plaquette;
    }
  ck_assert_int_eq (lgt_exact_log_z (n, 4, 6, beta[n], &log_z, NULL), LGT_OK);
  ck_assert_double_eq_tol (sum, log_z, 1e-8 * log_z);
}
END_TEST

START_TEST (test_refuses)
{
  double node[1], weight[1];
  struct lgt_error error;

  ck_assert_int_eq (lgt_exact_legendre (0, 0, 1, node, weight, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_legendre (257, 0, 1, node, weight, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_legendre (1, 0, INFINITY, node, weight, &error),
                    LGT_EINVAL);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("legendre");
  TCase *tc = tcase_create ("legendre");

  tcase_add_loop_test (tc, test_degree, 1, MOST);
  tcase_add_test (tc, test_many);
  tcase_add_loop_test (tc, test_log_z, 1, 4);
  tcase_add_test (tc, test_refuses);
  suite_add_tcase (suite, tc);
  return run_suite (suite, CK_FORK);
}

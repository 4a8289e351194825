/* Tests of the transfer matrix of lgt/exact_scalar.h: free fields, integrals
   over few sites.  */

#include "testutil.h"

#include <math.h>

#include <lgt/exact_scalar.h>
#include <lgt/observables_scalar.h>

/* Without coupling it is the free theory.  */
START_TEST (free_fields)
{
  static const int extents[] = { 1, 2, 3, 8, 64 };
  const int l = extents[_i];
  struct lgt_geom geom;
  struct lgt_scalar_exact a, b;
  double g[2][64];

  ck_assert_int_eq (lgt_geom_init (&geom, 1, &l, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mc_scalar_gaussian (&geom, 0.4, &a, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mc_scalar_gaussian_two_point (&geom, 0.4, g[0], NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_exact_scalar_transfer (l, 0.4, 0, &b, g[1], NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (a.log_z, b.log_z, 1e-12 * l);
  ck_assert_double_eq_tol (a.phi2, b.phi2, 1e-11);
  ck_assert_double_eq_tol (a.phi4, b.phi4, 1e-11);
  ck_assert_double_eq_tol (a.susceptibility, b.susceptibility, 1e-11);
  ck_assert_double_eq_tol (b.binder, 0, 1e-11);
  if (l > 1)
    ck_assert_double_eq_tol (a.xi, b.xi, 1e-10);
  for (int t = 0; t < l; t++)
    ck_assert_double_eq_tol (g[0][t], g[1][t], 1e-11);
}
END_TEST

/* Integrals over one, two and three sites.  */
START_TEST (integrals)
{
  enum { POINTS = 120 };
  static const double theory[][2] = { { -4, 8 }, { 0.5, 0.1 }, { -2, 0.5 } };
  const int l = 1 + _i / 3;
  const double m2 = theory[_i % 3][0], lambda = theory[_i % 3][1];
  const double h = _i % 3 ? 0.08 : 0.03;
  struct lgt_geom geom;
  struct lgt_scalar_exact r;
  double z = 0, phi2 = 0, phi4 = 0, g1 = 0, s2 = 0, s4 = 0, g[3];
  int points = 1;

  ck_assert_int_eq (lgt_geom_init (&geom, 1, &l, NULL), LGT_OK);
  for (int i = 0; i < l; i++)
    points *= POINTS;
  for (int p = 0; p < points; p++)
    {
      double phi[3], w, sum = 0;

      for (int i = 0, rest = p; i < l; i++, rest /= POINTS)
        {
          phi[i] = h * (rest % POINTS - POINTS / 2 + 0.5);
          sum += phi[i];
        }
      w = exp (-lgt_mc_scalar_action (&geom, m2, lambda, phi)) * pow (h, l);
      z += w;
      phi2 += w * phi[0] * phi[0];
      phi4 += w * pow (phi[0], 4);
      g1 += w * phi[0] * phi[l - 1];
      s2 += w * sum * sum;
      s4 += w * pow (sum, 4);
    }
  ck_assert_int_eq (lgt_exact_scalar_transfer (l, m2, lambda, &r, g, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (r.log_z, log (z), 1e-11);
  ck_assert_double_eq_tol (r.phi2, phi2 / z, 1e-11);
  ck_assert_double_eq_tol (r.phi4, phi4 / z, 1e-11);
  ck_assert_double_eq_tol (g[0], phi2 / z, 1e-11);
  ck_assert_double_eq_tol (g[l - 1], g1 / z, 1e-11);
  ck_assert_double_eq_tol (r.susceptibility, s2 / z / l, 1e-11);
  ck_assert_double_eq_tol (r.binder, 1 - s4 * z / (3 * s2 * s2), 1e-11);
}
END_TEST

START_TEST (refusals)
{
  struct lgt_scalar_exact r = { .phi2 = 7 };
  struct lgt_error error;

  ck_assert_int_eq (lgt_exact_scalar_transfer (65, 1, 1, &r, NULL, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_scalar_transfer (4, -1, 0, &r, NULL, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_scalar_transfer (4, 1, -1, &r, NULL, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_exact_scalar_transfer (4, 1e-6, 0, &r, NULL, &error),
                    LGT_ENUM);
  ck_assert_int_eq (lgt_exact_scalar_transfer (4, -1e200, 1e-200, &r, NULL,
                                               &error), LGT_ENUM);
  ck_assert_double_eq (r.phi2, 7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("scalar_transfer");
  TCase *t = tcase_create ("transfer");

  tcase_add_loop_test (t, free_fields, 0, 5);
  tcase_add_loop_test (t, integrals, 0, 9);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

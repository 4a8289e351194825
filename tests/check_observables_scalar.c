/* Tests of lgt/observables_scalar.h, and of free fields of lgt/exact_scalar.h:
   plane waves, sums against transforms, determinants.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <lgt/exact_scalar.h>
#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
#endif
#include <lgt/observables_scalar.h>

#include "normal.h"

static const double pi = 3.14159265358979323846;

static const struct { int ndim, extent[4]; } lattices[] = {
  { 1, { 7 } }, { 1, { 2 } }, { 2, { 4, 6 } }, { 2, { 5, 5 } },
  { 3, { 2, 3, 4 } }, { 4, { 3, 2, 3, 2 } }, { 2, { 1, 4 } },
};
enum { LATTICES = sizeof lattices / sizeof *lattices, ROOM = 64 };

static struct lgt_geom
make (int i)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, lattices[i].ndim,
                                   lattices[i].extent, NULL), LGT_OK);
  ck_assert_int_le (geom.volume, ROOM);
  return geom;
}

static void
draw (const struct lgt_geom *geom, uint64_t seed, double *phi)
{
  struct normal source = { .seed = seed };

  for (int64_t x = 0; x < geom->volume; x++)
    phi[x] = 3 * (test_uniform (&source) - 0.4);
}

/* ---- the action ---- */

/* A wave cos (k x), k along the last direction: sum of cos^2 is V/2, of cos^4
   3 V/8 where 4 k is no multiple of 2 pi.  */
START_TEST (wave)
{
  const int extent[3] = { 2, 3, 7 };
  const double k = 2 * pi * 2 / 7, m2 = -0.7, lambda = 1.3;
  struct lgt_geom geom;
  double phi[42];

  ck_assert_int_eq (lgt_geom_init (&geom, 3, extent, NULL), LGT_OK);
  for (int x = 0; x < 42; x++)
    phi[x] = cos (k * lgt_geom_coord (&geom, x, 2));
  ck_assert_double_eq_tol (lgt_mc_scalar_action (&geom, m2, lambda, phi),
                           21 * (4 * pow (sin (k / 2), 2) + m2)
                           + 42 * lambda * 3 / 8, 1e-12);
}
END_TEST

/* The theory with a hopping parameter, written out.  */
START_TEST (hopping)
{
  const struct lgt_geom geom = make (_i);
  const double kappa = 0.3, lambda = 0.2;
  const double m2 = (1 - 2 * lambda) / kappa - 2 * geom.ndim;
  double phi[ROOM], sum = 0;

  draw (&geom, 5, phi);
  for (int64_t x = 0; x < geom.volume; x++)
    {
      for (int mu = 0; mu < geom.ndim; mu++)
        sum -= 2 * kappa * phi[x]
               * phi[lgt_geom_neighbour (&geom, x, mu, 1)];
      sum += (1 - 2 * lambda) * pow (phi[x], 2) + lambda * pow (phi[x], 4);
    }
  for (int64_t x = 0; x < geom.volume; x++)
    phi[x] *= sqrt (kappa);
  ck_assert_double_eq_tol (lgt_mc_scalar_action (&geom, m2,
                                                 lambda / (kappa * kappa),
                                                 phi), sum, 1e-11);
}
END_TEST

/* ---- correlations ---- */

/* What is measured, from the two-point function by its definition.  */
START_TEST (correlations)
{
  enum { COUNT = 3 };
  const struct lgt_geom geom = make (_i);
  const int64_t v = geom.volume;
  double phi[COUNT * ROOM], g[COUNT * ROOM], c[COUNT * ROOM];
  double value[COUNT][LGT_SCALAR_QUANTITIES];
  int l = 1;

  for (int i = 0; i < COUNT; i++)
    draw (&geom, (uint64_t) i, phi + i * v);
  lgt_mc_scalar_measure (&geom, COUNT, phi, value[0]);
  ck_assert_int_eq (lgt_mc_scalar_two_point (&geom, NULL, COUNT, phi, g,
                                             NULL), LGT_OK);
  for (int mu = 0; mu < geom.ndim; mu++)
    l = geom.extent[mu] > l ? geom.extent[mu] : l;
  for (int i = 0; i < COUNT; i++)
    {
      double sum = 0, mode = 0, m = 0, fourth = 0;
      int modes = 0;

      for (int64_t x = 0; x < v; x++)
        {
          sum += g[i * v + x];
          m += phi[i * v + x] / (double) v;
          fourth += pow (phi[i * v + x], 4) / (double) v;
        }
      for (int mu = 0; mu < geom.ndim; mu++)
        if (geom.extent[mu] == l)
          {
            modes++;
            for (int64_t x = 0; x < v; x++)
              mode += g[i * v + x]
                      * cos (2 * pi * lgt_geom_coord (&geom, x, mu) / l);
          }
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_M], m, 1e-13);
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_ABS_M], fabs (m), 1e-13);
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_M2], sum / v, 1e-13);
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_M4], pow (m, 4), 1e-13);
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_PHI2], g[i * v], 1e-13);
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_PHI4], fourth, 1e-12);
      ck_assert_double_eq_tol (value[i][LGT_SCALAR_G1], mode / modes, 1e-12);
      ck_assert_double_eq_tol (lgt_mc_scalar_susceptibility (value[i],
                                                             (void *) &geom),
                               sum, 1e-12);
    }
  for (int mu = 0; mu < geom.ndim; mu++)
    {
      ck_assert_int_eq (lgt_mc_scalar_correlator (&geom, mu, NULL, COUNT, phi,
                                                  c, NULL), LGT_OK);
      for (int i = 0; i < COUNT; i++)
        for (int t = 0; t < geom.extent[mu]; t++)
          {
            double sum = 0;

            for (int64_t x = 0; x < v; x++)
              sum += lgt_geom_coord (&geom, x, mu) == t ? g[i * v + x] : 0;
            ck_assert_double_eq_tol (c[i * geom.extent[mu] + t], sum, 1e-12);
          }
    }
}
END_TEST

#ifdef LGT_WITH_FFTW
START_TEST (by_fft)
{
  enum { COUNT = 3 };
  const struct lgt_geom geom = make (_i);
  double phi[COUNT * ROOM], slow[COUNT * ROOM], fast[COUNT * ROOM];

  for (int i = 0; i < COUNT; i++)
    draw (&geom, (uint64_t) i, phi + i * geom.volume);
  ck_assert_int_eq (lgt_mc_scalar_two_point (&geom, NULL, COUNT, phi, slow,
                                             NULL), LGT_OK);
  ck_assert_int_eq (lgt_mc_scalar_two_point (&geom, lgt_fft_fftw (), COUNT,
                                             phi, fast, NULL), LGT_OK);
  for (int64_t k = 0; k < COUNT * geom.volume; k++)
    ck_assert_double_eq_tol (slow[k], fast[k], 1e-12);
  for (int mu = 0; mu < geom.ndim; mu++)
    {
      ck_assert_int_eq (lgt_mc_scalar_correlator (&geom, mu, NULL, COUNT, phi,
                                                  slow, NULL), LGT_OK);
      ck_assert_int_eq (lgt_mc_scalar_correlator (&geom, mu, lgt_fft_fftw (),
                                                  COUNT, phi, fast, NULL),
                        LGT_OK);
      for (int k = 0; k < COUNT * geom.extent[mu]; k++)
        ck_assert_double_eq_tol (slow[k], fast[k], 1e-12);
    }
}
END_TEST
#endif

/* Means of known ensembles: a field of fixed size, +1 or -1 everywhere.  */
START_TEST (functions)
{
  const struct lgt_geom geom = make (3);
  void *const g = (void *) &geom;
  double phi[2 * ROOM], value[2][LGT_SCALAR_QUANTITIES];
  double mean[LGT_SCALAR_QUANTITIES];

  for (int x = 0; x < 25; x++)
    {
      phi[x] = 1.5;
      phi[25 + x] = -1.5;
    }
  lgt_mc_scalar_measure (&geom, 2, phi, value[0]);
  for (int k = 0; k < LGT_SCALAR_QUANTITIES; k++)
    mean[k] = (value[0][k] + value[1][k]) / 2;
  ck_assert_double_eq_tol (lgt_mc_scalar_binder (mean, g), 2 / 3., 1e-14);
  ck_assert_double_eq_tol (lgt_mc_scalar_susceptibility (mean, g),
                           25 * 2.25, 1e-12);
  ck_assert_double_eq_tol (lgt_mc_scalar_connected (mean, g), 0, 1e-12);
  /* chi / G_1 = 1 + (2 sin (pi / L) xi)^2.  */
  mean[LGT_SCALAR_G1] = 25 * 2.25 / (1 + 9 * 4 * pow (sin (pi / 5), 2));
  ck_assert_double_eq_tol (lgt_mc_scalar_xi (mean, g), 3, 1e-13);
  mean[LGT_SCALAR_G1] = 25 * 2.3;
  ck_assert (isnan (lgt_mc_scalar_xi (mean, g)));
}
END_TEST

/* ---- free fields ---- */

/* S = phi^T A phi: ln Z = (V/2) ln pi - (1/2) ln det A, G = A^{-1} / 2, with A
   taken from the action and inverted by elimination.  */
START_TEST (gaussian)
{
  const struct lgt_geom geom = make (_i);
  const int v = (int) geom.volume;
  const double m2 = 0.3;
  double a[ROOM][2 * ROOM], phi[ROOM] = { 0 }, g[ROOM], c[ROOM];
  double det = 0, sum = 0;
  struct lgt_scalar_exact exact;

  for (int i = 0; i < v; i++)
    for (int j = 0; j < v; j++)
      {
        double both, minus;

        phi[i] = phi[j] = 1;
        both = lgt_mc_scalar_action (&geom, m2, 0, phi);
        phi[j] = i == j ? 1 : -1;
        minus = lgt_mc_scalar_action (&geom, m2, 0, phi);
        phi[i] = phi[j] = 0;
        a[i][j] = i == j ? both : (both - minus) / 4;
        a[i][v + j] = i == j;
      }
  for (int p = 0; p < v; p++)
    {
      const double pivot = a[p][p];

      det += log (pivot);
      for (int j = 0; j < 2 * v; j++)
        a[p][j] /= pivot;
      for (int i = 0; i < v; i++)
        if (i != p)
          {
            const double f = a[i][p];

            for (int j = 0; j < 2 * v; j++)
              a[i][j] -= f * a[p][j];
          }
    }
  ck_assert_int_eq (lgt_mc_scalar_gaussian (&geom, m2, &exact, NULL), LGT_OK);
  ck_assert_double_eq_tol (exact.log_z, v / 2. * log (pi) - det / 2, 1e-11);
  ck_assert_int_eq (lgt_mc_scalar_gaussian_two_point (&geom, m2, g, NULL),
                    LGT_OK);
  for (int x = 0; x < v; x++)
    {
      ck_assert_double_eq_tol (g[x], a[0][v + x] / 2, 1e-12);
      sum += g[x];
    }
  ck_assert_double_eq_tol (exact.phi2, g[0], 1e-13);
  ck_assert_double_eq_tol (exact.phi4, 3 * g[0] * g[0], 1e-13);
  ck_assert_double_eq_tol (exact.susceptibility, sum, 1e-12);
  ck_assert_double_eq_tol (exact.abs_m, sqrt (2 / pi * sum / v), 1e-13);
  ck_assert_double_eq (exact.binder, 0);
  for (int mu = 0; mu < geom.ndim; mu++)
    {
      ck_assert_int_eq (lgt_mc_scalar_gaussian_correlator (&geom, mu, m2, c,
                                                           NULL), LGT_OK);
      for (int t = 0; t < geom.extent[mu]; t++)
        {
          sum = 0;
          for (int x = 0; x < v; x++)
            sum += lgt_geom_coord (&geom, x, mu) == t ? g[x] : 0;
          ck_assert_double_eq_tol (c[t], sum, 1e-12);
        }
      /* xi of second moment, wherever the momentum is.  */
      if (geom.extent[mu] > 1)
        {
          const int l = geom.extent[mu];
          double chi = 0, mode = 0;

          for (int t = 0; t < l; t++)
            {
              chi += c[t];
              mode += c[t] * cos (2 * pi * t / l);
            }
          ck_assert_double_eq_tol (sqrt (chi / mode - 1)
                                   / (2 * sin (pi / l)), exact.xi, 1e-12);
        }
    }
}
END_TEST

START_TEST (refusals)
{
  const struct lgt_geom geom = make (2);
  struct lgt_scalar_exact r = { .phi2 = 7 };
  double phi[ROOM] = { 0 }, g[ROOM];
  struct lgt_error error;

  ck_assert_int_eq (lgt_mc_scalar_gaussian (&geom, 0, &r, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "positive"));
  ck_assert_int_eq (lgt_mc_scalar_gaussian_two_point (&geom, NAN, g, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_scalar_gaussian_correlator (&geom, 2, 1, g, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_scalar_correlator (&geom, -1, NULL, 1, phi, g,
                                              &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "direction"));
  ck_assert_int_eq (lgt_mc_scalar_two_point (&geom, NULL, 0, phi, g, NULL),
                    LGT_EINVAL);
  ck_assert_double_eq (r.phi2, 7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("observables_scalar");
  TCase *t = tcase_create ("observables");

  tcase_add_test (t, wave);
  tcase_add_loop_test (t, hopping, 0, LATTICES);
  tcase_add_loop_test (t, correlations, 0, LATTICES);
#ifdef LGT_WITH_FFTW
  tcase_add_loop_test (t, by_fft, 0, LATTICES);
#endif
  tcase_add_test (t, functions);
  suite_add_tcase (s, t);
  t = tcase_create ("exact");
  tcase_add_loop_test (t, gaussian, 0, LATTICES);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

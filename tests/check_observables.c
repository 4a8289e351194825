/* Tests of lgt/observables.h.  */

#include <lgt/observables.h>

#include <lgt/metropolis.h>
#include <lgt/weights.h>

#include "normal.h"
#include "testutil.h"

static const double pi = 3.141592653589793;

static const struct { int dims, extent[4]; } lattices[] = {
  { 1, { 5 } }, { 2, { 4, 4 } }, { 2, { 5, 3 } }, { 2, { 1, 6 } },
  { 2, { 1, 1 } }, { 3, { 3, 2, 4 } }, { 4, { 2, 3, 2, 3 } },
};
enum { LATTICES = sizeof lattices / sizeof lattices[0], ROOM = 4 * 64 };

static struct lgt_geom
make_geom (int dims, const int *extent)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, dims, extent, NULL), LGT_OK);
  ck_assert_int_le (geom.volume * dims, ROOM);
  return geom;
}

static void
fill_random (const struct lgt_geom *geom, uint64_t seed, double *links)
{
  struct normal source = { .seed = seed };

  for (int64_t i = 0; i < geom->volume * geom->ndim; i++)
    links[i] = 2 * pi * (test_uniform (&source) - 0.5);
}

START_TEST (reduce)
{
  ck_assert_double_eq (lgt_mc_u1_reduce (0), 0);
  ck_assert_double_eq (lgt_mc_u1_reduce (pi), pi);
  ck_assert_double_eq (lgt_mc_u1_reduce (-pi), pi);
  ck_assert_double_eq (lgt_mc_u1_reduce (1.5), 1.5);
  ck_assert_double_eq_tol (lgt_mc_u1_reduce (7), 7 - 2 * pi, 1e-14);
  ck_assert_double_eq_tol (lgt_mc_u1_reduce (-4), 2 * pi - 4, 1e-14);
  for (double a = -40; a < 40; a += 0.37)
    {
      double r = lgt_mc_u1_reduce (a);

      ck_assert (r > -pi && r <= pi);
      ck_assert_double_eq_tol (cos (r), cos (a), 1e-13);
      ck_assert_double_eq_tol (sin (r), sin (a), 1e-13);
    }
}
END_TEST

/* The field of constant plaquette angle 2 pi Q / V on L_0 x L_1.  */
static void
fill_instanton (const struct lgt_geom *geom, int q, double *links)
{
  int l0 = geom->extent[0], l1 = geom->extent[1];

  for (int x1 = 0; x1 < l1; x1++)
    for (int x0 = 0; x0 < l0; x0++)
      {
        double *link = links + (x0 + l0 * x1) * 2;

        link[0] = x0 == l0 - 1 ? -2 * pi * q * x1 / l1 : 0;
        link[1] = 2 * pi * q * x0 / (l0 * l1);
      }
}

START_TEST (instanton)
{
  int extent[] = { 6, 4 }, q = _i - 5;
  struct lgt_geom geom = make_geom (2, extent);
  double links[ROOM], value, flux = 2 * pi * q / 24;

  fill_instanton (&geom, q, links);
  ck_assert_int_eq (lgt_mc_u1_charge (&geom, links, &value, NULL), LGT_OK);
  ck_assert_double_eq (value, q);
  ck_assert_int_eq (lgt_mc_u1_plaquette (&geom, links, &value, NULL), LGT_OK);
  ck_assert_double_eq_tol (value, cos (flux), 1e-13);
  ck_assert_double_eq_tol (lgt_mc_u1_action (&geom, 2.5, links),
                           -2.5 * 24 * cos (flux), 1e-11);
  for (int r = 1; r <= 3; r++)
    for (int t = 1; t <= 3; t++)
      {
        ck_assert_int_eq (lgt_mc_u1_wilson_loop (&geom, 0, 1, r, t, links,
                                                 &value, NULL), LGT_OK);
        ck_assert_double_eq_tol (value, cos (flux * r * t), 1e-12);
      }
}
END_TEST

/* One link other than zero touches 2 (D - 1) plaquettes, and known lines.  */
START_TEST (one_link)
{
  int extent[] = { 4, 3, 3 };
  struct lgt_geom geom = make_geom (3, extent);
  double links[ROOM] = { 0 }, a = 0.9, value, im;
  int64_t site = 2 + 4 * (1 + 3 * 2);   /* x = (2, 1, 2) */

  links[site * 3 + 1] = a;
  ck_assert_int_eq (lgt_mc_u1_plaquette (&geom, links, &value, NULL), LGT_OK);
  ck_assert_double_eq_tol (value, (108 - 4 + 4 * cos (a)) / 108, 1e-14);
  /* Along 1 there are 12 lines; put a second link on the same one.  */
  links[(2 + 4 * (0 + 3 * 2)) * 3 + 1] = a;
  ck_assert_int_eq (lgt_mc_u1_polyakov (&geom, 1, links, &value, &im, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (value, (11 + cos (2 * a)) / 12, 1e-14);
  ck_assert_double_eq_tol (im, sin (2 * a) / 12, 1e-14);
  ck_assert_int_eq (lgt_mc_u1_polyakov (&geom, 0, links, &value, &im, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (value, 1, 1e-14);
  ck_assert_double_eq_tol (im, 0, 1e-14);
}
END_TEST

/* Two ways to the same thing: plaquettes are 1 x 1 loops, the action is
   their sum, a loop turned round or wound about the lattice.  */
START_TEST (relations)
{
  struct lgt_geom geom = make_geom (lattices[_i].dims, lattices[_i].extent);
  int d = geom.ndim;
  double links[ROOM], sum = 0, angles = 0, mean, a, b, q;

  fill_random (&geom, 40, links);
  for (int64_t x = 0; x < geom.volume && d == 2; x++)
    {
      const int64_t right = lgt_geom_neighbour (&geom, x, 0, 1);
      const int64_t up = lgt_geom_neighbour (&geom, x, 1, 1);

      angles += lgt_mc_u1_reduce (links[2 * x] + links[2 * right + 1]
                                  - links[2 * up] - links[2 * x + 1]);
    }
  for (int mu = 0; mu < d; mu++)
    for (int nu = mu + 1; nu < d; nu++)
      {
        ck_assert_int_eq (lgt_mc_u1_wilson_loop (&geom, mu, nu, 1, 1, links,
                                                 &a, NULL), LGT_OK);
        sum += a;
        ck_assert_int_eq (lgt_mc_u1_wilson_loop (&geom, mu, nu, 2, 3, links,
                                                 &a, NULL), LGT_OK);
        ck_assert_int_eq (lgt_mc_u1_wilson_loop (&geom, nu, mu, 3, 2, links,
                                                 &b, NULL), LGT_OK);
        ck_assert_double_eq_tol (a, b, 1e-13);
      }
  ck_assert_double_eq_tol (lgt_mc_u1_action (&geom, 3, links),
                           -3 * (double) geom.volume * sum, 1e-11);
  if (d > 1)
    {
      ck_assert_int_eq (lgt_mc_u1_plaquette (&geom, links, &mean, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (mean, sum / (d * (d - 1) / 2), 1e-13);
    }
  if (d == 2)
    {
      ck_assert_int_eq (lgt_mc_u1_charge (&geom, links, &q, NULL), LGT_OK);
      ck_assert_double_eq_tol (q, angles / (2 * pi), 1e-12);
      ck_assert_double_eq (q, round (q));
    }
}
END_TEST

START_TEST (gauge_invariance)
{
  struct lgt_geom geom = make_geom (lattices[_i].dims, lattices[_i].extent);
  int d = geom.ndim;
  double links[ROOM], moved[ROOM], a, b, c, e, largest = 0;

  fill_random (&geom, 41, links);
  for (int i = 0; i < ROOM; i++)
    moved[i] = i < geom.volume * d ? links[i] : 5;
  ck_assert_int_eq (lgt_mc_u1_transform_random (&geom, 99, 3, moved, NULL),
                    LGT_OK);
  for (int i = 0; i < ROOM; i++)
    if (i < geom.volume * d)
      {
        largest = fmax (largest, fabs (moved[i] - links[i]));
        ck_assert (moved[i] > -pi && moved[i] <= pi);
      }
    else
      ck_assert_double_eq (moved[i], 5);
  if (geom.volume > 1)
    ck_assert_double_gt (largest, 0.5);

  ck_assert_double_eq_tol (lgt_mc_u1_action (&geom, 2, links),
                           lgt_mc_u1_action (&geom, 2, moved), 1e-11);
  for (int mu = 0; mu < d; mu++)
    {
      ck_assert_int_eq (lgt_mc_u1_polyakov (&geom, mu, links, &a, &b, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_mc_u1_polyakov (&geom, mu, moved, &c, &e, NULL),
                        LGT_OK);
      ck_assert_double_eq_tol (a, c, 1e-12);
      ck_assert_double_eq_tol (b, e, 1e-12);
      for (int nu = 0; nu < d; nu++)
        if (nu != mu)
          {
            ck_assert_int_eq (lgt_mc_u1_wilson_loop (&geom, mu, nu, 2, 1,
                                                     links, &a, NULL), LGT_OK);
            ck_assert_int_eq (lgt_mc_u1_wilson_loop (&geom, mu, nu, 2, 1,
                                                     moved, &b, NULL), LGT_OK);
            ck_assert_double_eq_tol (a, b, 1e-12);
          }
    }
  if (d == 2)
    {
      ck_assert_int_eq (lgt_mc_u1_charge (&geom, links, &a, NULL), LGT_OK);
      ck_assert_int_eq (lgt_mc_u1_charge (&geom, moved, &b, NULL), LGT_OK);
      ck_assert_double_eq_tol (a, b, 1e-11);
    }
}
END_TEST

/* Rounding makes sums of either sign; the charge is 0, and not -0.  */
START_TEST (zero_charge)
{
  int extent[] = { 5, 3 };
  struct lgt_geom geom = make_geom (2, extent);

  for (uint32_t number = 0; number < 20; number++)
    {
      double links[ROOM] = { 0 }, q;

      ck_assert_int_eq (lgt_mc_u1_transform_random (&geom, 7, number, links,
                                                    NULL), LGT_OK);
      ck_assert_int_eq (lgt_mc_u1_charge (&geom, links, &q, NULL), LGT_OK);
      ck_assert (q == 0 && !signbit (q));
    }
}
END_TEST

/* alpha (x) on the outgoing, - alpha (x + mu) on the incoming links.  */
START_TEST (transform_by_hand)
{
  int extent[] = { 3, 4 };
  struct lgt_geom geom = make_geom (2, extent);
  double links[ROOM] = { 0 }, alpha[12] = { 0 };

  alpha[1 + 3 * 2] = 0.4;               /* x = (1, 2) */
  lgt_mc_u1_transform (&geom, alpha, links);
  for (int i = 0; i < 24; i++)
    {
      double exact = i / 2 == 7 ? 0.4 : 0;

      if (i == 2 * (0 + 3 * 2) || i == 2 * (1 + 3 * 1) + 1)
        exact = -0.4;
      ck_assert_double_eq_tol (links[i], exact, 1e-15);
    }
}
END_TEST

START_TEST (refusals)
{
  int extent[] = { 3, 3, 3 };
  struct lgt_geom line = make_geom (1, extent), cube = make_geom (3, extent);
  double links[ROOM] = { 0 }, value = 7, im = 7;
  struct lgt_error error;

  ck_assert_int_eq (lgt_mc_u1_plaquette (&line, links, &value, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_u1_charge (&cube, links, &value, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "the topological charge of U(1) needs 2 "
                    "dimensions, not 3");
  ck_assert_int_eq (lgt_mc_u1_wilson_loop (&cube, 0, 0, 1, 1, links, &value,
                                           &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_u1_wilson_loop (&cube, 0, 3, 1, 1, links, &value,
                                           &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "direction 3; this lattice has 0 to 2");
  ck_assert_int_eq (lgt_mc_u1_wilson_loop (&cube, 0, 1, 1, 0, links, &value,
                                           &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_u1_polyakov (&cube, -1, links, &value, &im,
                                        &error), LGT_EINVAL);
  ck_assert_double_eq (value, 7);
  ck_assert_double_eq (im, 7);
  links[0] = NAN;
  ck_assert_int_eq (lgt_mc_u1_plaquette (&cube, links, &value, &error),
                    LGT_OK);
  ck_assert_double_nan (value);
}
END_TEST

/* I_n (x) by its series.  */
static double
bessel (int n, double x)
{
  double term = 1, sum = 0;

  for (int k = 1; k <= n; k++)
    term *= x / 2 / k;
  for (int k = 1; k < 60; k++)
    {
      sum += term;
      term *= x * x / 4 / k / (k + n);
    }
  return sum;
}

/* Z (beta) = sum_n I_n^V on a torus of V plaquettes.  */
static double
partition (double beta, int volume)
{
  double z = pow (bessel (0, beta), volume);

  for (int n = 1; n < 20; n++)
    z += 2 * pow (bessel (n, beta), volume);
  return z;
}

/* Links drawn from the Haar measure, weighted with exp (-S): the action, the
   plaquette, weights and chain together against the exact solution,

     <w> = Z (beta), ESS = Z (beta)^2 / Z (2 beta),
     plaquette = (1/V) d ln Z / d beta.  */
START_TEST (exact_solution)
{
  enum { N = 20000, VOLUME = 6 };
  static double log_w[N], plaquette[N], chain[N];
  static int64_t at[N];
  int extent[] = { 3, 2 };
  struct lgt_geom geom = make_geom (2, extent);
  double beta = 0.7, h = 1e-4, exact, ess;
  struct lgt_weights_summary w;
  struct lgt_estimate mean;
  struct lgt_metropolis m;
  struct lgt_gamma g;
  int64_t n = N;

  for (int i = 0; i < N; i++)
    {
      double links[ROOM];

      fill_random (&geom, 1000 + (unsigned) i, links);
      log_w[i] = -lgt_mc_u1_action (&geom, beta, links);
      lgt_mc_u1_plaquette (&geom, links, &plaquette[i], NULL);
    }
  exact = (log (partition (beta + h, VOLUME))
           - log (partition (beta - h, VOLUME))) / (2 * h * VOLUME);
  ess = pow (partition (beta, VOLUME), 2) / partition (2 * beta, VOLUME);

  ck_assert_int_eq (lgt_weights_summary (log_w, N, 0, &w, NULL), LGT_OK);
  ck_assert_double_lt (w.log_z.error, 0.02);
  ck_assert_double_eq_tol (w.log_z.value, log (partition (beta, VOLUME)),
                           4 * w.log_z.error);
  ck_assert_double_lt (w.ess.error, 0.02);
  ck_assert_double_eq_tol (w.ess.value, ess, 4 * w.ess.error);
  ck_assert_int_eq (lgt_weights_mean (log_w, plaquette, N, 1, 0, NULL, NULL,
                                      &mean, NULL), LGT_OK);
  ck_assert_double_lt (mean.error, 0.01);
  ck_assert_double_eq_tol (mean.value, exact, 4 * mean.error);

  ck_assert_int_eq (lgt_metropolis_independence (log_w, N, 1, 0, at, &m, NULL),
                    LGT_OK);
  for (int i = 0; i < N; i++)
    chain[i] = plaquette[at[i]];
  ck_assert_int_eq (lgt_gamma_mean (chain, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_double_lt (g.error, 0.01);
  ck_assert_double_eq_tol (g.value, exact, 4 * g.error);
  ck_assert_double_gt (g.tau, 0.7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("observables");
  TCase *t = tcase_create ("u1");

  tcase_add_test (t, reduce);
  tcase_add_loop_test (t, instanton, 0, 11);
  tcase_add_test (t, one_link);
  tcase_add_loop_test (t, relations, 0, LATTICES);
  tcase_add_loop_test (t, gauge_invariance, 0, LATTICES);
  tcase_add_test (t, zero_charge);
  tcase_add_test (t, transform_by_hand);
  tcase_add_test (t, refusals);
  tcase_add_test (t, exact_solution);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Tests of lgt/observables_sun.h.  */

#include <lgt/observables_sun.h>

#include <stdlib.h>
#include <string.h>

#include <lgt/loop_plan.h>
#include <lgt/observables.h>
#include <lgt/ops.h>
#include <lgt/sun.h>

#include "normal.h"
#include "testutil.h"

static const double pi = 3.141592653589793;

static const struct { int n, dims, extent[4]; } cases[] = {
  { 2, 1, { 5 } }, { 2, 2, { 4, 4 } }, { 3, 2, { 5, 3 } },
  { 3, 2, { 1, 6 } }, { 4, 2, { 1, 1 } }, { 2, 3, { 3, 2, 4 } },
  { 3, 4, { 2, 3, 2, 3 } }, { 5, 3, { 2, 2, 3 } }, { 8, 2, { 2, 3 } },
};
enum { CASES = sizeof cases / sizeof cases[0] };

static struct lgt_geom
make_geom (int dims, const int *extent)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, dims, extent, NULL), LGT_OK);
  return geom;
}

static size_t
numbers (const struct lgt_geom *geom, int n)
{
  return (size_t) geom->volume * (size_t) geom->ndim * 2 * (size_t) (n * n);
}

/* Links from Haar measure.  */
static double *
make_random (const struct lgt_geom *geom, int n, uint64_t seed)
{
  const size_t block = 2 * (size_t) (n * n);
  double *links = malloc (numbers (geom, n) * sizeof *links);
  double uniform[LGT_SUN_NUMBERS_MAX];
  struct normal source = { .seed = seed };

  ck_assert_ptr_nonnull (links);
  for (size_t at = 0; at < numbers (geom, n); at += block)
    {
      for (size_t i = 0; i < block; i++)
        uniform[i] = test_uniform (&source);
      lgt_sun_random (n, uniform, links + at);
    }
  return links;
}

static double *
copy_of (const double *links, size_t count)
{
  double *copy = malloc (count * sizeof *copy);

  ck_assert_ptr_nonnull (copy);
  memcpy (copy, links, count * sizeof *copy);
  return copy;
}

static double
plaquette (const struct lgt_geom *geom, int n, const double *links)
{
  double mean;

  ck_assert_int_eq (lgt_mc_sun_plaquette (geom, n, links, &mean, NULL),
                    LGT_OK);
  return mean;
}

/* All links 1.  */
START_TEST (cold)
{
  const int n = cases[_i].n, d = cases[_i].dims;
  struct lgt_geom geom = make_geom (d, cases[_i].extent);
  const size_t block = 2 * (size_t) (n * n);
  double *links = calloc (numbers (&geom, n), sizeof *links), value, im;

  ck_assert_ptr_nonnull (links);
  for (size_t at = 0; at < numbers (&geom, n); at += block)
    lgt_sun_identity (n, links + at);
  ck_assert_double_eq_tol (lgt_mc_sun_action (&geom, n, 2.5, links),
                           -2.5 * (double) geom.volume * d * (d - 1) / 2,
                           1e-11);
  if (d > 1)
    {
      ck_assert_double_eq_tol (plaquette (&geom, n, links), 1, 1e-14);
      ck_assert_int_eq (lgt_mc_sun_wilson_loop (&geom, n, 0, 1, 3, 2, links,
                                                &value, NULL), LGT_OK);
      ck_assert_double_eq_tol (value, 1, 1e-14);
    }
  ck_assert_int_eq (lgt_mc_sun_polyakov (&geom, n, d - 1, links, &value, &im,
                                         NULL), LGT_OK);
  ck_assert_double_eq_tol (value, 1, 1e-14);
  ck_assert_double_eq_tol (im, 0, 1e-14);
  ck_assert_int_eq (lgt_mc_sun_check (&geom, n, 0, links, &value, NULL),
                    LGT_OK);
  ck_assert_double_eq (value, 0);
  free (links);
}
END_TEST

/* Matrices diag (e^{i a_1}, ..., e^{i a_N}), sum a_k = 0, are N fields of
   U(1): traces are means over them.  */
START_TEST (diagonal)
{
  const int n = cases[_i].n, d = cases[_i].dims;
  struct lgt_geom geom = make_geom (d, cases[_i].extent);
  const int64_t links_n = geom.volume * d;
  const int64_t block = 2 * n * n;
  double *links = calloc (numbers (&geom, n), sizeof *links);
  double *angles = calloc ((size_t) (links_n * n), sizeof *angles);
  struct normal source = { .seed = 7 };
  double value, im, one, other;

  ck_assert (links && angles);
  for (int64_t l = 0; l < links_n; l++)
    for (int k = 0; k < n; k++)
      {
        double *angle = &angles[k * links_n + l];

        if (k < n - 1)
          *angle = 2 * pi * (test_uniform (&source) - 0.5);
        else
          for (int j = 0; j < k; j++)
            *angle -= angles[j * links_n + l];
        links[l * block + 2 * (n + 1) * k] = cos (*angle);
        links[l * block + 2 * (n + 1) * k + 1] = sin (*angle);
      }
  ck_assert_int_eq (lgt_mc_sun_check (&geom, n, 1e-13, links, NULL, NULL),
                    LGT_OK);

  value = 0;
  for (int k = 0; k < n; k++)
    value += lgt_mc_u1_action (&geom, 1.5, angles + k * links_n) / n;
  ck_assert_double_eq_tol (lgt_mc_sun_action (&geom, n, 1.5, links), value,
                           1e-11);
  for (int mu = 0; mu < d; mu++)
    {
      double sum[2] = { 0, 0 };

      for (int k = 0; k < n; k++)
        {
          lgt_mc_u1_polyakov (&geom, mu, angles + k * links_n, &one, &other,
                              NULL);
          sum[0] += one / n;
          sum[1] += other / n;
        }
      ck_assert_int_eq (lgt_mc_sun_polyakov (&geom, n, mu, links, &value, &im,
                                             NULL), LGT_OK);
      ck_assert_double_eq_tol (value, sum[0], 1e-12);
      ck_assert_double_eq_tol (im, sum[1], 1e-12);
      for (int nu = 0; nu < d; nu++)
        if (nu != mu)
          {
            sum[0] = 0;
            for (int k = 0; k < n; k++)
              {
                lgt_mc_u1_wilson_loop (&geom, mu, nu, 3, 2,
                                       angles + k * links_n, &one, NULL);
                sum[0] += one / n;
              }
            ck_assert_int_eq (lgt_mc_sun_wilson_loop (&geom, n, mu, nu, 3, 2,
                                                      links, &value, NULL),
                              LGT_OK);
            ck_assert_double_eq_tol (value, sum[0], 1e-12);
          }
    }
  free (links);
  free (angles);
}
END_TEST

/* Matrices that do not commute, against the products of lgt/loop_plan.h.  */
START_TEST (plans)
{
  const int n = cases[_i].n, d = cases[_i].dims;
  struct lgt_geom geom = make_geom (d, cases[_i].extent);
  double *links = make_random (&geom, n, 8), *traces, sum = 0, action;
  static const char *const text[2]
    = { "+0 +0 +1 -0 -0 -1", "+1 +1 +0 -1 -0 -0 -1 +0" };
  static const double coefficient[2] = { 0.7, -2.25 };
  struct lgt_loop loop[2];
  struct lgt_loop_plan *plan;

  if (d < 2)
    {
      free (links);
      return;
    }
  for (int i = 0; i < 2; i++)
    ck_assert_int_eq (lgt_loop_parse (&loop[i], d, NULL, text[i], NULL),
                      LGT_OK);
  ck_assert_int_eq (lgt_loop_plan_new (d, 2, loop, LGT_LOOP_PLAN_TRACES,
                                       LGT_LOOP_PLAN_PATHS, &plan, NULL),
                    LGT_OK);
  traces = malloc (2 * 2 * (size_t) geom.volume * sizeof *traces);
  ck_assert_ptr_nonnull (traces);
  ck_assert_int_eq (lgt_loop_plan_matrices (plan, &geom, n, links, traces,
                                            NULL), LGT_OK);
  for (int i = 0; i < 2; i++)
    for (int64_t site = 0; site < geom.volume; site++)
      sum -= coefficient[i] / n * traces[(i * geom.volume + site) * 2];
  ck_assert_int_eq (lgt_mc_sun_loop_action (&geom, n, 2, loop, coefficient,
                                            links, &action, NULL), LGT_OK);
  ck_assert_double_eq_tol (action, sum, 1e-11);

  /* The first loop is the 2 x 1 rectangle.  */
  sum = 0;
  for (int64_t site = 0; site < geom.volume; site++)
    sum += traces[site * 2] / ((double) geom.volume * n);
  ck_assert_int_eq (lgt_mc_sun_wilson_loop (&geom, n, 0, 1, 2, 1, links,
                                            &action, NULL), LGT_OK);
  ck_assert_double_eq_tol (action, sum, 1e-13);
  lgt_loop_plan_free (plan);
  free (traces);
  free (links);
}
END_TEST

/* Two ways to the same thing: plaquettes are 1 x 1 loops, the Wilson action
   is their sum, by hand and as a list of loops.  */
START_TEST (relations)
{
  const int n = cases[_i].n, d = cases[_i].dims;
  struct lgt_geom geom = make_geom (d, cases[_i].extent);
  double *links = make_random (&geom, n, 9), sum = 0, a, b;
  double coefficient[6] = { 3, 3, 3, 3, 3, 3 };
  struct lgt_loop_list list = { 0 };

  for (int mu = 0; mu < d; mu++)
    for (int nu = mu + 1; nu < d; nu++)
      {
        ck_assert_int_eq (lgt_mc_sun_wilson_loop (&geom, n, mu, nu, 1, 1,
                                                  links, &a, NULL), LGT_OK);
        sum += a;
        ck_assert_int_eq (lgt_mc_sun_wilson_loop (&geom, n, mu, nu, 2, 3,
                                                  links, &a, NULL), LGT_OK);
        ck_assert_int_eq (lgt_mc_sun_wilson_loop (&geom, n, nu, mu, 3, 2,
                                                  links, &b, NULL), LGT_OK);
        ck_assert_double_eq_tol (a, b, 1e-13);
      }
  ck_assert_double_eq_tol (lgt_mc_sun_action (&geom, n, 3, links),
                           -3 * (double) geom.volume * sum, 1e-11);
  if (d > 1)
    {
      ck_assert_double_eq_tol (plaquette (&geom, n, links),
                               sum / (d * (d - 1) / 2), 1e-13);
      ck_assert_int_eq (lgt_loop_list_plaquettes (d, &list, NULL), LGT_OK);
      ck_assert_int_le (list.count, 6);
      ck_assert_int_eq (lgt_mc_sun_loop_action (&geom, n, list.count,
                                                list.loop, coefficient,
                                                links, &a, NULL), LGT_OK);
      ck_assert_double_eq_tol (a, -3 * (double) geom.volume * sum, 1e-11);
      lgt_loop_list_free (&list);
    }
  free (links);
}
END_TEST

START_TEST (gauge_invariance)
{
  const int n = cases[_i].n, d = cases[_i].dims;
  struct lgt_geom geom = make_geom (d, cases[_i].extent);
  double *links = make_random (&geom, n, 10), largest = 0, a, b, c, e;
  double *moved = copy_of (links, numbers (&geom, n));

  ck_assert_int_eq (lgt_mc_sun_transform_random (&geom, n, 99, 3, moved,
                                                 NULL), LGT_OK);
  ck_assert_int_eq (lgt_mc_sun_check (&geom, n, 1e-12, moved, NULL, NULL),
                    LGT_OK);
  for (size_t i = 0; i < numbers (&geom, n); i++)
    largest = fmax (largest, fabs (moved[i] - links[i]));
  ck_assert_double_gt (largest, 0.3);
  ck_assert_double_eq_tol (lgt_mc_sun_action (&geom, n, 2, links),
                           lgt_mc_sun_action (&geom, n, 2, moved), 1e-11);
  for (int mu = 0; mu < d; mu++)
    {
      ck_assert_int_eq (lgt_mc_sun_polyakov (&geom, n, mu, links, &a, &b,
                                             NULL), LGT_OK);
      ck_assert_int_eq (lgt_mc_sun_polyakov (&geom, n, mu, moved, &c, &e,
                                             NULL), LGT_OK);
      ck_assert_double_eq_tol (a, c, 1e-12);
      ck_assert_double_eq_tol (b, e, 1e-12);
      for (int nu = 0; nu < d; nu++)
        if (nu != mu)
          {
            lgt_mc_sun_wilson_loop (&geom, n, mu, nu, 2, 1, links, &a, NULL);
            lgt_mc_sun_wilson_loop (&geom, n, mu, nu, 2, 1, moved, &b, NULL);
            ck_assert_double_eq_tol (a, b, 1e-12);
          }
    }
  free (links);
  free (moved);
}
END_TEST

/* G (x) U G (x + mu)^+, with G = 1 but at one site.  */
START_TEST (transform_by_hand)
{
  enum { N = 3, BLOCK = 18 };
  int extent[] = { 3, 4 };
  struct lgt_geom geom = make_geom (2, extent);
  const int at = 1 + 3 * 2;             /* x = (1, 2) */
  double *links = make_random (&geom, N, 11), g[12 * BLOCK], product[BLOCK];
  double *moved = copy_of (links, numbers (&geom, N));

  for (int i = 0; i < 12; i++)
    lgt_sun_identity (N, g + i * BLOCK);
  memcpy (g + at * BLOCK, links, BLOCK * sizeof *g);
  ck_assert_int_eq (lgt_mc_sun_transform (&geom, N, g, moved, NULL), LGT_OK);
  for (int l = 0; l < 24; l++)
    {
      const double *u = links + l * BLOCK, *wanted = product;

      if (l / 2 == at)
        lgt_sun_multiply (N, product, g + at * BLOCK, 0, u, 0);
      else if (l == 2 * (0 + 3 * 2) || l == 2 * (1 + 3 * 1) + 1)
        lgt_sun_multiply (N, product, u, 0, g + at * BLOCK, 1);
      else
        wanted = u;
      for (int i = 0; i < BLOCK; i++)
        ck_assert_double_eq_tol (moved[l * BLOCK + i], wanted[i], 1e-14);
    }
  free (links);
  free (moved);
}
END_TEST

START_TEST (check)
{
  enum { N = 3, BLOCK = 18 };
  int extent[] = { 4, 1, 2, 3 };
  struct lgt_geom geom = make_geom (4, extent);
  double *links = make_random (&geom, N, 12), largest;
  const int64_t site = 3 + 4 * (0 + 1 * (1 + 2 * 2));   /* (3, 0, 1, 2) */
  struct lgt_error error;

  ck_assert_int_eq (lgt_mc_sun_check (&geom, N, 1e-13, links, &largest,
                                      &error), LGT_OK);
  ck_assert_double_lt (largest, 1e-13);
  /* Two that are off; the worse one is named.  */
  lgt_sun_identity (N, links + (site * 4 + 1) * BLOCK);
  links[(site * 4 + 1) * BLOCK] = 1.01;
  links[5 * BLOCK] += 1e-4;
  ck_assert_int_eq (lgt_mc_sun_check (&geom, N, 1e-6, links, &largest,
                                      &error), LGT_EDATA);
  ck_assert_double_eq_tol (largest, 0.0201, 1e-12);
  ck_assert_str_eq (error.text, "link (site 3,0,1,2, direction 1) is off "
                    "SU(3) by 0.0201; at most 1e-06");
  ck_assert_int_eq (lgt_mc_sun_check (&geom, N, 0.1, links, NULL, NULL),
                    LGT_OK);
  links[(3 * 4 + 2) * BLOCK + 7] = NAN;
  ck_assert_int_eq (lgt_mc_sun_check (&geom, N, 0.1, links, NULL, &error),
                    LGT_EDATA);
  ck_assert_str_eq (error.text, "link (site 3,0,0,0, direction 2) is not "
                    "finite");
  free (links);
}
END_TEST

START_TEST (refusals)
{
  int extent[] = { 3, 3, 3 };
  struct lgt_geom line = make_geom (1, extent), cube = make_geom (3, extent);
  double *links = make_random (&cube, 2, 13), value = 7, im = 7, one = 1;
  struct lgt_loop open = { .length = 1, .steps = { 1 } };
  struct lgt_loop far = { .length = 2, .steps = { 4, -4 } };
  struct lgt_error error;

  ck_assert_int_eq (lgt_mc_sun_plaquette (&line, 2, links, &value, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_sun_plaquette (&cube, 9, links, &value, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "SU(9); SU(2) to SU(8) would do");
  ck_assert_double_nan (lgt_mc_sun_action (&cube, 1, 1, links));
  ck_assert_int_eq (lgt_mc_sun_wilson_loop (&cube, 2, 1, 1, 1, 1, links,
                                            &value, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_sun_wilson_loop (&cube, 2, 0, 3, 1, 1, links,
                                            &value, &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "direction 3; this lattice has 0 to 2");
  ck_assert_int_eq (lgt_mc_sun_wilson_loop (&cube, 2, 0, 1, 0, 1, links,
                                            &value, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_sun_polyakov (&cube, 2, -1, links, &value, &im,
                                         &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_sun_loop_action (&cube, 2, 1, &open, &one, links,
                                            &value, &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_sun_loop_action (&cube, 2, 1, &far, &one, links,
                                            &value, &error), LGT_EINVAL);
  ck_assert_double_eq (value, 7);
  ck_assert_double_eq (im, 7);
  links[0] = NAN;
  ck_assert_double_nan (plaquette (&cube, 2, links));
  free (links);
}
END_TEST

/* Random transformations of 1 are pure gauge: plaquette 1, whatever the
   seed; different seeds and numbers give different fields.  */
START_TEST (pure_gauge)
{
  int extent[] = { 3, 3 };
  struct lgt_geom geom = make_geom (2, extent);
  double links[3][18 * 18];

  for (int i = 0; i < 3; i++)
    {
      for (int l = 0; l < 18; l++)
        lgt_sun_identity (3, links[i] + 18 * l);
      ck_assert_int_eq (lgt_mc_sun_transform_random (&geom, 3, 5 + i / 2,
                                                     (uint32_t) (i % 2),
                                                     links[i], NULL), LGT_OK);
      ck_assert_double_eq_tol (plaquette (&geom, 3, links[i]), 1, 1e-13);
    }
  for (int i = 0; i < 3; i++)
    ck_assert_mem_ne (links[i], links[(i + 1) % 3], sizeof links[0]);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("observables_sun");
  TCase *t = tcase_create ("sun");

  tcase_add_loop_test (t, cold, 0, CASES);
  tcase_add_loop_test (t, diagonal, 0, CASES);
  tcase_add_loop_test (t, plans, 0, CASES);
  tcase_add_loop_test (t, relations, 0, CASES);
  tcase_add_loop_test (t, gauge_invariance, 0, CASES);
  tcase_add_test (t, transform_by_hand);
  tcase_add_test (t, check);
  tcase_add_test (t, refusals);
  tcase_add_test (t, pure_gauge);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Tests of lgt/gradient_flow.h.  */

#include <lgt/gradient_flow.h>

#include <lgt/backend.h>
#include <lgt/field_strength.h>

#include "linkfield.h"

struct made
{
  struct lgt_context *context;
  struct lgt_geom geom;
  int n;
  struct lgt_gradient_flow *flow;
};

/* BACKEND NULL: the best.  0: this machine cannot run it.  */
static int
make (struct made *m, const struct lgt_backend *backend, int threads, int n,
      int ndim, const int *extent, int capacity, int lanes)
{
  const struct lgt_context_options options = { 0, threads, NULL };
  struct lgt_error error = { LGT_OK, "" };

  if (!backend)
    ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  if (backend->probe (NULL) != LGT_OK)
    return 0;
  m->context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (m->context);
  m->geom = field_geom (ndim, extent);
  m->n = n;
  ck_assert_msg (lgt_gradient_flow_new (m->context, &m->geom, n, capacity,
                                        lanes, &m->flow, &error) == LGT_OK,
                 "%s", error.text);
  return 1;
}

static void
unmake (struct made *m)
{
  lgt_gradient_flow_free (m->flow);
  lgt_context_free (m->context);
}

static void
put (struct made *m, int count, const double *links)
{
  ck_assert_int_eq (lgt_gradient_flow_put (m->flow, count, links, NULL),
                    LGT_OK);
}

static void
advance (struct made *m, double step, int steps)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_gradient_flow_advance (m->flow, step, steps, &error)
                 == LGT_OK, "%s", error.text);
}

static void
get (struct made *m, double *links)
{
  ck_assert_int_eq (lgt_gradient_flow_get (m->flow, links, NULL), LGT_OK);
}

static double
energy (struct made *m)
{
  double e[16];

  ck_assert_int_eq (lgt_gradient_flow_energy (m->flow, e, NULL), LGT_OK);
  return e[0];
}

/* A lattice of two sites in a row (2 x 1), all links but the two along the
   direction of extent 1 being 1, those exp (i phi), exp (i (phi + delta)),
   for SU(N) in the first two diagonal elements with opposite signs: then
   d delta / dt = -4 sin delta, and tan (delta / 2) falls like e^{-4 t}.  */
START_TEST (two_plaquettes)
{
  const int n = 1 + _i, extent[2] = { 2, 1 };
  const size_t block = link_numbers (n);
  const double angle[2] = { 0.3, 2.7 };
  const double wanted = 2 * atan (tan (1.2) * exp (-4 * 0.4));
  struct made m;
  double *links, got;

  ck_assert (make (&m, NULL, 1, n, 2, extent, 1, 0));
  links = field_random (&m.geom, n, 1, 0);
  for (int x = 0; x < 2; x++)
    {
      double *u = links + (size_t) (2 * x + 1) * block;

      if (n == 1)
        u[0] = angle[x];
      else
        for (int k = 0; k < 2; k++)
          {
            u[2 * (n + 1) * k] = cos (angle[x]);
            u[2 * (n + 1) * k + 1] = (k ? -1 : 1) * sin (angle[x]);
          }
    }
  put (&m, 1, links);
  advance (&m, 0.01, 40);
  ck_assert_double_eq_tol (lgt_gradient_flow_time (m.flow), 0.4, 1e-14);
  get (&m, links);
  got = n == 1 ? links[3] - links[1]
               : atan2 (links[3 * block + 1], links[3 * block])
                 - atan2 (links[block + 1], links[block]);
  ck_assert_double_eq_tol (remainder (got, 2 * pi), wanted, 2e-6);
  free (links);
  unmake (&m);
}
END_TEST

/* dE/dt = -(1/V) sum (d_a g0^2 S)^2 with derivatives along exp (i s T_a) U by
   differences of the host's action.  */
static const struct { int n, ndim, extent[4]; } cases[] = {
  { 1, 2, { 4, 3 } }, { 2, 2, { 3, 2 } }, { 3, 2, { 2, 3 } },
  { 1, 4, { 2, 2, 3, 2 } }, { 2, 3, { 2, 3, 2 } }, { 3, 4, { 2, 2, 1, 2 } },
  { 4, 2, { 3, 2 } },
};
enum { CASES = sizeof cases / sizeof cases[0] };

/* g0^2 S with coordinate A of link AT moved by S.  */
static double
moved_action (const struct lgt_geom *geom, int n, double *links, size_t at,
              int a, double s)
{
  const size_t block = link_numbers (n);
  double old[LGT_SUN_NUMBERS_MAX], x[LGT_SUN_NUMBERS_MAX] = { 0 };
  double u[LGT_SUN_NUMBERS_MAX], result;

  memcpy (old, links + at, block * sizeof *old);
  if (n == 1)
    links[at] += s;
  else
    {
      x[a] = s;
      lgt_sun_from_coordinates (n, x, u);
      lgt_sun_exp (n, u, u);
      lgt_sun_multiply (n, links + at, u, 0, old, 0);
    }
  result = field_action (geom, n, n == 1 ? 1 : 2 * n, links);
  memcpy (links + at, old, block * sizeof *old);
  return result;
}

START_TEST (descent)
{
  const int n = cases[_i].n;
  const double h = 1e-4, step = 1e-3;
  struct made m;
  double *links, sum = 0, e[3];

  ck_assert (make (&m, NULL, 1, n, cases[_i].ndim, cases[_i].extent, 1, 0));
  links = field_random (&m.geom, n, 2, INFINITY);
  for (size_t at = 0; at < field_numbers (&m.geom, n);
       at += link_numbers (n))
    for (int a = 0; a < (n == 1 ? 1 : n * n - 1); a++)
      {
        const double d
          = (moved_action (&m.geom, n, links, at, a, h)
             - moved_action (&m.geom, n, links, at, a, -h)) / (2 * h);

        sum += d * d;
      }
  put (&m, 1, links);
  for (int i = 0; i < 3; i++)
    {
      e[i] = energy (&m);
      advance (&m, step, 1);
    }
  /* One-sided, of second order.  */
  ck_assert_double_eq_tol ((-3 * e[0] + 4 * e[1] - e[2]) / (2 * step),
                           -sum / (double) m.geom.volume,
                           1e-3 * sum / (double) m.geom.volume);
  ck_assert_double_eq_tol (e[0],
                           field_action (&m.geom, n, n == 1 ? 1 : 2 * n,
                                         links) / (double) m.geom.volume
                           + m.geom.ndim * (m.geom.ndim - 1) / 2
                             * (n == 1 ? 1.0 : 2.0 * n), 1e-11);
  free (links);
  unmake (&m);
}
END_TEST

/* Halving the step divides the error by 8.  */
START_TEST (third_order)
{
  const int n = 1 + _i, extent[3] = { 3, 4, 2 };
  const double steps[4] = { 0.02, 0.01, 0.005, 0.00125 };
  struct made m;
  double *links, *result[4], error[3] = { 0 };
  size_t numbers;

  ck_assert (make (&m, NULL, 1, n, 3, extent, 1, 0));
  numbers = field_numbers (&m.geom, n);
  links = field_random (&m.geom, n, 3, 0.8);
  for (int i = 0; i < 4; i++)
    {
      result[i] = malloc (numbers * sizeof *links);
      ck_assert_ptr_nonnull (result[i]);
      put (&m, 1, links);
      advance (&m, steps[i], (int) lrint (0.2 / steps[i]));
      get (&m, result[i]);
    }
  for (int i = 0; i < 3; i++)
    for (size_t k = 0; k < numbers; k++)
      {
        const double d = result[i][k] - result[3][k];

        error[i] += d * d;
      }
  ck_assert_double_eq_tol (sqrt (error[0] / error[1]), 8, 1);
  ck_assert_double_eq_tol (sqrt (error[1] / error[2]), 8, 1);
  for (int i = 0; i < 4; i++)
    free (result[i]);
  free (links);
  unmake (&m);
}
END_TEST

/* E falls all the time, links stay in the group, and every configuration flows
   for itself, whatever the backend, lanes and threads.  */
START_TEST (batches)
{
  const int n = 1 + _i % 3, extent[4] = { 2, 3, 2, 2 };
  const struct lgt_backend *backend = lgt_backend_list ()[_i / 3];
  const int lanes[3] = { 1, 8, 0 };
  struct lgt_geom geom = field_geom (4, extent);
  const size_t numbers = field_numbers (&geom, n);
  double *links = malloc (3 * numbers * sizeof *links);
  double *now = malloc (3 * numbers * sizeof *now);
  double *first = malloc (3 * numbers * sizeof *first), e[3], last = 1e9;

  ck_assert (links && now && first);
  for (int c = 0; c < 3; c++)
    {
      double *one = field_random (&geom, n, (uint64_t) (10 + c), INFINITY);

      memcpy (links + (size_t) c * numbers, one, numbers * sizeof *one);
      free (one);
    }
  for (int l = 0; l < 3; l++)
    for (int threads = 1; threads <= 2; threads++)
      {
        struct made m;

        if (!make (&m, backend, threads, n, 4, extent, 5, lanes[l]))
          break;
        put (&m, 3, links);
        for (int i = 0; l == 0 && i < 10; i++, last = e[0])
          {
            ck_assert_int_eq (lgt_gradient_flow_energy (m.flow, e, NULL),
                              LGT_OK);
            ck_assert_double_lt (e[0], threads == 1 || i ? last : 1e9);
            advance (&m, 0.02, 1);
          }
        if (l)
          advance (&m, 0.02, 10);
        get (&m, l == 0 && threads == 1 ? first : now);
        for (size_t k = 0; (l || threads > 1) && k < 3 * numbers; k++)
          ck_assert_double_eq_tol (n == 1 ? remainder (now[k] - first[k],
                                                       2 * pi) : now[k],
                                   n == 1 ? 0 : first[k], 1e-12);
        for (int c = 0; n > 1 && c < 3; c++)
          ck_assert_int_eq (lgt_mc_sun_check (&geom, n, 1e-13,
                                              first + (size_t) c * numbers,
                                              NULL, NULL), LGT_OK);
        unmake (&m);
      }
  free (links);
  free (now);
  free (first);
}
END_TEST

/* A constant field is a solution that does not move; noise on it goes away,
   and its charge comes back.  */
START_TEST (charge)
{
  const int n = 2 + _i, extent[4] = { 6, 6, 6, 6 };
  const int weight[3] = { 1, -1, 0 };
  const int flux[4][4] = { { 0, 1 }, { 0 }, { 0, 0, 0, 1 }, { 0 } };
  struct made m;
  double *links, exact, rough, smooth;

  ck_assert (make (&m, NULL, 2, n, 4, extent, 1, 0));
  links = field_random (&m.geom, n, 1, 0);
  field_add_flux (&m.geom, n, weight, flux, links);
  lgt_mc_clover (&m.geom, n, links, &rough, &exact, NULL);
  ck_assert_double_eq_tol (exact, 2, 0.05);
  put (&m, 1, links);
  rough = energy (&m);
  advance (&m, 0.05, 4);
  ck_assert_double_eq_tol (energy (&m), rough, 1e-12);
  free (links);

  links = field_random (&m.geom, n, 7, 0.4);
  field_add_flux (&m.geom, n, weight, flux, links);
  put (&m, 1, links);
  lgt_mc_clover (&m.geom, n, links, &(double) { 0 }, &rough, NULL);
  advance (&m, 0.05, 40);
  get (&m, links);
  lgt_mc_clover (&m.geom, n, links, &(double) { 0 }, &smooth, NULL);
  ck_assert_double_gt (fabs (rough - exact), 0.1);
  ck_assert_double_eq_tol (smooth, exact, 0.02);
  free (links);
  unmake (&m);
}
END_TEST

/* t^2 E = c t^p passes the level at a known time.  */
START_TEST (scales)
{
  double time[12], e[12];

  for (int i = 0; i < 12; i++)
    {
      time[i] = 0.25 * i;
      e[i] = i ? 0.08 * pow (time[i], 1.2) / (time[i] * time[i]) : 5;
    }
  ck_assert_double_eq_tol (lgt_gradient_flow_t0 (12, time, e, 0.1),
                           pow (0.1 / 0.08, 1 / 1.2), 2e-5);
  ck_assert_double_eq_tol (lgt_gradient_flow_w0 (12, time, e, 0.1),
                           sqrt (pow (0.1 / 0.096, 1 / 1.2)), 1e-3);
  /* A cubic is found exactly.  */
  for (int i = 1; i < 12; i++)
    e[i] = 0.1 * time[i];
  ck_assert_double_eq_tol (lgt_gradient_flow_t0 (12, time, e, 0.3),
                           cbrt (3), 1e-14);
  /* Three points: t^2 E = 0, 0.1 / 64, 0.1 / 8 are on 0.075 t^2 - 0.0125 t. */
  ck_assert_double_eq_tol (lgt_gradient_flow_t0 (3, time, e, 0.01),
                           (0.0125 + sqrt (0.0125 * 0.0125 + 4 * 0.075 * 0.01))
                           / 0.15, 1e-14);
  ck_assert_double_nan (lgt_gradient_flow_t0 (12, time, e, 3));
  ck_assert_double_nan (lgt_gradient_flow_t0 (2, time, e, 0.001));
  ck_assert_double_nan (lgt_gradient_flow_w0 (2, time, e, 0.001));
}
END_TEST

START_TEST (refusals)
{
  const int extent[2] = { 2, 2 };
  const double links[16] = { 0 };
  struct made m;
  struct lgt_geom line = field_geom (1, extent);
  struct lgt_gradient_flow *none = NULL;
  struct lgt_error error;

  ck_assert (make (&m, NULL, 1, 1, 2, extent, 1, 8));
  /* Lanes for 8 are no capacity of 8.  */
  ck_assert_int_eq (lgt_gradient_flow_put (m.flow, 2, links, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "2 configurations; this gradient flow takes 1 "
                    "to 1");
  ck_assert_int_eq (lgt_gradient_flow_put (m.flow, 0, links, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gradient_flow_advance (m.flow, 0, 1, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gradient_flow_advance (m.flow, NAN, 1, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gradient_flow_advance (m.flow, 0.1, -1, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_gradient_flow_new (m.context, &line, 2, 1, 0, &none,
                                           &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_gradient_flow_new (m.context, &m.geom, 9, 1, 0, &none,
                                           &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_gradient_flow_new (m.context, &m.geom, 2, 0, 0, &none,
                                           &error), LGT_EINVAL);
  ck_assert_ptr_null (none);
  unmake (&m);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("gradient_flow");
  TCase *t = tcase_create ("flow");
  int backends = 0;

  while (lgt_backend_list ()[backends])
    backends++;
  tcase_add_loop_test (t, two_plaquettes, 0, 4);
  tcase_add_loop_test (t, descent, 0, CASES);
  tcase_add_loop_test (t, third_order, 0, 3);
  tcase_add_loop_test (t, batches, 0, 3 * backends);
  tcase_add_loop_test (t, charge, 0, 2);
  tcase_add_test (t, scales);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

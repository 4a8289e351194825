/* Maps of SU(N) flows: covariance, inverses, Jacobians, densities.  */

#include "sunflow.h"

#include <math.h>
#include <string.h>

#include <lgt/sun.h>

/* float64 networks; float32 ones.  */
static double
tolerance (const struct flow_case *c, double exact, double network)
{
  return c->network ? network : exact;
}

static double *
copy_of (const double *x, int64_t n)
{
  double *y = malloc ((size_t) n * sizeof *y);

  return memcpy (y, x, (size_t) n * sizeof *y);
}

/* ---- maps ---- */

/* f (G.U) = G.f (U), layer after layer; links stay in the group.  */
START_TEST (covariance)
{
  enum { N = 5 };
  const struct flow_case *c = &sun_cases[_i];
  const double small = tolerance (c, 1e-11, 1e-4);
  double *links, *before, *moved, log_det[N], log_det_moved[N];
  struct flow f;
  int64_t each;

  flow_new (&f, c, 1, 0.3, 1);
  each = lgt_model_numbers (f.model);
  links = flow_links (f.model, N, 1);
  before = copy_of (links, N * each);
  moved = copy_of (links, N * each);
  for (int i = 0; i < N; i++)
    sun_transform (f.model, 3, i, moved + i * each);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  flow_map (&f, FLOW_FORWARD, N, moved, log_det_moved);
  ck_assert_double_le (sun_links_deviation (f.model, N, links), 1e-11);
  ck_assert_double_gt (largest_difference (N * each, links, before), 0.01);
  for (int i = 0; i < N; i++)
    sun_transform (f.model, 3, i, links + i * each);
  ck_assert_double_le (largest_difference (N * each, links, moved), small);
  ck_assert_double_le (largest_difference (N, log_det, log_det_moved),
                       tolerance (c, 1e-9, 1e-4));
  free (links);
  free (before);
  free (moved);
  flow_free (&f);
}
END_TEST

/* There and back again from LINKS, within SMALL.  */
static void
check_inverse (struct flow *f, int n, double *links, double small)
{
  const int64_t numbers = n * lgt_model_numbers (f->model);
  double *before = copy_of (links, numbers);
  double *log_det = malloc ((size_t) n * sizeof *log_det);

  flow_map (f, FLOW_FORWARD | FLOW_INVERSE, n, links, log_det);
  ck_assert_double_le (largest_difference (numbers, links, before), small);
  for (int i = 0; i < n; i++)
    ck_assert_double_le (fabs (log_det[i]), 10 * small);
  free (before);
  free (log_det);
}

START_TEST (inverse_cancels)
{
  enum { N = 21 };
  const struct flow_case *c = &sun_cases[_i];
  double *links;
  struct flow f;

  flow_new (&f, c, 1, 0.3, 1);
  links = flow_links (f.model, N, 2);
  check_inverse (&f, N, links, tolerance (c, 1e-10, 1e-4));
  free (links);
  flow_free (&f);
}
END_TEST

/* All loops close to the centre, where phases meet.  */
START_TEST (inverse_near_one)
{
  enum { N = 5 };
  const struct flow_case *c = &sun_cases[_i];
  double *links;
  struct flow f;

  flow_new (&f, c, 1, 0.1, 1);
  links = flow_links (f.model, N, 2);
  sun_links_near_one (f.model, N, 1e-3, links);
  check_inverse (&f, N, links, tolerance (c, 1e-10, 1e-4));
  free (links);
  flow_free (&f);
}
END_TEST

/* And exactly there.  */
START_TEST (finite_at_one)
{
  enum { N = 2 };
  double *links, log_det[N];
  struct flow f;

  flow_new (&f, &sun_cases[_i], 1, 0.3, 1);
  for (int which = FLOW_FORWARD; which <= FLOW_INVERSE; which++)
    {
      links = flow_links (f.model, N, 2);
      sun_links_near_one (f.model, N, 0, links);
      flow_map (&f, which, N, links, log_det);
      ck_assert_double_le (sun_links_deviation (f.model, N, links), 1e-9);
      ck_assert (isfinite (log_det[0]) && log_det[0] == log_det[1]);
      free (links);
    }
  flow_free (&f);
}
END_TEST

/* ---- Jacobians ---- */

/* Links from START moved along one direction of the algebra each: four a
   coordinate, in the order of step[].  */
static const double step[4] = { 2, 1, -1, -2 };

static void
move_links (int n, int64_t links, const double *start, double h, double *moved)
{
  const int block = 2 * n * n, directions = n * n - 1;
  double x[LGT_SUN_NUMBERS_MAX], coordinate[64], u[LGT_SUN_NUMBERS_MAX];

  for (int64_t i = 0; i < links * directions * 4; i++)
    {
      double *to = moved + i * links * block;
      const int64_t link = i / 4 / directions;

      memcpy (to, start, (size_t) (links * block) * sizeof *to);
      memset (coordinate, 0, sizeof coordinate);
      coordinate[i / 4 % directions] = step[i % 4] * h;
      lgt_sun_from_coordinates (n, coordinate, x);
      lgt_sun_exp (n, x, u);
      lgt_sun_multiply (n, to + link * block, u, 0, start + link * block, 0);
    }
}

/* Coordinates of A B^+, which is close to one.  */
static void
displacement (int n, const double *a, const double *b, double *coordinate)
{
  double u[LGT_SUN_NUMBERS_MAX], x[LGT_SUN_NUMBERS_MAX];

  lgt_sun_multiply (n, u, a, 0, b, 1);
  lgt_sun_algebra (n, u, x);
  lgt_sun_to_coordinates (n, x, coordinate);
}

/* The Jacobian from the images of what move_links made.  */
static void
differences (int n, int64_t links, double h, const double *image,
             double *jacobian)
{
  const int block = 2 * n * n, directions = n * n - 1;
  const int64_t size = links * directions, each = links * block;

  for (int64_t i = 0; i < size; i++)
    for (int64_t l = 0; l < links; l++)
      {
        const double *at = image + 4 * i * each + l * block;
        double far[64], near[64];

        displacement (n, at, at + 3 * each, far);
        displacement (n, at + each, at + 2 * each, near);
        for (int a = 0; a < directions; a++)
          jacobian[i * size + l * directions + a]
            = (8 * near[a] - far[a]) / (12 * h);
      }
}

/* The whole map's determinant with respect to Haar measure.  */
START_TEST (numerical_jacobian)
{
  enum { BATCH = 64 };
  const struct flow_case *c = &sun_cases[_i];
  const double h = 1e-5;
  struct flow f;
  double *start, *image, *jacobian, log_det[BATCH], want;
  int64_t each, links, size;
  int n;

  if (c->network)
    return;
  flow_new (&f, c, 1, 0.25, 1);
  n = lgt_model_group (f.model)->n;
  each = lgt_model_numbers (f.model);
  links = each / (2 * n * n);
  size = links * (n * n - 1);
  start = flow_links (f.model, 1, 3);
  image = malloc ((size_t) (4 * size * each) * sizeof *image);
  jacobian = malloc ((size_t) (size * size) * sizeof *jacobian);
  move_links (n, links, start, h, image);
  for (int64_t i = 0; i < 4 * size; i += BATCH)
    flow_map (&f, FLOW_FORWARD,
              (int) (4 * size - i < BATCH ? 4 * size - i : BATCH),
              image + i * each, log_det);
  differences (n, links, h, image, jacobian);
  flow_map (&f, FLOW_FORWARD, 1, start, &want);
  ck_assert_double_gt (fabs (want), 1e-3);
  ck_assert_double_eq_tol (log_determinant (jacobian, (int) size), want,
                           1e-6 * fmax (1, fabs (want)));
  free (start);
  free (image);
  free (jacobian);
  flow_free (&f);
}
END_TEST

/* ---- densities and actions ---- */

/* log q of a draw equals log q of its links; neither it nor the action feels
   gauge transformations.  */
START_TEST (density_and_gauge)
{
  enum { N = 20 };
  const struct flow_case *c = &sun_cases[_i];
  const double small = tolerance (c, 1e-9, 1e-4);
  struct flow f;
  struct sample s;
  double log_q[N], action[N], *moved;
  int64_t each;
  int n;

  flow_new (&f, c, 1.7, 0.3, 1);
  n = lgt_model_group (f.model)->n;
  each = lgt_model_numbers (f.model);
  s = flow_draw (&f, N, N);
  ck_assert_double_le (sun_links_deviation (f.model, N, s.links), 1e-11);
  memcpy (log_q, s.log_q, sizeof log_q);
  memcpy (action, s.action, sizeof action);
  for (int i = 0; i < N; i++)
    ck_assert_double_eq_tol (action[i], -1.7 / n
                             * sun_plaquette_sum (f.model,
                                                  s.links + i * each), 1e-10);
  flow_evaluate (&f, N, &s);
  ck_assert_double_le (largest_difference (N, s.log_q, log_q), small);
  ck_assert_double_le (largest_difference (N, s.action, action), 1e-10);
  moved = s.links;
  for (int i = 0; i < N; i++)
    sun_transform (f.model, 4, i, moved + i * each);
  flow_evaluate (&f, N, &s);
  ck_assert_double_le (largest_difference (N, s.log_q, log_q), small);
  ck_assert_double_le (largest_difference (N, s.action, action), 1e-10);
  sample_free (&s);
  flow_free (&f);
}
END_TEST

/* -(1/N) times so much of plaquettes, rectangles, plaquettes 01.  */
static const struct
{
  const char *shape, *group, *text;
  double plaquette, rectangle, plane;
} actions[] = {
  { "[4, 4]", "{ su: { n: 3 } }",
    "[ { improved: { beta: 1.5, c1: -0.25 } } ]", 4.5, -0.375, 0 },
  { "[4, 4]", "{ su: { n: 2 } }", "[ { wilson: { beta: 0.5 } }, { loops: { "
    "class: { rectangle: [2, 1] }, coefficient: 0.3 } } ]", 0.5, 0.3, 0 },
  { "[2, 4, 6]", "{ su: { n: 4 } }", "[ { loops: { class: plaquette, "
    "coefficient: -0.2 } }, { loops: { class: { path: \"+0 +1 -0 -1\" }, "
    "coefficient: 0.7 } } ]", -0.2, 0, 0.7 },
  { "[2, 2, 2, 4]", "{ su: { n: 3 } }", "[ { loops: { class: { path: "
    "\"+0 +1 -0 -1\" }, coefficient: 0.7 } }, { improved: { beta: 2, c1: "
    "0.1 } } ]", 0.4, 0.2, 0.7 },
};

START_TEST (actions_of_loops)
{
  enum { N = 3 };
  static const int plane[4] = { 1, 2, -1, -2 };
  const struct flow_case c
    = { actions[_i].shape,
        SUN_SWEEP (SUN_PAIRS, "masked_stout: { network: star }"), 0, 0, 1, 0,
        actions[_i].group, actions[_i].text };
  struct flow f;
  struct sample s;

  flow_new (&f, &c, 1, 0.3, 1);
  s = flow_draw (&f, N, N);
  for (int i = 0; i < N; i++)
    {
      const double *links = s.links + i * lgt_model_numbers (f.model);
      const double sum
        = actions[_i].plaquette * sun_plaquette_sum (f.model, links)
          + actions[_i].rectangle * sun_rectangle_sum (f.model, links)
          + actions[_i].plane * sun_loop_sum (f.model, links, 4, plane);

      ck_assert_double_eq_tol (s.action[i],
                               -sum / lgt_model_group (f.model)->n, 1e-10);
    }
  sample_free (&s);
  flow_free (&f);
}
END_TEST

/* ---- symmetries and starts ---- */

/* How far f (U*) is from f (U)*.  */
static double
odd_part (const struct flow_case *c)
{
  enum { N = 5 };
  double *links, *conjugate, log_det[N], log_det_of[N], largest;
  struct flow f;
  int64_t all;

  flow_new (&f, c, 1, 0.3, 1);
  all = N * lgt_model_numbers (f.model);
  links = flow_links (f.model, N, 4);
  conjugate = copy_of (links, all);
  sun_conjugate (all, conjugate);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  flow_map (&f, FLOW_FORWARD, N, conjugate, log_det_of);
  sun_conjugate (all, links);
  largest = fmax (largest_difference (all, links, conjugate),
                  largest_difference (N, log_det, log_det_of));
  free (links);
  free (conjugate);
  flow_free (&f);
  return largest;
}

START_TEST (charge_conjugation)
{
  ck_assert_double_le (odd_part (&sun_cases[SUN_EVEN_SU2]), 1e-10);
  ck_assert_double_le (odd_part (&sun_cases[SUN_EVEN_SU3]), 1e-10);
  ck_assert_double_gt (odd_part (&sun_cases[SUN_SU3_EACH]), 1e-2);
}
END_TEST

/* start: identity, of every kind of layer.  */
START_TEST (starts_as_identity)
{
  static const char *const layers[] = {
    "spectral_coupling: { network: star, updates: each_active_loop }",
    "spectral_coupling: { network: star, active: { learned: { count: 2, "
    "paths: [staple, staple5] } } }",
    "masked_stout: { network: star }"
  };
  enum { N = 3 };
  char flow[400], text[FLOW_TEXT];
  const struct flow_case c
    = { "[4, 4]", flow, 0, 0, 1, 0,
        _i / 3 ? "{ su: { n: 3 } }" : "{ su: { n: 2 } }", 0 };
  struct lgt_error error = { .text = "" };
  double *links, *before, log_det[N];
  struct flow f;
  int64_t all;

  snprintf (flow, sizeof flow, "  - sweep: { mask: %s, layer: { %s } }\n",
            SUN_STAGGER, layers[_i % 3]);
  flow_text (&c, 1, text, sizeof text);
  f.context = flow_context (1);
  ck_assert_int_eq (lgt_config_parse ("flow.yaml", text, strlen (text),
                                      &f.config, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_set (f.config, "networks.star.layers.1.conv."
                                    "start=identity", &error), LGT_OK);
  ck_assert_msg (lgt_model_new (f.context, lgt_config_root (f.config), NULL,
                                &f.model, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (lgt_slices_start (lgt_model_slices (f.model), 3, NULL),
                    LGT_OK);
  all = N * lgt_model_numbers (f.model);
  links = flow_links (f.model, N, 5);
  before = copy_of (links, all);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  ck_assert_double_le (largest_difference (all, links, before), 1e-11);
  for (int i = 0; i < N; i++)
    ck_assert_double_le (fabs (log_det[i]), 1e-10);
  /* Other weights do something.  */
  flow_fill (f.model, 0.3, 11);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  ck_assert_double_gt (largest_difference (all, links, before), 0.1);
  free (links);
  free (before);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun_flow");
  TCase *t = tcase_create ("maps");

  tcase_add_loop_test (t, covariance, 0, sun_case_count);
  tcase_add_loop_test (t, inverse_cancels, 0, sun_case_count);
  tcase_add_loop_test (t, inverse_near_one, 0, sun_case_count);
  tcase_add_loop_test (t, finite_at_one, 0, sun_case_count);
  tcase_add_loop_test (t, numerical_jacobian, 0, sun_case_count);
  suite_add_tcase (s, t);

  t = tcase_create ("densities");
  tcase_add_loop_test (t, density_and_gauge, 0, sun_case_count);
  tcase_add_loop_test (t, actions_of_loops, 0,
                       sizeof actions / sizeof *actions);
  suite_add_tcase (s, t);

  t = tcase_create ("symmetries");
  tcase_add_test (t, charge_conjugation);
  tcase_add_loop_test (t, starts_as_identity, 0, 6);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

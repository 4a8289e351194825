/* Flows of a scalar field: priors, maps and their inverses, densities,
   gradients, blindness, the symmetry phi -> -phi, and what is said about
   impossible configurations.  */

#include "testutil.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <math.h>
#include <string.h>

#include <lgt/check.h>
#include <lgt/exact_scalar.h>
#include <lgt/fft.h>
#include <lgt/observables_scalar.h>

#include "flowcheck.h"

#define SWEEP(steps, width, coupling) \
  "  - sweep: { mask: { steps: " steps ", width: " width " }, " \
  "layer: { scalar_coupling: { " coupling " } } }\n"
#define RQS "transform: { rqs: { bins: 5, bound: 1.5 } }"
#define PURE "transform: { rqs: { bins: 4, bound: 2.5, affine: false } }"
#define PHI4 "[ { phi4: { m2: -4, lambda: 8 } } ]"
#define HOPPING "[ { phi4_hopping: { kappa: 0.3, lambda: 0.02 } } ]"
#define NARROW "\nprior: { gaussian: { sigma: 0.6 } }"
#define FREE "\nprior: { free_field: { m2: 0.7 } }"

static const struct flow_case cases[] = {
  { "[6]", SWEEP ("[1]", "2", "network: sites"), 0, 0, 1, 0, "scalar",
    PHI4 },
  { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0, "scalar",
    PHI4 NARROW },
  { "[4, 4]", SWEEP ("[1, 1]", "2", RQS ", network: squares"), 0, 0, 0, 0,
    "scalar", HOPPING },
  { "[4, 6]", SWEEP ("[1, 1]", "2", RQS ", network: sites, symmetric: true"),
    0, 0, 1, 1, "scalar", PHI4 FREE },
  { "[4, 4]", SWEEP ("[1, 1]", "2", PURE ", network: squares, symmetric: true"
                     ), 0, 0, 1, 8, "scalar", PHI4 },
  { "[4, 4]", SWEEP ("[1, 0]", "2", "network: tucker, symmetric: true"), 0, 0,
    0, 0, "scalar", HOPPING NARROW },
  { "[3, 2, 2]", SWEEP ("[0, 1, 1]", "2", PURE ", network: sites"), 0, 0, 1,
    0, "scalar", PHI4 FREE },
  { "[2, 2, 2, 2]", SWEEP ("[1, 1, 1, 1]", "2", RQS ", network: sites"), 0, 0,
    1, 0, "scalar", PHI4 },
  /* float32 networks */
  { "[4, 4]", SWEEP ("[1, 1]", "2", RQS ", network: sites"), "float32", 0, 1,
    0, "scalar", PHI4 },
  { "[4, 4]", SWEEP ("[1, 1]", "2", "network: squares, symmetric: true"),
    "float32", 0, 0, 0, "scalar", PHI4 },
};
enum { CASES = sizeof cases / sizeof *cases };

/* ---- maps ---- */

START_TEST (inverse_cancels)
{
  enum { N = 21 };
  const struct flow_case *c = &cases[_i];
  double *field, *before, log_det[N], moved = 0;
  struct flow f;
  int64_t numbers;

  flow_new (&f, c, 1, 0.3, 1);
  numbers = N * lgt_model_numbers (f.model);
  field = flow_links (f.model, N, 1);
  before = flow_links (f.model, N, 1);
  flow_map (&f, FLOW_FORWARD, N, field, log_det);
  for (int64_t i = 0; i < numbers; i++)
    moved += fabs (field[i] - before[i]) / (double) numbers;
  ck_assert_double_gt (moved, 0.01);
  memcpy (field, before, (size_t) numbers * sizeof *field);
  flow_map (&f, FLOW_FORWARD | FLOW_INVERSE, N, field, log_det);
  /* Networks see the same frozen sites on the way back, so float32 costs
     nothing here but where their inputs were rounded.  */
  for (int64_t i = 0; i < numbers; i++)
    ck_assert_double_eq_tol (field[i], before[i], c->network ? 1e-4 : 1e-10);
  for (int i = 0; i < N; i++)
    ck_assert_double_eq_tol (log_det[i], 0, c->network ? 1e-3 : 1e-9);
  free (field);
  free (before);
  flow_free (&f);
}
END_TEST

/* The whole map's Jacobian by five-point differences.  */
START_TEST (numerical_jacobian)
{
  static const double step[4] = { 2, 1, -1, -2 };
  const struct flow_case *c = &cases[_i];
  const double h = 1e-4;
  struct flow f;
  double *start, *field, *log_det, *jacobian;
  int n;

  if (c->network)
    return;
  flow_new (&f, c, 1, 0.25, 1);
  n = (int) lgt_model_numbers (f.model);
  start = flow_links (f.model, 1, 2);
  field = malloc (sizeof *field * (size_t) (n * (4 * n + 1)));
  log_det = malloc (sizeof *log_det * (size_t) (4 * n + 1));
  jacobian = malloc (sizeof *jacobian * (size_t) (n * n));
  for (int i = 0; i < 4 * n + 1; i++)
    {
      memcpy (field + i * n, start, (size_t) n * sizeof *field);
      if (i < 4 * n)
        field[i * n + i / 4] += step[i % 4] * h;
    }
  flow_map (&f, FLOW_FORWARD, 4 * n + 1, field, log_det);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        const double *at = field + 4 * i * n + j;

        jacobian[i * n + j] = (8 * (at[n] - at[2 * n]) - (at[0] - at[3 * n]))
                              / (12 * h);
      }
  ck_assert_double_eq_tol (log_determinant (jacobian, n), log_det[4 * n],
                           1e-6);
  ck_assert_double_gt (fabs (log_det[4 * n]), 1e-3);
  free (start);
  free (field);
  free (log_det);
  free (jacobian);
  flow_free (&f);
}
END_TEST

START_TEST (blind)
{
  struct flow f;
  struct lgt_error error = { 0 };

  flow_new (&f, &cases[_i], 1, 0.3, 1);
  ck_assert_msg (lgt_model_check_blind (f.model, 3, &error) == LGT_OK, "%s",
                 error.text);
  flow_free (&f);
}
END_TEST

/* ---- densities ---- */

/* The action of HOPPING, as it is written.  */
static double
hopping_action (const struct lgt_geom *geom, const double *phi)
{
  const double kappa = 0.3, lambda = 0.02;
  double sum = 0;

  for (int64_t x = 0; x < geom->volume; x++)
    {
      const double square = phi[x] * phi[x];

      sum += (1 - 2 * lambda) * square + lambda * square * square;
      for (int mu = 0; mu < geom->ndim; mu++)
        sum -= 2 * kappa * phi[x] * phi[lgt_geom_neighbour (geom, x, mu, 1)];
    }
  return sum;
}

/* log q of a draw equals log q of its field; the action is that of lib/mc; a
   symmetric flow has q (phi) = q (-phi), and no other has.  */
START_TEST (density)
{
  enum { N = 20 };
  const struct flow_case *c = &cases[_i];
  const double small = c->network ? 1e-3 : 1e-9;
  const int symmetric = strstr (c->flow, "symmetric") != NULL;
  struct flow f;
  struct sample s;
  double log_q[N], off = 0;
  int64_t numbers;

  flow_new (&f, c, 1, 0.3, 1);
  numbers = lgt_model_numbers (f.model);
  s = flow_draw (&f, N, N);
  memcpy (log_q, s.log_q, sizeof log_q);
  flow_evaluate (&f, N, &s);
  for (int i = 0; i < N; i++)
    {
      ck_assert_double_eq_tol (s.log_q[i], log_q[i], small);
      ck_assert_double_eq_tol
        (s.action[i], strstr (c->action, "hopping")
                      ? hopping_action (lgt_model_geom (f.model),
                                        s.links + i * numbers)
                      : lgt_mc_scalar_action (lgt_model_geom (f.model), -4, 8,
                                              s.links + i * numbers),
         1e-10 * (1 + fabs (s.action[i])));
    }
  for (int64_t i = 0; i < N * numbers; i++)
    s.links[i] = -s.links[i];
  flow_evaluate (&f, N, &s);
  for (int i = 0; i < N; i++)
    off = fmax (off, fabs (s.log_q[i] - log_q[i]));
  if (symmetric)
    ck_assert_double_le (off, small);
  else
    ck_assert_double_gt (off, 0.1);
  sample_free (&s);
  flow_free (&f);
}
END_TEST

/* With weights of zero a flow is the identity: its density is the prior's.
   For the free field of the action's own mass, S + log q = -ln Z whatever
   the field; and what is drawn has the moments of the density: <phi^2> and
   V <M^2>, within 5 sigma.  */
START_TEST (priors)
{
  static const char *const shapes[]
    = { "[6]", "[4, 6]", "[2, 4, 3]", "[4, 2, 2, 3]" };
  static const char *const sweeps[] = {
    SWEEP ("[1]", "2", "network: sites"),
    SWEEP ("[1, 1]", "2", "network: sites"),
    SWEEP ("[1, 0, 0]", "2", "network: sites"),
    SWEEP ("[1, 1, 0, 0]", "2", "network: sites"),
  };
  enum { N = 4096 };
  const int free_field = _i / 4;
  const struct flow_case c
    = { shapes[_i % 4], sweeps[_i % 4], 0, 0, 1, 0, "scalar",
        free_field ? "[ { phi4: { m2: 0.7, lambda: 0 } } ]" FREE
                   : "[ { phi4: { m2: 0.7, lambda: 0 } } ]" NARROW };
  double value[LGT_SCALAR_QUANTITIES], sum[2] = { 0 }, squares[2] = { 0 };
  double expected[2];
  struct lgt_scalar_exact exact;
  const struct lgt_geom *geom;
  struct flow f;
  struct sample s;
  int64_t v;

  flow_new (&f, &c, 1, 0, 1);
  geom = lgt_model_geom (f.model);
  v = geom->volume;
  s = flow_draw (&f, N, 512);
  ck_assert_int_eq (lgt_mc_scalar_gaussian (geom, 0.7, &exact, NULL), LGT_OK);
  expected[0] = free_field ? exact.phi2 : 0.36;
  expected[1] = free_field ? exact.susceptibility : 0.36;
  for (int i = 0; i < N; i++)
    {
      const double *phi = s.links + i * v;
      double log_r = 0, each[2];

      if (free_field)
        ck_assert_double_eq_tol (s.action[i] + s.log_q[i], -exact.log_z,
                                 1e-10 * (double) v);
      for (int64_t x = 0; x < v; x++)
        log_r -= phi[x] * phi[x] / 0.72
                 + log (2 * 3.14159265358979324 * 0.36) / 2;
      if (!free_field)
        ck_assert_double_eq_tol (s.log_q[i], log_r, 1e-10 * (double) v);
      lgt_mc_scalar_measure (geom, 1, phi, value);
      each[0] = value[LGT_SCALAR_PHI2];
      each[1] = (double) v * value[LGT_SCALAR_M2];
      for (int k = 0; k < 2; k++)
        {
          sum[k] += each[k] / N;
          squares[k] += each[k] * each[k] / N;
        }
    }
  for (int k = 0; k < 2; k++)
    ck_assert_double_le (fabs (sum[k] - expected[k]),
                         5 * sqrt ((squares[k] - sum[k] * sum[k]) / N));
  sample_free (&s);
  flow_free (&f);
}
END_TEST

#ifdef LGT_WITH_FFTW
/* A free field on a lattice so large that it is made by FFT is the same as by
   the plain convolution.  */
START_TEST (free_field_by_fft)
{
  enum { N = 16 };
  const struct flow_case c
    = { "[32, 32]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0,
        "scalar", PHI4 FREE };
  const struct lgt_model_options options = { .fft = lgt_fft_fftw () };
  struct lgt_error error = { .text = "" };
  char text[FLOW_TEXT];
  struct flow plain, fast = { 0 };
  struct sample a, b;
  int64_t numbers;

  flow_new (&plain, &c, 1, 0, 1);
  flow_text (&c, 1, text, sizeof text);
  fast.context = flow_context (1);
  ck_assert_int_eq (lgt_config_parse ("flow.yaml", text, strlen (text),
                                      &fast.config, &error), LGT_OK);
  ck_assert_msg (lgt_model_new_with (fast.context,
                                     lgt_config_root (fast.config), &options,
                                     &fast.model, &error) == LGT_OK, "%s",
                 error.text);
  flow_fill (fast.model, 0, 1);
  numbers = lgt_model_numbers (plain.model);
  a = flow_draw (&plain, N, N);
  b = flow_draw (&fast, N, N);
  for (int64_t i = 0; i < N * numbers; i++)
    ck_assert_double_eq_tol (a.links[i], b.links[i], 1e-12);
  /* Other roundings: that it was another way.  */
  ck_assert (memcmp (a.links, b.links,
                     (size_t) (N * numbers) * sizeof *a.links) != 0);
  sample_free (&a);
  sample_free (&b);
  flow_free (&plain);
  flow_free (&fast);
}
END_TEST
#endif

/* ---- gradients ---- */

START_TEST (gradient_of_loss)
{
  if (!cases[_i].network)
    flow_check_gradient (&cases[_i], 1, 0.1, 5, 1e-5);
}
END_TEST

START_TEST (gradient_bits)
{
  flow_check_bits (&cases[_i], 1, 0.2, 34, (enum lgt_estimator) (_i % 3));
}
END_TEST

START_TEST (estimators_agree)
{
  flow_check_estimators (&cases[_i ? 3 : 1], 1, 0.1, 64, 150);
}
END_TEST

/* ---- configurations ---- */

START_TEST (expanded)
{
  flow_check_expanded (&cases[_i], 0.2);
}
END_TEST

START_TEST (refused)
{
  static const struct { struct flow_case c; const char *words; } wrong[] = {
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0,
        "scalar", "[ { wilson: { beta: 2 } } ]" }, "action of links" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0, "u1",
        PHI4 }, "action of a scalar field" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0, "u1",
        0 }, "for a scalar field, not for u1" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: net"), 0, 0, 1, 0,
        "scalar", PHI4 }, "no loops" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, "float32", 1, 0,
        "scalar", PHI4 }, "float64" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0,
        "scalar", PHI4 "\nprior: haar" }, "prior haar is for links" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0,
        "u1", "[ { wilson: { beta: 2 } } ]" NARROW }, "links is haar" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0,
        "scalar", "[ { phi4: { m2: -1, lambda: 0 } } ]" }, "no theory" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites"), 0, 0, 1, 0,
        "scalar", "[ { phi4: { m2: 1, lambda: 0 } }, { phi4: { m2: 1, "
        "lambda: 1 } } ]" }, "second term" },
    { { "[4, 4]", SWEEP ("[0, 0]", "1", "network: sites"), 0, 0, 1, 0,
        "scalar", PHI4 }, "see nothing" },
    { { "[4, 4]", "  - sweep: { mask: { directions: each, steps: [1, 1], "
        "width: 2 }, layer: { scalar_coupling: { network: sites } } }\n", 0,
        0, 1, 0, "scalar", PHI4 }, "directions: sites" },
    { { "[4, 4]", "  - sweep: { mask: { steps: [1, 1], width: 2 }, layer: { "
        "coupling: { network: sites } } }\n", 0, 0, 1, 0, "scalar", PHI4 },
      "for u1, not for scalar" },
    { { "[4, 4]", SWEEP ("[1, 1]", "2", "network: sites")
        "stochastic: { steps: 2 }\n", 0, 0, 1, 0, "scalar", PHI4 },
      "stochastic steps are for links" },
  };
  enum { WRONG = sizeof wrong / sizeof *wrong };

  for (int i = 0; i < WRONG; i++)
    {
      struct lgt_error error = { 0 };
      char text[FLOW_TEXT];
      struct flow f;

      flow_text (&wrong[i].c, 1, text, sizeof text);
      ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
      ck_assert_msg (strstr (error.text, wrong[i].words) != NULL,
                     "'%s' does not say '%s'", error.text, wrong[i].words);
      flow_free (&f);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("scalar flow");
  TCase *t = tcase_create ("maps");

  tcase_set_timeout (t, 60);
  tcase_add_loop_test (t, inverse_cancels, 0, CASES);
  tcase_add_loop_test (t, numerical_jacobian, 0, CASES);
  tcase_add_loop_test (t, blind, 0, CASES);
  tcase_add_loop_test (t, density, 0, CASES);
  tcase_add_loop_test (t, priors, 0, 8);
#ifdef LGT_WITH_FFTW
  tcase_add_test (t, free_field_by_fft);
#endif
  suite_add_tcase (s, t);
  t = tcase_create ("gradients");
  tcase_set_timeout (t, 60);
  tcase_add_loop_test (t, gradient_of_loss, 0, CASES);
  tcase_add_loop_test (t, gradient_bits, 0, CASES);
  tcase_add_loop_test (t, estimators_agree, 0, 2);
  suite_add_tcase (s, t);
  t = tcase_create ("configurations");
  tcase_add_loop_test (t, expanded, 0, CASES);
  tcase_add_test (t, refused);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

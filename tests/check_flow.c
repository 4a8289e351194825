/* Flow models: maps and their inverses, densities, gradients, bits, memory,
   and what is said about impossible configurations.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/observables.h>
#include <lgt/weights.h>

#include "flowcheck.h"

static const double two_pi = 6.283185307179586;

#define SWEEP(mask, coupling) \
  "  - sweep: { mask: " mask ", layer: { coupling: { " coupling " } } }\n"
#define STAGGER \
  "{ directions: each, steps: { along: 2, across: 1 }, width: 4 }"
#define PAIRS "{ directions: each, steps: { along: 1, across: 1 }, width: 2 }"
#define RQS "transform: { circular_rqs: { bins: 4 } }"
#define NCP "transform: { ncp: { components: 2 } }"
#define EACH "updates: each_active_loop"

/* Everything of design.md 4b that a U(1) model can say.  */
static const struct flow_case cases[] = {
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: net"), 0, 0, 1, 0, 0, 0 },
  { "[4, 4]", SWEEP (STAGGER, NCP ", network: net, " EACH), 0, 0, 0, 0, 0, 0 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: far, " EACH), 0, 0, 1, 1, 0, 0 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: net, "
                     "active: [ { plaquette: { nu: 0, side: behind } } ]"
                     ) , 0, 0, 1, 8, 0, 0 },
  /* both directions at once */
  { "[4, 4]", SWEEP ("{ directions: [0, 1], steps: [1, 1], width: 4, "
                     "offset: [0, 2], together: true }",
                     RQS ", network: far, " EACH), 0, 0, 1, 0, 0, 0 },
  { "[2, 4, 2]", SWEEP (PAIRS, RQS ", network: net, " EACH), 0, 0, 1, 0,
    0, 0 },
  { "[2, 2, 2, 2]", SWEEP (PAIRS, NCP ", network: point, " EACH), 0, 0, 1,
    0, 0, 0 },
  { "[2, 2, 2, 2]", SWEEP (PAIRS, RQS ", network: net"), 0, 0, 0, 0, 0, 0 },
  /* one link of each 2 x 2 block; sites alone as a further condition */
  { "[4, 4]", SWEEP ("[ { directions: each, steps: { along: 0, across: 1 }, "
                     "width: 4 }, { directions: sites, steps: [1, 1], "
                     "width: 2, offset: 1 } ]", RQS ", network: net"),
    0, 0, 1, 0, 0, 0 },
  { "[4, 4]",
    "  - layer: { coupling: { mask: { directions: [1], steps: [0, 1], "
    "width: 4, offsets: [1] }, " RQS ", network: net, active: [ { path: "
    "\"+1 +0 +0 -1 -0 -0\" } ] } }\n", 0, 0, 1, 0, 0, 0 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: net"), "float32", 0, 1, 0,
    0, 0 },
  { "[2, 4, 2]", SWEEP (PAIRS, NCP ", network: net, " EACH), "float32", 0, 0,
    0, 0, 0 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: net, " EACH), "float32",
    "float32", 1, 0, 0, 0 },
  /* other kinds of weights */
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: cp, " EACH), 0, 0, 1, 0, 0, 0 },
  { "[4, 4]", SWEEP (STAGGER, NCP ", network: tucker, " EACH), 0, 0, 1, 0,
    0, 0 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: grouped"), 0, 0, 1, 8, 0, 0 },
  { "[2, 4, 2]", SWEEP (PAIRS, RQS ", network: tucker, " EACH), 0, 0, 1, 0,
    0, 0 },
  { "[2, 2, 2, 2]", SWEEP (PAIRS, RQS ", network: cp"), 0, 0, 0, 0, 0, 0 },
  { "[4, 4]", SWEEP ("{ directions: [0, 1], steps: [1, 1], width: 4, "
                     "offset: [0, 2], together: true }",
                     RQS ", network: cp, " EACH), "float32", 0, 1, 0, 0, 0 },
  /* around stars */
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: star, " EACH), 0, 0, 1, 0,
    0, 0 },
  { "[4, 4]", SWEEP ("{ directions: [0, 1], steps: [1, 1], width: 4, "
                     "offset: [0, 2], together: true }",
                     NCP ", network: star, " EACH), 0, 0, 1, 1, 0, 0 },
  { "[2, 4, 2]", SWEEP (PAIRS, RQS ", network: star"), 0, 0, 0, 0, 0, 0 },
  { "[2, 2, 2, 2]", SWEEP (PAIRS, NCP ", network: star, " EACH), "float32", 0,
    1, 0, 0, 0 },
};
enum { CASES = sizeof cases / sizeof *cases,
       NESTED_PATH = 9 };

/* Case 3 is for one direction: both nu = 0.  */
static struct flow_case
case_of (int i)
{
  struct flow_case c = cases[i];

  if (i == 3)
    c.flow = SWEEP ("{ directions: [1], steps: { along: 2, across: 1 }, "
                    "width: 4 }", RQS ", network: net, active: [ { "
                    "plaquette: { nu: 0, side: behind } } ]");
  return c;
}

/* Three kinds of precision: all double; float32 networks; float32 links.  */
static double
tolerance (const struct flow_case *c, double exact, double network,
           double links)
{
  return c->links ? links : c->network ? network : exact;
}

START_TEST (inverse_cancels)
{
  enum { N = 21 };
  const struct flow_case c = case_of (_i);
  const double small = tolerance (&c, 1e-10, 1e-4, 2e-3);
  double *links, *before, log_det[N], moved = 0;
  struct flow f;
  int64_t numbers;

  flow_new (&f, &c, 1, 0.3, 1);
  numbers = N * lgt_model_numbers (f.model);
  links = flow_links (f.model, N, 1);
  before = flow_links (f.model, N, 1);
  flow_map (&f, FLOW_FORWARD, N, links, log_det);
  for (int64_t i = 0; i < numbers; i++)
    {
      moved += fabs (remainder (links[i] - before[i], two_pi)) / numbers;
      ck_assert (links[i] >= -two_pi / 2 - 1e-6
                 && links[i] <= two_pi / 2 + 1e-6);
    }
  ck_assert_double_gt (moved, 0.01);
  memcpy (links, before, (size_t) numbers * sizeof *links);
  flow_map (&f, FLOW_FORWARD | FLOW_INVERSE, N, links, log_det);
  for (int64_t i = 0; i < numbers; i++)
    ck_assert_double_le (fabs (remainder (links[i] - before[i], two_pi)),
                         small);
  for (int i = 0; i < N; i++)
    ck_assert_double_le (fabs (log_det[i]), 10 * small);
  free (links);
  free (before);
  flow_free (&f);
}
END_TEST

/* The whole map's Jacobian by five-point differences.  */
START_TEST (numerical_jacobian)
{
  static const double step[4] = { 2, 1, -1, -2 };
  const struct flow_case c = case_of (_i);
  const double h = 1e-5;
  struct flow f;
  double *start, *links, *log_det, *jacobian;
  int n;

  if (c.network)
    return;
  flow_new (&f, &c, 1, 0.25, 1);
  n = (int) lgt_model_numbers (f.model);
  start = flow_links (f.model, 1, 2);
  links = malloc (sizeof *links * (size_t) (n * (4 * n + 1)));
  log_det = malloc (sizeof *log_det * (size_t) (4 * n + 1));
  jacobian = malloc (sizeof *jacobian * (size_t) (n * n));
  for (int i = 0; i < 4 * n + 1; i++)
    {
      memcpy (links + i * n, start, (size_t) n * sizeof *links);
      if (i < 4 * n)
        links[i * n + i / 4] += step[i % 4] * h;
    }
  flow_map (&f, FLOW_FORWARD, 4 * n + 1, links, log_det);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        const double *at = links + 4 * i * n + j;

        jacobian[i * n + j] = (8 * remainder (at[n] - at[2 * n], two_pi)
                               - remainder (at[0] - at[3 * n], two_pi))
                              / (12 * h);
      }
  ck_assert_double_eq_tol (log_determinant (jacobian, n), log_det[4 * n],
                           1e-6);
  ck_assert_double_gt (fabs (log_det[4 * n]), 1e-3);
  free (start);
  free (links);
  free (log_det);
  free (jacobian);
  flow_free (&f);
}
END_TEST

/* log q of a draw equals log q of its links; the action that of lib/mc; both
   do not feel gauge transformations.  */
START_TEST (density_and_gauge)
{
  enum { N = 20 };
  const struct flow_case c = case_of (_i);
  const double small = tolerance (&c, 1e-9, 1e-4, 2e-2);
  struct flow f;
  struct sample s;
  double log_q[N], action[N];
  const struct lgt_geom *geom;

  flow_new (&f, &c, 1.7, 0.3, 1);
  geom = lgt_model_geom (f.model);
  s = flow_draw (&f, N, N);
  memcpy (log_q, s.log_q, sizeof log_q);
  memcpy (action, s.action, sizeof action);
  flow_evaluate (&f, N, &s);
  for (int i = 0; i < N; i++)
    {
      double *links = s.links + i * lgt_model_numbers (f.model);

      ck_assert_double_eq_tol (s.log_q[i], log_q[i], small);
      ck_assert_double_eq_tol (s.action[i],
                               lgt_mc_u1_action (geom, 1.7, links),
                               c.links ? 1e-3 : 1e-10);
      ck_assert_double_eq_tol (s.action[i], action[i],
                               c.links ? 1e-3 : 1e-10);
      ck_assert_int_eq (lgt_mc_u1_transform_random (geom, 3, (uint32_t) i,
                                                    links, NULL), LGT_OK);
    }
  flow_evaluate (&f, N, &s);
  for (int i = 0; i < N; i++)
    {
      ck_assert_double_eq_tol (s.log_q[i], log_q[i], small);
      ck_assert_double_eq_tol (s.action[i], action[i],
                               c.links ? 1e-3 : 1e-9);
    }
  sample_free (&s);
  flow_free (&f);
}
END_TEST

/* ---- gradients ---- */

START_TEST (gradient_of_loss)
{
  const struct flow_case c = case_of (_i);

  if (!c.network)
    flow_check_gradient (&c, 1.3, 0.1, 5, 1e-5);
}
END_TEST

START_TEST (gradient_bits)
{
  const struct flow_case c = case_of (_i);

  flow_check_bits (&c, 1.3, 0.3, 34, (enum lgt_estimator) (_i % 3));
}
END_TEST

START_TEST (estimators_agree)
{
  const struct flow_case c = case_of (_i ? 1 : 0);

  flow_check_estimators (&c, 1.5, 0.2, 64, 150);
}
END_TEST

/* ---- samples ---- */

/* The same configurations, however they are packed.  */
START_TEST (draws_do_not_depend_on_packing)
{
  static const int lanes[] = { 1, 8, 16 };
  enum { N = 37 };
  struct sample first = { 0 };
  struct flow_case c = case_of (1);
  int64_t numbers = 0;

  for (int k = 0; k < 3; k++)
    for (int batch = 5; batch <= N; batch += N - 5)
      {
        struct flow f;
        struct sample s;

        c.lanes = lanes[k];
        flow_new (&f, &c, 1, 0.3, 1);
        ck_assert_int_eq (lgt_model_lanes (f.model), lanes[k]);
        numbers = lgt_model_numbers (f.model);
        s = flow_draw (&f, N, batch);
        if (!first.links)
          first = s;
        else
          {
            for (int64_t i = 0; i < N * numbers; i++)
              ck_assert_double_le (fabs (remainder (s.links[i]
                                                    - first.links[i],
                                                    two_pi)), 1e-11);
            for (int i = 0; i < N; i++)
              ck_assert_double_eq_tol (s.log_q[i], first.log_q[i], 1e-10);
            sample_free (&s);
          }
        flow_free (&f);
      }
  sample_free (&first);
}
END_TEST

/* The prior's bits: lgt_model_draw alone.  */
START_TEST (prior_bits)
{
  static const int lanes[] = { 1, 8, 16 };
  enum { N = 18, NUMBERS = 32 };
  static const uint32_t words[LGT_RANDOM_WORDS] = { 5, 6, 2, 0, 3, 40, 0, 0 };
  struct lgt_view random
    = lgt_view_dense ((void *) words, LGT_U32,
                      (struct lgt_shape) { 1, 1, LGT_RANDOM_WORDS, 1 },
                      NULL);
  double first[N * NUMBERS], links[N * NUMBERS];
  struct flow_case c = case_of (0);

  for (int k = 0; k < 3; k++)
    {
      const struct lgt_tape_options options = { 1 << 20, 0, 0 };
      struct lgt_tape *tape;
      struct lgt_field field;
      struct flow f;

      c.lanes = lanes[k];
      flow_new (&f, &c, 1, 0.3, 1);
      ck_assert_int_eq (lgt_model_numbers (f.model), NUMBERS);
      tape = lgt_tape_new (f.context, &options, NULL);
      random.data = lgt_context_table (f.context, words, sizeof words, NULL);
      field = lgt_model_draw (f.model, tape, N, &random);
      ck_assert_int_eq (lgt_tape_status (tape, NULL), LGT_OK);
      ck_assert_int_eq (lgt_unpack (f.context,
                                    lgt_tape_value (tape, field.links), N,
                                    k ? links : first, NULL), LGT_OK);
      if (k)
        ck_assert_mem_eq (links, first, sizeof first);
      lgt_context_release (f.context, random.data);
      lgt_tape_free (tape);
      flow_free (&f);
    }
}
END_TEST

/* ---- memory ---- */

static size_t
peak_of (const char *shape, const char *sweep, int repeat, int batch)
{
  const struct lgt_objective_options options = { .batch = batch };
  struct flow_case c = { shape, NULL, "float32", NULL, 1, 0, 0, 0 };
  struct lgt_tape_usage usage;
  char flow[600];
  struct flow f;

  snprintf (flow, sizeof flow, sweep, repeat);
  c.flow = flow;
  flow_new (&f, &c, 1, 0.1, 1);
  ck_assert_int_eq (lgt_objective_forecast (f.model, &options, &usage, NULL),
                    LGT_OK);
  flow_free (&f);
  return usage.arena_peak;
}

/* The peak grows a layer by the active links and one log-density a lane.  */
START_TEST (memory_a_layer)
{
  static const struct
  {
    const char *shape, *sweep;
    int layers, active;
  } of[] = {
    { "[8, 8]", "  - sweep: { repeat: %d, mask: " STAGGER
                ", layer: { coupling: { " RQS ", network: far, " EACH
                " } } }\n", 8, 16 },
    { "[4, 4, 4]", "  - sweep: { repeat: %d, mask: " PAIRS
                   ", layer: { coupling: { " NCP ", network: net } } }\n",
      6, 32 },
  };
  const int batch = 64;
  const size_t lane = 8, bytes = (size_t) of[_i].active * batch * lane;
  const size_t few = peak_of (of[_i].shape, of[_i].sweep, 2, batch);
  const size_t many = peak_of (of[_i].shape, of[_i].sweep, 6, batch);

  ck_assert_double_le ((double) (many - few) / (4 * of[_i].layers),
                       1.05 * (double) bytes + batch * (double) lane);
  ck_assert_uint_ge (many - few, 4 * (size_t) of[_i].layers * bytes);
}
END_TEST

/* The tuned flow of case 0 with WISDOM.  */
static void
tuned_flow (struct flow *f, const struct lgt_wisdom *wisdom)
{
  const struct lgt_model_options options = { .wisdom = wisdom };
  struct lgt_error error = { .text = "" };
  char text[FLOW_TEXT];

  flow_text (&cases[0], 1, text, sizeof text);
  f->context = flow_context (1);
  ck_assert_int_eq (lgt_config_parse ("flow.yaml", text, strlen (text),
                                      &f->config, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_set (f->config, "networks.net.layers.0.conv."
                                    "algorithm=tuned", &error), LGT_OK);
  ck_assert_msg (lgt_model_new_with (f->context, lgt_config_root (f->config),
                                     &options, &f->model, &error) == LGT_OK,
                 "%s", error.text);
}

/* Wisdom is found by the keys that a model names, for layers that are tuned
   and no others.  */
START_TEST (wisdom_is_used)
{
  const double sum[] = { 0, 2, 1, 3, 0 }, fft[] = { 0, 2, 0, 0, 1 };
  const double *const times[] = { sum, fft };
  struct lgt_wisdom *wisdom = lgt_wisdom_new ();
  struct flow f;
  int tuned = 0, n;

  tuned_flow (&f, NULL);
  n = lgt_model_convolutions (f.model);
  ck_assert_int_gt (n, 0);
  for (int i = 0; i < n; i++)
    {
      const struct lgt_model_convolution c
        = lgt_model_convolution (f.model, i, 5);

      ck_assert_int_eq (c.params.algorithm, LGT_CONV_DIRECT);
      ck_assert_int_eq (c.known, 0);
      ck_assert_int_eq (c.tuned, strstr (c.name, ".conv0.") != NULL);
      ck_assert_int_eq (lgt_wisdom_add (wisdom, &c.key, times[_i], NULL),
                        LGT_OK);
    }
  flow_free (&f);

  tuned_flow (&f, wisdom);
  for (int i = 0; i < n; i++)
    {
      const struct lgt_model_convolution c
        = lgt_model_convolution (f.model, i, 5);

      tuned += c.tuned;
      ck_assert_int_eq (c.known, c.tuned);
      /* This model has no Fourier transforms.  */
      ck_assert_int_eq (c.params.algorithm,
                        c.tuned && times[_i] == sum ? LGT_CONV_SUM
                                                    : LGT_CONV_DIRECT);
    }
  ck_assert_int_gt (tuned, 0);
  flow_free (&f);
  lgt_wisdom_free (wisdom);
}
END_TEST

/* An algorithm that was settled is used on so many packs, and no others.  */
START_TEST (algorithms_are_kept)
{
  struct lgt_error error = { .text = "" };
  struct flow f;
  int64_t more;
  int packs, n;

  tuned_flow (&f, NULL);
  packs = lgt_model_links_shape (f.model, 5).packs;
  more = (int64_t) (packs + 1) * lgt_model_lanes (f.model);
  n = lgt_model_convolutions (f.model);
  for (int i = 0; i < n; i++)
    {
      const char *name = lgt_model_convolution (f.model, i, 5).name;
      struct lgt_model_convolution c;

      ck_assert_int_eq (lgt_model_keep_algorithm (f.model, name, packs,
                                                  LGT_CONV_SUM, &error),
                        LGT_OK);
      ck_assert_int_eq (lgt_model_keep_algorithm (f.model, name, packs,
                                                  LGT_CONV_GEMM, &error),
                        LGT_OK);
      c = lgt_model_convolution (f.model, i, 5);
      ck_assert_int_eq (c.params.algorithm, LGT_CONV_GEMM);
      ck_assert_int_eq (c.known, 1);
      c = lgt_model_convolution (f.model, i, more);
      ck_assert_int_eq (c.params.algorithm, LGT_CONV_DIRECT);
      ck_assert_int_eq (c.known, 0);
      /* Without FFTW.  */
      ck_assert_int_eq (lgt_model_keep_algorithm (f.model, name, packs,
                                                  LGT_CONV_FFT, &error),
                        LGT_EINVAL);
      ck_assert_ptr_nonnull (strstr (error.text, name));
      ck_assert_ptr_nonnull (strstr (error.text, "FFTW"));
    }
  ck_assert_int_eq (lgt_model_keep_algorithm (f.model, "layer99.conv0.weight",
                                              packs, LGT_CONV_SUM, &error),
                    LGT_EDATA);
  flow_free (&f);
}
END_TEST

START_TEST (expanded_is_the_same)
{
  const struct flow_case c = case_of (_i);

  flow_check_expanded (&c, 0.3);
}
END_TEST

/* ---- impossible configurations ---- */

static const struct
{
  const char *shape, *flow, *words;
  int line;
} impossible[] = {
  { "[4, 6]", SWEEP (STAGGER, RQS ", network: net"), "6", 11 },
  { "[4, 4]",
    "  - layer: { coupling: { network: net, mask: { directions: [0],\n"
    "      steps: [2, 2], width: 4, offsets: [1] } } }\n",
    "no link is active", 11 },
  { "[4, 4]", SWEEP ("{ directions: each, steps: { along: 1, across: 0 }, "
                     "width: 2 }", RQS ", network: net"),
    "second active link", 11 },
  { "[4, 4]", SWEEP (PAIRS, RQS ", network: net"), "frozen", 6 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", network: nit"), "\"nit\"", 11 },
  { "[4, 4]", SWEEP (STAGGER, RQS ", networc: net"), "networc", 11 },
  { "[4, 4]", SWEEP (STAGGER, RQS), "network", 11 },
  { "[4, 4]", SWEEP (STAGGER, "transform: rqs, network: net"),
    "circular_rqs", 11 },
  { "[4, 4]", "  - layer: { coupling: { network: net } }\n", "mask", 11 },
  { "[4, 4]", "  []\n", "flow", 11 },
  { "[4, 4]", SWEEP (STAGGER, "network: net, transform: { circular_rqs: { "
                     "bins: 1 } }"), "bins", 11 },
  { "[4, 4]", SWEEP ("{ directions: [2], steps: [1, 1], width: 2 }",
                     RQS ", network: net"), "direction", 11 },
};
enum { IMPOSSIBLE = sizeof impossible / sizeof *impossible };

START_TEST (impossible_configurations)
{
  const struct flow_case c
    = { impossible[_i].shape, impossible[_i].flow, 0, 0, 1, 0, 0, 0 };
  struct lgt_error error = { 0 };
  char text[FLOW_TEXT], place[32];
  struct flow f;
  int line = 0;

  flow_text (&c, 1, text, sizeof text);
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strncmp (error.text, "flow.yaml:", 10) == 0, "%s",
                 error.text);
  sscanf (error.text, "flow.yaml:%d:", &line);
  snprintf (place, sizeof place, "%d", line);
  ck_assert_msg (line >= impossible[_i].line, "%s", error.text);
  ck_assert_msg (strstr (strchr (error.text + 10, ':'),
                         impossible[_i].words) != NULL, "%s", error.text);
  flow_free (&f);
}
END_TEST

/* "output" belongs to the last layer, and to that alone.  */
START_TEST (misplaced_output)
{
  static const char *const layers[] = {
    "[ { conv: { channels: 4 } } ]",
    "[ { conv: { channels: output } },\n { conv: { channels: output } } ]",
    "[]"
  };
  struct lgt_error error = { 0 };
  char text[1024];
  struct flow f;

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: [4, 4] }\n"
            "networks:\n  net: { layers: %s }\n"
            "flow:\n" SWEEP (STAGGER, RQS ", network: net"), layers[_i]);
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strncmp (error.text, "flow.yaml:4:", 12) == 0, "%s",
                 error.text);
  ck_assert_msg (strstr (error.text, _i == 2 ? "1 to" : "output") != NULL,
                 "%s", error.text);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("flow");
  TCase *t = tcase_create ("maps");

  tcase_add_loop_test (t, inverse_cancels, 0, CASES);
  tcase_add_loop_test (t, numerical_jacobian, 0, CASES);
  tcase_add_loop_test (t, density_and_gauge, 0, CASES);
  suite_add_tcase (s, t);

  t = tcase_create ("gradients");
  tcase_add_loop_test (t, gradient_of_loss, 0, CASES);
  tcase_add_loop_test (t, gradient_bits, 0, CASES);
  tcase_add_loop_test (t, estimators_agree, 0, 2);
  suite_add_tcase (s, t);

  t = tcase_create ("samples");
  tcase_add_test (t, draws_do_not_depend_on_packing);
  tcase_add_test (t, prior_bits);
  suite_add_tcase (s, t);

  t = tcase_create ("models");
  tcase_add_loop_test (t, memory_a_layer, 0, 2);
  tcase_add_loop_test (t, wisdom_is_used, 0, 2);
  tcase_add_test (t, algorithms_are_kept);
  tcase_add_loop_test (t, expanded_is_the_same, 0, CASES);
  tcase_add_loop_test (t, impossible_configurations, 0, IMPOSSIBLE);
  tcase_add_loop_test (t, misplaced_output, 0, 3);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Stochastic steps of a flow: when they change no weight, bits, and what is
   said about impossible ones.  */

#include "flowtarget.h"

#include <math.h>
#include <string.h>

#include <lgt/stochastic.h>

#define COUPLINGS \
  "  - sweep: { mask: { directions: each, steps: { along: 2, across: 1 }, " \
  "width: 4 }, layer: { coupling: { transform: { circular_rqs: { bins: 4 } " \
  "}, network: net } } }\n"
#define SPECTRAL \
  "  - sweep: { mask: { directions: each, steps: { along: 2, across: 1 }, " \
  "width: 4 }, layer: { spectral_coupling: { network: net } } }\n"
#define EMPTY "  []\n"

static struct sample
draw (const char *group, const char *flow, int lanes, int threads, int n,
      int batch)
{
  const struct flow_case c = { "[4, 4]", flow, 0, 0, 1, lanes, group, 0 };
  struct flow f;
  struct sample s;

  flow_new (&f, &c, 1.5, 0.2, threads);
  s = flow_draw (&f, n, batch);
  flow_free (&f);
  return s;
}

/* ---- steps that do nothing to weights ---- */

/* Proposals too small to change a number: links, log q and S are those of the
   flow alone, to the last bit.  (The subgroup of SU(2) is normalized, which
   rounds.)  */
START_TEST (no_change)
{
  enum { N = 12 };
  static const struct { const char *group, *plain, *steps; } runs[] = {
    { "u1", COUPLINGS, COUPLINGS "stochastic: { every: 2, steps: 3, "
      "algorithm: { metropolis: { width: 1e-300 } } }\n" },
    { "{ su: { n: 2 } }", SPECTRAL, SPECTRAL "stochastic: { every: 1, "
      "algorithm: { metropolis: { width: 1e-300 } } }\n" },
    { "{ su: { n: 3 } }", SPECTRAL, SPECTRAL "stochastic: { every: 3, "
      "algorithm: { metropolis: { width: 1e-300 } } }\n" },
  };
  const char *group = runs[_i].group;
  const int n = _i + 1;
  const size_t numbers = N * 32 * (n == 1 ? 1 : 2 * (size_t) (n * n));
  struct sample plain = draw (group, runs[_i].plain, 0, 2, N, N);
  struct sample steps = draw (group, runs[_i].steps, 0, 2, N, N);

  if (n == 2)
    for (int i = 0; i < N; i++)
      {
        ck_assert_double_eq_tol (plain.log_q[i], steps.log_q[i], 1e-11);
        ck_assert_double_eq_tol (plain.action[i], steps.action[i], 1e-12);
      }
  else
    {
      ck_assert_mem_eq (plain.links, steps.links, numbers * sizeof (double));
      ck_assert_mem_eq (plain.log_q, steps.log_q, N * sizeof (double));
      ck_assert_mem_eq (plain.action, steps.action, N * sizeof (double));
    }
  sample_free (&plain);
  sample_free (&steps);
}
END_TEST

/* Steps at t = 1 after the last layer move the links and leave log w.  */
START_TEST (in_equilibrium)
{
  enum { N = 12 };
  static const char *const steps[] = {
    COUPLINGS "stochastic: { steps: 2, from: 1 }\n",
    COUPLINGS "stochastic: { steps: 2, schedule: [1, 1], algorithm: hmc }\n",
    COUPLINGS "stochastic: { steps: 1, sweeps: 3, algorithm: metropolis }\n",
  };
  struct sample plain = draw (NULL, COUPLINGS, 0, 2, N, N);
  struct sample moved = draw (NULL, steps[_i], 0, 2, N, N);

  for (int i = 0; i < N; i++)
    {
      ck_assert_double_eq_tol (plain.action[i] + plain.log_q[i],
                               moved.action[i] + moved.log_q[i], 1e-10);
      ck_assert_double_gt (fabs (plain.action[i] - moved.action[i]), 1e-6);
    }
  sample_free (&plain);
  sample_free (&moved);
}
END_TEST

/* ---- bits ---- */

/* The same whatever threads and batches are; with other lanes but for
   rounding.  */
START_TEST (bits)
{
  enum { N = 20 };
  static const char *const flows[] = {
    COUPLINGS "stochastic: { every: 2, steps: 2 }\n",
    COUPLINGS "stochastic: { every: 8, algorithm: { hmc: { steps: 2, "
    "instantons: true } } }\n",
    EMPTY "stochastic: { steps: 3, algorithm: metropolis }\n",
  };
  static const struct { int lanes, threads, batch; } ways[] = {
    { 8, 1, N }, { 8, 3, N }, { 8, 2, 8 }, { 8, 2, 16 }, { 1, 2, 5 }
  };
  struct sample first = { 0 };

  for (int way = 0; way < 5; way++)
    {
      struct sample s = draw (NULL, flows[_i], ways[way].lanes,
                              ways[way].threads, N, ways[way].batch);

      if (way == 0)
        {
          first = s;
          continue;
        }
      if (ways[way].lanes == 8)
        {
          ck_assert_mem_eq (s.links, first.links, N * 32 * sizeof (double));
          ck_assert_mem_eq (s.log_q, first.log_q, N * sizeof (double));
        }
      for (int i = 0; i < N; i++)
        ck_assert_double_eq_tol (s.log_q[i], first.log_q[i], 1e-8);
      sample_free (&s);
    }
  sample_free (&first);
}
END_TEST

/* Other seeds, streams and steps are other draws.  */
START_TEST (counters)
{
  static const struct { uint64_t seed; int stream; uint32_t step; } which[] = {
    { 5, LGT_STREAM_SAMPLE, 0 }, { 5, LGT_STREAM_SAMPLE, 1 },
    { 6, LGT_STREAM_SAMPLE, 0 }, { 5, LGT_STREAM_TEST, 0 },
    { 5, LGT_STREAM_SAMPLE, 0 },
  };
  enum { WAYS = 5 };
  const struct flow_case c
    = { "[4, 4]", EMPTY "stochastic: { steps: 2 }\n", 0, 0, 1, 0, 0, 0 };
  struct lgt_sampler *sampler;
  struct lgt_error error;
  struct flow f;
  double log_q[WAYS][3];

  flow_new (&f, &c, 1, 0, 1);
  ck_assert_int_eq (lgt_sampler_new (f.model, 3, NULL, &sampler, NULL),
                    LGT_OK);
  for (int i = 0; i < WAYS; i++)
    ck_assert_int_eq (lgt_sampler_draw (sampler, which[i].seed,
                                        which[i].stream, which[i].step, 0, 3,
                                        NULL, log_q[i], NULL, NULL), LGT_OK);
  for (int i = 1; i < WAYS - 1; i++)
    for (int j = 0; j < i; j++)
      ck_assert_double_ne (log_q[i][0], log_q[j][0]);
  ck_assert_mem_eq (log_q[0], log_q[WAYS - 1], sizeof log_q[0]);

  ck_assert_int_eq (lgt_sampler_draw (sampler, 5, LGT_STREAM_SAMPLE,
                                      UINT32_MAX, 0, 3, NULL, log_q[0], NULL,
                                      &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "step 4294967295 with 2 sweeps a draw: the "
                    "counters end at 2^32");
  ck_assert_mem_eq (log_q[0], log_q[WAYS - 1], sizeof log_q[0]);
  lgt_sampler_free (sampler);
  flow_free (&f);
}
END_TEST

/* ---- the key ---- */

START_TEST (schedule)
{
  const struct flow_case c
    = { "[4, 4]", COUPLINGS "stochastic: { every: 3, steps: 1, from: 0.25 }\n",
        0, 0, 1, 0, 0, 0 };
  const struct lgt_stochastic *s;
  struct flow f;

  flow_new (&f, &c, 1, 0, 1);
  s = lgt_model_stochastic (f.model);
  ck_assert_ptr_nonnull (s);
  ck_assert_int_eq (lgt_model_layers (f.model), 8);
  ck_assert_int_eq (lgt_stochastic_steps (s), 3);
  ck_assert_int_eq (lgt_stochastic_layer (s, 1), 3);
  ck_assert_int_eq (lgt_stochastic_layer (s, 2), 6);
  ck_assert_int_eq (lgt_stochastic_layer (s, 3), 8);
  ck_assert_double_eq_tol (lgt_stochastic_t (s, 1), 0.5, 1e-15);
  ck_assert_double_eq (lgt_stochastic_t (s, 3), 1);
  ck_assert_int_eq (s->chain.overrelaxation, 1);
  flow_free (&f);
}
END_TEST

static const struct { const char *flow, *links, *says; } wrong[] = {
  { EMPTY, NULL, "a flow without layers: it would be the prior" },
  { EMPTY "stochastic: none\n", NULL,
    "a flow without layers: it would be the prior" },
  { EMPTY "stochastic: {}\n", NULL, "no step: give steps, or every (at most "
    "0, the number of layers)" },
  { COUPLINGS "stochastic: { every: 9 }\n", NULL, "no step: give steps, or "
    "every (at most 8, the number of layers)" },
  { EMPTY "stochastic: { steps: 2, schedule: [1] }\n", NULL,
    "1 numbers for 2 steps" },
  { EMPTY "stochastic: { steps: 2 }\n", "float32",
    "stochastic steps need links in float64" },
  { EMPTY "stochastic: { steps: 2, algorithm: heatbath }\n", NULL,
    "heat_bath" },
};

START_TEST (refused)
{
  const struct flow_case c = { "[4, 4]", wrong[_i].flow, 0, wrong[_i].links,
                               1, 0, 0, 0 };
  char text[FLOW_TEXT];
  struct lgt_error error = { 0 };
  struct flow f;

  flow_text (&c, 1, text, sizeof text);
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (strstr (error.text, wrong[_i].says) != NULL, "%s",
                 error.text);
  flow_free (&f);
}
END_TEST

/* No log q of given links, no training; and what a chain refuses.  */
START_TEST (not_for)
{
  const struct flow_case c
    = { "[4, 4]", COUPLINGS "stochastic: { steps: 2 }\n", 0, 0, 1, 0, 0, 0 };
  const struct flow_case instantons
    = { "[2, 2, 2]", EMPTY "stochastic: { steps: 2, algorithm: { heat_bath: { "
        "instantons: true } } }\n", 0, 0, 1, 0, 0, 0 };
  const struct lgt_objective_options options = { .batch = 4 };
  struct lgt_objective *objective;
  struct lgt_sampler *sampler;
  struct lgt_tape_usage usage;
  struct lgt_error error;
  struct flow f;
  double *links, log_q = 7, action;

  flow_new (&f, &c, 1, 0.1, 1);
  links = flow_links (f.model, 1, 3);
  ck_assert_int_eq (lgt_sampler_new (f.model, 1, NULL, &sampler, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_sampler_evaluate (sampler, links, 1, &log_q, &action,
                                          &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "a flow with stochastic steps has no log q of "
                    "given configurations: many paths lead to each");
  ck_assert_double_eq (log_q, 7);
  ck_assert_int_eq (lgt_objective_forecast (f.model, &options, &usage,
                                            &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_objective_new (f.model, &options, &objective, &error),
                    LGT_EINVAL);
  ck_assert_msg (strstr (error.text, "stochastic: none") != NULL, "%s",
                 error.text);
  lgt_sampler_free (sampler);
  free (links);
  flow_free (&f);

  flow_new (&f, &instantons, 1, 0.1, 1);
  ck_assert_int_eq (lgt_sampler_new (f.model, 1, NULL, &sampler, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "instanton moves are for U(1) in two "
                    "dimensions");
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("stochastic");
  TCase *t = tcase_create ("stochastic");

  tcase_add_loop_test (t, no_change, 0, 3);
  tcase_add_loop_test (t, in_equilibrium, 0, 3);
  tcase_add_loop_test (t, bits, 0, 3);
  tcase_add_test (t, counters);
  tcase_add_test (t, schedule);
  tcase_add_loop_test (t, refused, 0,
                       (int) (sizeof wrong / sizeof *wrong));
  tcase_add_test (t, not_for);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

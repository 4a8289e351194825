/* Losses of SU(N) flows: gradients, bits, estimators, memory.  */

#include "sunflow.h"

START_TEST (gradient_of_loss)
{
  if (!sun_cases[_i].network)
    flow_check_gradient (&sun_cases[_i], 1.3, 0.1, 5, 1e-7);
}
END_TEST

START_TEST (gradient_bits)
{
  flow_check_bits (&sun_cases[_i], 1.3, 0.3, 18,
                   (enum lgt_estimator) (_i % 3));
}
END_TEST

START_TEST (estimators_agree)
{
  flow_check_estimators (&sun_cases[_i ? SUN_SU3_EACH : SUN_SU2_PLAIN], 1.5,
                         0.2, 64, 150);
}
END_TEST

/* ---- memory ---- */

static size_t
peak_of (const char *shape, const char *group, const char *mask,
         const char *layer, int repeat, int batch)
{
  const struct lgt_objective_options options = { .batch = batch };
  char flow[600];
  const struct flow_case c = { shape, flow, "float32", 0, 1, 0, group, 0 };
  struct lgt_tape_usage usage;
  struct flow f;

  snprintf (flow, sizeof flow,
            "  - sweep: { repeat: %d, mask: %s, layer: { %s } }\n", repeat,
            mask, layer);
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
    const char *shape, *group, *mask, *layer;
    int n, layers, active;
  } of[] = {
    { "[8, 8]", "{ su: { n: 3 } }", SUN_STAGGER, "spectral_coupling: { "
      "network: traces, updates: each_active_loop }", 3, 8, 16 },
    { "[8, 8]", "{ su: { n: 2 } }", SUN_STAGGER, "spectral_coupling: { "
      "network: star, active: { learned: { count: 2 } } }", 2, 8, 16 },
    { "[4, 4, 4]", "{ su: { n: 3 } }", SUN_PAIRS, "masked_stout: { network: "
      "star }", 3, 6, 32 },
  };
  const int batch = 64, lane = 8, block = 2 * of[_i].n * of[_i].n;
  const size_t bytes = (size_t) (of[_i].active * block * batch * lane);
  const size_t few = peak_of (of[_i].shape, of[_i].group, of[_i].mask,
                              of[_i].layer, 2, batch);
  const size_t many = peak_of (of[_i].shape, of[_i].group, of[_i].mask,
                               of[_i].layer, 6, batch);

  ck_assert_double_le ((double) (many - few) / (4 * of[_i].layers),
                       1.05 * (double) bytes + batch * (double) lane);
  ck_assert_uint_ge (many - few, 4 * (size_t) of[_i].layers * bytes);
}
END_TEST

/* 48 layers in four dimensions, forecast: no memory is taken.  */
START_TEST (memory_of_8_to_4)
{
  static const char *const layers[] = {
    "spectral_coupling: { network: net, updates: each_active_loop }",
    "spectral_coupling: { network: star, active: { learned: { count: 2 } } }",
    "masked_stout: { network: star }"
  };
  const double gib = 1024 * 1024 * 1024.0;
  const struct lgt_objective_options options = { .batch = 8 };
  char flow[600];
  const struct flow_case c
    = { "[8, 8, 8, 8]", flow, "float32", 0, 1, 0, "{ su: { n: 3 } }", 0 };
  struct lgt_tape_usage usage;
  struct flow f;
  double weights;

  snprintf (flow, sizeof flow,
            "  - sweep: { repeat: 6, mask: %s, layer: { %s } }\n", SUN_PAIRS,
            layers[_i]);
  flow_new (&f, &c, 1, 0.1, 1);
  ck_assert_int_eq (lgt_model_layers (f.model), 48);
  ck_assert_int_eq (lgt_objective_forecast (f.model, &options, &usage, NULL),
                    LGT_OK);
  weights = 2.0 * sizeof (float) * (double) lgt_model_slices (f.model)->total;
  printf ("# %s: arena %.3f GiB, weights and gradients %.4f GiB\n",
          layers[_i], (double) usage.arena_peak / gib, weights / gib);
  ck_assert_double_le ((double) usage.arena_peak + weights, 8 * gib);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun_train");
  TCase *t = tcase_create ("gradients");

  tcase_add_loop_test (t, gradient_of_loss, 0, sun_case_count);
  tcase_add_loop_test (t, gradient_bits, 0, sun_case_count);
  tcase_add_loop_test (t, estimators_agree, 0, 2);
  suite_add_tcase (s, t);

  t = tcase_create ("memory");
  tcase_add_loop_test (t, memory_a_layer, 0, 3);
  tcase_add_loop_test (t, memory_of_8_to_4, 0, 3);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

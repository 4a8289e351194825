/* Models of SU(N): what layers may see, what cannot be made.  */

#include "sunflow.h"

#include <string.h>

#include <lgt/check.h>

/* ---- blindness ---- */

START_TEST (layers_are_blind)
{
  struct lgt_error error = { .text = "" };
  struct flow f;

  flow_new (&f, &sun_cases[_i], 1, 0.3, 1);
  for (uint64_t seed = 1; seed < 3; seed++)
    ck_assert_msg (lgt_model_check_blind (f.model, seed, &error) == LGT_OK,
                   "%s", error.text);
  flow_free (&f);
}
END_TEST

/* A stout layer of our own, whose coefficient is a loop's trace.  */
enum mode
{
  HONEST,                 /* a frozen loop and a frozen staple */
  LOOP,                   /* the loop holds another active link */
  STAPLE,                 /* the staple does */
  MODES
};

struct planted_config { int mode; struct lgt_config_node *mask; };

static const struct lgt_key planted_keys[] = {
  { .name = "mode", .kind = LGT_KEY_INT,
    LGT_AT (struct planted_config, mode) },
  { .name = "mask", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct planted_config, mask) },
  { .name = NULL }
};

struct planted
{
  int n;
  struct lgt_active active;
  struct lgt_path_set *loop, *staple;
};

/* The mask is every other column's links of direction 1: x_0 even.  */
static enum lgt_status
plan (struct lgt_planner *planner, const void *config_,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  /* Around the link; the plaquette that ends in the next active link.  */
  static const int wide[] = { -1, 2, 1, 1, -2, -1 };
  static const int seen[] = { 1, 2, 1, -2, -1, -1 };
  static const int near[] = { 2, 1, -2, -1 }, far[] = { 2, 1, 1, -2, -1, -1 };
  const struct planted_config *config = config_;
  struct planted *p = calloc (1, sizeof *p);
  struct lgt_path loop = { 6, wide, 0 }, staple = { 4, near, 1 };

  if (config->mode == LOOP)
    loop = (struct lgt_path) { 6, seen, 0 };
  if (config->mode == STAPLE)
    staple = (struct lgt_path) { 6, far, 1 };
  p->n = planner->group->n;
  ck_assert_int_eq (lgt_active_new (planner, node, &p->active, error),
                    LGT_OK);
  ck_assert_int_eq (p->active.count, 1);
  ck_assert_int_eq (lgt_path_set_new (planner->context, p->active.of[0].list,
                                      1, 1, &loop, NULL, &p->loop, error),
                    LGT_OK);
  ck_assert_int_eq (lgt_path_set_new (planner->context, p->active.of[0].list,
                                      1, 1, &staple, NULL, &p->staple, error),
                    LGT_OK);
  *state = p;
  return LGT_OK;
}

static void
unplan (struct lgt_context *context, void *state)
{
  struct planted *p = state;

  lgt_path_set_free (context, p->loop);
  lgt_path_set_free (context, p->staple);
  lgt_active_free (context, &p->active);
  free (p);
}

static int
condition (struct lgt_tape *tape, const void *state, const lgt_var *weight,
           const struct lgt_field *field, lgt_var *out)
{
  const struct planted *p = state;

  (void) weight;
  out[0] = lgt_sun_traces (tape, field->links, p->loop, p->n, LGT_SUN_RE_TR,
                           LGT_F64);
  out[1] = lgt_sun_paths (tape, field->links, p->staple, p->n);
  return 2;
}

static void
forward (struct lgt_tape *tape, const void *state, const lgt_var *weight,
         struct lgt_field *field)
{
  const struct planted *p = state;
  const struct lgt_sun_stout_params params = { p->n, 0, 0.9 };
  lgt_var of[2], old, new, log_det;

  condition (tape, state, weight, field, of);
  old = lgt_gather (tape, field->links, p->active.of[0].list,
                    2 * p->n * p->n);
  new = lgt_sun_stout (tape, old, of[1], of[0], params, &log_det);
  field->links = lgt_scatter (tape, field->links, old, new);
}

/* With and without a word on what it conditions on.  */
static const struct lgt_layer_type telling = {
  .name = "planted", .config_size = sizeof (struct planted_config),
  .keys = planted_keys, .plan = plan, .forward = forward, .inverse = forward,
  .unplan = unplan, .condition = condition
};
static const struct lgt_layer_type silent = {
  .name = "planted", .config_size = sizeof (struct planted_config),
  .keys = planted_keys, .plan = plan, .forward = forward, .inverse = forward,
  .unplan = unplan
};

START_TEST (planted_leaks)
{
  static const struct lgt_layer_type *const types[2][2] = {
    { &silent, NULL }, { &telling, NULL }
  };
  const int n = 2 + _i % 2, tells = _i / 2 % 2, mode = _i / 4;
  struct lgt_error error = { .text = "" };
  char text[512];
  struct flow f;

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: [4, 4] }\ngroup: { su: { n: %d } }\n"
            "flow:\n- layer: { planted: { mode: %d, mask: { directions: [1], "
            "steps: { along: 0, across: 1 }, width: 2, offsets: [0] } } }\n",
            n, mode);
  ck_assert_msg (flow_try (&f, 1, text, types[tells], &error) == LGT_OK,
                 "%s", error.text);
  if (mode == HONEST)
    ck_assert_msg (lgt_model_check_blind (f.model, 1, &error) == LGT_OK,
                   "%s", error.text);
  else
    {
      ck_assert_int_eq (lgt_model_check_blind (f.model, 1, &error), LGT_ENUM);
      ck_assert_msg (strncmp (error.text, "layer 0 (planted):", 18) == 0,
                     "%s", error.text);
      ck_assert_msg (strstr (error.text, tells ? "conditions on"
                             : "depends on other active links") != NULL,
                     "%s", error.text);
    }
  flow_free (&f);
}
END_TEST

/* ---- documents ---- */

START_TEST (expanded_is_the_same)
{
  flow_check_expanded (&sun_cases[_i], 0.3);
}
END_TEST

#define SU(n) "{ su: { n: " #n " } }"
#define SPECTRAL(more) \
  SUN_SWEEP (SUN_STAGGER, "spectral_coupling: { " more " }")
#define NET "{ layers: [ { conv: { channels: output } } ] }"

/* What is said, and of which line: the one that has PLACE.  */
static const struct
{
  const char *group, *precision, *action, *net, *flow, *place, *words;
} impossible[] = {
  { SU (9), 0, 0, NET, SPECTRAL ("network: net"), "group:", "from 2 to 8" },
  { SU (1), 0, 0, NET, SPECTRAL ("network: net"), "group:", "from 2 to 8" },
  { SU (3), "{ links: float32 }", 0, NET, SPECTRAL ("network: net"),
    "precision:", "float64" },
  { "u1", 0, 0, NET, SPECTRAL ("network: net"), "- sweep", "for su" },
  { "u1", 0, 0, NET, SUN_SWEEP (SUN_STAGGER, "masked_stout: { network: net }"
                                ), "- sweep", "for su" },
  { SU (3), 0, 0, NET, SUN_SWEEP (SUN_STAGGER, "coupling: { network: net }"),
    "- sweep", "for u1" },
  { SU (4), 0, 0, NET, SPECTRAL ("network: net, transform: { cell_rqs: { "
                                 "conjugation: true } }"), "- sweep",
    "not for SU(4)" },
  { SU (3), 0, 0, NET, SPECTRAL ("network: net, transform: { cell_rqs: { "
                                 "conjugation: true } }"), "- sweep",
    "even" },
  { SU (3), 0, 0, "{ inputs: { star: true }, layers: [ { conv: { channels: "
    "output } } ] }", SPECTRAL ("network: net"), "  net:", "kernel: 1" },
  { SU (3), 0, 0, "{ inputs: { staple_pairs: true }, layers: [ { conv: { "
    "channels: output } } ] }", SPECTRAL ("network: net"), "  net:",
    "star: true" },
  { SU (3), 0, 0, NET, SUN_SWEEP ("{ directions: each, steps: { along: 1, "
                                  "across: 0 }, width: 2 }",
                                  "spectral_coupling: { network: net }"),
    "- sweep", "second active link" },
  { SU (3), 0, 0, NET, SUN_SWEEP ("{ directions: each, steps: { along: 1, "
                                  "across: 0 }, width: 2 }",
                                  "masked_stout: { network: net }"),
    "- sweep", "second active link" },
  { SU (3), 0, 0, "{ inputs: { features: [re_tr, cos] }, layers: [ { conv: { "
    "channels: output } } ] }", SPECTRAL ("network: net"), "  net:",
    "re_tr_p2" },
  { "u1", 0, 0, "{ inputs: { features: [re_tr] }, layers: [ { conv: { "
    "channels: output } } ] }", SUN_SWEEP (SUN_STAGGER,
                                           "coupling: { network: net }"),
    "  net:", "[cos, sin]" },
  { SU (3), 0, "[ { loops: { class: { rectangle: [5, 1] }, coefficient: 1 } }"
    " ]", NET, SPECTRAL ("network: net"), "action:", "longer" },
  { SU (3), 0, "[ { wilson: { beta: 1 } }, { improved: { beta: 1 } } ]", NET,
    SPECTRAL ("network: net"), "action:", "second wilson term" },
  { SU (3), 0, 0, NET, SPECTRAL ("network: net, active: { learned: { count: "
                                 "0 } }"), "- sweep", "count" },
  { SU (3), 0, 0, NET, SPECTRAL ("network: net, active: { learned: { count: "
                                 "1 }, plaquette: { nu: 1 } }"), "- sweep",
    "alone" },
  { SU (3), 0, 0, NET, SUN_SWEEP (SUN_STAGGER, "masked_stout: { network: "
                                  "net, limit: 1 }"), "- sweep", "limit" },
};

/* The line of TEXT in which WHERE is.  */
static int
line_of (const char *text, const char *where)
{
  const char *at = strstr (text, where);
  int line = 1;

  ck_assert_ptr_nonnull (at);
  for (; text < at; text++)
    line += *text == '\n';
  return line;
}

START_TEST (impossible_configurations)
{
  struct lgt_error error = { .text = "" };
  char text[2048];
  struct flow f;
  int line = 0;

  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: [4, 4] }\ngroup: %s\nprecision: %s\n"
            "action: %s\nnetworks:\n  net: %s\nflow:\n%s",
            impossible[_i].group,
            impossible[_i].precision ? impossible[_i].precision : "{}",
            impossible[_i].action ? impossible[_i].action
                                  : "[ { wilson: { beta: 1 } } ]",
            impossible[_i].net, impossible[_i].flow);
  ck_assert_int_eq (flow_try (&f, 1, text, NULL, &error), LGT_EINVAL);
  ck_assert_msg (sscanf (error.text, "flow.yaml:%d:", &line) == 1
                 && line == line_of (text, impossible[_i].place), "%s",
                 error.text);
  ck_assert_msg (strstr (error.text, impossible[_i].words) != NULL, "%s",
                 error.text);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun_model");
  TCase *t = tcase_create ("blind");

  tcase_add_loop_test (t, layers_are_blind, 0, sun_case_count);
  tcase_add_loop_test (t, planted_leaks, 0, 4 * MODES);
  suite_add_tcase (s, t);

  t = tcase_create ("documents");
  tcase_add_loop_test (t, expanded_is_the_same, 0, sun_case_count);
  tcase_add_loop_test (t, impossible_configurations, 0,
                       sizeof impossible / sizeof *impossible);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

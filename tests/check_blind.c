/* lgt_model_check_blind: our layers pass, planted leaks are found.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/check.h>

#include "flowcase.h"

/* ---- a layer of our own: U' = U + 0.3 cos (angle of an open path) ---- */

enum mode
{
  HONEST,                 /* U_1 (x), which is frozen */
  NEIGHBOUR,              /* the path ends with another active link */
  CLAMPED,                /* the same, NaN hidden by a clamp */
  ITSELF,                 /* U_0 (x) itself, which only the layer can tell */
  FROZEN,                 /* writes about active links into a frozen one */
  MODES
};

/* NaN to -1: what a kernel must not do.  */
static enum lgt_status
clamp_infer (const void *params, const struct lgt_view *in,
             struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
             struct lgt_error *error)
{
  (void) params;
  (void) error;
  (void) scratch;
  out[0] = lgt_view_dense (NULL, in[0].type, in[0].shape, in[0].sites);
  *entry = LGT_F64;
  return LGT_OK;
}

static enum lgt_status
clamp_run (struct lgt_queue *queue, const void *params,
           const struct lgt_view *in, const struct lgt_view *out,
           void *scratch, struct lgt_error *error)
{
  const double *x = in[0].data;
  double *y = out[0].data;

  (void) queue;
  (void) params;
  (void) scratch;
  (void) error;
  for (int64_t i = 0; i < lgt_shape_count (out[0].shape); i++)
    y[i] = fmin (fmax (x[i], -1), 1);
  return LGT_OK;
}

static const struct lgt_op clamp_op = {
  .name = "clamp", .n_in = 1, .n_out = 1, .infer = clamp_infer
};
static const struct lgt_kernel kernels[] = {
  { .op = &clamp_op, .run = { NULL, clamp_run } },
  { 0 }
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
  enum mode mode;
  struct lgt_active active;
  struct lgt_path_set *path, *beside;
  struct lgt_sites *frozen;
};

static enum lgt_status
plan (struct lgt_planner *planner, const void *config_,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  static const int own[] = { 1 }, honest[] = { 2 }, leak[] = { 2, 1, 1 };
  const struct planted_config *config = config_;
  const struct lgt_path active = { 1, own, 0 };
  const int32_t corner = 0, direction = 1;
  struct planted *p = calloc (1, sizeof *p);
  struct lgt_path path = { 1, honest, 0 };

  p->mode = (enum mode) config->mode;
  if (p->mode == NEIGHBOUR || p->mode == CLAMPED)
    path = (struct lgt_path) { 3, leak, 0 };
  else if (p->mode == ITSELF)
    path = (struct lgt_path) { 1, own, 0 };
  ck_assert_int_eq (lgt_active_new (planner, node, &p->active, error),
                    LGT_OK);
  ck_assert_int_eq (p->active.count, 1);
  ck_assert_int_eq (lgt_path_set_new (planner->context,
                                      p->active.of[0].list, 1, 1, &path,
                                      NULL, &p->path, error), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (planner->context, planner->lattice, 1,
                                    &corner, &direction, &p->frozen, error),
                    LGT_OK);
  ck_assert_int_eq (lgt_path_set_new (planner->context, p->frozen, 1, 1,
                                      &active, NULL, &p->beside, error),
                    LGT_OK);
  *state = p;
  return LGT_OK;
}

static void
unplan (struct lgt_context *context, void *state)
{
  struct planted *p = state;

  lgt_path_set_free (context, p->path);
  lgt_path_set_free (context, p->beside);
  lgt_sites_free (context, p->frozen);
  lgt_active_free (context, &p->active);
  free (p);
}

static int
condition (struct lgt_tape *tape, const void *state, const lgt_var *weight,
           const struct lgt_field *field, lgt_var *out)
{
  const struct planted *p = state;
  lgt_var pair = lgt_u1_cos_sin (tape, field->links, p->path, LGT_F64);

  (void) weight;
  out[0] = lgt_linear (tape, 1, lgt_tape_comps (tape, pair, 0, 1), 0,
                       LGT_NONE);
  if (p->mode == CLAMPED)
    lgt_tape_apply (tape, &clamp_op, NULL, 0, out, out);
  return 1;
}

static void
forward (struct lgt_tape *tape, const void *state, const lgt_var *weight,
         struct lgt_field *field)
{
  const struct planted *p = state;
  lgt_var cosine, old, new;

  condition (tape, state, weight, field, &cosine);
  old = lgt_gather (tape, field->links, p->active.of[0].list, 1);
  new = lgt_linear (tape, 1, old, 0.3, cosine);
  field->links = lgt_scatter (tape, field->links, old, new);
  if (p->mode == FROZEN)
    {
      old = lgt_gather (tape, field->links, p->frozen, 1);
      new = lgt_linear (tape, 1, old, 0.1,
                        lgt_u1_angles (tape, field->links, p->beside));
      field->links = lgt_scatter (tape, field->links, old, new);
    }
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

/* Layers 0, 1 are honest couplings, layer 2 is planted with MODE.  */
static void
new_model (struct flow *f, int mode, int tells)
{
  static const struct lgt_layer_type *types[2][3];
  const struct lgt_context_options options = { 0, 1, kernels };
  const struct lgt_backend *backend;
  struct lgt_error error = { 0 };
  char text[1024];

  types[0][0] = types[1][0] = lgt_layer_types[0];
  types[0][1] = &silent;
  types[1][1] = &telling;
  snprintf (text, sizeof text,
            "lgt: 1\nlattice: { shape: [4, 4] }\n"
            "networks: { net: { layers: [ { conv: { channels: output, "
            "start: identity } } ] } }\nflow:\n"
            "- layer: { coupling: { mask: { directions: [0], steps: [2, 1], "
            "width: 4, offsets: [0] }, network: net } }\n"
            "- layer: { coupling: { mask: { directions: [1], steps: [2, 1], "
            "width: 4, offsets: [0] }, network: net } }\n"
            "- layer: { planted: { mode: %d, mask: { directions: [0], "
            "steps: [1, 1], width: 2, offsets: [0] } } }\n", mode);
  ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  f->context = lgt_context_new (backend, &options, NULL);
  ck_assert_int_eq (lgt_config_parse ("flow.yaml", text, strlen (text),
                                      &f->config, &error), LGT_OK);
  ck_assert_msg (lgt_model_new (f->context, lgt_config_root (f->config),
                                types[tells], &f->model, &error) == LGT_OK,
                 "%s", error.text);
}

START_TEST (planted_leaks)
{
  const int mode = _i / 2, tells = _i % 2;
  struct lgt_error error = { 0 };
  struct flow f;

  new_model (&f, mode, tells);
  if (mode == HONEST || (mode == ITSELF && !tells))
    ck_assert_msg (lgt_model_check_blind (f.model, 1, &error) == LGT_OK,
                   "%s", error.text);
  else
    {
      ck_assert_int_eq (lgt_model_check_blind (f.model, 1, &error),
                        LGT_ENUM);
      ck_assert_msg (strncmp (error.text, "layer 2 (planted):", 18) == 0,
                     "%s", error.text);
      ck_assert_msg (strstr (error.text,
                             mode == FROZEN ? "the frozen link of direction 1"
                             " at site 0" : tells ? "conditions on"
                             : "depends on other active links") != NULL,
                     "%s", error.text);
    }
  flow_free (&f);
}
END_TEST

/* Ours, in all dimensions and precisions.  */
static const struct flow_case ours[] = {
  { "[4, 4]", "  - sweep: { mask: { directions: each, steps: { along: 2, "
    "across: 1 }, width: 4 }, layer: { coupling: { network: net, updates: "
    "each_active_loop } } }\n", "float32", NULL, 1, 0, 0, 0 },
  { "[8, 8]", "  - sweep: { mask: { directions: [0, 1], steps: [1, 1], "
    "width: 4, offset: [0, 2], together: true }, layer: { coupling: { "
    "network: far, transform: ncp, updates: each_active_loop } } }\n",
    "float64", NULL, 1, 1, 0, 0 },
  { "[2, 4, 2]", "  - sweep: { mask: { directions: each, steps: { along: 1, "
    "across: 1 }, width: 2 }, layer: { coupling: { network: net } } }\n",
    "float64", "float32", 1, 0, 0, 0 },
  { "[2, 2, 2, 2]", "  - sweep: { mask: { directions: each, steps: { along: "
    "1, across: 1 }, width: 2 }, layer: { coupling: { network: far, "
    "updates: each_active_loop } } }\n", "float32", NULL, 0, 0, 0, 0 },
  { "[4, 4]", "  - sweep: { mask: { directions: [1], steps: { along: 0, "
    "across: 1 }, width: 4 }, layer: { coupling: { active: [ { plaquette: { "
    "nu: 0, side: behind } } ], transform: { tabulated_conditional: { bins: "
    "4, angles: 8 } } } } }\n", "float32", NULL, 1, 0, 0, 0 },
  { "[8, 8]", "  - sweep: { mask: { directions: [0, 1], steps: [1, 1], "
    "width: 4, offset: [0, 2], together: true }, layer: { coupling: { "
    "network: cp, updates: each_active_loop } } }\n", "float64", NULL, 1,
    1, 0, 0 },
  { "[2, 4, 2]", "  - sweep: { mask: { directions: each, steps: { along: 1, "
    "across: 1 }, width: 2 }, layer: { coupling: { network: tucker } } }\n",
    "float32", NULL, 1, 0, 0, 0 },
  { "[2, 2, 2, 2]", "  - sweep: { mask: { directions: each, steps: { along: "
    "1, across: 1 }, width: 2 }, layer: { coupling: { network: cp } } }\n",
    "float32", NULL, 0, 0, 0, 0 },
  { "[4, 4]", "  - sweep: { mask: { directions: each, steps: { along: 2, "
    "across: 1 }, width: 4 }, layer: { coupling: { network: grouped } } }\n",
    "float64", NULL, 1, 0, 0, 0 },
  { "[8, 8]", "  - sweep: { mask: { directions: [0, 1], steps: [1, 1], "
    "width: 4, offset: [0, 2], together: true }, layer: { coupling: { "
    "network: star, updates: each_active_loop } } }\n", "float64", NULL, 1,
    0, 0, 0 },
  { "[2, 4, 2]", "  - sweep: { mask: { directions: each, steps: { along: 1, "
    "across: 1 }, width: 2 }, layer: { coupling: { network: star } } }\n",
    "float32", NULL, 1, 1, 0, 0 },
};

START_TEST (our_layers)
{
  struct lgt_error error = { 0 };
  struct flow f;
  const struct lgt_slices *slices;
  double *before, *after;

  flow_new (&f, &ours[_i], 1, 0.3, 1);
  slices = lgt_model_slices (f.model);
  before = calloc ((size_t) slices->total + 1, sizeof *before);
  after = calloc ((size_t) slices->total + 1, sizeof *after);
  ck_assert_int_eq (lgt_slices_get (slices, &slices->values, before, NULL),
                    LGT_OK);
  for (uint64_t seed = 1; seed < 4; seed++)
    ck_assert_msg (lgt_model_check_blind (f.model, seed, &error) == LGT_OK,
                   "%s", error.text);
  ck_assert_int_eq (lgt_slices_get (slices, &slices->values, after, NULL),
                    LGT_OK);
  if (slices->total > 0)
    ck_assert_mem_eq (before, after, (size_t) slices->total * sizeof *after);
  free (before);
  free (after);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("blind");
  TCase *t = tcase_create ("blind");

  tcase_add_loop_test (t, planted_leaks, 0, 2 * MODES);
  tcase_add_loop_test (t, our_layers, 0, sizeof ours / sizeof *ours);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

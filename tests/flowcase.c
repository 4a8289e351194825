#include "flowcase.h"

#include <math.h>
#include <string.h>

#include <lgt/sun.h>

void
flow_text (const struct flow_case *c, double beta, char *text, size_t size)
{
  char lanes[16] = "auto", wilson[64];
  int used;

  if (c->lanes)
    snprintf (lanes, sizeof lanes, "%d", c->lanes);
  snprintf (wilson, sizeof wilson, "[ { wilson: { beta: %g } } ]", beta);
  used = snprintf (text, size,
                   "lgt: 1\n"
                   "lattice: { shape: %s }\n"
                   "group: %s\n"
                   "action: %s\n"
                   "precision: { links: %s, network: %s }\n"
                   "memory: { rematerialize: %s, lanes: %s }\n"
                   "networks:\n"
                   "  net: { inputs: { loops: [plaquette] }, layers: [\n"
                   "    { conv: { channels: 3, kernel: 3, activation: tanh }"
                   " }, { conv: { channels: output, kernel: 3 } } ] }\n"
                   "  point: { inputs: { loops: [plaquette] }, layers: [\n"
                   "    { conv: { channels: output, kernel: 1 } } ] }\n"
                   "  far: { inputs: { loops: [plaquette, rectangle] },"
                   " layers: [\n"
                   "    { conv: { channels: 4, kernel: 1, activation: silu }"
                   " }, { conv: { channels: output, kernel: 3 } } ] }\n"
                   "  cp: { inputs: { loops: [plaquette, rectangle] },"
                   " layers: [\n"
                   "    { conv: { channels: 3, activation: tanh,"
                   " weights: { cp: { rank: 4 } } } },\n"
                   "    { conv: { channels: output, kernel: 2,"
                   " weights: { cp: { rank: 3 } } } } ] }\n"
                   "  tucker: { layers: [ { conv: { channels: 4, activation:"
                   " silu, weights: { tucker: { ranks: [2, 3] } } } },\n"
                   "    { conv: { channels: output, boundary: zero,"
                   " weights: { tucker: { ranks: [3, 4] } } } } ] }\n"
                   "  grouped: { layers: [ { conv: { channels: 4, activation:"
                   " tanh, groups: 2, boundary: zero } },\n"
                   "    { conv: { channels: 6, groups: 2, activation: silu,"
                   " kernel: 1 } }, { conv: { channels: output } } ] }\n"
                   "  star: { inputs: { loops: [plaquette, rectangle],"
                   " star: true, staple_pairs: true }, layers: [\n"
                   "    { conv: { channels: 4, kernel: 1, activation: tanh }"
                   " }, { conv: { channels: output, kernel: 1 } } ] }\n"
                   "  traces: { inputs: { loops: [plaquette, rectangle],"
                   " features: [re_tr, im_tr, re_tr_p2, im_tr_p2] },"
                   " layers: [\n"
                   "    { conv: { channels: 3, kernel: 3, activation: tanh }"
                   " }, { conv: { channels: output, kernel: 1 } } ] }\n"
                   "  even: { inputs: { loops: [plaquette, rectangle],"
                   " features: [re_tr, re_tr_p2] }, layers: [\n"
                   "    { conv: { channels: 3, kernel: 3, activation: silu }"
                   " }, { conv: { channels: output, kernel: 1 } } ] }\n"
                   "  sites: { layers: [\n"
                   "    { conv: { channels: 3, kernel: 3, activation: tanh }"
                   " }, { conv: { channels: output, kernel: 3 } } ] }\n"
                   "  squares: { inputs: { features: [phi, phi2] }, layers:"
                   " [ { conv: { channels: 3, kernel: 2, activation: silu,"
                   " weights: { cp: { rank: 3 } } } },\n"
                   "    { conv: { channels: output, boundary: zero } } ] }\n"
                   "flow:\n%s\n", c->shape, c->group ? c->group : "u1",
                   c->action ? c->action : wilson,
                   c->links ? c->links : "float64",
                   c->network ? c->network : "float64",
                   c->rematerialize ? "true" : "false", lanes, c->flow);
  ck_assert_int_lt (used, (int) size);
}

struct lgt_context *
flow_context (int threads)
{
  const struct lgt_context_options options = { 0, threads, NULL };
  const struct lgt_backend *backend;
  struct lgt_context *context;

  ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

enum lgt_status
flow_try (struct flow *f, int threads, const char *text,
          const struct lgt_layer_type *const *types, struct lgt_error *error)
{
  enum lgt_status status;

  f->model = NULL;
  f->context = flow_context (threads);
  status = lgt_config_parse ("flow.yaml", text, strlen (text), &f->config,
                             error);
  ck_assert_msg (status == LGT_OK, "%s", error->text);
  return lgt_model_new (f->context, lgt_config_root (f->config), types,
                        &f->model, error);
}

void
flow_free (struct flow *f)
{
  lgt_model_free (f->model);
  lgt_config_free (f->config);
  lgt_context_free (f->context);
}

void
flow_fill (struct lgt_model *model, double size, uint64_t seed)
{
  struct lgt_slices *slices = lgt_model_slices (model);
  double *w = calloc ((size_t) slices->total, sizeof *w);

  for (int s = 0; s < slices->count; s++)
    for (int64_t i = 0; i < slices->slice[s].count; i++)
      {
        const struct lgt_slice *slice = &slices->slice[s];
        const double fan_in = (double) (slice->count / slice->extent[0]);
        const uint32_t counter[4]
          = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 7), (uint32_t) i,
              (uint32_t) s, 0 };
        double u[2];

        lgt_random_pair (seed, counter, u);
        w[slice->offset + i] = size * (2 * u[0] - 1)
                               * (slice->ndim > 1 ? sqrt (20 / fan_in) : 1);
      }
  ck_assert_int_eq (lgt_slices_put (slices, &slices->values, w, NULL),
                    LGT_OK);
  free (w);
}

void
flow_new (struct flow *f, const struct flow_case *c, double beta,
          double size, int threads)
{
  char text[FLOW_TEXT];
  struct lgt_error error = { 0 };

  flow_text (c, beta, text, sizeof text);
  ck_assert_msg (flow_try (f, threads, text, NULL, &error) == LGT_OK, "%s",
                 error.text);
  flow_fill (f->model, size, 11);
}

static void
uniform_pair (uint64_t seed, int64_t i, double u[2])
{
  const uint32_t counter[4]
    = { lgt_random_word (LGT_STREAM_TEST, 0, 0, 8), (uint32_t) i, 0, 0 };

  lgt_random_pair (seed, counter, u);
}

double *
flow_links (struct lgt_model *model, int n, uint64_t seed)
{
  const struct lgt_group *group = lgt_model_group (model);
  const int64_t numbers = n * lgt_model_numbers (model);
  const int pairs = group->n ? group->n * group->n : 1;
  double *links = malloc ((size_t) numbers * sizeof *links);
  double u[LGT_SUN_NUMBERS_MAX];

  ck_assert_ptr_nonnull (links);
  for (int64_t i = 0; i < numbers / group->block; i++)
    {
      for (int k = 0; k < pairs; k++)
        uniform_pair (seed, i * pairs + k, u + 2 * k);
      if (group->n == 0)
        links[i] = 4 * (u[0] - 0.5);
      else if (group->n == 1)
        links[i] = 6.283185307179586 * (u[0] - 0.5);
      else
        lgt_sun_random (group->n, u, links + i * group->block);
    }
  return links;
}

void
flow_map (struct flow *f, int which, int n, double *links, double *log_det)
{
  const struct lgt_tape_options options = { (size_t) 64 << 20, 0, 0 };
  const struct lgt_shape shape = lgt_model_links_shape (f->model, n);
  const enum lgt_type type = lgt_model_links_type (f->model);
  struct lgt_shape each = shape;
  struct lgt_error error = { 0 };
  struct lgt_tape *tape = lgt_tape_new (f->context, &options, &error);
  lgt_var *weight = malloc (((size_t) lgt_model_slices (f->model)->count + 1)
                            * sizeof *weight);
  struct lgt_field field;
  struct lgt_view view;

  ck_assert_msg (tape != NULL, "%s", error.text);
  each.sites = each.comps = 1;
  field.links = lgt_tape_field (tape, type, shape,
                                lgt_model_lattice (f->model));
  field.log_det = lgt_tape_field (tape, LGT_F64, each, NULL);
  view = lgt_tape_value (tape, field.log_det);
  lgt_tape_clear (tape, &view);
  view = lgt_tape_value (tape, field.links);
  ck_assert_int_eq (lgt_pack (f->context, links, n, view, NULL), LGT_OK);
  lgt_model_bind (f->model, tape, LGT_WEIGHTS_CONSTANT, NULL, weight);
  if (which & FLOW_FORWARD)
    lgt_model_forward (f->model, tape, weight, &field);
  if (which & FLOW_INVERSE)
    lgt_model_inverse (f->model, tape, weight, &field);
  ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s", error.text);
  ck_assert_int_eq (lgt_unpack (f->context, lgt_tape_value (tape,
                                                            field.links),
                                n, links, NULL), LGT_OK);
  ck_assert_int_eq (lgt_unpack (f->context,
                                lgt_tape_value (tape, field.log_det), n,
                                log_det, NULL), LGT_OK);
  free (weight);
  lgt_tape_free (tape);
}


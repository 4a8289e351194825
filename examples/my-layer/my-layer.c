/* A layer and a kernel of one's own, for U(1).  The angle x of a plaquette,
   active link plus staple, becomes y (arXiv:2002.02428, section 3.1),

       tan (y/2) = e^w tan (x/2),   log J = -log (cosh w - sinh w cos x),

   with one trained w for each layer; -w gives the inverse.  */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/app.h>
#include <lgt/layer.h>
#include <lgt/loops.h>

/* ---- The operation: link, staple, w give link', log J ---- */

static enum lgt_status
infer (const void *params, const struct lgt_view *in, struct lgt_view *out,
       size_t scratch[2], enum lgt_type *entry, struct lgt_error *error)
{
  (void) params;
  if (in[0].type != LGT_F64 || in[1].type != LGT_F64 || in[2].type != LGT_F64
      || in[0].shape.comps != 1 || lgt_shape_count (in[2].shape) != 1
      || !lgt_shape_equal (in[0].shape, in[1].shape))
    return lgt_fail (error, LGT_EINVAL, "moebius: links and staples must be "
                     "of one shape, w one number, all in float64");
  out[0] = out[1] = lgt_view_dense (NULL, LGT_F64, in[0].shape, in[0].sites);
  scratch[0] = scratch[1] = 0;
  *entry = LGT_F64;
  return LGT_OK;
}

static double
flops (const void *params, const struct lgt_view *in)
{
  (void) params;
  return 100.0 * (double) lgt_shape_count (in[0].shape);
}

static const struct lgt_op moebius
  = { .name = "moebius", .n_in = 3, .n_out = 2, .infer = infer,
      .flops = flops, .pullback_reads = LGT_READS_IN (0) | LGT_READS_IN (1)
                                        | LGT_READS_IN (2) };

/* ---- Its kernel, for the backends of the CPU ---- */

/* The element of V in pack P, entry S, lane L.  */
static double *
at (const struct lgt_view *v, int p, int s, int l)
{
  return (double *) v->data + p * v->pack_stride + s * v->site_stride + l;
}

#define EACH(p, s, l, shape)                                            \
  for (int p = 0; p < (shape).packs; p++)                               \
    for (int s = 0; s < (shape).sites; s++)                             \
      for (int l = 0; l < (shape).lanes; l++)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch, struct lgt_error *error)
{
  const double w = *(double *) in[2].data;

  (void) queue, (void) params, (void) scratch, (void) error;
  EACH (p, s, l, in[0].shape)
    {
      const double staple = *at (&in[1], p, s, l);
      const double x = *at (&in[0], p, s, l) + staple;
      const double y = 2 * atan2 (exp (w) * sin (x / 2), cos (x / 2));

      *at (&out[0], p, s, l) = remainder (y - staple, 2 * acos (-1));
      *at (&out[1], p, s, l) = -log (cosh (w) - sinh (w) * cos (x));
    }
  return LGT_OK;
}

/* IN: link, staple, w, the two results (not read), their two gradients.  */
static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch, struct lgt_error *error)
{
  const double w = *(double *) in[2].data;

  (void) queue, (void) params, (void) scratch, (void) error;
  EACH (p, s, l, in[0].shape)
    {
      const double x = *at (&in[0], p, s, l) + *at (&in[1], p, s, l);
      const double jacobian = 1 / (cosh (w) - sinh (w) * cos (x));
      const double sin_y = sin (x) * jacobian;
      const double cos_y = (cosh (w) * cos (x) - sinh (w)) * jacobian;
      const double of_y = in[5].data ? *at (&in[5], p, s, l) : 0;
      const double of_log = in[6].data ? *at (&in[6], p, s, l) : 0;
      const double of_x = of_y * jacobian - of_log * sinh (w) * sin_y;

      if (out[0].data)
        *at (&out[0], p, s, l) += of_x;
      if (out[1].data)
        *at (&out[1], p, s, l) += of_x - of_y;
      if (out[2].data)
        *(double *) out[2].data += of_y * sin_y + of_log * cos_y;
    }
  return LGT_OK;
}

static const struct lgt_kernel kernels[]
  = { { .op = &moebius, .run[LGT_F64] = run, .pull[LGT_F64] = pull },
      { .op = NULL } };

/* ---- The layer ---- */

struct config { struct lgt_config_node *mask; };

static const struct lgt_key keys[] = {
  { .name = "mask", .kind = LGT_KEY_NODE, .fallback = "",
    LGT_AT (struct config, mask), .help = "active links, outside of a sweep" },
  { .name = NULL }
};

struct state
{
  struct lgt_active active;     /* lists of links, one for each direction */
  struct lgt_path_set *staple[LGT_MAX_DIM];
  int w;                        /* the number of its slice */
};

static void
unplan (struct lgt_context *context, void *state)
{
  struct state *c = state;

  for (int i = 0; i < c->active.count; i++)
    lgt_path_set_free (context, c->staple[i]);
  lgt_active_free (context, &c->active);
  free (c);
}

/* The staple of each link of list I, which must hold no active link.  */
static enum lgt_status
plan_staples (struct lgt_planner *planner, struct state *c, int i,
              struct lgt_error *error)
{
  const struct lgt_geom *geom = planner->geom;
  const int mu = c->active.of[i].mu + 1, nu = mu % geom->ndim + 1;
  const struct lgt_loop loop = { 4, { mu, nu, -mu, -nu } };
  const int steps[] = { mu, nu, -mu, -nu };
  const struct lgt_path path = { .count = 4, .steps = steps, .skip = 1 };
  unsigned char *single = malloc ((size_t) geom->volume);
  enum lgt_status status
    = single ? lgt_loop_select (geom, c->active.links, 1, 1, &loop, single,
                                error)
             : lgt_fail (error, LGT_ENOMEM, "no memory for a layer");

  for (int64_t x = 0; x < geom->volume && status == LGT_OK; x++)
    if (c->active.links[x * geom->ndim + mu - 1] && !single[x])
      status = lgt_fail (error, LGT_EINVAL, "layer %d: a plaquette with two "
                         "active links", planner->number);
  free (single);
  return status != LGT_OK ? status
         : lgt_path_set_new (planner->context, c->active.of[i].list, 1, 1,
                             &path, NULL, &c->staple[i], error);
}

static enum lgt_status
plan (struct lgt_planner *planner, const void *config,
      const struct lgt_config_node *node, void **state,
      struct lgt_error *error)
{
  struct lgt_slice slice = { .ndim = 1, .extent = { 1 } };      /* w = 0 */
  struct state *c;
  enum lgt_status status;

  (void) config;
  if (strcmp (planner->group->name, "u1") != 0 || planner->links != LGT_F64
      || strncmp (lgt_context_backend (planner->context)->name, "cpu", 3) != 0)
    return lgt_config_fail (error, node, "moebius is for u1, links in "
                            "float64, and a backend of the cpu");
  c = calloc (1, sizeof *c);
  if (!c)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a layer");
  snprintf (slice.name, sizeof slice.name, "layer%d.w", planner->number);
  status = lgt_slices_add (planner->slices, &slice, &c->w, error);
  if (status == LGT_OK)
    status = lgt_active_new (planner, node, &c->active, error);
  for (int i = 0; i < c->active.count && status == LGT_OK; i++)
    status = plan_staples (planner, c, i, error);
  if (status == LGT_OK)
    *state = c;
  else
    unplan (planner->context, c);
  return status;
}

/* SIGN 1: the map, -1: its inverse.  */
static void
record (struct lgt_tape *tape, const struct state *c, const lgt_var *weight,
        struct lgt_field *field, int sign)
{
  lgt_var in[LGT_MAX_DIM][3], out[2];
  lgt_var w = lgt_cast (tape, weight[c->w], LGT_F64);

  w = lgt_linear (tape, sign, w, 0, LGT_NONE);
  /* First read all, then change links.  */
  for (int i = 0; i < c->active.count; i++)
    {
      in[i][0] = lgt_gather (tape, field->links, c->active.of[i].list, 1);
      in[i][1] = lgt_u1_angles (tape, field->links, c->staple[i]);
      in[i][2] = w;
    }
  for (int i = 0; i < c->active.count; i++)
    {
      lgt_tape_apply (tape, &moebius, NULL, 0, in[i], out);
      field->log_det = lgt_accumulate (tape, field->log_det,
                                       lgt_sum_sites (tape, out[1]));
      field->links = lgt_scatter (tape, field->links, in[i][0], out[0]);
    }
}

static void
forward (struct lgt_tape *tape, const void *state, const lgt_var *weight,
         struct lgt_field *field)
{
  record (tape, state, weight, field, 1);
}

static void
inverse (struct lgt_tape *tape, const void *state, const lgt_var *weight,
         struct lgt_field *field)
{
  record (tape, state, weight, field, -1);
}

static const struct lgt_layer_type layer
  = { .name = "moebius", .help = "Moebius map of a plaquette's angle, U(1)",
      .config_size = sizeof (struct config), .keys = keys, .plan = plan,
      .forward = forward, .inverse = inverse, .unplan = unplan };

/* ---- The program: lgt-train and lgt-sample with one layer more ---- */

int
main (int argc, char **argv)
{
  enum { ROOM = 32 };
  const struct lgt_layer_type *layers[ROOM] = { &layer };
  const struct lgt_extensions extensions = { layers, kernels };

  for (int i = 0; i + 2 < ROOM && lgt_layer_types[i]; i++)
    layers[i + 1] = lgt_layer_types[i];
  if (argc > 1 && strcmp (argv[1], "sample") == 0)
    return lgt_sample_main (argc - 1, argv + 1, &extensions);
  return lgt_train_main (argc, argv, &extensions);
}

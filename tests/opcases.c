/* Cases of operations: recipes of those that are of no group or of U(1), the
   list of all, and how a case is run.  */

#include "opcases_impl.h"
#include "slowconvolver.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

static void
build_linear (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int variant)
{
  op_one_input (c, s, type, 3);
  c->params.linear = (struct lgt_linear_params) { 1.25, -0.7 };
  if (variant == 0)
    {
      c->in[1] = op_output (c, s, type, c->lattice->count, 3, c->lattice);
      op_fill (c, &c->in[1], 1, 0, 2);
    }
  c->out[0] = op_output (c, s, type, c->lattice->count, 3, c->lattice);
}

static void
build_scale (struct op_case *c, const struct op_shape *s, enum lgt_type type,
             int variant)
{
  (void) variant;
  op_one_input (c, s, type, 2);
  c->in[1] = op_number (c, -1.75);
  c->out[0] = op_output (c, s, type, c->lattice->count, 2, c->lattice);
}

static void
build_multiply (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  (void) variant;
  build_linear (c, s, type, 0);
}

static void
build_cast (struct op_case *c, const struct op_shape *s, enum lgt_type type,
            int variant)
{
  op_one_input (c, s, variant ? type : LGT_F64, 2);
  c->params.cast.to = type;
  c->out[0] = op_output (c, s, type, c->lattice->count, 2, c->lattice);
}

static void
build_concat (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int variant)
{
  (void) variant;
  op_one_input (c, s, type, 2);
  c->in[1] = op_output (c, s, type, c->lattice->count, 3, c->lattice);
  op_fill (c, &c->in[1], 1, 0, 2);
  c->out[0] = op_output (c, s, type, c->lattice->count, 5, c->lattice);
}

void
build_sum_sites (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  (void) variant;
  op_one_input (c, s, type, 3);
  c->out[0] = op_output (c, s, LGT_F64, 1, 1, NULL);
}

static void
build_weighted_sum (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  double *w;

  (void) type;
  (void) variant;
  for (int i = 0; i < 2; i++)
    c->in[i] = op_tensor (c, 0, LGT_F64, s->packs, 1, 1, s->lanes, NULL);
  op_fill (c, &c->in[0], 0, 0, 3);
  w = malloc (op_view_count (&c->in[1]) * sizeof *w);
  ck_assert_ptr_nonnull (w);
  for (size_t i = 0; i < op_view_count (&c->in[1]); i++)
    w[i] = i % 4 == 3 ? 0 : 0.5 + op_value (1, i) / 4;
  op_view_put (c->context, &c->in[1], w);
  free (w);
  c->out[0] = op_tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);
}

static void
build_gather (struct op_case *c, const struct op_shape *s, enum lgt_type type,
              int variant)
{
  op_one_input (c, s, type, 2 * s->ndim + 1);
  op_need_list (c, variant);
  c->params.list = (struct lgt_list_params) { c->list, 2 };
  c->out[0] = op_output (c, s, type, c->list->count, 2, c->list);
}

static void
build_scatter (struct op_case *c, const struct op_shape *s,
               enum lgt_type type, int variant)
{
  op_need_lattice (c, s);
  op_need_list (c, variant);
  c->params.list = (struct lgt_list_params) { c->list, 2 };
  c->in[0] = op_output (c, s, type, c->list->count, 2, c->list);
  op_fill (c, &c->in[0], 0, 0, 3);
  c->out[0] = op_output (c, s, type, c->lattice->count, 2 * s->ndim + 1,
                         c->lattice);
  op_fill (c, &c->out[0], 1, 0, 3);
}

static void
build_u1_angles (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  op_links (c, s, variant, type);
  c->params.paths.paths = c->paths;
  c->params.paths.to = LGT_F64;
  c->out[0] = op_output (c, s, LGT_F64, c->paths->rows->count, PATHS,
                         c->paths->rows);
}

static void
build_u1_cos_sin (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  op_links (c, s, variant, LGT_F64);
  c->params.paths.paths = c->paths;
  c->params.paths.to = type;
  c->out[0] = op_output (c, s, type, c->paths->rows->count, 2 * PATHS,
                         c->paths->rows);
}

static void
build_u1_action (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  op_links (c, s, variant == 2 ? 4 : variant, type);
  c->in[1] = op_number (c, 1.5);
  c->params.action.paths = c->paths;
  for (int k = 0; k < PATHS; k++)
    c->params.action.coefficient[k] = 1 - 0.4 * k;
  c->out[0] = op_output (c, s, LGT_F64, 1, 1, NULL);
}

static void
build_random_uniform (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  (void) variant;
  op_need_lattice (c, s);
  c->in[0] = op_counters (c);
  c->params.random = (struct lgt_random_params) { 5, 9, 6.25 };
  c->out[0] = op_output (c, s, type, c->lattice->count, s->ndim, c->lattice);
}

/* A run of two components, and single ones from around; VARIANT 0: from the
   lattice to the lattice, 1: to a list with directions, 2: a list from
   itself.  */
static void
build_collect (struct op_case *c, const struct op_shape *s,
               enum lgt_type type, int variant)
{
  enum { ITEMS = 5 };
  struct lgt_collect_item item[ITEMS] = { { .comp = 2 } };
  const struct lgt_sites *from, *rows;
  struct lgt_error error = { LGT_OK, "" };

  op_need_lattice (c, s);
  if (variant)
    op_need_list (c, variant == 1);
  from = variant == 2 ? c->list : c->lattice;
  rows = variant ? c->list : c->lattice;
  for (int i = 0; i < ITEMS - 1; i++)
    {
      item[i].comp = i % 3;
      /* The list has every second site.  */
      for (int d = 0; d < s->ndim; d++)
        item[i].shift[d] = variant == 2 ? (int8_t) (s->extent[d] * (i / 2))
                                        : (int8_t) (d + 1 - 2 * (i / 2));
    }
  ck_assert_msg (lgt_collection_new (c->context, from, rows, ITEMS, item,
                                     &c->collection, &error) == LGT_OK,
                 "%s", error.text);
  c->params.collect.collection = c->collection;
  c->in[0] = op_output (c, s, type, from->count, 3, from);
  op_fill (c, &c->in[0], 0, 0, 1);
  c->out[0] = op_output (c, s, type, rows->count, ITEMS, rows);
}

/* Flat arrays: as many weights as the lattice has elements.  */
static struct lgt_view
flat (struct op_case *c, const struct op_shape *s, enum lgt_type type,
      int stream, double offset, double size)
{
  int n = s->packs * s->lanes;
  struct lgt_view v;

  for (int d = 0; d < s->ndim; d++)
    n *= s->extent[d];
  v = op_tensor (c, 0, type, 1, 1, n, 1, NULL);
  op_fill (c, &v, stream, offset, size);
  return v;
}

static void
build_norm_squared (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  (void) variant;
  c->in[0] = flat (c, s, type, 0, 0, 2);
  c->out[0] = op_tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);
}

static struct lgt_view
control_block (struct op_case *c, double taken)
{
  const double control[16] = {
    [LGT_CONTROL_RATE] = 0.01, [LGT_CONTROL_CLIP] = 0.5,
    [LGT_CONTROL_CLIP_VALUE] = 0.002, [LGT_CONTROL_SCALE] = 0.9,
    [LGT_CONTROL_ROW] = 1, [LGT_CONTROL_UPDATES] = 4,
    [LGT_CONTROL_TAKEN] = taken, [LGT_CONTROL_FACTOR] = 0.3,
    [LGT_CONTROL_CORRECT1] = 0.271, [LGT_CONTROL_CORRECT2] = 0.03
  };
  struct lgt_view v = op_tensor (c, 0, LGT_F64, 1, 1, 16, 1, NULL);

  op_view_put (c->context, &v, control);
  return v;
}

/* VARIANT 0: taken, 1: guarded, 2: without a note, 3: a row that is not
   there.  */
static void
build_optimizer_decide (struct op_case *c, const struct op_shape *s,
                        enum lgt_type type, int variant)
{
  struct lgt_optimizer_params *p = &c->params.optimizer;
  double control[16];

  (void) s;
  (void) type;
  p->kind = LGT_ADAM;
  p->beta1 = variant == 1 ? 0 : 0.9;
  p->beta2 = 0.99;
  c->in[0] = op_number (c, 3.5);
  c->in[1] = op_number (c, -12);
  if (variant != 2)
    c->in[2] = op_number (c, 0.25);
  c->out[0] = control_block (c, 0);
  op_view_get (c->context, &c->out[0], control);
  control[LGT_CONTROL_GUARD] = variant == 1 ? 1.5 : 2.5;
  control[LGT_CONTROL_ROW] = variant == 3 ? 3 : variant;
  op_view_put (c->context, &c->out[0], control);
  c->out[1] = op_tensor (c, 0, LGT_F64, 1, 1, 3 * LGT_HISTORY_NUMBERS, 1,
                         NULL);
  op_fill (c, &c->out[1], 1, 0, 1);
}

/* The last pack has a spare lane where it has more than one.  */
static void
build_batch_ess (struct op_case *c, const struct op_shape *s,
                 enum lgt_type type, int variant)
{
  const int count = s->packs * s->lanes;
  double *share = malloc ((size_t) count * sizeof *share);

  (void) type;
  (void) variant;
  ck_assert_ptr_nonnull (share);
  for (int i = 0; i < count; i++)
    share[i] = i == count - 1 && s->lanes > 1 ? 0 : 1.0 / count;
  c->in[0] = op_tensor (c, 0, LGT_F64, s->packs, 1, 1, s->lanes, NULL);
  op_fill (c, &c->in[0], 0, 300, 2);
  c->in[1] = op_tensor (c, 0, LGT_F64, s->packs, 1, 1, s->lanes, NULL);
  op_view_put (c->context, &c->in[1], share);
  c->out[0] = op_tensor (c, 0, LGT_F64, 1, 1, 1, 1, NULL);
  free (share);
}

/* VARIANT: the kind; 4 is plain descent, without momentum.  */
static void
build_optimizer_step (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  struct lgt_optimizer_params *p = &c->params.optimizer;

  p->kind = variant == 4 ? LGT_SGD : (enum lgt_optimizer_kind) variant;
  p->beta1 = variant == 4 ? 0 : 0.9;
  p->beta2 = 0.99;
  p->epsilon = 1e-8;
  p->decay = 0.05;
  c->in[0] = flat (c, s, type, 0, 0, 1);
  c->in[1] = control_block (c, 1);
  c->out[0] = flat (c, s, type, 1, 0, 1);
  if (p->beta1 != 0)
    c->out[1] = flat (c, s, LGT_F64, 2, 0, 0.1);
  if (p->kind != LGT_SGD)
    c->out[2] = flat (c, s, LGT_F64, 3, 0.1, 0.05);
  if (p->kind == LGT_AMSGRAD)
    c->out[3] = flat (c, s, LGT_F64, 4, 0.1, 0.05);
}

static void
build_average_step (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  c->params.average.decay = 0.9;
  c->in[0] = flat (c, s, type, 0, 0, 1);
  c->in[1] = control_block (c, variant);
  c->out[0] = flat (c, s, type, 1, 0, 1);
}

static void
build_activate (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  op_one_input (c, s, type, 3);
  c->params.activation
    = (struct lgt_activation_params) { (enum lgt_activation) variant, 0.1 };
  c->out[0] = op_output (c, s, type, c->lattice->count, 3, c->lattice);
}

/* VARIANT 0: lattice to lattice, 1: to a list; 2: no bias, activation.  */
static void
build_conv (struct op_case *c, const struct op_shape *s, enum lgt_type type,
            int variant)
{
  const struct lgt_window window = {
    .kernel = { 3, 2, 1, 3 }, .dilation = { 1, 2, 1, 1 },
    .stride = { 1, 1, 1, 1 }
  };
  const struct lgt_sites *to;
  struct lgt_error error = { LGT_OK, "" };

  op_one_input (c, s, type, 3);
  to = c->lattice;
  if (variant == 1)
    {
      op_need_list (c, 0);
      to = c->list;
    }
  ck_assert_msg (lgt_stencil_new (c->context, c->lattice, to, &window,
                                  &c->stencil, &error) == LGT_OK,
                 "%s", error.text);
  c->params.conv.stencil = c->stencil;
  c->params.conv.activation = variant == 2 ? LGT_TANH : LGT_IDENTITY;
  c->params.conv.slope = 0.1;
  c->in[1] = op_tensor (c, 0, type, 1, 1, 5 * 3 * c->stencil->taps, 1, NULL);
  op_fill (c, &c->in[1], 1, 0, 0.3);
  if (variant != 2)
    {
      c->in[2] = op_tensor (c, 0, type, 1, 1, 5, 1, NULL);
      op_fill (c, &c->in[2], 2, 0, 1);
    }
  c->out[0] = op_output (c, s, type, to->count, 5, to);
}

/* Algorithms that take no activation.  */
static void
build_conv_plain (struct op_case *c, const struct op_shape *s,
                  enum lgt_type type, int variant)
{
  build_conv (c, s, type, variant);
  c->params.conv.activation = LGT_IDENTITY;
}

static void
build_conv_fft (struct op_case *c, const struct op_shape *s,
                enum lgt_type type, int variant)
{
  build_conv_plain (c, s, type, variant);
  c->convolver = slow_convolver (c->stencil, type, s->lanes);
  c->params.conv.fft = c->convolver;
}

/* U, S and outputs of a transformation of the circle.  */
static void
circle (struct op_case *c, const struct op_shape *s)
{
  op_need_lattice (c, s);
  op_need_list (c, 1);
  for (int i = 0; i < 2; i++)
    {
      c->in[i] = op_output (c, s, LGT_F64, c->list->count, 1, c->list);
      op_fill (c, &c->in[i], i, 0, 3);
      c->out[i] = i ? op_output (c, s, LGT_F64, 1, 1, NULL)
                    : op_output (c, s, LGT_F64, c->list->count, 1, c->list);
    }
}

static void
build_circular_rqs (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  struct lgt_circular_params *p = &c->params.circular;

  /* Kernels have code of their own for the usual number, 8.  */
  *p = (struct lgt_circular_params) { variant < 3 ? 4 : 8, variant != 1,
                                      variant == 2, 1e-3, 1e-3 };
  circle (c, s);
  c->in[2] = op_output (c, s, type, c->list->count, lgt_circular_rqs_raw (*p),
                        c->list);
  op_fill (c, &c->in[2], 2, 0, 0.8);
}

static void
build_circular_ncp (struct op_case *c, const struct op_shape *s,
                    enum lgt_type type, int variant)
{
  struct lgt_circular_params *p = &c->params.circular;

  *p = (struct lgt_circular_params) { variant < 2 ? 2 : 3, 1, variant % 2,
                                      1e-3, 1e-3 };
  circle (c, s);
  c->in[2] = op_output (c, s, type, c->list->count, lgt_circular_ncp_raw (*p),
                        c->list);
  op_fill (c, &c->in[2], 2, 0, 0.8);
}

static void
build_circular_table (struct op_case *c, const struct op_shape *s,
                      enum lgt_type type, int variant)
{
  /* Few bins, and more than a warp has threads.  */
  enum { BINS = 37, ANGLES = 5 };
  const int bins = variant < 2 ? 3 : BINS, count = 3 * bins + 1;
  double table[ANGLES * (3 * BINS + 1)];

  (void) type;
  c->params.table = (struct lgt_circular_table_params) { bins, ANGLES,
                                                         variant % 2 };
  circle (c, s);
  c->in[2] = op_output (c, s, LGT_F64, c->list->count, 1, c->list);
  op_fill (c, &c->in[2], 2, 0, 3);
  c->in[3] = op_tensor (c, 0, LGT_F64, 1, 1, ANGLES * count, 1, NULL);
  for (int a = 0; a < ANGLES; a++)
    {
      double *t = table + a * count;

      for (int half = 0; half < 2; half++)
        {
          double sum = 0;

          for (int k = 0; k < bins; k++)
            sum += t[half * bins + k]
              = 1.5 + op_value (3 + half, (size_t) (a * bins + k));
          for (int k = 0; k < bins; k++)
            t[half * bins + k] *= 6.283185307179586 / sum;
        }
      for (int k = 0; k < bins; k++)
        t[2 * bins + k] = 1.2 + op_value (5, (size_t) (a * bins + k));
      t[3 * bins] = op_value (6, (size_t) a);
    }
  op_view_put (c->context, &c->in[3], table);
}

const struct op_recipe op_recipes[] =
{
  { &lgt_op_linear, 2, build_linear },
  { &lgt_op_scale, 1, build_scale },
  { &lgt_op_multiply, 1, build_multiply },
  { &lgt_op_cast, 2, build_cast },
  { &lgt_op_concat, 1, build_concat },
  { &lgt_op_sum_sites, 1, build_sum_sites },
  { &lgt_op_weighted_sum, 1, build_weighted_sum },
  { &lgt_op_gather, 2, build_gather },
  { &lgt_op_scatter, 2, build_scatter },
  { &lgt_op_activate, 5, build_activate },
  { &lgt_op_conv, 3, build_conv },
  { &lgt_op_conv_sum, 3, build_conv_plain },
  { &lgt_op_conv_gemm, 3, build_conv_plain },
  { &lgt_op_conv_fft, 3, build_conv_fft },
  { &lgt_op_u1_angles, 6, build_u1_angles },
  { &lgt_op_u1_cos_sin, 6, build_u1_cos_sin },
  { &lgt_op_u1_action, 3, build_u1_action },
  { &lgt_op_sun_paths, 6, build_sun_paths },
  { &lgt_op_sun_traces, 6, build_sun_traces },
  { &lgt_op_sun_pairs, 3, build_sun_pairs },
  { &lgt_op_sun_action, 3, build_sun_action },
  { &lgt_op_sun_haar, 3, build_sun_haar },
  { &lgt_op_collect, 3, build_collect },
  { &lgt_op_circular_rqs, 4, build_circular_rqs },
  { &lgt_op_circular_ncp, 4, build_circular_ncp },
  { &lgt_op_circular_table, 4, build_circular_table },
  { &lgt_op_sun_spectral, 4, build_sun_spectral },
  { &lgt_op_sun_polar, 2, build_sun_polar },
  { &lgt_op_sun_stout, 6, build_sun_stout },
  { &lgt_op_random_uniform, 1, build_random_uniform },
  { &lgt_op_norm_squared, 1, build_norm_squared },
  { &lgt_op_batch_ess, 1, build_batch_ess },
  { &lgt_op_optimizer_decide, 4, build_optimizer_decide },
  { &lgt_op_optimizer_step, 5, build_optimizer_step },
  { &lgt_op_average_step, 2, build_average_step },
  { &lgt_op_sun_heat_bath, 3, build_sun_heat_bath },
  { &lgt_op_sun_overrelaxation, 3, build_sun_overrelaxation },
  { &lgt_op_sun_metropolis, 3, build_sun_metropolis },
  { &lgt_op_sun_reunitarize, 3, build_sun_reunitarize },
  { &lgt_op_sun_drift, 6, build_sun_drift },
  { &lgt_op_sun_kick, 3, build_sun_kick },
  { &lgt_op_u1_heat_bath, 2, build_u1_heat_bath },
  { &lgt_op_u1_overrelaxation, 2, build_u1_overrelaxation },
  { &lgt_op_u1_metropolis, 2, build_u1_metropolis },
  { &lgt_op_u1_drift, 1, build_u1_drift },
  { &lgt_op_u1_kick, 2, build_u1_kick },
  { &lgt_op_u1_shift, 1, build_u1_shift },
  { &lgt_op_u1_trajectory, 3, build_u1_trajectory },
  { &lgt_op_scalar_features, 4, build_scalar_features },
  { &lgt_op_line_affine, 2, build_line_affine },
  { &lgt_op_line_rqs, 5, build_line_rqs },
  { &lgt_op_scalar_action, 1, build_scalar_action },
  { &lgt_op_scalar_drift, 1, build_scalar_drift },
  { &lgt_op_scalar_kick, 1, build_scalar_kick },
  { &lgt_op_sum_squares, 1, build_sum_squares },
  { &lgt_op_random_normal, 2, build_random_normal },
  { &lgt_op_metropolis_select, 1, build_metropolis_select },
  { NULL, 0, NULL }
};

/* ---- cases ---- */

void
op_case_new (struct op_case *c, struct lgt_context *context,
             const struct op_recipe *recipe, const struct op_shape *shape,
             enum lgt_type type, int variant)
{
  memset (c, 0, sizeof *c);
  c->context = context;
  c->op = recipe->op;
  recipe->build (c, shape, type, variant);
}

void
op_case_free (struct op_case *c)
{
  for (int i = 0; i < c->memories; i++)
    lgt_context_release (c->context, c->memory[i]);
  lgt_path_set_free (c->context, c->paths);
  lgt_convolver_free (c->convolver);
  lgt_collection_free (c->context, c->collection);
  lgt_stencil_free (c->context, c->stencil);
  lgt_sites_free (c->context, c->list);
  lgt_sites_free (c->context, c->lattice);
}

void
op_case_run (struct op_case *c)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_context_run (c->context, c->op, &c->params, c->in,
                                  c->out, &error) == LGT_OK,
                 "%s: %s", c->op->name, error.text);
}

/* Scratch full of NaN.  */
static void *
undefined (struct lgt_context *context, size_t bytes)
{
  void *host = malloc (bytes + 1);
  void *memory = lgt_context_alloc (context, bytes, NULL);

  ck_assert (host && memory);
  memset (host, 0xff, bytes);
  ck_assert_int_eq (lgt_context_put (context, memory, host, bytes, NULL),
                    LGT_OK);
  free (host);
  return memory;
}

void
op_case_pull (struct op_case *c, const struct lgt_view *gout,
              const struct lgt_view *gin)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (c->context, c->op);
  const struct lgt_view absent = { 0 };
  struct lgt_view in[LGT_MAX_IN + 2 * LGT_MAX_OUT], out[LGT_MAX_OUT];
  size_t scratch[2] = { 0, 0 };
  enum lgt_type entry = LGT_F64;
  struct lgt_error error = { LGT_OK, "" };
  void *memory;
  int n = 0;

  memcpy (out, c->out, sizeof out);
  ck_assert_int_eq (c->op->infer (&c->params, c->in, out, scratch, &entry,
                                  &error), LGT_OK);
  if (kernel->scratch)
    kernel->scratch (&c->params, c->in, scratch);
  for (int i = 0; i < c->op->n_in; i++)
    in[n++] = c->op->pullback_reads & LGT_READS_IN (i) ? c->in[i] : absent;
  for (int j = 0; j < c->op->n_out; j++)
    in[n++] = c->op->pullback_reads & LGT_READS_OUT (j) ? c->out[j] : absent;
  for (int j = 0; j < c->op->n_out; j++)
    in[n++] = gout[j];
  if (kernel->settle[entry])
    ck_assert_int_eq (kernel->settle[entry] (lgt_context_queue (c->context),
                                             &c->params, in, gout, NULL,
                                             &error), LGT_OK);
  memory = undefined (c->context, scratch[1]);
  ck_assert_msg (kernel->pull[entry] (lgt_context_queue (c->context),
                                      &c->params, in, gin, memory, &error)
                 == LGT_OK, "%s: %s", c->op->name, error.text);
  lgt_context_release (c->context, memory);
}

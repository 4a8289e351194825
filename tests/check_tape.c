/* The tape: gradients against finite differences, segments, fields changed
   in place, replay, memory, and what it says to mistakes.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include "gradcheck.h"
#include "opcases.h"

enum { PACKS = 2, SITES = 6, COMPS = 3, LANES = 3,
       COUNT = PACKS * SITES * COMPS * LANES };

/* ---- operations and a backend of our own ---- */

/* y = x, after all of a large scratch was overwritten.  */
enum { DIRTY_BYTES = 1 << 18 };
static int infers, runs, allocations;

static enum lgt_status
dirty_infer (const void *params, const struct lgt_view *in,
             struct lgt_view *out, size_t scratch[2], enum lgt_type *entry,
             struct lgt_error *error)
{
  (void) params;
  (void) error;
  infers++;
  out[0] = lgt_view_dense (NULL, in[0].type, in[0].shape, in[0].sites);
  scratch[0] = DIRTY_BYTES;
  *entry = LGT_F64;
  return LGT_OK;
}

static const struct lgt_op dirty_op = {
  .name = "dirty", .n_in = 1, .n_out = 1, .infer = dirty_infer
};

static enum lgt_status
dirty_run (struct lgt_queue *queue, const void *params,
           const struct lgt_view *in, const struct lgt_view *out,
           void *scratch, struct lgt_error *error)
{
  (void) queue;
  (void) params;
  (void) error;
  runs++;
  memset (scratch, 0xff, DIRTY_BYTES);
  memcpy (out[0].data, in[0].data,
          lgt_shape_bytes (in[0].type, in[0].shape));
  return LGT_OK;
}

static enum lgt_status
dirty_pull (struct lgt_queue *queue, const void *params,
            const struct lgt_view *in, const struct lgt_view *out,
            void *scratch, struct lgt_error *error)
{
  (void) queue;
  (void) params;
  (void) scratch;
  (void) error;
  for (int64_t i = 0; i < lgt_shape_count (out[0].shape); i++)
    ((double *) out[0].data)[i] += ((double *) in[2].data)[i];
  return LGT_OK;
}

/* A kernel that fails on demand, in place of the backend's.  */
static int fail_now;

static enum lgt_status
multiply_run (struct lgt_queue *queue, const void *params,
              const struct lgt_view *in, const struct lgt_view *out,
              void *scratch, struct lgt_error *error)
{
  (void) queue;
  (void) params;
  (void) scratch;
  if (fail_now)
    return lgt_fail (error, LGT_ENUM, "on demand");
  for (int64_t i = 0; i < lgt_shape_count (out[0].shape); i++)
    ((double *) out[0].data)[i] = 7 * ((double *) in[0].data)[i];
  return LGT_OK;
}

static const struct lgt_kernel own_kernels[] = {
  { .op = &dirty_op, .run = { NULL, dirty_run }, .pull = { NULL, dirty_pull } },
  { 0 }
};
static const struct lgt_kernel winning_kernels[] = {
  { .op = &lgt_op_multiply, .run = { NULL, multiply_run } },
  { 0 }
};

static struct lgt_backend counted;
static const struct lgt_backend *plain;

static void *
counted_alloc (struct lgt_queue *queue, size_t bytes)
{
  allocations++;
  return plain->alloc (queue, bytes);
}

/* ---- fixture ---- */

static struct lgt_context *context;
static struct lgt_sites *lattice, *list[2];
static struct lgt_view x_view, x_grad;
static double start[COUNT];

static void
set_up_with (const struct lgt_kernel *extra)
{
  const struct lgt_context_options options = { 0, 2, extra };
  const int extent[2] = { 2, 3 };
  const int32_t even[3] = { 0, 3, 4 }, odd[3] = { 5, 1, 2 };
  const struct lgt_shape shape = { PACKS, SITES, COMPS, LANES };

  ck_assert_int_eq (lgt_backend_find (NULL, &plain, NULL), LGT_OK);
  counted = *plain;
  counted.alloc = counted_alloc;
  context = lgt_context_new (&counted, &options, NULL);
  ck_assert_ptr_nonnull (context);
  ck_assert_int_eq (lgt_sites_new (context, 2, extent, &lattice, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_sites_list (context, lattice, 3, even, NULL,
                                    &list[0], NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_list (context, lattice, 3, odd, NULL,
                                    &list[1], NULL), LGT_OK);
  x_view = lgt_view_dense (lgt_context_alloc (context, COUNT * 8, NULL),
                           LGT_F64, shape, lattice);
  x_grad = lgt_view_dense (lgt_context_alloc (context, COUNT * 8, NULL),
                           LGT_F64, shape, lattice);
  for (size_t i = 0; i < COUNT; i++)
    start[i] = op_value (1, i);
  op_view_put (context, &x_view, start);
}

static void
set_up (void)
{
  set_up_with (own_kernels);
}

static void
tear_down (void)
{
  lgt_context_release (context, x_view.data);
  lgt_context_release (context, x_grad.data);
  lgt_sites_free (context, list[0]);
  lgt_sites_free (context, list[1]);
  lgt_sites_free (context, lattice);
  lgt_context_free (context);
}

static struct lgt_tape *
new_tape (size_t bytes, int gradients)
{
  const struct lgt_tape_options options = { bytes, 0, gradients };
  struct lgt_tape *tape = lgt_tape_new (context, &options, NULL);

  ck_assert_ptr_nonnull (tape);
  return tape;
}

static void
assert_fails (const struct lgt_tape *tape, enum lgt_status code,
              const char *words)
{
  struct lgt_error error = { 0 };

  ck_assert_int_eq (lgt_tape_status (tape, &error), code);
  ck_assert_int_eq (error.code, code);
  ck_assert_msg (strstr (error.text, words) != NULL, "\"%s\" lacks \"%s\"",
                 error.text, words);
}

static void
assert_fine (const struct lgt_tape *tape)
{
  struct lgt_error error = { 0 };

  ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s", error.text);
}

/* ---- graphs: each makes [PACKS, 1, 1, LANES] out of x ---- */

typedef lgt_var graph_fn (struct lgt_tape *tape, lgt_var x, int segments);

/* Run BODY as a segment or just so.  */
static void
section (struct lgt_tape *tape, int segments, lgt_segment_fn *body, void *ctx,
         int n, const lgt_var *in, lgt_var *out)
{
  if (segments)
    lgt_tape_segment (tape, body, ctx, n, in, n, out);
  else
    body (tape, ctx, in, out);
}

/* Windows, windows of windows, and a variable used several times.  */
static lgt_var
windows (struct lgt_tape *tape, lgt_var x, int segments)
{
  lgt_var pair = lgt_tape_comps (tape, x, 1, 2);
  lgt_var a = lgt_tape_comps (tape, x, 0, 1);
  lgt_var b = lgt_tape_comps (tape, pair, 1, 1);
  lgt_var both = lgt_linear (tape, 2, lgt_multiply (tape, a, b), -0.5, b);
  lgt_var wide = lgt_activate (tape, pair, LGT_TANH, 0);
  lgt_var part = lgt_tape_comps (tape, wide, 1, 1);

  (void) segments;
  return lgt_sum_sites (tape, lgt_multiply (tape, both,
                                            lgt_add (tape, part, a)));
}

struct update { const struct lgt_sites *list; lgt_var kept; };

/* A coupling in miniature: component 0 on the list changes, depending on
   itself and on the other components.  */
static void
update (struct lgt_tape *tape, void *ctx, const lgt_var *in, lgt_var *out)
{
  struct update *u = ctx;
  lgt_var old = lgt_gather (tape, in[0], u->list, 1);
  lgt_var all = lgt_gather (tape, in[0], u->list, 3);
  lgt_var side = lgt_tape_comps (tape, all, 2, 1);
  lgt_var new = lgt_add (tape, lgt_multiply (tape, old, side),
                         lgt_activate (tape, old, LGT_TANH, 0));

  u->kept = old;
  out[1] = lgt_accumulate (tape, in[1], lgt_sum_sites (tape, new));
  out[0] = lgt_scatter (tape, in[0], old, new);
}

static lgt_var
new_total (struct lgt_tape *tape)
{
  const struct lgt_shape each = { PACKS, 1, 1, LANES };
  lgt_var total = lgt_tape_field (tape, LGT_F64, each, NULL);
  const struct lgt_view view = lgt_tape_value (tape, total);

  lgt_tape_clear (tape, &view);
  return total;
}

static lgt_var last_field;

static lgt_var
in_place (struct lgt_tape *tape, lgt_var x, int segments)
{
  lgt_var v[2] = { lgt_tape_field_of (tape, x), new_total (tape) };
  lgt_var sum;

  last_field = v[0];
  for (int i = 0; i < 5; i++)
    {
      struct update u = { list[i % 2], LGT_NONE };

      section (tape, segments, update, &u, 2, v, v);
    }
  sum = lgt_sum_sites (tape, lgt_multiply (tape, v[0], v[0]));
  return lgt_add (tape, lgt_multiply (tape, sum, sum), v[1]);
}

/* What a segment gathered is used after it.  */
static lgt_var
kept_outside (struct lgt_tape *tape, lgt_var x, int segments)
{
  lgt_var v[2] = { lgt_tape_field_of (tape, x), new_total (tape) };
  struct update u = { list[0], LGT_NONE };
  lgt_var first;

  section (tape, segments, update, &u, 2, v, v);
  first = u.kept;
  section (tape, segments, update, &u, 2, v, v);
  first = lgt_sum_sites (tape, lgt_multiply (tape, first, u.kept));
  return lgt_add (tape, lgt_multiply (tape, first, first), v[1]);
}

/* Values, not fields, go in and out; one value is used again later.  */
static void
two_values (struct lgt_tape *tape, void *ctx, const lgt_var *in, lgt_var *out)
{
  lgt_var a = lgt_activate (tape, in[0], LGT_TANH, 0);

  (void) ctx;
  out[0] = lgt_linear (tape, 1, lgt_multiply (tape, a, in[1]), 0.5, in[0]);
  out[1] = a;
}

static lgt_var
through (struct lgt_tape *tape, lgt_var x, int segments)
{
  lgt_var v[2] = { x, lgt_activate (tape, x, LGT_SILU, 0) };
  lgt_var first;

  section (tape, segments, two_values, NULL, 2, v, v);
  first = v[1];
  section (tape, segments, two_values, NULL, 2, v, v);
  section (tape, segments, two_values, NULL, 2, v, v);
  return lgt_sum_sites (tape, lgt_multiply (tape, lgt_multiply (tape, v[0],
                                                                first),
                                            v[1]));
}

static void
with_scratch (struct lgt_tape *tape, void *ctx, const lgt_var *in,
              lgt_var *out)
{
  (void) ctx;
  lgt_tape_apply (tape, &dirty_op, NULL, 0, in, out);
  out[0] = lgt_multiply (tape, out[0], out[0]);
}

/* The low end grows long after a segment that needed much scratch, and a
   gradient there must survive that segment's second run.  */
static lgt_var
scratch (struct lgt_tape *tape, lgt_var x, int segments)
{
  lgt_var before = lgt_activate (tape, x, LGT_TANH, 0), y, z;

  section (tape, segments, with_scratch, NULL, 1, &x, &y);
  z = y;
  for (int i = 0; i < 20; i++)
    z = lgt_linear (tape, 1, z, 0.1, before);
  return lgt_sum_sites (tape, lgt_multiply (tape, z, before));
}

static graph_fn *const graphs[] = {
  windows, in_place, kept_outside, through, scratch
};
enum { GRAPHS = sizeof graphs / sizeof *graphs };

/* The graph's loss: a weighted sum over lanes and packs.  */
static lgt_var
loss_of (struct lgt_tape *tape, graph_fn *graph, int segments, int gradients)
{
  static double weight[PACKS * LANES];
  struct lgt_view view;
  lgt_var x, y;

  for (size_t i = 0; i < PACKS * LANES; i++)
    weight[i] = op_value (2, i);
  x = lgt_tape_bind (tape, &x_view, gradients ? &x_grad : NULL);
  if (gradients)
    lgt_tape_clear (tape, &x_grad);
  y = graph (tape, x, segments);
  view = lgt_tape_value (tape, y);
  view = lgt_view_dense (weight, LGT_F64, view.shape, NULL);
  return lgt_weighted_sum (tape, y, lgt_tape_bind (tape, &view, NULL));
}

struct outcome
{
  double loss, grad[COUNT];
  struct lgt_tape_usage usage;
};

/* Record everything on TAPE, run it, and fetch.  */
static void
record (struct lgt_tape *tape, graph_fn *graph, int segments,
        struct outcome *o)
{
  struct lgt_seed seed = { loss_of (tape, graph, segments, 1), { 0 } };

  lgt_tape_backward (tape, 1, &seed);
  if (lgt_tape_status (tape, NULL) == LGT_OK && !lgt_tape_dry (tape))
    {
      const struct lgt_view loss = lgt_tape_value (tape, seed.of);

      op_view_get (context, &loss, &o->loss);
      op_view_get (context, &x_grad, o->grad);
    }
  o->usage = lgt_tape_usage (tape);
}

static struct lgt_tape_usage
forecast (graph_fn *graph, int segments)
{
  const struct lgt_tape_options dry = { 0, 1, 1 };
  struct lgt_tape *tape = lgt_tape_new (context, &dry, NULL);
  struct outcome o;

  record (tape, graph, segments, &o);
  assert_fine (tape);
  lgt_tape_free (tape);
  return o.usage;
}

/* In an arena that has not one byte too much.  */
static void
outcome_of (graph_fn *graph, int segments, struct outcome *o)
{
  struct lgt_tape *tape
    = new_tape (forecast (graph, segments).arena_peak, 1);

  record (tape, graph, segments, o);
  assert_fine (tape);
  lgt_tape_free (tape);
}

static double
value_at (const double *x, size_t n, void *ctx)
{
  struct lgt_tape *tape = new_tape (1 << 20, 0);
  graph_fn *const *graph = ctx;
  struct lgt_view view;
  double loss;

  (void) n;
  op_view_put (context, &x_view, x);
  view = lgt_tape_value (tape, loss_of (tape, *graph, 0, 0));
  op_view_get (context, &view, &loss);
  assert_fine (tape);
  lgt_tape_free (tape);
  return loss;
}

START_TEST (gradients)
{
  graph_fn *graph = graphs[_i / 2];
  struct outcome o;

  outcome_of (graph, _i % 2, &o);
  ck_assert_double_le (grad_error (value_at, &graph, start, o.grad, COUNT,
                                   1e-3), 1e-9);
}
END_TEST

START_TEST (segments_change_no_bit)
{
  struct outcome with, without;

  outcome_of (graphs[_i], 0, &without);
  outcome_of (graphs[_i], 1, &with);
  ck_assert_mem_eq (&with.loss, &without.loss, sizeof with.loss);
  ck_assert_mem_eq (with.grad, without.grad, sizeof with.grad);
}
END_TEST

/* Values that no longer matter do not matter: other data replayed give the
   bits of a fresh tape, and the same data again the first bits.  */
START_TEST (replay)
{
  graph_fn *graph = graphs[_i];
  struct lgt_tape *tape = new_tape (forecast (graph, 1).arena_peak, 1);
  struct lgt_view loss;
  struct lgt_seed seed = { LGT_NONE, { 0 } };
  struct outcome first, other;
  double other_start[COUNT], grad[COUNT], value;

  for (size_t i = 0; i < COUNT; i++)
    other_start[i] = op_value (3, i);
  outcome_of (graph, 1, &first);
  op_view_put (context, &x_view, other_start);
  outcome_of (graph, 1, &other);
  op_view_put (context, &x_view, start);
  seed.of = loss_of (tape, graph, 1, 1);
  lgt_tape_backward (tape, 1, &seed);
  assert_fine (tape);
  loss = lgt_tape_value (tape, seed.of);
  infers = allocations = 0;
  for (int round = 0; round < 4; round++)
    {
      const struct outcome *o = round % 2 ? &other : &first;

      if (round)
        {
          op_view_put (context, &x_view, round % 2 ? other_start : start);
          ck_assert_int_eq (lgt_tape_replay (tape, NULL), LGT_OK);
        }
      op_view_get (context, &x_grad, grad);
      op_view_get (context, &loss, &value);
      ck_assert_mem_eq (&value, &o->loss, sizeof value);
      ck_assert_mem_eq (grad, o->grad, sizeof grad);
    }
  ck_assert_int_eq (allocations, 0);
  ck_assert_int_eq (infers, 0);
  lgt_tape_free (tape);
}
END_TEST

/* A profile is a replay: the same values, all arithmetic counted, and rows
   that do not fit are left out.  */
START_TEST (costs)
{
  graph_fn *graph = graphs[_i];
  struct lgt_tape *tape = new_tape (forecast (graph, 1).arena_peak, 1);
  struct lgt_tape_cost row[64];
  struct lgt_seed seed = { LGT_NONE, { 0 } };
  struct outcome first;
  double grad[COUNT], flops = 0;
  int64_t calls = 0;
  int rows = 0;

  outcome_of (graph, 1, &first);
  seed.of = loss_of (tape, graph, 1, 1);
  lgt_tape_backward (tape, 1, &seed);
  assert_fine (tape);
  ck_assert_int_eq (lgt_tape_profile (tape, 2, row, 64, &rows, NULL), LGT_OK);
  op_view_get (context, &x_grad, grad);
  ck_assert_mem_eq (grad, first.grad, sizeof grad);
  for (int i = 0; i < rows; i++)
    {
      ck_assert_double_gt (row[i].bytes, 0);
      ck_assert_double_gt (row[i].seconds, 0);
      flops += row[i].flops;
      calls += row[i].calls;
      for (int j = 0; j < i; j++)
        ck_assert (row[i].pass != row[j].pass
                   || strcmp (row[i].op, row[j].op) != 0);
    }
  ck_assert_double_eq_tol (flops, lgt_tape_usage (tape).flops,
                           1e-9 * flops);
  ck_assert_int_eq (calls, (int64_t) lgt_tape_usage (tape).instructions);
  ck_assert_int_gt (rows, 2);
  ck_assert_int_eq (lgt_tape_profile (tape, 1, row, 2, &rows, NULL), LGT_OK);
  ck_assert_int_eq (rows, 2);
  lgt_tape_free (tape);
}
END_TEST

/* ---- memory ---- */

START_TEST (dry_is_wet)
{
  graph_fn *graph = graphs[_i / 2];
  const struct lgt_tape_usage dry = forecast (graph, _i % 2);
  struct outcome wet;

  outcome_of (graph, _i % 2, &wet);
  ck_assert_uint_eq (wet.usage.arena_peak, dry.arena_peak);
  ck_assert_uint_eq (wet.usage.arena_low, dry.arena_low);
  ck_assert_uint_eq (wet.usage.instructions, dry.instructions);
  ck_assert_uint_eq (wet.usage.nodes, dry.nodes);
  ck_assert_double_eq (wet.usage.flops, dry.flops);
}
END_TEST

START_TEST (arena_too_small)
{
  graph_fn *graph = graphs[_i / 2];
  const size_t peak = forecast (graph, _i % 2).arena_peak;

  for (size_t bytes = 64; bytes < peak; bytes += peak > 8192 ? 960 : 64)
    {
      struct lgt_tape *tape = new_tape (bytes, 1);
      struct outcome o;

      record (tape, graph, _i % 2, &o);
      assert_fails (tape, LGT_ENOMEM, "arena");
      ck_assert_int_eq (lgt_tape_replay (tape, NULL), LGT_ENOMEM);
      lgt_tape_free (tape);
    }
}
END_TEST

/* One step more of an in-place chain costs what the step overwrites.  */
START_TEST (growth_by_what_is_overwritten)
{
  const size_t old = lgt_shape_bytes (LGT_F64, (struct lgt_shape)
                                      { PACKS, 3, 1, LANES });
  const size_t wide = lgt_shape_bytes (LGT_F64, (struct lgt_shape)
                                       { PACKS, 3, 3, LANES });
  const struct lgt_tape_options dry = { 0, 1, 1 };
  size_t peak[2];

  for (int k = 0; k < 2; k++)
    {
      struct lgt_tape *tape = lgt_tape_new (context, &dry, NULL);
      lgt_var x = lgt_tape_bind (tape, &x_view, &x_grad);
      lgt_var v[2] = { lgt_tape_field_of (tape, x), new_total (tape) };
      struct lgt_seed seed = { LGT_NONE, { 0 } };

      for (int i = 0; i < 10 + 20 * k; i++)
        {
          struct update u = { list[i % 2], LGT_NONE };

          lgt_tape_segment (tape, update, &u, 2, v, 2, v);
        }
      seed.of = lgt_add (tape, lgt_sum_sites (tape, v[0]), v[1]);
      lgt_tape_backward (tape, 1, &seed);
      assert_fine (tape);
      peak[k] = lgt_tape_usage (tape).arena_peak;
      lgt_tape_free (tape);
    }
  ck_assert_uint_eq (peak[1] - peak[0], 20 * (old + wide));
}
END_TEST

START_TEST (reset_forgets)
{
  struct lgt_tape *tape = new_tape (forecast (in_place, 1).arena_peak, 1);
  struct outcome first, second;

  record (tape, in_place, 1, &first);
  assert_fine (tape);
  lgt_tape_reset (tape);
  ck_assert_uint_eq (lgt_tape_usage (tape).instructions, 0);
  record (tape, in_place, 1, &second);
  assert_fine (tape);
  ck_assert_mem_eq (&first.loss, &second.loss, sizeof first.loss);
  ck_assert_mem_eq (first.grad, second.grad, sizeof first.grad);
  /* An error is forgotten too.  */
  lgt_tape_comps (tape, LGT_NONE, 0, 1);
  ck_assert_int_ne (lgt_tape_status (tape, NULL), LGT_OK);
  lgt_tape_reset (tape);
  assert_fine (tape);
  lgt_tape_free (tape);
}
END_TEST

/* ---- fields, constants, pauses ---- */

START_TEST (field_is_restored)
{
  struct lgt_tape *tape = new_tape (1 << 20, 1);
  struct lgt_seed seed = { loss_of (tape, in_place, _i, 1), { 0 } };
  const struct lgt_view view = lgt_tape_value (tape, last_field);
  double values[COUNT];

  op_view_get (context, &view, values);
  ck_assert_mem_ne (values, start, sizeof start);
  lgt_tape_backward (tape, 1, &seed);
  assert_fine (tape);
  op_view_get (context, &view, values);
  ck_assert_mem_eq (values, start, sizeof start);
  op_view_get (context, &x_view, values);
  ck_assert_mem_eq (values, start, sizeof start);
  lgt_tape_free (tape);
}
END_TEST

/* d/dx sum x c = c, c = x held fixed; a paused product has no part in it. */
START_TEST (constant_and_pause)
{
  struct lgt_tape *tape = new_tape (1 << 20, 1);
  lgt_var x = lgt_tape_bind (tape, &x_view, &x_grad);
  lgt_var c, y, paused;
  double grad[COUNT];
  struct lgt_seed seed = { LGT_NONE, { 0 } };

  lgt_tape_clear (tape, &x_grad);
  c = lgt_tape_constant (tape, x);
  lgt_tape_pause (tape, 1);
  paused = lgt_multiply (tape, x, x);
  lgt_tape_pause (tape, 0);
  y = lgt_add (tape, lgt_multiply (tape, x, c), paused);
  seed.of = y;
  lgt_tape_backward (tape, 1, &seed);
  assert_fine (tape);
  op_view_get (context, &x_grad, grad);
  ck_assert_mem_eq (grad, start, sizeof grad);
  ck_assert_ptr_null (lgt_tape_grad (tape, c).data);
  ck_assert_ptr_null (lgt_tape_grad (tape, paused).data);
  ck_assert_ptr_eq (lgt_tape_grad (tape, x).data, x_grad.data);
  ck_assert_ptr_nonnull (lgt_tape_grad (tape, y).data);
  lgt_tape_free (tape);
}
END_TEST

/* A seed that is given, twice, is added; so is a gradient that was there. */
START_TEST (seeds_add)
{
  struct lgt_tape *tape = new_tape (1 << 20, 1);
  lgt_var x = lgt_tape_bind (tape, &x_view, &x_grad);
  lgt_var y = lgt_linear (tape, 2, x, 0, LGT_NONE);
  struct lgt_seed seed[3];
  double grad[COUNT];

  op_view_put (context, &x_grad, start);
  seed[0].of = seed[2].of = y;
  seed[0].grad = seed[2].grad = x_view;
  seed[1].of = lgt_sum_sites (tape, x);
  memset (&seed[1].grad, 0, sizeof seed[1].grad);
  lgt_tape_backward (tape, 3, seed);
  assert_fine (tape);
  op_view_get (context, &x_grad, grad);
  for (int i = 0; i < COUNT; i++)
    ck_assert_double_eq_tol (grad[i], 5 * start[i] + 1, 1e-14);
  lgt_tape_free (tape);
}
END_TEST

/* A field on a list that was changed in place, scattered and used again. */
START_TEST (field_into_field)
{
  struct lgt_tape *tape = new_tape (1 << 20, 1);
  lgt_var x = lgt_tape_bind (tape, &x_view, &x_grad);
  lgt_var field = lgt_tape_field_of (tape, x);
  lgt_var old = lgt_gather (tape, field, list[0], 1);
  lgt_var part = lgt_tape_field_of (tape, old);
  struct lgt_seed seed[2] = { { LGT_NONE, { 0 } }, { LGT_NONE, { 0 } } };
  double grad[COUNT];

  lgt_tape_clear (tape, &x_grad);
  part = lgt_accumulate (tape, part, lgt_linear (tape, 2, old, 0, LGT_NONE));
  field = lgt_scatter (tape, field, old, part);
  seed[0].of = field;
  seed[1].of = part;
  lgt_tape_backward (tape, 2, seed);
  assert_fine (tape);
  op_view_get (context, &x_grad, grad);
  for (int p = 0, i = 0; p < PACKS; p++)
    for (int s = 0; s < SITES; s++)
      for (int c = 0; c < COMPS; c++)
        for (int l = 0; l < LANES; l++, i++)
          ck_assert_double_eq (grad[i], c == 0 && (s == 0 || s == 3 || s == 4)
                                        ? 6 : 1);
  lgt_tape_free (tape);
}
END_TEST

/* ---- mistakes ---- */

static lgt_var stolen;

static void
steal (struct lgt_tape *tape, void *ctx, const lgt_var *in, lgt_var *out)
{
  (void) ctx;
  stolen = lgt_linear (tape, 2, in[0], 0, LGT_NONE);
  out[0] = lgt_linear (tape, 2, stolen, 0, LGT_NONE);
}

static void
nest (struct lgt_tape *tape, void *ctx, const lgt_var *in, lgt_var *out)
{
  (void) ctx;
  lgt_tape_segment (tape, steal, NULL, 1, in, 1, out);
}

static void
field_inside (struct lgt_tape *tape, void *ctx, const lgt_var *in,
              lgt_var *out)
{
  (void) ctx;
  (void) in;
  out[0] = new_total (tape);
}

static void
pause_inside (struct lgt_tape *tape, void *ctx, const lgt_var *in,
              lgt_var *out)
{
  (void) ctx;
  lgt_tape_pause (tape, 1);
  out[0] = in[0];
}

static void
backward_inside (struct lgt_tape *tape, void *ctx, const lgt_var *in,
                 lgt_var *out)
{
  const struct lgt_seed seed = { in[0], { 0 } };

  (void) ctx;
  lgt_tape_backward (tape, 1, &seed);
  out[0] = in[0];
}

enum mistake
{
  OLD_VERSION, OLD_WINDOW, OLD_CONSTANT, OLD_SCATTER, OLD_SEED,
  CLOSED_SEGMENT, CLOSED_SEED, NESTED, FIELD_INSIDE, PAUSE_INSIDE,
  BACKWARD_INSIDE, NO_FIELD, NO_TOTAL, OTHER_LIST, WINDOW_RANGE, WINDOW_DEAD,
  OTHER_TAPE, TWICE, SHAPES, MISTAKES
};

static const char *const words_for[MISTAKES] = {
  [OLD_VERSION] = "multiply: an old version of a field",
  [OLD_WINDOW] = "linear: an old version of a field",
  [OLD_CONSTANT] = "linear: an old version of a field",
  [OLD_SCATTER] = "scatter: an old version of a field",
  [OLD_SEED] = "a seed: an old version of a field",
  [CLOSED_SEGMENT] = "linear: a variable of a segment that was closed",
  [CLOSED_SEED] = "a seed: a variable of a segment that was closed",
  [NESTED] = "a segment inside a segment",
  [FIELD_INSIDE] = "a field was made inside a segment",
  [PAUSE_INSIDE] = "a pause inside a segment",
  [BACKWARD_INSIDE] = "a backward pass inside a segment",
  [NO_FIELD] = "scatter: not a field",
  [NO_TOTAL] = "accumulate: not a field",
  [OTHER_LIST] = "scatter: old and new values",
  [WINDOW_RANGE] = "components 2 to 3 of a tensor with 3",
  [WINDOW_DEAD] = "components",
  [OTHER_TAPE] = "linear: a variable of another tape",
  [TWICE] = "a second backward pass",
  [SHAPES] = "multiply: "
};

static void
make_mistake (struct lgt_tape *tape, enum mistake mistake)
{
  lgt_var x = lgt_tape_bind (tape, &x_view, &x_grad);
  lgt_var field = lgt_tape_field_of (tape, x);
  lgt_var old = lgt_gather (tape, field, list[0], 1);
  lgt_var other = lgt_gather (tape, field, list[1], 1);
  lgt_var window = lgt_tape_comps (tape, field, 1, 1);
  lgt_var constant = lgt_tape_constant (tape, field), y;
  lgt_var next = lgt_scatter (tape, field, old, old);
  const struct lgt_seed seed = { mistake == OLD_SEED ? field : next, { 0 } };
  const struct lgt_seed closed = { stolen, { 0 } };

  assert_fine (tape);
  switch (mistake)
    {
    case OLD_VERSION: lgt_multiply (tape, next, field); break;
    case OLD_WINDOW: lgt_linear (tape, 1, window, 0, LGT_NONE); break;
    case OLD_CONSTANT: lgt_linear (tape, 1, constant, 0, LGT_NONE); break;
    case OLD_SCATTER: lgt_scatter (tape, field, old, old); break;
    case OLD_SEED: lgt_tape_backward (tape, 1, &seed); break;
    case CLOSED_SEGMENT:
      lgt_tape_segment (tape, steal, NULL, 1, &x, 1, &y);
      assert_fine (tape);
      lgt_linear (tape, 1, stolen, 0, LGT_NONE);
      break;
    case CLOSED_SEED:
      lgt_tape_segment (tape, steal, NULL, 1, &x, 1, &y);
      lgt_tape_backward (tape, 1, &(struct lgt_seed) { stolen, closed.grad });
      break;
    case NESTED: lgt_tape_segment (tape, nest, NULL, 1, &x, 1, &y); break;
    case FIELD_INSIDE:
      lgt_tape_segment (tape, field_inside, NULL, 1, &x, 1, &y);
      break;
    case PAUSE_INSIDE:
      lgt_tape_segment (tape, pause_inside, NULL, 1, &x, 1, &y);
      break;
    case BACKWARD_INSIDE:
      lgt_tape_segment (tape, backward_inside, NULL, 1, &x, 1, &y);
      break;
    case NO_FIELD:
      lgt_scatter (tape, lgt_linear (tape, 1, x, 0, LGT_NONE), old, old);
      break;
    case NO_TOTAL: lgt_accumulate (tape, old, old); break;
    case OTHER_LIST: lgt_scatter (tape, next, old, other); break;
    case WINDOW_RANGE: lgt_tape_comps (tape, x, 2, 2); break;
    case WINDOW_DEAD: lgt_tape_comps (tape, LGT_NONE, 0, 1); break;
    case OTHER_TAPE:
      lgt_linear (tape, 1, (lgt_var) { 10000 }, 0, LGT_NONE);
      break;
    case TWICE:
      lgt_tape_backward (tape, 1, &seed);
      lgt_tape_backward (tape, 1, &seed);
      break;
    default: lgt_multiply (tape, old, x); break;
    }
}

START_TEST (mistakes)
{
  struct lgt_tape *tape = new_tape (1 << 20, 1);
  struct lgt_tape_usage usage;
  lgt_var dead;

  make_mistake (tape, (enum mistake) _i);
  assert_fails (tape, LGT_EINVAL, words_for[_i]);
  /* From now on nothing happens, and the first words stay.  */
  usage = lgt_tape_usage (tape);
  dead = lgt_tape_bind (tape, &x_view, NULL);
  ck_assert_int_lt (dead.id, 0);
  ck_assert_int_lt (lgt_multiply (tape, dead, dead).id, 0);
  ck_assert_int_lt (lgt_tape_field_of (tape, dead).id, 0);
  lgt_tape_comps (tape, dead, 5, 9);
  lgt_tape_fail (tape, &(struct lgt_error) { LGT_EDATA, "later" });
  lgt_tape_backward (tape, 0, NULL);
  assert_fails (tape, LGT_EINVAL, words_for[_i]);
  ck_assert_uint_eq (lgt_tape_usage (tape).instructions, usage.instructions);
  ck_assert_int_eq (lgt_tape_replay (tape, NULL), LGT_EINVAL);
  lgt_tape_free (tape);
}
END_TEST

START_TEST (odd_tapes)
{
  const struct lgt_tape_options none = { 0, 0, 1 }, dry = { 0, 1, 1 };
  struct lgt_error error = { 0 };
  struct lgt_tape *tape;

  ck_assert_ptr_null (lgt_tape_new (context, &none, &error));
  ck_assert_int_eq (error.code, LGT_EINVAL);
  tape = lgt_tape_new (context, &dry, NULL);
  ck_assert_int_eq (lgt_tape_replay (tape, &error), LGT_EINVAL);
  lgt_tape_free (tape);
  tape = new_tape (4096, 0);
  lgt_tape_backward (tape, 0, NULL);
  assert_fails (tape, LGT_EINVAL, "without gradients");
  lgt_tape_free (tape);
  tape = new_tape (4096, 1);
  lgt_tape_fail (tape, &(struct lgt_error) { LGT_EDATA, "a layer's words" });
  assert_fails (tape, LGT_EDATA, "a layer's words");
  lgt_tape_free (tape);
}
END_TEST

/* ---- extra kernels ---- */

/* A backend that captures, in vain, where CAPTURES says so.  */
static int captures, captured;

static int
may_capture (const struct lgt_queue *queue)
{
  (void) queue;
  return captures;
}

static enum lgt_status
capture_in_vain (struct lgt_queue *queue, int begin, void **graph,
                 struct lgt_error *error)
{
  (void) queue;
  (void) graph;
  captured++;
  return begin ? LGT_OK : lgt_fail (error, LGT_EBACKEND, "out of graphs");
}

/* A capture that fails is an error, not a slower way; where nothing is to be
   captured, instructions run one by one.  */
START_TEST (captures_fail_aloud)
{
  const struct lgt_backend *generic;
  const struct lgt_tape_options options = { 1 << 16, 0, 0 };
  const struct lgt_shape shape = { 1, 1, 1, 1 };
  struct lgt_error error = { LGT_OK, "" };
  struct lgt_backend backend;
  struct lgt_context *own;
  struct lgt_tape *tape;
  struct lgt_view x, y;
  double value = 3;
  void *data;
  lgt_var z;

  ck_assert_int_eq (lgt_backend_find ("cpu-generic", &generic, NULL), LGT_OK);
  backend = *generic;
  backend.captures = may_capture;
  backend.capture = capture_in_vain;
  own = lgt_context_new (&backend, NULL, NULL);
  tape = lgt_tape_new (own, &options, NULL);
  data = lgt_context_table (own, &value, sizeof value, NULL);
  ck_assert (own && tape && data);
  x = lgt_view_dense (data, LGT_F64, shape, NULL);
  z = lgt_linear (tape, 2, lgt_tape_bind (tape, &x, NULL), 0, LGT_NONE);
  captures = 0;
  value = 4;
  ck_assert_int_eq (lgt_context_put (own, data, &value, sizeof value,
                                     NULL), LGT_OK);
  ck_assert_int_eq (lgt_tape_replay (tape, &error), LGT_OK);
  ck_assert_int_eq (captured, 0);
  y = lgt_tape_value (tape, z);
  ck_assert_double_eq (*(double *) y.data, 8);
  captures = 1;
  ck_assert_int_eq (lgt_tape_replay (tape, &error), LGT_EBACKEND);
  ck_assert_int_eq (captured, 2);
  ck_assert_msg (strstr (error.text, "captured: out of graphs"), "%s",
                 error.text);
  lgt_tape_free (tape);
  lgt_context_release (own, data);
  lgt_context_free (own);
}
END_TEST

START_TEST (extra_kernels_win)
{
  struct lgt_tape *tape = new_tape (1 << 20, 1);
  lgt_var x = lgt_tape_bind (tape, &x_view, &x_grad);
  struct lgt_view view = lgt_tape_value (tape, lgt_multiply (tape, x, x));
  struct lgt_error error = { 0 };
  double values[COUNT];

  assert_fine (tape);
  op_view_get (context, &view, values);
  for (int i = 0; i < COUNT; i++)
    ck_assert_double_eq (values[i], 7 * start[i]);
  /* A kernel's failure is the tape's, at once and in a replay.  */
  fail_now = 1;
  ck_assert_int_eq (lgt_tape_replay (tape, &error), LGT_ENUM);
  ck_assert_str_eq (error.text, "multiply: on demand");
  lgt_tape_reset (tape);
  x = lgt_tape_bind (tape, &x_view, &x_grad);
  lgt_multiply (tape, x, x);
  assert_fails (tape, LGT_ENUM, "multiply: on demand");
  fail_now = 0;
  /* What nobody has a kernel for.  */
  lgt_tape_reset (tape);
  x = lgt_tape_bind (tape, &x_view, &x_grad);
  lgt_tape_apply (tape, &dirty_op, NULL, 0, &x, &x);
  assert_fails (tape, LGT_EBACKEND, "has no kernel for dirty");
  lgt_tape_free (tape);
}
END_TEST

static void
set_up_winning (void)
{
  set_up_with (winning_kernels);
}

int
main (void)
{
  Suite *s = suite_create ("tape");
  TCase *t = tcase_create ("gradients");

  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_loop_test (t, gradients, 0, 2 * GRAPHS);
  tcase_add_loop_test (t, segments_change_no_bit, 0, GRAPHS);
  tcase_add_loop_test (t, replay, 0, GRAPHS);
  tcase_add_loop_test (t, costs, 0, GRAPHS);
  suite_add_tcase (s, t);

  t = tcase_create ("memory");
  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_loop_test (t, dry_is_wet, 0, 2 * GRAPHS);
  tcase_add_loop_test (t, arena_too_small, 0, 2 * GRAPHS);
  tcase_add_test (t, growth_by_what_is_overwritten);
  tcase_add_test (t, reset_forgets);
  suite_add_tcase (s, t);

  t = tcase_create ("fields");
  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_loop_test (t, field_is_restored, 0, 2);
  tcase_add_test (t, constant_and_pause);
  tcase_add_test (t, seeds_add);
  tcase_add_test (t, field_into_field);
  suite_add_tcase (s, t);

  t = tcase_create ("mistakes");
  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_loop_test (t, mistakes, 0, MISTAKES);
  tcase_add_test (t, odd_tapes);
  suite_add_tcase (s, t);

  t = tcase_create ("kernels");
  tcase_add_checked_fixture (t, set_up_winning, tear_down);
  tcase_add_test (t, extra_kernels_win);
  tcase_add_test (t, captures_fail_aloud);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* The tape: gradients against finite differences, segments, fields changed
   in place, replay, memory.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include "gradcheck.h"
#include "opcases.h"
#include "tapecase.h"

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
  return run_suite (s, CK_FORK);
}

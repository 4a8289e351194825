/* What the tape says to mistakes, of the caller and of kernels.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include "opcases.h"
#include "tapecase.h"

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

static const struct lgt_kernel winning_kernels[] = {
  { .op = &lgt_op_multiply, .run = { NULL, multiply_run } },
  { 0 }
};

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
  Suite *s = suite_create ("tape_mistakes");
  TCase *t = tcase_create ("mistakes");

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

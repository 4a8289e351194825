/* Tests of lgt/optim.h.  */

#include <lgt/optim.h>

#include <math.h>
#include <string.h>

#include "testutil.h"

static const double pi = 3.141592653589793;

/* ---- rates ---- */

static const struct lgt_stage stages[] = {
  { .steps = 5, .rate = 1e-2, .schedule = LGT_WARMUP, .warmup = 4 },
  { .steps = 3, .rate = 1e-3 },
  { .steps = 101, .rate = 1e-3, .schedule = LGT_COSINE, .final = 1e-5 },
  { .steps = 1, .rate = 5e-4, .schedule = LGT_COSINE, .final = 1e-5 },
};
static const struct lgt_rates rates = { .stages = 4, .stage = stages };

START_TEST (rates_of_stages)
{
  int64_t first;

  ck_assert_int_eq (lgt_rates_check (&rates, NULL), LGT_OK);
  ck_assert_int_eq (lgt_rates_steps (&rates), 110);
  for (int i = 0; i < 5; i++)
    ck_assert_double_eq_tol (lgt_rates_at (&rates, i),
                             1e-2 * (i < 4 ? i + 1 : 4) / 4, 1e-17);
  for (int i = 5; i < 8; i++)
    ck_assert_double_eq (lgt_rates_at (&rates, i), 1e-3);
  ck_assert_double_eq_tol (lgt_rates_at (&rates, 8), 1e-3, 1e-17);
  ck_assert_double_eq_tol (lgt_rates_at (&rates, 58), (1e-3 + 1e-5) / 2,
                           1e-17);
  ck_assert_double_eq_tol (lgt_rates_at (&rates, 33), 1e-5 + 0.99e-3
                           * (1 + cos (pi / 4)) / 2, 1e-17);
  ck_assert_double_eq_tol (lgt_rates_at (&rates, 108), 1e-5, 1e-17);
  for (int i = 9; i < 109; i++)
    ck_assert_double_lt (lgt_rates_at (&rates, i), lgt_rates_at (&rates,
                                                                 i - 1));
  ck_assert_double_eq (lgt_rates_at (&rates, 109), 5e-4);
  ck_assert_double_eq (lgt_rates_at (&rates, 1000), 5e-4);

  ck_assert_int_eq (lgt_rates_stage (&rates, 4, &first), 0);
  ck_assert_int_eq (first, 0);
  ck_assert_int_eq (lgt_rates_stage (&rates, 5, &first), 1);
  ck_assert_int_eq (first, 5);
  ck_assert_int_eq (lgt_rates_stage (&rates, 108, &first), 2);
  ck_assert_int_eq (first, 8);
  ck_assert_int_eq (lgt_rates_stage (&rates, 109, NULL), 3);
  ck_assert_int_eq (lgt_rates_stage (&rates, 9999, &first), 3);
  ck_assert_int_eq (first, 109);
}
END_TEST

START_TEST (rates_refused)
{
  static const struct lgt_stage bad[] = {
    { .steps = 0, .rate = 1 },
    { .steps = 1, .rate = 0 },
    { .steps = 1, .rate = -1 },
    { .steps = 1, .rate = NAN },
    { .steps = 1, .rate = INFINITY },
    { .steps = 1, .rate = 1, .schedule = LGT_COSINE, .final = -1 },
    { .steps = 1, .rate = 1, .schedule = LGT_COSINE, .final = NAN },
    { .steps = 1, .rate = 1, .schedule = LGT_WARMUP },
    { .steps = 1, .rate = 1, .schedule = (enum lgt_schedule) 3 },
  };
  struct lgt_rates r = { .stages = 0 };
  struct lgt_error error;

  ck_assert_int_eq (lgt_rates_check (&r, &error), LGT_EINVAL);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    {
      struct lgt_stage two[] = { { .steps = 1, .rate = 1 }, bad[i] };

      r = (struct lgt_rates) { .stages = 2, .stage = two };
      ck_assert_int_eq (lgt_rates_check (&r, &error), LGT_EINVAL);
      ck_assert_ptr_nonnull (strstr (error.text, "stage 1 "));
    }
  r = (struct lgt_rates) { .stages = 1, .stage = stages, .clip = -1 };
  ck_assert_int_eq (lgt_rates_check (&r, &error), LGT_EINVAL);
  r = (struct lgt_rates) { .stages = 1, .stage = stages, .clip_value = NAN };
  ck_assert_int_eq (lgt_rates_check (&r, &error), LGT_EINVAL);
  r = (struct lgt_rates) { .stages = 1, .stage = stages, .guard = 0.5 };
  ck_assert_int_eq (lgt_rates_check (&r, &error), LGT_EINVAL);
}
END_TEST

/* ---- progress ---- */

static enum lgt_verdict
note (struct lgt_optim_progress *progress, int taken)
{
  const struct lgt_outcome outcome = { .taken = taken,
                                       .norm = taken ? 1 : NAN };

  return lgt_optim_note (progress, &outcome);
}

START_TEST (single_bad_steps_are_skipped)
{
  struct lgt_optim_progress p = { 0 };

  for (int i = 0; i < 100; i++)
    ck_assert_int_eq (note (&p, i % 10 == 0), LGT_GO_ON);
  ck_assert_int_eq (p.step, 100);
  ck_assert_int_eq (p.updates, 10);
  ck_assert_int_eq (p.skipped, 90);
  ck_assert_int_eq (p.in_a_row, 9);
  ck_assert_int_eq (p.attempt, 0);
}
END_TEST

/* Ten in a row: back, three times; the fourth gives up.  */
START_TEST (ten_in_a_row)
{
  struct lgt_optim_progress p = { 0 }, good = { 0 };

  for (int i = 0; i < 7; i++)
    ck_assert_int_eq (note (&p, i != 2), LGT_GO_ON);
  good = p;
  for (int k = 0; k <= 3; k++)
    {
      ck_assert_int_eq (note (&p, 1), LGT_GO_ON);
      for (int i = 0; i < 9; i++)
        ck_assert_int_eq (note (&p, 0), LGT_GO_ON);
      ck_assert_int_eq (note (&p, 0), k < 3 ? LGT_ROLL_BACK : LGT_GIVE_UP);
      ck_assert_int_eq (p.step, 18);
      if (k == 3)
        break;
      lgt_optim_roll_back (&p, &good);
      ck_assert_int_eq (p.step, 7);
      ck_assert_int_eq (p.updates, 6);
      ck_assert_int_eq (p.in_a_row, 0);
      ck_assert_int_eq (p.attempt, k + 1);
      ck_assert_int_eq (p.skipped, 1 + 10 * (k + 1));
    }
}
END_TEST

/* ---- the guard ---- */

/* A step with this norm under the guard, as the kernel decides.  */
static int
guarded_step (const struct lgt_rates *r, struct lgt_optim_progress *p,
              double norm)
{
  const double limit = lgt_optim_guard (r, p);
  struct lgt_outcome outcome = { .norm = norm };

  outcome.taken = isfinite (norm) && !(limit > 0 && norm > limit);
  outcome.guarded = isfinite (norm) && !outcome.taken;
  ck_assert_int_eq (lgt_optim_note (p, &outcome), LGT_GO_ON);
  return outcome.taken;
}

START_TEST (guard_is_the_median)
{
  const struct lgt_stage two[] = { { .steps = 200, .rate = 1 },
                                   { .steps = 200, .rate = 1 } };
  struct lgt_rates r = { .stages = 2, .stage = two, .guard = 10 };
  struct lgt_optim_progress p = { 0 }, copy;

  /* No median before 16 steps: 1, 2, ..., 16, one of them wild.  */
  for (int i = 1; i <= 16; i++)
    {
      ck_assert_double_eq (lgt_optim_guard (&r, &p), 0);
      ck_assert (guarded_step (&r, &p, i == 5 ? 1e9 : i));
    }
  ck_assert_double_eq (lgt_optim_guard (&r, &p), 10 * 10);
  r.guard = 0;
  ck_assert_double_eq (lgt_optim_guard (&r, &p), 0);
  r.guard = 10;
  ck_assert (guarded_step (&r, &p, 99));
  ck_assert_double_eq (lgt_optim_guard (&r, &p), 10 * 10);
  copy = p;
  ck_assert (!guarded_step (&r, &p, 1e3));
  ck_assert_int_eq (p.guarded, 1);
  ck_assert_int_eq (p.skipped, 1);
  ck_assert_int_eq (p.in_a_row, 0);
  ck_assert_int_eq (p.updates, 17);
  ck_assert_int_eq (p.step, 18);

  /* Back: the norms too.  */
  lgt_optim_roll_back (&p, &copy);
  ck_assert_mem_eq (p.norm, copy.norm, sizeof p.norm);
  ck_assert_int_eq (p.guarded, 1);

  /* Only the last 48 before step 80 count; what is not finite is large.  */
  for (int i = 0; i < 64; i++)
    guarded_step (&r, &p, 2);
  ck_assert_double_eq (lgt_optim_guard (&r, &p), 20);
  for (int i = 0; i < 5; i++)
    ck_assert (!guarded_step (&r, &p, NAN));
  ck_assert_double_eq (lgt_optim_guard (&r, &p), 20);
  ck_assert_int_eq (p.guarded, 1);
  ck_assert_int_eq (p.skipped, 6);

  /* Gradients that have grown for good are taken when half a window has been
     seen, at step 112, and nothing is rolled back.  */
  ck_assert_int_eq (p.step, 86);
  while (p.step < 112)
    ck_assert (!guarded_step (&r, &p, 500));
  ck_assert (guarded_step (&r, &p, 500));
  for (int i = 0; i < LGT_GUARD_KEPT; i++)
    ck_assert_double_lt (p.norm[i], INFINITY);
}
END_TEST

/* The limit of a step is the same whatever is known of the steps since the
   last multiple of LGT_OPTIM_HISTORY.  */
START_TEST (guard_waits)
{
  const struct lgt_stage two[] = { { .steps = 21, .rate = 1 },
                                   { .steps = 200, .rate = 1 } };
  const struct lgt_rates r = { .stages = 2, .stage = two, .guard = 10 };
  struct lgt_optim_progress p = { 0 };
  double limit = 0;
  int changes = 0;

  for (int i = 0; i < 200; i++)
    {
      const double now = lgt_optim_guard (&r, &p);

      changes += i > 0 && now != limit;
      if (i > 0 && now != limit)
        ck_assert (lgt_optim_must_read (&r, i));
      limit = now;
      guarded_step (&r, &p, 1 + i * 0.01);
    }
  ck_assert_int_ge (changes, 10);
  ck_assert (lgt_optim_must_read (&r, 16));
  ck_assert (!lgt_optim_must_read (&r, 20));
  ck_assert (lgt_optim_must_read (&r, 21));
  ck_assert (!lgt_optim_must_read (&r, 32));
  ck_assert (lgt_optim_must_read (&r, 37));
  ck_assert (lgt_optim_must_read (&r, 221));
}
END_TEST

/* A new stage begins a new window, wherever one comes back to it.  */
START_TEST (guard_begins_anew)
{
  const struct lgt_stage two[] = { { .steps = 70, .rate = 1 },
                                   { .steps = 70, .rate = 1 } };
  const struct lgt_rates r = { .stages = 2, .stage = two, .guard = 10 };
  struct lgt_optim_progress p = { 0 };

  for (int i = 0; i < 70; i++)
    guarded_step (&r, &p, 1);
  for (int i = 0; i < 16; i++)
    {
      ck_assert_double_eq (lgt_optim_guard (&r, &p), 0);
      ck_assert (guarded_step (&r, &p, 100));
    }
  ck_assert_double_eq (lgt_optim_guard (&r, &p), 1000);
}
END_TEST

/* ---- the step block ---- */

START_TEST (control_block)
{
  struct lgt_rates r = { .stages = 4, .stage = stages, .clip = 3,
                         .clip_value = 0.5 };
  struct lgt_optim_progress at = { .step = 2, .updates = 1, .attempt = 2 };
  double c[LGT_CONTROL_HOST + 1];

  for (int i = 0; i <= LGT_CONTROL_HOST; i++)
    c[i] = 77;
  lgt_optim_control (&r, &at, 1, 0.25, c);
  ck_assert_double_eq (c[LGT_CONTROL_RATE], 1e-2 / 4);
  lgt_optim_control (&r, &at, 4, 0.25, c);
  ck_assert_double_eq (c[LGT_CONTROL_RATE], 1e-3 / 4);
  ck_assert_double_eq (c[LGT_CONTROL_CLIP], 3);
  ck_assert_double_eq (c[LGT_CONTROL_CLIP_VALUE], 0.5);
  ck_assert_double_eq (c[LGT_CONTROL_SCALE], 0.25);
  ck_assert_double_eq (c[LGT_CONTROL_GUARD], 0);
  ck_assert_double_eq (c[LGT_CONTROL_ROW], 4);
  ck_assert_double_eq (c[LGT_CONTROL_HOST], 77);
}
END_TEST

START_TEST (names_and_defaults)
{
  static const char *const names[] = { "sgd", "adam", "adamw", "amsgrad" };

  for (int kind = LGT_SGD; kind <= LGT_AMSGRAD; kind++)
    {
      ck_assert_str_eq (lgt_optimizer_name ((enum lgt_optimizer_kind) kind),
                        names[kind]);
      ck_assert_int_eq (lgt_optimizer_defaults ((enum lgt_optimizer_kind)
                                                kind).kind, kind);
    }
  ck_assert_ptr_null (lgt_optimizer_name ((enum lgt_optimizer_kind) 4));
  ck_assert_double_eq (lgt_optimizer_defaults (LGT_SGD).beta1, 0);
  ck_assert_double_eq (lgt_optimizer_defaults (LGT_ADAM).beta1, 0.9);
  ck_assert_double_eq (lgt_optimizer_defaults (LGT_ADAM).decay, 0);
  ck_assert_double_eq (lgt_optimizer_defaults (LGT_ADAMW).decay, 0.01);
}
END_TEST

/* ---- states and steps on a context ---- */

enum { COUNT = 37 };

struct bench
{
  struct lgt_context *context;
  struct lgt_view weights, grad, loss;
};

static struct lgt_view
device (struct lgt_context *context, enum lgt_type type, int count)
{
  struct lgt_shape shape = { 1, 1, count, 1 };
  void *data = lgt_context_alloc (context, lgt_shape_bytes (type, shape),
                                  NULL);

  ck_assert_ptr_nonnull (data);
  return lgt_view_dense (data, type, shape, NULL);
}

static struct bench
bench_new (enum lgt_type type)
{
  const struct lgt_backend *backend;
  struct bench b;

  ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  b.context = lgt_context_new (backend, NULL, NULL);
  ck_assert_ptr_nonnull (b.context);
  b.weights = device (b.context, type, COUNT);
  b.grad = device (b.context, type, COUNT);
  b.loss = device (b.context, LGT_F64, 1);
  return b;
}

static void
bench_free (struct bench *b)
{
  lgt_context_release (b->context, b->weights.data);
  lgt_context_release (b->context, b->grad.data);
  lgt_context_release (b->context, b->loss.data);
  lgt_context_free (b->context);
}

static void
put (struct bench *b, struct lgt_view view, const double *host)
{
  int count = view.shape.comps;
  float narrow[COUNT];

  for (int i = 0; i < count; i++)
    narrow[i] = (float) host[i];
  ck_assert_int_eq (lgt_context_put (b->context, view.data,
                                     view.type == LGT_F32
                                     ? (const void *) narrow : host,
                                     lgt_type_size (view.type)
                                     * (size_t) count, NULL), LGT_OK);
}

static void
get (struct bench *b, struct lgt_view view, double *host)
{
  int count = view.shape.comps;
  float narrow[COUNT];

  ck_assert_int_eq (lgt_context_get (b->context, view.type == LGT_F32
                                     ? (void *) narrow : host, view.data,
                                     lgt_type_size (view.type)
                                     * (size_t) count, NULL), LGT_OK);
  if (view.type == LGT_F32)
    for (int i = 0; i < count; i++)
      host[i] = narrow[i];
}

START_TEST (states_of_kinds)
{
  static const struct { enum lgt_optimizer_kind kind; double beta1, average;
                        const char *names[4]; } cases[] = {
    { LGT_SGD, 0, 0, { NULL } },
    { LGT_SGD, 0.9, 0.99, { "m", "average" } },
    { LGT_ADAM, 0.9, 0, { "m", "v" } },
    { LGT_ADAM, 0, 0, { "m", "v" } },
    { LGT_ADAMW, 0.9, 0.5, { "m", "v", "average" } },
    { LGT_AMSGRAD, 0.9, 0.5, { "m", "v", "vmax", "average" } },
  };
  struct bench b = bench_new (LGT_F32);
  double host[COUNT], back[COUNT];

  for (int i = 0; i < COUNT; i++)
    host[i] = i - 3.5;
  put (&b, b.weights, host);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
      struct lgt_optimizer_params p = lgt_optimizer_defaults (cases[i].kind);
      struct lgt_optim *optim;
      int k;

      p.beta1 = cases[i].beta1;
      optim = lgt_optim_new (b.context, p, cases[i].average, &b.weights, NULL);
      ck_assert_ptr_nonnull (optim);
      for (k = 0; k < 4 && cases[i].names[k]; k++)
        {
          struct lgt_view view = lgt_optim_find (optim, cases[i].names[k]);
          int average = strcmp (cases[i].names[k], "average") == 0;

          ck_assert_int_lt (k, optim->states);
          ck_assert_str_eq (optim->state[k].name, cases[i].names[k]);
          ck_assert_ptr_nonnull (view.data);
          ck_assert_int_eq (view.type, average ? LGT_F32 : LGT_F64);
          ck_assert_int_eq (view.shape.comps, COUNT);
          get (&b, view, back);
          for (int j = 0; j < COUNT; j++)
            ck_assert_double_eq (back[j], average ? host[j] : 0);
        }
      ck_assert_int_eq (optim->states, k);
      ck_assert_ptr_null (lgt_optim_find (optim, "nothing").data);
      lgt_optim_free (optim);
    }
  lgt_optim_free (NULL);
  bench_free (&b);
}
END_TEST

START_TEST (optim_refused)
{
  struct bench b = bench_new (LGT_F64);
  struct lgt_optimizer_params good = lgt_optimizer_defaults (LGT_ADAM), p[6];
  struct lgt_view words = b.weights;
  struct lgt_error error = { .code = LGT_OK };

  for (int i = 0; i < 6; i++)
    p[i] = good;
  p[0].kind = (enum lgt_optimizer_kind) 9;
  p[1].beta1 = 1;
  p[2].beta2 = -0.1;
  p[3].epsilon = 0;
  p[4].decay = -1;
  p[5].beta1 = NAN;
  for (int i = 0; i < 6; i++)
    {
      error.code = LGT_OK;
      ck_assert_ptr_null (lgt_optim_new (b.context, p[i], 0, &b.weights,
                                         &error));
      ck_assert_int_eq (error.code, LGT_EINVAL);
    }
  ck_assert_ptr_null (lgt_optim_new (b.context, good, 1, &b.weights, &error));
  words.type = LGT_U32;
  ck_assert_ptr_null (lgt_optim_new (b.context, good, 0, &words, &error));
  words = b.weights;
  words.shape.lanes = 8;
  ck_assert_ptr_null (lgt_optim_new (b.context, good, 0, &words, &error));
  bench_free (&b);
}
END_TEST

/* What a step should do, in plain C and double, on one weight.  */
struct plain { double w, m, v, vmax, average; };

static void
plain_step (struct plain *s, const struct lgt_optimizer_params *p, double rate,
            double g, int t, double average_decay)
{
  double m, v;

  if (p->kind == LGT_ADAMW)
    s->w -= rate * p->decay * s->w;
  else
    g += p->decay * s->w;
  if (p->kind == LGT_SGD)
    {
      s->m = p->beta1 * s->m + g;
      s->w -= rate * s->m;
    }
  else
    {
      s->m = p->beta1 * s->m + (1 - p->beta1) * g;
      s->v = p->beta2 * s->v + (1 - p->beta2) * g * g;
      s->vmax = fmax (s->vmax, s->v);
      m = s->m / (1 - pow (p->beta1, t));
      v = (p->kind == LGT_AMSGRAD ? s->vmax : s->v) / (1 - pow (p->beta2, t));
      s->w -= rate * m / (sqrt (v) + p->epsilon);
    }
  s->average = average_decay * s->average + (1 - average_decay) * s->w;
}

/* Twenty replayed steps against plain C, the ninth with a loss that is not a
   number: nothing may change there, and t must not count it.  They are read
   one by one, or as seldom as can be, and stopped and resumed on the way.  */
START_TEST (recorded_steps)
{
  enum { STEPS = 20, BAD = 8, WILD = 18, STOP = 11 };
  enum lgt_optimizer_kind kind = (enum lgt_optimizer_kind) (_i % 8 / 2);
  enum lgt_type type = _i % 2 ? LGT_F32 : LGT_F64;
  const int seldom = _i / 8;
  double tolerance = type == LGT_F32 ? 1e-5 : 1e-13;
  struct lgt_stage stage = { .steps = STEPS, .rate = 0.05,
                             .schedule = LGT_COSINE, .final = 0.01 };
  struct lgt_rates r = { .stages = 1, .stage = &stage, .clip = 2,
                         .guard = 100 };
  struct bench b = bench_new (type);
  struct lgt_optimizer_params p = lgt_optimizer_defaults (kind);
  struct lgt_tape_options options = { .arena_bytes = 1 << 16 };
  struct lgt_tape *tape = lgt_tape_new (b.context, &options, NULL);
  struct lgt_optim_progress progress = { 0 };
  struct lgt_outcome outcome[LGT_OPTIM_HISTORY];
  struct plain s[COUNT] = { { 0 } };
  struct lgt_optim *optim;
  struct lgt_view note = device (b.context, LGT_F64, 1);
  double w[COUNT], g[COUNT], average[COUNT], norm[STEPS], nan = NAN;
  int count, t = 0;

  p.beta1 = 0.8;
  p.decay = 0.02;
  for (int i = 0; i < COUNT; i++)
    {
      w[i] = s[i].w = s[i].average = sin (i);
      g[i] = 1;
    }
  put (&b, b.weights, w);
  put (&b, b.grad, g);
  optim = lgt_optim_new (b.context, p, 0.9, &b.weights, NULL);
  ck_assert_ptr_nonnull (optim);
  ck_assert_ptr_nonnull (tape);
  /* Recording executes: with a loss that is NaN it changes nothing.  */
  put (&b, b.loss, &nan);
  lgt_optim_record (optim, tape, &b.weights, &b.grad, &b.loss, &note);
  ck_assert_int_eq (lgt_tape_status (tape, NULL), LGT_OK);

  for (int step = 0; step < STEPS; step++)
    {
      const double loss = step == BAD ? nan : step, number = 0.5 + step;
      const int taken = step != BAD && step != WILD;
      double square = 0, shrink;

      get (&b, b.weights, w);
      for (int i = 0; i < COUNT; i++)
        {
          g[i] = (type == LGT_F32 ? (float) (w[i] - 0.1 * i + step % 3)
                  : w[i] - 0.1 * i + step % 3);
          g[i] *= step == WILD ? 1e4 : 1;
          square += g[i] * g[i];
        }
      norm[step] = sqrt (square);
      shrink = fmin (1, 2 / (0.5 * norm[step]));
      put (&b, b.grad, g);
      put (&b, b.loss, &loss);
      put (&b, note, &number);
      ck_assert_int_eq (lgt_optim_prepare (optim, &r, &progress, 0.5, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_tape_replay (tape, NULL), LGT_OK);
      if (taken)
        t++;
      for (int i = 0; taken && i < COUNT; i++)
        plain_step (&s[i], &p, lgt_rates_at (&r, step), 0.5 * shrink * g[i],
                    t, 0.9);
      if (seldom && step != STOP && !lgt_optim_must_read (&r, step + 1))
        continue;
      ck_assert_int_eq (lgt_optim_read (optim, outcome, &count, NULL),
                        LGT_OK);
      for (int i = 0; i < count; i++)
        {
          const int64_t at = progress.step;

          ck_assert_int_eq (outcome[i].taken, at != BAD && at != WILD);
          ck_assert_int_eq (outcome[i].guarded, at == WILD);
          ck_assert_double_eq_tol (outcome[i].norm, norm[at],
                                   1e-6 * norm[at]);
          ck_assert (at == BAD ? isnan (outcome[i].loss)
                     : outcome[i].loss == (double) at);
          ck_assert_double_eq (outcome[i].note, 0.5 + (double) at);
          ck_assert_int_eq (lgt_optim_note (&progress, &outcome[i]),
                            LGT_GO_ON);
        }
      ck_assert_int_eq (progress.step, step + 1);
      ck_assert_int_eq (progress.updates, t);
      if (step == STOP)
        ck_assert_int_eq (lgt_optim_resume (optim, &progress, NULL), LGT_OK);
    }
  ck_assert_int_eq (progress.skipped, 2);
  ck_assert_int_eq (progress.guarded, 1);
  ck_assert_int_eq (progress.updates, STEPS - 2);
  get (&b, b.weights, w);
  get (&b, lgt_optim_find (optim, "average"), average);
  for (int i = 0; i < COUNT; i++)
    {
      ck_assert_double_eq_tol (w[i], s[i].w, tolerance);
      ck_assert_double_eq_tol (average[i], s[i].average, tolerance);
    }

  ck_assert_int_eq (lgt_optim_restart_average (optim, &b.weights, NULL),
                    LGT_OK);
  get (&b, lgt_optim_find (optim, "average"), average);
  ck_assert_mem_eq (w, average, sizeof w);

  /* There is room for so many steps, and no more.  */
  for (int i = 0; i < LGT_OPTIM_HISTORY; i++)
    ck_assert_int_eq (lgt_optim_prepare (optim, &r, &progress, 1, NULL),
                      LGT_OK);
  ck_assert_int_eq (lgt_optim_prepare (optim, &r, &progress, 1, NULL),
                    LGT_EINVAL);
  lgt_tape_free (tape);
  lgt_optim_free (optim);
  lgt_context_release (b.context, note.data);
  bench_free (&b);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("optim");
  TCase *t = tcase_create ("host");

  tcase_add_test (t, rates_of_stages);
  tcase_add_test (t, rates_refused);
  tcase_add_test (t, single_bad_steps_are_skipped);
  tcase_add_test (t, ten_in_a_row);
  tcase_add_test (t, guard_is_the_median);
  tcase_add_test (t, guard_begins_anew);
  tcase_add_test (t, guard_waits);
  tcase_add_test (t, control_block);
  tcase_add_test (t, names_and_defaults);
  suite_add_tcase (s, t);
  t = tcase_create ("context");
  tcase_add_test (t, states_of_kinds);
  tcase_add_test (t, optim_refused);
  tcase_add_loop_test (t, recorded_steps, 0, 16);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

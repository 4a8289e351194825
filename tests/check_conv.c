/* The convolution against its definition, on every backend that this machine
   can run: values, gradients, through the tape.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "convcase.h"
#include "gradcheck.h"

/* ---- tests ---- */

static void
check_case (const struct conv_case *c, const struct lgt_backend *backend,
            enum lgt_type type)
{
  const double epsilon = type == LGT_F32 ? (double) FLT_EPSILON : DBL_EPSILON;
  struct setup s;
  struct expected e;
  double terms, sums;

  setup (&s, c, backend, type, 2, LGT_CONV_DIRECT);
  e = definition (&s);
  /* Numbers of order 1 are added: terms for a value, sums for a weight.  */
  terms = 4 + (double) s.stencil->taps * (c->ins + c->outs);
  sums = terms + (double) s.out->count * c->packs * c->lanes;
  run (&s);
  ck_assert_double_le (difference (&s.y.view, e.y), 2 * terms * epsilon);
  pull (&s, 7);
  ck_assert_double_le (difference (&s.gx.view, e.gx), 8 * terms * epsilon);
  ck_assert_double_le (difference (&s.gw.view, e.gw), 8 * sums * epsilon);
  ck_assert_double_le (difference (&s.gb.view, e.gb), 8 * sums * epsilon);
  expected_free (&e);
  teardown (&s);
}

START_TEST (test_definition)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const int n = backends (usable);
  const struct conv_case c = conv_case_number (_i);

  for (int k = 0; k < n; k++)
    {
      check_case (&c, usable[k], LGT_F64);
      check_case (&c, usable[k], LGT_F32);
    }
}
END_TEST

/* Not finite numbers reach exactly the outputs that read them.  */
START_TEST (test_nan)
{
  const struct lgt_backend *usable[MAX_BACKENDS];
  const int n = backends (usable);
  const struct conv_case c = conv_case_number (1);

  for (int k = 0; k < n; k++)
    {
      struct setup s;

      setup (&s, &c, usable[k], LGT_F64, 2, LGT_CONV_DIRECT);
      ((double *) s.x.view.data)[at (&s.x.view, 1, 27, 1, 5)] = NAN;
      run (&s);
      for (int p = 0; p < c.packs; p++)
        for (int r = 0; r < s.out->count; r++)
          for (int l = 0; l < c.lanes; l++)
            {
              int sees = 0;

              for (int t = 0; t < s.stencil->taps; t++)
                sees |= p == 1 && l == 5 && reads (&s, r, t) == 27;
              for (int o = 0; o < c.outs; o++)
                ck_assert_int_eq (!!isnan (get (&s.y.view, p, r, o, l)),
                                  sees);
            }
      teardown (&s);
    }
}
END_TEST

/* ---- through the tape, against finite differences ---- */

struct loss
{
  struct setup *s;
  struct tensor *variable;
};

/* sum of gy y as a function of one of the inputs.  */
static double
loss (const double *x, size_t n, void *context)
{
  const struct loss *l = context;
  struct setup *s = l->s;
  double sum = 0;

  memcpy (l->variable->memory, x, n * sizeof *x);
  run (s);
  for (int p = 0; p < s->c.packs; p++)
    for (int r = 0; r < s->out->count; r++)
      for (int o = 0; o < s->c.outs; o++)
        for (int j = 0; j < s->c.lanes; j++)
          sum += get (&s->gy.view, p, r, o, j) * get (&s->y.view, p, r, o, j);
  return sum;
}

static void
check_finite_differences (const struct conv_case *c,
                          const struct lgt_backend *backend,
                          enum lgt_conv_algorithm algorithm)
{
  const struct lgt_tape_options options = { .arena_bytes = 1 << 22,
                                            .gradients = 1 };
  struct setup s;
  struct lgt_view x, w, b, gx, gw, gb;
  struct lgt_error error;
  struct lgt_tape *tape;
  struct lgt_seed seed;

  /* The loss is the direct convolution's, the gradients are those of the
     algorithm: all of them have the activation here.  */
  setup (&s, c, backend, LGT_F64, 1, LGT_CONV_DIRECT);
  s.params.fft = s.fft = conv_convolver (s.stencil, LGT_F64, c->lanes);
  s.params.algorithm = algorithm;
  memset (s.gx.memory, 0, s.gx.bytes);
  memset (s.gw.memory, 0, s.gw.bytes);
  memset (s.gb.memory, 0, s.gb.bytes);
  put_tensors (&s);
  x = on_device (&s.x);
  w = on_device (&s.w);
  b = on_device (&s.b);
  gx = on_device (&s.gx);
  gw = on_device (&s.gw);
  gb = on_device (&s.gb);
  tape = lgt_tape_new (s.context, &options, &error);
  ck_assert_ptr_nonnull (tape);
  seed.of = lgt_conv (tape, lgt_tape_bind (tape, &x, &gx),
                      lgt_tape_bind (tape, &w, &gw),
                      lgt_tape_bind (tape, &b, &gb), s.params);
  seed.grad = on_device (&s.gy);
  lgt_tape_backward (tape, 1, &seed);
  if (has_algorithm (backend, algorithm))
    ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s",
                   error.text);
  else
    ck_assert_int_eq (lgt_tape_status (tape, &error), LGT_EBACKEND);
  get_tensors (&s);

  if (has_algorithm (backend, algorithm))
    {
      struct { struct tensor *value, *grad; } pairs[] = {
        { &s.x, &s.gx }, { &s.w, &s.gw }, { &s.b, &s.gb }
      };

      for (int i = 0; i < 3; i++)
        {
          struct loss l = { &s, pairs[i].value };
          const size_t n
            = (size_t) lgt_shape_count (pairs[i].value->view.shape);
          double *at_x = malloc (n * sizeof *at_x);

          memcpy (at_x, pairs[i].value->memory, n * sizeof *at_x);
          ck_assert_double_le (grad_error (loss, &l, at_x,
                                           pairs[i].grad->view.data, n,
                                           1e-3), 1e-8);
          memcpy (pairs[i].value->memory, at_x, n * sizeof *at_x);
          free (at_x);
        }
    }
  lgt_tape_free (tape);
  teardown (&s);
}

START_TEST (test_finite_differences)
{
  static const enum lgt_activation kinds[] = { LGT_TANH, LGT_SILU, LGT_GELU };
  const enum lgt_conv_algorithm algorithm
    = (enum lgt_conv_algorithm) (LGT_CONV_DIRECT + _i / 6);
  const struct conv_case c = {
    2, { 3, 1 }, { 2, 3 }, { 2, 1 }, 2, 3, 1, _i % 2 ? 16 : 1, LATTICE,
    _i % 3 ? LATTICE : LIST, 1, 0, kinds[_i % 3], 0,
    .groups = 1
  };
  const struct lgt_backend *usable[MAX_BACKENDS];
  const int n = backends (usable);

  for (int k = 0; k < n; k++)
    check_finite_differences (&c, usable[k], algorithm);
}
END_TEST

/* ---- bad arguments ---- */

START_TEST (test_refusals)
{
  const struct conv_case c = conv_case_number (1);
  const struct lgt_backend *usable[MAX_BACKENDS];
  struct setup s;
  struct lgt_view in[3], out[2] = { { 0 } };
  struct lgt_conv_params p;
  size_t scratch[2];
  enum lgt_type entry;
  struct lgt_error error;

  ck_assert_int_gt (backends (usable), 0);
  setup (&s, &c, usable[0], LGT_F64, 1, LGT_CONV_DIRECT);
#define REFUSED(words)                                                  \
  ck_assert_int_eq (lgt_op_conv.infer (&p, in, out, scratch, &entry,    \
                                       &error), LGT_EINVAL);            \
  ck_assert_ptr_nonnull (strstr (error.text, words))
#define RESET                                                           \
  p = s.params;                                                         \
  in[0] = s.x.view;                                                     \
  in[1] = s.w.view;                                                     \
  in[2] = s.b.view
  RESET;
  p.stencil = NULL;
  REFUSED ("stencil");
  RESET;
  p.activation = (enum lgt_activation) 17;
  REFUSED ("17");
  RESET;
  p.activation = LGT_LEAKY_RELU;
  p.slope = NAN;
  REFUSED ("slope");
  RESET;
  in[0].sites = NULL;
  REFUSED ("x");
  RESET;
  in[1].shape.comps--;
  REFUSED ("weight");
  RESET;
  in[1].type = LGT_F32;
  REFUSED ("weight");
  RESET;
  in[2].shape.comps++;
  REFUSED ("bias");
  RESET;
  memset (&in[0], 0, sizeof in[0]);
  REFUSED ("x");
  RESET;
  memset (&in[2], 0, sizeof in[2]);
  ck_assert_int_eq (lgt_op_conv.infer (&p, in, out, scratch, &entry, NULL),
                    LGT_OK);
  teardown (&s);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("conv");
  TCase *tc = tcase_create ("definition");

  tcase_add_loop_test (tc, test_definition, 0, CONV_CASES);
  tcase_add_test (tc, test_nan);
  tcase_add_loop_test (tc, test_finite_differences, 0, 24);
  tcase_add_test (tc, test_refusals);
  suite_add_tcase (suite, tc);
  return run_suite (suite, CK_FORK);
}

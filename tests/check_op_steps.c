/* Operations of a training step beside the model: optimizers, whether a step
   is taken, a batch's ESS, averaged weights; against plain loops.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "opuse.h"

/* A step of one weight, as the papers write it.  */
static void
reference_step (const struct lgt_optimizer_params *p, const double *control,
                double grad, double *w, double *m, double *v, double *vmax)
{
  double g = grad * control[LGT_CONTROL_FACTOR];
  double rate = control[LGT_CONTROL_RATE], top;

  if (fabs (g) > control[LGT_CONTROL_CLIP_VALUE])
    g = copysign (control[LGT_CONTROL_CLIP_VALUE], g);
  if (p->kind == LGT_ADAMW)
    *w -= rate * p->decay * *w;
  else
    g += p->decay * *w;
  if (p->kind == LGT_SGD)
    {
      *m = p->beta1 * *m + g;
      *w -= rate * *m;
      return;
    }
  *m = p->beta1 * *m + (1 - p->beta1) * g;
  *v = p->beta2 * *v + (1 - p->beta2) * g * g;
  *vmax = fmax (*vmax, *v);
  top = p->kind == LGT_AMSGRAD ? *vmax : *v;
  *w -= rate * (*m / control[LGT_CONTROL_CORRECT1])
        / (sqrt (top / control[LGT_CONTROL_CORRECT2]) + p->epsilon);
}

/* Five steps with other gradients; the third and fourth are not taken and
   must change nothing.  */
static void
check_optimizer (struct op_case *c, enum lgt_type type)
{
  const struct lgt_optimizer_params *p = &c->params.optimizer;
  double *state[4], *kept[4], *g = op_numbers (c, &c->in[0]);
  double control[16];
  size_t n = op_view_count (&c->in[0]);

  for (int j = 0; j < 4; j++)
    {
      state[j] = calloc (n + 1, sizeof (double));
      kept[j] = calloc (n + 1, sizeof (double));
      ck_assert (state[j] && kept[j]);
      op_view_get (c->context, &c->out[j], state[j]);
    }
  for (int step = 1; step <= 5; step++)
    {
      op_view_get (c->context, &c->in[1], control);
      control[LGT_CONTROL_CORRECT1] = 1 - pow (p->beta1, step);
      control[LGT_CONTROL_CORRECT2] = 1 - pow (p->beta2, step);
      control[LGT_CONTROL_TAKEN] = step != 3 && step != 4;
      for (size_t i = 0; i < n; i++)
        {
          g[i] = op_value (40 + step, i) / step;
          g[i] = type == LGT_F32 ? (double) (float) g[i] : g[i];
        }
      op_view_put (c->context, &c->in[1], control);
      op_view_put (c->context, &c->in[0], g);
      op_case_run (c);
      for (int j = 0; j < 4; j++)
        memcpy (kept[j], state[j], n * sizeof (double));
      for (size_t i = 0; i < n && step != 3 && step != 4; i++)
        reference_step (p, control, g[i], &state[0][i], &state[1][i],
                        &state[2][i], &state[3][i]);
      if (step == 3 || step == 4)
        for (int j = 0; j < 4; j++)
          ck_assert_mem_eq (kept[j], state[j], n * sizeof (double));
      for (int j = 0; j < 4; j++)
        if (c->out[j].data)
          {
            op_expect (c, &c->out[j], state[j],
                       type == LGT_F32 ? 1e-6 : 1e-13);
            /* Rounding to float32 is not to add up.  */
            op_view_get (c->context, &c->out[j], state[j]);
          }
    }
  for (int j = 0; j < 4; j++)
    {
      free (state[j]);
      free (kept[j]);
    }
  free (g);
}

START_TEST (optimizers)
{
  const struct op_recipe *recipe = op_recipe_of (&lgt_op_optimizer_step);
  struct lgt_context *context = op_context ();
  struct op_case c;

  for (int k = 0; k < OP_SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      {
        op_case_new (&c, context, recipe, &op_shapes[k], (enum lgt_type) type,
                     _i);
        check_optimizer (&c, (enum lgt_type) type);
        op_case_free (&c);
      }
  lgt_context_free (context);
}
END_TEST

/* Outcomes, corrections and the history's rows, by their definitions.  */
START_TEST (decisions)
{
  static const struct { double norm, loss, guard; int outcome; } cases[] = {
    { 4, 1, 0, LGT_STEP_TAKEN },
    { 4, 1, 1.9, LGT_STEP_GUARDED },
    { 4, 1, 2.1, LGT_STEP_TAKEN },
    { NAN, 1, 1, LGT_STEP_NOT_FINITE },
    { INFINITY, 1, 1, LGT_STEP_NOT_FINITE },
    { 4, -INFINITY, 0, LGT_STEP_NOT_FINITE },
    { 4, NAN, 2.1, LGT_STEP_NOT_FINITE },
    { 0.01, 2, 0, LGT_STEP_TAKEN },
  };
  struct lgt_context *context = op_context ();
  double control[16], history[3 * LGT_HISTORY_NUMBERS], updates;
  struct op_case c;

  op_case_new (&c, context, op_recipe_of (&lgt_op_optimizer_decide),
               &op_shapes[0], LGT_F64, 0);
  op_view_get (context, &c.out[0], control);
  updates = control[LGT_CONTROL_UPDATES];
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
      const int taken = cases[i].outcome == LGT_STEP_TAKEN;
      const double scale = i % 2 ? -0.7 : 0.7, row[] = {
        cases[i].loss, 0.25, sqrt (cases[i].norm), cases[i].outcome
      };

      control[LGT_CONTROL_GUARD] = cases[i].guard;
      control[LGT_CONTROL_SCALE] = scale;
      control[LGT_CONTROL_CLIP] = 0.5;
      control[LGT_CONTROL_ROW] = (double) (i % 3);
      op_view_put (context, &c.out[0], control);
      op_view_put (context, &c.in[0], &cases[i].norm);
      op_view_put (context, &c.in[1], &cases[i].loss);
      op_case_run (&c);
      op_view_get (context, &c.out[0], control);
      op_view_get (context, &c.out[1], history);
      updates += taken;
      ck_assert_double_eq (control[LGT_CONTROL_TAKEN], taken);
      ck_assert_double_eq (control[LGT_CONTROL_UPDATES], updates);
      ck_assert_double_eq_tol (control[LGT_CONTROL_CORRECT1],
                               1 - pow (0.9, updates), 1e-14);
      ck_assert_double_eq_tol (control[LGT_CONTROL_CORRECT2],
                               1 - pow (0.99, updates), 1e-14);
      if (taken)
        ck_assert_double_eq_tol (control[LGT_CONTROL_FACTOR],
                                 cases[i].norm == 4 ? scale / 2.8 : scale,
                                 1e-15);
      for (int k = 0; k < LGT_HISTORY_NUMBERS; k++)
        {
          const double got = history[i % 3 * LGT_HISTORY_NUMBERS + k];

          ck_assert (isnan (row[k]) ? isnan (got) : got == row[k]);
        }
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* With n weights of 1 and one of e^2.  Shifts do not change it.  */
START_TEST (batch_sizes)
{
  struct lgt_context *context = op_context ();

  for (int k = 0; k < OP_SHAPES; k++)
    {
      const int count = op_shapes[k].packs * op_shapes[k].lanes;
      const int spare = op_shapes[k].lanes > 1, n = count - spare;
      double *x, ess, expected;
      struct op_case c;

      op_case_new (&c, context, op_recipe_of (&lgt_op_batch_ess),
                   &op_shapes[k], LGT_F64, 0);
      x = op_numbers (&c, &c.in[0]);
      for (int i = 0; i < count; i++)
        x[i] = 1e4 - (i == n / 2 ? 2 : 0);
      if (spare)
        x[count - 1] = -1e9;
      op_view_put (context, &c.in[0], x);
      op_case_run (&c);
      op_view_get (context, &c.out[0], &ess);
      expected = pow (n - 1 + exp (2), 2) / (n * (n - 1 + exp (4)));
      ck_assert_double_eq_tol (ess, expected, 1e-12);
      free (x);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

START_TEST (averages)
{
  const struct op_recipe *recipe = op_recipe_of (&lgt_op_average_step);
  struct lgt_context *context = op_context ();
  struct op_case c;

  for (int taken = 0; taken < 2; taken++)
    {
      double *w, *a;

      op_case_new (&c, context, recipe, &op_shapes[3], LGT_F64, taken);
      w = op_numbers (&c, &c.in[0]);
      a = op_numbers (&c, &c.out[0]);
      for (size_t i = 0; taken && i < op_view_count (&c.in[0]); i++)
        a[i] = 0.9 * a[i] + (1 - 0.9) * w[i];
      op_case_run (&c);
      op_expect (&c, &c.out[0], a, 1e-15);
      free (w);
      free (a);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("op_steps");
  TCase *t = tcase_create ("values");

  tcase_add_loop_test (t, optimizers, 0, 5);
  tcase_add_test (t, averages);
  tcase_add_test (t, decisions);
  tcase_add_test (t, batch_sizes);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

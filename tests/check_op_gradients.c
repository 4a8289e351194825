/* Gradients of operations against finite differences, on every backend.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gradcheck.h"
#include "opuse.h"
#include "unitary.h"

/* Operations whose other tests do not look at gradients.  */
static const struct lgt_op *const differentiable[] = {
  &lgt_op_linear, &lgt_op_multiply, &lgt_op_scale, &lgt_op_cast,
  &lgt_op_sum_sites, &lgt_op_weighted_sum, &lgt_op_gather,
  &lgt_op_u1_angles, &lgt_op_u1_cos_sin, &lgt_op_u1_action,
  &lgt_op_sun_paths, &lgt_op_sun_traces, &lgt_op_sun_pairs,
  &lgt_op_sun_action, &lgt_op_scalar_action,
  &lgt_op_scalar_features, &lgt_op_line_affine, &lgt_op_line_rqs,
  &lgt_op_collect,
  &lgt_op_sun_spectral, &lgt_op_sun_polar
};
enum { DIFFERENTIABLE = sizeof differentiable / sizeof *differentiable };

struct scalar
{
  struct op_case *c;
  int input;
};

static double
weight (int j, size_t i)
{
  return op_value (30 + j, i);
}

/* Sum of all outputs times fixed numbers, as a function of one input.  */
static double
weighted_outputs (const double *x, size_t n, void *context)
{
  struct scalar *s = context;
  double sum = 0;

  (void) n;
  op_view_put (s->c->context, &s->c->in[s->input], x);
  op_case_run (s->c);
  for (int j = 0; j < s->c->op->n_out; j++)
    {
      double *y = op_numbers (s->c, &s->c->out[j]);

      for (size_t i = 0; i < op_view_count (&s->c->out[j]); i++)
        sum += weight (j, i) * y[i];
      free (y);
    }
  return sum;
}

/* The same on the line X + t V, where there are too many inputs to vary each
   of them: a few directions at random see all.  */
enum { MANY = 300, DIRECTIONS = 5 };
struct line
{
  struct scalar s;
  const double *x, *v;
  double *at;
  size_t n;
};

static double
outputs_on_line (const double *t, size_t one, void *context)
{
  struct line *line = context;

  (void) one;
  for (size_t i = 0; i < line->n; i++)
    line->at[i] = line->x[i] + *t * line->v[i];
  return weighted_outputs (line->at, line->n, &line->s);
}

static double
line_error (struct scalar s, const double *x, const double *g, size_t n)
{
  double *at = malloc (n * sizeof *at), *v = malloc (n * sizeof *v);
  double worst = 0;

  ck_assert (at && v);
  for (int direction = 0; direction < DIRECTIONS; direction++)
    {
      struct line line = { s, x, v, at, n };
      double zero = 0, slope = 0, error;

      for (size_t i = 0; i < n; i++)
        {
          v[i] = op_value (50 + direction, i);
          slope += g[i] * v[i];
        }
      error = grad_error (outputs_on_line, &line, &zero, &slope, 1, 1e-4);
      worst = error > worst ? error : worst;
    }
  free (at);
  free (v);
  return worst;
}

/* The same where all matrices of an input move along the group, each in a
   direction of its own: exp (i t w T) A.  */
struct along_group
{
  struct scalar s;
  const double *x;        /* t = 0 */
  int round;
};

/* The matrices at T in AT, or with D their derivatives at t = 0.  */
static void
move_matrices (const struct along_group *a, double t, double *at, double *d)
{
  const struct op_case *c = a->s.c;
  const struct lgt_view *v = &c->in[a->s.input];
  int n = c->group[a->s.input], lanes = v->shape.lanes;
  size_t count = op_view_count (v), size = (size_t) (2 * n * n * lanes);

  for (size_t row = 0; row < count; row += size)
    for (int l = 0; l < lanes; l++)
      {
        const double *from = a->x + row + l;
        double weight = 1.5 + op_value (60 + a->round, row + (size_t) l);
        int k = (int) ((row / size + (size_t) (l + 5 * a->round))
                       % (size_t) (n * n - 1));
        cplx m[64], derivative[64];

        for (int e = 0; e < n * n; e++)
          m[e] = from[2 * e * lanes] + I * from[(2 * e + 1) * lanes];
        tangent (n, m, k, derivative);
        move (n, m, k, t * weight);
        for (int e = 0; e < n * n; e++)
          {
            at[row + (size_t) (2 * e * lanes + l)] = creal (m[e]);
            at[row + (size_t) ((2 * e + 1) * lanes + l)] = cimag (m[e]);
            if (d == NULL)
              continue;
            d[row + (size_t) (2 * e * lanes + l)]
              = weight * creal (derivative[e]);
            d[row + (size_t) ((2 * e + 1) * lanes + l)]
              = weight * cimag (derivative[e]);
          }
      }
}

static double
outputs_along_group (const double *t, size_t one, void *context)
{
  struct along_group *a = context;
  size_t n = op_view_count (&a->s.c->in[a->s.input]);
  double *at = malloc (n * sizeof *at), sum;

  (void) one;
  ck_assert_ptr_nonnull (at);
  move_matrices (a, *t, at, NULL);
  sum = weighted_outputs (at, n, &a->s);
  free (at);
  return sum;
}

static double
group_error (struct scalar s, const double *x, const double *g, size_t n)
{
  double *at = malloc (n * sizeof *at), *d = malloc (n * sizeof *d);
  double worst = 0;

  ck_assert (at && d);
  for (int round = 0; round < 6; round++)
    {
      struct along_group a = { s, x, round };
      double zero = 0, slope = 0, error;

      move_matrices (&a, 0, at, d);
      for (size_t i = 0; i < n; i++)
        slope += g[i] * d[i];
      error = grad_error (outputs_along_group, &a, &zero, &slope, 1, 1e-4);
      if (isnan (error) || error > worst)
        worst = error;
    }
  free (at);
  free (d);
  return worst;
}

static void
check_gradient (struct op_case *c, int input)
{
  struct lgt_view gout[LGT_MAX_OUT] = { { 0 } }, gin[LGT_MAX_IN] = { { 0 } };
  struct scalar s = { c, input };
  size_t n = op_view_count (&c->in[input]);
  double *x = op_numbers (c, &c->in[input]), *g, error;
  /* Splines have knots, where differences are of lower order.  */
  double tolerance = c->op == &lgt_op_sun_spectral ? 1e-7 : 1e-9;

  for (int j = 0; j < c->op->n_out; j++)
    {
      double *y;

      gout[j] = op_case_like (c, &c->out[j]);
      y = op_numbers (c, &gout[j]);
      for (size_t i = 0; i < op_view_count (&gout[j]); i++)
        y[i] = weight (j, i);
      op_view_put (c->context, &gout[j], y);
      free (y);
    }
  gin[input] = op_case_like (c, &c->in[input]);
  g = op_numbers (c, &gin[input]);
  for (size_t i = 0; i < n; i++)
    g[i] = 100;
  op_view_put (c->context, &gin[input], g);     /* it is added to */
  op_case_run (c);
  op_case_pull (c, gout, gin);
  op_view_get (c->context, &gin[input], g);
  for (size_t i = 0; i < n; i++)
    g[i] -= 100;
  /* Small: a path of 70 steps on one site has a fifth derivative of 70^5. */
  error = c->group[input] ? group_error (s, x, g, n)
          : n > MANY ? line_error (s, x, g, n)
                     : grad_error (weighted_outputs, &s, x, g, n, 1e-4);
  ck_assert_msg (error <= tolerance, "%s, input %d: gradient is wrong by %g",
                 c->op->name, input, error);
  free (x);
  free (g);
}

START_TEST (gradients)
{
  const struct op_recipe *recipe
    = op_recipe_of (differentiable[_i % DIFFERENTIABLE]);
  struct lgt_context *context = op_context_on (_i / DIFFERENTIABLE);
  struct op_case c;

  if (!context)
    return;
  for (int k = 0; k < OP_SHAPES; k++)
    for (int variant = 0; variant < recipe->variants; variant++)
      {
        op_case_new (&c, context, recipe, &op_shapes[k], LGT_F64, variant);
        for (int i = 0; i < c.op->n_in; i++)
          if (c.in[i].data && !(c.op->no_gradient & 1u << i))
            {
              if (c.op == &lgt_op_u1_angles)
                {
                  /* Far from the seam of the angle: small links.  */
                  double *x = op_numbers (&c, &c.in[i]);

                  for (size_t e = 0; e < op_view_count (&c.in[i]); e++)
                    x[e] /= 100;
                  op_view_put (context, &c.in[i], x);
                  free (x);
                }
              check_gradient (&c, i);
            }
        op_case_free (&c);
      }
  lgt_context_free (context);
}
END_TEST

/* A pull-back without a gradient of the output, or without an input that
   wants one, changes nothing.  */
START_TEST (absent_gradients)
{
  const struct op_recipe *recipe
    = op_recipe_of (differentiable[_i % DIFFERENTIABLE]);
  const struct lgt_view absent[LGT_MAX_IN] = { { 0 } };
  struct lgt_context *context = op_context_on (_i / DIFFERENTIABLE);
  struct lgt_view gin[LGT_MAX_IN] = { { 0 } };
  struct op_case c;
  double *g;

  if (!context)
    return;
  op_case_new (&c, context, recipe, &op_shapes[3], LGT_F64, 0);
  op_case_run (&c);
  gin[0] = op_case_like (&c, &c.in[0]);
  op_case_pull (&c, absent, gin);
  op_case_pull (&c, c.out, absent);
  g = op_numbers (&c, &gin[0]);
  for (size_t i = 0; i < op_view_count (&gin[0]); i++)
    ck_assert_double_eq (g[i], 0);
  free (g);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("op_gradients");
  const int all = DIFFERENTIABLE * op_backends ();
  TCase *t = tcase_create ("gradients");

  tcase_add_loop_test (t, gradients, 0, all);
  tcase_add_loop_test (t, absent_gradients, 0, all);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

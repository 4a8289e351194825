/* Operations on scalar fields: action, drift and kick against the formulas of
   arXiv:2101.08176 and of the hopping parameter, and maps of the line against
   those of arXiv:1605.08803 and 1906.04032, written as plain loops.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lgt/geom.h>

#include "opuse.h"

static const struct op_shape shapes[] = {
  { 1, { 1 }, 1, 1, 0 },
  { 1, { 5 }, 2, 1, 1 },
  { 2, { 3, 1 }, 2, 3, 0 },
  { 2, { 12, 7 }, 1, 8, 1 },
  { 3, { 1, 3, 2 }, 1, 1, 0 },
  { 4, { 2, 3, 4, 3 }, 3, 5, 1 },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static struct lgt_geom
geom_of (const struct op_shape *s)
{
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, s->ndim, s->extent, NULL), LGT_OK);
  return geom;
}

/* The couplings of a theory, and its coefficients h, q, l, c; the hopping form
   with its constant.  */
struct theory
{
  int hopping;            /* 1: kappa and lambda, 0: m2 and lambda */
  double mass, lambda;    /* mass: m^2 or kappa */
};
static const struct theory theories[] = {
  { 0, -4, 8 }, { 0, 0.7, 0 }, { 1, 0.21, 0.03 }
};

static void
set_theory (struct op_case *c, const struct theory *t, int ndim)
{
  const double value[LGT_SCALAR_COEFFICIENTS] = {
    [LGT_SCALAR_HOPPING] = t->hopping ? t->mass : 1,
    [LGT_SCALAR_QUADRATIC] = t->hopping ? 1 - 2 * t->lambda
                                        : t->mass + 2 * ndim,
    [LGT_SCALAR_QUARTIC] = t->lambda,
    [LGT_SCALAR_CONSTANT] = t->hopping ? t->lambda : 0
  };

  op_view_put (c->context, &c->in[1], value);
}

/* The action as it is written, of one configuration; PHI's sites are STRIDE
   apart.  */
static double
action_of (const struct theory *t, const struct lgt_geom *geom,
           const double *phi, int stride)
{
  double s = 0;

  for (int64_t x = 0; x < geom->volume; x++)
    {
      const double f = phi[x * stride], f2 = f * f;
      double sum = t->hopping
                   ? f2 + t->lambda * (f2 - 1) * (f2 - 1)
                   : t->mass * f2 + t->lambda * f2 * f2;

      for (int mu = 0; mu < geom->ndim; mu++)
        {
          const double ahead = phi[lgt_geom_neighbour (geom, x, mu, 1)
                                   * stride];
          const double back = phi[lgt_geom_neighbour (geom, x, mu, -1)
                                  * stride];

          sum += t->hopping ? -2 * t->mass * f * ahead
                            : f * (2 * f - ahead - back);
        }
      s += sum;
    }
  return s;
}

/* dS/dphi (X) by its own formula.  */
static double
derivative_of (const struct theory *t, const struct lgt_geom *geom,
               const double *phi, int stride, int64_t x)
{
  const double f = phi[x * stride];
  double sum = 4 * t->lambda * f * f * f;

  sum += t->hopping ? 2 * (1 - 2 * t->lambda) * f : 2 * t->mass * f;
  for (int mu = 0; mu < geom->ndim; mu++)
    {
      const double both = phi[lgt_geom_neighbour (geom, x, mu, 1) * stride]
                          + phi[lgt_geom_neighbour (geom, x, mu, -1)
                                * stride];

      sum += t->hopping ? -2 * t->mass * both : 4 * f - 2 * both;
    }
  return sum;
}

START_TEST (actions)
{
  struct lgt_context *context = op_context_on (_i);
  struct op_case c;

  if (!context)
    return;
  for (int i = 0; i < SHAPES * 3 * 2; i++)
    {
      const struct op_shape *s = &shapes[i % SHAPES];
      const struct theory *t = &theories[i / SHAPES % 3];
      const enum lgt_type type = i / SHAPES / 3 ? LGT_F64 : LGT_F32;
      const struct lgt_geom geom = geom_of (s);
      double *phi, *value;

      op_case_new (&c, context, op_recipe_of (&lgt_op_scalar_action), s, type,
                   0);
      set_theory (&c, t, s->ndim);
      phi = op_numbers (&c, &c.in[0]);
      op_case_run (&c);
      value = op_numbers (&c, &c.out[0]);
      for (int p = 0; p < s->packs; p++)
        for (int l = 0; l < s->lanes; l++)
          {
            const double expected
              = action_of (t, &geom, phi + p * geom.volume * s->lanes + l,
                           s->lanes);

            ck_assert_double_eq_tol (value[p * s->lanes + l], expected,
                                     1e-13 * (double) geom.volume * 100);
          }
      free (phi);
      free (value);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

START_TEST (dynamics)
{
  const double dt = 0.7 * 0.4;          /* as the recipes have it */
  struct lgt_context *context = op_context_on (_i);
  struct op_case c;

  if (!context)
    return;
  for (int i = 0; i < SHAPES * 3; i++)
    {
      const struct op_shape *s = &shapes[i % SHAPES];
      const struct theory *t = &theories[i / SHAPES];
      const struct lgt_geom geom = geom_of (s);
      double *phi, *before, *after;

      op_case_new (&c, context, op_recipe_of (&lgt_op_scalar_kick), s, LGT_F64,
                   0);
      set_theory (&c, t, s->ndim);
      phi = op_numbers (&c, &c.in[0]);
      before = op_numbers (&c, &c.out[0]);
      op_case_run (&c);
      after = op_numbers (&c, &c.out[0]);
      for (size_t e = 0; e < op_view_count (&c.in[0]); e++)
        {
          const int l = (int) e % s->lanes;
          const int64_t row = (int64_t) e / s->lanes;
          const double *mine = phi + row / geom.volume * geom.volume
                                     * s->lanes + l;

          ck_assert_double_eq_tol (after[e], before[e] - dt
                                   * derivative_of (t, &geom, mine, s->lanes,
                                                    row % geom.volume),
                                   1e-12);
        }
      free (phi);
      free (before);
      free (after);
      op_case_free (&c);

      op_case_new (&c, context, op_recipe_of (&lgt_op_scalar_drift),
                   s, LGT_F64, 0);
      phi = op_numbers (&c, &c.in[0]);
      before = op_numbers (&c, &c.out[0]);
      op_case_run (&c);
      after = op_numbers (&c, &c.out[0]);
      for (size_t e = 0; e < op_view_count (&c.in[0]); e++)
        ck_assert_double_eq_tol (after[e], before[e] + dt * phi[e], 1e-14);
      free (phi);
      free (before);
      free (after);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

/* ---- maps of the line ---- */

enum { MAX_RAW = 3 * LGT_LINE_MAX - 1 };

/* Knots K + 1 of one half (widths or heights) of the raw numbers.  */
static void
knots (const struct lgt_line_params *p, const double *raw, double *at)
{
  double sum = 0;

  for (int k = 0; k < p->count; k++)
    sum += exp (raw[k]);
  at[0] = -p->bound;
  for (int k = 0; k < p->count; k++)
    at[k + 1] = at[k] + 2 * p->bound
                        * (p->min_bin + (1 - p->count * p->min_bin)
                                        * exp (raw[k]) / sum);
}

/* The spline at X, and its slope there.  */
static double
spline (const struct lgt_line_params *p, const double *raw, double x,
        double *slope)
{
  const int bins = p->count;
  double at[LGT_LINE_MAX + 1], to[LGT_LINE_MAX + 1], d[LGT_LINE_MAX + 1];
  double s, t, u, below;
  int k = 0;

  *slope = 1;
  if (fabs (x) >= p->bound)
    return x;
  knots (p, raw, at);
  knots (p, raw + bins, to);
  d[0] = d[bins] = 1;
  for (int i = 1; i < bins; i++)
    d[i] = p->min_slope
           + (1 - p->min_slope)
             * log (1 + exp (raw[2 * bins + i - 1] + log (exp (1) - 1)));
  while (k < bins - 1 && x >= at[k + 1])
    k++;
  s = (to[k + 1] - to[k]) / (at[k + 1] - at[k]);
  t = (x - at[k]) / (at[k + 1] - at[k]);
  u = 1 - t;
  below = s + (d[k] + d[k + 1] - 2 * s) * t * u;
  *slope = s * s * (d[k + 1] * t * t + 2 * s * t * u + d[k] * u * u)
           / (below * below);
  return to[k] + (to[k + 1] - to[k]) * (s * t * t + d[k] * t * u) / below;
}

static double
forward (const struct op_case *c, const double *raw, double x, double *slope)
{
  if (c->op == &lgt_op_line_rqs)
    return spline (&c->params.line, raw, x, slope);
  *slope = exp (raw[0]);
  return x * *slope + raw[1];
}

/* Images, or preimages, and log-determinants of all lanes; a map with raw = 0
   is the identity.  */
START_TEST (lines)
{
  const struct op_recipe *recipe
    = op_recipe_of (_i % 2 ? &lgt_op_line_rqs : &lgt_op_line_affine);
  struct lgt_context *context = op_context_on (_i / 2);
  struct op_case c;
  int beyond = 0, within = 0;

  if (!context)
    return;
  for (int i = 0; i < SHAPES * recipe->variants * 3; i++)
    {
      const struct op_shape *s = &shapes[i % SHAPES];
      const int kind = i / SHAPES % 3;  /* float32, float64, zeros */
      const int lanes = s->lanes;
      double *x, *y, *raw, *log_det;
      int comps, rows;

      op_case_new (&c, context, recipe, s, kind ? LGT_F64 : LGT_F32,
                   i / SHAPES / 3);
      x = op_numbers (&c, &c.in[0]);
      raw = op_numbers (&c, &c.in[1]);
      comps = c.in[1].shape.comps;
      rows = c.in[0].shape.sites;
      for (size_t e = 0; kind == 2 && e < op_view_count (&c.in[1]); e++)
        raw[e] = 0;
      op_view_put (context, &c.in[1], raw);
      op_case_run (&c);
      y = op_numbers (&c, &c.out[0]);
      log_det = op_numbers (&c, &c.out[1]);
      for (int p = 0; p < s->packs; p++)
        for (int l = 0; l < lanes; l++)
          {
            double sum = 0;

            for (int r = 0; r < rows; r++)
              {
                const int inverse = c.params.line.inverse;
                const int at = (p * rows + r) * lanes + l;
                const double from = inverse ? y[at] : x[at];
                const double to = inverse ? x[at] : y[at];
                double mine[MAX_RAW], slope;

                for (int k = 0; k < comps; k++)
                  mine[k] = raw[((p * rows + r) * comps + k) * lanes + l];
                ck_assert_double_eq_tol (forward (&c, mine, from, &slope),
                                         to, 1e-11);
                sum += inverse ? -log (slope) : log (slope);
                beyond += fabs (x[at]) > 1.5;
                within += fabs (x[at]) < 1.5;
                if (kind == 2)
                  ck_assert_double_eq_tol (from, to, 1e-12);
              }
            ck_assert_double_eq_tol (log_det[p * lanes + l], sum,
                                     1e-11 * rows);
          }
      free (x);
      free (y);
      free (raw);
      free (log_det);
      op_case_free (&c);
    }
  ck_assert_int_gt (beyond, 100);
  ck_assert_int_gt (within, 100);
  lgt_context_free (context);
}
END_TEST

/* NaN in one number: its own image and, of splines, its lane's
   log-determinant.  */
START_TEST (nan_stays_in_its_lane)
{
  struct lgt_context *context = op_context_on (_i);
  struct op_case c;
  double *x, *y, *log_det;

  if (!context)
    return;
  for (int k = 0; k < 2; k++)
    {
      op_case_new (&c, context, op_recipe_of (k ? &lgt_op_line_rqs
                                             : &lgt_op_line_affine),
                   &shapes[3], LGT_F64, 0);
      x = op_numbers (&c, &c.in[0]);
      x[8 * 2 + 3] = NAN;               /* row 2, lane 3 */
      op_view_put (context, &c.in[0], x);
      op_case_run (&c);
      y = op_numbers (&c, &c.out[0]);
      log_det = op_numbers (&c, &c.out[1]);
      for (size_t e = 0; e < op_view_count (&c.out[0]); e++)
        ck_assert_int_eq (isnan (y[e]) != 0, e == 8 * 2 + 3);
      for (int l = 0; k && l < 8; l++)
        ck_assert_int_eq (isnan (log_det[l]) != 0, l == 3);
      free (x);
      free (y);
      free (log_det);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

static void
refuse (struct op_case *c, const char *words)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_int_eq (lgt_context_run (c->context, c->op, &c->params, c->in,
                                     c->out, &error), LGT_EINVAL);
  ck_assert_msg (strncmp (error.text, c->op->name, strlen (c->op->name)) == 0
                 && strstr (error.text, words), "'%s' does not say '%s'",
                 error.text, words);
}

START_TEST (refusals)
{
  struct lgt_context *context = op_context_on (op_backends () - 1);
  struct op_case c;

  if (!context)
    return;
  op_case_new (&c, context, op_recipe_of (&lgt_op_scalar_action), &shapes[3],
               LGT_F64, 0);
  c.in[1].shape.comps = 2;
  refuse (&c, "coefficient");
  c.in[0].shape.comps = 2;
  refuse (&c, "2 components, must have 1");
  c.in[0].sites = NULL;
  refuse (&c, "must be on a lattice");
  op_case_free (&c);

  op_case_new (&c, context, op_recipe_of (&lgt_op_scalar_kick), &shapes[3],
               LGT_F64, 0);
  c.out[0].shape.packs++;
  refuse (&c, "momenta");
  op_case_free (&c);

  op_case_new (&c, context, op_recipe_of (&lgt_op_line_rqs), &shapes[3],
               LGT_F64, 0);
  c.in[1].shape.comps--;
  refuse (&c, "raw");
  c.params.line.bound = NAN;
  refuse (&c, "bound nan");
  c.params.line.count = 65;
  refuse (&c, "65 bins");
  op_case_free (&c);

  op_case_new (&c, context, op_recipe_of (&lgt_op_scalar_features), &shapes[3],
               LGT_F64, 0);
  c.params.scalar_features.features = 8;
  refuse (&c, "features 8");
  c.params.scalar_features.rows = NULL;
  refuse (&c, "needs rows");
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("scalar operations");
  TCase *t = tcase_create ("theory");

  tcase_add_loop_test (t, actions, 0, op_backends ());
  tcase_add_loop_test (t, dynamics, 0, op_backends ());
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  t = tcase_create ("line");
  tcase_add_loop_test (t, lines, 0, 2 * op_backends ());
  tcase_add_loop_test (t, nan_stays_in_its_lane, 0, op_backends ());
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

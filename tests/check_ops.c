/* Sums, lists, U(1) paths and optimizers: values against plain loops,
   gradients against finite differences, and what must not be looked at.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gradcheck.h"
#include "opcases.h"
#include "unitary.h"

static const struct op_shape shapes[] = {
  { 1, { 1 }, 1, 1, 0 },
  { 1, { 5 }, 2, 1, 1 },
  { 2, { 3, 1 }, 2, 3, 0 },
  { 2, { 2, 4 }, 1, 8, 1 },
  { 3, { 1, 3, 2 }, 1, 1, 0 },
  { 4, { 2, 1, 3, 1 }, 5, 1, 1 },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static struct lgt_context *
new_context (void)
{
  const struct lgt_context_options options = { 0, 2, NULL };
  const struct lgt_backend *backend = NULL;
  struct lgt_context *context;

  ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

/* Backends that were compiled in; tests that loop over them are this many
   times as many.  */
static int
n_backends (void)
{
  int n = 0;

  while (lgt_backend_list ()[n])
    n++;
  return n;
}

/* A context on backend number I, NULL where this machine cannot run it.  */
static struct lgt_context *
context_on (int i)
{
  const struct lgt_context_options options = { 0, 2, NULL };
  const struct lgt_backend *backend = lgt_backend_list ()[i];
  struct lgt_context *context;

  if (backend->probe (NULL) != LGT_OK)
    return NULL;
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

static const struct op_recipe *
recipe_of (const struct lgt_op *op)
{
  const struct op_recipe *r = op_recipes;

  while (r->op && r->op != op)
    r++;
  ck_assert_ptr_nonnull (r->op);
  return r;
}

/* V's elements on the host, for the caller to free.  */
static double *
numbers (struct op_case *c, const struct lgt_view *v)
{
  double *x = malloc ((op_view_count (v) + 1) * sizeof *x);

  ck_assert_ptr_nonnull (x);
  op_view_get (c->context, v, x);
  return x;
}

/* Element (p, s, m, l) of a host copy of V.  */
static size_t
at (const struct lgt_view *v, int p, int s, int m, int l)
{
  return (((size_t) p * (size_t) v->shape.sites + (size_t) s)
          * (size_t) v->shape.comps + (size_t) m) * (size_t) v->shape.lanes
         + (size_t) l;
}

/* ---- gradients ---- */

/* The operations of this file that have one.  */
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
      double *y = numbers (s->c, &s->c->out[j]);

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
  double *x = numbers (c, &c->in[input]), *g, error;
  /* Splines have knots, where differences are of lower order.  */
  double tolerance = c->op == &lgt_op_sun_spectral ? 1e-7 : 1e-9;

  for (int j = 0; j < c->op->n_out; j++)
    {
      double *y;

      gout[j] = op_case_like (c, &c->out[j]);
      y = numbers (c, &gout[j]);
      for (size_t i = 0; i < op_view_count (&gout[j]); i++)
        y[i] = weight (j, i);
      op_view_put (c->context, &gout[j], y);
      free (y);
    }
  gin[input] = op_case_like (c, &c->in[input]);
  g = numbers (c, &gin[input]);
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
    = recipe_of (differentiable[_i % DIFFERENTIABLE]);
  struct lgt_context *context = context_on (_i / DIFFERENTIABLE);
  struct op_case c;

  if (!context)
    return;
  for (int k = 0; k < SHAPES; k++)
    for (int variant = 0; variant < recipe->variants; variant++)
      {
        op_case_new (&c, context, recipe, &shapes[k], LGT_F64, variant);
        for (int i = 0; i < c.op->n_in; i++)
          if (c.in[i].data && !(c.op->no_gradient & 1u << i))
            {
              if (c.op == &lgt_op_u1_angles)
                {
                  /* Far from the seam of the angle: small links.  */
                  double *x = numbers (&c, &c.in[i]);

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
    = recipe_of (differentiable[_i % DIFFERENTIABLE]);
  const struct lgt_view absent[LGT_MAX_IN] = { { 0 } };
  struct lgt_context *context = context_on (_i / DIFFERENTIABLE);
  struct lgt_view gin[LGT_MAX_IN] = { { 0 } };
  struct op_case c;
  double *g;

  if (!context)
    return;
  op_case_new (&c, context, recipe, &shapes[3], LGT_F64, 0);
  op_case_run (&c);
  gin[0] = op_case_like (&c, &c.in[0]);
  op_case_pull (&c, absent, gin);
  op_case_pull (&c, c.out, absent);
  g = numbers (&c, &gin[0]);
  for (size_t i = 0; i < op_view_count (&gin[0]); i++)
    ck_assert_double_eq (g[i], 0);
  free (g);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- values ---- */

static void
expect (struct op_case *c, const struct lgt_view *v, const double *expected,
        double tolerance)
{
  double *y = numbers (c, v);

  for (size_t i = 0; i < op_view_count (v); i++)
    ck_assert_msg (fabs (y[i] - expected[i]) <= tolerance,
                   "%s: element %zu is %.17g, expected %.17g", c->op->name,
                   i, y[i], expected[i]);
  free (y);
}

/* Elementwise operations and sums.  */
static void
check_plain (struct op_case *c, enum lgt_type type)
{
  double epsilon = type == LGT_F32 ? 1e-6 : 1e-14;
  double *x = numbers (c, &c->in[0]), *y = numbers (c, &c->in[1]);
  double *z = numbers (c, &c->out[0]), largest = 1;
  size_t n = op_view_count (&c->in[0]);

  memset (z, 0, op_view_count (&c->out[0]) * sizeof *z);
  for (size_t i = 0; i < n; i++)
    {
      const struct lgt_shape s = c->in[0].shape;
      size_t lane = i % (size_t) s.lanes;
      size_t pack = i / ((size_t) s.lanes * (size_t) s.comps
                         * (size_t) s.sites);

      if (c->op == &lgt_op_linear)
        z[i] = 1.25 * x[i] - (c->in[1].data ? 0.7 * y[i] : 0);
      else if (c->op == &lgt_op_multiply)
        z[i] = x[i] * y[i];
      else if (c->op == &lgt_op_scale)
        z[i] = -1.75 * x[i];
      else if (c->op == &lgt_op_cast)
        z[i] = x[i];
      else if (c->op == &lgt_op_sum_sites)
        z[pack * (size_t) s.lanes + lane] += x[i];
      else if (c->op == &lgt_op_weighted_sum)
        z[0] += y[i] * x[i];
      else
        z[0] += x[i] * x[i];
    }
  for (size_t i = 0; i < n; i++)
    largest += fabs (x[i]);
  op_case_run (c);
  expect (c, &c->out[0], z, epsilon * (op_view_count (&c->out[0]) < n
                                       || n == 1 ? largest : 8));
  free (x);
  free (y);
  free (z);
}

START_TEST (plain_values)
{
  static const struct lgt_op *const op[] = {
    &lgt_op_linear, &lgt_op_multiply, &lgt_op_scale, &lgt_op_cast,
    &lgt_op_sum_sites, &lgt_op_weighted_sum, &lgt_op_norm_squared
  };
  const struct op_recipe *recipe = recipe_of (op[_i % 7]);
  struct lgt_context *context = context_on (_i / 7);
  struct op_case c;

  if (!context)
    return;
  for (int k = 0; k < SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < recipe->variants; variant++)
        {
          op_case_new (&c, context, recipe, &shapes[k],
                       (enum lgt_type) type, variant);
          check_plain (&c, (enum lgt_type) type);
          op_case_free (&c);
        }
  lgt_context_free (context);
}
END_TEST

/* gather takes, and scatter puts, exactly the list's entries.  */
START_TEST (lists)
{
  struct lgt_context *context = context_on (_i);

  if (!context)
    return;
  for (int k = 0; k < SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < 2; variant++)
        for (int put = 0; put < 2; put++)
          {
            const struct op_recipe *recipe
              = recipe_of (put ? &lgt_op_scatter : &lgt_op_gather);
            const struct lgt_view *field, *values;
            struct op_case c;
            double *f, *v;

            op_case_new (&c, context, recipe, &shapes[k],
                         (enum lgt_type) type, variant);
            field = put ? &c.out[0] : &c.in[0];
            values = put ? &c.in[0] : &c.out[0];
            f = numbers (&c, field);
            v = numbers (&c, values);
            for (int p = 0; p < field->shape.packs; p++)
              for (int i = 0; i < c.list->count; i++)
                for (int m = 0; m < 2; m++)
                  for (int l = 0; l < field->shape.lanes; l++)
                    {
                      int mu = c.list->direction ? c.list->direction[i] : 0;
                      double *a = &f[at (field, p, c.list->site[i],
                                         2 * mu + m, l)];
                      double *b = &v[at (values, p, i, m, l)];

                      if (put)
                        *a = *b;
                      else
                        *b = *a;
                    }
            op_case_run (&c);
            expect (&c, &c.out[0], put ? f : v, 0);
            free (f);
            free (v);
            op_case_free (&c);
          }
  lgt_context_free (context);
}
END_TEST

/* ---- U(1) paths ---- */

/* A path set's tables on the host.  */
struct host_paths
{
  int32_t *first;
  struct lgt_path_step *step;
  unsigned char *select;  /* or NULL */
};

static void *
host_table (struct lgt_context *context, const void *table, size_t bytes)
{
  void *host = malloc (bytes + 1);

  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_context_get (context, host, table, bytes, NULL),
                    LGT_OK);
  return host;
}

static struct host_paths
host_paths_of (const struct op_case *c)
{
  const struct lgt_path_set *set = c->paths;
  struct host_paths h = { NULL, NULL, NULL };

  h.first = host_table (c->context, set->first,
                        ((size_t) (set->variants * set->paths) + 1)
                        * sizeof *h.first);
  h.step = host_table (c->context, set->step,
                       (size_t) set->steps * sizeof *h.step);
  if (set->select)
    h.select = host_table (c->context, set->select,
                           (size_t) set->rows->count * (size_t) set->paths);
  return h;
}

static void
host_paths_free (struct host_paths *h)
{
  free (h->first);
  free (h->step);
  free (h->select);
}

/* The links of path Q of C's set from site SITE: COUNT signs and (site,
   direction), by walking coordinates.  */
static double
walk (const struct op_case *c, const struct host_paths *h,
      const double *links, int p, int l, int q, int32_t site)
{
  double sum = 0;

  for (int i = h->first[q]; i < h->first[q + 1]; i++)
    {
      const struct lgt_path_step *step = &h->step[i];
      int32_t rest = site, y = 0, stride = 1;

      for (int d = 0; d < c->lattice->ndim; d++)
        {
          int extent = c->lattice->extent[d];
          int x = (rest % extent + step->shift[d] + 1000 * extent) % extent;

          rest /= extent;
          y += x * stride;
          stride *= extent;
        }
      sum += step->sign * links[at (&c->in[0], p, y, step->mu, l)];
    }
  return sum;
}

/* The angle of path K of row ROW, and whether it is selected.  */
static double
row_angle (const struct op_case *c, const struct host_paths *h,
           const double *links, int p, int row, int k, int l, int *selected)
{
  const struct lgt_path_set *set = c->paths;
  int turn = set->variants > 1 ? set->rows->direction[row] : 0;

  *selected = !h->select || h->select[row * set->paths + k];
  return walk (c, h, links, p, l, turn * set->paths + k,
               set->rows->site ? set->rows->site[row] : row);
}

static void
check_paths (struct op_case *c, enum lgt_type type)
{
  double *links = numbers (c, &c->in[0]), *z = numbers (c, &c->out[0]);
  const struct lgt_view *v = &c->out[0];
  int rows = c->paths->rows->count, lanes = v->shape.lanes;
  struct host_paths h = host_paths_of (c);

  op_case_run (c);
  op_view_get (c->context, v, z);
  for (int p = 0; p < v->shape.packs; p++)
    for (int l = 0; l < lanes; l++)
      {
        double action = 0;

        for (int row = 0; row < rows; row++)
          for (int k = 0; k < c->paths->paths; k++)
            {
              int selected;
              double theta = row_angle (c, &h, links, p, row, k, l,
                                        &selected);

              if (!selected)
                theta = 0;
              if (c->op == &lgt_op_u1_angles)
                {
                  double y = z[at (v, p, row, k, l)];

                  ck_assert (y > -3.141592653589793
                             && y <= 3.141592653589793);
                  ck_assert_double_eq_tol (remainder (y - theta,
                                                      6.283185307179586), 0,
                                           1e-12);
                }
              else if (c->op == &lgt_op_u1_cos_sin)
                {
                  double eps = type == LGT_F32 ? 1e-7 : 1e-12;

                  ck_assert_double_eq_tol (z[at (v, p, row, 2 * k, l)],
                                           cos (theta), eps);
                  ck_assert_double_eq_tol (z[at (v, p, row, 2 * k + 1, l)],
                                           sin (theta), eps);
                }
              else if (selected)
                action -= 1.5 * (1 - 0.4 * k) * cos (theta);
            }
        if (c->op == &lgt_op_u1_action)
          ck_assert_double_eq_tol (z[at (v, p, 0, 0, l)], action, 1e-11);
      }
  host_paths_free (&h);
  free (links);
  free (z);
}

START_TEST (paths)
{
  static const struct lgt_op *const op[] = {
    &lgt_op_u1_angles, &lgt_op_u1_cos_sin, &lgt_op_u1_action
  };
  const struct op_recipe *recipe = recipe_of (op[_i % 3]);
  struct lgt_context *context = context_on (_i / 3);
  struct op_case c;

  if (!context)
    return;
  for (int k = 0; k < SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < recipe->variants; variant++)
        {
          op_case_new (&c, context, recipe, &shapes[k],
                       (enum lgt_type) type, variant);
          check_paths (&c, (enum lgt_type) type);
          op_case_free (&c);
        }
  lgt_context_free (context);
}
END_TEST

/* A link that is NaN makes NaN of exactly the selected paths through it.  */
START_TEST (nan_traces_selected_paths)
{
  const struct op_shape shape = { 2, { 4, 6 }, 1, 1, 0 };
  struct lgt_context *context = context_on (_i);
  int seen = 0, hidden = 0;

  if (!context)
    return;
  for (int variant = 0; variant < 4; variant++)
    {
      struct host_paths h;
      struct op_case c;
      double *links, *z;

      op_case_new (&c, context, recipe_of (&lgt_op_u1_cos_sin), &shape,
                   LGT_F64, variant);
      h = host_paths_of (&c);
      links = numbers (&c, &c.in[0]);
      links[11] = NAN;
      op_view_put (context, &c.in[0], links);
      op_case_run (&c);
      z = numbers (&c, &c.out[0]);
      for (int row = 0; row < c.paths->rows->count; row++)
        for (int k = 0; k < c.paths->paths; k++)
          {
            int selected;
            int through = isnan (row_angle (&c, &h, links, 0, row, k, 0,
                                            &selected));

            for (int half = 0; half < 2; half++)
              {
                double y = z[at (&c.out[0], 0, row, 2 * k + half, 0)];

                ck_assert_int_eq (isnan (y) != 0, through && selected);
                if (!selected)
                  ck_assert_double_eq (y, half ? 0 : 1);
              }
            seen += through && selected;
            hidden += through && !selected;
          }
      host_paths_free (&h);
      free (links);
      free (z);
      op_case_free (&c);
    }
  ck_assert (seen > 0 && hidden > 0);
  lgt_context_free (context);
}
END_TEST

/* The seam: (-pi, pi], infinity becomes NaN.  */
START_TEST (seam)
{
  const double pi = 3.141592653589793;
  const double theta[] = { pi, -pi, 3 * pi, -3 * pi, 2 * pi, nextafter (pi, 4),
                           nextafter (-pi, 0), 1000 * pi, INFINITY, NAN };
  const struct op_shape shape = { 1, { 1 }, 1, 1, 0 };
  const int step = 1;
  const struct lgt_path path = { 1, &step, 0 };
  struct lgt_context *context = context_on (_i);

  if (!context)
    return;
  for (size_t i = 0; i < sizeof theta / sizeof *theta; i++)
    {
      struct lgt_path_set *set = NULL;
      struct op_case c;
      double y;

      op_case_new (&c, context, recipe_of (&lgt_op_u1_angles), &shape,
                   LGT_F64, 0);
      ck_assert_int_eq (lgt_path_set_new (context, c.lattice, 1, 1, &path,
                                          NULL, &set, NULL), LGT_OK);
      c.params.paths.paths = set;
      c.out[0].shape.comps = 1;
      op_view_put (context, &c.in[0], &theta[i]);
      op_case_run (&c);
      op_view_get (context, &c.out[0], &y);
      if (isfinite (theta[i]))
        {
          ck_assert_msg (y > -pi && y <= pi, "%.17g became %.17g", theta[i],
                         y);
          ck_assert_double_eq_tol (remainder (y - theta[i], 2 * pi), 0,
                                   1e-12);
        }
      else
        ck_assert (isnan (y));
      lgt_path_set_free (context, set);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

/* Configurations of weight 0 are not looked at, forward and backward; with
   another weight NaN shows.  */
START_TEST (weights_select)
{
  const struct op_shape shape = { 1, { 1 }, 3, 8, 0 };
  struct lgt_context *context = context_on (_i);
  struct lgt_view gin[LGT_MAX_IN] = { { 0 } };
  struct op_case c;
  double *x, *g, before, after;

  if (!context)
    return;
  op_case_new (&c, context, recipe_of (&lgt_op_weighted_sum), &shape,
               LGT_F64, 0);
  op_case_run (&c);
  op_view_get (context, &c.out[0], &before);
  x = numbers (&c, &c.in[0]);
  x[3] = NAN;
  x[23] = INFINITY;             /* both have weight 0 */
  op_view_put (context, &c.in[0], x);
  op_case_run (&c);
  op_view_get (context, &c.out[0], &after);
  ck_assert_double_eq (before, after);
  gin[0] = op_case_like (&c, &c.in[0]);
  op_view_put (context, &c.out[0], &(double) { NAN });
  op_case_pull (&c, c.out, gin);
  g = numbers (&c, &gin[0]);
  for (int i = 0; i < 24; i++)
    ck_assert_int_eq (isnan (g[i]) != 0, i % 4 != 3);
  x[4] = NAN;
  op_view_put (context, &c.in[0], x);
  op_case_run (&c);
  op_view_get (context, &c.out[0], &after);
  ck_assert (isnan (after));
  free (x);
  free (g);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- weights ---- */

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
  double *state[4], *kept[4], *g = numbers (c, &c->in[0]);
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
            expect (c, &c->out[j], state[j], type == LGT_F32 ? 1e-6 : 1e-13);
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
  const struct op_recipe *recipe = recipe_of (&lgt_op_optimizer_step);
  struct lgt_context *context = new_context ();
  struct op_case c;

  for (int k = 0; k < SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      {
        op_case_new (&c, context, recipe, &shapes[k], (enum lgt_type) type,
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
  struct lgt_context *context = new_context ();
  double control[16], history[3 * LGT_HISTORY_NUMBERS], updates;
  struct op_case c;

  op_case_new (&c, context, recipe_of (&lgt_op_optimizer_decide), &shapes[0],
               LGT_F64, 0);
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
  struct lgt_context *context = new_context ();

  for (int k = 0; k < SHAPES; k++)
    {
      const int count = shapes[k].packs * shapes[k].lanes;
      const int spare = shapes[k].lanes > 1, n = count - spare;
      double *x, ess, expected;
      struct op_case c;

      op_case_new (&c, context, recipe_of (&lgt_op_batch_ess), &shapes[k],
                   LGT_F64, 0);
      x = numbers (&c, &c.in[0]);
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
  const struct op_recipe *recipe = recipe_of (&lgt_op_average_step);
  struct lgt_context *context = new_context ();
  struct op_case c;

  for (int taken = 0; taken < 2; taken++)
    {
      double *w, *a;

      op_case_new (&c, context, recipe, &shapes[3], LGT_F64, taken);
      w = numbers (&c, &c.in[0]);
      a = numbers (&c, &c.out[0]);
      for (size_t i = 0; taken && i < op_view_count (&c.in[0]); i++)
        a[i] = 0.9 * a[i] + (1 - 0.9) * w[i];
      op_case_run (&c);
      expect (&c, &c.out[0], a, 1e-15);
      free (w);
      free (a);
      op_case_free (&c);
    }
  lgt_context_free (context);
}
END_TEST

/* ---- arguments that cannot be right ---- */

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
  struct lgt_context *context = new_context ();
  struct op_case c, other;

  op_case_new (&c, context, recipe_of (&lgt_op_linear), &shapes[3], LGT_F64,
               0);
  op_case_new (&other, context, recipe_of (&lgt_op_linear), &shapes[3],
               LGT_F64, 0);
  c.in[1].sites = other.lattice;
  refuse (&c, "another lattice");
  c.in[1] = other.in[1];
  c.in[1].sites = c.lattice;
  c.in[1].type = LGT_F32;
  refuse (&c, "float32");
  c.in[1].type = LGT_F64;
  c.in[1].shape.comps--;
  refuse (&c, "must be [1, 8, 3, 8]");
  c.in[0].shape = (struct lgt_shape) { 0, 0, 0, 0 };
  refuse (&c, "missing");
  op_case_free (&other);
  op_case_free (&c);

  op_case_new (&c, context, recipe_of (&lgt_op_gather), &shapes[3], LGT_F64,
               1);
  c.params.list.block = 3;
  refuse (&c, "does not fit");
  c.params.list.list = c.lattice;
  refuse (&c, "list");
  op_case_free (&c);

  op_case_new (&c, context, recipe_of (&lgt_op_u1_action), &shapes[3],
               LGT_F64, 0);
  c.in[0].shape.comps = 1;
  refuse (&c, "directions");
  op_case_free (&c);

  op_case_new (&c, context, recipe_of (&lgt_op_random_uniform), &shapes[3],
               LGT_F64, 0);
  c.params.random.layer = 4096;
  refuse (&c, "4095");
  op_case_free (&c);

  op_case_new (&c, context, recipe_of (&lgt_op_optimizer_step), &shapes[3],
               LGT_F64, LGT_ADAM);
  c.out[3] = c.out[2];
  refuse (&c, "output 3");
  c.params.optimizer.beta2 = 1;
  refuse (&c, "beta2");
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("ops");
  const int backends = n_backends ();
  TCase *t = tcase_create ("values");

  tcase_add_loop_test (t, plain_values, 0, 7 * backends);
  tcase_add_loop_test (t, lists, 0, backends);
  tcase_add_loop_test (t, paths, 0, 3 * backends);
  tcase_add_loop_test (t, seam, 0, backends);
  tcase_add_loop_test (t, optimizers, 0, 5);
  tcase_add_test (t, averages);
  tcase_add_test (t, decisions);
  tcase_add_test (t, batch_sizes);
  suite_add_tcase (s, t);
  t = tcase_create ("gradients");
  tcase_add_loop_test (t, gradients, 0, DIFFERENTIABLE * backends);
  tcase_add_loop_test (t, absent_gradients, 0, DIFFERENTIABLE * backends);
  suite_add_tcase (s, t);
  t = tcase_create ("selection");
  tcase_add_loop_test (t, nan_traces_selected_paths, 0, backends);
  tcase_add_loop_test (t, weights_select, 0, backends);
  suite_add_tcase (s, t);
  t = tcase_create ("arguments");
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

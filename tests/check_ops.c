/* Sums, lists and U(1) paths: values against plain loops, what must not be
   looked at, and arguments that cannot be right.  */

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "opuse.h"

/* Elementwise operations and sums.  */
static void
check_plain (struct op_case *c, enum lgt_type type)
{
  double epsilon = type == LGT_F32 ? 1e-6 : 1e-14;
  double *x = op_numbers (c, &c->in[0]), *y = op_numbers (c, &c->in[1]);
  double *z = op_numbers (c, &c->out[0]), largest = 1;
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
  op_expect (c, &c->out[0], z, epsilon * (op_view_count (&c->out[0]) < n
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
  const struct op_recipe *recipe = op_recipe_of (op[_i % 7]);
  struct lgt_context *context = op_context_on (_i / 7);
  struct op_case c;

  if (!context)
    return;
  for (int k = 0; k < OP_SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < recipe->variants; variant++)
        {
          op_case_new (&c, context, recipe, &op_shapes[k],
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
  struct lgt_context *context = op_context_on (_i);

  if (!context)
    return;
  for (int k = 0; k < OP_SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < 2; variant++)
        for (int put = 0; put < 2; put++)
          {
            const struct op_recipe *recipe
              = op_recipe_of (put ? &lgt_op_scatter : &lgt_op_gather);
            const struct lgt_view *field, *values;
            struct op_case c;
            double *f, *v;

            op_case_new (&c, context, recipe, &op_shapes[k],
                         (enum lgt_type) type, variant);
            field = put ? &c.out[0] : &c.in[0];
            values = put ? &c.in[0] : &c.out[0];
            f = op_numbers (&c, field);
            v = op_numbers (&c, values);
            for (int p = 0; p < field->shape.packs; p++)
              for (int i = 0; i < c.list->count; i++)
                for (int m = 0; m < 2; m++)
                  for (int l = 0; l < field->shape.lanes; l++)
                    {
                      int mu = c.list->direction ? c.list->direction[i] : 0;
                      double *a = &f[op_at (field, p, c.list->site[i],
                                         2 * mu + m, l)];
                      double *b = &v[op_at (values, p, i, m, l)];

                      if (put)
                        *a = *b;
                      else
                        *b = *a;
                    }
            op_case_run (&c);
            op_expect (&c, &c.out[0], put ? f : v, 0);
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
      sum += step->sign * links[op_at (&c->in[0], p, y, step->mu, l)];
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
  double *links = op_numbers (c, &c->in[0]), *z = op_numbers (c, &c->out[0]);
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
                  double y = z[op_at (v, p, row, k, l)];

                  ck_assert (y > -3.141592653589793
                             && y <= 3.141592653589793);
                  ck_assert_double_eq_tol (remainder (y - theta,
                                                      6.283185307179586), 0,
                                           1e-12);
                }
              else if (c->op == &lgt_op_u1_cos_sin)
                {
                  double eps = type == LGT_F32 ? 1e-7 : 1e-12;

                  ck_assert_double_eq_tol (z[op_at (v, p, row, 2 * k, l)],
                                           cos (theta), eps);
                  ck_assert_double_eq_tol (z[op_at (v, p, row, 2 * k + 1, l)],
                                           sin (theta), eps);
                }
              else if (selected)
                action -= 1.5 * (1 - 0.4 * k) * cos (theta);
            }
        if (c->op == &lgt_op_u1_action)
          ck_assert_double_eq_tol (z[op_at (v, p, 0, 0, l)], action, 1e-11);
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
  const struct op_recipe *recipe = op_recipe_of (op[_i % 3]);
  struct lgt_context *context = op_context_on (_i / 3);
  struct op_case c;

  if (!context)
    return;
  for (int k = 0; k < OP_SHAPES; k++)
    for (int type = LGT_F32; type <= LGT_F64; type++)
      for (int variant = 0; variant < recipe->variants; variant++)
        {
          op_case_new (&c, context, recipe, &op_shapes[k],
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
  struct lgt_context *context = op_context_on (_i);
  int seen = 0, hidden = 0;

  if (!context)
    return;
  for (int variant = 0; variant < 4; variant++)
    {
      struct host_paths h;
      struct op_case c;
      double *links, *z;

      op_case_new (&c, context, op_recipe_of (&lgt_op_u1_cos_sin), &shape,
                   LGT_F64, variant);
      h = host_paths_of (&c);
      links = op_numbers (&c, &c.in[0]);
      links[11] = NAN;
      op_view_put (context, &c.in[0], links);
      op_case_run (&c);
      z = op_numbers (&c, &c.out[0]);
      for (int row = 0; row < c.paths->rows->count; row++)
        for (int k = 0; k < c.paths->paths; k++)
          {
            int selected;
            int through = isnan (row_angle (&c, &h, links, 0, row, k, 0,
                                            &selected));

            for (int half = 0; half < 2; half++)
              {
                double y = z[op_at (&c.out[0], 0, row, 2 * k + half, 0)];

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
  struct lgt_context *context = op_context_on (_i);

  if (!context)
    return;
  for (size_t i = 0; i < sizeof theta / sizeof *theta; i++)
    {
      struct lgt_path_set *set = NULL;
      struct op_case c;
      double y;

      op_case_new (&c, context, op_recipe_of (&lgt_op_u1_angles), &shape,
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
  struct lgt_context *context = op_context_on (_i);
  struct lgt_view gin[LGT_MAX_IN] = { { 0 } };
  struct op_case c;
  double *x, *g, before, after;

  if (!context)
    return;
  op_case_new (&c, context, op_recipe_of (&lgt_op_weighted_sum), &shape,
               LGT_F64, 0);
  op_case_run (&c);
  op_view_get (context, &c.out[0], &before);
  x = op_numbers (&c, &c.in[0]);
  x[3] = NAN;
  x[23] = INFINITY;             /* both have weight 0 */
  op_view_put (context, &c.in[0], x);
  op_case_run (&c);
  op_view_get (context, &c.out[0], &after);
  ck_assert_double_eq (before, after);
  gin[0] = op_case_like (&c, &c.in[0]);
  op_view_put (context, &c.out[0], &(double) { NAN });
  op_case_pull (&c, c.out, gin);
  g = op_numbers (&c, &gin[0]);
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
  struct lgt_context *context = op_context ();
  struct op_case c, other;

  op_case_new (&c, context, op_recipe_of (&lgt_op_linear),
               &op_shapes[3], LGT_F64, 0);
  op_case_new (&other, context, op_recipe_of (&lgt_op_linear), &op_shapes[3],
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

  op_case_new (&c, context, op_recipe_of (&lgt_op_gather),
               &op_shapes[3], LGT_F64, 1);
  c.params.list.block = 3;
  refuse (&c, "does not fit");
  c.params.list.list = c.lattice;
  refuse (&c, "list");
  op_case_free (&c);

  op_case_new (&c, context, op_recipe_of (&lgt_op_u1_action), &op_shapes[3],
               LGT_F64, 0);
  c.in[0].shape.comps = 1;
  refuse (&c, "directions");
  op_case_free (&c);

  op_case_new (&c, context, op_recipe_of (&lgt_op_random_uniform),
               &op_shapes[3], LGT_F64, 0);
  c.params.random.layer = 4096;
  refuse (&c, "4095");
  op_case_free (&c);

  op_case_new (&c, context, op_recipe_of (&lgt_op_optimizer_step),
               &op_shapes[3], LGT_F64, LGT_ADAM);
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
  const int backends = op_backends ();
  TCase *t = tcase_create ("values");

  tcase_add_loop_test (t, plain_values, 0, 7 * backends);
  tcase_add_loop_test (t, lists, 0, backends);
  tcase_add_loop_test (t, paths, 0, 3 * backends);
  tcase_add_loop_test (t, seam, 0, backends);
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

/* Convolutions of networks: factorized kernels against the dense ones that
   they stand for, gradients, first weights.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include "../lib/flow/needed_sites.h"
#include "gradcheck.h"
#include "netcase.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

static const struct conv_case cases[] = {
  { 1, { 7 }, { 3 }, { 1 }, { 0 }, 3, "channels: 2, " CP (4), 0 },
  { 1, { 8 }, { 5 }, { 2 }, { LGT_ZERO }, 2, "channels: 3, " TUCKER (2, 4),
    1 },
  { 2, { 6, 5 }, { 3, 3 }, { 1, 1 }, { 0 }, 3,
    "channels: 4, activation: tanh, " CP (3), 0 },
  { 2, { 6, 5 }, { 3, 2 }, { 1, 2 }, { LGT_ZERO, 0 }, 2,
    "channels: 3, activation: silu, " CP (1), 1 },
  { 2, { 4, 6 }, { 4, 3 }, { 1, 1 }, { LGT_ZERO, LGT_ZERO }, 4,
    "channels: 5, activation: leaky_relu, slope: 0.2, " TUCKER (3, 2), 0 },
  { 2, { 9, 9 }, { 1, 3 }, { 1, 1 }, { 0 }, 2, "channels: 2, bias: false, "
    CP (6), 1 },
  { 3, { 4, 5, 6 }, { 3, 1, 2 }, { 1, 1, 2 }, { 0, 0, LGT_ZERO }, 3,
    "channels: 2, activation: gelu, " CP (5), 1 },
  { 3, { 5, 4, 3 }, { 3, 3, 3 }, { 2, 1, 1 }, { 0 }, 4,
    "channels: 3, " TUCKER (2, 3), 1 },
  { 4, { 3, 2, 4, 3 }, { 3, 3, 3, 3 }, { 1, 1, 1, 1 }, { 0 }, 2,
    "channels: 3, activation: tanh, " CP (4), 0 },
  { 4, { 4, 4, 4, 5 }, { 3, 1, 3, 1 }, { 1, 3, 1, 1 },
    { 0, 0, LGT_ZERO, 0 }, 3, "channels: 2, " CP (2), 1 },
  { 4, { 3, 3, 2, 4 }, { 2, 3, 1, 3 }, { 1, 1, 1, 1 },
    { LGT_ZERO, 0, 0, LGT_ZERO }, 2, "channels: 2, " TUCKER (3, 3), 1 },
  /* Nothing but channels.  */
  { 2, { 4, 4 }, { 1, 1 }, { 1, 1 }, { 0 }, 3, "channels: 2, " CP (2), 1 },
  /* Dense, in groups.  */
  { 2, { 6, 5 }, { 3, 3 }, { 1, 1 }, { 0 }, 4, "channels: 6, groups: 2, "
    "activation: tanh", 1 },
  { 3, { 3, 4, 5 }, { 3, 1, 3 }, { 1, 1, 1 }, { LGT_ZERO, 0, 0 }, 3,
    "channels: 3, groups: 3", 0 },
};

START_TEST (equals_its_dense_kernel)
{
  struct layer l;
  double *values, *w, *x, *y, *z, largest = 0;
  const double *bias;

  layer_new (&l, &cases[_i], NULL, 0);
  values = fill (&l);
  w = dense_kernel (&l, values);
  bias = slice_of (&l, values, "bias", (int64_t[]) { l.plan.out, 0 });
  ck_assert_int_eq (bias != NULL, l.config.bias);
  x = numbers (20, inputs (&l));
  y = malloc ((size_t) outputs (&l) * sizeof *y);
  z = malloc ((size_t) outputs (&l) * sizeof *z);
  run (&l, x, y, NULL, NULL, NULL);
  run_dense (&l, x, w, bias, z);
  for (int64_t i = 0; i < outputs (&l); i++)
    {
      ck_assert_double_eq_tol (y[i], z[i], 1e-12);
      largest = fmax (largest, fabs (z[i]));
    }
  ck_assert_double_gt (largest, 0.1);
  free (values);
  free (w);
  free (x);
  free (y);
  free (z);
  layer_free (&l);
}
END_TEST

/* All algorithms compute the same; lists, boundaries and dilations as they
   come.  */
START_TEST (algorithms)
{
  static const char *const names[] = { "sum", "gemm", "tuned", "fft" };
  struct conv_case c = cases[_i % COUNT (cases)];
  const char *name = names[_i / COUNT (cases)];
  char keys[200];
  struct layer one, other;
  double *values, *x, *y, *z;
  int changed = 0;

  snprintf (keys, sizeof keys, "%s, algorithm: %s", c.keys, name);
  layer_new (&one, &c, NULL, 0);
  c.keys = keys;
  layer_new (&other, &c, NULL, 0);
  values = fill (&one);
  free (fill (&other));
  x = numbers (20, inputs (&one));
  y = malloc ((size_t) outputs (&one) * sizeof *y);
  z = malloc ((size_t) outputs (&one) * sizeof *z);
  run (&one, x, y, NULL, NULL, NULL);
  run (&other, x, z, NULL, NULL, NULL);
  for (int64_t i = 0; i < outputs (&one); i++)
    ck_assert_double_eq_tol (y[i], z[i], 1e-12);
  for (int s = 0; s < other.conv.stages; s++)
    {
      const struct lgt_conv_params *params = &other.conv.stage[s].params;

      if (params->stencil->taps == 1 || strcmp (name, "tuned") == 0)
        ck_assert_int_eq (params->algorithm, LGT_CONV_AUTO);
      else
        {
          ck_assert_str_eq (lgt_conv_algorithm_name (params->algorithm),
                            name);
          changed++;
        }
    }
  ck_assert_int_eq (changed > 0, strcmp (name, "tuned") != 0
                                 && other.conv.stages != 2);
  free (values);
  free (x);
  free (y);
  free (z);
  layer_free (&one);
  layer_free (&other);
}
END_TEST

/* Values of a stage are computed where the following stages need them, and
   nowhere else (but on the whole lattice where that is four fifths of
   it).  */
START_TEST (sites_of_stages)
{
  struct layer l;
  unsigned char *wanted, *needed;

  layer_new (&l, &cases[_i], NULL, 0);
  wanted = malloc ((size_t) l.geom.volume);
  needed = malloc ((size_t) l.geom.volume);
  for (int s = 0; s < l.conv.stages - 1; s++)
    {
      int64_t count = 0;

      lgt_needed_rows (l.out, wanted);
      for (int after = s + 1; after < l.conv.stages; after++)
        {
          const struct lgt_window *w = &l.conv.stage[after].stencil->window;

          for (int d = 0; d < l.geom.ndim; d++)
            {
              struct lgt_window line = lgt_window_cube (l.geom.ndim, 1);

              line.kernel[d] = w->kernel[d];
              line.dilation[d] = w->dilation[d];
              line.boundary[d] = w->boundary[d];
              lgt_needed_spread (&l.geom, &line, wanted, needed);
              memcpy (wanted, needed, (size_t) l.geom.volume);
            }
        }
      for (int64_t i = 0; i < l.geom.volume; i++)
        count += wanted[i];
      if (count > l.geom.volume - l.geom.volume / 5)
        count = l.geom.volume;
      ck_assert_int_eq (l.conv.stage[s].stencil->out->count, count);
    }
  free (wanted);
  free (needed);
  layer_free (&l);
}
END_TEST

/* Beyond an end there is the other one, or nothing.  */
START_TEST (sites_at_the_ends)
{
  static const struct
  {
    int kernel, dilation;
    enum lgt_boundary boundary;
    const char *needed;   /* for site 0 of 7 */
  } of[] = {
    { 3, 1, LGT_CIRCULAR, "1100001" }, { 3, 1, LGT_ZERO, "1100000" },
    { 5, 3, LGT_CIRCULAR, "1101101" }, { 5, 3, LGT_ZERO, "1001001" },
    { 2, 4, LGT_ZERO, "1000100" }, { 1, 5, LGT_ZERO, "1000000" },
  };
  const int extent = 7;
  const unsigned char wanted[7] = { 1 };
  struct lgt_geom geom;

  ck_assert_int_eq (lgt_geom_init (&geom, 1, &extent, NULL), LGT_OK);
  for (int i = 0; i < COUNT (of); i++)
    {
      struct lgt_window window = lgt_window_cube (1, of[i].kernel);
      unsigned char needed[7];

      window.dilation[0] = of[i].dilation;
      window.boundary[0] = of[i].boundary;
      lgt_needed_spread (&geom, &window, wanted, needed);
      for (int x = 0; x < extent; x++)
        ck_assert_int_eq (needed[x], of[i].needed[x] - '0');
    }
}
END_TEST

/* ---- gradients ---- */

struct target
{
  struct layer l;
  double *seed, *y;
};

/* sum_i seed_i y_i at the weights and inputs V.  */
static double
weighted (const double *v, size_t n, void *context)
{
  struct target *t = context;
  double sum = 0;

  (void) n;
  ck_assert_int_eq (lgt_slices_put (&t->l.slices, &t->l.slices.values, v,
                                    NULL), LGT_OK);
  run (&t->l, v + t->l.slices.total, t->y, NULL, NULL, NULL);
  for (int64_t i = 0; i < outputs (&t->l); i++)
    sum += t->seed[i] * t->y[i];
  return sum;
}

/* A few of the inputs stand for all.  */
START_TEST (gradients)
{
  struct target t;
  double *values, *v, *grad;
  int64_t total, all;

  layer_new (&t.l, &cases[_i], NULL, 0);
  if (t.l.config.activation == LGT_LEAKY_RELU)  /* which has a kink */
    {
      layer_free (&t.l);
      return;
    }
  total = t.l.slices.total;
  all = total + inputs (&t.l);
  t.seed = numbers (21, outputs (&t.l));
  t.y = malloc ((size_t) outputs (&t.l) * sizeof *t.y);
  values = fill (&t.l);
  v = numbers (22, all);
  grad = malloc ((size_t) all * sizeof *grad);
  memcpy (v, values, (size_t) total * sizeof *v);
  run (&t.l, v + total, NULL, t.seed, grad, grad + total);
  ck_assert_double_le (grad_error (weighted, &t, v, grad,
                                   (size_t) (total + (all - total < 60
                                                      ? all - total : 60)),
                                   1e-3), 1e-8);
  free (values);
  free (v);
  free (grad);
  free (t.seed);
  free (t.y);
  layer_free (&t.l);
}
END_TEST

/* ---- first weights ---- */

static const struct conv_case starts[] = {
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 4, "channels: 6", 0 },
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 8, "channels: 6, groups: 2", 0 },
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 6, "channels: 8, " CP (12), 0 },
  { 4, { 2, 2, 2, 2 }, { 3, 1, 3, 5 }, { 1, 1, 1, 1 }, { 0 }, 4,
    "channels: 6, " CP (16), 0 },
  { 3, { 2, 2, 2 }, { 3, 3, 3 }, { 1, 1, 1 }, { 0 }, 6,
    "channels: 8, " TUCKER (8, 5), 0 },
  { 1, { 4 }, { 1 }, { 1 }, { 0 }, 6, "channels: 8, " CP (3), 0 },
};

/* The dense kernel that a layer begins with has E W^2 = 1 / (3 fan-in),
   within four standard errors of under 4%.  Kernels of one seed are one
   measurement, as their elements share factors.  */
START_TEST (variance_of_first_weights)
{
  enum { SEEDS = 600 };
  const struct conv_case *c = &starts[_i];
  struct layer l;
  double *values, sum = 0, squares = 0, bias_square = 0, expected, sigma;
  int64_t fan_in, count;

  layer_new (&l, c, NULL, 0);
  values = malloc ((size_t) l.slices.total * sizeof *values);
  fan_in = c->in / l.config.groups;
  count = (int64_t) l.plan.out * c->in / l.config.groups;
  for (int d = 0; d < c->ndim; d++)
    {
      fan_in *= c->kernel[d];
      count *= c->kernel[d];
    }
  for (int seed = 0; seed < SEEDS; seed++)
    {
      double *w, mean = 0;
      const double *bias;

      ck_assert_int_eq (lgt_slices_start (&l.slices, (uint64_t) seed, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_slices_get (&l.slices, &l.slices.values, values,
                                        NULL), LGT_OK);
      w = dense_kernel (&l, values);
      /* Zeros between groups do not count.  */
      for (int64_t i = 0; i < count * l.config.groups; i++)
        mean += w[i] * w[i] / (double) count;
      sum += mean / SEEDS;
      squares += mean * mean / SEEDS;
      bias = slice_of (&l, values, "bias", (int64_t[]) { l.plan.out, 0 });
      for (int o = 0; o < l.plan.out; o++)
        {
          ck_assert_double_le (fabs (bias[o]), 1 / sqrt ((double) fan_in));
          bias_square += bias[o] * bias[o] / (SEEDS * l.plan.out);
        }
      free (w);
    }
  expected = 1 / (3 * (double) fan_in);
  sigma = sqrt ((squares - sum * sum) / (SEEDS - 1));
  ck_assert_double_le (sigma, 0.04 * expected);
  ck_assert_double_le (fabs (sum - expected), 4 * sigma);
  /* var u^2 = 4/5 (E u^2)^2 for uniform u.  */
  ck_assert_double_le (fabs (bias_square - expected),
                       4 * expected * sqrt (0.8 / (SEEDS * l.plan.out)));
  free (values);
  layer_free (&l);
}
END_TEST

static const struct conv_case identities[] = {
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 4,
    "channels: 6, start: identity", 0 },
  { 2, { 4, 4 }, { 3, 3 }, { 1, 1 }, { 0 }, 4,
    "channels: 6, start: identity, " CP (5), 0 },
  { 3, { 4, 2, 3 }, { 3, 1, 2 }, { 1, 1, 1 }, { 0 }, 4,
    "channels: 6, start: identity, " TUCKER (2, 3), 1 },
};

/* start: identity puts out its pattern for any input, and the last stage,
   the only one that is zero, can leave zero.  */
START_TEST (identity_start)
{
  static const double pattern[3] = { 0.5, -2, 0.25 };
  struct layer l;
  double *x, *y, *seed, *grad, *grad_x, *values;
  int last;

  layer_new (&l, &identities[_i], pattern, 3);
  ck_assert_int_eq (lgt_slices_start (&l.slices, 1, NULL), LGT_OK);
  values = malloc ((size_t) l.slices.total * sizeof *values);
  grad = malloc ((size_t) l.slices.total * sizeof *grad);
  grad_x = malloc ((size_t) inputs (&l) * sizeof *grad_x);
  ck_assert_int_eq (lgt_slices_get (&l.slices, &l.slices.values, values,
                                    NULL), LGT_OK);
  x = numbers (23, inputs (&l));
  seed = numbers (24, outputs (&l));
  y = malloc ((size_t) outputs (&l) * sizeof *y);
  run (&l, x, y, seed, grad, grad_x);
  for (int64_t i = 0; i < outputs (&l); i++)
    ck_assert_double_eq (y[i], pattern[i % l.plan.out % 3]);
  last = l.conv.stage[l.conv.stages - 1].weight;
  for (int s = 0; s < l.slices.count; s++)
    for (int64_t i = 0; i < l.slices.slice[s].count; i++)
      {
        const int64_t at = l.slices.slice[s].offset + i;

        if (s == last)
          ck_assert (values[at] == 0 && grad[at] != 0);
        else if (l.slices.slice[s].ndim > 1)
          ck_assert (values[at] != 0 && grad[at] == 0);
      }
  free (x);
  free (y);
  free (seed);
  free (grad);
  free (grad_x);
  free (values);
  layer_free (&l);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("network");
  TCase *t = tcase_create ("convolutions");

  tcase_add_loop_test (t, equals_its_dense_kernel, 0, COUNT (cases));
  tcase_add_loop_test (t, algorithms, 0, ALGORITHMS * COUNT (cases));
  tcase_add_loop_test (t, sites_of_stages, 0, COUNT (cases));
  tcase_add_test (t, sites_at_the_ends);
  tcase_add_loop_test (t, gradients, 0, COUNT (cases));
  suite_add_tcase (s, t);
  t = tcase_create ("start");
  tcase_add_loop_test (t, variance_of_first_weights, 0, COUNT (starts));
  tcase_add_loop_test (t, identity_start, 0, COUNT (identities));
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

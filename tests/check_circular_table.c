/* Transformations of the circle from tables.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include "circle.h"

/* p (y | a) ~ exp (B cos y + B cos (a - y)), by its known normalization.  */
#define B 2.0
static double
density (double y, double a)
{
  double k = 2 * B * cos (a / 2), term = 1, bessel = 1;

  for (int n = 1; n < 60; n++)
    bessel += term *= k * k / (4.0 * n * n);
  return exp (B * cos (y) + B * cos (a - y)) / (2 * PI * bessel);
}

/* Bins where x + y advances evenly, x by midpoints and Newton's method.  */
static void
fill (struct circle *c, int angles, int bins)
{
  enum { FINE = 4096 };
  struct lgt_circular_table_params *p = &c->params.table;
  double *cdf = malloc ((FINE + 1) * sizeof *cdf), *row;

  p->angles = angles;
  p->bins = bins;
  c->table = malloc ((size_t) angles * (3 * (size_t) bins + 1)
                     * sizeof *c->table);
  ck_assert_ptr_nonnull (c->table);
  ck_assert_ptr_nonnull (cdf);
  for (int j = 0; j < angles; j++)
    {
      double a = -PI + 2 * PI * j / angles, h = 2 * PI / FINE;
      double x0 = -PI, y0 = -PI;

      cdf[0] = -PI;
      /* Gauss's rule with two points in each fine cell.  */
      for (int i = 0; i < FINE; i++)
        cdf[i + 1] = cdf[i]
                     + PI * h * (density (-PI + (i + 0.21132486540518712) * h,
                                          a)
                                 + density (-PI + (i + 0.78867513459481288)
                                                  * h, a));
      row = c->table + j * (3 * bins + 1);
      for (int k = 0, i = 0; k < bins; k++)
        {
          double goal = -2 * PI + 4 * PI * (k + 1) / bins, x, y, f;

          row[2 * bins + k] = 1 / (2 * PI * density (y0, a));
          while (i < FINE - 1 && cdf[i + 1] - PI + (i + 1) * h < goal)
            i++;
          y = -PI + (i + 0.5) * h;
          for (int step = 0; step < 8; step++)
            {
              double m = 0.5 * (y + -PI + i * h), w = y - (-PI + i * h);

              f = cdf[i] + 2 * PI * w / 6
                           * (density (-PI + i * h, a) + 4 * density (m, a)
                              + density (y, a)) + y - goal;
              y -= f / (1 + 2 * PI * density (y, a));
            }
          x = goal - y;
          if (k == bins - 1)
            x = y = PI;
          row[k] = x - x0;
          row[bins + k] = y - y0;
          x0 = x;
          y0 = y;
        }
      row[3 * bins] = 0;
    }
  free (cdf);
}

static void
make_table (struct circle *c, int lanes, int sites, int inverse, int angles,
            int bins, unsigned seed)
{
  memset (c, 0, sizeof *c);
  c->op = &lgt_op_circular_table;
  c->packs = 1;
  c->sites = sites;
  c->lanes = lanes;
  c->comps = 1;
  c->type = LGT_F64;
  circle_new (c, seed, PI);
  fill (c, angles, bins);
  c->params.table.inverse = inverse;
}

/* log |dy/dx| of the map from the uniform distribution is -log 2 pi p.  */
START_TEST (test_table_is_exact)
{
  struct lgt_context *context = circle_context (_i, 1);
  struct circle c;
  double worst = 0, squares = 0, *start;

  if (context == NULL)
    return;
  make_table (&c, 16 * 64, 1, 0, 256, 256, 21);
  circle_run (&c, context);
  for (int i = 0; i < c.lanes; i++)
    {
      double y = c.out[i] + c.s[i];
      double error = fabs (c.log_det[i]
                           + log (2 * PI * density (y, c.raw[i])));

      ck_assert (error == error);
      worst = fmax (worst, error);
      squares += error * error;
    }
  /* The mean square is what an effective sample size loses.  */
  ck_assert_double_le (sqrt (squares / c.lanes), 1e-5);
  ck_assert_double_le (worst, 1e-4);
  start = c.u;
  c.u = c.out;
  c.out = malloc ((size_t) c.lanes * sizeof *c.out);
  ck_assert_ptr_nonnull (c.out);
  memset (c.out, 0, (size_t) c.lanes * sizeof *c.out);
  c.params.table.inverse = 1;
  circle_run (&c, context);
  for (int i = 0; i < c.lanes; i++)
    ck_assert_double_eq_tol (circle_turn (c.out[i] - start[i]), 0, 1e-12);
  free (start);
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

START_TEST (test_table_gradients)
{
  struct circle c;

  make_table (&c, _i % 2 ? 1 : 16, 3, _i / 2 % 2, _i / 4 ? 1 : 9, 7, 31);
  /* A shift that depends on the condition.  */
  for (int j = 0; j < c.params.table.angles; j++)
    c.table[(j + 1) * 22 - 1] = 0.3 * sin (2 * PI * j / 9);
  circle_check_gradients (&c, 1e-7);
  circle_free (&c);
}
END_TEST

START_TEST (test_table_nan)
{
  struct lgt_context *context = circle_best (1);
  struct circle c;

  make_table (&c, 16, 2, _i % 2, 5, 8, 41);
  (_i / 2 ? c.raw : c.u)[3] = NAN;
  circle_run (&c, context);
  for (int i = 0; i < 32; i++)
    ck_assert_int_eq (isnan (c.out[i]) != 0, i == 3);
  for (int i = 0; i < 16; i++)
    ck_assert_int_eq (isnan (c.log_det[i]) != 0, i == 3);
  circle_free (&c);
  lgt_context_free (context);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("circular_table");
  TCase *tables = tcase_create ("tables");

  tcase_add_loop_test (tables, test_table_is_exact, 0, circle_backends ());
  tcase_add_loop_test (tables, test_table_gradients, 0, 8);
  tcase_add_loop_test (tables, test_table_nan, 0, 4);
  suite_add_tcase (s, tables);
  return run_suite (s, CK_FORK);
}

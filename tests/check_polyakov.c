/* Tests of lgt/polyakov.h.  */

#include <lgt/polyakov.h>

#include <lgt/fft.h>

#include "linkfield.h"

static const struct { int n, ndim, extent[4]; } cases[] = {
  { 1, 2, { 7, 3 } }, { 2, 2, { 6, 1 } }, { 3, 3, { 4, 3, 2 } },
  { 1, 4, { 4, 6, 2, 3 } }, { 2, 4, { 3, 4, 5, 2 } },
  { 3, 4, { 1, 2, 6, 4 } },
};
enum { CASES = sizeof cases / sizeof cases[0] };

static double *
new_field (const struct lgt_geom *geom, int numbers)
{
  double *field = malloc ((size_t) geom->volume * (size_t) numbers
                          * sizeof *field);

  ck_assert_ptr_nonnull (field);
  return field;
}

static int64_t
space_of (const struct lgt_geom *geom)
{
  return geom->volume / geom->extent[geom->ndim - 1];
}

/* Its mean is what lgt/observables has; gauge transformations change no
   loop, a center transformation all of them.  */
START_TEST (field)
{
  const int n = cases[_i].n, d = cases[_i].ndim;
  const struct lgt_geom geom = field_geom (d, cases[_i].extent);
  const int64_t space = space_of (&geom);
  double *links = field_random (&geom, n, 1, INFINITY);
  double *p = new_field (&geom, 2), *q = new_field (&geom, 2);
  double re, im, sum[2] = { 0, 0 };

  ck_assert_int_eq (lgt_mc_polyakov_field (&geom, n, links, p, NULL), LGT_OK);
  ck_assert_int_eq (n == 1 ? lgt_mc_u1_polyakov (&geom, d - 1, links, &re,
                                                 &im, NULL)
                           : lgt_mc_sun_polyakov (&geom, n, d - 1, links,
                                                  &re, &im, NULL), LGT_OK);
  for (int64_t x = 0; x < 2 * space; x++)
    sum[x % 2] += p[x] / (double) space;
  ck_assert_double_eq_tol (sum[0], re, 1e-13);
  ck_assert_double_eq_tol (sum[1], im, 1e-13);
  field_transform (&geom, n, 2, links);
  ck_assert_int_eq (lgt_mc_polyakov_field (&geom, n, links, q, NULL), LGT_OK);
  for (int64_t x = 0; x < 2 * space; x++)
    ck_assert_double_eq_tol (p[x], q[x], 1e-13);

  /* One time link, at site 1 of the spatial ones, times -1.  */
  for (size_t i = 0; i < link_numbers (n); i++)
    {
      double *z = links + (size_t) (1 * d + d - 1) * link_numbers (n) + i;

      *z = n == 1 ? *z + pi : -*z;
    }
  ck_assert_int_eq (lgt_mc_polyakov_field (&geom, n, links, q, NULL), LGT_OK);
  for (int64_t x = 0; x < 2 * space; x++)
    ck_assert_double_eq_tol (p[x], x / 2 == 1 ? -q[x] : q[x], 1e-13);
  free (links);
  free (p);
  free (q);
}
END_TEST

START_TEST (correlator)
{
  const int n = cases[_i].n;
  const struct lgt_geom geom = field_geom (cases[_i].ndim, cases[_i].extent);
  const int64_t space = space_of (&geom);
  double *links = field_random (&geom, n, 3, INFINITY);
  double *p = new_field (&geom, 2), *slow = new_field (&geom, 1);
  double *fast = new_field (&geom, 1), sum[3] = { 0 }, square = 0;

  ck_assert_int_eq (lgt_mc_polyakov_field (&geom, n, links, p, NULL), LGT_OK);
  ck_assert_int_eq (lgt_mc_polyakov_correlator (&geom, p, NULL, slow, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_mc_polyakov_correlator (&geom, p, lgt_fft_fftw (),
                                                fast, NULL), LGT_OK);
  for (int64_t x = 0; x < space; x++)
    {
      ck_assert_double_eq_tol (slow[x], fast[x], 1e-14);
      sum[0] += p[2 * x] / (double) space;
      sum[1] += p[2 * x + 1] / (double) space;
      sum[2] += slow[x] / (double) space;
      square += (p[2 * x] * p[2 * x] + p[2 * x + 1] * p[2 * x + 1])
                / (double) space;
    }
  /* Sum rules: C (0) = mean |P|^2, sum of C = |mean P|^2.  */
  ck_assert_double_eq_tol (slow[0], square, 1e-14);
  ck_assert_double_eq_tol (sum[2], sum[0] * sum[0] + sum[1] * sum[1], 1e-14);
  free (links);
  free (p);
  free (slow);
  free (fast);
}
END_TEST

/* A wave: C is a cosine, along its axis only.  */
START_TEST (wave)
{
  const int extent[3] = { 6, 4, 2 };
  const struct lgt_geom geom = field_geom (3, extent);
  double p[48], c[24], axis[4];
  struct lgt_error error;

  for (int x = 0; x < 24; x++)
    {
      p[2 * x] = cos (2 * pi * (x % 6) / 6);
      p[2 * x + 1] = sin (2 * pi * (x % 6) / 6);
    }
  ck_assert_int_eq (lgt_mc_polyakov_correlator (&geom, p, lgt_fft_fftw (), c,
                                                NULL), LGT_OK);
  for (int x = 0; x < 24; x++)
    ck_assert_double_eq_tol (c[x], cos (2 * pi * (x % 6) / 6), 1e-14);
  ck_assert_int_eq (lgt_mc_axis_mean (&geom, c, 3, axis, NULL), LGT_OK);
  for (int r = 0; r <= 2; r++)
    ck_assert_double_eq_tol (axis[r], (1 + cos (2 * pi * r / 6)) / 2, 1e-14);
  /* Only the first direction reaches so far.  */
  ck_assert_double_eq_tol (axis[3], -1, 1e-14);
  ck_assert_int_eq (lgt_mc_axis_mean (&geom, c, 4, axis, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "0 to 3"));
  ck_assert_int_eq (lgt_mc_axis_mean (&geom, c, -1, axis, &error),
                    LGT_EINVAL);
}
END_TEST

START_TEST (refusals)
{
  const int extent[1] = { 4 };
  const struct lgt_geom geom = field_geom (1, extent);
  double links[8] = { 0 }, p[8];

  ck_assert_int_eq (lgt_mc_polyakov_field (&geom, 1, links, p, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_polyakov_correlator (&geom, p, NULL, links, NULL),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_mc_axis_mean (&geom, p, 0, links, NULL), LGT_EINVAL);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("polyakov");
  TCase *t = tcase_create ("loops");

  tcase_add_loop_test (t, field, 0, CASES);
  tcase_add_loop_test (t, correlator, 0, CASES);
  tcase_add_test (t, wave);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Tests of lgt/field_strength.h.  */

#include <lgt/field_strength.h>

#include <float.h>

#include "linkfield.h"

static const struct { int n, ndim, extent[4]; } cases[] = {
  { 1, 2, { 4, 3 } }, { 2, 2, { 3, 5 } }, { 3, 3, { 2, 3, 4 } },
  { 1, 4, { 3, 2, 4, 3 } }, { 2, 4, { 2, 3, 2, 3 } },
  { 3, 4, { 3, 2, 2, 3 } }, { 4, 4, { 2, 2, 1, 2 } },
};
enum { CASES = sizeof cases / sizeof cases[0] };

static double
energy_of (const struct lgt_geom *geom, int n, const double *links,
           double *charge)
{
  double energy;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_mc_clover (geom, n, links, &energy, charge, &error)
                 == LGT_OK, "%s", error.text);
  return energy;
}

START_TEST (cold)
{
  const int n = cases[_i].n;
  const struct lgt_geom geom = field_geom (cases[_i].ndim, cases[_i].extent);
  double *links = field_random (&geom, n, 1, 0), q = 1;

  ck_assert_double_eq_tol (energy_of (&geom, n, links,
                                      geom.ndim == 4 ? &q : NULL), 0, 1e-25);
  if (geom.ndim == 4)
    ck_assert_double_eq_tol (q, 0, 1e-25);
  free (links);
}
END_TEST

START_TEST (gauge_invariance)
{
  const int n = cases[_i].n;
  const struct lgt_geom geom = field_geom (cases[_i].ndim, cases[_i].extent);
  double *links = field_random (&geom, n, 2, INFINITY), before[2], after[2];

  before[1] = after[1] = 0;
  before[0] = energy_of (&geom, n, links,
                         geom.ndim == 4 ? &before[1] : NULL);
  /* Without the charge there is room for one plane only.  */
  ck_assert_double_eq (energy_of (&geom, n, links, NULL), before[0]);
  field_transform (&geom, n, 3, links);
  after[0] = energy_of (&geom, n, links, geom.ndim == 4 ? &after[1] : NULL);
  ck_assert_double_gt (before[0], 0.01);
  ck_assert_double_eq_tol (before[0], after[0], 1e-12 * before[0]);
  ck_assert_double_eq_tol (before[1], after[1], 1e-12);
  free (links);
}
END_TEST

/* Smooth fields: plaquette and clover energies are the same to O(F^3), and so
   their difference falls faster than they do.  The fields of all planes are
   random but slowly varying.  */
START_TEST (smooth)
{
  const int n = cases[_i].n;
  const int extent[4] = { 8, 8, 8, 8 };
  const struct lgt_geom geom = field_geom (cases[_i].ndim, extent);
  const int coordinates = n == 1 ? 1 : n * n - 1;
  const double most = geom.ndim * (geom.ndim - 1) / 2
                      * (n == 1 ? 1.0 : 2.0 * n);
  double *links = field_random (&geom, n, 4, 0);
  double clover, plaquette;

  for (int64_t x = 0; x < geom.volume; x++)
    for (int mu = 0; mu < geom.ndim; mu++)
      {
        double *link = links + (size_t) (x * geom.ndim + mu)
                               * link_numbers (n);
        double c[LGT_SUN_NUMBERS_MAX];

        for (int a = 0; a < coordinates; a++)
          {
            const int nu = (mu + 1 + a % (geom.ndim - 1)) % geom.ndim;

            c[a] = 0.001 * (a + 1)
                   * sin (2 * pi * lgt_geom_coord (&geom, x, nu) / 8 + a);
          }
        if (n == 1)
          *link = c[0];
        else
          {
            lgt_sun_from_coordinates (n, c, link);
            lgt_sun_exp (n, link, link);
          }
      }
  clover = energy_of (&geom, n, links, NULL);
  plaquette = field_action (&geom, n, n == 1 ? 1 : 2 * n, links)
              / (double) geom.volume + most;
  /* The clover averages over two steps: sin^2 (k) / k^2 against
     (2 sin (k/2) / k)^2 with k = 2 pi / 8 is cos^2 (k / 2) = 0.854.  */
  ck_assert_double_eq_tol (clover / plaquette, 0.8536, 0.001);
  free (links);
}
END_TEST

/* Constant fields in an Abelian subgroup, planes I and its dual: Q = s n_I
   n_dual with s = sum_k w_k^2 (U(1): 1), a little less on the lattice, where
   the clover sees sin F.  */
static const struct
{
  int n, weight[4], plane[2], quanta[2];
  double charge;
} constant[] = {
  { 1, { 1 }, { 0, 1 }, { 1, 1 }, 1 },
  { 1, { 1 }, { 0, 2 }, { 2, 1 }, -2 },
  { 2, { 1, -1 }, { 0, 1 }, { 1, 1 }, 2 },
  { 2, { 1, -1 }, { 0, 3 }, { 1, -2 }, -4 },
  { 3, { 1, -1, 0 }, { 0, 1 }, { 1, 1 }, 2 },
  { 3, { 1, 0, -1 }, { 0, 2 }, { 1, 1 }, -2 },
  { 3, { 1, 1, -2 }, { 0, 3 }, { -1, 1 }, -6 },
  { 4, { 1, -1, 1, -1 }, { 0, 1 }, { 1, 1 }, 4 },
};
enum { CONSTANTS = sizeof constant / sizeof constant[0] };

/* sum_k f_k g_k of the traceless parts of diag (sin w_k A), diag (sin w_k
   B).  */
static double
lattice_product (int n, const int *weight, double a, double b)
{
  double sum = 0, mean_a = 0, mean_b = 0;

  for (int k = 0; k < n; k++)
    {
      mean_a += sin (weight[k] * a) / n;
      mean_b += sin (weight[k] * b) / n;
    }
  if (n == 1)
    mean_a = mean_b = 0;
  for (int k = 0; k < n; k++)
    sum += (sin (weight[k] * a) - mean_a) * (sin (weight[k] * b) - mean_b);
  return sum;
}

START_TEST (charge)
{
  const int n = constant[_i].n, *p = constant[_i].plane;
  const int extent[4] = { 6, 5, 4, 6 };
  const struct lgt_geom geom = field_geom (4, extent);
  double *links = field_random (&geom, n, 1, 0), q = 0, e, wanted[2];
  int flux[4][4] = { { 0 } }, dual[2], k = 0;
  double f, g;

  for (int mu = 0; mu < 4; mu++)
    if (mu != p[0] && mu != p[1])
      dual[k++] = mu;
  flux[p[0]][p[1]] = constant[_i].quanta[0];
  flux[dual[0]][dual[1]] = constant[_i].quanta[1];
  field_add_flux (&geom, n, constant[_i].weight, flux, links);
  if (n > 1)
    field_transform (&geom, n, 5, links);
  e = energy_of (&geom, n, links, &q);
  f = 2 * pi * constant[_i].quanta[0] / (extent[p[0]] * extent[p[1]]);
  g = 2 * pi * constant[_i].quanta[1] / (extent[dual[0]] * extent[dual[1]]);
  wanted[0] = (lattice_product (n, constant[_i].weight, f, f)
               + lattice_product (n, constant[_i].weight, g, g))
              * (n == 1 ? 0.5 : 1);
  wanted[1] = lattice_product (n, constant[_i].weight, f, g) / (4 * pi * pi)
              * (double) geom.volume * (p[0] == 0 && p[1] == 2 ? -1 : 1);
  ck_assert_double_eq_tol (e, wanted[0], 1e-13);
  ck_assert_double_eq_tol (q, wanted[1], 1e-12);
  /* Up to a^2.  */
  ck_assert_double_eq_tol (q, constant[_i].charge,
                           0.2 * fabs (constant[_i].charge));
  free (links);
}
END_TEST

/* A reflection of one direction changes the sign, on rough fields.  */
START_TEST (parity)
{
  const int extent[4] = { 3, 3, 3, 3 };
  const struct lgt_geom geom = field_geom (4, extent);
  const int n = 1 + _i;
  const size_t block = link_numbers (n);
  double *links = field_random (&geom, n, 6, 0.7);
  double *mirror = malloc (field_numbers (&geom, n) * sizeof *mirror);
  double q, r;

  ck_assert_ptr_nonnull (mirror);
  for (int64_t x = 0; x < geom.volume; x++)
    for (int mu = 0; mu < 4; mu++)
      {
        int y[4];
        const double *from;
        double *to = mirror + (size_t) (x * 4 + mu) * block;

        lgt_geom_coords (&geom, x, y);
        y[1] = -y[1] - (mu == 1);
        from = links + (size_t) (lgt_geom_site (&geom, y) * 4 + mu) * block;
        if (mu != 1)
          memcpy (to, from, block * sizeof *to);
        else if (n == 1)
          *to = -*from;
        else
          lgt_sun_dagger (n, to, from);
      }
  energy_of (&geom, n, links, &q);
  energy_of (&geom, n, mirror, &r);
  ck_assert_double_gt (fabs (q), 1e-3);
  ck_assert_double_eq_tol (q, -r, 1e-12);
  free (links);
  free (mirror);
}
END_TEST

START_TEST (refusals)
{
  const int extent[4] = { 2, 2, 2, 2 };
  struct lgt_geom geom = field_geom (3, extent);
  double links[64] = { 0 }, e = 7, q = 8;
  struct lgt_error error;

  ck_assert_int_eq (lgt_mc_clover (&geom, 1, links, &e, &q, &error),
                    LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "4 dimensions, not 3"));
  geom = field_geom (1, extent);
  ck_assert_int_eq (lgt_mc_clover (&geom, 1, links, &e, NULL, &error),
                    LGT_EINVAL);
  geom = field_geom (4, extent);
  ck_assert_int_eq (lgt_mc_clover (&geom, 9, links, &e, &q, &error),
                    LGT_EINVAL);
  ck_assert (e == 7 && q == 8);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("field_strength");
  TCase *t = tcase_create ("clover");

  tcase_add_loop_test (t, cold, 0, CASES);
  tcase_add_loop_test (t, gauge_invariance, 0, CASES);
  tcase_add_loop_test (t, smooth, 0, CASES);
  tcase_add_loop_test (t, charge, 0, CONSTANTS);
  tcase_add_loop_test (t, parity, 0, 3);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

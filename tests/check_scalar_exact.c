/* Chains of scalar fields against exact numbers: free fields in two to four
   dimensions, interacting ones in one, and how fast they move.  */

#include "scalarcase.h"

/* Within SIGMAS errors, which are below SMALL.  */
static void
agrees (struct scalar_history *h, const char *what, lgt_derived_fn *f,
        double exact, double small)
{
  const struct lgt_gamma g = scalar_derived (h, f);

  ck_assert_msg (fabs (g.value - exact) < 4 * g.error,
                 "%s = %g +- %g, exact %g", what, g.value, g.error, exact);
  ck_assert_msg (g.error < small, "%s has an error of %g", what, g.error);
}

static struct scalar_case
make_case (int ndim, const int *extent, double m2, double lambda)
{
  struct scalar_case c = { .ndim = ndim, .m2 = m2, .lambda = lambda };

  memcpy (c.extent, extent, (size_t) ndim * sizeof *extent);
  lgt_scalar_chain_options_default (&c.options);
  c.options.chains = 32;
  return c;
}

/* ---- free fields ---- */

START_TEST (free_fields)
{
  static const struct { int ndim, extent[4]; double m2; } theory[] = {
    { 2, { 6, 6 }, 0.3 }, { 2, { 5, 8 }, 0.5 }, { 3, { 4, 4, 3 }, 0.4 },
    { 4, { 3, 2, 4, 4 }, 0.6 },
  };
  struct scalar_case c = make_case (theory[_i / 2].ndim,
                                    theory[_i / 2].extent,
                                    theory[_i / 2].m2, 0);
  struct lgt_scalar_exact exact;
  struct scalar_history h;
  struct scalar_made m;

  if (_i % 2)
    {
      /* Another mass than that of the theory.  */
      c.options.fft = scalar_fft ();
      c.options.acceleration_mass = c.options.fft ? 0.8 : 0;
    }
  c.options.integrator = LGT_LEAPFROG;
  c.options.steps = (c.options.acceleration_mass > 0 ? 2 : 4)
                    * (c.ndim == 4 ? 2 : 1);
  c.options.jitter = 0.2;
  scalar_make (&m, &c, 2);
  h = scalar_run (&m, 32, 50, 500, 1);
  ck_assert_double_lt (lgt_scalar_chain_record (m.chain).accepted, 0.97);
  ck_assert_int_eq (lgt_mc_scalar_gaussian (&m.geom, c.m2, &exact, NULL),
                    LGT_OK);
  agrees (&h, "phi^2", scalar_phi2, exact.phi2, 0.004);
  agrees (&h, "phi^4", scalar_phi4, exact.phi4, 0.005);
  agrees (&h, "M", scalar_m, 0, 0.01);
  agrees (&h, "|M|", scalar_abs_m, exact.abs_m, 0.003);
  agrees (&h, "chi", lgt_mc_scalar_susceptibility, exact.susceptibility,
          0.05);
  agrees (&h, "U", lgt_mc_scalar_binder, 0, 0.05);
  agrees (&h, "xi", lgt_mc_scalar_xi, exact.xi, 0.06);
  scalar_history_free (&h);
  scalar_unmake (&m);
}
END_TEST

/* ---- interacting fields in one dimension ---- */

#ifdef LGT_WITH_GSL
START_TEST (transfer)
{
  static const struct { int l; double m2, lambda; } theory[] = {
    { 6, -4, 8 }, { 8, 0.3, 0.5 }, { 2, -1, 0.4 }, { 1, -3, 2 },
    { 5, -2, 0.6 },
  };
  struct scalar_case c = make_case (1, &theory[_i].l, theory[_i].m2,
                                    theory[_i].lambda);
  struct lgt_scalar_exact exact;
  struct scalar_history h;
  struct scalar_made m;

  c.options.integrator = (enum lgt_integrator) (_i % 3);
  c.options.steps = _i % 3 == 2 ? 1 : 5;
  c.options.jitter = 0.2;
  scalar_make (&m, &c, 2);
  h = scalar_run (&m, 32, 100, 1000, 1);
  ck_assert_double_lt (lgt_scalar_chain_record (m.chain).accepted, 0.999);
  ck_assert_int_eq (lgt_exact_scalar_transfer (theory[_i].l, c.m2, c.lambda,
                                               &exact, NULL, NULL), LGT_OK);
  agrees (&h, "phi^2", scalar_phi2, exact.phi2, 0.02);
  agrees (&h, "phi^4", scalar_phi4, exact.phi4, 0.05);
  agrees (&h, "M", scalar_m, 0, 0.02);
  agrees (&h, "chi", lgt_mc_scalar_susceptibility, exact.susceptibility,
          0.1);
  agrees (&h, "U", lgt_mc_scalar_binder, exact.binder, 0.02);
  if (theory[_i].l > 1)
    agrees (&h, "xi", lgt_mc_scalar_xi, exact.xi, 0.1);
  scalar_history_free (&h);
  scalar_unmake (&m);
}
END_TEST
#endif

/* ---- a point that flows are compared at ---- */

/* 8 x 8, m^2 = -4, lambda = 8.  From 2 10^7 trajectories of 6 steps (64
   chains, seeds 11 to 14, jitter 0.1):

     |M|    0.08700 (2)      phi^2  0.143459 (6)
     M^2    0.011625 (5)     U      0.0811 (3)
     chi    0.7440 (3)       xi     1.2312 (6)

   Here 2.6 10^4.  */
static const double ref_abs_m = 0.08700, ref_m2 = 0.011625;
static const double ref_phi2 = 0.143459, ref_u = 0.0811, ref_xi = 1.2312;

START_TEST (reference)
{
  static const int extent[2] = { 8, 8 };
  struct scalar_case c = make_case (2, extent, -4, 8);
  struct scalar_history h;
  struct scalar_made m;

  scalar_make (&m, &c, 2);
  h = scalar_run (&m, 32, 100, 800, 1);
  agrees (&h, "|M|", scalar_abs_m, ref_abs_m, 0.002);
  agrees (&h, "M^2", scalar_m2, ref_m2, 0.002);
  agrees (&h, "chi", lgt_mc_scalar_susceptibility, 64 * ref_m2, 0.02);
  agrees (&h, "phi^2", scalar_phi2, ref_phi2, 0.001);
  agrees (&h, "U", lgt_mc_scalar_binder, ref_u, 0.02);
  agrees (&h, "xi", lgt_mc_scalar_xi, ref_xi, 0.03);
  scalar_history_free (&h);
  scalar_unmake (&m);
}
END_TEST

/* ---- Fourier acceleration ---- */

/* Nearly massless free fields: M moves with the frequency sqrt 2 m, and M^2
   needs some (1 / m)^2 trajectories of length 1 to forget, with acceleration
   one.  */
START_TEST (acceleration)
{
  static const int extent[2] = { 8, 8 };
  struct scalar_case c = make_case (2, extent, 0.0025, 0);
  double tau[2];

  for (int fast = 0; fast < 2; fast++)
    {
      struct scalar_history h;
      struct scalar_made m;

      c.options.fft = scalar_fft ();
      c.options.acceleration_mass = fast ? 0.05 : 0;
      c.options.length = 1.1;
      scalar_make (&m, &c, 2);
      h = scalar_run (&m, 32, fast ? 20 : 500, fast ? 300 : 1500, 1);
      tau[fast] = scalar_derived (&h, scalar_m2).tau;
      if (fast)
        agrees (&h, "chi", lgt_mc_scalar_susceptibility, 200, 10);
      scalar_history_free (&h);
      scalar_unmake (&m);
    }
  ck_assert_msg (tau[0] > 50 && tau[1] < 3,
                 "tau of M^2 goes from %g to %g only", tau[0], tau[1]);
}
END_TEST

/* Between deep wells the reflection alone goes to and fro.  */
START_TEST (reflection)
{
  static const int extent[2] = { 4, 4 };
  struct scalar_case c = make_case (2, extent, -4, 1);

  c.options.reflection = _i;
  {
    struct scalar_history h;
    struct scalar_made m;
    int64_t changes = 0;

    scalar_make (&m, &c, 2);
    h = scalar_run (&m, 32, 100, 200, 1);
    for (int i = 0; i < 32; i++)
      for (int64_t t = 1; t < h.length; t++)
        {
          const double *now = h.data + (i * h.length + t)
                                       * LGT_SCALAR_QUANTITIES;

          changes += now[LGT_SCALAR_M]
                     * (now - LGT_SCALAR_QUANTITIES)[LGT_SCALAR_M] < 0;
        }
    /* Binomial: 3184 +- 40.  */
    if (_i)
      ck_assert_int_le (labs ((long) changes - 3184), 160);
    else
      ck_assert_int_le (changes, 10);
    scalar_history_free (&h);
    scalar_unmake (&m);
  }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("scalar_exact");
  TCase *t = tcase_create ("free");

  tcase_add_loop_test (t, free_fields, 0, 8);
  suite_add_tcase (s, t);
  t = tcase_create ("interacting");
#ifdef LGT_WITH_GSL
  tcase_add_loop_test (t, transfer, 0, 5);
#endif
  tcase_add_test (t, reference);
  suite_add_tcase (s, t);
  t = tcase_create ("moves");
#ifdef LGT_WITH_FFTW
  tcase_add_test (t, acceleration);
#endif
  tcase_add_loop_test (t, reflection, 0, 2);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

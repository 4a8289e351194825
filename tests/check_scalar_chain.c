/* Markov chains of scalar fields: powers of K, reversibility, orders of
   integrators, decisions, bits, refusals.  */

#include "scalarcase.h"

#include "../lib/mc/scalar_chain_impl.h"
#include "normal.h"

/* Dimensions, extents of 1 and 2 and odd ones; every second with
   acceleration, where there is an FFT.  */
static const struct scalar_case cases[] = {
  { .ndim = 2, .extent = { 4, 5 }, .m2 = -1, .lambda = 0.5 },
  { .ndim = 2, .extent = { 6, 4 }, .m2 = -4, .lambda = 8 },
  { .ndim = 1, .extent = { 7 }, .m2 = 0.3, .lambda = 0 },
  { .ndim = 3, .extent = { 3, 2, 4 }, .m2 = 0.2, .lambda = 0.1 },
  { .ndim = 4, .extent = { 2, 3, 2, 2 }, .m2 = -0.5, .lambda = 0.3 },
  { .ndim = 4, .extent = { 2, 2, 3, 1 }, .m2 = 0.5, .lambda = 0 },
};
enum { CASES = sizeof cases / sizeof *cases };

static struct scalar_case
make_case (int i, int integrator, int steps, int chains)
{
  struct scalar_case c = cases[i];

  lgt_scalar_chain_options_default (&c.options);
  c.options.integrator = (enum lgt_integrator) integrator;
  c.options.steps = steps;
  c.options.chains = chains;
  if (i % 2 && scalar_fft ())
    {
      c.options.fft = scalar_fft ();
      c.options.acceleration_mass = 0.7;
    }
  return c;
}

/* ---- Fourier ---- */

#ifdef LGT_WITH_FFTW
/* (-Laplacian + mass^2) K^{-1} f = f by differences, and K^{1/2} K^{-1/2} f =
   f = K^{1/2} K^{1/2} K^{-1} f, for several packs.  */
START_TEST (powers)
{
  enum { FIELDS = 21 };
  struct scalar_case c = make_case (_i, LGT_LEAPFROG, 1, FIELDS);
  struct scalar_made m;
  struct normal source = { .seed = 3 };
  double *f, *g;
  int64_t v;

  c.options.fft = scalar_fft ();
  c.options.acceleration_mass = 0.7;
  c.options.lanes = 4;
  scalar_make (&m, &c, 3);
  v = m.geom.volume;
  f = malloc (FIELDS * (size_t) v * sizeof *f);
  ck_assert_ptr_nonnull (f);
  for (int64_t k = 0; k < FIELDS * v; k++)
    f[k] = test_normal (&source);
  ck_assert_int_eq (lgt_scalar_chain_put (m.chain, f, NULL), LGT_OK);
  lgt_mc_fourier_apply_ (m.chain->fourier, LGT_MC_INVERSE, &m.chain->phi,
                         &m.chain->phi);
  g = scalar_host (&m, FIELDS);
  for (int i = 0; i < FIELDS; i++)
    for (int64_t x = 0; x < v; x++)
      {
        const double *u = g + i * v;
        double sum = 0.49 * u[x];

        for (int mu = 0; mu < c.ndim; mu++)
          sum += 2 * u[x] - u[lgt_geom_neighbour (&m.geom, x, mu, 1)]
                 - u[lgt_geom_neighbour (&m.geom, x, mu, -1)];
        ck_assert_double_eq_tol (sum, f[i * v + x], 1e-12);
      }
  free (g);
  for (int p = 0; p < 2; p++)
    lgt_mc_fourier_apply_ (m.chain->fourier, LGT_MC_ROOT, &m.chain->phi,
                           &m.chain->phi);
  g = scalar_host (&m, FIELDS);
  for (int64_t k = 0; k < FIELDS * v; k++)
    ck_assert_double_eq_tol (g[k], f[k], 1e-12);
  free (g);
  lgt_mc_fourier_apply_ (m.chain->fourier, LGT_MC_INVERSE_ROOT, &m.chain->phi,
                         &m.chain->momenta);
  lgt_mc_fourier_apply_ (m.chain->fourier, LGT_MC_ROOT, &m.chain->momenta,
                         &m.chain->phi);
  g = scalar_host (&m, FIELDS);
  for (int64_t k = 0; k < FIELDS * v; k++)
    ck_assert_double_eq_tol (g[k], f[k], 1e-12);
  free (g);
  free (f);
  scalar_unmake (&m);
}
END_TEST
#endif

/* ---- dynamics ---- */

/* A trajectory, momenta turned round, and the same trajectory lead back.  */
START_TEST (reversible)
{
  struct scalar_case c = make_case (_i / 3, _i % 3, 8, 3);
  const struct lgt_linear_params minus = { -1, 0 };
  struct lgt_scalar_run run = { NULL, NULL, LGT_OK, NULL };
  struct scalar_made m;
  struct lgt_view in[2] = { { 0 } };
  double *before, *after, most = 0, change = 0;

  scalar_make (&m, &c, 2);
  run.chain = m.chain;
  ck_assert_int_eq (lgt_scalar_chain_start (m.chain, LGT_CHAIN_HOT, NULL),
                    LGT_OK);
  scalar_sweeps (&m, 2);
  before = scalar_host (&m, 3);
  lgt_scalar_run_momenta (&run);
  lgt_scalar_run_steps (&run);
  after = scalar_host (&m, 3);
  for (int64_t k = 0; k < 3 * m.geom.volume; k++)
    change = fmax (change, fabs (after[k] - before[k]));
  ck_assert_double_gt (change, 0.1);
  free (after);
  in[0] = m.chain->momenta;
  ck_assert_int_eq (lgt_context_run (m.context, &lgt_op_linear, &minus, in,
                                     &m.chain->momenta, NULL), LGT_OK);
  lgt_scalar_run_steps (&run);
  ck_assert_int_eq (run.status, LGT_OK);
  after = scalar_host (&m, 3);
  for (int64_t k = 0; k < 3 * m.geom.volume; k++)
    most = fmax (most, fabs (after[k] - before[k]));
  ck_assert_msg (most < 1e-11, "fields are off by %g", most);
  free (before);
  free (after);
  scalar_unmake (&m);
}
END_TEST

/* Root of the mean square of dH with STEPS steps, over many chains from fields
   that do not depend on them.  */
static double
energy_error (struct scalar_case *c, int steps)
{
  enum { CHAINS = 32 };
  double delta[CHAINS], sum = 0, *host;
  struct scalar_made m;

  c->options.steps = 50;
  scalar_make (&m, c, 2);
  scalar_sweeps (&m, 20);
  host = scalar_host (&m, CHAINS);
  scalar_unmake (&m);
  c->options.steps = steps;
  scalar_make (&m, c, 2);
  ck_assert_int_eq (lgt_scalar_chain_put (m.chain, host, NULL), LGT_OK);
  free (host);
  scalar_sweeps (&m, 1);
  ck_assert_int_eq (lgt_scalar_chain_last (m.chain, delta, NULL, NULL),
                    LGT_OK);
  for (int i = 0; i < CHAINS; i++)
    sum += delta[i] * delta[i] / CHAINS;
  scalar_unmake (&m);
  return sqrt (sum);
}

/* Half the step, a quarter of dH, or a sixteenth.  */
START_TEST (order)
{
  static const int steps[3] = { 16, 10, 8 };
  static const double factor[3] = { 4, 4, 16 };
  const int integrator = _i % 3;
  struct scalar_case c = make_case (_i / 3, integrator, 1, 32);
  const double coarse = energy_error (&c, steps[integrator]);
  const double fine = energy_error (&c, 2 * steps[integrator]);

  ck_assert_double_lt (coarse, 0.5);
  ck_assert_msg (fabs (coarse / fine / factor[integrator] - 1) < 0.25,
                 "dH goes from %g to %g", coarse, fine);
}
END_TEST

/* <exp (-dH)> = 1 where a good part is rejected, in equilibrium.  */
START_TEST (exp_delta)
{
  static const int steps[3] = { 4, 3, 1 };
  struct scalar_case c = make_case (_i, _i % 3, steps[_i % 3], 64);
  struct lgt_chain_record r;
  struct scalar_made m;

  c.options.length = _i == 5 ? 2 : 1.3;
  scalar_make (&m, &c, 2);
  scalar_sweeps (&m, 100);
  lgt_scalar_chain_clear (m.chain);
  scalar_sweeps (&m, 200);
  r = lgt_scalar_chain_record (m.chain);
  ck_assert_int_eq (r.decisions, 64 * 200);
  ck_assert_int_eq (r.shifts, 0);
  ck_assert_msg (r.accepted > 0.3 && r.accepted < 0.99,
                 "%g accepted: nothing is tested", r.accepted);
  ck_assert_msg (fabs (r.exp_delta - 1) < 4 * r.exp_delta_error,
                 "<exp (-dH)> = %g +- %g", r.exp_delta, r.exp_delta_error);
  ck_assert_double_lt (r.exp_delta_error, 0.05);
  scalar_unmake (&m);
}
END_TEST

/* What is measured is what the host finds.  */
START_TEST (measured)
{
  enum { CHAINS = 5 };
  struct scalar_case c = make_case (_i, LGT_OMELYAN2, 5, CHAINS);
  struct scalar_made m;
  double value[CHAINS][LGT_SCALAR_QUANTITIES], action[CHAINS], *host;

  scalar_make (&m, &c, 2);
  scalar_sweeps (&m, 3);
  host = scalar_host (&m, CHAINS);
  ck_assert_int_eq (lgt_scalar_chain_measure (m.chain, value[0], NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_scalar_chain_energy (m.chain, action, NULL), LGT_OK);
  for (int i = 0; i < CHAINS; i++)
    {
      const double *phi = host + i * m.geom.volume;
      double here[LGT_SCALAR_QUANTITIES];

      lgt_mc_scalar_measure (&m.geom, 1, phi, here);
      ck_assert_mem_eq (here, value[i], sizeof here);
      ck_assert_double_eq_tol (lgt_mc_scalar_action (&m.geom, c.m2, c.lambda,
                                                     phi), action[i], 1e-10);
    }
  free (host);
  scalar_unmake (&m);
}
END_TEST

/* ---- bits ---- */

/* The same bits with any number of threads and after an interruption.  */
START_TEST (bits)
{
  enum { CHAINS = 70 };
  struct scalar_case c = make_case (_i, LGT_OMELYAN2, 2, CHAINS);
  struct lgt_chain_state state[2];
  double *first = NULL;

  c.options.tuning = 30;
  c.options.jitter = 0.3;
  for (int way = 0; way < 3; way++)
    {
      struct scalar_made m;
      double *host;

      scalar_make (&m, &c, way == 0 ? 1 : 3);
      ck_assert_int_eq (lgt_scalar_chain_start (m.chain, LGT_CHAIN_HOT, NULL),
                        LGT_OK);
      scalar_sweeps (&m, 16);
      if (way == 2)
        {
          const struct lgt_chain_state saved
            = lgt_scalar_chain_save (m.chain);

          host = scalar_host (&m, CHAINS);
          scalar_unmake (&m);
          scalar_make (&m, &c, 2);
          ck_assert_int_eq (lgt_scalar_chain_restore (m.chain, &saved, host,
                                                      NULL), LGT_OK);
          free (host);
        }
      scalar_sweeps (&m, 16);
      host = scalar_host (&m, CHAINS);
      state[way > 0] = lgt_scalar_chain_save (m.chain);
      if (way == 0)
        first = host;
      else
        {
          ck_assert_mem_eq (first, host, CHAINS * (size_t) m.geom.volume
                                         * sizeof *host);
          ck_assert_mem_eq (&state[0], &state[1], sizeof state[0]);
          free (host);
        }
      scalar_unmake (&m);
    }
  free (first);
}
END_TEST

/* The same numbers but for rounding in any number of lanes, of any number of
   chains.  */
START_TEST (lanes)
{
  static const int counts[] = { 8, 1, 3, 16 };
  enum { FEW = 6 };
  struct scalar_case c = make_case (_i, LGT_OMELYAN4, 3, 0);
  double *first = NULL;

  c.options.jitter = 0.3;
  for (int way = 0; way < 4; way++)
    {
      struct scalar_made m;
      double *host;

      c.options.lanes = counts[way];
      c.options.chains = FEW + 7 * way;
      scalar_make (&m, &c, 2);
      ck_assert_int_eq (lgt_scalar_chain_start (m.chain, LGT_CHAIN_HOT, NULL),
                        LGT_OK);
      scalar_sweeps (&m, 2);
      host = scalar_host (&m, c.options.chains);
      for (int64_t k = 0; way && k < FEW * m.geom.volume; k++)
        ck_assert_msg (fabs (host[k] - first[k]) < 1e-9,
                       "%d lanes: number %d is %.17g, not %.17g",
                       counts[way], (int) k, host[k], first[k]);
      if (way == 0)
        first = host;
      else
        free (host);
      scalar_unmake (&m);
    }
  free (first);
}
END_TEST

/* ---- tuning, refusals ---- */

START_TEST (tuning)
{
  struct scalar_case c = make_case (1, LGT_LEAPFROG, 30 * _i + 1, 16);
  struct scalar_made m;
  struct lgt_chain_record r;

  c.options.tuning = 300;
  scalar_make (&m, &c, 2);
  scalar_sweeps (&m, 300);
  lgt_scalar_chain_clear (m.chain);
  scalar_sweeps (&m, 50);
  r = lgt_scalar_chain_record (m.chain);
  ck_assert_msg (fabs (r.accepted - c.options.target) < 0.15,
                 "%g accepted with %d steps", r.accepted,
                 lgt_scalar_chain_steps (m.chain));
  scalar_unmake (&m);
}
END_TEST

static void
refused (const struct scalar_case *c, const char *backend, const char *word)
{
  struct scalar_made m;
  struct lgt_error error;

  ck_assert_int_eq (scalar_try (&m, c, backend, 1, &error), LGT_EINVAL);
  ck_assert_msg (strstr (error.text, word) != NULL, "\"%s\"", error.text);
  scalar_unmake (&m);
}

START_TEST (refusals)
{
  struct scalar_case c = make_case (0, LGT_LEAPFROG, 0, 1);
  struct scalar_made m;
  struct lgt_error error;

  refused (&c, NULL, "steps");
  c.options.steps = 4;
  c.options.jitter = 1;
  refused (&c, NULL, "jitter");
  c.options.jitter = 0;
  c.options.acceleration_mass = 0.1;
  refused (&c, NULL, "Fourier");
  c.options.acceleration_mass = NAN;
  refused (&c, NULL, "mass");
  c.options.acceleration_mass = 0;
  c.lambda = -1;
  refused (&c, NULL, "quartic");
  c.lambda = 0;
  refused (&c, NULL, "positive mass");
  c.m2 = 0.1;
  scalar_make (&m, &c, 1);
  ck_assert_int_eq (lgt_scalar_chain_last (m.chain, NULL, NULL, &error),
                    LGT_EINVAL);
  {
    const struct lgt_chain_state bad = { .sweep = 1, .steps = 0 };
    const struct lgt_chain_state good = { .sweep = 1, .steps = 4 };
    const double phi[20] = { 0 };
    double delta;

    ck_assert_int_eq (lgt_scalar_chain_restore (m.chain, &bad, phi, NULL),
                      LGT_EDATA);
    /* At sweep 1, and yet no trajectory has been made here.  */
    ck_assert_int_eq (lgt_scalar_chain_restore (m.chain, &good, phi, NULL),
                      LGT_OK);
    ck_assert_int_eq (lgt_scalar_chain_last (m.chain, &delta, NULL, &error),
                      LGT_EINVAL);
    scalar_sweeps (&m, 1);
    ck_assert_int_eq (lgt_scalar_chain_last (m.chain, &delta, NULL, NULL),
                      LGT_OK);
  }
  scalar_unmake (&m);
}
END_TEST

/* With the memory of a device, all but acceleration works.  */
START_TEST (device)
{
  struct scalar_case c = make_case (0, LGT_OMELYAN2, 4, 5);
  const struct lgt_backend *cuda;
  double *host[2];

  if (lgt_backend_find ("cuda", &cuda, NULL) != LGT_OK)
    return;
  for (int i = 0; i < 2; i++)
    {
      struct scalar_made m;

      c.options.lanes = 8;
      ck_assert_int_eq (scalar_try (&m, &c, i ? "cuda" : "cpu", 2, NULL),
                        LGT_OK);
      scalar_sweeps (&m, 3);
      host[i] = scalar_host (&m, 5);
      scalar_unmake (&m);
    }
  for (int k = 0; k < 5 * 20; k++)
    ck_assert_double_eq_tol (host[0][k], host[1][k], 1e-9);
  free (host[0]);
  free (host[1]);
  c.options.fft = scalar_fft ();
  c.options.acceleration_mass = 1;
  refused (&c, "cuda", c.options.fft ? "host's memory" : "Fourier");
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("scalar_chain");
  TCase *t = tcase_create ("dynamics");

#ifdef LGT_WITH_FFTW
  tcase_add_loop_test (t, powers, 0, CASES);
#endif
  tcase_add_loop_test (t, reversible, 0, 3 * CASES);
  tcase_add_loop_test (t, order, 0, 3 * CASES);
  tcase_add_loop_test (t, exp_delta, 0, CASES);
  tcase_add_loop_test (t, measured, 0, CASES);
  suite_add_tcase (s, t);
  t = tcase_create ("bits");
  tcase_add_loop_test (t, bits, 0, CASES);
  tcase_add_loop_test (t, lanes, 0, CASES);
  suite_add_tcase (s, t);
  t = tcase_create ("options");
  tcase_add_loop_test (t, tuning, 0, 2);
  tcase_add_test (t, refusals);
  tcase_add_test (t, device);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Markov chains: forces, reversibility, orders of integrators, decisions,
   actions, bits.  */

#include "chaincase.h"

#include <lgt/observables.h>
#include <lgt/observables_sun.h>
#include <lgt/sun.h>

#include "../lib/mc/chain_impl.h"

/* Groups, dimensions and actions; extents of 2 and odd ones too.  */
static const struct chain_case cases[] = {
  { .n = 1, .ndim = 2, .extent = { 4, 5 }, .beta = 2.5 },
  { .n = 1, .ndim = 3, .extent = { 4, 3, 3 }, .beta = 1.5, .c1 = -0.1 },
  { .n = 2, .ndim = 2, .extent = { 4, 4 }, .beta = 2.5, .c1 = -0.3 },
  { .n = 2, .ndim = 4, .extent = { 2, 2, 3, 2 }, .beta = 2.5 },
  { .n = 3, .ndim = 2, .extent = { 2, 3 }, .beta = 6, .c1 = -1 / 12. },
  { .n = 3, .ndim = 3, .extent = { 3, 2, 4 }, .beta = 7 },
  { .n = 3, .ndim = 4, .extent = { 2, 3, 2, 4 }, .beta = 6 },
  { .n = 4, .ndim = 2, .extent = { 4, 3 }, .beta = 12 },
};
enum { CASES = sizeof cases / sizeof *cases };

static struct chain_case
hmc_case (int i, enum lgt_integrator integrator, int steps, int chains)
{
  struct chain_case c = cases[i];

  lgt_chain_options_default (&c.options);
  c.options.algorithm = LGT_CHAIN_HMC;
  c.options.integrator = integrator;
  c.options.steps = steps;
  c.options.chains = chains;
  return c;
}

static struct chain_case
local_case (int i, int overrelaxation, int chains)
{
  struct chain_case c = cases[i];

  lgt_chain_options_default (&c.options);
  c.options.overrelaxation = overrelaxation;
  c.options.chains = chains;
  return c;
}

/* ---- forces ---- */

/* S of chain 0 with number AT of HOST's links moved by exp (i s T_a).  */
static double
moved_action (struct chain_made *m, int n, double *host, int64_t link, int a,
              double s)
{
  const int numbers = n == 1 ? 1 : 2 * n * n;
  double *u = host + link * numbers, saved[2 * 64], x[2 * 64], e[2 * 64];
  double c[64] = { 0 }, action = 0;

  memcpy (saved, u, (size_t) numbers * sizeof *u);
  if (n == 1)
    *u += s;
  else
    {
      c[a] = s;
      lgt_sun_from_coordinates (n, c, x);
      lgt_sun_exp (n, x, e);
      lgt_sun_multiply (n, u, e, 0, saved, 0);
    }
  ck_assert_int_eq (lgt_chain_put (m->chain, host, NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_energy (m->chain, &action, NULL), LGT_OK);
  memcpy (u, saved, (size_t) numbers * sizeof *u);
  return action;
}

static struct lgt_tape *
new_tape (struct chain_made *m)
{
  const struct lgt_tape_options options = { 1 << 20, 0, 0 };
  struct lgt_tape *tape = lgt_tape_new (m->context, &options, NULL);

  ck_assert_ptr_nonnull (tape);
  return tape;
}

static void
end_tape (struct lgt_tape *tape)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_tape_status (tape, &error) == LGT_OK, "%s", error.text);
  lgt_tape_free (tape);
}

/* A kick of momenta 0 is minus the action's derivative.  */
START_TEST (force)
{
  const double h = 1e-4;
  struct chain_case c = hmc_case (_i, LGT_OMELYAN4, 1, 1);
  const int generators = c.n == 1 ? 1 : c.n * c.n - 1;
  struct chain_made m;
  struct lgt_tape *tape;
  double *host, *p;
  int64_t links;

  chain_make (&m, &c, 1);
  links = m.geom.volume * c.ndim;
  ck_assert_int_eq (lgt_chain_start (m.chain, LGT_CHAIN_HOT, NULL), LGT_OK);
  host = chain_host (&m, 1);
  /* Trajectories of one step: the step's size is LENGTH = 1.  */
  chain_sweeps (&m, 1);
  ck_assert_int_eq (lgt_chain_put (m.chain, host, NULL), LGT_OK);
  p = calloc ((size_t) (links * generators), sizeof *p);
  ck_assert_ptr_nonnull (p);
  ck_assert_int_eq (lgt_pack (m.context, p, 1, m.chain->momenta, NULL),
                    LGT_OK);
  tape = new_tape (&m);
  lgt_chain_record_kick (m.chain, tape, 1);
  end_tape (tape);
  ck_assert_int_eq (lgt_unpack (m.context, m.chain->momenta, 1, p, NULL),
                    LGT_OK);
  for (int64_t link = 0; link < links; link += 3)
    for (int a = 0; a < generators; a++)
      {
        const double f
          = (moved_action (&m, c.n, host, link, a, h)
             - moved_action (&m, c.n, host, link, a, -h)) / (2 * h);

        ck_assert_msg (fabs (p[link * generators + a] + f) < 1e-6,
                       "link %d, generator %d: kick %.10g, force %.10g",
                       (int) link, a, p[link * generators + a], f);
      }
  free (p);
  free (host);
  chain_unmake (&m);
}
END_TEST

/* A trajectory, momenta turned round, and the same trajectory lead back.  */
START_TEST (reversible)
{
  const int integrator = _i % 3, i = _i / 3;
  const struct chain_case c = hmc_case (i, (enum lgt_integrator) integrator,
                                        3, 3);
  const struct lgt_random_params normal = { 0, 0, 1 };
  const struct lgt_linear_params minus = { -1, 0 };
  const struct lgt_view none = { 0 };
  struct chain_made m;
  struct lgt_view in[2];
  struct lgt_tape *tape;
  double *before, *after, most = 0, change = 0;
  size_t size;

  chain_make (&m, &c, 2);
  size = 3 * (size_t) lgt_chain_size (m.chain);
  if (lgt_chain_is_fused (m.chain))
    {
      chain_unmake (&m);
      return;
    }
  ck_assert_int_eq (lgt_chain_start (m.chain, LGT_CHAIN_HOT, NULL), LGT_OK);
  chain_sweeps (&m, 2);
  before = chain_host (&m, 3);
  in[0] = m.chain->momenta;
  in[1] = none;
  tape = new_tape (&m);
  lgt_random_normal (tape, &m.chain->momenta, &m.chain->random, &normal);
  lgt_chain_record_steps (m.chain, tape);
  after = chain_host (&m, 3);
  for (size_t k = 0; k < size; k++)
    change = fmax (change, fabs (after[k] - before[k]));
  ck_assert_double_gt (change, 0.1);
  free (after);
  lgt_tape_run (tape, &lgt_op_linear, &minus, sizeof minus, in,
                &m.chain->momenta);
  lgt_chain_record_steps (m.chain, tape);
  end_tape (tape);
  after = chain_host (&m, 3);
  for (size_t k = 0; k < size; k++)
    {
      const double d = fabs (after[k] - before[k]);

      /* Angles may have gone to the other end.  */
      most = fmax (most, c.n == 1 ? fmin (d, fabs (d - 2 * M_PI)) : d);
    }
  ck_assert_msg (most < 1e-11, "links are off by %g", most);
  free (before);
  free (after);
  chain_unmake (&m);
}
END_TEST

/* Root of the mean square of dH with STEPS steps, over many chains.  */
static double
energy_error (struct chain_case *c, int steps)
{
  enum { CHAINS = 32 };
  double delta[CHAINS], sum = 0;
  struct chain_made m;

  c->options.algorithm = LGT_CHAIN_HEAT_BATH;
  c->options.chains = CHAINS;
  chain_make (&m, c, 2);
  chain_sweeps (&m, 20);
  {
    double *host = chain_host (&m, CHAINS);

    chain_unmake (&m);
    c->options.algorithm = LGT_CHAIN_HMC;
    c->options.steps = steps;
    chain_make (&m, c, 2);
    ck_assert_int_eq (lgt_chain_put (m.chain, host, NULL), LGT_OK);
    free (host);
  }
  chain_sweeps (&m, 1);
  ck_assert_int_eq (lgt_chain_last (m.chain, delta, NULL, NULL), LGT_OK);
  for (int i = 0; i < CHAINS; i++)
    sum += delta[i] * delta[i] / CHAINS;
  chain_unmake (&m);
  return sqrt (sum);
}

/* Half the step, a quarter of dH, or a sixteenth.  Cases of U(1) in two
   dimensions with leapfrog are the operation that makes whole
   trajectories.  */
START_TEST (order)
{
  static const int which[] = { 0, 3, 5, 7 };
  static const int steps[3] = { 16, 10, 9 };
  static const double factor[3] = { 4, 4, 16 };
  const int integrator = _i % 3;
  struct chain_case c = hmc_case (which[_i / 3],
                                  (enum lgt_integrator) integrator, 1, 1);
  const double coarse = energy_error (&c, steps[integrator]);
  const double fine = energy_error (&c, 2 * steps[integrator]);

  ck_assert_double_lt (coarse, 0.5);
  ck_assert_msg (fabs (coarse / fine / factor[integrator] - 1) < 0.25,
                 "dH goes from %g to %g", coarse, fine);
}
END_TEST

/* ---- equilibrium ---- */

/* <exp (-dH)> = 1 where a good part is rejected, in equilibrium.  */
START_TEST (exp_delta)
{
  static const struct { int i, integrator, steps; } run[] = {
    { 0, LGT_LEAPFROG, 3 }, { 1, LGT_OMELYAN2, 3 }, { 3, LGT_LEAPFROG, 6 },
    { 5, LGT_OMELYAN2, 3 }, { 7, LGT_OMELYAN4, 1 }
  };
  struct chain_case c = hmc_case (run[_i].i,
                                  (enum lgt_integrator) run[_i].integrator,
                                  run[_i].steps, 64);
  struct lgt_chain_record r;
  struct chain_made m;

  chain_make (&m, &c, 2);
  chain_sweeps (&m, 100);
  lgt_chain_clear (m.chain);
  chain_sweeps (&m, 200);
  r = lgt_chain_record (m.chain);
  ck_assert_int_eq (r.decisions, 64 * 200);
  ck_assert_msg (r.accepted > 0.3 && r.accepted < 0.97,
                 "%g accepted: nothing is tested", r.accepted);
  ck_assert_msg (fabs (r.exp_delta - 1) < 4 * r.exp_delta_error,
                 "<exp (-dH)> = %g +- %g", r.exp_delta, r.exp_delta_error);
  ck_assert_double_lt (r.exp_delta_error, 0.05);
  /* <dH> = var (dH) / 2 > 0; acceptance erfc (sqrt (<dH>) / 2).  */
  ck_assert_double_eq_tol (r.accepted, erfc (sqrt (r.delta) / 2), 0.03);
  chain_unmake (&m);
}
END_TEST

/* Heat bath with overrelaxation, and HMC, in all dimensions and with improved
   actions: the same plaquette.  */
START_TEST (heat_bath_and_hmc)
{
  enum { CHAINS = 32 };
  static const struct chain_case more[] = {
    { .n = 1, .ndim = 3, .extent = { 4, 4, 4 }, .beta = 1.2 },
    { .n = 1, .ndim = 2, .extent = { 4, 4 }, .beta = 1.2, .c1 = -0.2 },
    { .n = 2, .ndim = 3, .extent = { 3, 4, 4 }, .beta = 3, .c1 = -0.1 },
    { .n = 2, .ndim = 4, .extent = { 2, 2, 2, 3 }, .beta = 2 },
    { .n = 3, .ndim = 4, .extent = { 2, 2, 2, 2 }, .beta = 5 },
    { .n = 3, .ndim = 2, .extent = { 4, 3 }, .beta = 4, .c1 = -0.331 },
    { .n = 4, .ndim = 3, .extent = { 2, 2, 2 }, .beta = 9 },
  };
  double value[2], error[2];

  for (int hmc = 0; hmc < 2; hmc++)
    {
      struct chain_case c = more[_i];
      struct chain_made m;

      lgt_chain_options_default (&c.options);
      c.options.chains = CHAINS;
      c.options.overrelaxation = 1;
      c.options.steps = 4;
      c.options.integrator = LGT_OMELYAN2;
      if (hmc)
        c.options.algorithm = LGT_CHAIN_HMC;
      chain_make (&m, &c, 2);
      value[hmc] = chain_plaquette (&m, CHAINS, 50, 150, &error[hmc]);
      chain_unmake (&m);
    }
  ck_assert_msg (fabs (value[0] - value[1]) < 4 * hypot (error[0], error[1]),
                 "heat bath %g +- %g, HMC %g +- %g", value[0], error[0],
                 value[1], error[1]);
  ck_assert_double_lt (hypot (error[0], error[1]), 0.01);
}
END_TEST

/* ---- what local updates keep ---- */

/* Overrelaxation changes links, and the action only by rounding; links stay in
   the group; what is measured is what the host finds.  */
START_TEST (overrelaxation)
{
  struct chain_case c = local_case (_i, 0, 5);
  struct chain_made m;
  struct lgt_tape *tape;
  double *before, *after, s[2][5], change = 0, plaquette[5], mean = 0;
  size_t size;

  chain_make (&m, &c, 2);
  size = 5 * (size_t) lgt_chain_size (m.chain);
  ck_assert_int_eq (lgt_chain_start (m.chain, LGT_CHAIN_HOT, NULL), LGT_OK);
  chain_sweeps (&m, 1);
  before = chain_host (&m, 5);
  ck_assert_int_eq (lgt_chain_energy (m.chain, s[0], NULL), LGT_OK);
  tape = new_tape (&m);
  for (int i = 0; i < m.chain->lists; i++)
    {
      const struct lgt_update_params params
        = { m.chain->list[i].staples, c.n, 0, 1 };

      lgt_overrelaxation (tape, &m.chain->links, &m.chain->list[i].weight,
                          params);
    }
  end_tape (tape);
  ck_assert_int_eq (lgt_chain_energy (m.chain, s[1], NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_plaquette (m.chain, plaquette, NULL), LGT_OK);
  after = chain_host (&m, 5);
  for (int i = 0; i < 5; i++)
    {
      const double *u = after + (size_t) i * size / 5;

      ck_assert_double_eq_tol (s[0][i], s[1][i], 1e-10 * m.geom.volume);
      ck_assert_int_eq (c.n == 1
                        ? lgt_mc_u1_plaquette (&m.geom, u, &mean, NULL)
                        : lgt_mc_sun_plaquette (&m.geom, c.n, u, &mean,
                                                NULL), LGT_OK);
      ck_assert_double_eq_tol (plaquette[i], mean, 1e-12);
      if (c.n > 1)
        ck_assert_int_eq (lgt_mc_sun_check (&m.geom, c.n, 1e-12, u, NULL,
                                            NULL), LGT_OK);
      if (c.c1 == 0)
        ck_assert_double_eq_tol (s[1][i],
                                 c.n == 1
                                 ? lgt_mc_u1_action (&m.geom, c.beta, u)
                                 : lgt_mc_sun_action (&m.geom, c.n, c.beta,
                                                      u), 1e-10);
    }
  for (size_t k = 0; k < size; k++)
    change += fabs (after[k] - before[k]) / (double) size;
  ck_assert_double_gt (change, 0.1);
  free (before);
  free (after);
  chain_unmake (&m);
}
END_TEST

/* ---- bits ---- */

static struct chain_case
bits_case (int i)
{
  static const int which[] = { 0, 1, 5, 6, 7, 0 };
  struct chain_case c;

  if (i % 3 == 0)
    c = local_case (which[i / 3], 2, 6);
  else
    c = hmc_case (which[i / 3], i / 3 == 5 ? LGT_LEAPFROG : LGT_OMELYAN4, 2,
                  6);
  if (i % 3 == 2)
    c.options.algorithm = LGT_CHAIN_METROPOLIS;
  c.options.tuning = 30;
  c.options.target = 0.6;
  c.options.instantons = i / 3 == 5;
  return c;
}

/* The same bits with any number of threads and after an interruption; the
   same numbers but for rounding in any number of lanes.  */
START_TEST (bits)
{
  const struct chain_case c = bits_case (_i);
  double *first = NULL;
  struct lgt_chain_state state[2];

  for (int way = 0; way < 3; way++)
    {
      struct chain_made m;
      double *host;

      chain_make (&m, &c, way == 0 ? 1 : 3);
      ck_assert_int_eq (lgt_chain_start (m.chain, LGT_CHAIN_HOT, NULL),
                        LGT_OK);
      chain_sweeps (&m, 26);
      if (way == 2)
        {
          const struct lgt_chain_state saved = lgt_chain_save (m.chain);

          host = chain_host (&m, 6);
          chain_unmake (&m);
          chain_make (&m, &c, 2);
          ck_assert_int_eq (lgt_chain_restore (m.chain, &saved, host, NULL),
                            LGT_OK);
          free (host);
        }
      chain_sweeps (&m, 26);
      host = chain_host (&m, 6);
      state[way > 0] = lgt_chain_save (m.chain);
      if (way == 0)
        first = host;
      else
        {
          ck_assert_mem_eq (first, host, 6 * (size_t) lgt_chain_size (m.chain)
                                         * sizeof *host);
          ck_assert_mem_eq (&state[0], &state[1], sizeof state[0]);
          free (host);
        }
      chain_unmake (&m);
    }
  free (first);
}
END_TEST

START_TEST (lanes)
{
  enum { MANY = 20 };           /* more than 16 */
  static const int counts[] = { 8, 1, 3, 16 };
  struct chain_case c = bits_case (_i);
  double *first = NULL;

  c.options.tuning = 0;
  c.options.chains = MANY;
  for (int way = 0; way < 4; way++)
    {
      struct chain_made m;
      double *host;

      c.options.lanes = counts[way];
      chain_make (&m, &c, 2);
      ck_assert_int_eq (lgt_chain_start (m.chain, LGT_CHAIN_HOT, NULL),
                        LGT_OK);
      chain_sweeps (&m, 2);
      host = chain_host (&m, MANY);
      for (int64_t k = 0; way && k < MANY * lgt_chain_size (m.chain); k++)
        {
          const double d = fabs (host[k] - first[k]);

          ck_assert_msg (d < 1e-9 || (c.n == 1
                                      && fabs (d - 2 * M_PI) < 1e-9),
                         "%d lanes: number %d is %.17g, not %.17g",
                         counts[way], (int) k, host[k], first[k]);
        }
      if (way == 0)
        first = host;
      else
        free (host);
      chain_unmake (&m);
    }
  free (first);
}
END_TEST

/* ---- tuning, refusals ---- */

START_TEST (tuning)
{
  struct chain_case c = hmc_case (5, LGT_LEAPFROG, 1, 16);
  struct chain_made m;
  struct lgt_chain_record r;

  c.options.tuning = 200;
  if (_i)
    {
      c.options.algorithm = LGT_CHAIN_METROPOLIS;
      c.options.width = 3;
      c.options.target = 0.5;
    }
  chain_make (&m, &c, 2);
  chain_sweeps (&m, 200);
  lgt_chain_clear (m.chain);
  chain_sweeps (&m, 50);
  r = lgt_chain_record (m.chain);
  ck_assert_msg (fabs (r.accepted - c.options.target) < 0.15,
                 "%g accepted with %d steps, width %g", r.accepted,
                 lgt_chain_steps (m.chain), lgt_chain_width (m.chain));
  chain_unmake (&m);
}
END_TEST

START_TEST (refusals)
{
  struct chain_case c = local_case (4, 0, 1);
  struct chain_made m;
  struct lgt_error error;

  /* Rectangles on an extent of 2 pass a link twice.  */
  ck_assert_int_eq (chain_try (&m, &c, 1, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "twice"));
  chain_unmake (&m);
  c = local_case (2, 0, 1);
  c.options.instantons = 1;
  ck_assert_int_eq (chain_try (&m, &c, 1, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "instanton"));
  chain_unmake (&m);
  c = local_case (2, -1, 1);
  ck_assert_int_eq (chain_try (&m, &c, 1, &error), LGT_EINVAL);
  chain_unmake (&m);
  c = hmc_case (2, LGT_LEAPFROG, 0, 1);
  ck_assert_int_eq (chain_try (&m, &c, 1, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "steps"));
  chain_unmake (&m);
  c = local_case (2, 0, 1);
  c.n = 9;
  ck_assert_int_eq (chain_try (&m, &c, 1, &error), LGT_EINVAL);
  chain_unmake (&m);
  c = local_case (2, 0, 1);
  chain_make (&m, &c, 1);
  ck_assert_int_eq (lgt_chain_last (m.chain, NULL, NULL, &error), LGT_EINVAL);
  chain_unmake (&m);
}
END_TEST

/* There is a last trajectory only where one has been made, whatever the number
   of the next sweep.  */
START_TEST (last)
{
  struct chain_case c = hmc_case (2, LGT_LEAPFROG, 4, 1);
  struct chain_made m;
  struct lgt_chain_state state;
  struct lgt_error error;
  double delta = 0, *host;

  chain_make (&m, &c, 1);
  ck_assert_int_eq (lgt_chain_set_counter (m.chain, 1, 5, 0, NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_last (m.chain, &delta, NULL, &error),
                    LGT_EINVAL);
  chain_sweeps (&m, 1);
  ck_assert_int_eq (lgt_chain_last (m.chain, &delta, NULL, NULL), LGT_OK);
  ck_assert_double_ne (delta, 0);
  state = lgt_chain_save (m.chain);
  ck_assert_int_eq (state.sweep, 6);
  host = chain_host (&m, 1);
  ck_assert_int_eq (lgt_chain_restore (m.chain, &state, host, NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_last (m.chain, &delta, NULL, &error),
                    LGT_EINVAL);
  chain_sweeps (&m, 1);
  ck_assert_int_eq (lgt_chain_last (m.chain, &delta, NULL, NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_start (m.chain, LGT_CHAIN_COLD, NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_last (m.chain, &delta, NULL, &error),
                    LGT_EINVAL);
  free (host);
  chain_unmake (&m);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("chain");
  TCase *t = tcase_create ("dynamics");

  tcase_add_loop_test (t, force, 0, CASES);
  tcase_add_loop_test (t, reversible, 0, 3 * CASES);
  tcase_add_loop_test (t, order, 0, 12);
  suite_add_tcase (s, t);
  t = tcase_create ("equilibrium");
  tcase_add_loop_test (t, exp_delta, 0, 5);
  tcase_add_loop_test (t, heat_bath_and_hmc, 0, 7);
  suite_add_tcase (s, t);
  t = tcase_create ("local");
  tcase_add_test (t, last);
  tcase_add_test (t, refusals);
  tcase_add_loop_test (t, overrelaxation, 0, 4);
  tcase_add_loop_test (t, overrelaxation, 5, CASES);
  suite_add_tcase (s, t);
  t = tcase_create ("bits");
  tcase_add_loop_test (t, bits, 0, 18);
  tcase_add_loop_test (t, lanes, 0, 18);
  tcase_add_loop_test (t, tuning, 0, 2);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Chains whose action gets a factor while they run, and chains in parts.  */

#include "chaincase.h"

enum { CHAINS = 5 };

/* Every way to make a sweep: local updates, trajectories in steps and fused,
   instantons; an improved action, matrices, four dimensions.  */
static const struct chain_case cases[] = {
  { .n = 1, .ndim = 2, .extent = { 4, 5 }, .beta = 2.5,
    .options = { .algorithm = LGT_CHAIN_HEAT_BATH, .instantons = 1 } },
  { .n = 1, .ndim = 2, .extent = { 4, 4 }, .beta = 1.5,
    .options = { .algorithm = LGT_CHAIN_HMC, .integrator = LGT_LEAPFROG } },
  { .n = 1, .ndim = 3, .extent = { 4, 3, 3 }, .beta = 1.5, .c1 = -0.1,
    .options = { .algorithm = LGT_CHAIN_HMC } },
  { .n = 2, .ndim = 2, .extent = { 4, 4 }, .beta = 2.5, .c1 = -0.3,
    .options = { .algorithm = LGT_CHAIN_METROPOLIS } },
  { .n = 3, .ndim = 2, .extent = { 3, 3 }, .beta = 6,
    .options = { .algorithm = LGT_CHAIN_HMC } },
  { .n = 3, .ndim = 4, .extent = { 2, 2, 3, 2 }, .beta = 6,
    .options = { .algorithm = LGT_CHAIN_HEAT_BATH } },
};
enum { CASES = sizeof cases / sizeof *cases };

static struct chain_case
case_of (int i, int chains)
{
  struct chain_case c = cases[i];

  lgt_chain_options_default (&c.options);
  c.options.algorithm = cases[i].options.algorithm;
  if (i == 1)
    c.options.integrator = LGT_LEAPFROG;
  c.options.instantons = cases[i].options.instantons;
  c.options.overrelaxation = 1;
  c.options.chains = chains;
  return c;
}

static void
hot (struct chain_made *m)
{
  ck_assert_int_eq (lgt_chain_start (m->chain, LGT_CHAIN_HOT, NULL), LGT_OK);
}

static void
set_scale (struct chain_made *m, double scale)
{
  ck_assert_int_eq (lgt_chain_set_scale (m->chain, scale, NULL), LGT_OK);
  ck_assert_double_eq (lgt_chain_scale (m->chain), scale);
}

/* beta = 4 b with the scale now 1/4, now 1, is beta = b and then 4 b, to the
   last bit, since powers of two round nothing; S is that of 4 b always.  */
START_TEST (scale)
{
  struct chain_case c = case_of (_i, CHAINS);
  struct chain_made m[3];       /* 4 b scaled, b, 4 b */
  double *host[3], energy[3][CHAINS], delta[2][CHAINS];

  c.beta /= 4;
  chain_make (&m[1], &c, 1);
  c.beta *= 4;
  chain_make (&m[0], &c, 2);
  chain_make (&m[2], &c, 1);
  hot (&m[0]);
  hot (&m[1]);
  chain_sweeps (&m[2], 1);      /* there is a tape before the scale is set */
  set_scale (&m[0], 0.25);
  chain_sweeps (&m[0], 3);
  chain_sweeps (&m[1], 3);
  host[0] = chain_host (&m[0], CHAINS);
  host[1] = chain_host (&m[1], CHAINS);
  ck_assert_mem_eq (host[0], host[1],
                    CHAINS * (size_t) lgt_chain_size (m[0].chain)
                    * sizeof (double));
  for (int i = 0; i < 2; i++)
    ck_assert_int_eq (lgt_chain_energy (m[i].chain, energy[i], NULL), LGT_OK);
  for (int k = 0; k < CHAINS; k++)
    ck_assert_double_eq (energy[0][k], 4 * energy[1][k]);
  if (c.options.algorithm == LGT_CHAIN_HMC)
    {
      for (int i = 0; i < 2; i++)
        ck_assert_int_eq (lgt_chain_last (m[i].chain, delta[i], NULL, NULL),
                          LGT_OK);
      ck_assert_mem_eq (delta[0], delta[1], sizeof delta[0]);
    }

  /* The same chains go on with another density.  */
  ck_assert_int_eq (lgt_chain_put (m[2].chain, host[1], NULL), LGT_OK);
  ck_assert_int_eq (lgt_chain_set_counter (m[2].chain, 1, 3, 0, NULL), LGT_OK);
  set_scale (&m[0], 1);
  chain_sweeps (&m[0], 2);
  chain_sweeps (&m[2], 2);
  host[2] = chain_host (&m[2], CHAINS);
  free (host[0]);
  host[0] = chain_host (&m[0], CHAINS);
  ck_assert_mem_eq (host[0], host[2],
                    CHAINS * (size_t) lgt_chain_size (m[0].chain)
                    * sizeof (double));
  ck_assert_mem_ne (host[1], host[2], sizeof (double));
  for (int i = 0; i < 3; i++)
    {
      free (host[i]);
      chain_unmake (&m[i]);
    }
}
END_TEST

/* At scale 0 the density is Haar's, from a cold start.  */
START_TEST (nothing_left)
{
  static const int which[] = { 0, 5 };
  struct chain_case c = case_of (which[_i], 32);
  struct chain_made m;
  double mean, error;

  c.options.overrelaxation = 0;
  chain_make (&m, &c, 2);
  set_scale (&m, 0);
  mean = chain_plaquette (&m, 32, 1, 20, &error);
  ck_assert_msg (fabs (mean) < 4 * error, "plaquette %g +- %g", mean, error);
  ck_assert_double_lt (error, 0.02);
  chain_unmake (&m);
}
END_TEST

/* Chains 3 and 4 of five, alone.  */
START_TEST (parts)
{
  struct chain_case c = case_of (_i, CHAINS);
  struct chain_made all, part;
  double *host[2];
  int64_t size;

  c.options.lanes = 1;
  chain_make (&all, &c, 1);
  c.options.chains = 2;
  chain_make (&part, &c, 1);
  size = lgt_chain_size (all.chain);
  ck_assert_int_eq (lgt_chain_set_counter (all.chain, 7, 5000000000, 0, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_chain_set_counter (part.chain, 7, 5000000000, 3,
                                           NULL), LGT_OK);
  chain_sweeps (&all, 3);
  chain_sweeps (&part, 3);
  host[0] = chain_host (&all, CHAINS);
  host[1] = chain_host (&part, 2);
  ck_assert_mem_eq (host[0] + 3 * size, host[1],
                    2 * (size_t) size * sizeof (double));
  ck_assert_mem_ne (host[0], host[1], sizeof (double));
  free (host[0]);
  free (host[1]);
  chain_unmake (&all);
  chain_unmake (&part);
}
END_TEST

START_TEST (refusals)
{
  struct chain_case c = case_of (0, 1);
  struct chain_made m;
  struct lgt_error error;

  chain_make (&m, &c, 1);
  ck_assert_int_eq (lgt_chain_set_scale (m.chain, NAN, &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "a chain's action times nan");
  ck_assert_double_eq (lgt_chain_scale (m.chain), 1);
  ck_assert_int_eq (lgt_chain_set_counter (m.chain, 1, -1, 0, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_chain_set_counter (m.chain, 1, 1LL << 36, 0, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text,
                    "sweep number 68719476736 is not in 0 to 2^36 - 1");
  chain_unmake (&m);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("chain_scale");
  TCase *t = tcase_create ("scale");

  tcase_add_loop_test (t, scale, 0, CASES);
  tcase_add_loop_test (t, nothing_left, 0, 2);
  tcase_add_loop_test (t, parts, 0, CASES);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

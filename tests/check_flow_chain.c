/* Chains of a flow's proposals and local updates: exact however bad the flow
   is, bits, refusals.  */

#include "flowcase.h"

#include <math.h>
#include <string.h>

#include <lgt/exact.h>
#include <lgt/flow_chain.h>
#include <lgt/observables.h>
#include <lgt/observables_sun.h>

#define STAGGER \
  "{ directions: each, steps: { along: 2, across: 1 }, width: 4 }"
#define COUPLINGS "  - sweep: { mask: " STAGGER ", layer: { coupling: { " \
  "transform: { circular_rqs: { bins: 4 } }, network: net } } }\n"
#define SPECTRAL \
  "  - sweep: { mask: { directions: each, steps: { along: 1, across: 1 }, " \
  "width: 2 }, layer: { spectral_coupling: { network: star } } }\n"

static void
run (struct lgt_flow_chain *chain, int64_t steps)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_flow_chain_run (chain, steps, &error) == LGT_OK, "%s",
                 error.text);
}

static struct lgt_flow_chain *
make (struct flow *f, const struct lgt_flow_chain_options *options)
{
  struct lgt_flow_chain *chain = NULL;
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_flow_chain_new (f->model, options, &chain, &error)
                 == LGT_OK, "%s", error.text);
  return chain;
}

/* ---- exactness ---- */

/* The mean of COUNT independent numbers is EXACT to 4 sigma.  */
static void
near (const char *what, const double *x, int count, double exact, double most)
{
  double mean = 0, square = 0, error;

  for (int i = 0; i < count; i++)
    mean += x[i] / count;
  for (int i = 0; i < count; i++)
    square += (x[i] - mean) * (x[i] - mean);
  error = sqrt (square / (count - 1.0) / count);
  ck_assert_msg (fabs (mean - exact) < 4 * error, "%s %g +- %g, exact %g: "
                 "%.1f sigma", what, mean, error, exact,
                 (mean - exact) / error);
  ck_assert_msg (error < most, "%s has error %g", what, error);
}

/* Flows with random weights, of size SIZE.  Without sweeps too, and with
   sweeps that never change the charge by themselves.  */
static const struct
{
  const char *group, *flow;
  int n;
  double beta, size;
  int sweeps, algorithm;
  double least, most;           /* of acceptance */
} runs[] = {
  { "u1", COUPLINGS, 1, 0.8, 0.05, 1, LGT_CHAIN_HEAT_BATH, 0.01, 0.5 },
  { "u1", COUPLINGS, 1, 0.5, 0.05, 0, LGT_CHAIN_HEAT_BATH, 0.1, 0.6 },
  { "u1", COUPLINGS, 1, 1.0, 0.05, 2, LGT_CHAIN_HMC, 0.005, 0.4 },
  { "u1", COUPLINGS, 1, 0.5, 0.15, 1, LGT_CHAIN_METROPOLIS, 0.002, 0.5 },
  { "{ su: { n: 2 } }", SPECTRAL, 2, 1.0, 0.3, 1, LGT_CHAIN_HEAT_BATH, 0.002,
    0.6 },
  { "{ su: { n: 3 } }", SPECTRAL, 3, 1.0, 0.2, 1, LGT_CHAIN_HEAT_BATH, 0.002,
    0.6 },
};
enum { RUNS = sizeof runs / sizeof *runs };

START_TEST (exact)
{
  enum { CHAINS = 64, SKIP = 30, STEPS = 100 };
  const struct flow_case c
    = { runs[_i].n > 1 ? "[2, 2]" : "[4, 4]", runs[_i].flow, 0, 0, 1, 0,
        runs[_i].group, 0 };
  const int n = runs[_i].n, l = n > 1 ? 2 : 4;
  struct lgt_flow_chain_options options;
  struct lgt_flow_chain *chain;
  struct flow f;
  double plaquette[CHAINS] = { 0 }, q2[CHAINS] = { 0 }, accepted = 0, value;

  flow_new (&f, &c, runs[_i].beta, runs[_i].size, 1);
  lgt_flow_chain_options_default (&options);
  options.chains = CHAINS;
  options.sweeps = runs[_i].sweeps;
  options.local.algorithm = (enum lgt_chain_algorithm) runs[_i].algorithm;
  chain = make (&f, &options);
  run (chain, SKIP);
  for (int s = 0; s < STEPS; s++)
    {
      const double *links;

      run (chain, 1);
      links = lgt_flow_chain_links (chain);
      for (int i = 0; i < CHAINS; i++)
        {
          const double *u = links + i * lgt_model_numbers (f.model);
          const struct lgt_geom *geom = lgt_model_geom (f.model);

          ck_assert_int_eq (n == 1 ? lgt_mc_u1_plaquette (geom, u, &value,
                                                          NULL)
                            : lgt_mc_sun_plaquette (geom, n, u, &value, NULL),
                            LGT_OK);
          plaquette[i] += value / STEPS;
          if (n == 1)
            {
              ck_assert_int_eq (lgt_mc_u1_charge (geom, u, &value, NULL),
                                LGT_OK);
              q2[i] += value * value / STEPS;
            }
          accepted += lgt_flow_chain_accepted (chain)[i] / STEPS / CHAINS;
        }
    }
  ck_assert_msg (accepted > runs[_i].least && accepted < runs[_i].most,
                 "acceptance %g", accepted);
  ck_assert_int_eq (lgt_exact_plaquette (n, l, l, runs[_i].beta, &value,
                                         NULL), LGT_OK);
  near ("plaquette", plaquette, CHAINS, value, 0.01);
  if (n == 1)
    {
      ck_assert_int_eq (lgt_exact_u1_q2 (4, 4, runs[_i].beta, &value, NULL),
                        LGT_OK);
      near ("<Q^2>", q2, CHAINS, value, 0.06);
    }
  lgt_flow_chain_free (chain);
  flow_free (&f);
}
END_TEST

/* Sweeps too small to change an angle make the chain that there is without
   any: proposals go into sweeps and come out, and log w from the inverse is
   that of the proposal.  */
START_TEST (no_change)
{
  enum { CHAINS = 16, STEPS = 12 };
  const struct flow_case c = { "[4, 4]", COUPLINGS, 0, 0, 1, 0, 0, 0 };
  struct lgt_flow_chain_options options;
  struct lgt_flow_chain *chain[2];
  struct flow f;
  double accepted = 0;

  flow_new (&f, &c, 0.5, 0.1, 1);
  lgt_flow_chain_options_default (&options);
  options.chains = CHAINS;
  options.local.algorithm = LGT_CHAIN_METROPOLIS;
  options.local.width = 1e-300;
  options.local.overrelaxation = 0;
  for (int i = 0; i < 2; i++)
    {
      options.sweeps = 2 * i;
      chain[i] = make (&f, &options);
    }
  for (int s = 0; s < STEPS; s++)
    {
      run (chain[0], 1);
      run (chain[1], 1);
      ck_assert_mem_eq (lgt_flow_chain_links (chain[0]),
                        lgt_flow_chain_links (chain[1]),
                        CHAINS * 32 * sizeof (double));
      for (int i = 0; s > 0 && i < CHAINS; i++)
        accepted += lgt_flow_chain_accepted (chain[1])[i];
    }
  ck_assert_double_gt (accepted, CHAINS);
  ck_assert_double_lt (accepted, 0.8 * CHAINS * STEPS);
  ck_assert_int_eq (lgt_flow_chain_record (chain[1]).decisions,
                    2 * CHAINS * STEPS);
  for (int i = 0; i < 2; i++)
    lgt_flow_chain_free (chain[i]);
  flow_free (&f);
}
END_TEST

/* ---- bits ---- */

/* Any number of threads, steps one by one; and chains of which there are
   fewer.  */
START_TEST (bits)
{
  static const struct { int chains, threads, lanes; } ways[]
    = { { 20, 1, 8 }, { 20, 3, 8 }, { 8, 2, 8 }, { 5, 2, 1 } };
  enum { STEPS = 6 };
  double *first = NULL;

  for (int way = 0; way < 4; way++)
    {
      const struct flow_case c = { _i < 2 ? "[4, 4]" : "[2, 2]",
                                   _i < 2 ? COUPLINGS : SPECTRAL, 0, 0, 1,
                                   ways[way].lanes,
                                   _i < 2 ? "u1" : "{ su: { n: 2 } }", 0 };
      struct lgt_flow_chain_options options;
      struct lgt_flow_chain *chain;
      struct flow f;
      const double *links;
      size_t count;

      flow_new (&f, &c, 1, 0.1, ways[way].threads);
      lgt_flow_chain_options_default (&options);
      options.chains = ways[way].chains;
      options.sweeps = _i;
      options.seed = 9;
      chain = make (&f, &options);
      if (way == 1)
        for (int s = 0; s < STEPS; s++)
          run (chain, 1);
      else
        run (chain, STEPS);
      links = lgt_flow_chain_links (chain);
      count = (size_t) options.chains * (size_t) lgt_model_numbers (f.model);
      if (way == 0)
        {
          first = malloc (count * sizeof *first);
          ck_assert_ptr_nonnull (first);
          memcpy (first, links, count * sizeof *first);
        }
      else if (ways[way].lanes == ways[0].lanes)
        ck_assert_mem_eq (first, links, count * sizeof *first);
      else
        for (size_t i = 0; i < count; i++)
          ck_assert_double_eq_tol (remainder (first[i] - links[i], 2 * M_PI),
                                   0, 1e-8);
      lgt_flow_chain_free (chain);
      flow_free (&f);
    }
  free (first);
}
END_TEST

/* The start is the first proposal, another seed another chain.  */
START_TEST (seeds)
{
  const struct flow_case c = { "[4, 4]", COUPLINGS, 0, 0, 1, 0, 0, 0 };
  struct lgt_flow_chain_options options;
  struct flow f;
  double links[2][32];

  flow_new (&f, &c, 1, 0.1, 1);
  lgt_flow_chain_options_default (&options);
  options.sweeps = 0;
  for (int i = 0; i < 2; i++)
    {
      struct lgt_flow_chain *chain;

      options.seed = (uint64_t) i + 4;
      chain = make (&f, &options);
      run (chain, 1);
      ck_assert_double_eq (*lgt_flow_chain_accepted (chain), 1);
      memcpy (links[i], lgt_flow_chain_links (chain), sizeof links[i]);
      ck_assert_int_eq (lgt_flow_chain_record (chain).decisions, 0);
      lgt_flow_chain_free (chain);
    }
  ck_assert_mem_ne (links[0], links[1], sizeof links[0]);
  flow_free (&f);
}
END_TEST

/* ---- refusals ---- */

START_TEST (refusals)
{
  static const struct
  {
    const char *flow, *links;
    int chains, sweeps;
    const char *says;
  } wrong[] = {
    { COUPLINGS, NULL, 0, 1, "0 chains with 1 sweeps a step" },
    { COUPLINGS, NULL, 2, -1, "2 chains with -1 sweeps a step" },
    { COUPLINGS, "float32", 2, 1,
      "sweeps between a flow's proposals need links in float64" },
    { COUPLINGS "stochastic: { steps: 1 }\n", NULL, 2, 1,
      "chains of a flow with stochastic steps: it has no log q of where they "
      "are" },
  };

  for (int i = 0; i < 4; i++)
    {
      const struct flow_case c = { "[4, 4]", wrong[i].flow, 0, wrong[i].links,
                                   1, 0, 0, 0 };
      struct lgt_flow_chain_options options;
      struct lgt_flow_chain *chain;
      struct lgt_error error;
      struct flow f;

      flow_new (&f, &c, 1, 0.1, 1);
      lgt_flow_chain_options_default (&options);
      options.chains = wrong[i].chains;
      options.sweeps = wrong[i].sweeps;
      ck_assert_int_eq (lgt_flow_chain_new (f.model, &options, &chain,
                                            &error), LGT_EINVAL);
      ck_assert_str_eq (error.text, wrong[i].says);
      flow_free (&f);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("flow_chain");
  TCase *t = tcase_create ("flow_chain");

  tcase_add_loop_test (t, exact, 0, RUNS);
  tcase_add_test (t, no_change);
  tcase_add_loop_test (t, bits, 0, 3);
  tcase_add_test (t, seeds);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

/* Stochastic steps against what two dimensions know exactly: whatever layers,
   steps and schedule are, the weights give ln Z, plaquette and <Q^2>.  */

#include "flowtarget.h"

#include <math.h>
#include <string.h>

#include <lgt/exact.h>
#include <lgt/observables.h>
#include <lgt/weights.h>

#define STAGGER \
  "{ directions: each, steps: { along: 2, across: 1 }, width: 4 }"
#define PAIRS "{ directions: each, steps: { along: 1, across: 1 }, width: 2 }"
#define COUPLINGS "  - sweep: { mask: " STAGGER ", layer: { coupling: { " \
  "transform: { circular_rqs: { bins: 4 } }, network: net } } }\n"

static const struct run
{
  const char *group, *shape;
  int n, l0, l1;
  double beta, size;            /* of random weights: a bad flow */
  const char *flow;
} runs[] = {
  /* Annealing from Haar: every algorithm.  */
  { "u1", "[4, 4]", 1, 4, 4, 1.5, 0, "  []\nstochastic: { steps: 12 }\n" },
  { "u1", "[4, 4]", 1, 4, 4, 1.5, 0, "  []\nstochastic: { steps: 10, sweeps: "
    "2, algorithm: { hmc: { steps: 2 } } }\n" },
  { "u1", "[4, 4]", 1, 4, 4, 1.5, 0, "  []\nstochastic: { steps: 12, "
    "algorithm: { metropolis: { width: 2.0 } } }\n" },
  { "u1", "[4, 4]", 1, 4, 4, 2, 0, "  []\nstochastic: { steps: 16, algorithm: "
    "{ heat_bath: { overrelaxation: 0, instantons: true } } }\n" },
  /* A schedule that is nothing special.  */
  { "u1", "[4, 4]", 1, 4, 4, 1, 0, "  []\nstochastic: { steps: 6, schedule: "
    "[0.2, 0.35, 0.3, 0.6, 0.8, 1.05] }\n" },
  { "{ su: { n: 2 } }", "[4, 3]", 2, 4, 3, 2, 0, "  []\nstochastic: { steps: "
    "10 }\n" },
  { "{ su: { n: 3 } }", "[3, 3]", 3, 3, 3, 4, 0, "  []\nstochastic: { steps: "
    "10 }\n" },
  { "{ su: { n: 3 } }", "[3, 3]", 3, 3, 3, 3, 0, "  []\nstochastic: { steps: "
    "8, algorithm: { hmc: { steps: 2 } } }\n" },
  /* Between the layers of a flow that goes nowhere, and after them.  */
  { "u1", "[4, 4]", 1, 4, 4, 1, 0.1, COUPLINGS "stochastic: { every: 1 }\n" },
  { "u1", "[4, 4]", 1, 4, 4, 1, 0.1,
    COUPLINGS "stochastic: { every: 3, steps: 8, from: 0.1 }\n" },
  { "{ su: { n: 2 } }", "[2, 2]", 2, 2, 2, 2, 0.1,
    "  - sweep: { mask: " PAIRS ", layer: { masked_stout: { network: star } "
    "} }\nstochastic: { every: 1, steps: 2 }\n" },
  { "{ su: { n: 3 } }", "[4, 4]", 3, 4, 4, 1.2, 0.05,
    "  - sweep: { mask: " STAGGER ", layer: { spectral_coupling: { network: "
    "net } } }\nstochastic: { every: 2 }\n" },
};
enum { RUNS = sizeof runs / sizeof *runs };

enum { N = 8192, BATCH = 1024 };

static double *
log_weights (const struct sample *s, int n)
{
  double *log_w = malloc ((size_t) n * sizeof *log_w);

  ck_assert_ptr_nonnull (log_w);
  for (int i = 0; i < n; i++)
    log_w[i] = -s->action[i] - s->log_q[i];
  return log_w;
}

static void
near (const char *what, struct lgt_estimate found, double exact, double most)
{
  ck_assert_msg (fabs (found.value - exact) < 4 * found.error,
                 "%s %g +- %g, exact %g: %.1f sigma", what, found.value,
                 found.error, exact,
                 (found.value - exact) / found.error);
  ck_assert_msg (found.error < most, "%s has error %g", what, found.error);
}

/* Each within 4 sigma.  */
START_TEST (exact)
{
  const struct run *r = &runs[_i];
  const struct flow_case c
    = { r->shape, r->flow, 0, 0, 1, 0, r->group, 0 };
  const int plaquettes = r->l0 * r->l1;
  struct lgt_weights_summary summary;
  struct lgt_estimate mean;
  double log_z, plaquette, q2, *log_w, *data;
  struct flow f;
  struct sample s;

  ck_assert_int_eq (lgt_exact_log_z (r->n, r->l0, r->l1, r->beta, &log_z,
                                     NULL), LGT_OK);
  ck_assert_int_eq (lgt_exact_plaquette (r->n, r->l0, r->l1, r->beta,
                                         &plaquette, NULL), LGT_OK);
  flow_new (&f, &c, r->beta, r->size, 2);
  s = flow_draw (&f, N, BATCH);
  log_w = log_weights (&s, N);
  ck_assert_int_eq (lgt_weights_summary (log_w, N, 0, &summary, NULL),
                    LGT_OK);
  near ("ln Z", summary.log_z, log_z, 0.05);
  ck_assert_msg (summary.ess.value > 0.1, "ESS %g", summary.ess.value);
  data = malloc (N * sizeof *data);
  for (int i = 0; i < N; i++)
    data[i] = -s.action[i] / r->beta / plaquettes;
  ck_assert_int_eq (lgt_weights_mean (log_w, data, N, 1, 0, NULL, NULL, &mean,
                                      NULL), LGT_OK);
  near ("plaquette", mean, plaquette, 0.01);
  if (r->n == 1)
    {
      for (int i = 0; i < N; i++)
        {
          double q;

          ck_assert_int_eq (lgt_mc_u1_charge (lgt_model_geom (f.model),
                                              s.links
                                              + i * lgt_model_numbers (f.model),
                                              &q, NULL), LGT_OK);
          data[i] = q * q;
        }
      ck_assert_int_eq (lgt_exact_u1_q2 (r->l0, r->l1, r->beta, &q2, NULL),
                        LGT_OK);
      ck_assert_int_eq (lgt_weights_mean (log_w, data, N, 1, 0, NULL, NULL,
                                          &mean, NULL), LGT_OK);
      near ("<Q^2>", mean, q2, 0.05);
    }
  free (data);
  free (log_w);
  sample_free (&s);
  flow_free (&f);
}
END_TEST

/* More steps, larger ESS, in the end nearly 1.  */
START_TEST (more_steps)
{
  static const int steps[] = { 4, 16, 64 };
  double last = 0;

  for (int k = 0; k < 3; k++)
    {
      char flow[80];
      const struct flow_case c = { "[4, 4]", flow, 0, 0, 1, 0, 0, 0 };
      struct lgt_weights_summary summary;
      struct flow f;
      struct sample s;
      double *log_w;

      snprintf (flow, sizeof flow, "  []\nstochastic: { steps: %d }\n",
                steps[k]);
      flow_new (&f, &c, 1.5, 0, 2);
      s = flow_draw (&f, 2048, 1024);
      log_w = log_weights (&s, 2048);
      ck_assert_int_eq (lgt_weights_summary (log_w, 2048, 0, &summary, NULL),
                        LGT_OK);
      ck_assert_msg (summary.ess.value
                     > last + 4 * summary.ess.error, "%d steps: ESS %g +- %g "
                     "after %g", steps[k], summary.ess.value,
                     summary.ess.error, last);
      last = summary.ess.value;
      free (log_w);
      sample_free (&s);
      flow_free (&f);
    }
  ck_assert_double_gt (last, 0.7);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("stochastic_exact");
  TCase *t = tcase_create ("exact");

  tcase_add_loop_test (t, exact, 0, RUNS);
  tcase_add_test (t, more_steps);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

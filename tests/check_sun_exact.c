/* Flows of SU(N) against what two dimensions know exactly.

   With all weights zero a flow is the identity, its samples are Haar's, and
   weights e^{-S} lead from there to a small beta: what the sampler says of
   links, action and log q must then give the exact plaquette and ln Z.  */

#include "flowtarget.h"

#include <math.h>

#include <lgt/exact.h>

static const struct
{
  const char *group, *shape, *mask, *layer;
  int n, l0, l1;
  double beta;
} cases[] = {
  { "{ su: { n: 2 } }", "[4, 4]", "{ directions: each, steps: { along: 2, "
    "across: 1 }, width: 4 }", "spectral_coupling: { network: net }", 2, 4, 4,
    0.5 },
  { "{ su: { n: 3 } }", "[4, 4]", "{ directions: each, steps: { along: 2, "
    "across: 1 }, width: 4 }",
    "spectral_coupling: { network: star, updates: each_active_loop }", 3, 4,
    4, 0.8 },
  { "{ su: { n: 2 } }", "[2, 2]", "{ directions: each, steps: { along: 1, "
    "across: 1 }, width: 2 }", "masked_stout: { network: star }", 2, 2, 2,
    0.8 },
  { "{ su: { n: 3 } }", "[2, 2]", "{ directions: each, steps: { along: 1, "
    "across: 1 }, width: 2 }", "spectral_coupling: { network: star }", 3, 2,
    2, 1.0 },
};

/* Mean of W and of W P, and 4 sigma of the former and of their ratio.  */
START_TEST (reweighted_from_haar)
{
  enum { N = 16384, BATCH = 512 };
  const int plaquettes = cases[_i].l0 * cases[_i].l1;
  const double beta = cases[_i].beta;
  char flow[400];
  const struct flow_case c
    = { cases[_i].shape, flow, 0, 0, 1, 0, cases[_i].group, 0 };
  double w = 0, ww = 0, p = 0, scatter = 0, want, log_z;
  struct flow f;
  struct sample s;

  snprintf (flow, sizeof flow, "  - sweep: { mask: %s, layer: { %s } }\n",
            cases[_i].mask, cases[_i].layer);
  flow_new (&f, &c, beta, 0, 1);
  s = flow_draw (&f, N, BATCH);
  for (int i = 0; i < N; i++)
    {
      const double weight = exp (-s.action[i] - s.log_q[i]);

      ck_assert_double_le (fabs (s.log_q[i]), 1e-9);
      w += weight / N;
      ww += weight * weight / N;
      p += weight * -s.action[i] / beta / plaquettes / N;
    }
  p /= w;
  for (int i = 0; i < N; i++)
    {
      const double weight = exp (-s.action[i] - s.log_q[i]) / w;
      const double d = -s.action[i] / beta / plaquettes - p;

      scatter += weight * weight * d * d / N;
    }
  ck_assert_int_eq (lgt_exact_plaquette (cases[_i].n, cases[_i].l0,
                                         cases[_i].l1, beta, &want, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_exact_log_z (cases[_i].n, cases[_i].l0, cases[_i].l1,
                                     beta, &log_z, NULL), LGT_OK);
  printf ("# SU(%d) %s: plaquette %.5f +- %.5f, exact %.5f; ln Z %.5f +- "
          "%.5f, exact %.5f\n", cases[_i].n, cases[_i].shape, p,
          sqrt (scatter / N), want, log (w), sqrt ((ww / w / w - 1) / N),
          log_z);
  ck_assert_double_le (fabs (p - want), 4 * sqrt (scatter / N));
  ck_assert_double_le (fabs (log (w) - log_z),
                       4 * sqrt ((ww / w / w - 1) / N));
  /* Sharp enough to tell it from beta = 0.  */
  ck_assert_double_gt (want, 20 * sqrt (scatter / N));
  sample_free (&s);
  flow_free (&f);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("sun_exact");
  TCase *t = tcase_create ("reweighting");

  tcase_add_loop_test (t, reweighted_from_haar, 0,
                       sizeof cases / sizeof *cases);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

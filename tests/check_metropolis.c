/* Tests of lgt/metropolis.h, with the Gaussian model of check_weights.c.  */

#include <lgt/metropolis.h>

#include "normal.h"
#include "testutil.h"

enum { N = 50000 };

static double x[N], log_w[N], chain[N];
static int64_t at[N], again[N];

static void
fill (double mu, uint64_t seed)
{
  struct normal source = { .seed = seed };

  for (int i = 0; i < N; i++)
    {
      x[i] = test_normal (&source);
      log_w[i] = mu * x[i] - mu * mu / 2;
    }
}

START_TEST (decisions)
{
  ck_assert_int_eq (lgt_metropolis_accept (0, 0.999999), 1);
  ck_assert_int_eq (lgt_metropolis_accept (5, 0.5), 1);
  ck_assert_int_eq (lgt_metropolis_accept (log (0.3), 0.29), 1);
  ck_assert_int_eq (lgt_metropolis_accept (log (0.3), 0.31), 0);
  ck_assert_int_eq (lgt_metropolis_accept (INFINITY, 0.5), 1);
  ck_assert_int_eq (lgt_metropolis_accept (-INFINITY, 1e-300), 0);
  ck_assert_int_eq (lgt_metropolis_accept (NAN, 1e-300), 0);
}
END_TEST

/* The chain as the header words it, decision by decision.  */
START_TEST (chain_by_hand)
{
  struct lgt_metropolis m;
  int64_t now = 0, accepted = 0, stay = 0, longest = 0;
  uint64_t seed = 0x123456789abcdef0;
  int number = _i * 4095;

  fill (1.2, 1);
  ck_assert_int_eq (lgt_metropolis_independence (log_w, N, seed, number, at,
                                                 &m, NULL), LGT_OK);
  for (int i = 0; i < N; i++)
    {
      uint32_t counter[4] = { lgt_random_word (LGT_STREAM_CHAIN, 0, 0, number),
                              0, (uint32_t) i, 0 };
      double u[2];

      lgt_random_pair (seed, counter, u);
      if (i > 0 && u[0] < exp (log_w[i] - log_w[now]))
        {
          now = i;
          accepted++;
          stay = 0;
        }
      stay++;
      longest = stay > longest ? stay : longest;
      ck_assert_int_eq (at[i], now);
    }
  ck_assert_int_eq (m.accepted, accepted);
  ck_assert_int_eq (m.longest_stay, longest);
  ck_assert_double_eq_tol (m.acceptance.value, accepted / (N - 1.0), 1e-14);
}
END_TEST

/* Acceptance erfc (mu / 2); averages over the chain are those of p.  */
START_TEST (physics)
{
  static const double strength[] = { 0, 0.4, 0.8, 1.2 };
  double mu = strength[_i], square, mean;
  struct lgt_metropolis m;
  struct lgt_gamma g;
  int64_t n = N;

  fill (mu, 20 + (unsigned) _i);
  ck_assert_int_eq (lgt_metropolis_independence (log_w, N, 5, 0, at, &m, NULL),
                    LGT_OK);
  ck_assert_double_eq_tol (m.acceptance.value, erfc (mu / 2),
                           4 * m.acceptance.error + 1e-15);
  ck_assert_double_lt (m.acceptance.error, 0.01);

  for (int i = 0; i < N; i++)
    chain[i] = x[at[i]];
  ck_assert_int_eq (lgt_gamma_mean (chain, 1, &n, NULL, &g, NULL), LGT_OK);
  ck_assert_double_eq_tol (g.value, mu, 4 * g.error);
  mean = g.value;
  if (mu > 0)
    ck_assert_double_gt (g.tau, 0.55);
  for (int i = 0; i < N; i++)
    chain[i] = (chain[i] - mean) * (chain[i] - mean);
  ck_assert_int_eq (lgt_gamma_mean (chain, 1, &n, NULL, &g, NULL), LGT_OK);
  square = g.value;
  ck_assert_double_eq_tol (square, 1, 4 * g.error);
}
END_TEST

START_TEST (repeats)
{
  struct lgt_metropolis m;
  int same;

  fill (1, 3);
  ck_assert_int_eq (lgt_metropolis_independence (log_w, N, 7, 0, at, &m, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_metropolis_independence (log_w, N, 7, 0, again, &m,
                                                 NULL), LGT_OK);
  ck_assert_mem_eq (at, again, sizeof at);
  /* A shorter list gives the same beginning.  */
  ck_assert_int_eq (lgt_metropolis_independence (log_w, 100, 7, 0, again, &m,
                                                 NULL), LGT_OK);
  ck_assert_mem_eq (at, again, 100 * sizeof at[0]);
  /* Another seed, another chain number: another chain.  */
  for (int k = 0; k < 2; k++)
    {
      ck_assert_int_eq (lgt_metropolis_independence (log_w, N, 7 + !k, k,
                                                     again, &m, NULL),
                        LGT_OK);
      same = 0;
      for (int i = 0; i < N; i++)
        same += at[i] == again[i];
      ck_assert_int_lt (same, N);
    }
}
END_TEST

/* In pieces of any length; a log-weight that is not finite stays out.  */
START_TEST (pieces)
{
  struct lgt_metropolis_walk walk = { .seed = 7, .chain = 3 };
  struct lgt_metropolis_walk odd = { .seed = 7 };
  const double bad[] = { NAN, -INFINITY, 0, INFINITY, NAN, -1e6, 9 };
  const int64_t expected[] = { 0, 0, 2, 2, 2, 2, 6 };
  struct lgt_metropolis m;
  int64_t done = 0;

  fill (1, 3);
  ck_assert_int_eq (lgt_metropolis_independence (log_w, N, 7, 3, at, &m, NULL),
                    LGT_OK);
  for (int64_t count = 0; done < N; count = 3 * count + 1)
    {
      count = count < N - done ? count : N - done;
      lgt_metropolis_advance (&walk, log_w + done, count, again + done);
      done += count;
    }
  ck_assert_mem_eq (at, again, sizeof at);
  lgt_metropolis_advance (&odd, bad, 7, again);
  ck_assert_mem_eq (again, expected, sizeof expected);
}
END_TEST

START_TEST (refusals)
{
  double bad[] = { 0, 1, NAN, 2 }, good[] = { 0, 1, 2, 3 };
  int64_t index[4] = { 9, 9, 9, 9 };
  struct lgt_metropolis m = { .accepted = 9 };
  struct lgt_error error;

  ck_assert_int_eq (lgt_metropolis_independence (bad, 4, 1, 0, index, &m,
                                                 &error), LGT_ENUM);
  ck_assert_str_eq (error.text, "1 of 4 log-weights are not finite; the first "
                    "is number 2");
  ck_assert_int_eq (lgt_metropolis_independence (good, 2, 1, 0, index, &m,
                                                 &error), LGT_EINVAL);
  ck_assert_int_eq (lgt_metropolis_independence (good, 4, 1, 4096, index, &m,
                                                 &error), LGT_EINVAL);
  ck_assert_int_eq (index[0], 9);
  ck_assert_int_eq (m.accepted, 9);
  ck_assert_int_eq (lgt_metropolis_independence (good, 3, 1, 0, index, &m,
                                                 &error), LGT_OK);
  ck_assert_int_eq (index[2], 2);
  ck_assert_int_eq (m.accepted, 2);
  ck_assert_int_eq (m.longest_stay, 1);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("metropolis");
  TCase *t = tcase_create ("metropolis");

  tcase_add_test (t, decisions);
  tcase_add_loop_test (t, chain_by_hand, 0, 2);
  tcase_add_loop_test (t, physics, 0, 4);
  tcase_add_test (t, repeats);
  tcase_add_test (t, pieces);
  tcase_add_test (t, refusals);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

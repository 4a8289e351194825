/* Markov chains against exact numbers: one link against direct integration,
   gauge theory in two dimensions.  */

#include "chaincase.h"

#include <lgt/exact.h>
#include <lgt/observables.h>
#include <lgt/ops.h>

/* ---- one link ---- */

/* Many links U in the lanes, each with S = -W Re tr U: the staple is the unit
   matrix.  */
struct one_link
{
  struct lgt_context *context;
  struct lgt_sites *lattice, *list;
  struct lgt_path_set *paths;
  struct lgt_view links, weight, random, accepted, width;
  int n, packs, lanes;
  struct lgt_tape *tape;
};

enum { PACKS = 1024, LANES = 16, LINKS = PACKS * LANES };

static struct lgt_view
view (struct one_link *o, int packs, int comps, int lanes,
      const struct lgt_sites *sites)
{
  const struct lgt_shape shape = { packs, 1, comps, lanes };
  void *data = lgt_context_alloc (o->context,
                                  lgt_shape_bytes (LGT_F64, shape), NULL);

  ck_assert_ptr_nonnull (data);
  return lgt_view_dense (data, LGT_F64, shape, sites);
}

static void
one_link_new (struct one_link *o, int n, double weight)
{
  const int extent[2] = { 1, 1 };
  const int32_t site = 0, direction = 0;
  const struct lgt_path path = { 0, NULL, 0 };
  const struct lgt_tape_options options = { 1 << 20, 0, 0 };
  const double width = 1.2;

  memset (o, 0, sizeof *o);
  o->n = n;
  o->context = chain_context (NULL, 2);
  ck_assert_int_eq (lgt_sites_new (o->context, 2, extent, &o->lattice, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_sites_list (o->context, o->lattice, 1, &site,
                                    &direction, &o->list, NULL), LGT_OK);
  ck_assert_int_eq (lgt_path_set_new (o->context, o->list, 1, 1, &path, NULL,
                                      &o->paths, NULL), LGT_OK);
  o->links = view (o, PACKS, 2 * (n == 1 ? 1 : 2 * n * n), LANES,
                   o->lattice);
  o->weight = view (o, 1, 1, 1, NULL);
  o->width = view (o, 1, 1, 1, NULL);
  o->accepted = view (o, PACKS, 1, LANES, o->list);
  o->random = view (o, 1, LGT_RANDOM_WORDS, 1, NULL);
  o->random.type = LGT_U32;
  ck_assert_int_eq (lgt_context_put (o->context, o->weight.data, &weight,
                                     sizeof weight, NULL), LGT_OK);
  ck_assert_int_eq (lgt_context_put (o->context, o->width.data, &width,
                                     sizeof width, NULL), LGT_OK);
  o->tape = lgt_tape_new (o->context, &options, NULL);
  ck_assert_ptr_nonnull (o->tape);
}

static void
one_link_free (struct one_link *o)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_tape_status (o->tape, &error) == LGT_OK, "%s",
                 error.text);
  lgt_tape_free (o->tape);
  lgt_context_release (o->context, o->links.data);
  lgt_context_release (o->context, o->weight.data);
  lgt_context_release (o->context, o->width.data);
  lgt_context_release (o->context, o->accepted.data);
  lgt_context_release (o->context, o->random.data);
  lgt_path_set_free (o->context, o->paths);
  lgt_sites_free (o->context, o->list);
  lgt_sites_free (o->context, o->lattice);
  lgt_context_free (o->context);
}

static void
set_step (struct one_link *o, uint32_t step)
{
  const uint32_t words[LGT_RANDOM_WORDS]
    = { 77, 5, LGT_STREAM_TEST, 0, step, 0, 0, 0 };

  ck_assert_int_eq (lgt_context_put (o->context, o->random.data, words,
                                     sizeof words, NULL), LGT_OK);
}

/* From Haar measure.  */
static void
hot (struct one_link *o)
{
  const struct lgt_random_params circle = { 9, 0, 2 * M_PI };
  const struct lgt_sun_haar_params haar = { o->n, 9, 0 };

  set_step (o, 0);
  if (o->n == 1)
    lgt_random_uniform (o->tape, &o->links, &o->random, circle);
  else
    lgt_sun_haar (o->tape, &o->links, &o->random, haar);
}

enum update { HEAT_BATH, METROPOLIS };

static void
update (struct one_link *o, enum update kind, uint32_t step, int hits)
{
  const struct lgt_update_params params = { o->paths, o->n, 1, hits };

  set_step (o, step);
  if (kind == HEAT_BATH)
    lgt_heat_bath (o->tape, &o->links, &o->weight, &o->random, params);
  else
    lgt_local_metropolis (o->tape, &o->links, &o->accepted, &o->weight,
                          &o->random, &o->width, params);
}

/* Re tr U / N of all, of U(1) the angle; X has room for LINKS.  */
static void
values (struct one_link *o, double *x)
{
  const int numbers = o->links.shape.comps, n = o->n;
  double *host = malloc ((size_t) LINKS * (size_t) numbers * sizeof *host);

  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_unpack (o->context, o->links, LINKS, host, NULL),
                    LGT_OK);
  for (int i = 0; i < LINKS; i++)
    {
      const double *u = host + (size_t) i * (size_t) numbers;

      x[i] = n == 1 ? u[0] : 0;
      for (int k = 0; k < n && n > 1; k++)
        x[i] += u[2 * (n + 1) * k] / n;
    }
  free (host);
}

/* ---- direct integration ---- */

enum { BINS = 20, FINE = 400 };

/* The share of each bin of [-1, 1] of Re tr U / 2 for SU(2), or of [-pi, pi]
   of U(1)'s angle, by the midpoint rule.  */
static void
expected (int n, double w, double *share)
{
  double sum = 0;

  for (int b = 0; b < BINS; b++)
    {
      share[b] = 0;
      for (int k = 0; k < FINE; k++)
        {
          const double t = -1 + 2 * (b + (k + 0.5) / FINE) / BINS;

          share[b] += n == 1 ? exp (w * (cos (M_PI * t) - 1))
                             : sqrt (1 - t * t) * exp (2 * w * (t - 1));
        }
      sum += share[b];
    }
  for (int b = 0; b < BINS; b++)
    share[b] /= sum;
}

/* Chi squared of the links' histogram; bins with few expected are put
   together.  */
static double
chi_squared (int n, const double *x, const double *share, int *freedom)
{
  double found[BINS] = { 0 }, want = 0, have = 0, chi = 0;

  for (int i = 0; i < LINKS; i++)
    {
      const double t = n == 1 ? x[i] / M_PI : x[i];
      int b = (int) floor ((t + 1) / 2 * BINS);

      b = b < 0 ? 0 : b >= BINS ? BINS - 1 : b;
      found[b]++;
    }
  *freedom = -1;
  for (int b = 0; b < BINS; b++)
    {
      want += LINKS * share[b];
      have += found[b];
      if (want >= 10 || b == BINS - 1)
        {
          chi += want > 0 ? (have - want) * (have - want) / want : have;
          want = have = 0;
          ++*freedom;
        }
    }
  return chi;
}

/* Weak and strong staples, around the border of the two ways.  */
static const double weights[] = { 0, 0.05, 0.5, 0.84, 0.86, 2, 8, 20 };

/* One update from anywhere has the distribution.  */
START_TEST (heat_bath)
{
  const int n = 1 + _i % 2;
  const double w = weights[_i / 2];
  double *x = malloc (LINKS * sizeof *x), share[BINS], chi;
  struct one_link o;
  int freedom;

  ck_assert_ptr_nonnull (x);
  one_link_new (&o, n, w);
  hot (&o);
  update (&o, HEAT_BATH, 1, 1);
  values (&o, x);
  expected (n, w, share);
  chi = chi_squared (n, x, share, &freedom);
  ck_assert_int_gt (freedom, 0);
  ck_assert_msg (chi < freedom + 4 * sqrt (2.0 * freedom) + 4,
                 "N = %d, weight %g: chi^2 = %g for %d", n, w, chi, freedom);
  one_link_free (&o);
  free (x);
}
END_TEST

/* <Re tr U / N> with density exp (w Re tr U): Weyl's measure on a grid of
   phases, exact for polynomials up to its size.  */
static double
mean_trace (int n, double w)
{
  enum { GRID = 40 };
  double sum = 0, mean = 0;
  int k[4] = { 0 }, points = GRID;

  for (int a = 2; a < n; a++)
    points *= GRID;
  for (int i = 0; i < points; i++)
    {
      double theta[4], density, trace = 0, last = 0;

      k[0] = i % GRID;
      k[1] = i / GRID % GRID;
      k[2] = i / GRID / GRID;
      for (int a = 0; a < n - 1; a++)
        {
          theta[a] = 2 * M_PI * k[a] / GRID;
          last -= theta[a];
        }
      theta[n - 1] = n == 1 ? 2 * M_PI * k[0] / GRID : last;
      for (int a = 0; a < n; a++)
        trace += cos (theta[a]);
      density = exp (w * (trace - n));
      for (int a = 0; a < n; a++)
        for (int b = 0; b < a; b++)
          density *= 2 - 2 * cos (theta[a] - theta[b]);
      sum += density;
      mean += density * trace / n;
    }
  return mean / sum;
}

/* Many updates of one link: the mean trace, of U(1) the mean cosine.  */
START_TEST (many_updates)
{
  static const struct { int n; double w; enum update kind; } run[] = {
    { 3, 0.7, HEAT_BATH }, { 3, 3, HEAT_BATH }, { 4, 2, HEAT_BATH },
    { 1, 1.5, METROPOLIS }, { 2, 1, METROPOLIS }, { 3, 2, METROPOLIS },
    { 4, 1, METROPOLIS }
  };
  const int n = run[_i].n;
  double *x = malloc (LINKS * sizeof *x), mean, error;
  struct one_link o;

  ck_assert_ptr_nonnull (x);
  one_link_new (&o, n, run[_i].w);
  hot (&o);
  for (int step = 1; step <= 40; step++)
    update (&o, run[_i].kind, (uint32_t) step, 2);
  values (&o, x);
  for (int i = 0; n == 1 && i < LINKS; i++)
    x[i] = cos (x[i]);
  mean = chain_mean (x, LINKS, &error);
  ck_assert_msg (fabs (mean - mean_trace (n, run[_i].w)) < 4 * error,
                 "<Re tr U / N> = %g +- %g, exact %g", mean, error,
                 mean_trace (n, run[_i].w));
  one_link_free (&o);
  free (x);
}
END_TEST

/* Detailed balance: from equilibrium, as many links go from one bin to
   another as come back; and the distribution stays.  */
START_TEST (balance)
{
  enum { CELLS = 6 };
  const int n = 1 + _i;
  const double w = n == 1 ? 1.5 : 1;
  double *x = malloc (LINKS * sizeof *x), *y = malloc (LINKS * sizeof *y);
  double chi = 0, share[BINS];
  int count[CELLS][CELLS] = { { 0 } }, freedom = 0, more, moved = 0;
  struct one_link o;

  ck_assert (x && y);
  one_link_new (&o, n, w);
  hot (&o);
  update (&o, HEAT_BATH, 1, 1);
  values (&o, x);
  update (&o, METROPOLIS, 2, 1);
  values (&o, y);
  for (int i = 0; i < LINKS; i++)
    {
      const double a = n == 1 ? x[i] / M_PI : x[i];
      const double b = n == 1 ? y[i] / M_PI : y[i];
      const int from = (int) fmin (CELLS - 1, floor ((a + 1) / 2 * CELLS));
      const int to = (int) fmin (CELLS - 1, floor ((b + 1) / 2 * CELLS));

      count[from][to]++;
      moved += from != to;
    }
  ck_assert_int_gt (moved, LINKS / 10);
  for (int a = 0; a < CELLS; a++)
    for (int b = 0; b < a; b++)
      if (count[a][b] + count[b][a] >= 20)
        {
          const double d = count[a][b] - count[b][a];

          chi += d * d / (count[a][b] + count[b][a]);
          freedom++;
        }
  ck_assert_msg (chi < freedom + 4 * sqrt (2.0 * freedom) + 4,
                 "chi^2 = %g for %d pairs of bins", chi, freedom);
  expected (n, w, share);
  chi = chi_squared (n, y, share, &more);
  ck_assert_msg (chi < more + 4 * sqrt (2.0 * more) + 4,
                 "chi^2 = %g for %d bins", chi, more);
  one_link_free (&o);
  free (x);
  free (y);
}
END_TEST

/* ---- two dimensions ---- */

static const struct run
{
  int n, l0, l1;
  double beta;
  int algorithm, integrator, steps;
} runs[] = {
  { 1, 4, 4, 2, LGT_CHAIN_HEAT_BATH, 0, 1 },
  { 1, 8, 8, 1, LGT_CHAIN_HMC, LGT_LEAPFROG, 5 },
  { 1, 4, 5, 1.5, LGT_CHAIN_HMC, LGT_OMELYAN2, 3 },
  { 1, 5, 3, 1.5, LGT_CHAIN_METROPOLIS, 0, 1 },
  { 2, 4, 4, 2.2, LGT_CHAIN_HEAT_BATH, 0, 1 },
  { 2, 3, 4, 2.7, LGT_CHAIN_HMC, LGT_LEAPFROG, 8 },
  { 2, 4, 3, 1.8, LGT_CHAIN_METROPOLIS, 0, 1 },
  { 3, 4, 4, 6, LGT_CHAIN_HEAT_BATH, 0, 1 },
  { 3, 4, 3, 5, LGT_CHAIN_HMC, LGT_OMELYAN4, 2 },
  { 3, 3, 3, 4, LGT_CHAIN_METROPOLIS, 0, 1 },
  { 4, 4, 4, 9, LGT_CHAIN_HEAT_BATH, 0, 1 },
  { 4, 3, 3, 9, LGT_CHAIN_HMC, LGT_OMELYAN2, 5 },
};
enum { RUNS = sizeof runs / sizeof *runs };

START_TEST (plaquette)
{
  enum { CHAINS = 64 };
  const struct run *r = &runs[_i];
  struct chain_case c = { .n = r->n, .ndim = 2, .extent = { r->l0, r->l1 },
                          .beta = r->beta };
  struct chain_made m;
  double value, error, exact;

  lgt_chain_options_default (&c.options);
  c.options.algorithm = (enum lgt_chain_algorithm) r->algorithm;
  c.options.integrator = (enum lgt_integrator) r->integrator;
  c.options.steps = r->steps;
  c.options.width = r->n == 1 ? 2 : 0.7;
  c.options.overrelaxation = 1;
  c.options.chains = CHAINS;
  ck_assert_int_eq (lgt_exact_plaquette (r->n, r->l0, r->l1, r->beta, &exact,
                                         NULL), LGT_OK);
  chain_make (&m, &c, 2);
  value = chain_plaquette (&m, CHAINS, 100, 300, &error);
  ck_assert_msg (fabs (value - exact) < 4 * error,
                 "plaquette %g +- %g, exact %g", value, error, exact);
  ck_assert_double_lt (error, 0.003);
  chain_unmake (&m);
}
END_TEST

/* <Q^2> with instantons, where HMC alone does not change the charge.  */
START_TEST (charge)
{
  enum { CHAINS = 64, SWEEPS = 150 };
  struct chain_case c = { .n = 1, .ndim = 2, .extent = { 8, 8 }, .beta = 6 };
  struct chain_made m;
  double *q2 = calloc (CHAINS, sizeof *q2), exact, value, error;
  struct lgt_chain_record r;

  ck_assert_ptr_nonnull (q2);
  lgt_chain_options_default (&c.options);
  c.options.chains = CHAINS;
  c.options.instantons = 1;
  if (_i)
    {
      c.options.algorithm = LGT_CHAIN_HMC;
      c.options.integrator = LGT_LEAPFROG;
      c.options.steps = 6;
    }
  ck_assert_int_eq (lgt_exact_u1_q2 (8, 8, 6, &exact, NULL), LGT_OK);
  chain_make (&m, &c, 2);
  chain_sweeps (&m, 100);
  for (int s = 0; s < SWEEPS; s++)
    {
      double *host;

      chain_sweeps (&m, 3);
      host = chain_host (&m, CHAINS);
      for (int i = 0; i < CHAINS; i++)
        {
          double q = 0;

          ck_assert_int_eq (lgt_mc_u1_charge (&m.geom, host + 128 * i, &q,
                                              NULL), LGT_OK);
          q2[i] += q * q / SWEEPS;
        }
      free (host);
    }
  r = lgt_chain_record (m.chain);
  ck_assert_int_eq (r.shifts, CHAINS * (100 + 3 * SWEEPS));
  ck_assert_double_gt (r.shifts_accepted, 0.2);
  value = chain_mean (q2, CHAINS, &error);
  ck_assert_msg (fabs (value - exact) < 4 * error,
                 "<Q^2> = %g +- %g, exact %g", value, error, exact);
  ck_assert_double_lt (error, 0.03);
  free (q2);
  chain_unmake (&m);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("chain_exact");
  TCase *t = tcase_create ("one_link");

  tcase_add_loop_test (t, heat_bath, 0,
                       2 * (int) (sizeof weights / sizeof *weights));
  tcase_add_loop_test (t, many_updates, 0, 7);
  tcase_add_loop_test (t, balance, 0, 2);
  suite_add_tcase (s, t);
  t = tcase_create ("two_dimensions");
  tcase_add_loop_test (t, plaquette, 0, RUNS);
  tcase_add_loop_test (t, charge, 0, 2);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

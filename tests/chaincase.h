/* Chains for tests.  */

#ifndef LGT_TESTS_CHAINCASE_H
#define LGT_TESTS_CHAINCASE_H

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/chain.h>

/* What a chain is made of.  */
struct chain_case
{
  int n, ndim, extent[4];
  double beta, c1;
  struct lgt_chain_options options;
};

struct chain_made
{
  struct lgt_context *context;
  struct lgt_geom geom;
  struct lgt_chain *chain;
};

static inline struct lgt_context *
chain_context (const char *name, int threads)
{
  const struct lgt_context_options options = { 0, threads, NULL };
  const struct lgt_backend *backend = NULL;
  struct lgt_context *context;

  ck_assert_int_eq (lgt_backend_find (name, &backend, NULL), LGT_OK);
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

static inline enum lgt_status
chain_try (struct chain_made *m, const struct chain_case *c, int threads,
           struct lgt_error *error)
{
  struct lgt_loop_list loops = { 0 };
  double coefficient[LGT_CHAIN_LOOPS];
  enum lgt_status status;

  m->chain = NULL;
  m->context = chain_context (NULL, threads);
  ck_assert_int_eq (lgt_geom_init (&m->geom, c->ndim, c->extent, NULL),
                    LGT_OK);
  ck_assert_int_eq (lgt_chain_action (c->ndim, c->beta, c->c1, &loops,
                                      coefficient, NULL), LGT_OK);
  status = lgt_chain_new (m->context, &m->geom, c->n, loops.count, loops.loop,
                          coefficient, &c->options, &m->chain, error);
  lgt_loop_list_free (&loops);
  return status;
}

static inline void
chain_make (struct chain_made *m, const struct chain_case *c, int threads)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (chain_try (m, c, threads, &error) == LGT_OK, "%s",
                 error.text);
}

static inline void
chain_unmake (struct chain_made *m)
{
  lgt_chain_free (m->chain);
  lgt_context_free (m->context);
}

static inline void
chain_sweeps (struct chain_made *m, int64_t sweeps)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_chain_run (m->chain, sweeps, &error) == LGT_OK, "%s",
                 error.text);
}

/* All links of COUNT chains, for the caller to free.  */
static inline double *
chain_host (const struct chain_made *m, int count)
{
  double *host = malloc ((size_t) count * (size_t) lgt_chain_size (m->chain)
                         * sizeof *host);

  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_chain_get (m->chain, host, NULL), LGT_OK);
  return host;
}

/* Mean and error of COUNT independent numbers.  */
static inline double
chain_mean (const double *x, int count, double *error)
{
  double mean = 0, square = 0;

  for (int i = 0; i < count; i++)
    mean += x[i] / count;
  for (int i = 0; i < count; i++)
    square += (x[i] - mean) * (x[i] - mean);
  *error = sqrt (square / (count - 1.0) / count);
  return mean;
}

/* The plaquette after START sweeps, of SWEEPS more: mean over all chains, its
   error from their spread.  */
static inline double
chain_plaquette (struct chain_made *m, int chains, int start, int sweeps,
                 double *error)
{
  double *sum = calloc ((size_t) chains, sizeof *sum);
  double *now = calloc ((size_t) chains, sizeof *now), mean;

  ck_assert (sum && now);
  chain_sweeps (m, start);
  for (int s = 0; s < sweeps; s++)
    {
      chain_sweeps (m, 1);
      ck_assert_int_eq (lgt_chain_plaquette (m->chain, now, NULL), LGT_OK);
      for (int i = 0; i < chains; i++)
        sum[i] += now[i] / sweeps;
    }
  mean = chain_mean (sum, chains, error);
  free (sum);
  free (now);
  return mean;
}

#endif

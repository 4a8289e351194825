/* Chains of scalar fields for tests.  */

#ifndef LGT_TESTS_SCALARCASE_H
#define LGT_TESTS_SCALARCASE_H

#include "chaincase.h"

#ifdef HAVE_CONFIG_H
# include "config.h"
#endif

#include <lgt/exact_scalar.h>
#include <lgt/scalar_chain.h>
#include <lgt/statistics.h>

#ifdef LGT_WITH_FFTW
# include <lgt/fft.h>
#endif

static inline const struct lgt_fft *
scalar_fft (void)
{
#ifdef LGT_WITH_FFTW
  return lgt_fft_fftw ();
#else
  return NULL;
#endif
}

struct scalar_case
{
  int ndim, extent[4];
  double m2, lambda;
  struct lgt_scalar_chain_options options;
};

struct scalar_made
{
  struct lgt_context *context;
  struct lgt_geom geom;
  struct lgt_scalar_chain *chain;
};

static inline enum lgt_status
scalar_try (struct scalar_made *m, const struct scalar_case *c,
            const char *backend, int threads, struct lgt_error *error)
{
  double coupling[LGT_SCALAR_COEFFICIENTS];

  m->chain = NULL;
  m->context = chain_context (backend, threads);
  ck_assert_int_eq (lgt_geom_init (&m->geom, c->ndim, c->extent, NULL),
                    LGT_OK);
  lgt_scalar_phi4 (c->ndim, c->m2, c->lambda, coupling);
  return lgt_scalar_chain_new (m->context, &m->geom, coupling, &c->options,
                               &m->chain, error);
}

static inline void
scalar_make (struct scalar_made *m, const struct scalar_case *c, int threads)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (scalar_try (m, c, NULL, threads, &error) == LGT_OK, "%s",
                 error.text);
}

static inline void
scalar_unmake (struct scalar_made *m)
{
  lgt_scalar_chain_free (m->chain);
  lgt_context_free (m->context);
}

static inline void
scalar_sweeps (struct scalar_made *m, int64_t sweeps)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_scalar_chain_run (m->chain, sweeps, &error) == LGT_OK,
                 "%s", error.text);
}

/* Fields of COUNT chains, for the caller to free.  */
static inline double *
scalar_host (const struct scalar_made *m, int count)
{
  double *host = malloc ((size_t) count * (size_t) m->geom.volume
                         * sizeof *host);

  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_scalar_chain_get (m->chain, host, NULL), LGT_OK);
  return host;
}

/* ---- histories ---- */

/* What CHAINS chains measured: [chain][LENGTH][LGT_SCALAR_QUANTITIES].  */
struct scalar_history
{
  int chains;
  int64_t length, *lengths;
  double *data;
  struct lgt_geom geom;
};

static inline struct scalar_history
scalar_run (struct scalar_made *m, int chains, int start, int64_t length,
            int every)
{
  enum { Q = LGT_SCALAR_QUANTITIES };
  struct scalar_history h = { chains, length, NULL, NULL, m->geom };
  double *now = malloc ((size_t) chains * Q * sizeof *now);

  h.lengths = malloc ((size_t) chains * sizeof *h.lengths);
  h.data = malloc ((size_t) chains * (size_t) length * Q * sizeof *h.data);
  ck_assert (now && h.lengths && h.data);
  scalar_sweeps (m, start);
  lgt_scalar_chain_clear (m->chain);
  for (int64_t t = 0; t < length; t++)
    {
      scalar_sweeps (m, every);
      ck_assert_int_eq (lgt_scalar_chain_measure (m->chain, now, NULL),
                        LGT_OK);
      for (int i = 0; i < chains; i++)
        memcpy (h.data + (i * length + t) * Q, now + i * Q,
                Q * sizeof *now);
    }
  for (int i = 0; i < chains; i++)
    h.lengths[i] = length;
  free (now);
  return h;
}

static inline void
scalar_history_free (struct scalar_history *h)
{
  free (h->data);
  free (h->lengths);
}

static inline struct lgt_gamma
scalar_derived (struct scalar_history *h, lgt_derived_fn *f)
{
  const struct lgt_gamma_options options = { 0, scalar_fft () };
  struct lgt_gamma r = { 0 };
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_gamma_derived (h->data, LGT_SCALAR_QUANTITIES,
                                    h->chains, h->lengths, f, &h->geom,
                                    &options, &r, &error) == LGT_OK, "%s",
                 error.text);
  return r;
}

/* One of the primary quantities.  */
#define SCALAR_PRIMARY(name, quantity)                                      \
  static inline double                                                      \
  scalar_##name (const double *mean, void *geom)                            \
  {                                                                         \
    (void) geom;                                                            \
    return mean[quantity];                                                  \
  }
SCALAR_PRIMARY (m, LGT_SCALAR_M)
SCALAR_PRIMARY (abs_m, LGT_SCALAR_ABS_M)
SCALAR_PRIMARY (m2, LGT_SCALAR_M2)
SCALAR_PRIMARY (phi2, LGT_SCALAR_PHI2)
SCALAR_PRIMARY (phi4, LGT_SCALAR_PHI4)

#endif

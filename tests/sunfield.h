/* A field of SU(N) links on a device and on the host, and what tests of
   operations on it share.  */

#ifndef LGT_TESTS_SUNFIELD_H
#define LGT_TESTS_SUNFIELD_H

#include "testutil.h"

#include <math.h>
#include <string.h>

#include <lgt/geom.h>

#include "opcases.h"

enum { CONFIGS = 16, NUMBERS = 2 * LGT_SUN_MAX * LGT_SUN_MAX };

static const int extents[3][4] = { { 4, 3 }, { 2, 3, 2 }, { 2, 1, 3, 2 } };
static const int lane_counts[] = { 1, 8, 16, 3 };

/* Links from Haar measure, CONFIGS configurations however they lie.  */
struct field
{
  struct lgt_context *context;
  int ndim, n, lanes;
  struct lgt_geom geom;
  struct lgt_sites *lattice;
  struct lgt_view links;
  double *host;           /* [configuration][site][mu][2 n^2] */
};

/* Backends that were compiled in; tests that loop over them are this many
   times as many.  */
static inline int
n_backends (void)
{
  int n = 0;

  while (lgt_backend_list ()[n])
    n++;
  return n;
}

/* A context on backend number I, NULL where this machine cannot run it; on
   the best one.  */
enum { BEST = -1 };
static inline struct lgt_context *
new_context (int i, int threads)
{
  const struct lgt_context_options options = { 0, threads, NULL };
  const struct lgt_backend *backend = NULL;
  struct lgt_context *context;

  if (i == BEST)
    ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  else
    backend = lgt_backend_list ()[i];
  if (backend->probe (NULL) != LGT_OK)
    return NULL;
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

static inline struct lgt_view
new_view (struct lgt_context *context, enum lgt_type type, int packs,
          int count, int comps, int lanes, const struct lgt_sites *sites)
{
  struct lgt_shape shape = { packs, count, comps, lanes };
  void *data = lgt_context_alloc (context, lgt_shape_bytes (type, shape),
                                  NULL);

  ck_assert_ptr_nonnull (data);
  return lgt_view_dense (data, type, shape, sites);
}

/* All CONFIGS configurations of V, for the caller to free.  */
static inline double *
unpack (struct lgt_context *context, struct lgt_view v)
{
  double *host = malloc ((size_t) CONFIGS * (size_t) v.shape.sites
                         * (size_t) v.shape.comps * sizeof *host);

  ck_assert_ptr_nonnull (host);
  ck_assert_int_eq (lgt_unpack (context, v, CONFIGS, host, NULL), LGT_OK);
  return host;
}

static inline void
run (struct lgt_context *context, const struct lgt_op *op,
     const void *params, const struct lgt_view *in, struct lgt_view *out)
{
  struct lgt_error error = { LGT_OK, "" };

  ck_assert_msg (lgt_context_run (context, op, params, in, out, &error)
                 == LGT_OK, "%s: %s", op->name, error.text);
}

static inline struct lgt_view
new_counters (struct lgt_context *context)
{
  const double words[LGT_RANDOM_WORDS]
    = { 17, 42, LGT_STREAM_TEST, 1, 99, 1000, 0, 0 };
  struct lgt_view v = new_view (context, LGT_U32, 1, 1, LGT_RANDOM_WORDS, 1,
                                NULL);

  op_view_put (context, &v, words);
  return v;
}

/* On backend number BACKEND; 0, and no field, where this machine cannot run
   it.  */
static inline int
field_new (struct field *f, int backend, int threads, int ndim,
           const int *extent, int n, int lanes)
{
  struct lgt_sun_haar_params params = { n, 3, 7 };
  struct lgt_view random;

  f->context = new_context (backend, threads);
  if (!f->context)
    return 0;
  f->ndim = ndim;
  f->n = n;
  f->lanes = lanes;
  ck_assert_int_eq (lgt_geom_init (&f->geom, ndim, extent, NULL), LGT_OK);
  ck_assert_int_eq (lgt_sites_new (f->context, ndim, extent, &f->lattice,
                                   NULL), LGT_OK);
  f->links = new_view (f->context, LGT_F64, lgt_packs_for (CONFIGS, lanes),
                       f->lattice->count, ndim * 2 * n * n, lanes,
                       f->lattice);
  random = new_counters (f->context);
  run (f->context, &lgt_op_sun_haar, &params, &random, &f->links);
  lgt_context_release (f->context, random.data);
  f->host = unpack (f->context, f->links);
  return 1;
}

static inline void
field_free (struct field *f)
{
  free (f->host);
  lgt_context_release (f->context, f->links.data);
  lgt_sites_free (f->context, f->lattice);
  lgt_context_free (f->context);
}

static inline struct lgt_view
output (const struct field *f, enum lgt_type type, int count, int comps)
{
  return new_view (f->context, type, f->links.shape.packs, count, comps,
                   f->lanes, NULL);
}

/* ---- matrices of the host ---- */

static inline void
multiply (int n, double *c, const double *a, const double *b, int dagger)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        double re = 0, im = 0;

        for (int k = 0; k < n; k++)
          {
            const double *x = a + 2 * (n * i + k);
            const double *y = b + 2 * (dagger ? n * j + k : n * k + j);
            const double v = dagger ? -y[1] : y[1];

            re += x[0] * y[0] - x[1] * v;
            im += x[0] * v + x[1] * y[0];
          }
        c[2 * (n * i + j)] = re;
        c[2 * (n * i + j) + 1] = im;
      }
}

static inline void
trace (int n, const double *a, double *re, double *im)
{
  *re = *im = 0;
  for (int i = 0; i < n; i++)
    {
      *re += a[2 * (n + 1) * i];
      *im += a[2 * (n + 1) * i + 1];
    }
}

/* Re tr W/N, Im tr W/N, Re tr W^2/N, Im tr W^2/N.  */
static inline void
features_of (int n, const double *w, double z[4])
{
  double square[NUMBERS];

  multiply (n, square, w, w, 0);
  trace (n, w, &z[0], &z[1]);
  trace (n, square, &z[2], &z[3]);
  for (int i = 0; i < 4; i++)
    z[i] /= n;
}

#endif

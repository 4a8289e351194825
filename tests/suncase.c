/* An operation on SU(N) matrices, on arrays of the test's own.  */

#include "suncase.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

/* ---- arrays ---- */

size_t
sun_case_in_count (const struct sun_case *c, int i)
{
  return (size_t) c->packs * (size_t) c->sites * (size_t) c->lanes
         * (size_t) c->in_comps[i];
}

size_t
sun_case_out_count (const struct sun_case *c, int j)
{
  return (size_t) c->packs * (size_t) c->lanes * (size_t) c->out_comps[j]
         * (size_t) (c->sum[j] ? 1 : c->sites);
}

static double *
array (size_t n, unsigned *seed)
{
  double *x = calloc (n + 1, sizeof *x);

  ck_assert_ptr_nonnull (x);
  for (size_t i = 0; seed && i < n; i++)
    x[i] = sun_random (seed);
  return x;
}

void
sun_case_new (struct sun_case *c, unsigned seed)
{
  for (int i = 0; i < c->op->n_in; i++)
    {
      c->in[i] = array (sun_case_in_count (c, i), NULL);
      c->g_in[i] = array (sun_case_in_count (c, i), NULL);
    }
  for (int j = 0; j < c->op->n_out; j++)
    {
      c->out[j] = array (sun_case_out_count (c, j), NULL);
      c->g_out[j] = array (sun_case_out_count (c, j), &seed);
    }
}

void
sun_case_free (struct sun_case *c)
{
  for (int i = 0; i < c->op->n_in; i++)
    {
      free (c->in[i]);
      free (c->g_in[i]);
    }
  for (int j = 0; j < c->op->n_out; j++)
    {
      free (c->out[j]);
      free (c->g_out[j]);
    }
}

size_t
sun_case_at (const struct sun_case *c, int comps, int pack, int site,
             int comp, int lane)
{
  return (((size_t) pack * (size_t) c->sites + (size_t) site) * (size_t) comps
          + (size_t) comp) * (size_t) c->lanes + (size_t) lane;
}

void
sun_case_get (const struct sun_case *c, const double *x, int comps, int pack,
              int site, int k, int lane, double complex *m)
{
  for (int e = 0; e < c->n * c->n; e++)
    {
      int comp = 2 * (k * c->n * c->n + e);

      m[e] = x[sun_case_at (c, comps, pack, site, comp, lane)]
             + I * x[sun_case_at (c, comps, pack, site, comp + 1, lane)];
    }
}

void
sun_case_put (const struct sun_case *c, double *x, int comps, int pack,
              int site, int k, int lane, const double complex *m)
{
  for (int e = 0; e < c->n * c->n; e++)
    {
      int comp = 2 * (k * c->n * c->n + e);

      x[sun_case_at (c, comps, pack, site, comp, lane)] = creal (m[e]);
      x[sun_case_at (c, comps, pack, site, comp + 1, lane)] = cimag (m[e]);
    }
}

/* ---- running ---- */

static struct lgt_view
upload (struct lgt_context *context, const double *host, enum lgt_type type,
        struct lgt_shape shape)
{
  struct lgt_view view = lgt_view_dense (NULL, type, shape, NULL);
  size_t n = (size_t) lgt_shape_count (shape);
  float *single = malloc (n * sizeof *single);

  view.data = lgt_context_alloc (context, lgt_shape_bytes (type, shape),
                                 NULL);
  ck_assert_ptr_nonnull (view.data);
  ck_assert_ptr_nonnull (single);
  for (size_t i = 0; i < n; i++)
    single[i] = (float) host[i];
  ck_assert_int_eq (lgt_context_put (context, view.data,
                                     type == LGT_F32 ? (const void *) single
                                                     : host,
                                     n * lgt_type_size (type), NULL),
                    LGT_OK);
  free (single);
  return view;
}

static void
download (struct lgt_context *context, double *host, struct lgt_view *view)
{
  size_t n = (size_t) lgt_shape_count (view->shape);
  float *single = malloc (n * sizeof *single);

  ck_assert_ptr_nonnull (single);
  ck_assert_int_eq (lgt_context_get (context, view->type == LGT_F32
                                              ? (void *) single : host,
                                     view->data,
                                     n * lgt_type_size (view->type), NULL),
                    LGT_OK);
  for (size_t i = 0; view->type == LGT_F32 && i < n; i++)
    host[i] = single[i];
  free (single);
  lgt_context_release (context, view->data);
}

static struct lgt_view
in_view (struct sun_case *c, struct lgt_context *context, int i,
         const double *host)
{
  struct lgt_shape shape = { c->packs, c->sites, c->in_comps[i], c->lanes };

  return upload (context, host, c->type[i], shape);
}

static struct lgt_view
out_view (struct sun_case *c, struct lgt_context *context, int j,
          const double *host)
{
  struct lgt_shape shape = { c->packs, c->sum[j] ? 1 : c->sites,
                             c->out_comps[j], c->lanes };

  return upload (context, host, LGT_F64, shape);
}

void
sun_case_run (struct sun_case *c, struct lgt_context *context)
{
  struct lgt_view in[SUN_INS], out[SUN_OUTS];
  struct lgt_error error = { LGT_OK, "" };

  for (int i = 0; i < c->op->n_in; i++)
    in[i] = in_view (c, context, i, c->in[i]);
  for (int j = 0; j < c->op->n_out; j++)
    out[j] = out_view (c, context, j, c->out[j]);
  ck_assert_msg (lgt_context_run (context, c->op, &c->params, in, out, &error)
                 == LGT_OK, "%s", error.text);
  for (int i = 0; i < c->op->n_in; i++)
    lgt_context_release (context, in[i].data);
  for (int j = 0; j < c->op->n_out; j++)
    download (context, c->out[j], &out[j]);
}

void
sun_case_pull (struct sun_case *c, struct lgt_context *context,
               unsigned without)
{
  const struct lgt_kernel *kernel = lgt_context_kernel (context, c->op);
  int n_in = c->op->n_in, n_out = c->op->n_out;
  struct lgt_view in[SUN_INS + 2 * SUN_OUTS], shown[SUN_INS + 2 * SUN_OUTS];
  struct lgt_view out[SUN_INS], inferred[SUN_OUTS];
  struct lgt_error error = { LGT_OK, "" };
  enum lgt_type entry = LGT_F64;
  size_t scratch[2] = { 0, 0 };
  void *memory;

  memset (inferred, 0, sizeof inferred);
  for (int i = 0; i < n_in; i++)
    {
      in[i] = in_view (c, context, i, c->in[i]);
      out[i] = in_view (c, context, i, c->g_in[i]);
    }
  for (int j = 0; j < n_out; j++)
    {
      in[n_in + j] = out_view (c, context, j, c->out[j]);
      in[n_in + n_out + j] = out_view (c, context, j, c->g_out[j]);
    }
  ck_assert_int_eq (c->op->infer (&c->params, in, inferred, scratch, &entry,
                                  &error), LGT_OK);
  memory = lgt_context_alloc (context, scratch[1] + 64, NULL);
  memcpy (shown, in, sizeof shown);
  for (int i = 0; i < n_in; i++)
    if (!(c->op->pullback_reads & LGT_READS_IN (i)))
      shown[i].data = NULL;
  for (int j = 0; j < n_out; j++)
    {
      if (!(c->op->pullback_reads & LGT_READS_OUT (j)))
        shown[n_in + j].data = NULL;
      if (without & 1u << j)
        shown[n_in + n_out + j].data = NULL;
    }
  ck_assert_int_eq (kernel->pull[entry] (lgt_context_queue (context),
                                         &c->params, shown, out, memory,
                                         &error), LGT_OK);
  lgt_context_release (context, memory);
  for (int i = 0; i < n_in + 2 * n_out; i++)
    lgt_context_release (context, in[i].data);
  for (int i = 0; i < n_in; i++)
    download (context, c->g_in[i], &out[i]);
}

int
sun_backends (void)
{
  int n = 0;

  while (lgt_backend_list ()[n])
    n++;
  return n;
}

struct lgt_context *
sun_context (int i, int threads)
{
  const struct lgt_context_options options = { 0, threads, NULL };
  const struct lgt_backend *backend = lgt_backend_list ()[i];
  struct lgt_context *context;

  if (backend->probe (NULL) != LGT_OK)
    return NULL;
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

struct lgt_context *
sun_best (int threads)
{
  for (int i = 0; i < sun_backends (); i++)
    {
      struct lgt_context *context = sun_context (i, threads);

      if (context)
        return context;
    }
  ck_abort_msg ("no backend");
  return NULL;
}

/* ---- matrices ---- */

double
sun_random (unsigned *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) * (2.0 / (1 << 24)) - 1;
}

void
sun_generator (int n, int a, double complex *t)
{
  int at = 0;

  memset (t, 0, (size_t) (n * n) * sizeof *t);
  for (int j = 1; j < n; j++)
    {
      for (int i = 0; i < j; i++)
        for (int half = 0; half < 2; half++, at++)
          if (at == a)
            {
              t[n * i + j] = half ? -I / 2 : 0.5;
              t[n * j + i] = conj (t[n * i + j]);
            }
      if (at++ == a)
        for (int i = 0; i <= j; i++)
          t[(n + 1) * i] = (i < j ? 1 : -j) / sqrt (2.0 * j * (j + 1));
    }
}

void
sun_taylor_exp (int n, const double complex *x, double complex *e)
{
  double complex y[LGT_SUN_MAX * LGT_SUN_MAX], term[LGT_SUN_MAX * LGT_SUN_MAX];

  for (int i = 0; i < n * n; i++)
    {
      y[i] = x[i] / 64;
      e[i] = term[i] = i % (n + 1) == 0;
    }
  for (int k = 1; k < 16; k++)
    {
      multiply (n, term, term, PLAIN, y, PLAIN);
      for (int i = 0; i < n * n; i++)
        e[i] += term[i] /= k;
    }
  for (int k = 0; k < 6; k++)
    multiply (n, e, e, PLAIN, e, PLAIN);
}

void
sun_traceless (int n, const double complex *a, double complex *x)
{
  double complex t[LGT_SUN_MAX * LGT_SUN_MAX], trace = 0;

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      t[n * i + j] = (a[n * i + j] - conj (a[n * j + i])) / 2;
  for (int i = 0; i < n; i++)
    trace += t[(n + 1) * i];
  for (int i = 0; i < n; i++)
    t[(n + 1) * i] -= trace / n;
  memcpy (x, t, (size_t) (n * n) * sizeof *t);
}

void
sun_random_group (int n, unsigned *seed, double complex *m)
{
  for (int i = 0; i < n * n; i++)
    {
      double re = sun_random (seed);

      m[i] = re + I * sun_random (seed);
    }
  unitarize (n, m);
}

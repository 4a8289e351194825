#include "spectralcase.h"

#include "testutil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static unsigned long long state;

void
reseed (unsigned long long seed)
{
  state = seed;
}

static double
uniform (void)            /* in (-1, 1) */
{
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return (double) (state >> 11) * 0x1p-52 - 1;
}

void
random_matrix (int n, cplx *a)
{
  for (int i = 0; i < n * n; i++)
    a[i] = uniform () + I * uniform ();
  unitarize (n, a);
}

/* ---- cases ---- */

const struct kind kinds[KINDS] = {
  { 2, 8, 0, 1, 0 }, { 2, 5, 1, 2, 1 }, { 3, 8, 0, 1, 0 }, { 3, 8, 1, 3, 0 },
  { 3, 5, 1, 4, 1 }, { 4, 4, 1, 2, 0 }, { 5, 2, 0, 8, 0 }, { 8, 3, 1, 1, 0 },
};
struct lgt_context *
new_context (int i, int threads)
{
  const struct lgt_context_options options = { .threads = threads };
  const struct lgt_backend *backend = NULL;
  struct lgt_context *context;

  if (i < 0)
    ck_assert_int_eq (lgt_backend_find (NULL, &backend, NULL), LGT_OK);
  else
    backend = lgt_backend_list ()[i];
  if (backend->probe (NULL) != LGT_OK)
    return NULL;
  context = lgt_context_new (backend, &options, NULL);
  ck_assert_ptr_nonnull (context);
  return context;
}

static struct lgt_view
memory (struct op_case *c, enum lgt_type type, struct lgt_shape shape)
{
  struct lgt_view v = lgt_view_dense (c, type, shape, NULL);

  return op_case_like (c, &v);
}

void
make (struct op_case *c, struct lgt_context *context, const struct kind *k,
      struct lgt_shape shape, enum lgt_type type, double spread)
{
  struct lgt_sun_spectral_params *p = &c->params.spectral;
  double *raw;

  memset (c, 0, sizeof *c);
  c->context = context;
  c->op = &lgt_op_sun_spectral;
  *p = (struct lgt_sun_spectral_params) {
    .n = k->n, .bins = k->bins, .bias = k->bias, .order = k->order,
    .conjugation = k->conjugation, .min_bin = 1e-3, .min_slope = 1e-3
  };
  shape.comps = 2 * k->n * k->n;
  for (int i = 0; i < 2; i++)
    c->in[i] = memory (c, LGT_F64, shape);
  c->out[0] = memory (c, LGT_F64, shape);
  shape.comps = lgt_sun_spectral_raw (*p);
  c->in[2] = memory (c, type, shape);
  raw = calloc (op_view_count (&c->in[2]), sizeof *raw);
  ck_assert_ptr_nonnull (raw);
  for (size_t i = 0; i < op_view_count (&c->in[2]); i++)
    raw[i] = spread * uniform ();
  op_view_put (context, &c->in[2], raw);
  free (raw);
  shape.comps = shape.sites = 1;
  c->out[1] = memory (c, LGT_F64, shape);
}

void
matrix (struct op_case *c, const struct lgt_view *v, int p, int site, int l,
        cplx *get, const cplx *put)
{
  double *x = malloc (op_view_count (v) * sizeof *x);
  int comps = v->shape.comps, lanes = v->shape.lanes;

  ck_assert_ptr_nonnull (x);
  op_view_get (c->context, v, x);
  for (int i = 0; i < comps / 2; i++)
    {
      double *at = x + ((p * v->shape.sites + site) * comps + 2 * i) * lanes
                   + l;

      if (get)
        get[i] = at[0] + I * at[lanes];
      if (put)
        {
          at[0] = creal (put[i]);
          at[lanes] = cimag (put[i]);
        }
    }
  if (put)
    op_view_put (c->context, v, x);
  free (x);
}

void
randomize (struct op_case *c)
{
  int n = c->params.spectral.n;
  cplx a[64];

  for (int i = 0; i < 2; i++)
    for (int p = 0; p < c->in[i].shape.packs; p++)
      for (int site = 0; site < c->in[i].shape.sites; site++)
        for (int l = 0; l < c->in[i].shape.lanes; l++)
          {
            random_matrix (n, a);
            matrix (c, &c->in[i], p, site, l, NULL, a);
          }
}

double
number (struct op_case *c, const struct lgt_view *v, int i)
{
  double *x = malloc (op_view_count (v) * sizeof *x), y;

  ck_assert_ptr_nonnull (x);
  op_view_get (c->context, v, x);
  y = x[i];
  free (x);
  return y;
}

const struct lgt_shape single = { 1, 1, 1, 1 };

double
map_single (struct op_case *c, const cplx *u, const cplx *s, cplx *to)
{
  matrix (c, &c->in[0], 0, 0, 0, NULL, u);
  matrix (c, &c->in[1], 0, 0, 0, NULL, s);
  op_case_run (c);
  matrix (c, &c->out[0], 0, 0, 0, to, NULL);
  return number (c, &c->out[1], 0);
}

/* ---- phases that meet ---- */

void
close_phases (int n, double gap, int all, cplx *p)
{
  double theta[8] = { 0 }, sum = 0;
  double centre = 2 * PI * floor (n * fabs (uniform ()));
  cplx v[64];

  for (int j = 0; j < n; j++)
    theta[j] = all ? gap * uniform () : 2.5 * uniform ();
  if (!all)
    {
      centre = 0;
      if (n == 2)
        theta[0] = -gap / 2;
      theta[1] = theta[0] + gap;
    }
  for (int j = 0; j < n; j++)
    sum += theta[j];
  /* Two that meet stay where they are.  */
  for (int j = all ? 0 : n - 1; j < n; j++)
    theta[j] += (centre - sum) / (all ? n : 1);
  random_matrix (n, v);
  with_phases (n, v, theta, p);
}

const double gaps[GAPS] = { 1, 1e-4, 1e-7, 1e-10, 1e-13, 1e-15, 0 };

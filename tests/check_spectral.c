/* Spectral couplings of SU(N): values against a plain reference, inverses,
   symmetries, log-determinants against the numerical Jacobian, gradients
   against differences, also where phases meet.  */

#include "testutil.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "opcases.h"
#include "unitary.h"

#define PI 3.14159265358979323846
void zgeev_ (const char *, const char *, const int *, cplx *, const int *,
             cplx *, cplx *, const int *, cplx *, const int *, cplx *,
             const int *, double *, int *);

static unsigned long long state;

static double
uniform (void)            /* in (-1, 1) */
{
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return (double) (state >> 11) * 0x1p-52 - 1;
}

static void
random_matrix (int n, cplx *a)
{
  for (int i = 0; i < n * n; i++)
    a[i] = uniform () + I * uniform ();
  unitarize (n, a);
}

/* ---- cases ---- */

struct kind
{
  int n, bins, bias, order, conjugation;
};
static const struct kind kinds[] = {
  { 2, 8, 0, 1, 0 }, { 2, 5, 1, 2, 1 }, { 3, 8, 0, 1, 0 }, { 3, 8, 1, 3, 0 },
  { 3, 5, 1, 4, 1 }, { 4, 4, 1, 2, 0 }, { 5, 2, 0, 8, 0 }, { 8, 3, 1, 1, 0 },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int
backends (void)
{
  int n = 0;

  while (lgt_backend_list ()[n])
    n++;
  return n;
}

/* On backend number I, NULL where this machine cannot run it; I < 0: the best
   one.  */
static struct lgt_context *
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

/* U, S at random, raw numbers in (-SPREAD, SPREAD).  */
static void
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

/* Element L (lane), SITE of pack P of a matrix tensor, and back.  */
static void
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

static void
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

static double
number (struct op_case *c, const struct lgt_view *v, int i)
{
  double *x = malloc (op_view_count (v) * sizeof *x), y;

  ck_assert_ptr_nonnull (x);
  op_view_get (c->context, v, x);
  y = x[i];
  free (x);
  return y;
}

/* One link, one lane.  */
static const struct lgt_shape single = { 1, 1, 1, 1 };

/* U' and the log-determinant of U, S.  */
static double
map_single (struct op_case *c, const cplx *u, const cplx *s, cplx *to)
{
  matrix (c, &c->in[0], 0, 0, 0, NULL, u);
  matrix (c, &c->in[1], 0, 0, 0, NULL, s);
  op_case_run (c);
  matrix (c, &c->out[0], 0, 0, 0, to, NULL);
  return number (c, &c->out[1], 0);
}

/* ---- the reference ---- */

static int
ascending (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A spline and the shift, with dy/dx in *SLOPE; 1e-3 for both smallest.  */
static double
plain_spline (int k, int bias, const double *raw, double x, double *slope)
{
  double w[64] = { 0 }, h[64] = { 0 }, d[65], sw = 0, sh = 0, x0 = 0, y0 = 0;
  int i = 0;

  for (int j = 0; j < k; j++)
    {
      sw += exp (raw[j]);
      sh += exp (raw[k + j]);
    }
  for (int j = 0; j <= k; j++)
    {
      if (j < k)
        {
          w[j] = 1e-3 + (1 - k * 1e-3) * exp (raw[j]) / sw;
          h[j] = 1e-3 + (1 - k * 1e-3) * exp (raw[k + j]) / sh;
        }
      d[j] = 1e-3 + (1 - 1e-3) * log1p (exp (raw[2 * k + j])
                                        * (exp (1) - 1));
    }
  while (i < k - 1 && x0 + w[i] <= x)
    {
      x0 += w[i];
      y0 += h[i++];
    }
  double s = h[i] / w[i], t = (x - x0) / w[i], r = t * (1 - t);
  double q = s + (d[i] + d[i + 1] - 2 * s) * r;
  double y = y0 + h[i] * (s * t * t + d[i] * r) / q;
  double e = bias ? exp (raw[3 * k + 1]) : 1, z = 1 - y + y * e;

  *slope = s * s * (d[i + 1] * t * t + 2 * s * r + d[i] * (1 - t) * (1 - t))
           / (q * q) * e / (z * z);
  return y * e / z;
}

/* The forward map by the text of lgt/ops_sun.h, step by step.  */
static double
reference (const struct lgt_sun_spectral_params *p, const cplx *u,
           const cplx *s, const double *raw, cplx *to)
{
  int n = p->n, info, size = 200, k = p->bins;
  int count = 3 * k + 1 + p->bias;
  cplx loop[64], a[64], value[8], v[64], t[64], work[200];
  double theta[8], old[8], rw[16], sum = 0, log_det = 0, x[8], y[8];
  double g[8], rest[8], g2[8], rest2[8], theta2[8];
  int order[8], turn;

  multiply (n, loop, u, PLAIN, s, PLAIN);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[j * n + i] = loop[i * n + j];
  zgeev_ ("N", "V", &n, a, &n, value, NULL, &n, v, &n, work, &size, rw,
          &info);
  ck_assert_int_eq (info, 0);
  for (int i = 0; i < n; i++)
    sum += theta[i] = old[i] = carg (value[i]);
  qsort (theta, (size_t) n, sizeof *theta, ascending);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      if (old[j] == theta[i])
        order[i] = j;
  for (turn = (int) lrint (sum / (2 * PI)); turn != 0;
       turn -= turn > 0 ? 1 : -1)
    {
      double edge = turn > 0 ? theta[n - 1] - 2 * PI : theta[0] + 2 * PI;
      int which = order[turn > 0 ? n - 1 : 0];
      size_t rest_of = (size_t) (n - 1);

      memmove (theta + (turn > 0), theta + (turn < 0),
               rest_of * sizeof *theta);
      memmove (order + (turn > 0), order + (turn < 0),
               rest_of * sizeof *order);
      theta[turn > 0 ? 0 : n - 1] = edge;
      order[turn > 0 ? 0 : n - 1] = which;
    }
  rest[0] = theta[n - 1] - theta[0];
  for (int j = 0; j < n - 1; j++)
    {
      g[j] = theta[j + 1] - theta[j];
      rest[j + 1] = rest[j] - g[j];
    }
  for (int j = 0; j < n - 1; j++)
    {
      double mine[200], slope;
      int odd = p->conjugation && j == 1;

      x[j] = j ? g[j - 1] / rest[j - 1] : rest[0] / (2 * PI);
      for (int c = 0; c < count; c++)
        {
          mine[c] = j ? 0 : raw[c];
          for (int m = 0; j && m < p->order; m++)
            mine[c] += raw[count * (1 + (j - 1) * p->order + m) + c]
                       * cos (m * PI * y[0]);
        }
      for (int part = 0; odd && part < 3; part++)
        for (int c = 0, last = part < 2 ? k - 1 : k; c <= last / 2; c++)
          {
            double *one = mine + part * k + c;
            double *two = mine + part * k + last - c;

            *one = *two = (*one + *two) / 2;
          }
      y[j] = plain_spline (k, p->bias && !odd, mine, x[j], &slope);
      log_det += log (slope);
    }
  rest2[0] = 2 * PI * y[0];
  for (int j = 1; j < n - 1; j++)
    {
      g2[j - 1] = rest2[j - 1] * y[j];
      rest2[j] = rest2[j - 1] - g2[j - 1];
      log_det += log (rest2[j - 1] / rest[j - 1]);
    }
  g2[n - 2] = rest2[n - 2];
  theta2[0] = 0;
  sum = 0;
  for (int j = 1; j < n; j++)
    sum += theta2[j] = theta2[j - 1] + g2[j - 1];
  for (int j = 0; j < n; j++)
    theta2[j] -= sum / n;
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      log_det += 2 * log (fabs (sin ((theta2[j] - theta2[i]) / 2)
                                / sin ((theta[j] - theta[i]) / 2)));
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      t[i * n + j] = v[order[j] * n + i];
  with_phases (n, t, theta2, loop);
  multiply (n, to, loop, PLAIN, s, DAGGER);
  return log_det;
}

/* All elements of a case; matrices stay in the group.  */
START_TEST (values)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape shape = { 2, 3, 1, _i % 2 ? 8 : 1 };
  struct lgt_context *context = new_context (_i / KINDS, 1);
  struct op_case c;
  double *raw;
  int count;

  if (context == NULL)
    return;
  state = 11 + (unsigned) _i;
  make (&c, context, k, shape, LGT_F64, 1);
  randomize (&c);
  op_case_run (&c);
  count = c.in[2].shape.comps;
  raw = malloc (op_view_count (&c.in[2]) * sizeof *raw);
  ck_assert_ptr_nonnull (raw);
  op_view_get (context, &c.in[2], raw);
  for (int p = 0; p < shape.packs; p++)
    for (int l = 0; l < shape.lanes; l++)
      {
        double log_det = 0;

        for (int site = 0; site < shape.sites; site++)
          {
            cplx u[64], s[64], to[64], expected[64], square[64], one[64];
            double mine[1500];

            for (int i = 0; i < count; i++)
              mine[i] = raw[((p * shape.sites + site) * count + i)
                            * shape.lanes + l];
            matrix (&c, &c.in[0], p, site, l, u, NULL);
            matrix (&c, &c.in[1], p, site, l, s, NULL);
            matrix (&c, &c.out[0], p, site, l, to, NULL);
            log_det += reference (&c.params.spectral, u, s, mine, expected);
            ck_assert_double_le (distance (k->n, to, expected), 1e-11);
            multiply (k->n, square, to, PLAIN, to, DAGGER);
            for (int i = 0; i < k->n * k->n; i++)
              one[i] = i % (k->n + 1) == 0;
            ck_assert_double_le (distance (k->n, square, one), 2e-14);
            ck_assert_double_le (cabs (determinant (k->n, to) - 1),
                                 1e-14 * k->n);
          }
        ck_assert_double_eq_tol (number (&c, &c.out[1],
                                         p * shape.lanes + l),
                                 log_det, 1e-9);
      }
  free (raw);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- phases that meet ---- */

/* A loop with phases at distance GAP: two of them, or with ALL all of them at
   an element of the centre.  */
static void
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

static const double gaps[] = { 1, 1e-4, 1e-7, 1e-10, 1e-13, 1e-15, 0 };
enum { GAPS = sizeof gaps / sizeof *gaps };

/* inverse (forward (U)) = U, and log-determinants cancel.  */
START_TEST (inverse)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (_i / KINDS, 1);
  struct op_case c;
  int n = k->n;

  if (context == NULL)
    return;
  state = 100 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 1);
  for (int rep = 0; rep < 40 * GAPS; rep++)
    {
      cplx p[64], s[64], u[64], to[64], back[64];
      double log_det, other;

      close_phases (n, gaps[rep % GAPS], rep / GAPS % 2, p);
      random_matrix (n, s);
      multiply (n, u, p, PLAIN, s, DAGGER);
      c.params.spectral.inverse = 0;
      log_det = map_single (&c, u, s, to);
      c.params.spectral.inverse = 1;
      other = map_single (&c, to, s, back);
      ck_assert_msg (distance (n, u, back) < 1e-10, "gap %g: %g",
                     gaps[rep % GAPS], distance (n, u, back));
      ck_assert (isfinite (log_det) && isfinite (other));
      if (gaps[rep % GAPS] >= 1e-4)
        ck_assert_double_eq_tol (log_det + other, 0, 1e-8);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* raw = 0 is the identity.  */
START_TEST (identity)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;

  state = 200 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 0);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 20 * GAPS; rep++)
    {
      cplx p[64], s[64], u[64], to[64];

      close_phases (n, gaps[rep % GAPS], rep / GAPS % 2, p);
      random_matrix (n, s);
      multiply (n, u, p, PLAIN, s, DAGGER);
      ck_assert_double_eq_tol (map_single (&c, u, s, to), 0, 1e-12);
      ck_assert_double_le (distance (n, u, to), 5e-14);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* U -> A U B, S -> B^+ S A^+ takes U' to A U' B.  */
START_TEST (equivariance)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;

  state = 300 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 1);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 20; rep++)
    {
      cplx u[64], s[64], a[64], b[64], to[64], moved[64];
      double log_det;

      random_matrix (n, u);
      random_matrix (n, s);
      random_matrix (n, a);
      random_matrix (n, b);
      log_det = map_single (&c, u, s, to);
      multiply (n, u, a, PLAIN, u, PLAIN);
      multiply (n, u, u, PLAIN, b, PLAIN);
      multiply (n, s, b, DAGGER, s, PLAIN);
      multiply (n, s, s, PLAIN, a, DAGGER);
      ck_assert_double_eq_tol (map_single (&c, u, s, moved), log_det, 1e-11);
      multiply (n, to, a, PLAIN, to, PLAIN);
      multiply (n, to, to, PLAIN, b, PLAIN);
      ck_assert_double_le (distance (n, to, moved), 1e-11);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* f (P*) = f (P)* with conjugation = 1 and for SU(2), and not for others.  */
START_TEST (conjugation)
{
  const struct kind *k = &kinds[_i];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;
  double worst = 0;

  state = 400 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 1);
  for (int rep = 0; rep < 20; rep++)
    {
      cplx u[64], s[64], to[64], other[64];
      double log_det, error;

      random_matrix (n, u);
      random_matrix (n, s);
      log_det = map_single (&c, u, s, to);
      for (int i = 0; i < n * n; i++)
        {
          u[i] = conj (u[i]);
          s[i] = conj (s[i]);
          to[i] = conj (to[i]);
        }
      error = fabs (map_single (&c, u, s, other) - log_det);
      worst = fmax (worst, fmax (error, distance (n, to, other)));
    }
  if (n == 2 || k->conjugation)
    ck_assert_double_le (worst, 1e-11);
  else
    ck_assert_double_ge (worst, 1e-2);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* LOG_DET is log |det| of dU' U'^+ with respect to dU U^+.  */
START_TEST (jacobian)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context;
  struct op_case c;
  int n = k->n, dim = n * n - 1;

  if (n > 5)              /* 63 dimensions take long */
    return;
  context = new_context (-1, 1);
  state = 500 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 0.8);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 5; rep++)
    {
      static const struct { double at, weight; } stencil[] = {
        { -2, 1.0 / 12 }, { -1, -8.0 / 12 }, { 1, 8.0 / 12 }, { 2, -1.0 / 12 }
      };
      cplx u[64], s[64], to[64], d[64], at[64], t[64];
      double *j = calloc ((size_t) (dim * dim), sizeof *j), sum = 0, log_det;
      const double h = 2e-4;

      ck_assert_ptr_nonnull (j);
      random_matrix (n, u);
      random_matrix (n, s);
      log_det = map_single (&c, u, s, to);
      for (int a = 0; a < dim; a++)
        {
          memset (d, 0, sizeof d);
          for (int m = 0; m < 4; m++)
            {
              memcpy (at, u, sizeof at);
              move (n, at, a, stencil[m].at * h);
              map_single (&c, at, s, t);
              for (int i = 0; i < n * n; i++)
                d[i] += stencil[m].weight / h * t[i];
            }
          for (int b = 0; b < dim; b++)
            {
              tangent (n, to, b, t);
              for (int i = 0; i < n * n; i++)
                j[a * dim + b] += creal (conj (t[i]) * d[i]);
            }
        }
      for (int a = 0; a < dim; a++)
        {
          int top = a;

          for (int b = a; b < dim; b++)
            if (fabs (j[b * dim + a]) > fabs (j[top * dim + a]))
              top = b;
          for (int b = 0; b < dim; b++)
            {
              double x = j[a * dim + b];

              j[a * dim + b] = j[top * dim + b];
              j[top * dim + b] = x;
            }
          sum += log (fabs (j[a * dim + a]));
          for (int b = a + 1; b < dim; b++)
            for (int m = dim - 1; m >= a; m--)
              j[b * dim + m] -= j[b * dim + a] / j[a * dim + a]
                                * j[a * dim + m];
        }
      ck_assert_double_eq_tol (log_det, sum, 1e-6 * fmax (1, fabs (sum)));
      free (j);
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- gradients ---- */

/* Gradients of sum g_out U' + g_log log_det; G[i] for input i.  */
static void
gradients_of (struct op_case *c, struct lgt_view *gout, struct lgt_view *g)
{
  memset (g, 0, LGT_MAX_IN * sizeof *g);
  memset (gout, 0, LGT_MAX_OUT * sizeof *gout);
  for (int j = 0; j < 2; j++)
    {
      double *x;
      size_t count;

      gout[j] = op_case_like (c, &c->out[j]);
      count = op_view_count (&gout[j]);
      x = malloc (count * sizeof *x);
      ck_assert_ptr_nonnull (x);
      for (size_t i = 0; i < count; i++)
        x[i] = op_value (50 + j, i);
      op_view_put (c->context, &gout[j], x);
      free (x);
    }
  for (int i = 0; i < 3; i++)
    g[i] = op_case_like (c, &c->in[i]);
  op_case_run (c);
  op_case_pull (c, gout, g);
}

static double
loss_of (struct op_case *c)
{
  double sum = 0;

  op_case_run (c);
  for (int j = 0; j < 2; j++)
    {
      size_t count = op_view_count (&c->out[j]);
      double *x = malloc (count * sizeof *x);

      ck_assert_ptr_nonnull (x);
      op_view_get (c->context, &c->out[j], x);
      for (size_t i = 0; i < count; i++)
        sum += op_value (50 + j, i) * x[i];
      free (x);
    }
  return sum;
}

START_TEST (gradients)
{
  static const struct { double at, weight; } stencil[] = {
    { -2, 1.0 / 12 }, { -1, -8.0 / 12 }, { 1, 8.0 / 12 }, { 2, -1.0 / 12 }
  };
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct lgt_view gout[LGT_MAX_OUT], g[LGT_MAX_IN];
  struct op_case c;
  int n = k->n, count;
  const double h = 1e-4;
  double *raw, *graw;

  state = 600 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 0.8);
  c.params.spectral.inverse = _i / KINDS;
  randomize (&c);
  gradients_of (&c, gout, g);
  for (int input = 0; input < 2; input++)
    {
      cplx a[64], ga[64], t[64];

      matrix (&c, &c.in[input], 0, 0, 0, a, NULL);
      matrix (&c, &g[input], 0, 0, 0, ga, NULL);
      for (int d = 0; d < n * n - 1; d++)
        {
          double numeric = 0, mine = 0;

          for (int m = 0; m < 4; m++)
            {
              memcpy (t, a, sizeof t);
              move (n, t, d, stencil[m].at * h);
              matrix (&c, &c.in[input], 0, 0, 0, NULL, t);
              numeric += stencil[m].weight / h * loss_of (&c);
            }
          tangent (n, a, d, t);
          for (int i = 0; i < n * n; i++)
            mine += creal (conj (ga[i]) * t[i]);
          ck_assert_msg (fabs (mine - numeric) <= 1e-7 * fmax (1, fabs (mine)),
                         "input %d, direction %d: %.12g, numerically %.12g",
                         input, d, mine, numeric);
        }
      matrix (&c, &c.in[input], 0, 0, 0, NULL, a);
    }
  count = c.in[2].shape.comps;
  raw = malloc ((size_t) count * sizeof *raw);
  graw = malloc ((size_t) count * sizeof *graw);
  ck_assert (raw && graw);
  op_view_get (context, &c.in[2], raw);
  op_view_get (context, &g[2], graw);
  for (int i = 0; i < count; i++)
    {
      double numeric = 0, old = raw[i];

      for (int m = 0; m < 4; m++)
        {
          raw[i] = old + stencil[m].at * h;
          op_view_put (context, &c.in[2], raw);
          numeric += stencil[m].weight / h * loss_of (&c);
        }
      raw[i] = old;
      ck_assert_msg (fabs (graw[i] - numeric)
                     <= 1e-7 * fmax (1, fabs (graw[i])),
                     "raw number %d: %.12g, numerically %.12g", i, graw[i],
                     numeric);
    }
  free (raw);
  free (graw);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* Where phases meet gradients are finite; where just two come close, N = 2
   and 3, they stay of order 1.  */
START_TEST (close_gradients)
{
  const struct kind *k = &kinds[_i % KINDS];
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  int n = k->n;

  state = 700 + (unsigned) _i;
  make (&c, context, k, single, LGT_F64, 0.8);
  c.params.spectral.inverse = _i / KINDS;
  for (int rep = 0; rep < 4 * GAPS; rep++)
    {
      struct lgt_view gout[LGT_MAX_OUT], g[LGT_MAX_IN];
      int all = rep / GAPS % 2;
      cplx p[64], s[64], u[64];

      close_phases (n, gaps[rep % GAPS], all, p);
      random_matrix (n, s);
      multiply (n, u, p, PLAIN, s, DAGGER);
      if (rep / GAPS == 3 && gaps[rep % GAPS] == 0)
        for (int i = 0; i < n * n; i++)        /* exactly */
          u[i] = s[i] = i % (n + 1) == 0;
      matrix (&c, &c.in[0], 0, 0, 0, NULL, u);
      matrix (&c, &c.in[1], 0, 0, 0, NULL, s);
      gradients_of (&c, gout, g);
      for (int input = 0; input < 3; input++)
        {
          size_t count = op_view_count (&g[input]);
          double *x = malloc (count * sizeof *x);

          ck_assert_ptr_nonnull (x);
          op_view_get (context, &g[input], x);
          for (size_t i = 0; i < count; i++)
            ck_assert_msg (all || n > 3 ? isfinite (x[i])
                                        : fabs (x[i]) < 1e3,
                           "gap %g, input %d: %g", gaps[rep % GAPS], input,
                           x[i]);
          free (x);
        }
      for (int i = 0; i < c.memories; i++)
        if (i >= 5)
          lgt_context_release (context, c.memory[i]);
      c.memories = 5;
    }
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

/* ---- the same numbers in other forms ---- */

/* Outputs and gradients one after the other.  */
static double *
results (struct op_case *c, size_t *count)
{
  struct lgt_view gout[LGT_MAX_OUT], g[LGT_MAX_IN];
  double *all, *to;

  gradients_of (c, gout, g);
  *count = 0;
  for (int i = 0; i < 5; i++)
    *count += op_view_count (i < 3 ? &g[i] : &c->out[i - 3]);
  all = to = malloc (*count * sizeof *all);
  ck_assert_ptr_nonnull (all);
  for (int i = 0; i < 5; i++)
    {
      const struct lgt_view *v = i < 3 ? &g[i] : &c->out[i - 3];

      op_view_get (c->context, v, to);
      to += op_view_count (v);
    }
  return all;
}

/* Bits do not depend on threads, backends agree to rounding.  */
START_TEST (threads_and_backends)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape shape = { 2, 13, 1, _i % 2 ? 1 : 8 };
  struct lgt_context *one = new_context (-1, 1);
  struct op_case c;
  double *a;
  size_t count;

  state = 800;
  make (&c, one, k, shape, LGT_F64, 0.5);
  c.params.spectral.inverse = _i / KINDS;
  randomize (&c);
  a = results (&c, &count);
  for (int i = 0; i < backends (); i++)
    for (int threads = 1; threads <= 3; threads++)
      {
        struct lgt_context *context = new_context (i, threads);
        struct op_case d;
        double *b;

        if (context == NULL)
          continue;
        state = 800;
        make (&d, context, k, shape, LGT_F64, 0.5);
        d.params.spectral.inverse = _i / KINDS;
        randomize (&d);
        b = results (&d, &count);
        if (lgt_context_backend (context) == lgt_context_backend (one))
          ck_assert_mem_eq (a, b, count * sizeof *a);
        else
          for (size_t j = 0; j < count; j++)
            ck_assert_double_eq_tol (a[j], b[j],
                                     1e-9 * fmax (1, fabs (a[j])));
        free (b);
        op_case_free (&d);
        lgt_context_free (context);
      }
  free (a);
  op_case_free (&c);
  lgt_context_free (one);
}
END_TEST

/* Lanes = 1 gives the bits of the same configurations in 8 lanes, and raw
   numbers that are floats those of the same doubles.  */
START_TEST (lanes_and_floats)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape wide = { 1, 3, 1, 8 }, thin = { 8, 3, 1, 1 };
  struct lgt_context *context = new_context (-1, 1);
  struct op_case a, b;
  double *x, *y;
  size_t count;

  state = 900 + (unsigned) _i;
  make (&a, context, k, wide, LGT_F32, 0.5);
  make (&b, context, k, thin, LGT_F64, 0.5);
  a.params.spectral.inverse = b.params.spectral.inverse = _i / KINDS;
  randomize (&a);
  for (int input = 0; input < 3; input++)
    {
      const struct lgt_view *v = &a.in[input];

      count = op_view_count (v);
      x = malloc (count * sizeof *x);
      y = malloc (count * sizeof *y);
      ck_assert (x && y);
      op_view_get (context, v, x);
      for (size_t i = 0; i < count; i++)
        y[i % 8 * (count / 8) + i / 8] = x[i];
      op_view_put (context, &b.in[input], y);
      free (x);
      free (y);
    }
  op_case_run (&a);
  op_case_run (&b);
  for (int out = 0; out < 2; out++)
    {
      count = op_view_count (&a.out[out]);
      x = malloc (count * sizeof *x);
      y = malloc (count * sizeof *y);
      ck_assert (x && y);
      op_view_get (context, &a.out[out], x);
      op_view_get (context, &b.out[out], y);
      for (size_t i = 0; i < count; i++)
        ck_assert (y[i % 8 * (count / 8) + i / 8] == x[i]);
      free (x);
      free (y);
    }
  op_case_free (&a);
  op_case_free (&b);
  lgt_context_free (context);
}
END_TEST

START_TEST (nan_stays_in_its_lane)
{
  const struct kind *k = &kinds[_i % KINDS];
  const struct lgt_shape shape = { 1, 2, 1, 8 };
  struct lgt_context *context = new_context (-1, 1);
  struct op_case c;
  double *x;
  size_t count;

  state = 1000;
  make (&c, context, k, shape, LGT_F64, 0.5);
  randomize (&c);
  c.params.spectral.inverse = _i / KINDS % 2;
  count = op_view_count (&c.in[_i / KINDS / 2]);
  x = malloc (count * sizeof *x);
  ck_assert_ptr_nonnull (x);
  op_view_get (context, &c.in[_i / KINDS / 2], x);
  x[3] = NAN;
  op_view_put (context, &c.in[_i / KINDS / 2], x);
  free (x);
  op_case_run (&c);
  for (int l = 0; l < 8; l++)
    ck_assert_int_eq (isnan (number (&c, &c.out[1], l)) != 0, l == 3);
  op_case_free (&c);
  lgt_context_free (context);
}
END_TEST

START_TEST (bad_arguments)
{
  static const struct
  {
    struct lgt_sun_spectral_params params;
    int n, raws;
    const char *words;
  } bad[] = {
    { { 1, 8, 0, 1, 0, 0, 0, 0 }, 1, 25, "N = 1" },
    { { 9, 8, 0, 1, 0, 0, 0, 0 }, 9, 200, "N = 9" },
    { { 3, 1, 0, 1, 0, 0, 0, 0 }, 3, 8, "1 bins" },
    { { 3, 65, 0, 1, 0, 0, 0, 0 }, 3, 8, "65 bins" },
    { { 3, 8, 0, 9, 0, 0, 0, 0 }, 3, 8, "order 9" },
    { { 3, 8, 0, 1, 0, 0, 0.2, 0 }, 3, 50, "smallest bin" },
    { { 3, 8, 0, 1, 0, 0, 0, NAN }, 3, 50, "smallest slope" },
    { { 4, 8, 0, 1, 1, 0, 0, 0 }, 4, 75, "conjugation" },
    { { 3, 8, 0, 1, 0, 0, 0, 0 }, 2, 50, "must be [1, 2, 18, 4]" },
    { { 3, 8, 1, 2, 0, 0, 0, 0 }, 3, 50, "must be [1, 2, 78, 4]" },
  };

  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    {
      struct lgt_shape shape = { 1, 2, 2 * bad[i].n * bad[i].n, 4 };
      struct lgt_view in[3], out[2] = { { 0 } };
      struct lgt_error error = { 0 };
      enum lgt_type entry;
      size_t scratch[2];

      in[0] = in[1] = lgt_view_dense (NULL, LGT_F64, shape, NULL);
      shape.comps = bad[i].raws;
      in[2] = lgt_view_dense (NULL, LGT_F32, shape, NULL);
      ck_assert_int_eq (lgt_op_sun_spectral.infer (&bad[i].params, in, out,
                                                   scratch, &entry, &error),
                        LGT_EINVAL);
      ck_assert_msg (strstr (error.text, bad[i].words) != NULL, "%s",
                     error.text);
    }
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("spectral");
  TCase *value = tcase_create ("values"), *form = tcase_create ("forms");
  TCase *gradient = tcase_create ("gradients");

  tcase_add_loop_test (value, values, 0, KINDS * backends ());
  tcase_add_loop_test (value, inverse, 0, KINDS * backends ());
  tcase_add_loop_test (value, identity, 0, 2 * KINDS);
  tcase_add_loop_test (value, equivariance, 0, 2 * KINDS);
  tcase_add_loop_test (value, conjugation, 0, KINDS);
  tcase_add_loop_test (value, jacobian, 0, 2 * KINDS);
  tcase_add_test (value, bad_arguments);
  suite_add_tcase (s, value);
  tcase_add_loop_test (gradient, gradients, 0, 2 * KINDS);
  tcase_add_loop_test (gradient, close_gradients, 0, 2 * KINDS);
  suite_add_tcase (s, gradient);
  tcase_add_loop_test (form, threads_and_backends, 0, 2 * KINDS);
  tcase_add_loop_test (form, lanes_and_floats, 0, 2 * KINDS);
  tcase_add_loop_test (form, nan_stays_in_its_lane, 0, 6 * KINDS);
  suite_add_tcase (s, form);
  return run_suite (s, CK_FORK);
}

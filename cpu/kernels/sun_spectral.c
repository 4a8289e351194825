/* Spectral couplings of SU(N); formulas in lib/sun/phases_body.h (phases and
   vectors), lib/tensor/cell_body.h (coordinates, Haar measure) and
   lib/tensor/interval_body.h (splines).

   With P = U S = V L V^+ and L' the new phases, U' = V L' (S V)^+.  */

#include "circular.h"
#include "../../lib/sun/phases_body.h"
#include "../../lib/tensor/cell_body.h"

enum { RAW_MAX = 3 * LGT_SUN_BINS_MAX + 2 };

/* A coordinate's spline: the numbers that it sees under its condition, their
   derivatives with respect to the condition, and what the map leaves for the
   way back.  */
struct spline
{
  struct interval_form form;
  struct interval_image image;
  vd cosine[LGT_SUN_ORDER_MAX], sine[LGT_SUN_ORDER_MAX];
  vd raw[RAW_MAX], by_condition[RAW_MAX], exps[2 * LGT_SUN_BINS_MAX];
};

LGT_INLINE int
spline_numbers (const struct lgt_sun_spectral_params *p)
{
  return 3 * p->bins + 1 + p->bias;
}

/* Where the numbers of coordinate J begin.  */
LGT_INLINE int
spline_at (const struct lgt_sun_spectral_params *p, int j)
{
  return spline_numbers (p) * (j > 0 ? 1 + (j - 1) * p->order : 0);
}

/* The spline of coordinate J is odd around 1/2.  */
LGT_INLINE int
spline_is_odd (const struct lgt_sun_spectral_params *p, int j)
{
  return p->conjugation && j == 1;
}

LGT_INLINE void
spline_mirror (int bins, vd *raw)
{
  for (int part = 0; part < 3; part++)
    for (int a = part * bins, b = a + bins - (part < 2); a < b; a++, b--)
      raw[a] = raw[b] = 0.5 * (raw[a] + raw[b]);
}

/* cos (m pi y) and -m pi sin (m pi y), m < M.  */
LGT_INLINE void
spline_condition (int order, vd y, vd *cosine, vd *sine)
{
  vd c, s;

  cosine[0] = vd_set (1);
  sine[0] = vd_set (0);
  if (order == 1)
    return;
  vd_sincos (LGT_PI * y, &s, &c);
  cosine[1] = c;
  sine[1] = s;
  for (int m = 2; m < order; m++)
    {
      cosine[m] = 2.0 * c * cosine[m - 1] - cosine[m - 2];
      sine[m] = 2.0 * c * sine[m - 1] - sine[m - 2];
    }
  for (int m = 1; m < order; m++)
    sine[m] *= -m * LGT_PI;
}

/* The sums over orders of raw numbers AT, AT + 1, ... and, if BACK, their
   derivatives.  Where rows are WHOLE an address is found once.  */
LGT_INLINE void
spline_sum (const struct lgt_tile *t, const struct lgt_view *raw,
            enum lgt_type type, int whole, int count, int at, int order,
            int back, struct spline *s)
{
  int lanes = raw->shape.lanes;
  int64_t first = whole ? lgt_at (raw, t->pack, t->site[0], at) + t->lane[0]
                        : 0;

  for (int i = 0; i < count; i++)
    {
      vd sum = vd_set (0), slope = sum;

      for (int m = 0; m < order; m++)
        {
          int k = m * count + i;
          vd r = whole ? lgt_load (raw->data, type,
                                   first + (int64_t) k * lanes, LGT_VD)
                       : lgt_tile_load (t, raw, type, at + k);

          sum += s->cosine[m] * r;
          if (back)
            slope += s->sine[m] * r;
        }
      s->raw[i] = sum;
      if (back)
        s->by_condition[i] = slope;
    }
}

/* The spline of coordinate J under the condition Y (j = 0: none).  */
static __attribute__ ((noinline)) void
spline_load (const struct lgt_circular *c, const struct lgt_tile *t, int j,
             vd y, int back, struct spline *s)
{
  const struct lgt_sun_spectral_params *p = c->params;
  const struct lgt_view *raw = &c->in[2];
  int count = spline_numbers (p), at = spline_at (p, j);
  int order = j > 0 ? p->order : 1;

  s->form = interval_form_of (p->bins, p->bias && !spline_is_odd (p, j),
                              p->min_bin, p->min_slope);
  back = back && order > 1;
  spline_condition (order, y, s->cosine, s->sine);
  if (t->whole && raw->type == LGT_F32)
    spline_sum (t, raw, LGT_F32, 1, count, at, order, back, s);
  else if (t->whole)
    spline_sum (t, raw, LGT_F64, 1, count, at, order, back, s);
  else
    spline_sum (t, raw, raw->type, 0, count, at, order, back, s);
  if (spline_is_odd (p, j))
    {
      spline_mirror (p->bins, s->raw);
      if (back)
        spline_mirror (p->bins, s->by_condition);
    }
}

/* Eight bins, the usual number, are a constant.  */
LGT_INLINE struct interval_form
spline_form_8 (const struct spline *s)
{
  return interval_form_of (8, s->form.bias, s->form.rqs.min_bin,
                           s->form.rqs.min_slope);
}

static __attribute__ ((noinline)) void
spline_map (struct spline *s, int inverse, struct interval_point *x,
            vd *slope)
{
  const struct interval_form eight = spline_form_8 (s);

  if (s->form.rqs.bins == 8)
    *x = interval_map (&eight, inverse, s->raw, s->exps, *x, slope,
                       &s->image);
  else
    *x = interval_map (&s->form, inverse, s->raw, s->exps, *x, slope,
                       &s->image);
}

/* The gradient with respect to the argument, and GRAW.  */
static __attribute__ ((noinline)) vd
spline_pull (const struct spline *s, int inverse,
             const struct interval_loss *loss, vd *graw)
{
  const struct interval_form eight = spline_form_8 (s);

  if (s->form.rqs.bins == 8)
    return interval_pull (&eight, inverse, s->exps, &s->image, *loss, graw);
  return interval_pull (&s->form, inverse, s->exps, &s->image, *loss, graw);
}

/* The transpose of spline_sum, for COUNT numbers out of ALL.  */
LGT_INLINE void
spline_spread (const struct lgt_tile *t, const struct lgt_view *g,
               enum lgt_type type, int whole, int count, int all, int at,
               int order, const struct spline *s, const vd *graw)
{
  int lanes = g->shape.lanes;
  int64_t first = whole ? lgt_at (g, t->pack, t->site[0], at) + t->lane[0]
                        : 0;

  for (int m = 0; m < order; m++)
    for (int i = 0; i < count; i++)
      {
        int k = m * all + i;
        int64_t here = first + (int64_t) k * lanes;
        vd x = s->cosine[m] * graw[i];

        if (whole)
          lgt_store (g->data, type, here, LGT_VD,
                     x + lgt_load (g->data, type, here, LGT_VD));
        else
          lgt_tile_add (t, g, type, at + k, x);
      }
}

/* Adds the gradients GRAW of what coordinate J's spline sees to those of the
   raw numbers, and returns that of the condition.  */
static __attribute__ ((noinline)) vd
spline_add (const struct lgt_circular *c, const struct lgt_tile *t, int j,
            const struct spline *s, vd *graw)
{
  const struct lgt_sun_spectral_params *p = c->params;
  const struct lgt_view *g = &c->out[2];
  int all = spline_numbers (p), at = spline_at (p, j);
  int count = 3 * p->bins + 1 + s->form.bias, order = j > 0 ? p->order : 1;
  vd by_condition = vd_set (0);

  if (spline_is_odd (p, j))
    spline_mirror (p->bins, graw);
  if (order > 1)
    for (int i = 0; i < count; i++)
      by_condition += graw[i] * s->by_condition[i];
  if (g->data == NULL)
    return by_condition;
  if (t->whole && g->type == LGT_F32)
    spline_spread (t, g, LGT_F32, 1, count, all, at, order, s, graw);
  else if (t->whole)
    spline_spread (t, g, LGT_F64, 1, count, all, at, order, s, graw);
  else
    spline_spread (t, g, g->type, 0, count, all, at, order, s, graw);
  return by_condition;
}

/* ---- a matrix ---- */

/* The loop P = U S, taken apart and mapped.  */
struct loop
{
  vd v[SUN_NUMBERS], sv[SUN_NUMBERS];   /* vectors V; S V */
  vd theta[SUN_MAX], to_theta[SUN_MAX]; /* phases before and after */
  vd gap[SUN_MAX], to[SUN_MAX];
  vd rest[SUN_MAX], to_rest[SUN_MAX];
  struct interval_point x[SUN_MAX], y[SUN_MAX];
};

/* A matrix of VIEW to M, and M to VIEW, or added.  */
LGT_INLINE void
load_matrix (const struct lgt_tile *t, const struct lgt_view *view, int n,
             vd *m)
{
  if (t->whole)
    {
      const double *at = (const double *) view->data
                         + lgt_at (view, t->pack, t->site[0], 0) + t->lane[0];
      int64_t lanes = view->shape.lanes;

      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        m[i] = lgt_load (at, LGT_F64, i * lanes, LGT_VD);
    }
  else
    for (int i = 0; i < 2 * n * n; i++)
      m[i] = lgt_tile_load (t, view, LGT_F64, i);
}

LGT_INLINE void
store_matrix (const struct lgt_tile *t, const struct lgt_view *view, int n,
              const vd *m, int add)
{
  if (t->whole)
    {
      double *at = (double *) view->data
                   + lgt_at (view, t->pack, t->site[0], 0) + t->lane[0];
      int64_t lanes = view->shape.lanes;

      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        {
          vd x = m[i];

          if (add)
            x += lgt_load (at, LGT_F64, i * lanes, LGT_VD);
          lgt_store (at, LGT_F64, i * lanes, LGT_VD, x);
        }
    }
  else
    for (int i = 0; i < 2 * n * n; i++)
      if (add)
        lgt_tile_add (t, view, LGT_F64, i, m[i]);
      else
        lgt_tile_store (t, view, LGT_F64, i, m[i]);
}

LGT_INLINE void
loop_of (const struct lgt_circular *c, const struct lgt_tile *t, int n,
         struct loop *l)
{
  vd u[SUN_NUMBERS], s[SUN_NUMBERS], p[SUN_NUMBERS];

  load_matrix (t, &c->in[0], n, u);
  load_matrix (t, &c->in[1], n, s);
  sun_product (n, p, 1, u, 1, SUN_PLAIN, s, 1, SUN_PLAIN, 0);
  sun_phases (n, p, l->theta, l->gap, l->v);
  sun_product (n, l->sv, 1, s, 1, SUN_PLAIN, l->v, 1, SUN_PLAIN, 0);
}

/* The map of L's phases; returns the product of the coordinates'
   derivatives.  With BACK, S has room for all splines and keeps them.  */
LGT_INLINE vd
loop_map (const struct lgt_circular *c, const struct lgt_tile *t, int n,
          struct loop *l, int back, struct spline *s)
{
  const struct lgt_sun_spectral_params *p = c->params;
  vd slopes = vd_set (1), condition = vd_set (0);

  cell_coordinates (n, l->gap, l->rest, l->x);
  for (int j = 0; j < n - 1; j++)
    {
      vd slope;

      l->y[j] = l->x[j];
      spline_load (c, t, j, condition, back, &s[back ? j : 0]);
      spline_map (&s[back ? j : 0], p->inverse, &l->y[j], &slope);
      if (j == 0)
        condition = p->inverse ? l->x[0].x : l->y[0].x;
      slopes *= slope;
    }
  cell_gaps (n, l->y, l->to_rest, l->to);
  cell_phases (n, l->to, l->to_theta);
  return slopes;
}

/* C = A times the diagonal matrix of e^{i theta}.  */
LGT_INLINE void
times_phases (int n, vd *c, const vd *a, const vd *theta)
{
  for (int j = 0; j < n; j++)
    {
      vd x, y;

      vd_sincos (theta[j], &y, &x);
      for (int i = 0; i < n; i++)
        {
          const vd *from = a + 2 * (n * i + j);
          vd *to = c + 2 * (n * i + j), re = from[0];

          to[0] = re * x - from[1] * y;
          to[1] = re * y + from[1] * x;
        }
    }
}

LGT_INLINE void
run_tiles (const struct lgt_circular *c, int64_t first, int64_t last,
           int whole, int n)
{
  struct spline s;
  struct loop l;

  for (int64_t i = first; i < last; i++)
    {
      const struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd turned[SUN_NUMBERS], to[SUN_NUMBERS], slopes;

      loop_of (c, &t, n, &l);
      slopes = loop_map (c, &t, n, &l, 0, &s);
      times_phases (n, turned, l.v, l.to_theta);
      sun_product (n, to, 1, turned, 1, SUN_PLAIN, l.sv, 1, SUN_DAGGER, 0);
      store_matrix (&t, &c->out[0], n, to, 0);
      lgt_store (c->logs, LGT_F64, t.pack * c->row + i % c->tiles * LGT_VD,
                 t.n, cell_log_det (n, l.gap, l.rest, l.to, l.to_rest,
                                    slopes));
    }
}

/* ---- reverse mode ---- */

/* From the gradients of the new phases and the log-determinant to those of
   the phases, through the coordinates; adds those of the raw numbers.  */
LGT_INLINE void
pull_phases (const struct lgt_circular *c, const struct lgt_tile *t, int n,
             const struct loop *l, const struct spline *s,
             const vd *g_to_theta, vd gl, vd *g_theta)
{
  const struct lgt_sun_spectral_params *p = c->params;
  struct interval_loss loss[SUN_MAX];
  vd g[SUN_MAX], g_to[SUN_MAX], gx[SUN_MAX], graw[RAW_MAX];
  vd by_condition = vd_set (0);

  for (int j = 0; j < n; j++)
    g[j] = g_to[j] = vd_set (0);
  cell_pull_log_det (n, l->gap, l->to, gl, g, g_to, loss);
  cell_pull_phases (n, g_to_theta, g_to);
  cell_pull_gaps (n, l->y, l->to_rest, g_to, loss);
  for (int j = n - 2; j >= 0; j--)
    {
      if (j == 0 && !p->inverse)
        loss[0].image += by_condition;
      gx[j] = spline_pull (&s[j], p->inverse, &loss[j], graw);
      if (j == 0 && p->inverse)
        gx[0] += by_condition;
      by_condition += spline_add (c, t, j, &s[j], graw);
    }
  cell_pull_coordinates (n, l->x, l->rest, gx, g, g_theta);
}

/* With X = V^+ g V' the gradient of P' between eigenvectors (V' = S V, g that
   of U') and q_ij = (l'_j - l'_i) / (l_j - l_i), that of P is V Y V^+,

     Y_ij = conj (q_ij) X_ij,   Y_jj = i l_j g_theta_j,

   so that gU = V Y V'^+, and gS = V' (X^+ L' + L^* Y) V^+.  */
LGT_INLINE void
pull_vectors (int n, const struct loop *l, const vd *x, const vd *g_theta,
              vd *y, vd *z)
{
  vd c[SUN_MAX], s[SUN_MAX], hc[SUN_MAX], hs[SUN_MAX];

  for (int j = 0; j < n; j++)
    {
      vd_sincos (l->theta[j], &s[j], &c[j]);
      vd_sincos (0.5 * (l->to_theta[j] - l->theta[j]), &hs[j], &hc[j]);
    }
  for (int i = 0; i < n; i++)
    {
      y[2 * (n + 1) * i] = -s[i] * g_theta[i];
      y[2 * (n + 1) * i + 1] = c[i] * g_theta[i];
      for (int j = i + 1; j < n; j++)
        {
          vd ratio = cell_arc_of (n, l->to, i, j).sine
                     / cell_arc_of (n, l->gap, i, j).sine;
          vd qr = ratio * (hc[i] * hc[j] - hs[i] * hs[j]);
          vd qi = ratio * (hc[i] * hs[j] + hs[i] * hc[j]);

          for (int k = 0; k < 2; k++)
            {
              int at = 2 * (k ? n * j + i : n * i + j);

              y[at] = qr * x[at] + qi * x[at + 1];
              y[at + 1] = qr * x[at + 1] - qi * x[at];
            }
        }
    }
  for (int j = 0; j < n; j++)
    {
      /* l'_j = l_j times the square of the half difference's phase.  */
      vd a = hc[j] * hc[j] - hs[j] * hs[j], b = 2.0 * hc[j] * hs[j];
      vd to_c = c[j] * a - s[j] * b, to_s = c[j] * b + s[j] * a;

      for (int i = 0; i < n; i++)
        {
          int at = 2 * (n * i + j), other = 2 * (n * j + i);

          z[at] = x[other] * to_c + x[other + 1] * to_s
                  + c[i] * y[at] + s[i] * y[at + 1];
          z[at + 1] = x[other] * to_s - x[other + 1] * to_c
                      + c[i] * y[at + 1] - s[i] * y[at];
        }
    }
}

/* G += A B C^+.  */
LGT_INLINE void
add_sandwich (const struct lgt_tile *t, const struct lgt_view *g, int n,
              const vd *a, const vd *b, const vd *c)
{
  vd ab[SUN_NUMBERS], abc[SUN_NUMBERS];

  sun_product (n, ab, 1, a, 1, SUN_PLAIN, b, 1, SUN_PLAIN, 0);
  sun_product (n, abc, 1, ab, 1, SUN_PLAIN, c, 1, SUN_DAGGER, 0);
  store_matrix (t, g, n, abc, 1);
}

LGT_INLINE void
pull_tiles (const struct lgt_circular *c, int64_t first, int64_t last,
            int whole, int n)
{
  struct spline s[SUN_MAX - 1];
  struct loop l;

  for (int64_t i = first; i < last; i++)
    {
      const struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd g[SUN_NUMBERS], gv[SUN_NUMBERS], x[SUN_NUMBERS], y[SUN_NUMBERS];
      vd z[SUN_NUMBERS], g_theta[SUN_MAX], g_to_theta[SUN_MAX];
      vd gl = { 0 };

      if (c->grad[1].data)
        gl = lgt_tile_load (&t, &c->grad[1], LGT_F64, 0);
      loop_of (c, &t, n, &l);
      loop_map (c, &t, n, &l, 1, s);
      if (c->grad[0].data)
        {
          load_matrix (&t, &c->grad[0], n, g);
          sun_product (n, gv, 1, g, 1, SUN_PLAIN, l.sv, 1, SUN_PLAIN, 0);
          sun_product (n, x, 1, l.v, 1, SUN_DAGGER, gv, 1, SUN_PLAIN, 0);
        }
      else
        for (int k = 0; k < 2 * n * n; k++)
          x[k] = vd_set (0);
      for (int j = 0; j < n; j++)
        {
          vd a, b;

          vd_sincos (l.to_theta[j], &b, &a);
          g_to_theta[j] = x[2 * (n + 1) * j + 1] * a
                          - x[2 * (n + 1) * j] * b;
        }
      pull_phases (c, &t, n, &l, s, g_to_theta, gl, g_theta);
      pull_vectors (n, &l, x, g_theta, y, z);
      if (c->out[0].data)
        add_sandwich (&t, &c->out[0], n, l.v, y, l.sv);
      if (c->out[1].data)
        add_sandwich (&t, &c->out[1], n, l.sv, z, l.v);
    }
}

/* ---- entries ---- */

/* The usual N are constants; few lanes (WHOLE = 0) are not worth it.  */
#define WORKER(what)                                                    \
  static void                                                           \
  what##_2 (const struct lgt_circular *c, int64_t first, int64_t last)  \
  {                                                                     \
    what##_tiles (c, first, last, c->shape.lanes % LGT_VD == 0, 2);     \
  }                                                                     \
  static void                                                           \
  what##_3 (const struct lgt_circular *c, int64_t first, int64_t last)  \
  {                                                                     \
    what##_tiles (c, first, last, c->shape.lanes % LGT_VD == 0, 3);     \
  }                                                                     \
  static void                                                           \
  what##_n (const struct lgt_circular *c, int64_t first, int64_t last)  \
  {                                                                     \
    const struct lgt_sun_spectral_params *p = c->params;                \
                                                                        \
    what##_tiles (c, first, last, c->shape.lanes % LGT_VD == 0, p->n);  \
  }                                                                     \
                                                                        \
  LGT_INLINE lgt_circular_worker *                                      \
  what##_worker (int n)                                                 \
  {                                                                     \
    return n == 2 ? what##_2 : n == 3 ? what##_3 : what##_n;            \
  }

WORKER (run)
WORKER (pull)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_spectral_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  c.logs = scratch;
  lgt_circular_work (queue, &c, 1000, run_worker (p->n));
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_spectral_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  (void) scratch;
  c.grad = in + 5;
  if (c.grad[0].data == NULL && c.grad[1].data == NULL)
    return LGT_OK;
  lgt_circular_work (queue, &c, 2000, pull_worker (p->n));
  return LGT_OK;
}

LGT_ENTRY (sun_spectral, run)
LGT_ENTRY (sun_spectral, pull)

/* Spectral couplings of SU(N); formulas in lib/sun/phases_body.h (phases and
   vectors), lib/tensor/cell_body.h (coordinates, Haar measure) and
   lib/tensor/interval_body.h (splines).

   With P = U S = V L V^+ and L' the new phases, U' = V L' (S V)^+.

   One thread a link; N = 2, 3 with 8 bins in registers.  For that the splines
   are gone through one after the other, and on the way back raw numbers are
   read anew, phases, vectors and products made twice.

   With R raw numbers (3 K + 2 for x_1, M times as many for each further
   coordinate) run reads 4 N^2 doubles and R numbers and writes 2 N^2 + 1
   doubles; pull reads 6 N^2 doubles and R numbers from memory, three times
   that from caches, and changes 4 N^2 doubles and R numbers.  Arithmetic is
   that of the operation's flops, three times as much to pull.  */

#include "../site_sums.h"
#include "../sun_terms.h"
#include "../../lib/sun/phases_body.h"
#include "../../lib/tensor/cell_body.h"

enum { RAW_MAX = 3 * LGT_SUN_BINS_MAX + 2 };

/* Raw numbers, or gradients of them, of type T, and what they are; with BINS
   != 0 that is the number of bins.  */
template <class T>
struct raw_numbers
{
  struct lgt_view v;
  struct lgt_sun_spectral_params p;
};

template <int BINS>
LGT_DEVICE int
bins_of (const struct lgt_sun_spectral_params &p)
{
  return BINS ? BINS : p.bins;
}

/* Raw numbers of one spline under one condition.  */
template <int BINS>
LGT_DEVICE int
spline_numbers (const struct lgt_sun_spectral_params &p)
{
  return 3 * bins_of<BINS> (p) + 1 + p.bias;
}

/* Where those of coordinate J begin.  */
template <int BINS>
LGT_DEVICE int
spline_at (const struct lgt_sun_spectral_params &p, int j)
{
  return spline_numbers<BINS> (p) * (j > 0 ? 1 + (j - 1) * p.order : 0);
}

/* The spline of coordinate J is odd around 1/2; then it has no shift.  */
LGT_DEVICE int
spline_is_odd (const struct lgt_sun_spectral_params &p, int j)
{
  return p.conjugation && j == 1;
}

template <int BINS>
LGT_DEVICE struct interval_form
spline_form (const struct lgt_sun_spectral_params &p, int j)
{
  return interval_form_of (bins_of<BINS> (p), p.bias && !spline_is_odd (p, j),
                           p.min_bin, p.min_slope);
}

/* Widths, heights and slopes averaged with their mirror images.  */
LGT_DEVICE void
spline_mirror (int bins, double *raw)
{
  SUN_UNROLL
  for (int part = 0; part < 3; part++)
    {
      const int length = bins + part / 2;

      SUN_UNROLL
      for (int i = 0; i < length / 2; i++)
        {
          double *a = raw + part * bins + i;
          double *b = raw + part * bins + length - 1 - i;

          *a = *b = 0.5 * (*a + *b);
        }
    }
}

/* cos (m pi y) and -m pi sin (m pi y), one m after the other.  */
struct harmonics { double turn, c, s, c_before, s_before; };

LGT_DEVICE struct harmonics
harmonics_of (double y)
{
  struct harmonics h;

  /* m = 0; sin (-pi y) and cos (-pi y) are before.  */
  num_sincos (SUN_PI * y, &h.s_before, &h.c_before);
  h.turn = 2 * h.c_before;
  h.s_before = -h.s_before;
  h.c = 1;
  h.s = 0;
  return h;
}

LGT_DEVICE void
harmonics_next (struct harmonics *h)
{
  const double c = h->turn * h->c - h->c_before;
  const double s = h->turn * h->s - h->s_before;

  h->c_before = h->c;
  h->s_before = h->s;
  h->c = c;
  h->s = s;
}

/* A coordinate's spline: the numbers that it sees under its condition, and
   what the map leaves for the way back.  */
template <int BINS>
struct spline
{
  double raw[BINS ? 3 * BINS + 2 : +RAW_MAX];
  double exps[BINS ? 2 * BINS : 2 * LGT_SUN_BINS_MAX];
  struct interval_image image;
};

/* The numbers of coordinate J's spline under the condition Y.  */
template <int BINS, class T>
LGT_DEVICE void
spline_load (const struct raw_numbers<T> &r, const struct lgt_place &p, int j,
             double y, double *raw)
{
  const int count = 3 * bins_of<BINS> (r.p) + 1, lanes = r.v.shape.lanes;
  const int orders = j > 0 ? r.p.order : 1;
  const T *from = static_cast<const T *> (r.v.data)
                  + lgt_place_at (r.v, p, spline_at<BINS> (r.p, j));
  struct harmonics h;

  SUN_UNROLL
  for (int i = 0; i < count; i++)
    {
      raw[i] = *from;
      from = lgt_step (from, lanes);
    }
  if (r.p.bias)
    {
      raw[count] = *from;
      from = lgt_step (from, lanes);
    }
  if (orders > 1)
    h = harmonics_of (y);
  for (int m = 1; m < orders; m++)
    {
      harmonics_next (&h);
      SUN_UNROLL
      for (int i = 0; i < count; i++)
        {
          raw[i] += h.c * *from;
          from = lgt_step (from, lanes);
        }
      if (r.p.bias)
        {
          raw[count] += h.c * *from;
          from = lgt_step (from, lanes);
        }
    }
  if (spline_is_odd (r.p, j))
    spline_mirror (bins_of<BINS> (r.p), raw);
}

/* The sum of GRAW times the numbers at FROM, which are LANES apart.  */
template <class T>
LGT_DEVICE double
spline_dot (int count, const T *from, int lanes, const double *graw)
{
  double sum = 0;

  SUN_UNROLL
  for (int i = 0; i < count; i++)
    {
      sum += graw[i] * *from;
      from = lgt_step (from, lanes);
    }
  return sum;
}

/* The numbers at TO += C GRAW.  */
template <class T>
LGT_DEVICE void
spline_spread (int count, T *to, int lanes, double c, const double *graw)
{
  SUN_UNROLL
  for (int i = 0; i < count; i++)
    {
      *to += c * graw[i];
      to = lgt_step (to, lanes);
    }
}

/* Adds the gradients GRAW of what coordinate J's spline sees to those of the
   raw numbers, and returns that of the condition Y.  */
template <int BINS, class T>
LGT_DEVICE double
spline_add (const struct raw_numbers<T> &r, const struct lgt_view &g,
            const struct lgt_place &p, int j, double y, double *graw)
{
  const int count = 3 * bins_of<BINS> (r.p) + 1, lanes = r.v.shape.lanes;
  const int64_t order = (int64_t) spline_numbers<BINS> (r.p) * lanes;
  const int orders = j > 0 ? r.p.order : 1, first = spline_at<BINS> (r.p, j);
  const T *from = static_cast<const T *> (r.v.data)
                  + lgt_place_at (r.v, p, first);
  T *to = g.data ? static_cast<T *> (g.data) + lgt_place_at (g, p, first)
                 : nullptr;
  struct harmonics h = { 0, 1, 0, 0, 0 };
  double by_condition = 0;

  if (!r.p.bias || spline_is_odd (r.p, j))
    graw[count] = 0;
  if (spline_is_odd (r.p, j))
    spline_mirror (bins_of<BINS> (r.p), graw);
  if (orders > 1)
    h = harmonics_of (y);
  for (int m = 0; m < orders; m++)
    {
      if (m > 0)
        {
          double dot = spline_dot (count, from, lanes, graw);

          if (r.p.bias)
            dot += graw[count] * from[(int64_t) count * lanes];
          by_condition -= m * SUN_PI * h.s * dot;
        }
      if (to)
        {
          spline_spread (count, to, lanes, h.c, graw);
          if (r.p.bias)
            to[(int64_t) count * lanes] += h.c * graw[count];
          to += order;
        }
      from += order;
      harmonics_next (&h);
    }
  return by_condition;
}

/* ---- a matrix ---- */

/* The loop P = U S, taken apart and mapped.  */
struct loop
{
  double theta[SUN_MAX], to_theta[SUN_MAX];     /* phases before and after */
  double gap[SUN_MAX], to[SUN_MAX];
  double rest[SUN_MAX], to_rest[SUN_MAX];
  struct interval_point x[SUN_MAX], y[SUN_MAX];
  double condition;                     /* of x_2, x_3, ... */
};

/* Phases and vectors V.  */
template <int N>
LGT_DEVICE void
loop_of (int n, const struct lgt_view &u, const struct lgt_view &s,
         const struct lgt_place &p, struct loop *l, double *v)
{
  double a[lgt_sun_room<N>], b[lgt_sun_room<N>], c[lgt_sun_room<N>];

  lgt_place_load (n, u, p, 0, a);
  lgt_place_load (n, s, p, 0, b);
  sun_product (n, c, 1, a, 1, SUN_PLAIN, b, 1, SUN_PLAIN, 0);
  sun_phases (n, c, l->theta, l->gap, v);
}

/* The image Y of coordinate J; returns the derivative.  */
template <int BINS, class T>
LGT_DEVICE double
coordinate_map (const struct raw_numbers<T> &r, const struct lgt_place &p,
                int j, const struct loop *l, struct interval_point *y,
                struct spline<BINS> *s)
{
  const struct interval_form form = spline_form<BINS> (r.p, j);
  double slope;

  spline_load<BINS> (r, p, j, l->condition, s->raw);
  *y = interval_map (&form, r.p.inverse, s->raw, s->exps, l->x[j], &slope,
                     &s->image);
  return slope;
}

/* The map of L's phases; returns the product of the coordinates' derivatives.
   S is left with the last coordinate's spline.  */
template <int BINS, class T>
LGT_DEVICE double
loop_map (const struct raw_numbers<T> &r, const struct lgt_place &p, int n,
          struct loop *l, struct spline<BINS> *s)
{
  double slopes = 1;

  cell_coordinates (n, l->gap, l->rest, l->x);
  SUN_UNROLL
  for (int j = 0; j < n - 1; j++)
    {
      slopes *= coordinate_map<BINS> (r, p, j, l, &l->y[j], s);
      if (j == 0)
        l->condition = r.p.inverse ? l->x[0].x : l->y[0].x;
    }
  cell_gaps (n, l->y, l->to_rest, l->to);
  cell_phases (n, l->to, l->to_theta);
  return slopes;
}

/* C = A times the diagonal matrix of e^{i theta}.  */
LGT_DEVICE void
times_phases (int n, double *c, const double *a, const double *theta)
{
  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      double x, y;

      num_sincos (theta[j], &y, &x);
      SUN_UNROLL
      for (int i = 0; i < n; i++)
        {
          const double *from = a + 2 * (n * i + j);
          double *to = c + 2 * (n * i + j);

          to[0] = from[0] * x - from[1] * y;
          to[1] = from[0] * y + from[1] * x;
        }
    }
}

/* SV = S V.  */
template <int N>
LGT_DEVICE void
load_turned (int n, const struct lgt_view &s, const struct lgt_place &p,
             const double *v, double *sv)
{
  double m[lgt_sun_room<N>];

  lgt_place_load (n, s, p, 0, m);
  sun_product (n, sv, 1, m, 1, SUN_PLAIN, v, 1, SUN_PLAIN, 0);
}

template <int N, int BINS, class T>
static __global__ __launch_bounds__ (LGT_BLOCK, N == 2 ? 4 : 3) void
map (struct lgt_view u, struct lgt_view s, struct raw_numbers<T> r,
     struct lgt_view z, struct lgt_view logs)
{
  const int n = lgt_sun_n<N> (r.p.n);

  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z))
    {
      const struct lgt_place p = lgt_place_of (pack, item, z.shape.lanes);
      double v[lgt_sun_room<N>], sv[lgt_sun_room<N>], to[lgt_sun_room<N>];
      double turned[lgt_sun_room<N>];
      struct spline<BINS> spline;
      struct loop l;
      double slopes;

      l.condition = 0;
      loop_of<N> (n, u, s, p, &l, v);
      slopes = loop_map<BINS> (r, p, n, &l, &spline);
      ((double *) logs.data)[lgt_place_at (logs, p, 0)]
        = cell_log_det (n, l.gap, l.rest, l.to, l.to_rest, slopes);
      load_turned<N> (n, s, p, v, sv);
      times_phases (n, turned, v, l.to_theta);
      sun_product (n, to, 1, turned, 1, SUN_PLAIN, sv, 1, SUN_DAGGER, 0);
      lgt_place_store (n, z, p, to);
    }
}

/* ---- reverse mode ---- */

/* The gradients of the two outputs, and where the inputs' go.  */
struct gradients
{
  struct lgt_view z, log_det, u, s, raw;
};

/* From the gradients of the new phases and the log-determinant to those of
   the phases, through the coordinates; adds those of the raw numbers.  S has
   the last coordinate's spline.  */
template <int BINS, class T>
LGT_DEVICE void
pull_phases (const struct raw_numbers<T> &r, const struct lgt_view &graw,
             const struct lgt_place &p, int n, const struct loop *l,
             struct spline<BINS> *s, const double *g_to_theta, double gl,
             double *g_theta)
{
  struct interval_loss loss[SUN_MAX];
  double g[SUN_MAX], g_to[SUN_MAX], gx[SUN_MAX], by_condition = 0;

  SUN_UNROLL
  for (int j = 0; j < n; j++)
    g[j] = g_to[j] = 0;
  cell_pull_log_det (n, l->gap, l->to, gl, g, g_to, loss);
  cell_pull_phases (n, g_to_theta, g_to);
  cell_pull_gaps (n, l->y, l->to_rest, g_to, loss);
  SUN_UNROLL
  for (int j = n - 2; j >= 0; j--)
    {
      const struct interval_form form = spline_form<BINS> (r.p, j);
      double g_of[BINS ? 3 * BINS + 2 : +RAW_MAX];
      struct interval_point y;

      if (j < n - 2)
        coordinate_map<BINS> (r, p, j, l, &y, s);
      if (j == 0 && !r.p.inverse)
        loss[0].image += by_condition;
      gx[j] = interval_pull (&form, r.p.inverse, s->exps, &s->image, loss[j],
                             g_of);
      if (j == 0 && r.p.inverse)
        gx[0] += by_condition;
      by_condition += spline_add<BINS> (r, graw, p, j, l->condition, g_of);
    }
  cell_pull_coordinates (n, l->x, l->rest, gx, g, g_theta);
}

/* With X = V^+ g V' the gradient of P' between eigenvectors (V' = S V, g that
   of U') and q_ij = (l'_j - l'_i) / (l_j - l_i), that of P is V Y V^+,

     Y_ij = conj (q_ij) X_ij,   Y_jj = i l_j g_theta_j,

   so that gU = V Y V'^+, and gS = V' (X^+ L' + L^* Y) V^+.  */
LGT_DEVICE void
pull_vectors (int n, const struct loop *l, const double *x,
              const double *g_theta, double *y, double *z)
{
  double c[SUN_MAX], s[SUN_MAX], hc[SUN_MAX], hs[SUN_MAX];

  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      num_sincos (l->theta[j], &s[j], &c[j]);
      num_sincos (0.5 * (l->to_theta[j] - l->theta[j]), &hs[j], &hc[j]);
    }
  SUN_UNROLL
  for (int i = 0; i < n; i++)
    {
      y[2 * (n + 1) * i] = -s[i] * g_theta[i];
      y[2 * (n + 1) * i + 1] = c[i] * g_theta[i];
      SUN_UNROLL
      for (int j = i + 1; j < n; j++)
        {
          const double ratio = cell_arc_of (n, l->to, i, j).sine
                               / cell_arc_of (n, l->gap, i, j).sine;
          const double qr = ratio * (hc[i] * hc[j] - hs[i] * hs[j]);
          const double qi = ratio * (hc[i] * hs[j] + hs[i] * hc[j]);

          SUN_UNROLL
          for (int k = 0; k < 2; k++)
            {
              const int at = 2 * (k ? n * j + i : n * i + j);

              y[at] = qr * x[at] + qi * x[at + 1];
              y[at + 1] = qr * x[at + 1] - qi * x[at];
            }
        }
    }
  SUN_UNROLL
  for (int j = 0; j < n; j++)
    {
      /* l'_j = l_j times the square of the half difference's phase.  */
      const double a = hc[j] * hc[j] - hs[j] * hs[j], b = 2 * hc[j] * hs[j];
      const double to_c = c[j] * a - s[j] * b, to_s = c[j] * b + s[j] * a;

      SUN_UNROLL
      for (int i = 0; i < n; i++)
        {
          const int at = 2 * (n * i + j), other = 2 * (n * j + i);

          z[at] = x[other] * to_c + x[other + 1] * to_s
                  + c[i] * y[at] + s[i] * y[at + 1];
          z[at + 1] = x[other] * to_s - x[other + 1] * to_c
                      + c[i] * y[at + 1] - s[i] * y[at];
        }
    }
}

/* X = V^+ g V', SV = V' = S V; X = 0 where there is no g.  */
template <int N>
LGT_DEVICE void
load_between (int n, const struct lgt_view &g, const struct lgt_view &s,
              const struct lgt_place &p, const double *v, double *sv,
              double *x)
{
  load_turned<N> (n, s, p, v, sv);
  if (g.data)
    {
      double m[lgt_sun_room<N>], gv[lgt_sun_room<N>];

      lgt_place_load (n, g, p, 0, m);
      sun_product (n, gv, 1, m, 1, SUN_PLAIN, sv, 1, SUN_PLAIN, 0);
      sun_product (n, x, 1, v, 1, SUN_DAGGER, gv, 1, SUN_PLAIN, 0);
    }
  else
    {
      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        x[i] = 0;
    }
}

/* G += A B C^+.  */
template <int N>
LGT_DEVICE void
add_sandwich (int n, const struct lgt_view &g, const struct lgt_place &p,
              const double *a, const double *b, const double *c)
{
  double ab[lgt_sun_room<N>], abc[lgt_sun_room<N>];

  sun_product (n, ab, 1, a, 1, SUN_PLAIN, b, 1, SUN_PLAIN, 0);
  sun_product (n, abc, 1, ab, 1, SUN_PLAIN, c, 1, SUN_DAGGER, 0);
  lgt_place_add (n, g, p, abc);
}

template <int N, int BINS, class T>
static __global__ void
pull_back (struct lgt_view u, struct lgt_view s, struct raw_numbers<T> r,
           struct gradients g)
{
  const int n = lgt_sun_n<N> (r.p.n);

  LGT_EACH (pack, item, u.shape.packs, lgt_row_items (u))
    {
      const struct lgt_place p = lgt_place_of (pack, item, u.shape.lanes);
      const double gl = g.log_det.data
                        ? ((const double *) g.log_det.data)
                          [lgt_place_at (g.log_det, p, 0)] : 0;
      double v[lgt_sun_room<N>], sv[lgt_sun_room<N>], x[lgt_sun_room<N>];
      double y[lgt_sun_room<N>], z[lgt_sun_room<N>];
      double g_theta[SUN_MAX], g_to_theta[SUN_MAX];
      struct spline<BINS> spline;
      struct loop l;

      l.condition = 0;
      loop_of<N> (n, u, s, p, &l, v);
      load_between<N> (n, g.z, s, p, v, sv, x);
      loop_map<BINS> (r, p, n, &l, &spline);
      SUN_UNROLL
      for (int j = 0; j < n; j++)
        {
          double a, b;

          num_sincos (l.to_theta[j], &b, &a);
          g_to_theta[j] = x[2 * (n + 1) * j + 1] * a
                          - x[2 * (n + 1) * j] * b;
        }
      pull_phases<BINS> (r, g.raw, p, n, &l, &spline, g_to_theta, gl,
                         g_theta);
      /* Made anew rather than kept; Jacobi's sweeps are too long for that.  */
      if (N)
        loop_of<N> (n, u, s, p, &l, v);
      load_between<N> (n, g.z, s, p, v, sv, x);
      pull_vectors (n, &l, x, g_theta, y, z);
      if (g.u.data)
        add_sandwich<N> (n, g.u, p, v, y, sv);
      if (g.s.data)
        add_sandwich<N> (n, g.s, p, sv, z, v);
    }
}

/* ---- entries ---- */

/* KERNEL<N, BINS, T>: the usual numbers are constants.  */
#define CHOOSE(kernel, p)                                               \
  ((p)->bins == 8                                                       \
   ? lgt_sun_kernel ((p)->n, kernel<2, 8, T>, kernel<3, 8, T>,          \
                     kernel<0, 0, T>)                                   \
   : lgt_sun_kernel ((p)->n, kernel<2, 0, T>, kernel<3, 0, T>,          \
                     kernel<0, 0, T>))

template <class T>
static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_sun_spectral_params *> (params);
  const struct lgt_view logs = lgt_site_numbers (scratch, out[0]);

  lgt_launch (queue, CHOOSE (map, p), out[0].shape.packs,
              lgt_row_items (out[0]), in[0], in[1],
              raw_numbers<T> { in[2], *p }, out[0], logs);
  lgt_add_sites (queue, logs, out[1]);
}

template <class T>
static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_spectral_params *> (params);
  const struct gradients g = { in[5], in[6], out[0], out[1], out[2] };

  if (g.z.data || g.log_det.data)
    lgt_launch (queue, CHOOSE (pull_back, p), in[0].shape.packs,
                lgt_row_items (in[0]), in[0], in[1],
                raw_numbers<T> { in[2], *p }, g);
}

LGT_ENTRY_OF (sun_spectral, run)
LGT_ENTRY_OF (sun_spectral, pull)

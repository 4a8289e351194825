/* Stout steps; formulas in lib/sun/stout_body.h.  One thread a link, N = 2, 3
   in registers, with G (8 x 8 for SU(3)) as a triangle.  Where SU(3) would
   need more than 255 registers, what is not wanted for a while is parked in
   shared memory, and blocks are warps: registers allow no more threads than
   eight warps on a multiprocessor, and there is room for those.

   Of K staples in units of 8 bytes (raw numbers of float32: half), run reads
   2 K (N^2 + 1) + 2 N^2 and writes 2 N^2 + 1; pull reads 2 N^2 (2 K + 2) +
   3 K and changes (K + 1) 2 N^2 + K.  Arithmetic is 4 K N^2 + 100 N^3 + 2/3
   N^6, twice that to pull, and N^6 times 2 for each of Newton's steps.  */

#include "../site_sums.h"
#include "../sun_terms.h"
#include "../../lib/sun/stout_body.h"

/* Room for G, a triangle.  */
template <int N>
static constexpr int triangle = N ? (N * N - 1) * N * N / 2 : +SUN_TRIANGLE;

/* Whether threads park, and numbers of a thread's place: an odd number, so
   that threads use different banks.  */
template <int N>
static constexpr int parks = N == 3;
template <int N, int count>
static constexpr int place = parks<N> ? (count | 1) : 1;
template <int N, int count>
static constexpr int park_room = parks<N> ? LGT_WARP * place<N, count> : 1;

/* COUNT numbers to their place or back; what was parked is then loaded where
   it is used.  */
template <int N>
LGT_DEVICE void
park (int count, double *to, const double *from)
{
  if (parks<N>)
    {
      SUN_UNROLL_ALL
      for (int i = 0; i < count; i++)
        to[i] = from[i];
      lgt_forget_loads ();
    }
}

/* G becomes its inverse, in OP.  Meanwhile X, the eigenvectors and OTHER, COUNT
   numbers that follow each other, are parked at KEPT and only X comes
   back.  */
template <int N>
LGT_DEVICE void
invert_operator (int n, struct sun_stout *w, double *op, int count,
                 double *other, double *kept)
{
  park<N> (2 * n * n, kept, w->v);
  park<N> (count, kept + 2 * n * n, other);
  park<N> (n, kept + 2 * n * n + count, w->x);
  sun_invert_symmetric (n * n - 1, op);
  park<N> (n, w->x, kept + 2 * n * n + count);
}

/* The staples of a link: the matrices, raw numbers, the limit.  */
struct staples
{
  struct lgt_view s, raw;
  double limit;
};

/* Clamped, so that its square is finite.  */
LGT_DEVICE double
raw_of (const struct staples &t, const struct lgt_place &p, int k)
{
  return num_max (-1e30, num_min (1e30, lgt_get (t.raw,
                                                 lgt_place_at (t.raw, p, k))));
}

/* A smooth |raw|.  */
LGT_DEVICE double
size_of (const struct staples &t, double raw)
{
  const double all = t.raw.shape.comps;

  return sqrt (raw * raw + 1 / (all * all));
}

/* limit / (1 + sum of sizes), which makes c_k of raw_k.  */
LGT_DEVICE double
scale_of (const struct staples &t, const struct lgt_place &p)
{
  double sum = 1;

  for (int k = 0; k < t.raw.shape.comps; k++)
    sum += size_of (t, raw_of (t, p, k));
  return t.limit / sum;
}

/* A = sum of c_k S_k.  */
LGT_DEVICE void
sum_staples (int n, const struct staples &t, const struct lgt_place &p,
             double scale, double *a)
{
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    a[i] = 0;
  for (int k = 0; k < t.raw.shape.comps; k++)
    lgt_term_sum (n, t.s, p, k, scale * raw_of (t, p, k), a);
}

/* The gradients of staples and raw numbers, GA that of A.  With c_k = scale
   raw_k the sum over k of raw_k times the gradient of c_k is GA A / scale.  */
LGT_DEVICE void
pull_staples (int n, const struct staples &t, const struct lgt_place &p,
              double scale, const double *ga, const struct lgt_view &gs,
              const struct lgt_view &graw)
{
  double all = 0;

  if (graw.data)
    for (int k = 0; k < t.raw.shape.comps; k++)
      all += raw_of (t, p, k) * lgt_term_dot (n, t.s, p, k, ga);
  all *= scale / t.limit;
  for (int k = 0; k < t.raw.shape.comps; k++)
    {
      const double raw = raw_of (t, p, k);

      if (graw.data)
        lgt_add_to (graw, lgt_place_at (graw, p, k),
                    scale * (lgt_term_dot (n, t.s, p, k, ga)
                             - raw / size_of (t, raw) * all));
      if (gs.data)
        lgt_term_add (n, gs, p, k, scale * raw, ga);
    }
}

template <int N>
static __global__ void
step (int any, struct lgt_view u, struct staples t, struct lgt_view z,
      struct lgt_view logs)
{
  const int n = lgt_sun_n<N> (any);

  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z))
    {
      const struct lgt_place p = lgt_place_of (pack, item, z.shape.lanes);
      struct sun_stout w;
      double from[lgt_sun_room<N>], a[lgt_sun_room<N>], m[lgt_sun_room<N>];
      double q[lgt_sun_room<N>], op[triangle<N>];

      sum_staples (n, t, p, scale_of (t, p), a);
      lgt_place_load (n, u, p, 0, from);
      sun_product (n, m, 1, from, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
      w.mean = sun_stout_q (n, q, m);
      sun_stout_spectrum (n, &w, q);
      sun_stout_rotate (n, &w, 1, from, q);
      lgt_place_store (n, z, p, q);
      sun_stout_operator (n, &w, m, op);
      ((double *) logs.data)[lgt_place_at (logs, p, 0)]
        = sun_stout_log_det (n, &w, op);
    }
}

template <int N>
static __global__ void
invert (int any, struct lgt_view u, struct staples t, struct lgt_view z,
        struct lgt_view logs)
{
  enum { MATRICES = SUN_STOUT_ROOM + 2 };
  const int n = lgt_sun_n<N> (any);
  __shared__ double shared[park_room<N, 2 * N * N * MATRICES>];
  double local[parks<N> ? 1 : MATRICES * lgt_sun_room<N>];
  double *room = parks<N> ? shared + threadIdx.x
                            * place<N, 2 * N * N * MATRICES> : local;
  double *from = room + SUN_STOUT_ROOM * 2 * n * n, *a = from + 2 * n * n;

  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z))
    {
      const struct lgt_place p = lgt_place_of (pack, item, z.shape.lanes);
      struct sun_stout w;
      double to[lgt_sun_room<N>], op[triangle<N>];

      sum_staples (n, t, p, scale_of (t, p), a);
      lgt_place_load (n, u, p, 0, from);
      ((double *) logs.data)[lgt_place_at (logs, p, 0)]
        = -sun_stout_invert (n, &w, from, a, op, room, to);
      lgt_place_store (n, z, p, to);
    }
}

/* The gradients of the two outputs, and where the inputs' go.  */
struct gradients
{
  struct lgt_view z, log_det, u, s, raw;
};

/* The gradient of the rotated link, or 0.  */
LGT_DEVICE void
load_gradient (int n, const struct lgt_view &g, const struct lgt_place &p,
               double *m)
{
  if (g.data)
    lgt_place_load (n, g, p, 0, m);
  else
    {
      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        m[i] = 0;
    }
}

LGT_DEVICE double
log_det_gradient (const struct gradients &g, const struct lgt_place &p)
{
  return g.log_det.data ? ((const double *) g.log_det.data)
                          [lgt_place_at (g.log_det, p, 0)] : 0;
}

template <int N>
static __global__ void
pull_step (int any, struct lgt_view u, struct staples t, struct gradients g)
{
  const int n = lgt_sun_n<N> (any);
  __shared__ double room[park_room<N, N * (2 * N + 3)>];
  double *kept = room + threadIdx.x * place<N, N * (2 * N + 3)>;

  LGT_EACH (pack, item, u.shape.packs, lgt_row_items (u))
    {
      const struct lgt_place p = lgt_place_of (pack, item, u.shape.lanes);
      const double scale = scale_of (t, p);
      struct sun_stout w;
      double from[lgt_sun_room<N>], a[lgt_sun_room<N>], m[lgt_sun_room<N>];
      double gz[lgt_sun_room<N>], gu[lgt_sun_room<N>], gm[lgt_sun_room<N>];
      double gs[lgt_sun_room<N>], gq[lgt_sun_room<N>], op[triangle<N>];

      /* sun_stout_pull in pieces.  */
      sum_staples (n, t, p, scale, a);
      lgt_place_load (n, u, p, 0, from);
      sun_product (n, m, 1, from, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
      sun_stout_at (n, &w, m, op);
      invert_operator<N> (n, &w, op, 2 * n, w.phase, kept);
      sun_stout_pull_log_det (n, &w, op, log_det_gradient (g, p), gs, gq);
      park<N> (2 * n * n, w.v, kept);
      park<N> (2 * n, w.phase, kept + 2 * n * n);
      lgt_forget_loads ();
      lgt_place_load (n, u, p, 0, from);
      load_gradient (n, g.z, p, gz);
      sun_stout_pull_rotate (n, &w, from, gz, gs, gq, gu, gm);
      lgt_forget_loads ();
      if (g.u.data)
        {
          sum_staples (n, t, p, scale, a);
          sun_product (n, gu, 1, gm, 1, SUN_PLAIN, a, 1, SUN_DAGGER, 1);
          lgt_place_add (n, g.u, p, gu);
        }
      lgt_place_load (n, u, p, 0, from);
      sun_product (n, a, 1, from, 1, SUN_DAGGER, gm, 1, SUN_PLAIN, 0);
      pull_staples (n, t, p, scale, a, g.s, g.raw);
    }
}

/* U is the inverse's result, V its argument.  Parked are the eigenvectors, then
   what inverting G has no room for, then G and, before gradients go through it,
   those of log det.  */
template <int N>
static __global__ void
pull_invert (int any, struct lgt_view u, struct lgt_view v, struct staples t,
             struct gradients g)
{
  enum { PLACE = 6 * N * N + triangle<N> };
  const int n = lgt_sun_n<N> (any);
  __shared__ double room[park_room<N, PLACE>];
  double *kept = room + threadIdx.x * place<N, PLACE>;
  double *first = kept + 2 * N * N, *second = first + triangle<N>;

  LGT_EACH (pack, item, u.shape.packs, lgt_row_items (u))
    {
      const struct lgt_place p = lgt_place_of (pack, item, u.shape.lanes);
      struct sun_stout w;
      double from[lgt_sun_room<N>], a[lgt_sun_room<N>], m[lgt_sun_room<N>];
      double gz[lgt_sun_room<N>], e[lgt_sun_room<N>], gs[lgt_sun_room<N>];
      double gq[lgt_sun_room<N>], gv[lgt_sun_room<N>], gm[lgt_sun_room<N>];
      double op[triangle<N>];

      /* sun_stout_pull_inverse in pieces.  */
      sum_staples (n, t, p, scale_of (t, p), a);
      lgt_place_load (n, u, p, 0, from);
      sun_product (n, m, 1, from, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
      sun_stout_at (n, &w, m, op);
      invert_operator<N> (n, &w, op, n * n, w.g, kept);
      sun_stout_pull_log_det (n, &w, op, -log_det_gradient (g, p), gs, gq);
      park<N> (n * n, w.g, first);
      park<N> (n * n * (n * n - 1) / 2, first, op);
      park<N> (2 * n * n, second, gs);
      park<N> (2 * n * n, second + 2 * n * n, gq);
      park<N> (2 * n * n, w.v, kept);
      if (parks<N>)
        {
          sum_staples (n, t, p, scale_of (t, p), a);
          lgt_place_load (n, u, p, 0, from);
          sun_product (n, m, 1, from, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
        }
      load_gradient (n, g.z, p, gz);
      sun_stout_pull_through (n, &w, from, m, gz, parks<N> ? first : op, gs,
                              gq, e);
      park<N> (2 * n * n, gs, second);
      park<N> (2 * n * n, gq, second + 2 * n * n);
      park<N> (2 * n * n, w.v, kept);
      sun_stout_pull_back (n, &w, e, gs, gq, gm);
      lgt_forget_loads ();
      if (g.u.data)
        {
          lgt_place_load (n, v, p, 0, from);
          sun_product (n, gv, 1, e, 1, SUN_PLAIN, from, 1, SUN_PLAIN, 0);
          lgt_place_add (n, g.u, p, gv);
        }
      lgt_place_load (n, u, p, 0, from);
      sun_product (n, a, 1, from, 1, SUN_DAGGER, gm, 1, SUN_PLAIN, 0);
      pull_staples (n, t, p, scale_of (t, p), a, g.s, g.raw);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_sun_stout_params *> (params);
  const struct lgt_view logs = lgt_site_numbers (scratch, out[0]);
  const struct staples t = { in[1], in[2], p->limit };

  if (p->inverse)
    lgt_launch_warps (queue,
                      lgt_sun_kernel (p->n, invert<2>, invert<3>, invert<0>),
                      out[0].shape.packs, lgt_row_items (out[0]), p->n, in[0],
                      t, out[0], logs);
  else
    lgt_launch (queue, lgt_sun_kernel (p->n, step<2>, step<3>, step<0>),
                out[0].shape.packs, lgt_row_items (out[0]), p->n, in[0], t,
                out[0], logs);
  lgt_add_sites (queue, logs, out[1]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_stout_params *> (params);
  const struct staples t = { in[1], in[2], p->limit };
  const struct gradients g = { in[5], in[6], out[0], out[1], out[2] };

  if (!g.z.data && !g.log_det.data)
    return;
  if (p->inverse)
    lgt_launch_warps (queue,
                      lgt_sun_kernel (p->n, pull_invert<2>, pull_invert<3>,
                                      pull_invert<0>),
                      in[0].shape.packs, lgt_row_items (in[0]), p->n, in[3],
                      in[0], t, g);
  else
    lgt_launch_warps (queue,
                      lgt_sun_kernel (p->n, pull_step<2>, pull_step<3>,
                                      pull_step<0>),
                      in[0].shape.packs, lgt_row_items (in[0]), p->n, in[0],
                      t, g);
}

LGT_ENTRY (sun_stout, run)
LGT_ENTRY (sun_stout, pull)

/* Nearest matrices in SU(N) of weighted sums; formulas in
   lib/sun/nearest_body.h.  One thread a matrix, N = 2, 3 in registers.

   Of K terms in units of 8 bytes (raw numbers of float32: half), run reads
   K (2 N^2 + 1) and writes 2 N^2; pull reads K (2 N^2 + 1), twice where the
   weights have a gradient, and 4 N^2, and changes K (2 N^2 + 1).  Arithmetic
   is 4 K N^2 and some 50 N^3, twice that to pull.  */

#include "../sun_terms.h"
#include "../../lib/sun/nearest_body.h"

/* A = sum of w_k S_k.  */
LGT_DEVICE void
sum_terms (int n, const struct lgt_view &s, const struct lgt_view &w,
           const struct lgt_place &p, double *a)
{
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    a[i] = 0;
  for (int k = 0; k < w.shape.comps; k++)
    lgt_term_sum (n, s, p, k, lgt_get (w, lgt_place_at (w, p, k)), a);
}

template <int N>
static __global__ void
project (int any, struct lgt_view s, struct lgt_view w, struct lgt_view r)
{
  const int n = lgt_sun_n<N> (any);

  LGT_EACH (pack, item, r.shape.packs, lgt_row_items (r))
    {
      const struct lgt_place p = lgt_place_of (pack, item, r.shape.lanes);
      double a[lgt_sun_room<N>], to[lgt_sun_room<N>];

      sum_terms (n, s, w, p, a);
      sun_polar (n, a, to);
      lgt_place_store (n, r, p, to);
    }
}

template <int N>
static __global__ void
pull_back (int any, struct lgt_view s, struct lgt_view w, struct lgt_view r,
           struct lgt_view gr, struct lgt_view gs, struct lgt_view gw)
{
  const int n = lgt_sun_n<N> (any);

  LGT_EACH (pack, item, r.shape.packs, lgt_row_items (r))
    {
      const struct lgt_place p = lgt_place_of (pack, item, r.shape.lanes);
      double a[lgt_sun_room<N>], m[lgt_sun_room<N>], g[lgt_sun_room<N>];
      double ga[lgt_sun_room<N>];

      sum_terms (n, s, w, p, a);
      lgt_place_load (n, r, p, 0, m);
      lgt_place_load (n, gr, p, 0, g);
      sun_polar_pull (n, a, m, g, ga);
      for (int k = 0; k < w.shape.comps; k++)
        {
          if (gs.data)
            lgt_term_add (n, gs, p, k, lgt_get (w, lgt_place_at (w, p, k)),
                          ga);
          if (gw.data)
            lgt_add_to (gw, lgt_place_at (gw, p, k),
                        lgt_term_dot (n, s, p, k, ga));
        }
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const int n = static_cast<const struct lgt_sun_polar_params *> (params)->n;

  lgt_launch (queue, lgt_sun_kernel (n, project<2>, project<3>, project<0>),
              out[0].shape.packs, lgt_row_items (out[0]), n, in[0], in[1],
              out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const int n = static_cast<const struct lgt_sun_polar_params *> (params)->n;

  if (in[3].data && (out[0].data || out[1].data))
    lgt_launch (queue,
                lgt_sun_kernel (n, pull_back<2>, pull_back<3>, pull_back<0>),
                in[2].shape.packs, lgt_row_items (in[2]), n, in[0], in[1],
                in[2], in[3], out[0], out[1]);
}

LGT_ENTRY (sun_polar, run)
LGT_ENTRY (sun_polar, pull)

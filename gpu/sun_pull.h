/* Pull-back of products of links along paths, to the links.

   With W = A U' B, where U' = U or U^+ is a link as it is walked, A what is
   before it and B what is behind it, and G the gradient with respect to W, let
   D = B G^+ A: U gets D^+, or D where it was walked backward.  D is the
   product of the path's other links, cyclically from behind U on, with G^+
   where the path begins.

   One thread has one link of one configuration and adds up D over all visits,
   in the order of the set.  Where G comes from is a struct with

     enum { matrix, squares }:  G is a matrix; or a + 2 c W^+ with numbers a
                                and c, c = 0 where SQUARES is 0,

   and a function lgt_gradient for it, found by its type: where the matrix is,
   or the numbers g = { Re a, Im a, Re c, Im c }.  */

#ifndef LGT_GPU_SUN_PULL_H
#define LGT_GPU_SUN_PULL_H

#include "sun_paths.h"

/* M = (X + i Y) M.  */
LGT_DEVICE void
lgt_sun_scale (int n, double *m, double x, double y)
{
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i += 2)
    {
      const double re = m[i], im = m[i + 1];

      m[i] = x * re - y * im;
      m[i + 1] = x * im + y * re;
    }
}

/* M = (a^* + 2 c^* M U) M.  */
template <int N>
LGT_DEVICE void
lgt_sun_square (int n, double *m, const double *u, const double *g)
{
  double r[lgt_sun_room<N>], s[lgt_sun_room<N>];

  sun_product (n, r, 1, m, 1, SUN_PLAIN, u, 1, SUN_PLAIN, 0);
  lgt_sun_scale (n, r, 2 * g[2], -2 * g[3]);
  SUN_UNROLL
  for (int i = 0; i < n; i++)
    {
      r[2 * (n + 1) * i] += g[0];
      r[2 * (n + 1) * i + 1] -= g[1];
    }
  sun_product (n, s, 1, r, 1, SUN_PLAIN, m, 1, SUN_PLAIN, 0);
  sun_copy (n, m, 1, s, 1, SUN_PLAIN);
}

/* D = B G^+ A of visit V of a link at BASE.  */
template <int N, class G>
LGT_DEVICE void
lgt_sun_around (int n, double *d, const struct lgt_paths &p,
                const struct lgt_base &base, const struct lgt_visit &v,
                const G &source, const struct lgt_sun_links &links)
{
  const int length = v.end - v.begin, factors = length + G::matrix;
  double b[lgt_sun_room<N>];

  if (factors == 1)
    sun_unit (n, d, 1);
  for (int i = 1; i < factors; i++)
    {
      int at = v.at - v.begin + i;

      if (at >= factors)
        at -= factors;
      if (at < length)
        lgt_sun_step (n, b, p, base, v.begin + at, &v.step, links);
      else if constexpr (G::matrix)
        lgt_sun_load (n, b, lgt_gradient (source, links, v),
                      links.view->shape.lanes, 1);
      if (i == 1)
        sun_copy (n, d, 1, b, 1, SUN_PLAIN);
      else
        lgt_sun_times (n, d, b);
    }
  if constexpr (!G::matrix)
    {
      double g[4];

      lgt_gradient (source, links, v, g);
      if constexpr (G::squares)
        {
          lgt_sun_step (n, b, p, base, v.at, &v.step, links);
          lgt_sun_square<N> (n, d, b, g);
        }
      else
        lgt_sun_scale (n, d, g[0], -g[1]);
    }
}

/* SUM, with numbers STRIDE apart, += M or M^+.  */
LGT_DEVICE void
lgt_sun_sum (int n, double *sum, int stride, const double *m, int dagger)
{
  SUN_UNROLL
  for (int i = 0; i < n; i++)
    SUN_UNROLL
    for (int j = 0; j < n; j++)
      {
        double *to = sum + 2 * (n * i + j) * stride;

        if (dagger)
          {
            to[0] += m[2 * (n * j + i)];
            to[stride] -= m[2 * (n * j + i) + 1];
          }
        else
          {
            to[0] += m[2 * (n * i + j)];
            to[stride] += m[2 * (n * i + j) + 1];
          }
      }
}

/* Blocks on a multiprocessor (sm_90) for which registers are wanted.  */
template <int N, class G>
static constexpr int lgt_sun_blocks
  = N == 0 || G::squares ? 1 : (N == 2 ? 5 : 3) + G::matrix;

/* The sum over visits is in shared memory, a column for each thread, and
   leaves the registers to D and its next factor.  */
template <int N, class G>
static __global__ void
__launch_bounds__ (LGT_BLOCK, (lgt_sun_blocks<N, G>))
lgt_sun_collect (struct lgt_paths p, G source, struct lgt_view links,
                 struct lgt_view grad, int n_is)
{
  const int n = lgt_sun_n<N> (n_is), lanes = grad.shape.lanes;
  const int stride = N ? +LGT_BLOCK : 1;
  __shared__ double column[N ? 2 * N * N * LGT_BLOCK : 1];
  double local[N ? 1 : +SUN_NUMBERS], *sum = N ? column + threadIdx.x : local;

  LGT_EACH (pack, item, grad.shape.packs, lgt_row_items (grad) * p.links)
    {
      int64_t link, site;
      int lane, mu;
      struct lgt_base base;
      struct lgt_visit v;
      double d[lgt_sun_room<N>];

      lgt_divide (item, lanes, &link, &lane);
      lgt_divide (link, p.links, &site, &mu);
      base = lgt_base_of (p.shifts, (int32_t) site);
      for (int i = 0; i < 2 * n * n; i++)
        sum[i * stride] = 0;
      LGT_EACH_VISIT (p, base, mu, &v)
        {
          lgt_sun_around<N> (n, d, p, base, v, source,
                             { &links, pack, lane });
          lgt_sun_sum (n, sum, stride, d, v.step.sign > 0);
        }

      double *to = lgt_sun_at (grad, pack, site, mu * 2 * n * n, lane);

      SUN_UNROLL_ALL
      for (int i = 0; i < 2 * n * n; i++)
        to[(int64_t) i * lanes] += sum[i * stride];
    }
}

template <class G>
static inline void
lgt_sun_pull (const struct lgt_queue *queue, const struct lgt_path_set *set,
              int n, const G &source, const struct lgt_view &links,
              const struct lgt_view &grad)
{
  lgt_launch (queue,
              lgt_sun_kernel (n, lgt_sun_collect<2, G>, lgt_sun_collect<3, G>,
                              lgt_sun_collect<0, G>),
              grad.shape.packs, lgt_row_items (grad) * set->links,
              lgt_paths_of (set), source, links, grad, n);
}

#endif

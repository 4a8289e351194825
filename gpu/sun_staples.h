/* Sums of staples of SU(N) links, A = sum_k w_k S_k, and W = U A.

   A link with K staples of L links each reads 16 N^2 (K L + 1) bytes and
   takes K (L - 1) + 1 products of 8 N^3 operations: for Wilson's action in
   four dimensions, K = 6 and L = 3, that is 304 N^2 bytes and 104 N^3
   operations.  Many of the links come from caches.

   A is in shared memory, a column for each thread, which leaves the registers
   to the product and its next factor; later the link itself is there, and
   the registers are left to the update.  */

#ifndef LGT_GPU_SUN_STAPLES_H
#define LGT_GPU_SUN_STAPLES_H

#include "links.h"
#include "sun_paths.h"

/* Distance of a column's numbers, and all columns' room; for any N a matrix
   is the thread's own.  */
template <int N>
static constexpr int lgt_column_stride = N ? +LGT_BLOCK : 1;
template <int N>
static constexpr int lgt_column_room = N ? 2 * N * N * LGT_BLOCK : 1;
template <int N>
static constexpr int lgt_own_room = N ? 1 : +SUN_NUMBERS;

/* Blocks on a multiprocessor (sm_90) for which registers are wanted.  */
template <int N>
static constexpr int lgt_link_blocks = N == 0 ? 1 : N == 2 ? 5 : 4;

/* A += WEIGHT times the product of path PATH of all variants.  */
template <int N>
LGT_DEVICE void
lgt_staple_add (int n, double *a, double weight, const struct lgt_paths &p,
                const struct lgt_base &base, int path,
                const struct lgt_sun_links &links)
{
  const int32_t begin = p.first[path], end = p.first[path + 1];
  double w[lgt_sun_room<N>], b[lgt_sun_room<N>];

  lgt_sun_walk<N> (n, w, p, base, begin, end - 1, links);
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    w[i] *= weight;
  if (begin < end)
    lgt_sun_step (n, b, p, base, end - 1, nullptr, links);
  else
    sun_unit (n, b, 1);
  sun_product (n, a, lgt_column_stride<N>, w, 1, SUN_PLAIN, b, 1, SUN_PLAIN,
               1);
}

/* The link's place in the field.  */
LGT_DEVICE double *
lgt_link_matrix (int n, const struct lgt_link_work &work,
                 const struct lgt_link &l)
{
  return lgt_sun_at (work.links, l.pack, l.site, (int64_t) l.mu * 2 * n * n,
                     l.lane);
}

/* U, the link, and W = U A; A is a column.  */
template <int N>
LGT_DEVICE void
lgt_link_product (int n, const struct lgt_link_work &work,
                  const struct lgt_link &l, double *a, double *u, double *w)
{
  const struct lgt_base base = lgt_base_of (work.paths.shifts, l.site);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    a[i * lgt_column_stride<N>] = 0;
  for (int k = 0; k < work.paths.paths; k++)
    {
      const double weight = work.weight[l.path + k];

      if (weight != 0)
        lgt_staple_add<N> (n, a, weight, work.paths, base, l.path + k,
                           { &work.links, l.pack, l.lane });
    }
  lgt_sun_load (n, u, lgt_link_matrix (n, work, l), work.links.shape.lanes,
                0);
  sun_product (n, w, 1, u, 1, SUN_PLAIN, a, lgt_column_stride<N>, SUN_PLAIN,
               0);
}

/* The same with U in the column.  */
template <int N>
LGT_DEVICE void
lgt_link_open (int n, const struct lgt_link_work &work,
               const struct lgt_link &l, double *column, double *w)
{
  double u[lgt_sun_room<N>];

  lgt_link_product<N> (n, work, l, column, u, w);
  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    column[i * lgt_column_stride<N>] = u[i];
}

/* The column goes back to the field.  */
template <int N>
LGT_DEVICE void
lgt_link_close (int n, const struct lgt_link_work &work,
                const struct lgt_link &l, const double *column)
{
  double *to = lgt_link_matrix (n, work, l);

  SUN_UNROLL_ALL
  for (int i = 0; i < 2 * n * n; i++)
    {
      *to = column[i * lgt_column_stride<N>];
      to = lgt_step (to, work.links.shape.lanes);
    }
}

#endif

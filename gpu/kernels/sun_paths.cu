/* W = the product of the links along every path; its pull-back.  */

#include "../sun_pull.h"

/* A path of L steps takes L - 1 products of 8 N^3 operations, and reads and
   writes 16 N^2 (L + 1) bytes.  */
template <int N>
static __global__ void
product (struct lgt_paths p, struct lgt_view links, struct lgt_view z,
         int n_is)
{
  const int n = lgt_sun_n<N> (n_is), lanes = z.shape.lanes;

  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z) * p.paths)
    {
      int64_t path, row;
      int lane, k;
      double w[lgt_sun_room<N>];

      lgt_divide (item, lanes, &path, &lane);
      lgt_divide (path, p.paths, &row, &k);
      if (lgt_selected (p, row, k))
        {
          const int all = lgt_row_path (p, row, k);

          lgt_sun_walk<N> (n, w, p, lgt_row_base (p, row), p.first[all],
                           p.first[all + 1], { &links, pack, lane });
        }
      else
        sun_unit (n, w, 1);
      lgt_sun_store (n, lgt_sun_at (z, pack, row, (int64_t) k * 2 * n * n,
                                    lane), lanes, w);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_paths_params *> (params);

  lgt_launch (queue,
              lgt_sun_kernel (p->n, product<2>, product<3>, product<0>),
              out[0].shape.packs, lgt_row_items (out[0]) * p->paths->paths,
              lgt_paths_of (p->paths), in[0], out[0], p->n);
}

/* The gradients of the paths' matrices.  Each visit of a path of L steps
   takes L - 1 products and reads 16 N^2 L bytes.  */
struct matrices
{
  enum { matrix = 1, squares = 0 };
  struct lgt_view g;
  int numbers;
};

LGT_DEVICE const double *
lgt_gradient (const struct matrices &s, const struct lgt_sun_links &links,
              const struct lgt_visit &v)
{
  return lgt_sun_at (s.g, links.pack, v.row, (int64_t) v.k * s.numbers,
                     links.lane);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_paths_params *> (params);
  const struct matrices g = { in[2], 2 * p->n * p->n };

  if (in[2].data && out[0].data)
    lgt_sun_pull (queue, p->paths, p->n, g, in[0], out[0]);
}

LGT_ENTRY (sun_paths, run)
LGT_ENTRY (sun_paths, pull)

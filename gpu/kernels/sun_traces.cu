/* Traces of W and W^2 for every path; gradients with respect to W are

     of Re tr W and Im tr W:      1 and i,
     of Re tr W^2 and Im tr W^2:  2 W^+ and 2 i W^+.  */

#include "../sun_pull.h"

enum { FEATURES = 4 };

static int
has_squares (unsigned features)
{
  return (features & (LGT_SUN_RE_TR_P2 | LGT_SUN_IM_TR_P2)) != 0;
}

static int
count (unsigned features)
{
  int n = 0;

  for (; features; features >>= 1)
    n += features & 1;
  return n;
}

/* A path of L steps takes L - 2 products of 8 N^3 operations and a trace of
   8 N^2 (L - 1 products and a trace for squares), and reads 16 N^2 L
   bytes.  */
template <int N, int SQUARES>
static __global__ void
measure (struct lgt_paths p, unsigned features, struct lgt_view links,
         struct lgt_view z, int n_is)
{
  const int n = lgt_sun_n<N> (n_is), lanes = z.shape.lanes;

  LGT_EACH (pack, item, z.shape.packs, lgt_row_items (z) * p.paths)
    {
      int64_t path, row;
      int lane, k;
      double value[FEATURES] = { (double) n, 0, (double) n, 0 };

      lgt_divide (item, lanes, &path, &lane);
      lgt_divide (path, p.paths, &row, &k);
      if (lgt_selected (p, row, k))
        {
          const struct lgt_base base = lgt_row_base (p, row);
          const int all = lgt_row_path (p, row, k);
          const int32_t begin = p.first[all], end = p.first[all + 1];
          const struct lgt_sun_links from = { &links, pack, lane };

          if constexpr (SQUARES)
            {
              double w[lgt_sun_room<N>];

              lgt_sun_walk<N> (n, w, p, base, begin, end, from);
              sun_trace (n, w, 1, &value[0], &value[1]);
              sun_trace_product (n, w, 1, w, 1, SUN_PLAIN, &value[2],
                                 &value[3]);
            }
          else
            lgt_sun_walk_trace<N> (n, &value[0], &value[1], p, base, begin,
                                   end, from);
        }
      int64_t to = lgt_at (z, pack, row, 0) + lane
                   + (int64_t) k * (z.shape.comps / p.paths) * lanes;

      LGT_UNROLL
      for (int f = 0; f < FEATURES; f++)
        if (features & 1u << f)
          {
            lgt_set (z, to, value[f] / n);
            to += lanes;
          }
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_traces_params *> (params);
  const auto kernel
    = has_squares (p->features)
      ? lgt_sun_kernel (p->n, measure<2, 1>, measure<3, 1>, measure<0, 1>)
      : lgt_sun_kernel (p->n, measure<2, 0>, measure<3, 0>, measure<0, 0>);

  lgt_launch (queue, kernel, out[0].shape.packs,
              lgt_row_items (out[0]) * p->paths->paths,
              lgt_paths_of (p->paths), p->features, in[0], out[0], p->n);
}

/* The gradients of the paths' features.  Each visit of a path of L steps
   takes L - 2 products (L for squares) and reads 16 N^2 (L - 1) bytes.  */
template <int SQUARES>
struct traces
{
  enum { matrix = 0, squares = SQUARES };
  struct lgt_view g;
  unsigned features;
  int count;              /* of features */
  double factor;          /* 1 / N */
};

template <int SQUARES>
LGT_DEVICE void
lgt_gradient (const struct traces<SQUARES> &s,
              const struct lgt_sun_links &links, const struct lgt_visit &v,
              double *g)
{
  int64_t at = lgt_at (s.g, links.pack, v.row, (int64_t) v.k * s.count)
               + links.lane;

  LGT_UNROLL
  for (int f = 0; f < FEATURES; f++)
    {
      g[f] = 0;
      if (s.features & 1u << f)
        {
          g[f] = s.factor * lgt_get (s.g, at);
          at += s.g.shape.lanes;
        }
    }
}

template <int SQUARES>
static void
pull_back (struct lgt_queue *queue, const struct lgt_sun_traces_params *p,
           const struct lgt_view *in, const struct lgt_view *out)
{
  const struct traces<SQUARES> g = { in[2], p->features, count (p->features),
                                     1.0 / p->n };

  lgt_sun_pull (queue, p->paths, p->n, g, in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_sun_traces_params *> (params);

  if (!in[2].data || !out[0].data)
    return;
  if (has_squares (p->features))
    pull_back<1> (queue, p, in, out);
  else
    pull_back<0> (queue, p, in, out);
}

LGT_ENTRY (sun_traces, run)
LGT_ENTRY (sun_traces, pull)

/* Rational quadratic splines on an interval; formulas in
   lib/tensor/line_body.h.

   BINS is 8, the usual number, and then all raw numbers are in registers; or
   0, any other, and they are in local memory.

   A number moves (3 K - 1) t + 24 bytes, t those of a raw number, and 60 K +
   120 flops; its gradient (9 K - 3) t + 40 bytes, 70 K + 200 flops.  */

#include "../line.h"

/* The raw numbers of a thread, with those at the ends.  */
template <int BINS>
struct numbers
{
  static constexpr int most = BINS > 0 ? BINS : +LGT_LINE_MAX;

  double raw[3 * most + 1], exps[2 * most];
};

template <class T, int BINS>
LGT_DEVICE struct rqs_form
load (const struct lgt_line_params &p, const T *at, int lanes,
      struct numbers<BINS> *n)
{
  const int bins = BINS > 0 ? BINS : p.count;

#pragma unroll
  for (int c = 0; c <= 3 * bins; c++)
    {
      const int from = line_raw (bins, c);

      n->raw[c] = from < 0 ? 0 : (double) at[(int64_t) from * lanes];
    }
  return line_form (bins, p.bound, p.min_bin, p.min_slope);
}

template <class T, int BINS>
static __global__ void
transform (struct lgt_circular c, struct lgt_line_params p)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      struct numbers<BINS> n;
      const struct rqs_form form
        = load (p, lgt_spot_in<const T> (spot, c.raw), c.raw.shape.lanes, &n);

      *lgt_spot_in<double> (spot, c.y)
        = line_rqs (&form, p.inverse, n.raw, n.exps,
                    *lgt_spot_in<const double> (spot, c.u),
                    lgt_spot_in<double> (spot, c.logs));
    }
}

template <class T, int BINS>
static __global__ void
pull_back (struct lgt_circular c, struct lgt_line_params p)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      const int bins = BINS > 0 ? BINS : p.count;
      struct numbers<BINS> n;
      struct line_pull found;
      const struct rqs_form form
        = load (p, lgt_spot_in<const T> (spot, c.raw), c.raw.shape.lanes, &n);
      const double gx
        = line_rqs_pull (&form, p.inverse, n.raw, n.exps,
                         *lgt_spot_in<const double> (spot, c.u),
                         lgt_image_gradient (c, spot),
                         lgt_log_gradient (c, spot), &found);

      if (c.graw.data)
        {
          T *out = lgt_spot_in<T> (spot, c.graw);

#pragma unroll
          for (int i = 0; i <= 3 * bins; i++)
            {
              const int to = line_raw (bins, i);
              T *at = out + (int64_t) to * c.graw.shape.lanes;

              if (to >= 0)
                *at = (T) (*at + line_rqs_raw_pull (&form, n.exps, &found,
                                                    i));
            }
        }
      if (c.gu.data)
        *lgt_spot_in<double> (spot, c.gu) += gx;
    }
}

template <class T>
static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_line_params *> (params);
  const struct lgt_circular c = lgt_line_run (in, out, scratch);

  lgt_launch (queue, p->count == 8 ? transform<T, 8> : transform<T, 0>,
              c.u.shape.packs, lgt_row_items (c.u), c, *p);
  lgt_add_sites (queue, c.logs, out[1]);
}

template <class T>
static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_line_params *> (params);
  const struct lgt_circular c = lgt_line_pull (in, out);

  if (c.gy.data || c.gl.data)
    lgt_launch (queue, p->count == 8 ? pull_back<T, 8> : pull_back<T, 0>,
                c.u.shape.packs, lgt_row_items (c.u), c, *p);
}

LGT_ENTRY_OF (line_rqs, run)
LGT_ENTRY_OF (line_rqs, pull)

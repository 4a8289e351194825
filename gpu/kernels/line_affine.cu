/* y = x exp (s) + t; formulas in lib/tensor/line_body.h.

   A number moves 2 t + 24 bytes, t those of a raw number, and 24 flops.  */

#include "../line.h"

template <class T>
static __global__ void
transform (struct lgt_circular c, int inverse)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      const T *raw = lgt_spot_in<const T> (spot, c.raw);

      *lgt_spot_in<double> (spot, c.y)
        = line_affine (inverse, *lgt_spot_in<const double> (spot, c.u),
                       raw[0], raw[c.raw.shape.lanes],
                       lgt_spot_in<double> (spot, c.logs));
    }
}

template <class T>
static __global__ void
pull_back (struct lgt_circular c, int inverse)
{
  LGT_EACH (pack, item, c.u.shape.packs, lgt_row_items (c.u))
    {
      const struct lgt_spot spot = lgt_spot_of (c, pack, item);
      const T *raw = lgt_spot_in<const T> (spot, c.raw);
      double gs, gt;
      const double gx
        = line_affine_pull (inverse, *lgt_spot_in<const double> (spot, c.u),
                            raw[0], raw[c.raw.shape.lanes],
                            lgt_image_gradient (c, spot),
                            lgt_log_gradient (c, spot), &gs, &gt);

      if (c.graw.data)
        {
          T *g = lgt_spot_in<T> (spot, c.graw);

          g[0] = (T) (g[0] + gs);
          g[c.graw.shape.lanes] = (T) (g[c.graw.shape.lanes] + gt);
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

  lgt_launch (queue, transform<T>, c.u.shape.packs, lgt_row_items (c.u), c,
              p->inverse);
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
    lgt_launch (queue, pull_back<T>, c.u.shape.packs, lgt_row_items (c.u), c,
                p->inverse);
}

LGT_ENTRY_OF (line_affine, run)
LGT_ENTRY_OF (line_affine, pull)

/* z = a x + b y; gx += a gz, gy += b gz.  */

#include "../kernel.h"

static __global__ void
combine (double a, struct lgt_view x, double b, struct lgt_view y,
         struct lgt_view z, int add)
{
  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      const int64_t at = lgt_element_at (z, pack, item);
      double r = a * lgt_get (x, lgt_element_at (x, pack, item));

      if (y.data)
        r += b * lgt_get (y, lgt_element_at (y, pack, item));
      lgt_set (z, at, add ? r + lgt_get (z, at) : r);
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_linear_params *> (params);

  lgt_launch (queue, combine, out[0].shape.packs, lgt_count (out[0]), p->a,
              in[0], p->b, in[1], out[0], 0);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_linear_params *> (params);
  const struct lgt_view gz = in[3], none = {};

  if (gz.data && out[0].data)
    lgt_launch (queue, combine, gz.shape.packs, lgt_count (gz), p->a, gz, 0,
                none, out[0], 1);
  if (gz.data && out[1].data)
    lgt_launch (queue, combine, gz.shape.packs, lgt_count (gz), p->b, gz, 0,
                none, out[1], 1);
}

LGT_ENTRY (linear, run)
LGT_ENTRY (linear, pull)

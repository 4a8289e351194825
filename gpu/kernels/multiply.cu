/* z = x y; gx += gz y, gy += gz x.  */

#include "../kernel.h"

/* z = x y, or with ADD z += x y; one shape and type.  */
static __global__ void
product (int add, struct lgt_view x, struct lgt_view y, struct lgt_view z)
{
  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      const int64_t at = lgt_element_at (z, pack, item);
      const double r = lgt_get (x, lgt_element_at (x, pack, item))
                       * lgt_get (y, lgt_element_at (y, pack, item));

      lgt_set (z, at, add ? r + lgt_get (z, at) : r);
    }
}

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_launch (queue, product, out[0].shape.packs, lgt_count (out[0]), 0,
              in[0], in[1], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const struct lgt_view gz = in[3];

  if (gz.data && out[0].data)
    lgt_launch (queue, product, gz.shape.packs, lgt_count (gz), 1, gz, in[1],
                out[0]);
  if (gz.data && out[1].data)
    lgt_launch (queue, product, gz.shape.packs, lgt_count (gz), 1, gz, in[0],
                out[1]);
}

LGT_ENTRY (multiply, run)
LGT_ENTRY (multiply, pull)

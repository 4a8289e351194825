/* y = act (x); gx += act' (x) gy.  Float32 stays float32: nothing is added
   up.  */

#include "../activation.h"

template <class T>
static __global__ void
act (enum lgt_activation kind, T slope, struct lgt_view x, struct lgt_view y)
{
  LGT_EACH (pack, item, y.shape.packs, lgt_count (y))
    static_cast<T *> (y.data)[lgt_element_at (y, pack, item)]
      = lgt_activation (kind, slope,
                        static_cast<const T *> (x.data)
                          [lgt_element_at (x, pack, item)]);
}

template <class T>
static __global__ void
add_slope (enum lgt_activation kind, T slope, struct lgt_view x,
           struct lgt_view gy, struct lgt_view gx)
{
  LGT_EACH (pack, item, gx.shape.packs, lgt_count (gx))
    static_cast<T *> (gx.data)[lgt_element_at (gx, pack, item)]
      += lgt_activation_slope (kind, slope,
                               static_cast<const T *> (x.data)
                                 [lgt_element_at (x, pack, item)])
         * static_cast<const T *> (gy.data)[lgt_element_at (gy, pack, item)];
}

template <class T>
static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_activation_params *> (params);

  lgt_launch (queue, act<T>, out[0].shape.packs, lgt_count (out[0]), p->kind,
              (T) p->slope, in[0], out[0]);
}

template <class T>
static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_activation_params *> (params);

  if (in[2].data && out[0].data)
    lgt_launch (queue, add_slope<T>, out[0].shape.packs, lgt_count (out[0]),
                p->kind, (T) p->slope, in[0], in[2], out[0]);
}

LGT_ENTRY_OF (activate, run)
LGT_ENTRY_OF (activate, pull)

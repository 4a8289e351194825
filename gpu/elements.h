/* z = a x + b y, element by element: what many operations come down to.

   Bytes: each view is read or written once, z twice where ADD.  */

#ifndef LGT_GPU_ELEMENTS_H
#define LGT_GPU_ELEMENTS_H

#include "kernel.h"

/* Z = a X + b Y, or with ADD Z += that; Y may be absent.  *FACTOR, a number on
   the device, or NULL, multiplies a.  One shape; types may differ.  */
static __global__ void
lgt_combine_kernel (const double *factor, double a, struct lgt_view x,
                    double b, struct lgt_view y, struct lgt_view z, int add)
{
  if (factor)
    a *= *factor;
  LGT_EACH (pack, item, z.shape.packs, lgt_count (z))
    {
      const int64_t at = lgt_element_at (z, pack, item);
      double r = a * lgt_get (x, lgt_element_at (x, pack, item));

      if (y.data)
        r += b * lgt_get (y, lgt_element_at (y, pack, item));
      lgt_set (z, at, add ? r + lgt_get (z, at) : r);
    }
}

static inline void
lgt_combine (struct lgt_queue *queue, int add, double a,
             const struct lgt_view &x, double b, const struct lgt_view &y,
             const struct lgt_view &z)
{
  lgt_launch (queue, lgt_combine_kernel, z.shape.packs, lgt_count (z),
              nullptr, a, x, b, y, z, add);
}

/* Z = *FACTOR X, or with ADD Z += that.  */
static inline void
lgt_multiply_by (struct lgt_queue *queue, int add, const void *factor,
                 const struct lgt_view &x, const struct lgt_view &z)
{
  const struct lgt_view none = {};

  lgt_launch (queue, lgt_combine_kernel, z.shape.packs, lgt_count (z),
              static_cast<const double *> (factor), 1, x, 0, none, z, add);
}

/* Z = X in Z's type, or with ADD Z += X.  */
static inline void
lgt_copy (struct lgt_queue *queue, int add, const struct lgt_view &x,
          const struct lgt_view &z)
{
  const struct lgt_view none = {};

  lgt_combine (queue, add, 1, x, 0, none, z);
}

#endif

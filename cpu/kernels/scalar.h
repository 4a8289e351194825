/* Neighbours of a site of a scalar field.  */

#ifndef LGT_CPU_SCALAR_H
#define LGT_CPU_SCALAR_H

#include "elements.h"
#include "number.h"
#include "../../lib/tensor/scalar_body.h"

/* Element offsets of SITE and of its neighbours within a pack, the D ahead
   before the D back.  */
struct lgt_around
{
  int ndim;
  int64_t here, next[2 * LGT_STENCIL_MAX_DIM];
};

LGT_INLINE struct lgt_around
lgt_around (const struct scalar_torus *torus, const struct lgt_view *field,
            int64_t site)
{
  struct scalar_walk walk = scalar_walk_at ((int32_t) site);
  struct lgt_around a;

  a.ndim = torus->ndim;
  a.here = site * field->site_stride;
  for (int d = 0; d < torus->ndim; d++)
    {
      int32_t ahead, back;

      scalar_walk_next (&walk, torus->extent[d], &ahead, &back);
      a.next[d] = ahead * field->site_stride;
      a.next[torus->ndim + d] = back * field->site_stride;
    }
  return a;
}

/* The sum of the first COUNT neighbours of PACK, lanes [l, l + n).  */
LGT_INLINE vd
lgt_sum_around (const struct lgt_around *a, const struct lgt_view *field,
                int64_t pack, int count, int l, int n)
{
  const int64_t at = pack * field->pack_stride + l;
  vd sum = { 0 };

  for (int i = 0; i < count; i++)
    sum += lgt_load (field->data, field->type, at + a->next[i], n);
  return sum;
}

/* dS/dphi at the site.  */
LGT_INLINE vd
lgt_derivative (const struct lgt_around *a, const struct lgt_view *field,
                const double *c, int64_t pack, int l, int n)
{
  return scalar_derivative (c, lgt_load (field->data, field->type,
                                         pack * field->pack_stride + a->here
                                         + l, n),
                            lgt_sum_around (a, field, pack, 2 * a->ndim, l,
                                            n));
}

/* Element operations of a sweep over FIELD.  */
LGT_INLINE int64_t
lgt_scalar_work (const struct lgt_view *field)
{
  return lgt_shape_size (field->shape) * (2 * field->sites->ndim + 8);
}

#endif

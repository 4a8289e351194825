/* z = x y; gx += gz y, gy += gz x.  */

#include "elements.h"

/* z = x y, or with ADD z += x y; one shape and type.  */
static void
product (const struct lgt_queue *queue, int add, const struct lgt_view *x,
         const struct lgt_view *y, const struct lgt_view *z)
{
  const struct lgt_pieces cut
    = lgt_cut (z->shape, lgt_is_dense (x) && lgt_is_dense (y)
                         && lgt_is_dense (z));

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, lgt_shape_size (z->shape)))
  for (int64_t i = 0; i < cut.count; i++)
    {
      const int64_t at_x = lgt_piece_at (&cut, x, i);
      const int64_t at_y = lgt_piece_at (&cut, y, i);
      const int64_t at_z = lgt_piece_at (&cut, z, i);
      const int64_t size = lgt_piece_size (&cut, i);

      for (int64_t e = 0; e < size; e += LGT_VD)
        {
          const int n = size - e < LGT_VD ? (int) (size - e) : LGT_VD;
          vd r = lgt_load (x->data, x->type, at_x + e, n)
                 * lgt_load (y->data, y->type, at_y + e, n);

          if (add)
            r += lgt_load (z->data, z->type, at_z + e, n);
          lgt_store (z->data, z->type, at_z + e, n, r);
        }
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  (void) params;
  (void) scratch;
  product (queue, 0, &in[0], &in[1], &out[0]);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *gz = &in[3];

  (void) params;
  (void) scratch;
  if (gz->data && out[0].data)
    product (queue, 1, gz, &in[1], &out[0]);
  if (gz->data && out[1].data)
    product (queue, 1, gz, &in[0], &out[1]);
  return LGT_OK;
}

LGT_ENTRY (multiply, run)
LGT_ENTRY (multiply, pull)

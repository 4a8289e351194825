/* y = act (x); gx += act' (x) gy.

   Float32 stays float32 here: nothing is added up, and the vectors are twice
   as long.  */

#include "activation.h"
#include "elements.h"

#define REAL float
#define VECTOR vf
#define F(name) vf_##name
#include "activate_impl.h"

#define REAL double
#define VECTOR vd
#define F(name) vd_##name
#include "activate_impl.h"

/* X and OUT, and G where it is not NULL, have one shape.  */
LGT_INLINE void
act (const struct lgt_queue *queue, const struct lgt_activation_params *p,
     const struct lgt_view *x, const struct lgt_view *g,
     const struct lgt_view *out)
{
  struct lgt_pieces cut
    = lgt_cut (x->shape, lgt_is_dense (x) && lgt_is_dense (out)
                         && (g == NULL || lgt_is_dense (g)));

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, 8 * lgt_shape_size (x->shape)))
  for (int64_t i = 0; i < cut.count; i++)
    {
      int64_t at_x = lgt_piece_at (&cut, x, i);
      int64_t at_g = g ? lgt_piece_at (&cut, g, i) : 0;
      int64_t at_out = lgt_piece_at (&cut, out, i);
      int64_t n = lgt_piece_size (&cut, i);

      if (x->type == LGT_F32)
        vf_piece (p, (const float *) x->data + at_x,
                  g ? (const float *) g->data + at_g : NULL,
                  (float *) out->data + at_out, n);
      else
        vd_piece (p, (const double *) x->data + at_x,
                  g ? (const double *) g->data + at_g : NULL,
                  (double *) out->data + at_out, n);
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  (void) scratch;
  act (queue, params, &in[0], NULL, &out[0]);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  (void) scratch;
  if (in[2].data && out[0].data)
    act (queue, params, &in[0], &in[2], &out[0]);
  return LGT_OK;
}

LGT_ENTRY (activate, run)
LGT_ENTRY (activate, pull)

/* y = x exp (s) + t; formulas in lib/tensor/line_body.h.  */

#include "line.h"

LGT_INLINE vd
map (const struct lgt_circular *c, enum lgt_type type,
     const struct lgt_tile *t, vd x, vd *log_slope)
{
  const struct lgt_line_params *p = c->params;

  return line_affine (p->inverse, x, lgt_tile_load (t, &c->in[1], type, 0),
                      lgt_tile_load (t, &c->in[1], type, 1), log_slope);
}

LGT_INLINE vd
pull_map (const struct lgt_circular *c, enum lgt_type type,
          const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  const struct lgt_line_params *p = c->params;
  vd gs, gt;
  vd gx = line_affine_pull (p->inverse, x,
                            lgt_tile_load (t, &c->in[1], type, 0),
                            lgt_tile_load (t, &c->in[1], type, 1), gy, gl,
                            &gs, &gt);

  if (c->out[1].data)
    {
      lgt_tile_add (t, &c->out[1], type, 0, gs);
      lgt_tile_add (t, &c->out[1], type, 1, gt);
    }
  return gx;
}

LGT_LINE_WORKER (forth, run, map)
LGT_LINE_WORKER (back, pull, pull_map)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  struct lgt_circular c = lgt_circular_of (params, in, out);

  c.logs = scratch;
  lgt_circular_work (queue, &c, 24, forth);
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  struct lgt_circular c = lgt_circular_of (params, in, out);

  (void) scratch;
  c.grad = in + 4;
  if (c.grad[0].data || c.grad[1].data)
    lgt_circular_work (queue, &c, 30, back);
  return LGT_OK;
}

LGT_ENTRY (line_affine, run)
LGT_ENTRY (line_affine, pull)

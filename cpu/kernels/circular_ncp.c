/* Mixtures of non-compact projections; formulas in lib/tensor/ncp_body.h.  */

#include "circular.h"
#include "../../lib/tensor/ncp_body.h"

/* The tile's raw log-scales, and exp of them; returns the shift.  */
LGT_INLINE vd
load_raw (const struct lgt_circular *c, int count, enum lgt_type type,
          const struct lgt_tile *t, vd *raw, vd *scale)
{
  for (int i = 0; i < count; i++)
    {
      raw[i] = lgt_tile_load (t, &c->in[2], type, i);
      scale[i] = ncp_scale (raw[i]);
    }
  return lgt_tile_load (t, &c->in[2], type, count);
}

LGT_INLINE vd
map (const struct lgt_circular *c, int count, enum lgt_type type,
     const struct lgt_tile *t, vd x, vd *log_slope)
{
  const struct lgt_circular_params *p = c->params;
  vd raw[LGT_CIRCULAR_MAX], scale[LGT_CIRCULAR_MAX], y, slope, sine, cosine;
  vd shift = load_raw (c, count, type, t, raw, scale);

  if (!p->inverse)
    {
      y = ncp_forward (count, scale, x, &slope) + shift;
      *log_slope = vd_log (slope);
      return y;
    }
  x = ncp_inverse (count, scale, lgt_reduce_angle (x - shift));
  vd_sincos (0.5 * x, &sine, &cosine);
  *log_slope = -vd_log (ncp_slope (count, scale, sine, cosine));
  return x;
}

LGT_INLINE vd
back (const struct lgt_circular *c, int count, enum lgt_type type,
      const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  const struct lgt_circular_params *p = c->params;
  const struct lgt_view *g_raw = &c->out[2];
  vd raw[LGT_CIRCULAR_MAX], scale[LGT_CIRCULAR_MAX];
  vd shift = load_raw (c, count, type, t, raw, scale), slope, log_slope_x, gx;

  if (p->inverse)
    x = ncp_inverse (count, scale, lgt_reduce_angle (x - shift));
  log_slope_x = ncp_slopes (count, scale, x, &slope);
  if (p->inverse)
    {
      /* As rqs_inverse_gy of rqs_body.h.  */
      gx = (gy - gl * log_slope_x) / slope;
      gy = -gx;
      gl = -gl;
    }
  else
    gx = gy * slope + gl * log_slope_x;
  if (g_raw->data)
    {
      const struct ncp_weights w = ncp_weigh (count, x, gy, gl, slope);

      for (int i = 0; i < count; i++)
        lgt_tile_add (t, g_raw, type, i, ncp_pull (&w, scale[i], raw[i]));
      lgt_tile_add (t, g_raw, type, count, gy);
    }
  return gx;
}

/* Two components, the usual number, are a constant.  */
LGT_INLINE vd
map_any (const struct lgt_circular *c, enum lgt_type type,
         const struct lgt_tile *t, vd x, vd *log_slope)
{
  const struct lgt_circular_params *p = c->params;

  return map (c, p->count, type, t, x, log_slope);
}
LGT_INLINE vd
map_2 (const struct lgt_circular *c, enum lgt_type type,
       const struct lgt_tile *t, vd x, vd *log_slope)
{
  return map (c, 2, type, t, x, log_slope);
}
LGT_INLINE vd
back_any (const struct lgt_circular *c, enum lgt_type type,
          const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  const struct lgt_circular_params *p = c->params;

  return back (c, p->count, type, t, x, gy, gl);
}
LGT_INLINE vd
back_2 (const struct lgt_circular *c, enum lgt_type type,
        const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  return back (c, 2, type, t, x, gy, gl);
}
LGT_CIRCULAR_WORKER (run_any, run, map_any)
LGT_CIRCULAR_WORKER (run_2, run, map_2)
LGT_CIRCULAR_WORKER (pull_any, pull, back_any)
LGT_CIRCULAR_WORKER (pull_2, pull, back_2)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_circular_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);
  int cost = (p->inverse ? 600 : 120) * p->count;

  c.logs = scratch;
  if (p->count == 2)
    lgt_circular_work (queue, &c, cost, run_2);
  else
    lgt_circular_work (queue, &c, cost, run_any);
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_circular_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);
  int cost = (p->inverse ? 600 : 120) * p->count;

  (void) scratch;
  c.grad = in + 5;
  if (c.grad[0].data == NULL && c.grad[1].data == NULL)
    return LGT_OK;
  if (p->count == 2)
    lgt_circular_work (queue, &c, cost, pull_2);
  else
    lgt_circular_work (queue, &c, cost, pull_any);
  return LGT_OK;
}

LGT_ENTRY (circular_ncp, run)
LGT_ENTRY (circular_ncp, pull)

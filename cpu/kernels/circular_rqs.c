/* Circular rational quadratic splines; formulas in lib/tensor/rqs_body.h.  */

#include "circular.h"
#include "../../lib/tensor/rqs_body.h"

LGT_INLINE struct rqs_form
form_of (const struct lgt_circular_params *p, int bins)
{
  struct rqs_form form =
  {
    .bins = bins,
    .slopes = bins,
    .origin = -LGT_PI,
    .length = 2 * LGT_PI,
    .min_bin = p->min_bin,
    .min_slope = p->min_slope
  };

  return form;
}

/* The raw numbers of a tile, and the shift, or 0.  There is a bin: else
   compilers warn of numbers that were not loaded.  */
LGT_INLINE vd
load_raw (const struct lgt_circular_params *p, int bins, enum lgt_type type,
          const struct lgt_view *in, const struct lgt_tile *t, vd *raw)
{
  if (bins < 1)
    __builtin_unreachable ();
  for (int c = 0; c < 3 * bins; c++)
    raw[c] = lgt_tile_load (t, &in[2], type, c);
  return p->bias ? lgt_tile_load (t, &in[2], type, 3 * bins) : vd_set (0);
}

LGT_INLINE vd
map (const struct lgt_circular_params *p, int bins, enum lgt_type type,
     const struct lgt_view *in, const struct lgt_tile *t, vd x,
     vd *log_slope)
{
  struct rqs_form form = form_of (p, bins);
  struct rqs_bin bin;
  vd raw[3 * LGT_CIRCULAR_MAX], exps[2 * LGT_CIRCULAR_MAX];
  vd shift = load_raw (p, bins, type, in, t, raw), y;

  if (p->inverse)
    {
      y = lgt_reduce_angle (x - shift);
      rqs_find (&form, raw, exps, y, 1, &bin);
      y = rqs_inverse (&bin, y, log_slope);
      *log_slope = -*log_slope;
      return y;
    }
  rqs_find (&form, raw, exps, x, 0, &bin);
  return rqs_forward (&bin, x, log_slope) + shift;
}

LGT_INLINE vd
pull_map (const struct lgt_circular_params *p, int bins, enum lgt_type type,
          const struct lgt_view *in, const struct lgt_view *out,
          const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  struct rqs_form form = form_of (p, bins);
  struct rqs_found found;
  struct rqs_bin bin, g;
  vd raw[3 * LGT_CIRCULAR_MAX], exps[2 * LGT_CIRCULAR_MAX];
  vd shift = load_raw (p, bins, type, in, t, raw), gx, mean_w, mean_h, next;

  if (p->inverse)
    {
      vd unused;

      x = lgt_reduce_angle (x - shift);
      found = rqs_find (&form, raw, exps, x, 1, &bin);
      x = rqs_inverse (&bin, x, &unused);
      gx = rqs_inverse_gy (&bin, x, gy, gl);
      gy = -gx;
      rqs_pull (&bin, x, gy, -gl, &g);
    }
  else
    {
      found = rqs_find (&form, raw, exps, x, 0, &bin);
      gx = rqs_pull (&bin, x, gy, gl, &g);
    }
  if (out[2].data == NULL)
    return gx;

  mean_w = rqs_mean (&form, found.index, bin.x, bin.w, g.x, g.w);
  mean_h = rqs_mean (&form, found.index, bin.y, bin.h, g.y, g.h);
  g.d0 *= rqs_slope_raw (&form, found.raw0);
  g.d1 *= rqs_slope_raw (&form, found.raw1);
  next = found.index + 1.0;
  next = vd_select (next == (double) bins, vd_set (0), next);
  for (int k = 0; k < bins; k++)
    {
      vd zero = { 0 };

      lgt_tile_add (t, &out[2], type, k,
                    rqs_pull_softmax (k, found.index,
                                      found.scale_w * exps[k], mean_w, g.x,
                                      g.w));
      lgt_tile_add (t, &out[2], type, bins + k,
                    rqs_pull_softmax (k, found.index,
                                      found.scale_h * exps[bins + k], mean_h,
                                      g.y, g.h));
      lgt_tile_add (t, &out[2], type, 2 * bins + k,
                    vd_select (found.index == (double) k, g.d0, zero)
                    + vd_select (next == (double) k, g.d1, zero));
    }
  if (p->bias)
    lgt_tile_add (t, &out[2], type, 3 * bins, gy);
  return gx;
}

/* Eight bins, the usual number, are a constant.  */
LGT_INLINE vd
map_any (const struct lgt_circular *c, enum lgt_type type,
         const struct lgt_tile *t, vd x, vd *log_slope)
{
  const struct lgt_circular_params *p = c->params;

  return map (p, p->count, type, c->in, t, x, log_slope);
}
LGT_INLINE vd
map_8 (const struct lgt_circular *c, enum lgt_type type,
       const struct lgt_tile *t, vd x, vd *log_slope)
{
  return map (c->params, 8, type, c->in, t, x, log_slope);
}
LGT_INLINE vd
pull_any (const struct lgt_circular *c, enum lgt_type type,
          const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  const struct lgt_circular_params *p = c->params;

  return pull_map (p, p->count, type, c->in, c->out, t, x, gy, gl);
}
LGT_INLINE vd
pull_8 (const struct lgt_circular *c, enum lgt_type type,
        const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  return pull_map (c->params, 8, type, c->in, c->out, t, x, gy, gl);
}
LGT_CIRCULAR_WORKER (run_any, run, map_any)
LGT_CIRCULAR_WORKER (run_8, run, map_8)
LGT_CIRCULAR_WORKER (back_any, pull, pull_any)
LGT_CIRCULAR_WORKER (back_8, pull, pull_8)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_circular_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  c.logs = scratch;
  if (p->count == 8)
    lgt_circular_work (queue, &c, 500, run_8);
  else
    lgt_circular_work (queue, &c, 60 * p->count, run_any);
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_circular_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  (void) scratch;
  c.grad = in + 5;
  if (c.grad[0].data == NULL && c.grad[1].data == NULL)
    return LGT_OK;
  if (p->count == 8)
    lgt_circular_work (queue, &c, 600, back_8);
  else
    lgt_circular_work (queue, &c, 70 * p->count, back_any);
  return LGT_OK;
}

LGT_ENTRY (circular_rqs, run)
LGT_ENTRY (circular_rqs, pull)

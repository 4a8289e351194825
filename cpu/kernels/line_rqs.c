/* Rational quadratic splines on an interval; formulas in
   lib/tensor/line_body.h.  */

#include "line.h"

/* The raw numbers of a tile, with those at the ends.  There is a bin: else
   compilers warn of numbers that were not loaded.  */
LGT_INLINE struct rqs_form
load_raw (const struct lgt_circular *c, int bins, enum lgt_type type,
          const struct lgt_tile *t, vd *raw)
{
  const struct lgt_line_params *p = c->params;

  if (bins < 1)
    __builtin_unreachable ();
  for (int i = 0; i <= 3 * bins; i++)
    {
      const int at = line_raw (bins, i);

      raw[i] = at < 0 ? vd_set (0) : lgt_tile_load (t, &c->in[1], type, at);
    }
  return line_form (bins, p->bound, p->min_bin, p->min_slope);
}

LGT_INLINE vd
map (const struct lgt_circular *c, int bins, enum lgt_type type,
     const struct lgt_tile *t, vd x, vd *log_slope)
{
  const struct lgt_line_params *p = c->params;
  vd raw[3 * LGT_LINE_MAX + 1], exps[2 * LGT_LINE_MAX];
  const struct rqs_form form = load_raw (c, bins, type, t, raw);

  return line_rqs (&form, p->inverse, raw, exps, x, log_slope);
}

LGT_INLINE vd
pull_map (const struct lgt_circular *c, int bins, enum lgt_type type,
          const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  const struct lgt_line_params *p = c->params;
  vd raw[3 * LGT_LINE_MAX + 1], exps[2 * LGT_LINE_MAX], gx;
  const struct rqs_form form = load_raw (c, bins, type, t, raw);
  struct line_pull found;

  gx = line_rqs_pull (&form, p->inverse, raw, exps, x, gy, gl, &found);
  if (c->out[1].data)
    for (int i = 0; i <= 3 * bins; i++)
      if (line_raw (bins, i) >= 0)
        lgt_tile_add (t, &c->out[1], type, line_raw (bins, i),
                      line_rqs_raw_pull (&form, exps, &found, i));
  return gx;
}

/* Eight bins, the usual number, are a constant.  */
LGT_INLINE vd
map_any (const struct lgt_circular *c, enum lgt_type type,
         const struct lgt_tile *t, vd x, vd *log_slope)
{
  return map (c, ((const struct lgt_line_params *) c->params)->count, type, t,
              x, log_slope);
}
LGT_INLINE vd
map_8 (const struct lgt_circular *c, enum lgt_type type,
       const struct lgt_tile *t, vd x, vd *log_slope)
{
  return map (c, 8, type, t, x, log_slope);
}
LGT_INLINE vd
pull_any (const struct lgt_circular *c, enum lgt_type type,
          const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  return pull_map (c, ((const struct lgt_line_params *) c->params)->count,
                   type, t, x, gy, gl);
}
LGT_INLINE vd
pull_8 (const struct lgt_circular *c, enum lgt_type type,
        const struct lgt_tile *t, vd x, vd gy, vd gl)
{
  return pull_map (c, 8, type, t, x, gy, gl);
}
LGT_LINE_WORKER (run_any, run, map_any)
LGT_LINE_WORKER (run_8, run, map_8)
LGT_LINE_WORKER (back_any, pull, pull_any)
LGT_LINE_WORKER (back_8, pull, pull_8)

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_line_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  c.logs = scratch;
  lgt_circular_work (queue, &c, 60 * p->count, p->count == 8 ? run_8
                                                             : run_any);
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_line_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  (void) scratch;
  c.grad = in + 4;
  if (c.grad[0].data || c.grad[1].data)
    lgt_circular_work (queue, &c, 70 * p->count, p->count == 8 ? back_8
                                                               : back_any);
  return LGT_OK;
}

LGT_ENTRY (line_rqs, run)
LGT_ENTRY (line_rqs, pull)

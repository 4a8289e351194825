/* Stout steps; formulas in lib/sun/stout_body.h.  N = 2, 3 are constants.  */

#include "sun_tile.h"
#include "../../lib/sun/stout_body.h"

LGT_INLINE int
staples (const struct lgt_circular *c)
{
  return c->in[2].shape.comps;
}

/* Clamped, so that its square is finite.  */
LGT_INLINE vd
raw_of (const struct lgt_circular *c, const struct lgt_tile *t, int k)
{
  return vd_clamp (lgt_tile_load (t, &c->in[2], c->in[2].type, k),
                   vd_set (-1e30), vd_set (1e30));
}

/* A smooth |raw|.  */
LGT_INLINE vd
size_of (const struct lgt_circular *c, vd raw)
{
  return vd_sqrt (raw * raw + 1.0 / ((double) staples (c) * staples (c)));
}

/* limit / (1 + sum of sizes), which makes c_k of raw_k.  */
static __attribute__ ((noinline)) vd
scale_of (const struct lgt_circular *c, const struct lgt_tile *t)
{
  const struct lgt_sun_stout_params *p = c->params;
  vd sum = vd_set (1);

  for (int k = 0; k < staples (c); k++)
    sum += size_of (c, raw_of (c, t, k));
  return p->limit / sum;
}

/* A = sum of c_k S_k.  */
LGT_INLINE void
sum_staples (const struct lgt_circular *c, const struct lgt_tile *t,
             vd scale, int numbers, vd *a)
{
  for (int i = 0; i < numbers; i++)
    a[i] = vd_set (0);
  for (int k = 0; k < staples (c); k++)
    lgt_tile_sum_all (t, &c->in[1], k * numbers, numbers,
                      scale * raw_of (c, t, k), a);
}

/* The gradients of staples and raw numbers, GA that of A.  With c_k = scale
   raw_k the sum over k of raw_k times the gradient of c_k is GA A / scale.  */
LGT_INLINE void
pull_staples (const struct lgt_circular *c, const struct lgt_tile *t,
              vd scale, int numbers, const vd *a, const vd *ga)
{
  const struct lgt_sun_stout_params *p = c->params;
  vd all = { 0 };

  for (int i = 0; i < numbers; i++)
    all += a[i] * ga[i];
  all = all * (1 / p->limit);
  for (int k = 0; k < staples (c); k++)
    {
      const vd raw = raw_of (c, t, k);
      vd dot;

      if (c->out[1].data)
        lgt_tile_add_all (t, &c->out[1], k * numbers, numbers, scale * raw,
                          ga);
      if (!c->out[2].data)
        continue;
      lgt_tile_dot_all (t, &c->in[1], k * numbers, numbers, ga, &dot);
      lgt_tile_add (t, &c->out[2], c->out[2].type, k,
                    scale * (dot - raw / size_of (c, raw) * all));
    }
}

LGT_INLINE void
run_tiles (const struct lgt_circular *c, int64_t first, int64_t last, int n)
{
  const struct lgt_sun_stout_params *p = c->params;
  const int whole = c->shape.lanes % LGT_VD == 0, numbers = 2 * n * n;
  struct sun_stout w;

  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd u[SUN_NUMBERS], a[SUN_NUMBERS], out[SUN_NUMBERS], log_det;
      vd op[SUN_TRIANGLE], room[SUN_STOUT_ROOM * SUN_NUMBERS];

      lgt_tile_load_all (&t, &c->in[0], 0, numbers, u);
      sum_staples (c, &t, scale_of (c, &t), numbers, a);
      if (p->inverse)
        log_det = -sun_stout_invert (n, &w, u, a, op, room, out);
      else
        {
          vd m[SUN_NUMBERS];

          sun_product (n, m, 1, u, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
          sun_stout_at (n, &w, m, op);
          sun_stout_rotate (n, &w, 1, u, out);
          log_det = sun_stout_log_det (n, &w, op);
        }
      lgt_tile_store_all (&t, &c->out[0], 0, numbers, out);
      lgt_store (c->logs, LGT_F64, t.pack * c->row + i % c->tiles * LGT_VD,
                 t.n, log_det);
    }
}

LGT_INLINE void
pull_tiles (const struct lgt_circular *c, int64_t first, int64_t last, int n)
{
  const struct lgt_sun_stout_params *p = c->params;
  const int whole = c->shape.lanes % LGT_VD == 0, numbers = 2 * n * n;
  /* Where the forward map starts: its argument or, of the inverse, the
     result.  */
  const struct lgt_view *from = p->inverse ? &c->in[3] : &c->in[0];
  struct sun_stout w;

  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd u[SUN_NUMBERS], a[SUN_NUMBERS], m[SUN_NUMBERS], gout[SUN_NUMBERS];
      vd gu[SUN_NUMBERS], gm[SUN_NUMBERS], ga[SUN_NUMBERS];
      vd op[SUN_TRIANGLE];
      vd gl = { 0 }, scale = scale_of (c, &t);

      lgt_tile_load_all (&t, from, 0, numbers, u);
      sum_staples (c, &t, scale, numbers, a);
      sun_product (n, m, 1, u, 1, SUN_PLAIN, a, 1, SUN_PLAIN, 0);
      if (c->grad[0].data)
        lgt_tile_load_all (&t, &c->grad[0], 0, numbers, gout);
      else
        memset (gout, 0, (size_t) numbers * sizeof *gout);
      if (c->grad[1].data)
        gl = lgt_tile_load (&t, &c->grad[1], LGT_F64, 0);
      if (p->inverse)
        {
          vd v[SUN_NUMBERS];

          lgt_tile_load_all (&t, &c->in[0], 0, numbers, v);
          sun_stout_pull_inverse (n, &w, u, v, m, gout, gl, op, gu, gm);
        }
      else
        sun_stout_pull (n, &w, u, a, m, gout, gl, op, gu, gm);
      sun_product (n, ga, 1, u, 1, SUN_DAGGER, gm, 1, SUN_PLAIN, 0);
      if (c->out[0].data)
        lgt_tile_add_all (&t, &c->out[0], 0, numbers, vd_set (1), gu);
      pull_staples (c, &t, scale, numbers, a, ga);
    }
}

LGT_SUN_WORKER (run_2, run, 2)
LGT_SUN_WORKER (run_3, run, 3)
LGT_SUN_WORKER (run_n, run,
                ((const struct lgt_sun_stout_params *) c->params)->n)
LGT_SUN_WORKER (pull_2, pull, 2)
LGT_SUN_WORKER (pull_3, pull, 3)
LGT_SUN_WORKER (pull_n, pull,
                ((const struct lgt_sun_stout_params *) c->params)->n)

/* Operations on one element, for the choice of threads: N^6.  */
LGT_INLINE int
cost (int n)
{
  return 2 * n * n * n * n * n * n;
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_stout_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  c.logs = scratch;
  lgt_circular_work (queue, &c, cost (p->n),
                     p->n == 2 ? run_2 : p->n == 3 ? run_3 : run_n);
  lgt_circular_sum (&c);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_stout_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  (void) scratch;
  c.grad = in + 5;
  if (c.grad[0].data == NULL && c.grad[1].data == NULL)
    return LGT_OK;
  lgt_circular_work (queue, &c, cost (p->n),
                     p->n == 2 ? pull_2 : p->n == 3 ? pull_3 : pull_n);
  return LGT_OK;
}

LGT_ENTRY (sun_stout, run)
LGT_ENTRY (sun_stout, pull)

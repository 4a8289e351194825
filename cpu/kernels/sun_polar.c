/* Nearest matrices in SU(N) of weighted sums; formulas in
   lib/sun/nearest_body.h.  N = 2, 3 are constants.  */

#include "sun_tile.h"
#include "../../lib/sun/nearest_body.h"

LGT_INLINE int
terms (const struct lgt_circular *c)
{
  return c->in[1].shape.comps;
}

static __attribute__ ((noinline)) vd
weight (const struct lgt_circular *c, const struct lgt_tile *t, int k)
{
  return lgt_tile_load (t, &c->in[1], c->in[1].type, k);
}

/* A = sum of w_k S_k.  */
LGT_INLINE void
sum_terms (const struct lgt_circular *c, const struct lgt_tile *t,
           int numbers, vd *a)
{
  for (int i = 0; i < numbers; i++)
    a[i] = vd_set (0);
  for (int k = 0; k < terms (c); k++)
    lgt_tile_sum_all (t, &c->in[0], k * numbers, numbers, weight (c, t, k),
                      a);
}

LGT_INLINE void
run_tiles (const struct lgt_circular *c, int64_t first, int64_t last, int n)
{
  const int whole = c->shape.lanes % LGT_VD == 0, numbers = 2 * n * n;

  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd a[SUN_NUMBERS], r[SUN_NUMBERS];

      sum_terms (c, &t, numbers, a);
      sun_polar (n, a, r);
      lgt_tile_store_all (&t, &c->out[0], 0, numbers, r);
    }
}

LGT_INLINE void
pull_tiles (const struct lgt_circular *c, int64_t first, int64_t last, int n)
{
  const int whole = c->shape.lanes % LGT_VD == 0, numbers = 2 * n * n;

  for (int64_t i = first; i < last; i++)
    {
      struct lgt_tile t = lgt_tile_at (c->shape, c->tiles, i, whole);
      vd a[SUN_NUMBERS], r[SUN_NUMBERS], gr[SUN_NUMBERS], ga[SUN_NUMBERS];

      sum_terms (c, &t, numbers, a);
      lgt_tile_load_all (&t, &c->in[2], 0, numbers, r);
      lgt_tile_load_all (&t, &c->grad[0], 0, numbers, gr);
      sun_polar_pull (n, a, r, gr, ga);
      for (int k = 0; k < terms (c); k++)
        {
          vd dot;

          if (c->out[0].data)
            lgt_tile_add_all (&t, &c->out[0], k * numbers, numbers,
                              weight (c, &t, k), ga);
          if (c->out[1].data)
            {
              lgt_tile_dot_all (&t, &c->in[0], k * numbers, numbers, ga,
                                &dot);
              lgt_tile_add (&t, &c->out[1], c->out[1].type, k, dot);
            }
        }
    }
}

LGT_SUN_WORKER (run_2, run, 2)
LGT_SUN_WORKER (run_3, run, 3)
LGT_SUN_WORKER (run_n, run,
                ((const struct lgt_sun_polar_params *) c->params)->n)
LGT_SUN_WORKER (pull_2, pull, 2)
LGT_SUN_WORKER (pull_3, pull, 3)
LGT_SUN_WORKER (pull_n, pull,
                ((const struct lgt_sun_polar_params *) c->params)->n)

/* Operations on one element, for the choice of threads: some six inverses. */
LGT_INLINE int
cost (int n)
{
  return 50 * n * n * n;
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_polar_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  (void) scratch;
  lgt_circular_work (queue, &c, cost (p->n),
                     p->n == 2 ? run_2 : p->n == 3 ? run_3 : run_n);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_sun_polar_params *p = params;
  struct lgt_circular c = lgt_circular_of (p, in, out);

  (void) scratch;
  c.grad = in + 3;
  if (c.grad[0].data == NULL)
    return LGT_OK;
  lgt_circular_work (queue, &c, cost (p->n),
                     p->n == 2 ? pull_2 : p->n == 3 ? pull_3 : pull_n);
  return LGT_OK;
}

LGT_ENTRY (sun_polar, run)
LGT_ENTRY (sun_polar, pull)

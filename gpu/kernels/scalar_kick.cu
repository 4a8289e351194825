/* p -= dt dS/dphi.  */

#include "../scalar.h"

/* 2 D + 10 operations, 24 bytes a site.  */
static __global__ void
kick (struct scalar_torus torus, double factor, const double *c,
      const double *step, struct lgt_view field, struct lgt_view p)
{
  const double dt = factor * *step;

  LGT_EACH (pack, item, p.shape.packs, lgt_count (p))
    {
      int64_t site;
      int lane;

      lgt_divide (item, p.shape.lanes, &site, &lane);
      lgt_add_to (p, lgt_element_at (p, pack, item),
                  -dt * lgt_derivative (torus, field, c, pack, site, lane));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_scalar_step_params *> (params);

  lgt_launch (queue, kick, out[0].shape.packs, lgt_count (out[0]),
              scalar_torus_of (in[0].sites), p->factor,
              static_cast<const double *> (in[1].data),
              static_cast<const double *> (in[2].data), in[0], out[0]);
}

LGT_ENTRY (scalar_kick, run)

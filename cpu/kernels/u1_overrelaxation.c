/* Overrelaxation of U(1) links (lib/tensor/u1_update_body.h).  */

#include "u1_staples.h"
#include "../../lib/tensor/u1_update_body.h"

static void
update_tile (const struct lgt_link_tile *t, void *ctx)
{
  num theta = lgt_angles_load (t), re, im;

  (void) ctx;
  lgt_u1_staple_sum (t, &re, &im);
  theta = u1_overrelaxation (re, im, theta);
  lgt_angles_store (t, lgt_reduce_angle (theta));
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_update_params *p = params;
  const struct lgt_link_work work
    = lgt_link_work_of (p->paths, &out[0], &in[0], 1);

  (void) scratch;
  lgt_link_walk (queue, &work, lgt_u1_staple_work (p->paths, &out[0]),
                 update_tile, NULL);
  return LGT_OK;
}

LGT_ENTRY (u1_overrelaxation, run)

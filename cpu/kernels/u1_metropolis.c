/* Metropolis updates of U(1) links (lib/tensor/u1_update_body.h).  */

#include "u1_staples.h"
#include "../../lib/tensor/u1_update_body.h"

struct update
{
  const struct lgt_update_params *params;
  const uint32_t *random;
  double width;
  const struct lgt_view *accepted;
};

static void
update_tile (const struct lgt_link_tile *t, void *ctx)
{
  const struct update *update = ctx;
  const struct lgt_update_params *p = update->params;
  struct num_random r = num_random_of (update->random, p->layer);
  num theta = lgt_angles_load (t), re, im, taken;

  lgt_u1_staple_sum (t, &re, &im);
  lgt_link_counters (t, update->random, &r);
  theta = u1_metropolis (&r, re, im, theta, num_set (update->width), p->hits,
                         &taken);
  lgt_link_share (t, update->accepted, taken, p->hits);
  lgt_angles_store (t, lgt_reduce_angle (theta));
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_update_params *p = params;
  struct update update = { p, in[1].data, *(const double *) in[2].data,
                           &out[1] };
  const struct lgt_link_work work
    = lgt_link_work_of (p->paths, &out[0], &in[0], 1);

  (void) scratch;
  lgt_link_walk (queue, &work, lgt_u1_staple_work (p->paths, &out[0]),
                 update_tile, &update);
  return LGT_OK;
}

LGT_ENTRY (u1_metropolis, run)

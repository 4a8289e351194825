/* Metropolis updates of SU(N) links (lib/sun/heat_bath_body.h).  */

#include "sun_staples.h"
#include "../../lib/sun/heat_bath_body.h"

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
  const struct lgt_sun s = lgt_sun_of (p->n);
  struct num_random r = num_random_of (update->random, p->layer);
  const num width = num_set (update->width);
  num taken;
  struct lgt_sun_links x;

  lgt_sun_links_open (t, &s, &x);
  lgt_link_counters (t, update->random, &r);
  taken = sun_metropolis (p->n, x.u, x.stride, x.w, 1, &r, width, p->hits);
  lgt_link_share (t, update->accepted, taken,
               p->hits * p->n * (p->n - 1) / 2);
  lgt_sun_links_close (t, &s, &x);
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_update_params *p = params;
  struct update update = { p, in[1].data, *(const double *) in[2].data,
                           &out[1] };
  const struct lgt_link_work work
    = lgt_link_work_of (p->paths, &out[0], &in[0], 2 * p->n * p->n);

  (void) scratch;
  lgt_link_walk (queue, &work, lgt_staple_work (p->paths, &out[0], p->n),
                 update_tile, &update);
  return LGT_OK;
}

LGT_ENTRY (sun_metropolis, run)

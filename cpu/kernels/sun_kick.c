/* p_a -= dt dS/d_a: with W = U A and S = -Re tr W that is Im tr W T_a, half
   the coordinates of W (lib/sun/algebra_body.h).  */

#include "sun_staples.h"
#include "../../lib/sun/algebra_body.h"

struct kick
{
  int n;
  double dt;
  const struct lgt_view *momenta;
};

static void
kick_tile (const struct lgt_link_tile *t, void *ctx)
{
  const struct kick *kick = ctx;
  const struct lgt_view *p = kick->momenta;
  const struct lgt_sun s = lgt_sun_of (kick->n);
  const int count = s.n * s.n - 1;
  double *data = p->data;
  struct lgt_sun_links x;
  num c[SUN_MAX * SUN_MAX];

  lgt_sun_links_open (t, &s, &x);
  switch (s.n)
    {
    case 2:
      sun_to_coordinates (2, c, 1, x.w, 1);
      break;
    case 3:
      sun_to_coordinates (3, c, 1, x.w, 1);
      break;
    default:
      sun_to_coordinates (s.n, c, 1, x.w, 1);
    }
  for (int a = 0; a < count; a++)
    {
      const num change = 0.5 * kick->dt * c[a];

      if (t->work->whole)
        {
          num *at = (num *) (data + lgt_at (p, t->pack, t->site[0],
                                            t->mu[0] * count + a)
                             + t->lane[0]);

          *at = *at - change;
        }
      else
        for (int l = 0; l < t->n; l++)
          data[lgt_at (p, t->pack, t->site[l], t->mu[l] * count + a)
               + t->lane[l]] -= change[l];
    }
}

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_kick_params *p = params;
  struct kick kick = { p->n, p->factor * *(const double *) in[2].data,
                       &out[0] };
  const struct lgt_link_work work
    = lgt_link_work_of (p->paths, &in[0], &in[1], 2 * p->n * p->n);

  (void) scratch;
  lgt_link_walk (queue, &work, lgt_staple_work (p->paths, &in[0], p->n),
                 kick_tile, &kick);
  return LGT_OK;
}

LGT_ENTRY (sun_kick, run)

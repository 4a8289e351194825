/* Heat bath of U(1) links (lib/tensor/u1_update_body.h).

   Beside what gpu/u1_staples.h says a link is read and written, 16 bytes, and
   takes about 40 operations, two square roots and an arc tangent, and each
   try a Philox counter, a sine and a cosine, an exponential and 12
   operations: 1 to 1.5 tries.  */

#include "../u1_staples.h"
#include "../../lib/tensor/u1_update_body.h"

static __global__ void
update (struct lgt_link_work work, const uint32_t *random, int layer)
{
  LGT_EACH (pack, item, work.links.shape.packs, lgt_link_items (work))
    {
      const struct lgt_link l = lgt_link_of (work, pack, item);
      const struct num_random r = lgt_link_counter (work, l, random, layer);
      double *theta = lgt_link_angle (work, l), re, im;

      lgt_u1_staple_sum (work, l, &re, &im);
      *theta = lgt_reduce_angle (u1_heat_bath (&r, re, im, *theta));
    }
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_update_params *> (params);
  const struct lgt_link_work work = lgt_link_work_of (p->paths, out[0], in[0]);

  lgt_launch (queue, update, out[0].shape.packs, lgt_link_items (work), work,
              static_cast<const uint32_t *> (in[1].data), p->layer);
}

LGT_ENTRY (u1_heat_bath, run)

/* z = (x, y): copies into two windows on z's components.  */

#include "../elements.h"

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const int first = in[0].shape.comps;

  lgt_copy (queue, 0, in[0], lgt_view_comps (out[0], 0, first));
  lgt_copy (queue, 0, in[1],
            lgt_view_comps (out[0], first, in[1].shape.comps));
}

/* Shapes are those of the inputs, whose values are not needed.  */
static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const struct lgt_view gz = in[3];
  const int x = out[0].shape.comps, y = out[1].shape.comps;

  if (gz.data && out[0].data)
    lgt_copy (queue, 1, lgt_view_comps (gz, 0, x), out[0]);
  if (gz.data && out[1].data)
    lgt_copy (queue, 1, lgt_view_comps (gz, gz.shape.comps - y, y), out[1]);
}

LGT_ENTRY (concat, run)
LGT_ENTRY (concat, pull)

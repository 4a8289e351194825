/* z = (x, y): copies into two windows on z's components.  */

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const int first = in[0].shape.comps;
  const struct lgt_view x = lgt_view_comps (out[0], 0, first);
  const struct lgt_view y = lgt_view_comps (out[0], first,
                                            in[1].shape.comps);

  (void) params;
  (void) scratch;
  lgt_combine (queue, 0, 1, &in[0], 0, NULL, &x);
  lgt_combine (queue, 0, 1, &in[1], 0, NULL, &y);
  return LGT_OK;
}

/* Shapes are those of the inputs, whose values are not needed.  */
static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *gz = &in[3];

  (void) params;
  (void) scratch;
  if (gz->data && out[0].data)
    {
      const struct lgt_view x = lgt_view_comps (*gz, 0, out[0].shape.comps);

      lgt_combine (queue, 1, 1, &x, 0, NULL, &out[0]);
    }
  if (gz->data && out[1].data)
    {
      const struct lgt_view y
        = lgt_view_comps (*gz, gz->shape.comps - out[1].shape.comps,
                          out[1].shape.comps);

      lgt_combine (queue, 1, 1, &y, 0, NULL, &out[1]);
    }
  return LGT_OK;
}

LGT_ENTRY (concat, run)
LGT_ENTRY (concat, pull)

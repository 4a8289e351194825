/* z = s x; gx += s gz.  */

#include "../elements.h"

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_multiply_by (queue, 0, in[1].data, in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[3].data && out[0].data)
    lgt_multiply_by (queue, 1, in[1].data, in[3], out[0]);
}

LGT_ENTRY (scale, run)
LGT_ENTRY (scale, pull)

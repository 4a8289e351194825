/* z = x in another type; gx += gz.  */

#include "../elements.h"

static void
run (struct lgt_queue *queue, const void *, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  lgt_copy (queue, 0, in[0], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  if (in[2].data && out[0].data)
    lgt_copy (queue, 1, in[2], out[0]);
}

LGT_ENTRY (cast, run)
LGT_ENTRY (cast, pull)

/* z = s x; gx += s gz.  */

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  (void) params;
  (void) scratch;
  lgt_combine (queue, 0, *(const double *) in[1].data, &in[0], 0, NULL,
               &out[0]);
  return LGT_OK;
}

static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_view *gz = &in[3];

  (void) params;
  (void) scratch;
  if (gz->data && out[0].data)
    lgt_combine (queue, 1, *(const double *) in[1].data, gz, 0, NULL,
                 &out[0]);
  return LGT_OK;
}

LGT_ENTRY (scale, run)
LGT_ENTRY (scale, pull)

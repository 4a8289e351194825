/* z = a x + b y; gx += a gz, gy += b gz.  */

#include "elements.h"

static enum lgt_status
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const struct lgt_linear_params *p = params;

  (void) scratch;
  lgt_combine (queue, 0, p->a, &in[0], p->b, in[1].data ? &in[1] : NULL,
               &out[0]);
  return LGT_OK;
}

/* One after the other: x and y may be the same tensor.  */
static enum lgt_status
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *scratch)
{
  const struct lgt_linear_params *p = params;
  const struct lgt_view *gz = &in[3];

  (void) scratch;
  if (gz->data && out[0].data)
    lgt_combine (queue, 1, p->a, gz, 0, NULL, &out[0]);
  if (gz->data && out[1].data)
    lgt_combine (queue, 1, p->b, gz, 0, NULL, &out[1]);
  return LGT_OK;
}

LGT_ENTRY (linear, run)
LGT_ENTRY (linear, pull)

/* z = a x + b y; gx += a gz, gy += b gz.  */

#include "../elements.h"

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_linear_params *> (params);

  lgt_combine (queue, 0, p->a, in[0], p->b, in[1], out[0]);
}

static void
pull (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
      const struct lgt_view *out, void *)
{
  const auto *p = static_cast<const struct lgt_linear_params *> (params);
  const struct lgt_view gz = in[3], none = {};

  if (gz.data && out[0].data)
    lgt_combine (queue, 1, p->a, gz, 0, none, out[0]);
  if (gz.data && out[1].data)
    lgt_combine (queue, 1, p->b, gz, 0, none, out[1]);
}

LGT_ENTRY (linear, run)
LGT_ENTRY (linear, pull)

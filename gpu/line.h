/* What the transformations of the line share: one thread a number.  */

#ifndef LGT_GPU_LINE_H
#define LGT_GPU_LINE_H

#include "circular.h"
#include "../lib/tensor/line_body.h"

/* The views of a kernel, as those of the circle without a staple.  */
static inline struct lgt_circular
lgt_line_run (const struct lgt_view *in, const struct lgt_view *out,
              void *logs)
{
  struct lgt_circular c = {};

  c.u = in[0];
  c.raw = in[1];
  c.y = out[0];
  c.logs = lgt_site_numbers (logs, in[0]);
  return c;
}

/* Inputs: x, raw, two outputs, their gradients.  */
static inline struct lgt_circular
lgt_line_pull (const struct lgt_view *in, const struct lgt_view *out)
{
  struct lgt_circular c = {};

  c.u = in[0];
  c.raw = in[1];
  c.gy = in[4];
  c.gl = in[5];
  c.gu = out[0];
  c.graw = out[1];
  return c;
}

#endif

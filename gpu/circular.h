/* What the transformations of the circle share: one thread an angle, the loop
   angle and the link's new angle, gradients, log-determinants.  */

#ifndef LGT_GPU_CIRCULAR_H
#define LGT_GPU_CIRCULAR_H

#include "angle.h"
#include "site_sums.h"

/* The views of a kernel.  RAW is the third input: raw numbers, or a
   condition.  */
struct lgt_circular
{
  struct lgt_view u, s, raw;
  struct lgt_view y, logs;              /* run: logs are one an angle */
  struct lgt_view gy, gl;               /* pull: gradients of the outputs */
  struct lgt_view gu, gs, graw;         /* and of the inputs */
};

static inline struct lgt_circular
lgt_circular_run (const struct lgt_view *in, const struct lgt_view *out,
                  void *logs)
{
  struct lgt_circular c = {};

  c.u = in[0];
  c.s = in[1];
  c.raw = in[2];
  c.y = out[0];
  c.logs = lgt_site_numbers (logs, in[0]);
  return c;
}

/* GRAD: the gradients of the outputs.  */
static inline struct lgt_circular
lgt_circular_pull (const struct lgt_view *in, const struct lgt_view *grad,
                   const struct lgt_view *out)
{
  struct lgt_circular c = {};

  c.u = in[0];
  c.s = in[1];
  c.raw = in[2];
  c.gy = grad[0];
  c.gl = grad[1];
  c.gu = out[0];
  c.gs = out[1];
  c.graw = out[2];
  return c;
}

/* The angle of one thread.  */
struct lgt_spot
{
  int pack, lane;
  int64_t site;
};

LGT_DEVICE struct lgt_spot
lgt_spot_of (const struct lgt_circular &c, int pack, int64_t item)
{
  struct lgt_spot spot;

  spot.pack = pack;
  lgt_divide (item, c.u.shape.lanes, &spot.site, &spot.lane);
  return spot;
}

/* The spot's component 0 in V, whose elements are T; the others follow at
   distances of lanes.  */
template <class T>
LGT_DEVICE T *
lgt_spot_in (const struct lgt_spot &spot, const struct lgt_view &v)
{
  return static_cast<T *> (v.data) + lgt_at (v, spot.pack, spot.site, 0)
         + spot.lane;
}

/* The loop angle u + s.  */
LGT_DEVICE double
lgt_loop_angle (const struct lgt_circular &c, const struct lgt_spot &spot)
{
  return lgt_reduce_angle (*lgt_spot_in<const double> (spot, c.u)
                           + *lgt_spot_in<const double> (spot, c.s));
}

/* The link's new angle y - s, and the log-slope.  */
LGT_DEVICE void
lgt_put_image (const struct lgt_circular &c, const struct lgt_spot &spot,
               double y, double log_slope)
{
  *lgt_spot_in<double> (spot, c.y)
    = lgt_reduce_angle (y - *lgt_spot_in<const double> (spot, c.s));
  *lgt_spot_in<double> (spot, c.logs) = log_slope;
}

/* The gradients of the spot's image and log-slope: the latter is one for all
   sites.  */
LGT_DEVICE double
lgt_image_gradient (const struct lgt_circular &c, const struct lgt_spot &spot)
{
  return c.gy.data ? *lgt_spot_in<const double> (spot, c.gy) : 0;
}
LGT_DEVICE double
lgt_log_gradient (const struct lgt_circular &c, const struct lgt_spot &spot)
{
  return c.gl.data ? static_cast<const double *> (c.gl.data)
                       [spot.pack * c.gl.pack_stride + spot.lane]
                   : 0;
}

/* Adds to the gradients of u and s, from GX of the loop angle and GY of the
   new angle.  */
LGT_DEVICE void
lgt_add_angle_gradients (const struct lgt_circular &c,
                         const struct lgt_spot &spot, double gx, double gy)
{
  if (c.gu.data)
    *lgt_spot_in<double> (spot, c.gu) += gx;
  if (c.gs.data)
    *lgt_spot_in<double> (spot, c.gs) += gx - gy;
}

#endif

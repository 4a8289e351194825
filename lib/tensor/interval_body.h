/* A map of [0, 1] to itself: a rational quadratic spline of K bins
   (rqs_body.h, K + 1 slopes) and then a shift of the logit,

     y -> y e^t / (1 - y + y e^t).

   Numbers close to an end must keep their relative accuracy, since
   log-densities are singular there: a point is the pair (x, 1 - x), and so is
   its image.  In the last bin everything is computed from the upper end.

   Raw numbers: K widths, K heights, K + 1 slopes, and with bias the shift.  */

#ifndef LGT_INTERVAL_BODY_H
#define LGT_INTERVAL_BODY_H

#include "rqs_body.h"

struct interval_form
{
  struct rqs_form rqs;
  int bias;
};

LGT_BODY struct interval_form
interval_form_of (int bins, int bias, double min_bin, double min_slope)
{
  struct interval_form form =
  {
    .rqs = { .bins = bins, .slopes = bins + 1, .origin = 0, .length = 1,
             .min_bin = min_bin, .min_slope = min_slope },
    .bias = bias
  };

  return form;
}

LGT_BODY int
interval_raw (const struct interval_form *form)
{
  return 3 * form->rqs.bins + 1 + form->bias;
}

/* A point, counted from both ends.  */
struct interval_point { num x, c; };    /* x + c = 1 */

/* The shift of the logit; E is e^t, or e^-t for its inverse, and *SLOPE the
   derivative.  */
LGT_BODY struct interval_point
interval_shift (num e, struct interval_point y, num *slope)
{
  num d = 1.0 / (y.c + y.x * e);

  *slope = e * d * d;
  y.x = y.x * e * d;
  y.c = y.c * d;
  return y;
}

/* The bin of P seen from the end that it is closer to: in the last bin, mask
   LAST, from the upper end.  */
struct interval_place
{
  struct rqs_bin bin;
  struct rqs_found found;
  num_mask last;
};

LGT_BODY struct interval_place
interval_find (const struct interval_form *form, const num *raw, num *exps,
               num v, int by_y)
{
  struct interval_place p;
  num zero = num_set (0), d0, d1;

  p.found = rqs_find (&form->rqs, raw, exps, v, by_y, &p.bin);
  p.last = p.found.index > form->rqs.bins - 1.5;
  d0 = p.bin.d0;
  d1 = p.bin.d1;
  p.bin.x = num_select (p.last, zero, p.bin.x);
  p.bin.y = num_select (p.last, zero, p.bin.y);
  p.bin.d0 = num_select (p.last, d1, d0);
  p.bin.d1 = num_select (p.last, d0, d1);
  return p;
}

/* From a number NEAR, counted from the end that LAST says.  */
LGT_BODY struct interval_point
interval_from (num_mask last, num near)
{
  struct interval_point p;
  num far = 1.0 - near;

  p.x = num_select (last, far, near);
  p.c = num_select (last, near, far);
  return p;
}

/* What interval_map leaves for interval_pull: the spline's bin, its argument
   and image NEAR and TO as that bin counts them, its image Y, its derivative,
   and e^t.  */
struct interval_image
{
  struct interval_place place;
  struct interval_point y;
  num near, to, slope, e;
};

/* The image of P, or with INVERSE the preimage; *SLOPE is the derivative of
   what was done.  EXPS has room for 2 K numbers.  */
LGT_BODY struct interval_point
interval_map (const struct interval_form *form, int inverse, const num *raw,
              num *exps, struct interval_point p, num *slope,
              struct interval_image *image)
{
  num turn = num_set (1);

  image->e = turn;
  if (form->bias)
    image->e = num_exp (raw[3 * form->rqs.bins + 1]);
  if (inverse)
    {
      if (form->bias)
        p = interval_shift (1.0 / image->e, p, &turn);
      image->y = p;
      image->place = interval_find (form, raw, exps, p.x, 1);
      image->to = num_select (image->place.last, p.c, p.x);
      image->near = rqs_preimage (&image->place.bin, image->to,
                                  &image->slope);
      *slope = turn / image->slope;
      return interval_from (image->place.last, image->near);
    }
  image->place = interval_find (form, raw, exps, p.x, 0);
  image->near = num_select (image->place.last, p.c, p.x);
  image->to = rqs_image (&image->place.bin, image->near, &image->slope);
  image->y = p = interval_from (image->place.last, image->to);
  if (form->bias)
    p = interval_shift (image->e, p, &turn);
  *slope = image->slope * turn;
  return p;
}

/* A loss in terms of the map p -> q: its gradients with respect to q.x and to
   the logarithms of dq/dp, q.x / p.x and q.c / p.c.  The logarithms of the
   ratios are smooth at the ends, where q.x / p.x becomes the slope.  */
struct interval_loss { num image, slope, low, high; };

/* d log (y / x) / dx at X in a bin that begins at the origin, where
   y / x = s (s t + d0 (1 - t)) / D.  */
LGT_BODY num
interval_ratio_x (const struct rqs_bin *b, num x)
{
  num iw = 1.0 / b->w, s = b->h * iw, t = rqs_unit (x * iw), u = 1.0 - t;
  num c = b->d0 + b->d1 - 2.0 * s;

  return iw * ((s - b->d0) / (s * t + b->d0 * u)
               - c * (u - t) / (s + c * (t * u)));
}

/* Gradients with respect to the raw numbers from those with respect to the
   bin, *G.  */
LGT_BODY void
interval_pull_raw (const struct interval_form *form,
                   const struct interval_place *p, const num *exps,
                   const struct rqs_bin *g, num *graw)
{
  const struct rqs_form *rqs = &form->rqs;
  const struct rqs_found *found = &p->found;
  int bins = rqs->bins;
  num zero = num_set (0);
  /* Nothing lies above the last bin, where these numbers count from.  */
  num gx = num_select (p->last, zero, g->x);
  num gy = num_select (p->last, zero, g->y);
  num g0 = num_select (p->last, g->d1, g->d0);
  num g1 = num_select (p->last, g->d0, g->d1);
  num mean_w = rqs_mean (rqs, found->index, p->bin.x, p->bin.w, gx, g->w);
  num mean_h = rqs_mean (rqs, found->index, p->bin.y, p->bin.h, gy, g->h);

  g0 = g0 * rqs_slope_raw (rqs, found->raw0);
  g1 = g1 * rqs_slope_raw (rqs, found->raw1);
  for (int k = 0; k < bins; k++)
    {
      graw[k] = rqs_pull_softmax (k, found->index, found->scale_w * exps[k],
                                  mean_w, gx, g->w);
      graw[bins + k]
        = rqs_pull_softmax (k, found->index, found->scale_h * exps[bins + k],
                            mean_h, gy, g->h);
    }
  for (int k = 0; k <= bins; k++)
    graw[2 * bins + k]
      = num_select (found->index == (double) k, g0, zero)
        + num_select (found->index == (double) (k - 1), g1, zero);
}

/* Reverse mode of interval_map, of which RAW, EXPS and IMAGE are left.  Sets
   the gradients with respect to the raw numbers, and returns that with
   respect to p.x.

   The inverse map x (y) is treated at its image x: its logarithms are minus
   the forward map's, and with h their part of the loss as a function of x,
   the gradient with respect to y is (image + dh/dx) / (dy/dx); the raw
   numbers see a forward map whose image has minus this gradient.  */
LGT_BODY num
interval_pull (const struct interval_form *form, int inverse,
               const num *exps, const struct interval_image *image,
               struct interval_loss loss, num *graw)
{
  const struct interval_place place = image->place;
  const struct interval_point y = image->y;
  const num near = image->near, to = image->to, e = image->e;
  num turn = num_set (1), slope, log_slope_x, low, high, gp;
  num logs, shifted = num_set (0), gy, end, gz;
  struct interval_point z;
  struct rqs_bin g;

  if (inverse)
    {
      loss.slope = -loss.slope;
      loss.low = -loss.low;
      loss.high = -loss.high;
    }
  z = form->bias ? interval_shift (e, y, &turn) : y;
  log_slope_x = rqs_slopes (&place.bin, near, &slope);
  low = num_select (place.last, loss.high, loss.low);
  high = num_select (place.last, loss.low, loss.high);

  /* The logarithms as functions of x: the spline's own, and -logs times the
     logarithm of 1 - y + y e.  */
  end = num_select (place.found.index < 0.5,
                    interval_ratio_x (&place.bin, near),
                    slope / to - 1.0 / near);
  end = num_select (place.last, interval_ratio_x (&place.bin, near), end);
  gp = loss.slope * log_slope_x + low * end
       + high * (1.0 / (1.0 - near) - slope / (1.0 - to));
  gp = num_select (place.last, -gp, gp);
  logs = 2.0 * loss.slope + loss.low + loss.high;
  if (form->bias)
    shifted = -logs * (e - 1.0) / (y.c + y.x * e);
  gp = gp + shifted * slope;

  gz = loss.image;
  if (inverse)
    {
      gp = (gp + loss.image) / (slope * turn);
      gz = -gp;
    }
  else
    gp = gp + gz * slope * turn;

  gy = gz * turn + shifted;
  gy = num_select (place.last, -gy, gy) + low / to - high / (1.0 - to);
  rqs_pull (&place.bin, near, gy, loss.slope, &g);
  interval_pull_raw (form, &place, exps, &g, graw);
  if (form->bias)
    graw[3 * form->rqs.bins + 1]
      = gz * z.x * z.c + loss.slope + loss.low - logs * z.x;
  return gp;
}

#endif

/* Transformations of the line, one text for every number (rqs_body.h says
   what a number is; num_exp (num) as well).

   Maps take x and give y and log |dy/dx|; with INVERSE all of it is the
   inverse map's.  Pull-backs take the gradients GY and GL with respect to
   these two and give those with respect to x and the raw numbers.  */

#ifndef LGT_LINE_BODY_H
#define LGT_LINE_BODY_H

#include "rqs_body.h"

/* ---- y = x exp (s) + t ---- */

LGT_BODY num
line_affine (int inverse, num x, num s, num t, num *log_slope)
{
  if (inverse)
    {
      *log_slope = -s;
      return (x - t) * num_exp (-s);
    }
  *log_slope = s;
  return x * num_exp (s) + t;
}

LGT_BODY num
line_affine_pull (int inverse, num x, num s, num t, num gy, num gl, num *gs,
                  num *gt)
{
  const num gx = gy * num_exp (inverse ? -s : s);

  if (inverse)
    {
      *gs = -gx * (x - t) - gl;
      *gt = -gx;
    }
  else
    {
      *gs = gx * x + gl;
      *gt = gy;
    }
  return gx;
}

/* ---- rational quadratic spline on [-bound, bound] ---- */

/* Slopes at both ends are 1, which is raw = 0.  */
LGT_BODY struct rqs_form
line_form (int bins, double bound, double min_bin, double min_slope)
{
  struct rqs_form form;

  form.bins = bins;
  form.slopes = bins + 1;
  form.origin = -bound;
  form.length = 2 * bound;
  form.min_bin = min_bin;
  form.min_slope = min_slope;
  return form;
}

/* Raw number C of the form, 0 <= C <= 3 K, is number line_raw of those that
   are given; negative: it is 0.  */
LGT_BODY int
line_raw (int bins, int c)
{
  return c < 2 * bins ? c : c == 2 * bins || c == 3 * bins ? -1 : c - 1;
}

/* RAW has 3 K + 1 numbers, EXPS room for 2 K.  An X that is not finite leaves
   log |dy/dx| as NaN; so do raw numbers, inside of the interval.  */
LGT_BODY num
line_rqs (const struct rqs_form *form, int inverse, const num *raw, num *exps,
          num x, num *log_slope)
{
  const double bound = -form->origin;
  const num_mask inside = num_abs (x) < bound;
  struct rqs_bin bin;
  num y;

  rqs_find (form, raw, exps, x, inverse, &bin);
  if (inverse)
    {
      y = rqs_inverse (&bin, x, log_slope);
      *log_slope = -*log_slope;
    }
  else
    y = rqs_forward (&bin, x, log_slope);
  *log_slope = num_select (inside, *log_slope, 0.0 * x);
  return num_select (inside, y, x);
}

/* What line_rqs_raw_pull needs of the bin.  */
struct line_pull
{
  struct rqs_found found;
  num mean_w, mean_h;
  struct rqs_bin g;       /* d0 and d1: with respect to raw slopes */
};

LGT_BODY num
line_rqs_pull (const struct rqs_form *form, int inverse, const num *raw,
               num *exps, num x, num gy, num gl, struct line_pull *pull)
{
  const double bound = -form->origin;
  const num_mask inside = num_abs (x) < bound;
  const num zero = num_set (0), outside_gx = gy;
  struct rqs_bin bin, *g = &pull->g;
  num gx;

  gy = num_select (inside, gy, zero);
  gl = num_select (inside, gl, zero);
  pull->found = rqs_find (form, raw, exps, x, inverse, &bin);
  if (inverse)
    {
      num unused;

      x = rqs_inverse (&bin, x, &unused);
      gx = rqs_inverse_gy (&bin, x, gy, gl);
      rqs_pull (&bin, x, -gx, -gl, g);
    }
  else
    gx = rqs_pull (&bin, x, gy, gl, g);
  pull->mean_w = rqs_mean (form, pull->found.index, bin.x, bin.w, g->x, g->w);
  pull->mean_h = rqs_mean (form, pull->found.index, bin.y, bin.h, g->y, g->h);
  g->d0 = g->d0 * rqs_slope_raw (form, pull->found.raw0);
  g->d1 = g->d1 * rqs_slope_raw (form, pull->found.raw1);
  return num_select (inside, gx, outside_gx);
}

/* The gradient with respect to raw number C, 0 <= C <= 3 K.  */
LGT_BODY num
line_rqs_raw_pull (const struct rqs_form *form, const num *exps,
                   const struct line_pull *p, int c)
{
  const int bins = form->bins, k = c - 2 * bins;
  const num zero = num_set (0);

  if (c < bins)
    return rqs_pull_softmax (c, p->found.index, p->found.scale_w * exps[c],
                             p->mean_w, p->g.x, p->g.w);
  if (c < 2 * bins)
    return rqs_pull_softmax (c - bins, p->found.index,
                             p->found.scale_h * exps[c], p->mean_h, p->g.y,
                             p->g.h);
  return num_select (p->found.index == (double) k, p->g.d0, zero)
         + num_select (p->found.index == (double) (k - 1), p->g.d1, zero);
}

#endif

/* Rational quadratic splines (arXiv:1906.04032), one text for every number.

   The including file says what a number is:

     num            a double, a vector of lanes, a CUDA scalar; + - * / work
                    between nums, and between a num and a double
     num_mask       what a comparison of nums gives
     num_set (double), num_select (mask, a, b)
     num_max (a, b), num_min (a, b)   b where one of them is NaN
     num_log, num_sqrt, num_softplus, num_sigmoid (num)
     num_exp_down (num)               exp of x <= 0, which may stop at 1e-300
     LGT_BODY       how these functions are declared (static inline ...)

   There is no branch on a num, so that all lanes take the same path; clamps
   are comparisons that keep NaN.

   A spline maps [origin, origin + length] to itself, monotonically, in K
   bins.  In a bin of width w at x and height h at y, slopes d0 and d1 at its
   ends, with s = h / w, t = (x' - x) / w, r = t (1 - t):

     y' = y + h (s t^2 + d0 r) / D,           D = s + (d0 + d1 - 2 s) r,
     dy'/dx' = s^2 Q / D^2,                   Q = d1 t^2 + 2 s r
                                                  + d0 (1 - t)^2.  */

#ifndef LGT_RQS_BODY_H
#define LGT_RQS_BODY_H

struct rqs_bin
{
  num x, w, y, h, d0, d1;
};

/* Raw numbers to bins: K widths, K heights and SLOPES slopes, in this order.
   Widths and heights are length (min_bin + (1 - K min_bin) softmax (raw)),
   slopes min_slope + (1 - min_slope) softplus (raw + ln (e - 1)), so that
   raw = 0 is the identity.  slopes is K on a circle, where the last knot has
   the first knot's slope, and K + 1 on an interval.  */
struct rqs_form
{
  int bins, slopes;
  double origin, length, min_bin, min_slope;
};

#define RQS_SHIFT 0.54132485461291810    /* ln (e - 1) */

/* What rqs_find leaves for rqs_pull_softmax and rqs_slope_raw: the number of
   the bin, the raw slopes at its ends, and length (1 - K min_bin) / sum exp
   for widths and heights.  */
struct rqs_found
{
  num index, raw0, raw1, scale_w, scale_h;
};

/* EXPS[i] = exp (raw[i] - max raw), i < N; the return value is their sum.  */
LGT_BODY num
rqs_exps (int n, const num *raw, num *exps)
{
  num top = raw[0], sum;

  for (int i = 1; i < n; i++)
    top = num_max (raw[i], top);
  exps[0] = sum = num_exp_down (raw[0] - top);
  for (int i = 1; i < n; i++)
    {
      exps[i] = num_exp_down (raw[i] - top);
      sum = sum + exps[i];
    }
  return sum;
}

LGT_BODY num
rqs_slope (const struct rqs_form *form, num raw)
{
  return form->min_slope
         + (1 - form->min_slope) * num_softplus (raw + RQS_SHIFT);
}

/* length (1 - K min_bin) / sum exp, from the sums of all widths' and heights'
   exponentials.  */
LGT_BODY void
rqs_scales (const struct rqs_form *form, num sum_w, num sum_h,
            struct rqs_found *found)
{
  double spread = form->length * (1 - form->bins * form->min_bin);

  found->scale_w = spread / (sum_w * sum_h);    /* one division for two */
  found->scale_h = found->scale_w * sum_w;
  found->scale_w = found->scale_w * sum_h;
}

/* The walk over the bins: where it stands is AT, what has been found *BIN and
   *FOUND, in which the scales are set.  Every bin is looked at and selected:
   K is small.  EXP_W and EXP_H are the bin's exponentials, RAW0 and RAW1 the
   raw slopes at its ends; BASE is length min_bin.  */
LGT_BODY void
rqs_first_bin (const struct rqs_form *form, double base, num exp_w, num exp_h,
               num raw0, num raw1, struct rqs_bin *at, struct rqs_bin *bin,
               struct rqs_found *found)
{
  at->x = at->y = num_set (form->origin);
  at->w = base + found->scale_w * exp_w;
  at->h = base + found->scale_h * exp_h;
  bin->x = at->x;
  bin->y = at->y;
  bin->w = at->w;
  bin->h = at->h;
  found->index = num_set (0);
  found->raw0 = raw0;
  found->raw1 = raw1;
}

/* Bin number K, from 1 on; it is chosen if V, a y if BY_Y and else an x, is
   not before it.  */
LGT_BODY void
rqs_next_bin (double base, int k, num exp_w, num exp_h, num raw0, num raw1,
              num v, int by_y, struct rqs_bin *at, struct rqs_bin *bin,
              struct rqs_found *found)
{
  num_mask here;

  at->x = at->x + at->w;
  at->y = at->y + at->h;
  at->w = base + found->scale_w * exp_w;
  at->h = base + found->scale_h * exp_h;
  here = by_y ? v >= at->y : v >= at->x;
  bin->x = num_select (here, at->x, bin->x);
  bin->y = num_select (here, at->y, bin->y);
  bin->w = num_select (here, at->w, bin->w);
  bin->h = num_select (here, at->h, bin->h);
  found->index = num_select (here, num_set (k), found->index);
  found->raw0 = num_select (here, raw0, found->raw0);
  found->raw1 = num_select (here, raw1, found->raw1);
}

/* The bin that holds V, a y if BY_Y and else an x; outside of the interval
   the first or last.  EXPS has room for 2 K numbers and is kept for
   rqs_pull_softmax.  */
LGT_BODY struct rqs_found
rqs_find (const struct rqs_form *form, const num *raw, num *exps, num v,
          int by_y, struct rqs_bin *bin)
{
  int bins = form->bins;
  const num *slope = raw + 2 * bins;
  double base = form->length * form->min_bin;
  struct rqs_found found;
  struct rqs_bin at;
  num w = rqs_exps (bins, raw, exps);
  num h = rqs_exps (bins, raw + bins, exps + bins);

  rqs_scales (form, w, h, &found);
  rqs_first_bin (form, base, exps[0], exps[bins], slope[0],
                 slope[1 == form->slopes ? 0 : 1], &at, bin, &found);
  for (int k = 1; k < bins; k++)
    rqs_next_bin (base, k, exps[k], exps[bins + k], slope[k],
                  slope[k + 1 == form->slopes ? 0 : k + 1], v, by_y, &at, bin,
                  &found);
  bin->d0 = rqs_slope (form, found.raw0);
  bin->d1 = rqs_slope (form, found.raw1);
  return found;
}

/* T clamped to [0, 1].  */
LGT_BODY num
rqs_unit (num t)
{
  return num_min (num_set (1), num_max (num_set (0), t));
}

/* The slope at T.  */
LGT_BODY num
rqs_slope_at (const struct rqs_bin *b, num s, num t)
{
  num u = 1.0 - t, r = t * u;
  num d = s / (s + (b->d0 + b->d1 - 2.0 * s) * r);

  return d * d * (b->d1 * t * t + 2.0 * s * r + b->d0 * u * u);
}

/* The image of X, and *SLOPE = dy/dx.  */
LGT_BODY num
rqs_image (const struct rqs_bin *b, num x, num *slope)
{
  num iw = 1.0 / b->w, s = b->h * iw, t = rqs_unit ((x - b->x) * iw);
  num u = 1.0 - t, r = t * u;
  num d = 1.0 / (s + (b->d0 + b->d1 - 2.0 * s) * r), e = s * d;

  *slope = e * e * (b->d1 * t * t + 2.0 * s * r + b->d0 * u * u);
  return b->y + b->h * (t * (s * t + b->d0 * u)) * d;
}

/* The image of X, and *LOG_SLOPE = log dy/dx.  */
LGT_BODY num
rqs_forward (const struct rqs_bin *b, num x, num *log_slope)
{
  num y = rqs_image (b, x, log_slope);

  *log_slope = num_log (*log_slope);
  return y;
}

/* The preimage of Y, and *SLOPE = dy/dx there.  With v = (y' - y) / h
   the equation is a2 t^2 + a1 t - s v = 0; each form of the root is taken
   where nothing cancels in it.  */
LGT_BODY num
rqs_preimage (const struct rqs_bin *b, num y, num *slope)
{
  num s = b->h / b->w, v = rqs_unit ((y - b->y) / b->h);
  num k = (b->d0 + b->d1 - 2.0 * s) * v;
  num a2 = s - b->d0 + k, a1 = b->d0 - k;
  num root = a1 * a1 + 4.0 * a2 * s * v, t;

  root = num_sqrt (num_select (root < 0.0, num_set (0), root));
  t = num_select (a1 < 0.0, (root - a1) / (2.0 * a2),
                  2.0 * s * v / (a1 + root));
  t = rqs_unit (t);
  *slope = rqs_slope_at (b, s, t);
  return b->x + b->w * t;
}

/* The preimage of Y, and *LOG_SLOPE = log dy/dx there (of the forward map:
   the inverse map's has the other sign).  */
LGT_BODY num
rqs_inverse (const struct rqs_bin *b, num y, num *log_slope)
{
  num x = rqs_preimage (b, y, log_slope);

  *log_slope = num_log (*log_slope);
  return x;
}

/* Reverse mode at X: for a loss whose gradient with respect to y' is GY and
   with respect to log dy'/dx' is GL, its gradients with respect to the bin
   in *G, and with respect to x' as the return value.  *SLOPE = dy'/dx' and
   *LOG_SLOPE_X = d log slope / dx', which do not depend on GY and GL, may be
   wanted first: see rqs_slopes.  */
LGT_BODY num
rqs_pull (const struct rqs_bin *b, num x, num gy, num gl, struct rqs_bin *g)
{
  num iw = 1.0 / b->w, s = b->h * iw, t = rqs_unit ((x - b->x) * iw);
  num u = 1.0 - t, r = t * u, c = b->d0 + b->d1 - 2.0 * s;
  num d = 1.0 / (s + c * r), p = s * t * t + b->d0 * r, pd = p * d;
  num q = b->d1 * t * t + 2.0 * s * r + b->d0 * u * u, iq = 1.0 / q;
  num gr = gy * b->h * d, e = s * d, gt, gs;

  /* ratio p / D: its derivatives times D are  s Q / D (t),  t^2 - (1 - 2 r)
     p / D (s),  r (1 - p / D) (d0),  -r p / D (d1).  */
  gt = gr * e * q
       + gl * (2.0 * (b->d1 * t + s * (u - t) - b->d0 * u) * iq
               - 2.0 * c * (u - t) * d);
  gs = gr * (t * t - (1.0 - 2.0 * r) * pd)
       + gl * (2.0 / s + 2.0 * r * iq - 2.0 * (1.0 - 2.0 * r) * d);
  g->d0 = gr * r * (1.0 - pd) + gl * (u * u * iq - 2.0 * r * d);
  g->d1 = gl * (t * t * iq - 2.0 * r * d) - gr * r * pd;
  g->h = gy * pd + gs * iw;
  g->y = gy;
  g->w = -(gs * s + gt * t) * iw;
  g->x = -gt * iw;
  return gt * iw;
}

/* *SLOPE = dy'/dx' at X, and the return value d log slope / dx'.  */
LGT_BODY num
rqs_slopes (const struct rqs_bin *b, num x, num *slope)
{
  num iw = 1.0 / b->w, s = b->h * iw, t = rqs_unit ((x - b->x) * iw);
  num u = 1.0 - t, r = t * u, c = b->d0 + b->d1 - 2.0 * s;
  num d = 1.0 / (s + c * r), e = s * d;
  num q = b->d1 * t * t + 2.0 * s * r + b->d0 * u * u;

  *slope = e * e * q;
  return 2.0 * iw * ((b->d1 * t + s * (u - t) - b->d0 * u) / q
                     - c * (u - t) * d);
}

/* Reverse mode of x' = inverse (y'): the inverse's gradients follow from the
   forward map's at the preimage X.  With GX the gradient with respect to x'
   and GL that with respect to the inverse's log-slope, -log dy'/dx', the
   return value GY is the gradient with respect to y'; the gradients with
   respect to the spline's numbers are those that rqs_pull gives for -GY and
   -GL.  */
LGT_BODY num
rqs_inverse_gy (const struct rqs_bin *b, num x, num gx, num gl)
{
  num slope, log_slope_x = rqs_slopes (b, x, &slope);

  return (gx - gl * log_slope_x) / slope;
}

/* From the gradient with respect to the bin that rqs_find found to that with
   respect to the raw widths (or heights).  AT is the bin's x (or y), a sum of
   the widths before it, SIZE its w (or h), G_AT and G_SIZE the gradients with
   respect to these.  rqs_mean is sum_k p_k g_k with p the softmax and g the
   gradient with respect to the widths; rqs_pull_softmax is the gradient with
   respect to raw number K, PART = scale * exps[K].  */
LGT_BODY num
rqs_mean (const struct rqs_form *form, num index, num at, num size, num g_at,
          num g_size)
{
  double base = form->length * form->min_bin;
  double spread = form->length * (1 - form->bins * form->min_bin);

  return (g_at * (at - form->origin - index * base) + g_size * (size - base))
         * (1 / spread);
}

LGT_BODY num
rqs_pull_softmax (int k, num index, num part, num mean, num g_at, num g_size)
{
  num g = num_select (index > (double) k, g_at,
                      num_select (index == (double) k, g_size, num_set (0)));

  return part * (g - mean);
}

/* d slope / d raw.  */
LGT_BODY num
rqs_slope_raw (const struct rqs_form *form, num raw)
{
  return (1 - form->min_slope) * num_sigmoid (raw + RQS_SHIFT);
}

#endif

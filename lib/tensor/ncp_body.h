/* Mixtures of non-compact projections of the circle (arXiv:2002.02428), one
   text for every number; rqs_body.h says what a number is.  Needed beside
   that: num_exp, num_abs, num_atan2 (y, x), num_sincos (x, &s, &c), and
   num_any (mask), whether a lane of the mask is true (to leave a loop early;
   no result depends on it).

     y = (1/C) sum_i 2 atan (e_i tan (x/2)),   e_i = exp (s_i).

   With s = sin (x/2), c = cos (x/2) >= 0 nothing has a pole:

     y_i = 2 atan2 (e_i s, c),   dy_i/dx = e_i / (c^2 + e_i^2 s^2) = d_i.  */

#ifndef LGT_NCP_BODY_H
#define LGT_NCP_BODY_H

/* Log-scales are clamped to [-30, 30]: squares of e_i stay finite.  */
#define NCP_MAX_LOG_SCALE 30.0

/* Steps of the root finder: each halves the bracket or the residue.  */
#define NCP_STEPS 64

LGT_BODY num
ncp_scale (num log_scale)
{
  num top = num_set (NCP_MAX_LOG_SCALE);

  log_scale = num_select (log_scale > NCP_MAX_LOG_SCALE, top, log_scale);
  return num_exp (num_select (log_scale < -NCP_MAX_LOG_SCALE, -top,
                              log_scale));
}

/* dy/dx at sin (x/2), cos (x/2).  */
LGT_BODY num
ncp_slope (int count, const num *scale, num s, num c)
{
  num sum = num_set (0);

  for (int i = 0; i < count; i++)
    {
      num es = scale[i] * s;

      sum = sum + scale[i] / (c * c + es * es);
    }
  return sum * (1.0 / count);
}

/* The image of X in [-pi, pi], and *SLOPE = dy/dx.  */
LGT_BODY num
ncp_forward (int count, const num *scale, num x, num *slope)
{
  num s, c, sum = num_set (0);

  num_sincos (0.5 * x, &s, &c);
  for (int i = 0; i < count; i++)
    sum = sum + num_atan2 (scale[i] * s, c);
  *slope = ncp_slope (count, scale, s, c);
  return sum * (2.0 / count);
}

/* The preimage of Y in [-pi, pi].  It lies between the preimages under the
   components alone.  Newton steps; where one leaves the bracket or the
   residue has not been halved, the bracket is halved.  A lane that is done
   does not move any more, so it does not depend on its neighbours.  */
LGT_BODY num
ncp_inverse (int count, const num *scale, num y)
{
  num s, c, low, high, x, last = num_set (1e300);
  num_mask done;

  num_sincos (0.5 * y, &s, &c);
  low = high = 2.0 * num_atan2 (s, scale[0] * c);
  for (int i = 1; i < count; i++)
    {
      x = 2.0 * num_atan2 (s, scale[i] * c);
      low = num_select (x < low, x, low);
      high = num_select (x > high, x, high);
    }
  x = 0.5 * (low + high);
  done = x != x;
  for (int step = 0; step < NCP_STEPS; step++)
    {
      num slope, f = ncp_forward (count, scale, x, &slope) - y;
      num size = num_abs (f), next = x - f / slope;
      num_mask close = size < 2e-15, good;

      high = num_select (f > 0.0, x, high);
      low = num_select (f > 0.0, low, x);
      good = (next > low) & (next < high) & (size < 0.5 * last);
      next = num_select (good | close, next, 0.5 * (low + high));
      x = num_select (done, x, next);
      last = size;
      done = done | close;
      if (!num_any (done == 0))
        break;
    }
  return x;
}

/* What rqs_slopes and rqs_pull are for the spline: *SLOPE = dy/dx at X,
   and the return value d log slope / dx.  */
LGT_BODY num
ncp_slopes (int count, const num *scale, num x, num *slope)
{
  num s, c, sum = num_set (0), sum_x = num_set (0);

  num_sincos (0.5 * x, &s, &c);
  for (int i = 0; i < count; i++)
    {
      num e = scale[i], d = e / (c * c + e * s * (e * s));

      sum = sum + d;
      sum_x = sum_x + d * d * (1.0 / e - e);
    }
  *slope = sum * (1.0 / count);
  return s * c * sum_x / sum;
}

/* What the reverse mode at X is for all components: sin and cos of x/2, and
   the gradients GY of y and GL of log dy/dx with the factors they have in all
   components' gradients.  */
struct ncp_weights
{
  num s, c, gy, gd;
};
LGT_BODY struct ncp_weights
ncp_weigh (int count, num x, num gy, num gl, num slope)
{
  struct ncp_weights w;

  w.gd = gl / slope * (1.0 / count);
  num_sincos (0.5 * x, &w.s, &w.c);
  w.gy = gy * (2.0 / count) * w.s * w.c;
  return w;
}

/* The gradient with respect to one log-scale, from RAW before the clamp and
   E = ncp_scale (RAW).  dy_i/ds_i = d_i sin x,
   dd_i/ds_i = d_i^2 (c^2 / e_i - e_i s^2).  */
LGT_BODY num
ncp_pull (const struct ncp_weights *w, num e, num raw)
{
  num c = w->c, es = e * w->s, d = e / (c * c + es * es);
  num r = d * (w->gy + w->gd * d * (c * c / e - es * w->s));

  r = num_select (raw > NCP_MAX_LOG_SCALE, num_set (0), r);
  return num_select (raw < -NCP_MAX_LOG_SCALE, num_set (0), r);
}

#endif

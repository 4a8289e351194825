/* Angles in (-pi, pi], one text for every number; rqs_body.h says what a
   number is.  */

#ifndef LGT_ANGLE_BODY_H
#define LGT_ANGLE_BODY_H

/* T minus the multiple of 2 pi that brings it to (-pi, pi], |T| < 1e15; NaN
   stays NaN and infinity becomes NaN.  2 pi is in two parts, the first of 33
   bits, so that the products are exact without fused multiply-add.  */
LGT_BODY num
lgt_reduce_angle (num t)
{
  const double pi = 3.141592653589793;
  const double high = 6.2831853069365025;
  const double low = 2.430840202602477e-10;
  const double magic = 6755399441055744.0;      /* 1.5 2^52: rounds */
  num k = (t * 0.15915494309189535 + magic) - magic;
  num r = (t - k * high) - k * low;

  /* The quotient may have been rounded to the wrong side by one unit.  */
  r = num_select (r <= -pi, r + 2 * pi, r);
  return num_select (r > pi, r - 2 * pi, r);
}

#endif

/* The activation functions, value and slope, on vectors: for op activate and
   for kernels that fuse an activation.  KIND is meant to be a constant where
   these are inlined, so that no branch is left.  */

#ifndef LGT_CPU_ACTIVATION_H
#define LGT_CPU_ACTIVATION_H

#include "../vmath.h"

/* Whether the slope can be found from the output alone: then a fused kernel
   need not keep its pre-activation.  Leaky ReLU: slope >= 0, so that output
   and input have one sign (a zero output has the slope of x <= 0).  */
LGT_INLINE int
lgt_activation_from_output (enum lgt_activation kind, double slope)
{
  return kind == LGT_IDENTITY || kind == LGT_TANH
         || (kind == LGT_LEAKY_RELU && slope >= 0);
}

/* act (x).  */
LGT_INLINE vd
vd_activate (enum lgt_activation kind, double slope, vd x)
{
  switch (kind)
    {
    case LGT_TANH:
      return vd_tanh (x);
    case LGT_LEAKY_RELU:
      return vd_select (x > 0.0, x, slope * x);
    case LGT_SILU:
      return x * vd_sigmoid (x);
    case LGT_GELU:
      return 0.5 * x * (1.0 + vd_erf (x * 0.70710678118654752));
    default:
      return x;
    }
}

LGT_INLINE vf
vf_activate (enum lgt_activation kind, double slope, vf x)
{
  switch (kind)
    {
    case LGT_TANH:
      return vf_tanh (x);
    case LGT_LEAKY_RELU:
      return vf_select (x > 0.0f, x, (float) slope * x);
    case LGT_SILU:
      return x * vf_sigmoid (x);
    case LGT_GELU:
      return 0.5f * x * (1.0f + vf_erf (x * 0.70710678f));
    default:
      return x;
    }
}

/* act' (x) from the input.  */
LGT_INLINE vd
vd_activate_slope (enum lgt_activation kind, double slope, vd x)
{
  vd t;

  switch (kind)
    {
    case LGT_TANH:
      t = vd_tanh (x);
      return (1.0 - t) * (1.0 + t);
    case LGT_LEAKY_RELU:
      /* Neither x > 0 nor x <= 0: NaN.  */
      return vd_select (x > 0.0, vd_set (1),
                        vd_select (x <= 0.0, vd_set (slope), x));
    case LGT_SILU:
      t = vd_sigmoid (x);
      return t * (1.0 + x * (1.0 - t));
    case LGT_GELU:
      return 0.5 * (1.0 + vd_erf (x * 0.70710678118654752))
             + x * 0.39894228040143268 * vd_exp (-0.5 * x * x);
    default:
      return vd_set (1);
    }
}

LGT_INLINE vf
vf_activate_slope (enum lgt_activation kind, double slope, vf x)
{
  vf t;

  switch (kind)
    {
    case LGT_TANH:
      t = vf_tanh (x);
      return (1.0f - t) * (1.0f + t);
    case LGT_LEAKY_RELU:
      return vf_select (x > 0.0f, vf_set (1),
                        vf_select (x <= 0.0f, vf_set ((float) slope), x));
    case LGT_SILU:
      t = vf_sigmoid (x);
      return t * (1.0f + x * (1.0f - t));
    case LGT_GELU:
      return 0.5f * (1.0f + vf_erf (x * 0.70710678f))
             + x * 0.39894228f * vf_exp (-0.5f * x * x);
    default:
      return vf_set (1);
    }
}

/* act' (x) from the output y = act (x), where
   lgt_activation_from_output says so.  */
LGT_INLINE vd
vd_activate_slope_y (enum lgt_activation kind, double slope, vd y)
{
  if (kind == LGT_TANH)
    return (1.0 - y) * (1.0 + y);
  return vd_activate_slope (kind, slope, y);
}
LGT_INLINE vf
vf_activate_slope_y (enum lgt_activation kind, double slope, vf y)
{
  if (kind == LGT_TANH)
    return (1.0f - y) * (1.0f + y);
  return vf_activate_slope (kind, slope, y);
}

#endif

/* The activation functions, value and slope, of one number: for op activate
   and for kernels that fuse an activation.  Float32 stays float32.  KIND is
   the same in all threads, so that its branches do not diverge.  */

#ifndef LGT_GPU_ACTIVATION_H
#define LGT_GPU_ACTIVATION_H

#include <math.h>

#include "kernel.h"

LGT_DEVICE float lgt_tanh (float x) { return tanhf (x); }
LGT_DEVICE double lgt_tanh (double x) { return tanh (x); }
LGT_DEVICE float lgt_erf (float x) { return erff (x); }
LGT_DEVICE double lgt_erf (double x) { return erf (x); }
LGT_DEVICE float lgt_exp (float x) { return expf (x); }
LGT_DEVICE double lgt_exp (double x) { return exp (x); }

/* 1 / (1 + e^-x) without overflow.  */
template <class T>
LGT_DEVICE T
lgt_sigmoid (T x)
{
  const T e = lgt_exp (x < 0 ? x : -x);

  return (x < 0 ? e : T (1)) / (1 + e);
}

/* Whether the slope can be found from the output alone: then a fused kernel
   need not keep its pre-activation.  Leaky ReLU: slope >= 0, so that output
   and input have one sign (a zero output has the slope of x <= 0).  */
static inline bool
lgt_activation_from_output (enum lgt_activation kind, double slope)
{
  return kind == LGT_IDENTITY || kind == LGT_TANH
         || (kind == LGT_LEAKY_RELU && slope >= 0);
}

/* act (x).  */
template <class T>
LGT_DEVICE T
lgt_activation (enum lgt_activation kind, T slope, T x)
{
  switch (kind)
    {
    case LGT_TANH:
      return lgt_tanh (x);
    case LGT_LEAKY_RELU:
      return x > 0 ? x : slope * x;
    case LGT_SILU:
      return x * lgt_sigmoid (x);
    case LGT_GELU:
      return T (0.5) * x * (1 + lgt_erf (x * T (0.70710678118654752)));
    default:
      return x;
    }
}

/* act' (x) from the input.  */
template <class T>
LGT_DEVICE T
lgt_activation_slope (enum lgt_activation kind, T slope, T x)
{
  T t;

  switch (kind)
    {
    case LGT_TANH:
      t = lgt_tanh (x);
      return (1 - t) * (1 + t);
    case LGT_LEAKY_RELU:
      /* Neither x > 0 nor x <= 0: NaN.  */
      return x > 0 ? 1 : x <= 0 ? slope : x;
    case LGT_SILU:
      t = lgt_sigmoid (x);
      return t * (1 + x * (1 - t));
    case LGT_GELU:
      return T (0.5) * (1 + lgt_erf (x * T (0.70710678118654752)))
             + x * T (0.39894228040143268) * lgt_exp (T (-0.5) * x * x);
    default:
      return 1;
    }
}

/* act' (x) from the output y = act (x), where lgt_activation_from_output says
   so.  */
template <class T>
LGT_DEVICE T
lgt_activation_slope_y (enum lgt_activation kind, T slope, T y)
{
  return kind == LGT_TANH ? (1 - y) * (1 + y)
                          : lgt_activation_slope (kind, slope, y);
}

#endif

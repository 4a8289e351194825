/* The number of the *_body.h files on the device: one thread's double.  */

#ifndef LGT_GPU_NUMBER_H
#define LGT_GPU_NUMBER_H

#include <cuda_runtime.h>
#include <math.h>

/* N and other sizes are constants only where the text is inlined.  */
#ifdef __CUDACC__
# define LGT_BODY static __device__ __forceinline__
#else
# define LGT_BODY static inline __attribute__ ((always_inline, unused))
#endif
typedef double num;
typedef int num_mask;

LGT_BODY num num_set (double x) { return x; }
LGT_BODY num num_select (num_mask m, num a, num b) { return m ? a : b; }
LGT_BODY int num_any (num_mask m) { return m; }
LGT_BODY num num_abs (num x) { return fabs (x); }
/* The second where one of them is NaN.  */
LGT_BODY num num_max (num a, num b) { return a > b ? a : b; }
LGT_BODY num num_min (num a, num b) { return a < b ? a : b; }
LGT_BODY num num_sqrt (num x) { return sqrt (x); }
LGT_BODY num num_exp (num x) { return exp (x); }
LGT_BODY num num_exp_down (num x) { return exp (x); }
LGT_BODY num num_log (num x) { return log (x); }
LGT_BODY num num_atan2 (num y, num x) { return atan2 (y, x); }
LGT_BODY void
num_sincos (num x, num *sine, num *cosine)
{
  sincos (x, sine, cosine);
}
/* log (1 + e^x) and its derivative.  */
LGT_BODY num
num_softplus (num x)
{
  return (x > 0 ? x : 0) + log1p (exp (-fabs (x)));
}
LGT_BODY num
num_sigmoid (num x)
{
  const num e = exp (-fabs (x));

  return (x < 0 ? e : 1) / (1 + e);
}
#define num_step(p, s) ((p) + (s))

#endif

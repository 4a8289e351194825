/* Arithmetic that CUDA has and the host's library has not, or not by this
   name.  Functions that are fast and rough on a device are exact here.  */

#ifndef LGT_EMU_ARITHMETIC_H
#define LGT_EMU_ARITHMETIC_H

#include <cmath>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define LGT_EMU_MIN_MAX(A, B, R)                                        \
  static inline R min (A a, B b) { return (R) a < (R) b ? (R) a : (R) b; } \
  static inline R max (A a, B b) { return (R) a > (R) b ? (R) a : (R) b; }
LGT_EMU_MIN_MAX (int, int, int)
LGT_EMU_MIN_MAX (unsigned, unsigned, unsigned)
LGT_EMU_MIN_MAX (int, unsigned, unsigned)
LGT_EMU_MIN_MAX (unsigned, int, unsigned)
LGT_EMU_MIN_MAX (long, long, long)
LGT_EMU_MIN_MAX (unsigned long, unsigned long, unsigned long)
LGT_EMU_MIN_MAX (long, unsigned long, unsigned long)
LGT_EMU_MIN_MAX (unsigned long, long, unsigned long)
LGT_EMU_MIN_MAX (long long, long long, long long)
LGT_EMU_MIN_MAX (unsigned long long, unsigned long long, unsigned long long)
LGT_EMU_MIN_MAX (long long, unsigned long long, unsigned long long)
LGT_EMU_MIN_MAX (unsigned long long, long long, unsigned long long)
#undef LGT_EMU_MIN_MAX
/* The other one where one of them is NaN.  */
static inline float min (float a, float b) { return fminf (a, b); }
static inline float max (float a, float b) { return fmaxf (a, b); }
static inline double min (double a, double b) { return fmin (a, b); }
static inline double max (double a, double b) { return fmax (a, b); }
static inline double min (float a, double b) { return fmin (a, b); }
static inline double max (float a, double b) { return fmax (a, b); }
static inline double min (double a, float b) { return fmin (a, b); }
static inline double max (double a, float b) { return fmax (a, b); }

/* Libraries of C have some of these names, or will: macros come first.  */
#define rsqrtf lgt_emu_rsqrtf
#define rsqrt lgt_emu_rsqrt
#define rcbrtf lgt_emu_rcbrtf
#define rcbrt lgt_emu_rcbrt
#define sinpif lgt_emu_sinpif
#define sinpi lgt_emu_sinpi
#define cospif lgt_emu_cospif
#define cospi lgt_emu_cospi
#define sincospif lgt_emu_sincospif
#define sincospi lgt_emu_sincospi
#define __expf expf
#define __logf logf
#define __sinf sinf
#define __cosf cosf
#define __powf powf
#define __fma_rn fma
#define __fmaf_rn fmaf
#define __fsqrt_rn sqrtf
#define __frsqrt_rn rsqrtf

static inline float rsqrtf (float x) { return 1 / sqrtf (x); }
static inline double rsqrt (double x) { return 1 / sqrt (x); }
static inline float rcbrtf (float x) { return 1 / cbrtf (x); }
static inline double rcbrt (double x) { return 1 / cbrt (x); }
/* No error from the multiplication by pi: one octant at a time.  */
static inline double
sinpi (double x)
{
  const double r = remainder (x, 2), a = fabs (r);
  const double s = a <= 0.25 ? sin (M_PI * a)
                   : a <= 0.75 ? cos (M_PI * (0.5 - a)) : sin (M_PI * (1 - a));

  return copysign (s, r);
}
static inline double
cospi (double x)
{
  const double a = fabs (remainder (x, 2));

  return a <= 0.25 ? cos (M_PI * a)
         : a <= 0.75 ? sin (M_PI * (0.5 - a)) : -cos (M_PI * (1 - a));
}
static inline float sinpif (float x) { return (float) sinpi (x); }
static inline float cospif (float x) { return (float) cospi (x); }
static inline void
sincospi (double x, double *s, double *c)
{
  *s = sinpi (x);
  *c = cospi (x);
}
static inline void
sincospif (float x, float *s, float *c)
{
  *s = sinpif (x);
  *c = cospif (x);
}
static inline float __fdividef (float a, float b) { return a / b; }
static inline float __frcp_rn (float x) { return 1 / x; }
static inline float
__saturatef (float x)
{
  return x > 0 ? x < 1 ? x : 1 : 0;
}

static inline int __popc (unsigned x) { return __builtin_popcount (x); }
static inline int __popcll (unsigned long long x)
{
  return __builtin_popcountll (x);
}
static inline int __clz (int x)
{
  return x ? __builtin_clz ((unsigned) x) : 32;
}
static inline int __clzll (long long x)
{
  return x ? __builtin_clzll ((unsigned long long) x) : 64;
}
static inline int __ffs (int x) { return __builtin_ffs (x); }
static inline int __ffsll (long long x) { return __builtin_ffsll (x); }
static inline int __mulhi (int a, int b)
{
  return (int) ((int64_t) a * b >> 32);
}
static inline unsigned __umulhi (unsigned a, unsigned b)
{
  return (unsigned) ((uint64_t) a * b >> 32);
}
static inline unsigned long long
__umul64hi (unsigned long long a, unsigned long long b)
{
  return (unsigned long long) ((unsigned __int128) a * b >> 64);
}

#define LGT_EMU_BITS(name, from, to)                                    \
  static inline to                                                      \
  name (from x)                                                         \
  {                                                                     \
    to y;                                                               \
                                                                        \
    static_assert (sizeof x == sizeof y, "the same bits");              \
    memcpy (&y, &x, sizeof y);                                          \
    return y;                                                           \
  }
LGT_EMU_BITS (__float_as_int, float, int)
LGT_EMU_BITS (__float_as_uint, float, unsigned)
LGT_EMU_BITS (__int_as_float, int, float)
LGT_EMU_BITS (__uint_as_float, unsigned, float)
LGT_EMU_BITS (__double_as_longlong, double, long long)
LGT_EMU_BITS (__longlong_as_double, long long, double)
#undef LGT_EMU_BITS

template <class T> static inline T __ldg (const T *p) { return *p; }

#endif

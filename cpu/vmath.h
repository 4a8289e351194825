/* Elementary functions on lane vectors: vd (doubles) and vf (floats).

   The only file that names SLEEF, whose deterministic variants are called
   (finz with fused multiply-add, cinz without); without SLEEF libm is called
   lane by lane.  Functions that a kernel calls in its innermost loop are
   written out here, because a call spills the registers of the loop: the
   text is about twice as fast as SLEEF's, and tests/check_vmath.c sweeps it
   against a high-precision reference.

   NaN in gives NaN out, always.  A lane's result depends on that lane alone,
   so rows that do not fill a register are padded and give the same bits.
   Errors are relative, in units of epsilon (2^-52 or 2^-23), as measured:

     vd_exp      1     vd_log     1     vd_log1p   1.5   vd_softplus  2
     vd_exp_down 1
     vd_sincos   1.5 (|x| <= 1e5, beside the zeros too)  vd_atan2   1.5
     vd_tanh     2     vd_sigmoid 1.5   vd_erf     1     vd_acos    2
     vf_exp      1     vf_tanh    2     vf_sigmoid 2     vf_erf     1

   exp is 0 below -708 (float: -86.9); subnormal arguments of log count as
   0.  */

#ifndef LGT_CPU_VMATH_H
#define LGT_CPU_VMATH_H

#include <config.h>

#include <float.h>
#include <math.h>

#include "kernels/isa.h"

#if LGT_ISA_LEVEL > 1 || defined __SSE2__
# include <immintrin.h>
#endif
#if defined LGT_WITH_SLEEF && (LGT_ISA_LEVEL > 1 || defined __SSE2__)
# include <sleef.h>
# if LGT_ISA_LEVEL == 3
#  define LGT_SLEEF_D(name, x) (vd) Sleef_finz_##name##d8_u10avx512f ((__m512d) (x))
#  define LGT_SLEEF_F(name, x) (vf) Sleef_finz_##name##f16_u10avx512f ((__m512) (x))
# elif LGT_ISA_LEVEL == 2
#  define LGT_SLEEF_D(name, x) (vd) Sleef_finz_##name##d4_u10avx2 ((__m256d) (x))
#  define LGT_SLEEF_F(name, x) (vf) Sleef_finz_##name##f8_u10avx2 ((__m256) (x))
# else
#  define LGT_SLEEF_D(name, x) (vd) Sleef_cinz_##name##d2_u10sse2 ((__m128d) (x))
#  define LGT_SLEEF_F(name, x) (vf) Sleef_cinz_##name##f4_u10sse2 ((__m128) (x))
# endif
#endif

/* Bits, for exponents and signs: shifts are unsigned.  */
typedef uint64_t vdu __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                     may_alias));
typedef uint32_t vfu __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                     may_alias));

#define LGT_LOG2E 1.4426950408889634
#define LGT_LN2_HI 6.93147180369123816490e-01   /* 33 bits: n LN2_HI is exact */
#define LGT_LN2_LO 1.90821492927058770002e-10
#define LGT_PI 3.1415926535897931
/* Adding it rounds to an integer, which is then in the low bits.  */
#define LGT_ROUND_D 6755399441055744.0
#define LGT_ROUND_F 12582912.0f

/* ---- double ---- */

LGT_INLINE vd vd_abs (vd x) { return (vd) ((vdu) x & INT64_MAX); }
/* |x| with the sign of S.  */
LGT_INLINE vd
vd_copysign (vd x, vd s)
{
  return (vd) (((vdu) x & INT64_MAX) | ((vdu) s & ~(uint64_t) INT64_MAX));
}
/* The larger and the smaller; B where one of them is NaN, as the machine has
   it.  */
LGT_INLINE vd
vd_max (vd a, vd b)
{
#if LGT_ISA_LEVEL == 3
  return (vd) _mm512_max_pd ((__m512d) a, (__m512d) b);
#elif LGT_ISA_LEVEL == 2
  return (vd) _mm256_max_pd ((__m256d) a, (__m256d) b);
#elif defined __SSE2__
  return (vd) _mm_max_pd ((__m128d) a, (__m128d) b);
#else
  return vd_select (a > b, a, b);
#endif
}
LGT_INLINE vd
vd_min (vd a, vd b)
{
#if LGT_ISA_LEVEL == 3
  return (vd) _mm512_min_pd ((__m512d) a, (__m512d) b);
#elif LGT_ISA_LEVEL == 2
  return (vd) _mm256_min_pd ((__m256d) a, (__m256d) b);
#elif defined __SSE2__
  return (vd) _mm_min_pd ((__m128d) a, (__m128d) b);
#else
  return vd_select (a < b, a, b);
#endif
}
/* x, but LOW below it and HIGH above it; NaN stays NaN.  */
LGT_INLINE vd
vd_clamp (vd x, vd low, vd high)
{
  return vd_min (high, vd_max (low, x));
}

LGT_INLINE vd
vd_sqrt (vd x)
{
#if LGT_ISA_LEVEL == 3
  return (vd) _mm512_sqrt_pd ((__m512d) x);
#elif LGT_ISA_LEVEL == 2
  return (vd) _mm256_sqrt_pd ((__m256d) x);
#elif defined __SSE2__
  return (vd) _mm_sqrt_pd ((__m128d) x);
#else
  for (int l = 0; l < LGT_VD; l++)
    x[l] = sqrt (x[l]);
  return x;
#endif
}

/* x = n ln 2 + r, |r| <= ln 2 / 2: *N has the bits of n + LGT_ROUND_D, and
   the return value is exp (r) - 1.  Polynomial: (exp (r) - 1 - r) / r^2
   interpolated in Chebyshev points, error 2e-19.  */
LGT_INLINE vd
vd_expm1_reduced (vd x, vdu *n)
{
  vd t = x * LGT_LOG2E + LGT_ROUND_D, k = t - LGT_ROUND_D;
  vd r = (x - k * LGT_LN2_HI) - k * LGT_LN2_LO, z = r * r, w = z * z;
  vd q = (0.5 + r * 0.1666666666666667)
         + z * (0.04166666666666667 + r * 0.008333333333326136)
         + w * ((0.0013888888888883748 + r * 0.00019841269874820627)
                + z * (2.4801587325547743e-05 + r * 2.7557255400206422e-06)
                + w * (2.75572736431103e-07 + r * 2.5105217004720745e-08
                       + z * 2.0914686968086876e-09));

  *n = (vdu) t;
  return r + z * q;
}

LGT_INLINE vd
vd_exp (vd x)
{
  vdu n;
  vd p = 1.0 + vd_expm1_reduced (vd_clamp (x, vd_set (-746), vd_set (710)),
                                 &n);

  /* 2^n in two factors: n may be 1024.  */
  p = (p + p) * (vd) ((n + 1022) << 52);
  return vd_select (x < -708.0, vd_set (0), p);
}

/* exp (x) for x <= 0, where it costs a quarter less; below -708 it stays at
   exp (-708) = 3e-308.  */
LGT_INLINE vd
vd_exp_down (vd x)
{
  vdu n;
  vd p = 1.0 + vd_expm1_reduced (vd_max (vd_set (-708), x), &n);

  return p * (vd) ((n + 1023) << 52);
}

/* log (1 + f) + k ln 2 for sqrt (1/2) - 1 <= f <= sqrt 2 - 1, after fdlibm's
   e_log.c.  */
LGT_INLINE vd
vd_log_reduced (vd f, vd k)
{
  vd s = f / (2.0 + f), z = s * s, w = z * z, h = 0.5 * f * f;
  vd p = w * (3.999999999940941908e-01
              + w * (2.222219843214978396e-01
                     + w * 1.531383769920937332e-01))
         + z * (6.666666666666735130e-01
                + w * (2.857142874366239149e-01
                       + w * (1.818357216161805012e-01
                              + w * 1.479819860511658591e-01)));

  return k * LGT_LN2_HI - ((h - (s * (h + p) + k * LGT_LN2_LO)) - f);
}

/* x = 2^k m, sqrt (1/2) < m <= sqrt 2.  */
LGT_INLINE vd
vd_log (vd x)
{
  vdu e = ((vdu) x + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd)) >> 52;
  vd m = (vd) ((vdu) x - ((e - 1023) << 52));
  vd k = (vd) (e | 0x4330000000000000) - (4503599627370496.0 + 1023);
  vd r = vd_log_reduced (m - 1.0, k);

  r = vd_select (x <= DBL_MAX, r, x);   /* infinity, NaN */
  return vd_select (x < DBL_MIN,
                    vd_select (x < 0.0, vd_set (__builtin_nan ("")),
                               vd_set (-__builtin_inf ())), r);
}

/* log (1 + x), x > -1 and finite: the rounding of 1 + x is put back.  */
LGT_INLINE vd
vd_log1p (vd x)
{
  vd u = 1.0 + x;

  return vd_log (u) + (x - (u - 1.0)) / u;
}

/* log (1 + exp (x)) = max (x, 0) + log (1 + t), t = exp (-|x|) <= 1: half
   of 1 + t where that is above sqrt 2, and 1 + t is never rounded.  */
LGT_INLINE vd
vd_softplus (vd x)
{
  vd t = vd_exp_down (-vd_abs (x));
  vdi half = t > 0.41421356237309503;
  vd f = vd_select (half, 0.5 * (t - 1.0), t);
  vd k = vd_select (half, vd_set (1), vd_set (0));

  return vd_max (vd_set (0), x) + vd_log_reduced (f, k);
}

/* 1 / (1 + exp (-x)), the derivative of softplus.  */
LGT_INLINE vd
vd_sigmoid (vd x)
{
  return 1.0 / (1.0 + vd_exp (-x));
}

LGT_INLINE vd
vd_tanh (vd x)
{
  vd a = vd_abs (x), e, two_n;
  vdu n;

  a = vd_select (a > 20.0, vd_set (20), a);
  e = vd_expm1_reduced (a + a, &n);
  two_n = (vd) ((n + 1023) << 52);
  e = two_n * e + (two_n - 1.0);        /* n >= 0: nothing cancels */
  return vd_copysign (e / (e + 2.0), x);
}

/* Sine and cosine for |x| <= 1e5.  Reduction by pi/2 in three parts of 33
   bits, so that it is exact without fused multiply-add too; polynomials on
   [-pi/4, pi/4] after fdlibm's k_sin.c and k_cos.c.  */
LGT_INLINE void
vd_sincos (vd x, vd *sine, vd *cosine)
{
  vd t = x * 0.63661977236758134 + LGT_ROUND_D, n = t - LGT_ROUND_D;
  vd r = ((x - n * 1.57079632673412561417e+00)
          - n * 6.07710050630396597660e-11) - n * 2.02226624879595063154e-21;
  vd z = r * r, y = z * z;
  vd s = (-1.66666666666666324348e-01 + z * 8.33333333332248946124e-03)
         + y * ((-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
                + y * (-2.50507602534068634195e-08
                       + z * 1.58969099521155010221e-10));
  vd c = (4.16666666666666019037e-02 + z * -1.38888888888741095749e-03)
         + y * ((2.48015872894767294178e-05 + z * -2.75573143513906633035e-07)
                + y * (2.08757232129817482790e-09
                       + z * -1.13596475577881948265e-11));
  vdu q = (vdu) t;
  vdi odd = (vdi) -(q & 1);

  s = r + r * z * s;
  c = 1.0 - 0.5 * z + y * c;
  *sine = (vd) ((vdu) vd_select (odd, c, s) ^ ((q & 2) << 62));
  *cosine = (vd) ((vdu) vd_select (odd, s, c) ^ (((q + 1) & 2) << 62));
}

/* The angle of the point (x, y), in [-pi, pi]; the zero x counts as +0.
   Quotient below tan (pi/8), there fdlibm's polynomial of s_atan.c.  */
LGT_INLINE vd
vd_atan2 (vd y, vd x)
{
  vd ax = vd_abs (x), ay = vd_abs (y);
  vdi swap = ay > ax;
  vd a = vd_select (swap, ax, ay), b = vd_select (swap, ay, ax);
  vdi big = a > 0.41421356237309503 * b;
  vd num = vd_select (big, a - b, a), den = vd_select (big, a + b, b), t, z,
     w, even, odd, r;

  /* Not (den > tiny), which would take NaN away.  */
  den = vd_select (den < DBL_MIN, vd_set (DBL_MIN), den);
  t = num / den;
  z = t * t;
  w = z * z;
  even = z * (3.33333333333329318027e-01
              + w * (1.42857142725034663711e-01
                     + w * (9.09088713343650656196e-02
                            + w * (6.66107313738753120669e-02
                                   + w * (4.97687799461593236017e-02
                                          + w * 1.62858201153657823623e-02)))));
  odd = w * (-1.99999999998764832476e-01
             + w * (-1.11111104054623557880e-01
                    + w * (-7.69187620504482999495e-02
                           + w * (-5.83357013379057348645e-02
                                  + w * -3.65315727442169155270e-02))));
  r = t - t * (even + odd) + (vd) ((vdi) vd_set (LGT_PI / 4) & big);
  r = vd_select (swap, LGT_PI / 2 - r, r);
  r = vd_select (x < 0.0, LGT_PI - r, r);
  return vd_copysign (r, y);
}

LGT_INLINE vd
vd_acos (vd x)
{
  return vd_atan2 (vd_sqrt ((1.0 - x) * (1.0 + x)), x);
}

LGT_INLINE vd
vd_erf (vd x)
{
#ifdef LGT_SLEEF_D
  return LGT_SLEEF_D (erf, x);
#else
  for (int l = 0; l < LGT_VD; l++)
    x[l] = erf (x[l]);
  return x;
#endif
}

/* ---- float ---- */

LGT_INLINE vf vf_abs (vf x) { return (vf) ((vfu) x & INT32_MAX); }
LGT_INLINE vf
vf_copysign (vf x, vf s)
{
  return (vf) (((vfu) x & INT32_MAX) | ((vfu) s & ~(uint32_t) INT32_MAX));
}
LGT_INLINE vf
vf_clamp (vf x, vf low, vf high)
{
#if LGT_ISA_LEVEL == 3
  x = (vf) _mm512_max_ps ((__m512) low, (__m512) x);
  return (vf) _mm512_min_ps ((__m512) high, (__m512) x);
#elif LGT_ISA_LEVEL == 2
  x = (vf) _mm256_max_ps ((__m256) low, (__m256) x);
  return (vf) _mm256_min_ps ((__m256) high, (__m256) x);
#elif defined __SSE2__
  x = (vf) _mm_max_ps ((__m128) low, (__m128) x);
  return (vf) _mm_min_ps ((__m128) high, (__m128) x);
#else
  x = vf_select (x < low, low, x);
  return vf_select (x > high, high, x);
#endif
}

LGT_INLINE vf
vf_expm1_reduced (vf x, vfu *n)
{
  vf t = x * 1.44269504f + LGT_ROUND_F, k = t - LGT_ROUND_F;
  vf r = (x - k * 0.693359375f) - k * -2.12194440e-4f, z = r * r;
  vf q = (0.5f + r * 0.16666577f)
         + z * (0.0416665546f + r * 0.00836317905f + z * 0.00139261836f);

  *n = (vfu) t;
  return r + z * q;
}

LGT_INLINE vf
vf_exp (vf x)
{
  vfu n;
  vf p = 1.0f + vf_expm1_reduced (vf_clamp (x, vf_set (-104), vf_set (89)),
                                  &n);

  p = (p + p) * (vf) ((n + 126) << 23);
  return vf_select (x < -86.9f, vf_set (0), p);
}

LGT_INLINE vf
vf_sigmoid (vf x)
{
  return 1.0f / (1.0f + vf_exp (-x));
}

LGT_INLINE vf
vf_tanh (vf x)
{
  vf a = vf_abs (x), e, two_n;
  vfu n;

  a = vf_select (a > 10.0f, vf_set (10), a);
  e = vf_expm1_reduced (a + a, &n);
  two_n = (vf) ((n + 127) << 23);
  e = two_n * e + (two_n - 1.0f);
  return vf_copysign (e / (e + 2.0f), x);
}

LGT_INLINE vf
vf_erf (vf x)
{
#ifdef LGT_SLEEF_F
  return LGT_SLEEF_F (erf, x);
#else
  for (int l = 0; l < LGT_VF; l++)
    x[l] = erff (x[l]);
  return x;
#endif
}

#endif

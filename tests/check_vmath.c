/* Tests of cpu/vmath.h: dense sweeps against libm in long double.  Compiled
   once for each instruction set, as the kernels are.  */

#include "testutil.h"

#include "../cpu/kernels/activation.h"

enum { POINTS = 40000 };

#define WRAP(v, name) static v name##_##v (v x) { return v##_##name (x); }
WRAP (vd, exp)
WRAP (vd, exp_down)
WRAP (vd, log)
WRAP (vd, log1p)
WRAP (vd, softplus)
WRAP (vd, sigmoid)
WRAP (vd, tanh)
WRAP (vd, acos)
WRAP (vd, erf)
WRAP (vd, sqrt)
WRAP (vf, exp)
WRAP (vf, sigmoid)
WRAP (vf, tanh)
WRAP (vf, erf)

static vd
sin_vd (vd x)
{
  vd s, c;

  vd_sincos (x, &s, &c);
  return s;
}
static vd
cos_vd (vd x)
{
  vd s, c;

  vd_sincos (x, &s, &c);
  return c;
}
/* All four quadrants, with |x|, |y| on both sides of each other.  */
static vd
atan_vd (vd x)
{
  return vd_atan2 (x, vd_set (1));
}
static long double
atan_back (long double x)
{
  return atan2l (1, x);
}
static vd
atan_back_vd (vd x)
{
  return vd_atan2 (vd_set (1), x);
}
static long double
softplus (long double x)
{
  return (x > 0 ? x : 0) + log1pl (expl (-fabsl (x)));
}
static long double
sigmoid (long double x)
{
  return 1 / (1 + expl (-x));
}

/* Errors are relative, in epsilons, and stated in vmath.h.  */
static const struct sweep
{
  vd (*f) (vd);
  vf (*g) (vf);
  long double (*reference) (long double);
  double low, high, limit;
} sweeps[] = {
  { .f = exp_vd, .reference = expl, .low = -708, .high = 709.7, .limit = 1 },
  { .f = exp_vd, .reference = expl, .low = -1, .high = 1, .limit = 1 },
  { .f = exp_down_vd, .reference = expl, .low = -708, .high = 0,
    .limit = 1 },
  { .f = log_vd, .reference = logl, .low = 0.3, .high = 3, .limit = 1 },
  { .f = log_vd, .reference = logl, .low = 0.999, .high = 1.001, .limit = 1 },
  { .f = log_vd, .reference = logl, .low = 1e-307, .high = 1e-300,
    .limit = 1 },
  { .f = log_vd, .reference = logl, .low = 1, .high = 1e308, .limit = 1 },
  { .f = log1p_vd, .reference = log1pl, .low = -0.9, .high = 5,
    .limit = 1.5 },
  { .f = log1p_vd, .reference = log1pl, .low = 1e-20, .high = 1e-9,
    .limit = 1.5 },
  { .f = softplus_vd, .reference = softplus, .low = -700, .high = 40,
    .limit = 2 },
  { .f = softplus_vd, .reference = softplus, .low = -3, .high = 3,
    .limit = 2 },
  { .f = sigmoid_vd, .reference = sigmoid, .low = -40, .high = 40,
    .limit = 1.5 },
  { .f = tanh_vd, .reference = tanhl, .low = -25, .high = 25, .limit = 2 },
  { .f = tanh_vd, .reference = tanhl, .low = -0.5, .high = 0.5, .limit = 2 },
  { .f = tanh_vd, .reference = tanhl, .low = 1e-9, .high = 1e-5, .limit = 2 },
  { .f = sin_vd, .reference = sinl, .low = -7, .high = 7, .limit = 1.5 },
  { .f = sin_vd, .reference = sinl, .low = -1e5, .high = 1e5, .limit = 1.5 },
  { .f = sin_vd, .reference = sinl, .low = 3.14159, .high = 3.1416,
    .limit = 1.5 },
  { .f = cos_vd, .reference = cosl, .low = -7, .high = 7, .limit = 1.5 },
  { .f = cos_vd, .reference = cosl, .low = -1e5, .high = 1e5, .limit = 1.5 },
  { .f = cos_vd, .reference = cosl, .low = 1.57079, .high = 1.5708,
    .limit = 1.5 },
  { .f = atan_vd, .reference = atanl, .low = -9, .high = 9, .limit = 1.5 },
  { .f = atan_vd, .reference = atanl, .low = 1e4, .high = 1e9, .limit = 1.5 },
  { .f = atan_back_vd, .reference = atan_back, .low = -9, .high = 9,
    .limit = 1.5 },
  { .f = acos_vd, .reference = acosl, .low = -1, .high = 0.9999, .limit = 2 },
  { .f = erf_vd, .reference = erfl, .low = -5, .high = 5, .limit = 1 },
  { .f = sqrt_vd, .reference = sqrtl, .low = 0, .high = 9, .limit = 0.51 },
  { .g = exp_vf, .reference = expl, .low = -86.8, .high = 88.7, .limit = 1 },
  { .g = exp_vf, .reference = expl, .low = -1, .high = 1, .limit = 1 },
  { .g = sigmoid_vf, .reference = sigmoid, .low = -20, .high = 20,
    .limit = 2 },
  { .g = tanh_vf, .reference = tanhl, .low = -11, .high = 11, .limit = 2 },
  { .g = tanh_vf, .reference = tanhl, .low = 1e-6, .high = 1e-2, .limit = 2 },
  { .g = erf_vf, .reference = erfl, .low = -4, .high = 4, .limit = 1 },
};
enum { SWEEPS = sizeof sweeps / sizeof sweeps[0] };

/* F at X, one lane at a time different from its neighbours.  */
static double
value (const struct sweep *s, double x, int lane)
{
  if (s->f)
    {
      vd a = vd_set (0.5);

      a[lane % LGT_VD] = x;
      return s->f (a)[lane % LGT_VD];
    }
  else
    {
      vf a = vf_set (0.5f);

      a[lane % LGT_VF] = (float) x;
      return s->g (a)[lane % LGT_VF];
    }
}

START_TEST (test_sweep)
{
  const struct sweep *s = &sweeps[_i];
  double worst = 0, at = 0, epsilon = s->f ? DBL_EPSILON : FLT_EPSILON;

  for (int i = 0; i < POINTS; i++)
    {
      /* Not a regular lattice: the fractions of 0.618 i.  */
      double t = (i + fmod (i * 0.6180339887498949, 1)) / POINTS;
      double x = s->low + t * (s->high - s->low), y, error;
      long double r;

      if (s->g)
        x = (float) x;
      y = value (s, x, i);
      r = s->reference (x);
      error = r == 0 ? fabs (y) : (double) (fabsl (y - r) / fabsl (r));
      if (!(error <= worst))
        {
          worst = error;
          at = x;
        }
      if (isnan (error))
        break;
    }
  ck_assert_msg (worst <= s->limit * epsilon, "%g epsilon at %.17g",
                 worst / epsilon, at);
}
END_TEST

START_TEST (test_nan_stays)
{
  const struct sweep *s = &sweeps[_i];

  for (int lane = 0; lane < LGT_VF; lane++)
    ck_assert (isnan (value (s, NAN, lane)));
  ck_assert (isnan (vd_atan2 (vd_set (NAN), vd_set (1))[0]));
  ck_assert (isnan (vd_atan2 (vd_set (1), vd_set (NAN))[0]));
  ck_assert (isnan (vd_atan2 (vd_set (0), vd_set (NAN))[0]));
  ck_assert (isnan (vd_clamp (vd_set (NAN), vd_set (0), vd_set (1))[0]));
  ck_assert (isnan (vf_clamp (vf_set (NAN), vf_set (0), vf_set (1))[0]));
  ck_assert (isnan (vd_sqrt (vd_set (-1))[0]));
}
END_TEST

START_TEST (test_ends)
{
  vd infinity = vd_set (INFINITY), s, c;

  ck_assert (vd_exp (vd_set (-1000))[0] == 0 && vd_exp (-infinity)[0] == 0);
  ck_assert (isinf (vd_exp (vd_set (710))[0]) && isinf (vd_exp (infinity)[0]));
  ck_assert (isfinite (vd_exp (vd_set (709.78))[0]));
  ck_assert (vd_exp (vd_set (0))[0] == 1 && vd_log (vd_set (1))[0] == 0);
  ck_assert (vd_log (vd_set (0))[0] == -INFINITY);
  ck_assert (isnan (vd_log (vd_set (-1))[0]));
  ck_assert (isinf (vd_log (infinity)[0]));
  ck_assert (vd_tanh (infinity)[0] == 1 && vd_tanh (-infinity)[0] == -1);
  ck_assert (vd_sigmoid (infinity)[0] == 1 && vd_sigmoid (-infinity)[0] == 0);
  ck_assert (vf_exp (vf_set (-200))[0] == 0);
  ck_assert (isinf (vf_exp (vf_set (89))[0]));
  ck_assert (vf_tanh (vf_set (99))[0] == 1 && vf_tanh (vf_set (-99))[0] == -1);
  ck_assert (signbit (vd_tanh (vd_set (-0.0))[0]));
  /* The quadrants of atan2, and its axes.  */
  ck_assert (vd_atan2 (vd_set (0), vd_set (0))[0] == 0);
  ck_assert (vd_atan2 (vd_set (0), vd_set (-2))[0] == LGT_PI);
  ck_assert (vd_atan2 (vd_set (-0.0), vd_set (-2))[0] == -LGT_PI);
  ck_assert (vd_atan2 (vd_set (3), vd_set (0))[0] == LGT_PI / 2);
  ck_assert (vd_atan2 (vd_set (-3), vd_set (0))[0] == -LGT_PI / 2);
  ck_assert_double_eq_tol (vd_atan2 (vd_set (-2), vd_set (-2))[0],
                           -0.75 * LGT_PI, 1e-15);
  vd_sincos (infinity, &s, &c);
  ck_assert (isnan (s[0]) && isnan (c[0]));
}
END_TEST

/* ---- activations ---- */

static long double
act (enum lgt_activation kind, long double slope, long double x)
{
  switch (kind)
    {
    case LGT_TANH:
      return tanhl (x);
    case LGT_LEAKY_RELU:
      return x > 0 ? x : slope * x;
    case LGT_SILU:
      return x / (1 + expl (-x));
    case LGT_GELU:
      return x * (1 + erfl (x * sqrtl (0.5L))) / 2;
    default:
      return x;
    }
}

START_TEST (test_activation)
{
  enum lgt_activation kind = (enum lgt_activation) _i;
  double slope = 0.1;

  for (int i = -500; i <= 500; i++)
    {
      float x = (float) (i + 0.3) / 50;
      double h = 1e-4, y = (double) act (kind, slope, x);
      double d = (double) ((act (kind, slope, x + h)
                            - act (kind, slope, x - h)) / (2 * h));
      vd a = vd_set (x), out = vd_activate (kind, slope, a);
      vf b = vf_set (x), out_f = vf_activate (kind, slope, b);

      ck_assert_double_eq_tol (out[0], y, 1e-15 * fmax (1, fabs (y)));
      ck_assert_double_eq_tol (out_f[0], y, 3e-7 * fmax (1, fabs (y)));
      ck_assert_double_eq_tol (vd_activate_slope (kind, slope, a)[0], d, 1e-8);
      ck_assert_double_eq_tol (vf_activate_slope (kind, slope, b)[0], d, 1e-6);
      if (lgt_activation_from_output (kind, slope))
        {
          ck_assert_double_eq_tol (vd_activate_slope_y (kind, slope, out)[0],
                                   d, 1e-8);
          ck_assert_double_eq_tol (vf_activate_slope_y (kind, slope,
                                                        out_f)[0], d, 1e-6);
        }
    }
  if (kind != LGT_IDENTITY)
    {
      ck_assert (isnan (vd_activate_slope (kind, slope, vd_set (NAN))[0]));
      ck_assert (isnan (vf_activate_slope (kind, slope, vf_set (NAN))[0]));
    }
  ck_assert (isnan (vd_activate (kind, slope, vd_set (NAN))[0]));
  ck_assert (isnan (vf_activate (kind, slope, vf_set (NAN))[0]));
  ck_assert (!lgt_activation_from_output (LGT_LEAKY_RELU, -1));
  ck_assert (!lgt_activation_from_output (LGT_SILU, 0));
}
END_TEST

int
main (void)
{
  Suite *s;
  TCase *t;

#if LGT_ISA_LEVEL == 3
  if (!__builtin_cpu_supports ("avx512f")
      || !__builtin_cpu_supports ("avx512dq")
      || !__builtin_cpu_supports ("avx512vl")
      || !__builtin_cpu_supports ("avx512bw"))
    return skip_suite ("no AVX-512");
#elif LGT_ISA_LEVEL == 2
  if (!__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("fma"))
    return skip_suite ("no AVX2");
#endif
  s = suite_create ("vmath");
  t = tcase_create ("vmath");
  tcase_add_loop_test (t, test_sweep, 0, SWEEPS);
  tcase_add_loop_test (t, test_nan_stays, 0, SWEEPS);
  tcase_add_test (t, test_ends);
  tcase_add_loop_test (t, test_activation, LGT_IDENTITY, LGT_GELU + 1);
  suite_add_tcase (s, t);
  return run_suite (s, CK_FORK);
}

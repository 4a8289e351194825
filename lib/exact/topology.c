/* <Q^2> in U(1) from the dependence of Z on theta.  */

#include <lgt/exact.h>

#include <math.h>

#include <gsl/gsl_integration.h>

#include "group.h"

enum { POINTS = 512 };    /* GSL tabulates this Gauss-Legendre rule */

static const double pi = 3.14159265358979323846;

/* F[i] = i-th derivative of f (nu) at nu = N, up to a factor that does not
   depend on N:

     f = integral_0^pi exp (beta (cos t - 1)) cos (n t) dt
     f' = -integral .. t sin (n t),   f'' = -integral .. t^2 cos (n t).

   The range ends where the exponential is below 1e-22.  */
static void
derivatives (const gsl_integration_glfixed_table *rule, double beta, int n,
             double f[3])
{
  double end = beta > 25 ? acos (1 - 50 / beta) : pi;

  f[0] = f[1] = f[2] = 0;
  for (size_t i = 0; i < POINTS; i++)
    {
      double t, weight, half;

      gsl_integration_glfixed_point (0, end, i, &t, &weight, rule);
      half = sin (t / 2);
      weight *= exp (-2 * beta * half * half);
      f[0] += weight * cos (n * t);
      f[1] -= weight * t * sin (n * t);
      f[2] -= weight * t * t * cos (n * t);
    }
}

enum lgt_status
lgt_exact_u1_q2 (int l0, int l1, double beta, double *result,
                 struct lgt_error *error)
{
  const struct group *group = lgt_exact_group_ (1, beta, error);
  double volume = (double) l0 * l1, f0 = 1, sum = 0, z = 0;
  gsl_integration_glfixed_table *rule;
  enum lgt_status status;

  if (!group)
    return LGT_EINVAL;
  status = lgt_exact_extents_ (l0, l1, error);
  if (status != LGT_OK)
    return status;

  /* Two angles in (-pi, pi] add up to a multiple of 2 pi other than 0 with
     probability 0.  */
  if (volume <= 2)
    {
      *result = 0;
      return LGT_OK;
    }

  rule = gsl_integration_glfixed_table_alloc (POINTS);
  if (!rule)
    return lgt_fail (error, LGT_ENOMEM, "no memory for an integration rule");
  for (int n = 0;; n++)
    {
      double f[3], times = n == 0 ? 1 : 2;      /* n and -n */

      derivatives (rule, beta, n, f);
      if (n == 0)
        f0 = f[0];
      f[0] /= f0;
      f[1] /= f0;
      f[2] /= f0;

      /* V >= 3: the terms fall at least as f does.  */
      if (f[0] < 1e-17 || (volume - 2) * log (f[0]) < -60)
        break;
      z += times * pow (f[0], volume);
      sum -= times * volume
             * (pow (f[0], volume - 1) * f[2]
                + (volume - 1) * pow (f[0], volume - 2) * f[1] * f[1]);
    }
  gsl_integration_glfixed_table_free (rule);
  *result = sum / (4 * pi * pi * z);
  return LGT_OK;
}

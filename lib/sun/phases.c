/* Eigenphases, and the logarithm.  */

#include <lgt/sun.h>

#include "number.h"
#include "phases_body.h"

void
lgt_sun_phases (int n, const double *u, double *theta, double *v)
{
  double gap[LGT_SUN_N_MAX];

  SUN_DISPATCH (n, sun_phases, u, theta, gap, v);
}

void
lgt_sun_log (int n, const double *u, double *x)
{
  double theta[LGT_SUN_N_MAX], v[LGT_SUN_NUMBERS_MAX];

  lgt_sun_phases (n, u, theta, v);
  /* i V diag (theta) V^+; what rounding leaves of a trace goes away.  */
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        double re = 0, im = 0;

        for (int k = 0; k < n; k++)
          {
            const double *a = &v[2 * (n * i + k)], *b = &v[2 * (n * j + k)];

            re += theta[k] * (a[0] * b[0] + a[1] * b[1]);
            im += theta[k] * (a[1] * b[0] - a[0] * b[1]);
          }
        x[2 * (n * i + j)] = -im;
        x[2 * (n * i + j) + 1] = re;
      }
  lgt_sun_algebra (n, x, x);
}

/* Elements of SU(N): how far from it, back to it, at random.  */

#include <lgt/sun.h>

#include "number.h"
#include "haar_body.h"

double
lgt_sun_deviation (int n, const double *a)
{
  double aa[LGT_SUN_NUMBERS_MAX], det[2], worst;

  lgt_sun_det (n, a, det);
  lgt_sun_multiply (n, aa, a, 0, a, 1);
  worst = hypot (det[0] - 1, det[1]);
  for (int i = 0; i < n * n; i++)
    {
      const double d = hypot (aa[2 * i] - (i % (n + 1) == 0), aa[2 * i + 1]);

      /* NaN anywhere is in the determinant, and stays.  */
      worst = d > worst ? d : worst;
    }
  return worst;
}

void
lgt_sun_reunitarize (int n, double *u)
{
  SUN_DISPATCH (n, sun_gram_schmidt, u, 1);
}

void
lgt_sun_random (int n, const double *uniform, double *u)
{
  SUN_DISPATCH (n, sun_haar, uniform, u, 1);
}

/* The nearest element of SU(N).  */

#include <float.h>

#include <lgt/sun.h>

/* Elimination, where kernels take cofactors.  */
#define SUN_COFACTORS 2

#include "number.h"
#include "nearest_body.h"

/* The condition number beyond which rounding decides what is nearest.  */
#define CONDITION_MAX 1e15

/* |A|^2 |A^{-1}|^2 in the norm sum |a_ij|^2.  */
LGT_BODY void
condition (int n, const double *a, double *square)
{
  double inverse[LGT_SUN_NUMBERS_MAX], det[2];

  sun_inverse_dagger (n, a, inverse, det);
  *square = sun_norm_squared (n, a) * sun_norm_squared (n, inverse);
}

enum lgt_status
lgt_sun_project (int n, const double *a, double *u, struct lgt_error *error)
{
  double scaled[LGT_SUN_NUMBERS_MAX], result[LGT_SUN_NUMBERS_MAX];
  double largest = 0, square;

  /* So that squares neither overflow nor vanish; NaN and infinity get
     through.  */
  for (int i = 0; i < 2 * n * n; i++)
    largest = num_max (fabs (a[i]), largest);
  largest = largest > DBL_MIN ? largest : DBL_MIN;
  for (int i = 0; i < 2 * n * n; i++)
    scaled[i] = a[i] / largest;
  SUN_DISPATCH (n, condition, scaled, &square);
  if (!(square < CONDITION_MAX * CONDITION_MAX))
    return lgt_fail (error, LGT_ENUM,
                     "projection to SU(%d): the matrix is singular or not "
                     "finite", n);
  SUN_DISPATCH (n, sun_polar, scaled, result);
  for (int i = 0; i < 2 * n * n; i++)
    u[i] = result[i];
  return LGT_OK;
}

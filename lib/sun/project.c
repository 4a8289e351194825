/* The nearest element of SU(N).  */

#include <lgt/sun.h>

#include "number.h"
#include "polar_body.h"

/* The condition number beyond which rounding decides what is nearest.  */
#define CONDITION_MAX 1e15

enum lgt_status
lgt_sun_project (int n, const double *a, double *u, struct lgt_error *error)
{
  double result[LGT_SUN_NUMBERS_MAX], square;

  if (n == 2)
    square = sun_project (2, result, 1, a, 1);
  else
    square = sun_project (n, result, 1, a, 1);
  for (int i = 0; i < 2 * n * n; i++)
    if (!isfinite (a[i]) || !isfinite (result[i]))
      square = HUGE_VAL;
  if (!(square < CONDITION_MAX * CONDITION_MAX))
    return lgt_fail (error, LGT_ENUM,
                     "projection to SU(%d): the matrix is singular or not "
                     "finite", n);
  for (int i = 0; i < 2 * n * n; i++)
    u[i] = result[i];
  return LGT_OK;
}

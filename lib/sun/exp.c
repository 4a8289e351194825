/* From su(N) to SU(N).  */

#include <lgt/sun.h>

#include "number.h"
#include "exp_body.h"

void
lgt_sun_exp (int n, const double *x, double *u)
{
  if (n == 2)
    sun_exp (2, u, 1, x, 1);
  else if (n == 3)
    sun_exp (3, u, 1, x, 1);
  else
    sun_exp (n, u, 1, x, 1);
}

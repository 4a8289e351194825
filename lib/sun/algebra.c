/* su(N).  */

#include <lgt/sun.h>

#include "number.h"
#include "algebra_body.h"

void
lgt_sun_algebra (int n, const double *a, double *x)
{
  sun_traceless (n, x, 1, a, 1);
}

void
lgt_sun_from_coordinates (int n, const double *coordinate, double *x)
{
  sun_from_coordinates (n, x, 1, coordinate, 1);
}

void
lgt_sun_to_coordinates (int n, const double *x, double *coordinate)
{
  sun_to_coordinates (n, coordinate, 1, x, 1);
}

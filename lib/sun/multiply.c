/* Products, traces and determinants of matrices.  */

#include <lgt/sun.h>

#include "number.h"
#include "det_body.h"

LGT_BODY void
multiply (int n, double *c, const double *a, int a_dagger, const double *b,
          int b_dagger)
{
  if (a_dagger && b_dagger)
    sun_product (n, c, 1, a, 1, SUN_DAGGER, b, 1, SUN_DAGGER, 0);
  else if (a_dagger)
    sun_product (n, c, 1, a, 1, SUN_DAGGER, b, 1, SUN_PLAIN, 0);
  else if (b_dagger)
    sun_product (n, c, 1, a, 1, SUN_PLAIN, b, 1, SUN_DAGGER, 0);
  else
    sun_product (n, c, 1, a, 1, SUN_PLAIN, b, 1, SUN_PLAIN, 0);
}

void
lgt_sun_multiply (int n, double *c, const double *a, int a_dagger,
                  const double *b, int b_dagger)
{
  SUN_DISPATCH (n, multiply, c, a, a_dagger, b, b_dagger);
}

void
lgt_sun_dagger (int n, double *c, const double *a)
{
  sun_copy (n, c, 1, a, 1, SUN_DAGGER);
}

void
lgt_sun_identity (int n, double *c)
{
  sun_unit (n, c, 1);
}

void
lgt_sun_tr (int n, const double *a, double value[2])
{
  sun_trace (n, a, 1, &value[0], &value[1]);
}

void
lgt_sun_det (int n, const double *a, double value[2])
{
  SUN_DISPATCH (n, sun_det, a, 1, &value[0], &value[1]);
}

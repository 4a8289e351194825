#include "gradcheck.h"

#include <math.h>

double
grad_error (scalar_fn *f, void *context, double *x, const double *grad,
            size_t n, double h)
{
  static const struct { double step, weight; } stencil[] = {
    { -2, 1.0 / 12 }, { -1, -8.0 / 12 }, { 1, 8.0 / 12 }, { 2, -1.0 / 12 },
  };
  double worst = 0;

  for (size_t i = 0; i < n; i++)
    {
      double x0 = x[i], numeric = 0, error;

      for (size_t k = 0; k < sizeof stencil / sizeof stencil[0]; k++)
        {
          x[i] = x0 + stencil[k].step * h;
          numeric += stencil[k].weight * f (x, n, context) / h;
        }
      x[i] = x0;
      error = fabs (numeric - grad[i]) / fmax (1, fabs (grad[i]));
      if (isnan (error) || error > worst) /* once NaN, stays NaN */
        worst = error;
    }
  return worst;
}

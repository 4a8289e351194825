/* Effective sample sizes that exact flows reach.  */

#include <lgt/exact.h>

#include <math.h>
#include <stdlib.h>

#include "group.h"

enum lgt_status
lgt_exact_ess_columns (int n, double beta, double *result,
                       struct lgt_error *error)
{
  const struct group *group = lgt_exact_group_ (n, 2 * beta, error);
  double once = 0, twice = 0;
  enum lgt_status status = LGT_OK;

  if (!group)
    return LGT_EINVAL;
  if (beta > 0)
    status = group->log_trivial (n, beta, &once, error);
  if (status == LGT_OK && beta > 0)
    status = group->log_trivial (n, 2 * beta, &twice, error);
  if (status == LGT_OK)
    *result = exp (2 * once - twice);
  return status;
}

enum lgt_status
lgt_exact_u1_ess_halves (int l0, int l1, double beta, double *result,
                         struct lgt_error *error)
{
  const struct group *group = lgt_exact_group_ (1, beta, error);
  struct expansion x;
  double mean = 0, square = 0, zero = 0;
  enum lgt_status status;

  if (!group)
    return LGT_EINVAL;
  status = lgt_exact_extents_ (l0, l1, error);
  if (status == LGT_OK)
    status = lgt_exact_expand_ (group, beta, l0, &x, error);
  if (status != LGT_OK)
    return status;

  for (int r = 0; r < x.count; r++)
    {
      x.rho[r] = pow (x.rho[r], l0);
      mean += pow (x.rho[r], l1);
      zero += x.rho[r] * x.rho[r];
    }
  /* The coefficients of the square, relative to the one of n = 0.  */
  for (int n = -2 * x.size; n <= 2 * x.size; n++)
    {
      int first = n > 0 ? n : 0, last = n > 0 ? 2 * x.size : 2 * x.size + n;
      double sum = 0;

      for (int m = first; m <= last; m++)
        sum += x.rho[m] * x.rho[2 * x.size + n - m];
      square += pow (sum / zero, l1);
    }
  free (x.rho);
  *result = exp (2 * log (mean) - log (square) - l1 * log (zero));
  return LGT_OK;
}

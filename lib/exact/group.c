/* What the groups share: arguments, and how far an expansion goes.  */

#include "group.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_version.h>

#include <lgt/exact.h>

const char *
lgt_exact_version (void)
{
  return gsl_version;
}

const struct group *
lgt_exact_group_ (int n, double beta, struct lgt_error *error)
{
  const struct group *group;

  if (n < 1 || n > 8)
    {
      lgt_fail (error, LGT_EINVAL, "N = %d is not solved exactly; 1 to 8 "
                "are", n);
      return NULL;
    }
  group = n == 1 ? &lgt_exact_u1_ : n == 2 ? &lgt_exact_su2_
                                           : &lgt_exact_sun_[n - 3];
  if (!(beta >= 0 && beta <= group->max_beta))
    {
      lgt_fail (error, LGT_EINVAL, "beta = %g; for %s, 0 to %g would do",
                beta, group->name, group->max_beta);
      return NULL;
    }
  return group;
}

enum lgt_status
lgt_exact_extents_ (int l0, int l1, struct lgt_error *error)
{
  if (l0 < 1 || l1 < 1)
    return lgt_fail (error, LGT_EINVAL, "lattice %dx%d; extents of 1 or more "
                     "would do", l0, l1);
  return LGT_OK;
}

enum lgt_status
lgt_exact_bessel_ (int n, double x, double *result, struct lgt_error *error)
{
  gsl_error_handler_t *handler = gsl_set_error_handler_off ();
  gsl_sf_result value = { 0, 0 };
  int status = gsl_sf_bessel_In_scaled_e (n, x, &value);

  gsl_set_error_handler (handler);
  if (status == GSL_EUNDRFLW)
    value.val = 0;
  else if (status != GSL_SUCCESS)
    return lgt_fail (error, LGT_ENUM, "I_%d (%g): %s", n, x,
                     gsl_strerror (status));
  *result = value.val;
  return LGT_OK;
}

enum lgt_status
lgt_exact_expand_ (const struct group *group, double beta, double power,
                   struct expansion *expansion, struct lgt_error *error)
{
  enum { MAX_SIZE = 1 << 14 };

  for (int size = 2; size <= MAX_SIZE; size += 2 + size / 2)
    {
      int count = group->count (group->n, size);
      double *rho;
      double edge = 0;
      enum lgt_status status = LGT_OK;

      if (count == 0)
        break;
      rho = calloc ((size_t) count, sizeof *rho);
      if (!rho)
        return lgt_fail (error, LGT_ENOMEM, "no memory for %d characters",
                         count);
      if (beta > 0)
        status = group->ratios (group->n, beta, power, size, rho, &edge,
                                error);
      else
        rho[group->trivial (group->n, size)] = 1;
      if (status != LGT_OK)
        {
          free (rho);
          return status;
        }
      if (edge < 1e-17 || power * log (edge) < -60)
        {
          *expansion = (struct expansion) { size, count, rho };
          return LGT_OK;
        }
      free (rho);
    }
  return lgt_fail (error, LGT_ENUM, "the character expansion of %s at "
                   "beta = %g does not end", group->name, beta);
}

/* ln Z and Wilson loops from a character expansion.  */

#include <lgt/exact.h>

#include <math.h>
#include <stdlib.h>

#include "group.h"

/* sum_r rho_r^POWER; the trivial representation's term is 1.  */
static double
power_sum (const struct expansion *expansion, double power)
{
  double sum = 0;

  for (int r = 0; r < expansion->count; r++)
    sum += pow (expansion->rho[r], power);
  return sum;
}

enum lgt_status
lgt_exact_log_z (int n, int l0, int l1, double beta, double *result,
                 struct lgt_error *error)
{
  const struct group *group = lgt_exact_group_ (n, beta, error);
  double volume = (double) l0 * l1, log_l0 = 0;
  struct expansion expansion;
  enum lgt_status status;

  if (!group)
    return LGT_EINVAL;
  status = lgt_exact_extents_ (l0, l1, error);
  if (status == LGT_OK && beta > 0)
    status = group->log_trivial (n, beta, &log_l0, error);
  if (status == LGT_OK)
    status = lgt_exact_expand_ (group, beta, volume, &expansion, error);
  if (status != LGT_OK)
    return status;
  *result = volume * log_l0 + log (power_sum (&expansion, volume));
  free (expansion.rho);
  return LGT_OK;
}

enum lgt_status
lgt_exact_loop (int n, int l0, int l1, double beta, int64_t area,
                double *result, struct lgt_error *error)
{
  const struct group *group = lgt_exact_group_ (n, beta, error);
  double inside = (double) area, outside = (double) l0 * l1 - inside, sum = 0;
  struct expansion x;
  enum lgt_status status;

  if (!group)
    return LGT_EINVAL;
  status = lgt_exact_extents_ (l0, l1, error);
  if (status != LGT_OK)
    return status;
  if (area < 0 || outside < 0)
    return lgt_fail (error, LGT_EINVAL, "a loop of area %lld; 0 to %lld would "
                     "do", (long long) area, (long long) l0 * l1);
  if (area == 0)
    {
      *result = 1;
      return LGT_OK;
    }
  status = lgt_exact_expand_ (group, beta, inside + outside, &x, error);
  if (status != LGT_OK)
    return status;

  for (int r = 0; r < x.count; r++)
    for (int k = 0; k < n && (x.rho[r] > 0 || outside == 0); k++)
      {
        int s = group->neighbour (n, x.size, r, k);

        if (s >= 0 && x.rho[s] > 0)
          sum += group->dimension (n, x.size, s)
                 / group->dimension (n, x.size, r)
                 * pow (x.rho[r], outside) * pow (x.rho[s], inside);
      }
  *result = sum / (n * power_sum (&x, inside + outside));
  free (x.rho);
  return LGT_OK;
}

enum lgt_status
lgt_exact_plaquette (int n, int l0, int l1, double beta, double *result,
                     struct lgt_error *error)
{
  return lgt_exact_loop (n, l0, l1, beta, 1, result, error);
}

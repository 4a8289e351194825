/* Tables of transformations, in the form of lgt_circular_table.  */

#include <lgt/exact.h>

#include <math.h>

#include "density.h"

static const double pi = 3.14159265358979323846;

/* One row: knots where x + y = -2 pi + 4 pi b / BINS, x = 2 pi F (y) - pi.  */
static enum lgt_status
fill_row (const struct lgt_exact_density *density, int bins, double *row,
          struct lgt_error *error)
{
  double x = -pi, y = -pi;

  for (int b = 0; b < bins; b++)
    {
      double x_next = pi, y_next = pi;
      double p = lgt_exact_density_at (density, y);

      if (b < bins - 1)
        {
          y_next = lgt_exact_density_solve_ (density, 2 * pi, 1,
                                             4 * pi * (b + 1) / bins - pi);
          x_next = 2 * pi * lgt_exact_density_cdf (density, y_next) - pi;
        }
      /* What is below rounding is not to turn a slope around.  */
      if (p < 1e-14)
        p = 1e-14;
      row[b] = x_next - x;
      row[bins + b] = y_next - y;
      row[2 * bins + b] = 1 / (2 * pi * p);
      if (!(row[b] > 0 && row[bins + b] > 0))
        return lgt_fail (error, LGT_ENUM, "a table of %d bins: bin %d is "
                         "empty; fewer bins or a smaller beta would do",
                         bins, b);
      x = x_next;
      y = y_next;
    }
  row[3 * bins] = 0;
  return LGT_OK;
}

enum lgt_status
lgt_exact_u1_table (double beta, int area, int angles, int bins,
                    double *table, struct lgt_error *error)
{
  if (angles < 1 || bins < 2)
    return lgt_fail (error, LGT_EINVAL, "a table of %d angles and %d bins; "
                     "1 or more angles, 2 or more bins would do", angles,
                     bins);
  for (int j = 0; j < angles; j++)
    {
      double condition = -pi + 2 * pi * j / angles;
      struct lgt_exact_density *density;
      enum lgt_status status
        = lgt_exact_density_new (&density, beta, area,
                                 angles == 1 ? NULL : &condition, error);

      if (status == LGT_OK)
        {
          status = fill_row (density, bins,
                             table + (size_t) j * (3 * (size_t) bins + 1),
                             error);
          lgt_exact_density_free (density);
        }
      if (status != LGT_OK)
        return status;
    }
  return LGT_OK;
}

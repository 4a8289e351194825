/* Wilson loops of all sizes from straight lines of all lengths.  */

#include <lgt/wilson_loops.h>

#include <string.h>

#include "links.h"

/* Lines of 1 ... MOST links along MU from every site, [length - 1][site]: each
   one link longer than the one before.  */
static void
make_lines (const struct matrices *m, int mu, int most, double *lines)
{
  const int64_t volume = m->geom->volume, block = m->block;

  for (int64_t x = 0; x < volume; x++)
    memcpy (lines + x * block, matrix_at (m, x, mu),
            (size_t) block * sizeof *lines);
  for (int length = 2; length <= most; length++)
    {
      const double *shorter = lines;

      lines += volume * block;
      for (int64_t x = 0; x < volume; x++)
        matrix_multiply (m->n, lines + x * block, shorter + x * block, 0,
                         matrix_at (m, lgt_geom_neighbour (m->geom, x, mu,
                                                           length - 1), mu),
                         0);
    }
}

/* sum over x of Re tr of the rectangle of sides A along MU, B along NU, whose
   lines are ALONG, ACROSS.  */
static double
sum_rectangles (const struct matrices *m, int mu, int a, const double *along,
                int nu, int b, const double *across)
{
  const int64_t block = m->block;
  double sum = 0;

  for (int64_t x = 0; x < m->geom->volume; x++)
    {
      const int64_t right = lgt_geom_neighbour (m->geom, x, mu, a);
      const int64_t up = lgt_geom_neighbour (m->geom, x, nu, b);
      double first[LGT_SUN_NUMBERS_MAX], second[LGT_SUN_NUMBERS_MAX];

      matrix_multiply (m->n, first, along + x * block, 0,
                       across + right * block, 0);
      matrix_multiply (m->n, second, across + x * block, 0,
                       along + up * block, 0);
      sum += matrix_dot (block, first, second);
    }
  return sum;
}

/* Add the loops of the plane MU, NU to VALUES.  LINES has room for R + T
   fields.  */
static void
add_plane (const struct matrices *m, int mu, int r, int nu, int t,
           double *lines, double *values)
{
  const int64_t field = m->geom->volume * m->block;
  double *across = lines + r * field;

  make_lines (m, mu, r, lines);
  make_lines (m, nu, t, across);
  for (int a = 1; a <= r; a++)
    for (int b = 1; b <= t; b++)
      values[(a - 1) * t + b - 1]
        += sum_rectangles (m, mu, a, lines + (a - 1) * field, nu, b,
                           across + (b - 1) * field);
}

enum lgt_status
lgt_mc_wilson_loops (const struct lgt_geom *geom, int n,
                     enum lgt_loop_planes which, int r, int t,
                     const double *links, double *values,
                     struct lgt_error *error)
{
  const int time = geom->ndim - 1;
  const int temporal = which == LGT_LOOPS_TEMPORAL;
  const size_t sizes = (size_t) (r > 0 ? r : 0) * (size_t) (t > 0 ? t : 0);
  struct matrices m = { 0 };
  double *lines, *sums;
  int planes = 0;
  enum lgt_status status;

  if (r < 1 || t < 1)
    return lgt_fail (error, LGT_EINVAL, "Wilson loops up to %d x %d; sides of "
                     "at least 1 are needed", r, t);
  if (time < (temporal ? 1 : 2))
    return lgt_fail (error, LGT_EINVAL, "a lattice of %d dimension%s has no "
                     "%s Wilson loops", geom->ndim, time ? "s" : "",
                     temporal ? "temporal" : "spatial");
  status = matrices_begin (&m, geom, n, links, error);
  if (status != LGT_OK)
    return status;
  lines = malloc ((size_t) (r + t) * (size_t) (geom->volume * m.block)
                  * sizeof *lines);
  sums = calloc (sizes, sizeof *sums);
  if (!lines || !sums)
    status = lgt_fail (error, LGT_ENOMEM, "no memory for lines of up to %d "
                       "links", r > t ? r : t);
  for (int mu = 0; mu < time && status == LGT_OK; mu++)
    for (int nu = temporal ? time : 0; nu < (temporal ? time + 1 : time);
         nu++)
      if (nu != mu)
        {
          add_plane (&m, mu, r, nu, t, lines, sums);
          planes++;
        }
  for (size_t i = 0; i < sizes && status == LGT_OK; i++)
    values[i] = sums[i] / ((double) geom->volume * planes * n);
  free (lines);
  free (sums);
  matrices_end (&m);
  return status;
}

/* Polyakov loops at spatial sites, and their correlator.  */

#include <lgt/polyakov.h>

#include <string.h>

#include <lgt/observables_scalar.h>

#include "links.h"

static int64_t
spatial_volume (const struct lgt_geom *geom)
{
  return geom->volume / geom->extent[geom->ndim - 1];
}

static enum lgt_status
check_space (const struct lgt_geom *geom, struct lgt_error *error)
{
  if (geom->ndim >= 2)
    return LGT_OK;
  return lgt_fail (error, LGT_EINVAL, "a lattice of one dimension has no "
                   "spatial sites");
}

enum lgt_status
lgt_mc_polyakov_field (const struct lgt_geom *geom, int n,
                       const double *links, double *loops,
                       struct lgt_error *error)
{
  const int time = geom->ndim - 1;
  const int64_t space = spatial_volume (geom);
  struct matrices m = { 0 };
  enum lgt_status status = check_space (geom, error);

  if (status == LGT_OK)
    status = matrices_begin (&m, geom, n, links, error);
  if (status != LGT_OK)
    return status;
  for (int64_t x = 0; x < space; x++)
    {
      double line[2][LGT_SUN_NUMBERS_MAX], re = 0, im = 0;
      int now = 0;

      memcpy (line[0], matrix_at (&m, x, time),
              (size_t) m.block * sizeof **line);
      for (int t = 1; t < geom->extent[time]; t++, now = !now)
        matrix_multiply (n, line[!now], line[now], 0,
                         matrix_at (&m, x + t * space, time), 0);
      for (int i = 0; i < n; i++)
        {
          re += line[now][2 * (n + 1) * i];
          im += line[now][2 * (n + 1) * i + 1];
        }
      loops[2 * x] = re / n;
      loops[2 * x + 1] = im / n;
    }
  matrices_end (&m);
  return LGT_OK;
}

/* ---- correlator ---- */

enum lgt_status
lgt_mc_polyakov_correlator (const struct lgt_geom *geom, const double *loops,
                            const struct lgt_fft *fft, double *correlator,
                            struct lgt_error *error)
{
  struct lgt_geom space;
  double *part, *own;
  enum lgt_status status = check_space (geom, error);

  if (status == LGT_OK)
    status = lgt_geom_init (&space, geom->ndim - 1, geom->extent, error);
  if (status != LGT_OK)
    return status;
  /* Real and imaginary part, and the correlator of each.  */
  part = malloc (4 * (size_t) space.volume * sizeof *part);
  if (!part)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a correlator");
  own = part + 2 * space.volume;
  for (int64_t x = 0; x < space.volume; x++)
    for (int i = 0; i < 2; i++)
      part[i * space.volume + x] = loops[2 * x + i];
  status = lgt_mc_scalar_two_point (&space, fft, 2, part, own, error);
  for (int64_t r = 0; r < space.volume && status == LGT_OK; r++)
    correlator[r] = own[r] + own[space.volume + r];
  free (part);
  return status;
}

enum lgt_status
lgt_mc_axis_mean (const struct lgt_geom *geom, const double *field, int most,
                  double *value, struct lgt_error *error)
{
  int half = 0;
  enum lgt_status status = check_space (geom, error);

  if (status != LGT_OK)
    return status;
  for (int mu = 0; mu < geom->ndim - 1; mu++)
    half = geom->extent[mu] / 2 > half ? geom->extent[mu] / 2 : half;
  if (most < 0 || most > half)
    return lgt_fail (error, LGT_EINVAL, "distance %d along an axis; 0 to %d "
                     "would do", most, half);
  for (int r = 0; r <= most; r++)
    {
      double sum = 0;
      int count = 0;

      for (int mu = 0; mu < geom->ndim - 1; mu++)
        if (r <= geom->extent[mu] / 2)
          {
            sum += field[lgt_geom_neighbour (geom, 0, mu, r)]
                   + field[lgt_geom_neighbour (geom, 0, mu, -r)];
            count += 2;
          }
      value[r] = sum / count;
    }
  return LGT_OK;
}

/* Gauge transformations of SU(N) fields.  */

#include <lgt/observables_sun.h>

#include <stdlib.h>

#include <lgt/ops.h>
#include <lgt/sun.h>

#include "sun.h"

enum lgt_status
lgt_mc_sun_transform (const struct lgt_geom *geom, int n, const double *g,
                      double *links, struct lgt_error *error)
{
  const int64_t block = 2 * n * n;
  enum lgt_status status = lgt_mc_sun_n_ (n, error);

  if (status != LGT_OK)
    return status;
  for (int64_t site = 0; site < geom->volume; site++)
    for (int mu = 0; mu < geom->ndim; mu++)
      {
        double *link = links + (site * geom->ndim + mu) * block;
        const int64_t next = lgt_geom_neighbour (geom, site, mu, 1);
        double left[LGT_SUN_NUMBERS_MAX];

        lgt_sun_multiply (n, left, g + site * block, 0, link, 0);
        lgt_sun_multiply (n, link, left, 0, g + next * block, 1);
      }
  return LGT_OK;
}

enum lgt_status
lgt_mc_sun_transform_random (const struct lgt_geom *geom, int n,
                             uint64_t seed, uint32_t number, double *links,
                             struct lgt_error *error)
{
  const size_t block = 2 * (size_t) n * (size_t) n;
  enum lgt_status status = lgt_mc_sun_n_ (n, error);
  double *g;

  if (status != LGT_OK)
    return status;
  g = malloc ((size_t) geom->volume * block * sizeof *g);
  if (!g)
    return lgt_fail (error, LGT_ENOMEM, "no memory for %lld matrices",
                     (long long) geom->volume);
  for (int64_t site = 0; site < geom->volume; site++)
    {
      double uniform[LGT_SUN_NUMBERS_MAX];

      for (int pair = 0; pair < n * n; pair++)
        {
          uint32_t counter[4] = { lgt_random_word (LGT_STREAM_TEST, 0, 0,
                                                   pair),
                                  (uint32_t) site, number,
                                  (uint32_t) ((uint64_t) site >> 32) };

          lgt_random_pair (seed, counter, uniform + 2 * pair);
        }
      lgt_sun_random (n, uniform, g + (size_t) site * block);
    }
  status = lgt_mc_sun_transform (geom, n, g, links, error);
  free (g);
  return status;
}

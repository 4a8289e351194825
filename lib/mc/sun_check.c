/* Whether links are in the group.  */

#include <lgt/observables_sun.h>

#include <math.h>
#include <stdio.h>

#include <lgt/sun.h>

#include "sun.h"

/* "3,0,1,2".  */
static void
site_text (const struct lgt_geom *geom, int64_t site, char text[64])
{
  size_t used = 0;

  for (int d = 0; d < geom->ndim && used < 64; d++)
    used += (size_t) snprintf (text + used, 64 - used, "%s%d", d ? "," : "",
                               lgt_geom_coord (geom, site, d));
}

enum lgt_status
lgt_mc_sun_check (const struct lgt_geom *geom, int n, double most,
                  const double *links, double *largest,
                  struct lgt_error *error)
{
  const int64_t count = geom->volume * geom->ndim;
  int64_t worst = 0;
  double off = -1;
  char text[64];
  enum lgt_status status = lgt_mc_sun_n_ (n, error);

  if (status != LGT_OK)
    return status;
  for (int64_t link = 0; link < count && isfinite (off); link++)
    {
      const double deviation = lgt_sun_deviation (n, links
                                                     + link * 2 * n * n);

      /* Nothing is worse than one that is not finite.  */
      if (!(deviation <= off))
        {
          off = deviation;
          worst = link;
        }
    }
  if (largest)
    *largest = off;
  if (off <= most)
    return LGT_OK;
  site_text (geom, worst / geom->ndim, text);
  if (!isfinite (off))
    return lgt_fail (error, LGT_EDATA, "link (site %s, direction %d) is not "
                     "finite", text, (int) (worst % geom->ndim));
  return lgt_fail (error, LGT_EDATA, "link (site %s, direction %d) is off "
                   "SU(%d) by %.3g; at most %g", text,
                   (int) (worst % geom->ndim), n, off, most);
}

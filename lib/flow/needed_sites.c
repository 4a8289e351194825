#include "needed_sites.h"

#include <stdlib.h>
#include <string.h>

/* What tap number T of WINDOW reads for SITE, or -1: zero.  */
static int64_t
read_at (const struct lgt_geom *geom, const struct lgt_window *window,
         int64_t site, int t)
{
  int64_t at = site;

  for (int d = 0; d < geom->ndim; d++)
    {
      const int kernel = window->kernel[d];
      const int64_t steps = (int64_t) window->dilation[d]
                            * (t % kernel - (kernel - 1) / 2);
      const int64_t x = lgt_geom_coord (geom, site, d) + steps;

      if (window->boundary[d] == LGT_ZERO && (x < 0 || x >= geom->extent[d]))
        return -1;
      at = lgt_geom_neighbour (geom, at, d, steps);
      t /= kernel;
    }
  return at;
}

void
lgt_needed_spread (const struct lgt_geom *geom,
                   const struct lgt_window *window,
                   const unsigned char *wanted, unsigned char *needed)
{
  int taps = 1;

  for (int d = 0; d < geom->ndim; d++)
    taps *= window->kernel[d];
  memset (needed, 0, (size_t) geom->volume);
  for (int64_t site = 0; site < geom->volume; site++)
    for (int t = 0; wanted[site] && t < taps; t++)
      {
        const int64_t at = read_at (geom, window, site, t);

        if (at >= 0)
          needed[at] = 1;
      }
}

void
lgt_needed_rows (const struct lgt_sites *sites, unsigned char *needed)
{
  memset (needed, 0, (size_t) sites->volume);
  for (int32_t i = 0; i < sites->count; i++)
    needed[sites->site ? sites->site[i] : i] = 1;
}

enum lgt_status
lgt_needed_sites (const struct lgt_planner *planner,
                  const unsigned char *needed, const struct lgt_sites **sites,
                  struct lgt_sites **own, struct lgt_error *error)
{
  const int32_t volume = (int32_t) planner->geom->volume;
  int32_t *site, count = 0;
  enum lgt_status status;

  *own = NULL;
  *sites = planner->lattice;
  for (int32_t i = 0; i < volume; i++)
    count += needed[i];
  if (count > volume - volume / 5)
    return LGT_OK;
  site = malloc ((size_t) count * sizeof *site);
  if (!site)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a list of sites");
  count = 0;
  for (int32_t i = 0; i < volume; i++)
    if (needed[i])
      site[count++] = i;
  status = lgt_sites_list (planner->context, planner->lattice, count, site,
                           NULL, own, error);
  if (status == LGT_OK)
    *sites = *own;
  free (site);
  return status;
}

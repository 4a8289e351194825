/* The links of a field one by one, one thread each, without their
   neighbours.  */

#ifndef LGT_GPU_SUN_EACH_H
#define LGT_GPU_SUN_EACH_H

#include "sun.h"

/* Link number ITEM of a pack, lanes included.  */
struct lgt_each { int64_t pack, site; int mu, lane; };

LGT_DEVICE struct lgt_each
lgt_each_of (int pack, int64_t item, int links, int lanes)
{
  struct lgt_each e;
  int64_t link;

  e.pack = pack;
  lgt_divide (item, lanes, &link, &e.lane);
  lgt_divide (link, links, &e.site, &e.mu);
  return e;
}

/* What V, with NUMBERS components a link, has of it.  */
LGT_DEVICE double *
lgt_each_at (const struct lgt_view &v, int numbers, const struct lgt_each &e)
{
  return lgt_sun_at (v, e.pack, e.site, (int64_t) e.mu * numbers, e.lane);
}

#endif

/* Products of links along one path.  */

#ifndef LGT_GPU_SUN_PATHS_H
#define LGT_GPU_SUN_PATHS_H

#include "paths.h"
#include "sun.h"

/* Links of one configuration.  */
struct lgt_sun_links
{
  const struct lgt_view *view;
  int pack, lane;
};

/* M = the link of step I, or its inverse, of a path from BASE; or of a path
   that runs over a link at BASE in step FROM.  */
LGT_DEVICE void
lgt_sun_step (int n, double *m, const struct lgt_paths &p,
              const struct lgt_base &base, int32_t i,
              const struct lgt_path_step *from,
              const struct lgt_sun_links &links)
{
  const struct lgt_path_step step = lgt_path_step_at (p, i);
  const int32_t site = lgt_shifted (p.shifts, base, step.shift,
                                    from ? from->shift : nullptr);

  lgt_sun_load (n, m, lgt_sun_at (*links.view, links.pack, site,
                                  step.mu * 2 * n * n, links.lane),
                links.view->shape.lanes, step.sign < 0);
}

/* W = the product of steps BEGIN to END - 1 from BASE; the unit matrix if
   there are none.  */
template <int N>
LGT_DEVICE void
lgt_sun_walk (int n, double *w, const struct lgt_paths &p,
              const struct lgt_base &base, int32_t begin, int32_t end,
              const struct lgt_sun_links &links)
{
  double b[lgt_sun_room<N>];

  if (begin >= end)
    {
      sun_unit (n, w, 1);
      return;
    }
  lgt_sun_step (n, w, p, base, begin, nullptr, links);
  for (int32_t i = begin + 1; i < end; i++)
    {
      lgt_sun_step (n, b, p, base, i, nullptr, links);
      lgt_sun_times (n, w, b);
    }
}

/* *RE + i *IM = the trace of that product, which is not made.  */
template <int N>
LGT_DEVICE void
lgt_sun_walk_trace (int n, double *re, double *im, const struct lgt_paths &p,
                    const struct lgt_base &base, int32_t begin, int32_t end,
                    const struct lgt_sun_links &links)
{
  double w[lgt_sun_room<N>], b[lgt_sun_room<N>];

  lgt_sun_walk<N> (n, w, p, base, begin, end - 1, links);
  if (end - begin < 2)
    {
      if (begin < end)
        lgt_sun_step (n, w, p, base, begin, nullptr, links);
      sun_trace (n, w, 1, re, im);
      return;
    }
  lgt_sun_step (n, b, p, base, end - 1, nullptr, links);
  sun_trace_product (n, w, 1, b, 1, SUN_PLAIN, re, im);
}

#endif

/* Sums of staples of U(1) links, A = sum_k w_k e^{i s_k}.

   A link with K staples of L links each reads 8 K L bytes beside tables and
   takes K (L + 4) operations and K sines and cosines: for Wilson's action in
   two dimensions, K = 2 and L = 3, that is 48 bytes.  Links of neighbours
   come from caches.  */

#ifndef LGT_GPU_U1_STAPLES_H
#define LGT_GPU_U1_STAPLES_H

#include "angle.h"
#include "links.h"
#include "u1_paths.h"

/* The link's angle.  */
LGT_DEVICE double *
lgt_link_angle (const struct lgt_link_work &w, const struct lgt_link &l)
{
  return (double *) w.links.data + lgt_at (w.links, l.pack, l.site, l.mu)
         + l.lane;
}

LGT_DEVICE void
lgt_u1_staple_sum (const struct lgt_link_work &w, const struct lgt_link &l,
                   double *re, double *im)
{
  const struct lgt_base base = lgt_base_of (w.paths.shifts, l.site);

  *re = *im = 0;
  for (int k = 0; k < w.paths.paths; k++)
    {
      const double weight = w.weight[l.path + k];
      double sine, cosine;

      if (weight == 0)
        continue;
      num_sincos (lgt_path_angle (w.paths, base, l.path + k, w.links, l.pack,
                                  l.lane), &sine, &cosine);
      *re += weight * cosine;
      *im += weight * sine;
    }
}

#endif

/* Sums of staples of U(1), A = sum_k w_k e^{i s_k}.  */

#ifndef LGT_CPU_U1_STAPLES_H
#define LGT_CPU_U1_STAPLES_H

#include "angle.h"
#include "links.h"

/* The angles of the tile's links, and back.  */
LGT_INLINE num
lgt_angles_load (const struct lgt_link_tile *t)
{
  const double *data = t->work->links->data;
  num x = num_set (0);

  if (t->work->whole)
    return *(const num *) (data + lgt_link_at (t, 0));
  for (int l = 0; l < t->n; l++)
    x[l] = data[lgt_link_at (t, l)];
  return x;
}

LGT_INLINE void
lgt_angles_store (const struct lgt_link_tile *t, num x)
{
  double *data = t->work->links->data;

  if (t->work->whole)
    *(num *) (data + lgt_link_at (t, 0)) = x;
  else
    for (int l = 0; l < t->n; l++)
      data[lgt_link_at (t, l)] = x[l];
}

/* The angle of path K.  */
LGT_INLINE num
lgt_staple_angle (const struct lgt_link_tile *t, int k)
{
  const struct lgt_path_set *set = t->work->set;
  const double *data = t->work->links->data;
  num s = num_set (0);

  for (int l = 0; l < (t->work->whole ? 1 : t->n); l++)
    for (int32_t i = set->first[t->path[l] + k];
         i < set->first[t->path[l] + k + 1]; i++)
      {
        const struct lgt_path_step *step = &set->step[i];
        const double *at = data + lgt_link_step_at (t, l, step);

        if (t->work->whole)
          s = s + (double) step->sign * *(const num *) at;
        else
          s[l] += step->sign * *at;
      }
  return s;
}

LGT_INLINE void
lgt_u1_staple_sum (const struct lgt_link_tile *t, num *re, num *im)
{
  *re = *im = num_set (0);
  for (int k = 0; k < t->work->set->paths; k++)
    {
      const num weight = lgt_link_weight (t, k);
      num sine, cosine;

      if (!num_any (weight != 0.0))
        continue;
      num_sincos (lgt_staple_angle (t, k), &sine, &cosine);
      *re = *re + weight * cosine;
      *im = *im + weight * sine;
    }
}

/* Element operations of a walk over all links.  */
LGT_INLINE int64_t
lgt_u1_staple_work (const struct lgt_path_set *set,
                    const struct lgt_view *links)
{
  return 20 * lgt_path_work (set, links);
}

#endif

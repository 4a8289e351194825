/* The links of a field one by one, VD at a time, without their neighbours:
   vectors of lanes in place, or VD (link, lane) pairs collected, as in
   links.h.  Works for any field with the same number of components in each
   direction.  */

#ifndef LGT_CPU_SUN_EACH_H
#define LGT_CPU_SUN_EACH_H

#include "elements.h"
#include "number.h"
#include "../../lib/sun/matrix_body.h"

/* Pieces of a pack of V with LINKS links a site: vectors, or VD pairs.  */
LGT_INLINE int64_t
lgt_each_pieces (const struct lgt_view *v, int links)
{
  const int64_t all = (int64_t) v->shape.sites * links * v->shape.lanes;

  return (all + LGT_VD - 1) / LGT_VD;
}

/* Component C of pair number E of pack PACK, NUMBERS components a link.  */
LGT_INLINE double *
lgt_each_at (const struct lgt_view *v, int numbers, int64_t pack, int64_t e,
             int c)
{
  const int links = v->shape.comps / numbers, lanes = v->shape.lanes;
  const int64_t link = e / lanes;

  return (double *) v->data
         + lgt_at (v, pack, link / links,
                   link % links * numbers + c) + e % lanes;
}

/* The NUMBERS components of the links of piece I: in place or in ROOM.  */
LGT_INLINE num *
lgt_each_open (const struct lgt_view *v, int numbers, int64_t pack, int64_t i,
               num *room, long *stride)
{
  const int lanes = v->shape.lanes, links = v->shape.comps / numbers;
  const int64_t all = (int64_t) v->shape.sites * links * lanes;

  if (lanes % LGT_VD == 0)
    {
      *stride = lanes / LGT_VD;
      return (num *) lgt_each_at (v, numbers, pack, i * LGT_VD, 0);
    }
  *stride = 1;
  for (int c = 0; c < numbers; c++)
    room[c] = num_set (0);
  for (int l = 0; l < LGT_VD && i * LGT_VD + l < all; l++)
    {
      const double *at = lgt_each_at (v, numbers, pack, i * LGT_VD + l, 0);

      for (int c = 0; c < numbers; c++)
        room[c][l] = at[(int64_t) c * lanes];
    }
  return room;
}

/* What was collected goes back.  */
LGT_INLINE void
lgt_each_close (const struct lgt_view *v, int numbers, int64_t pack,
                int64_t i, const num *room)
{
  const int lanes = v->shape.lanes, links = v->shape.comps / numbers;
  const int64_t all = (int64_t) v->shape.sites * links * lanes;

  if (lanes % LGT_VD == 0)
    return;
  for (int l = 0; l < LGT_VD && i * LGT_VD + l < all; l++)
    {
      double *at = lgt_each_at (v, numbers, pack, i * LGT_VD + l, 0);

      for (int c = 0; c < numbers; c++)
        at[(int64_t) c * lanes] = room[c][l];
    }
}

#endif

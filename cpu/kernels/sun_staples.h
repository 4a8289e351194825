/* Sums of staples of SU(N), A = sum_k w_k S_k, and W = U A.  */

#ifndef LGT_CPU_SUN_STAPLES_H
#define LGT_CPU_SUN_STAPLES_H

#include "links.h"
#include "sun.h"

/* The matrices at AT of VD places, those of BACK daggered if not all are the
   same: then the result says so.  Places of which there is none repeat the
   first one.  */
LGT_INLINE struct lgt_sun_matrix
lgt_staple_collect (const struct lgt_link_tile *t, const struct lgt_sun *s,
                    vdi at, vdi back, num *room)
{
  const double *data = t->work->links->data;
  const int n = s->n, all = back[0] != 0;
  const int64_t lanes = t->work->links->shape.lanes;
  int mixed = 0;

  for (int l = t->n; l < LGT_VD; l++)
    {
      at[l] = at[0];
      back[l] = back[0];
    }
  for (int l = 1; l < t->n; l++)
    mixed |= back[l] != back[0];
  if (!mixed)
    {
      for (int c = 0; c < s->numbers; c++)
        room[c] = lgt_from_places (data + c * lanes, at);
      return (struct lgt_sun_matrix) { room, 1, all };
    }
  for (int a = 0; a < n; a++)
    for (int b = 0; b < n; b++)
      {
        const int64_t plain = 2 * (n * a + b) * lanes;
        const int64_t turned = 2 * (n * b + a) * lanes;
        const vdi c = at + ((back & turned) | (~back & plain));
        const num im = lgt_from_places (data + lanes, c);

        room[2 * (n * a + b)] = lgt_from_places (data, c);
        room[2 * (n * a + b) + 1] = num_select (back, -im, im);
      }
  return (struct lgt_sun_matrix) { room, 1, 0 };
}

/* The link of step I of path K: in place, or collected in ROOM.  */
LGT_INLINE struct lgt_sun_matrix
lgt_staple_step (const struct lgt_link_tile *t, const struct lgt_sun *s,
                 int k, int i, num *room)
{
  const struct lgt_link_work *w = t->work;
  const int lanes = w->links->shape.lanes;
  const struct lgt_path_step *step
    = w->set->step + w->set->first[t->path[0] + k] + i;
  vdi at = { 0 }, back = { 0 };

  if (w->whole)
    return (struct lgt_sun_matrix)
           { (const num *) ((const double *) w->links->data
                            + lgt_link_step_at (t, 0, step)),
             lanes / LGT_VD, step->sign < 0 };
  for (int l = 0; l < t->n; l++)
    {
      step = w->set->step + w->set->first[t->path[l] + k] + i;
      at[l] = lgt_link_step_at (t, l, step);
      back[l] = step->sign < 0 ? -1 : 0;
    }
  return lgt_staple_collect (t, s, at, back, room);
}

/* SUM += the product of path K.  */
static inline void
lgt_staple_add (const struct lgt_link_tile *t, const struct lgt_sun *s, int k,
                num *sum)
{
  const struct lgt_path_set *set = t->work->set;
  const int length = set->first[t->path[0] + k + 1]
                     - set->first[t->path[0] + k];
  num link[2][SUN_NUMBERS], product[2][SUN_NUMBERS];
  struct lgt_sun_matrix w;

  if (length == 0)
    {
      for (int i = 0; i < s->n; i++)
        sum[2 * (s->n + 1) * i] = sum[2 * (s->n + 1) * i] + 1.0;
      return;
    }
  w = lgt_staple_step (t, s, k, 0, link[0]);
  for (int i = 1; i < length - 1; i++)
    {
      lgt_sun_multiply_to (s, product[i & 1], 1, w,
                           lgt_staple_step (t, s, k, i, link[1]));
      w = (struct lgt_sun_matrix) { product[i & 1], 1, 0 };
    }
  if (length == 1)
    lgt_sun_add_to (s, sum, 1, w);
  else
    lgt_sun_multiply_add (s, sum, 1, w,
                          lgt_staple_step (t, s, k, length - 1, link[1]));
}

/* A = sum_k w_k S_k.  Staples of equal weight are added first.  */
static inline void
lgt_staple_sum (const struct lgt_link_tile *t, const struct lgt_sun *s,
                num *a)
{
  num sum[SUN_NUMBERS], weight = lgt_link_weight (t, 0);

  for (int c = 0; c < s->numbers; c++)
    a[c] = sum[c] = num_set (0);
  for (int k = 0; k < t->work->set->paths; k++)
    {
      const num next = lgt_link_weight (t, k);

      if (num_any (next != weight))
        {
          for (int c = 0; c < s->numbers; c++)
            {
              a[c] = a[c] + weight * sum[c];
              sum[c] = num_set (0);
            }
          weight = next;
        }
      if (num_any (weight != 0.0))
        lgt_staple_add (t, s, k, sum);
    }
  for (int c = 0; c < s->numbers; c++)
    a[c] = a[c] + weight * sum[c];
}

/* The tile's links, and W = U A.  */
struct lgt_sun_links
{
  num *u;                 /* in place, or ROOM */
  long stride;
  num w[SUN_NUMBERS], room[SUN_NUMBERS];
};

static inline void
lgt_sun_links_open (const struct lgt_link_tile *t, const struct lgt_sun *s,
                    struct lgt_sun_links *x)
{
  const struct lgt_view *links = t->work->links;
  const int lanes = links->shape.lanes;
  num a[SUN_NUMBERS];
  vdi at;

  lgt_staple_sum (t, s, a);
  if (t->work->whole)
    {
      x->u = (num *) ((double *) links->data + lgt_link_at (t, 0));
      x->stride = lanes / LGT_VD;
    }
  else
    {
      x->u = x->room;
      x->stride = 1;
      for (int l = 0; l < LGT_VD; l++)
        at[l] = lgt_link_at (t, l < t->n ? l : 0);
      for (int c = 0; c < s->numbers; c++)
        x->u[c] = lgt_from_places ((const double *) links->data
                                   + (int64_t) c * lanes, at);
    }
  lgt_sun_multiply_to (s, x->w, 1,
                       (struct lgt_sun_matrix) { x->u, x->stride, 0 },
                       (struct lgt_sun_matrix) { a, 1, 0 });
}

/* Collected links go back to where they came from.  */
LGT_INLINE void
lgt_sun_links_close (const struct lgt_link_tile *t, const struct lgt_sun *s,
                     const struct lgt_sun_links *x)
{
  const struct lgt_view *links = t->work->links;

  if (!t->work->whole)
    for (int c = 0; c < s->numbers; c++)
      for (int l = 0; l < t->n; l++)
        ((double *) links->data)[lgt_link_at (t, l)
                                 + (int64_t) c * links->shape.lanes]
          = x->room[c][l];
}

/* Element operations of a walk over all links.  */
LGT_INLINE int64_t
lgt_staple_work (const struct lgt_path_set *set, const struct lgt_view *links,
                 int n)
{
  return 8 * n * n * n * lgt_path_work (set, links);
}

#endif

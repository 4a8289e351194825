/* Links of a list, VD at a time, and what leads to their staples.

   Where the lanes of a row are whole vectors a tile is part of one row and
   matrices are taken from the field in place.  Elsewhere (lanes = 1) a tile
   is VD (row, lane) pairs, one after the other, which are collected and put
   back; so that single chains use the vectors, too.  The cut does not depend
   on the threads.  */

#ifndef LGT_CPU_LINKS_H
#define LGT_CPU_LINKS_H

#include "number_random.h"
#include "paths.h"

/* What the kernel works on.  */
struct lgt_link_work
{
  const struct lgt_path_set *set;
  const struct lgt_view *links;
  const double *weight;
  int numbers;            /* of a link */
  int whole;              /* lanes are whole vectors */
  int alike;              /* path k has the same length in all variants */
};

struct lgt_link_tile
{
  const struct lgt_link_work *work;
  int n;                  /* links here */
  /* Whole: the first of these alone is set.  */
  int64_t row[LGT_VD], lane[LGT_VD];
  int path[LGT_VD];       /* number of the row's path 0 */
  struct lgt_base base[LGT_VD];
  int64_t site[LGT_VD];
  int mu[LGT_VD];
  int64_t pack;
};

LGT_INLINE struct lgt_link_work
lgt_link_work_of (const struct lgt_path_set *set, const struct lgt_view *links,
                  const struct lgt_view *weight, int numbers)
{
  struct lgt_link_work w = { set, links, NULL, numbers, 0, 1 };

  w.weight = weight->data;
  w.whole = links->shape.lanes % LGT_VD == 0;
  for (int p = set->paths; p < set->variants * set->paths; p++)
    w.alike &= set->first[p + 1] - set->first[p]
               == set->first[p % set->paths + 1]
                  - set->first[p % set->paths];
  return w;
}

/* Pieces of the work on one pack: rows, or VD pairs.  */
LGT_INLINE int64_t
lgt_link_pieces (const struct lgt_link_work *w)
{
  const int64_t rows = w->set->rows->count;

  return w->whole ? rows
                  : (rows * w->links->shape.lanes + LGT_VD - 1) / LGT_VD;
}

/* Place I of the tile is ROW and LANE.  */
LGT_INLINE void
lgt_link_place (struct lgt_link_tile *t, int i, int64_t row, int64_t lane)
{
  const struct lgt_sites *rows = t->work->set->rows;

  t->row[i] = row;
  t->lane[i] = lane;
  t->site[i] = rows->device_site[row];
  t->mu[i] = rows->device_direction[row];
  t->base[i] = lgt_row_base (t->work->set, row, &t->path[i]);
}

/* Pairs from number E of pack PACK on, at most until LAST: as many as fit, of
   one direction unless directions are alike.  */
LGT_INLINE struct lgt_link_tile
lgt_link_collect (const struct lgt_link_work *w, int64_t pack, int64_t e,
                  int64_t last)
{
  const int lanes = w->links->shape.lanes;
  struct lgt_link_tile t;

  t.work = w;
  t.pack = pack;
  for (t.n = 0; t.n < LGT_VD && e + t.n < last; t.n++)
    {
      lgt_link_place (&t, t.n, (e + t.n) / lanes, (e + t.n) % lanes);
      if (!w->alike && t.path[t.n] != t.path[0])
        break;
    }
  return t;
}

/* Element of place I's link (of the first lane, whole).  */
LGT_INLINE int64_t
lgt_link_at (const struct lgt_link_tile *t, int i)
{
  return lgt_at (t->work->links, t->pack, t->site[i],
                 (int64_t) t->mu[i] * t->work->numbers) + t->lane[i];
}

/* Elements DATA[at[i]] of VD places.  */
LGT_INLINE num
lgt_from_places (const double *data, vdi at)
{
#if LGT_ISA_LEVEL == 3
  return (num) _mm512_i64gather_pd ((__m512i) at, data, 8);
#elif LGT_ISA_LEVEL == 2
  return (num) _mm256_i64gather_pd (data, (__m256i) at, 8);
#else
  num x;

  for (int i = 0; i < LGT_VD; i++)
    x[i] = data[at[i]];
  return x;
#endif
}

/* Element of the link of step STEP as seen from place I.  */
LGT_INLINE int64_t
lgt_link_step_at (const struct lgt_link_tile *t, int i,
                  const struct lgt_path_step *step)
{
  return lgt_at (t->work->links, t->pack,
                 lgt_shifted (&t->base[i], step->shift, 1),
                 (int64_t) step->mu * t->work->numbers) + t->lane[i];
}

/* The weight of path K.  */
LGT_INLINE num
lgt_link_weight (const struct lgt_link_tile *t, int k)
{
  num w = num_set (t->work->weight[t->path[0] + k]);

  if (!t->work->whole)
    for (int i = 1; i < t->n; i++)
      w[i] = t->work->weight[t->path[i] + k];
  return w;
}

/* Counters of the tile's links.  */
LGT_INLINE void
lgt_link_counters (const struct lgt_link_tile *t, const uint32_t *random,
                   struct num_random *r)
{
  const struct lgt_path_set *set = t->work->set;
  const uint32_t first = random[5]
                         + (uint32_t) (t->pack * t->work->links->shape.lanes);

  for (int i = 0; i < LGT_VD; i++)
    {
      const int at = t->work->whole || i >= t->n ? 0 : i;
      const int64_t lane = t->work->whole ? t->lane[0] + i : t->lane[at];

      r->link[i] = (uint32_t) (t->site[at] * set->links + t->mu[at]);
      r->configuration[i] = first + (uint32_t) lane;
    }
}

/* To Z, on the list: the share of PROPOSALS that were TAKEN.  */
LGT_INLINE void
lgt_link_share (const struct lgt_link_tile *t, const struct lgt_view *z,
                num taken, int proposals)
{
  const num share = taken * (1.0 / proposals);

  if (t->work->whole)
    lgt_store (z->data, LGT_F64, lgt_at (z, t->pack, t->row[0], 0)
                                 + t->lane[0], LGT_VD, share);
  else
    for (int l = 0; l < t->n; l++)
      ((double *) z->data)[lgt_at (z, t->pack, t->row[l], 0) + t->lane[l]]
        = share[l];
}

/* Call FN for all links; CTX is the caller's.  */
typedef void lgt_link_fn (const struct lgt_link_tile *t, void *ctx);

LGT_INLINE void
lgt_link_piece (const struct lgt_link_work *w, int64_t piece, int64_t first,
                lgt_link_fn *fn, void *ctx)
{
  const int lanes = w->links->shape.lanes;
  const int64_t all = w->set->rows->count * (int64_t) lanes;
  const int64_t begin = piece * LGT_VD;
  const int64_t end = begin + LGT_VD < all ? begin + LGT_VD : all;
  struct lgt_link_tile t;

  t.work = w;
  if (w->whole)
    lgt_link_place (&t, 0, piece, 0);
  for (int64_t p = first; p < lgt_group_end (w->links, first); p++)
    if (w->whole)
      for (int l = 0; l < lanes; l += LGT_VD)
        {
          t.n = LGT_VD;
          t.pack = p;
          t.lane[0] = l;
          fn (&t, ctx);
        }
    else
      for (int64_t e = begin; e < end; e += t.n)
        {
          t = lgt_link_collect (w, p, e, end);
          fn (&t, ctx);
        }
}

static inline void
lgt_link_walk (const struct lgt_queue *queue, const struct lgt_link_work *w,
               int64_t operations, lgt_link_fn *fn, void *ctx)
{
  const int64_t groups = lgt_groups (w->links);
  const int64_t tasks = groups * lgt_link_pieces (w);

#pragma omp parallel for schedule(static) \
  num_threads (lgt_threads (queue, operations))
  for (int64_t i = 0; i < tasks; i++)
    lgt_link_piece (w, i / groups, i % groups * LGT_PACKS, fn, ctx);
}

#endif

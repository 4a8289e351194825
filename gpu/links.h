/* Links of a list, one thread each, and what leads to their staples.  */

#ifndef LGT_GPU_LINKS_H
#define LGT_GPU_LINKS_H

#include "number_random.h"
#include "paths.h"

/* What the kernel works on.  */
struct lgt_link_work
{
  struct lgt_paths paths;
  struct lgt_view links;
  const double *weight;   /* device */
  int64_t rows;
};

static inline struct lgt_link_work
lgt_link_work_of (const struct lgt_path_set *set, const struct lgt_view &links,
                  const struct lgt_view &weight)
{
  return { lgt_paths_of (set), links,
           static_cast<const double *> (weight.data), set->rows->count };
}

/* Threads of a pack.  */
static __host__ __device__ inline int64_t
lgt_link_items (const struct lgt_link_work &w)
{
  return w.rows * w.links.shape.lanes;
}

struct lgt_link
{
  int64_t row;            /* of the list */
  int pack, lane;
  int32_t site;
  int mu;
  int path;               /* number of the row's path 0 */
};

LGT_DEVICE struct lgt_link
lgt_link_of (const struct lgt_link_work &w, int pack, int64_t item)
{
  struct lgt_link l;

  l.pack = pack;
  lgt_divide (item, w.links.shape.lanes, &l.row, &l.lane);
  l.site = w.paths.site[l.row];
  l.mu = w.paths.direction[l.row];
  l.path = lgt_row_path (w.paths, l.row, 0);
  return l;
}

/* The link's counter.  */
LGT_DEVICE struct num_random
lgt_link_counter (const struct lgt_link_work &w, const struct lgt_link &l,
                  const uint32_t *random, int layer)
{
  return num_random_of (random, layer,
                        (uint32_t) (l.site * w.paths.links + l.mu),
                        (uint32_t) l.pack * (uint32_t) w.links.shape.lanes
                        + (uint32_t) l.lane);
}

/* To Z, on the list: the share of PROPOSALS that were TAKEN.  */
LGT_DEVICE void
lgt_link_share (const struct lgt_view &z, const struct lgt_link &l,
                double taken, int proposals)
{
  ((double *) z.data)[lgt_at (z, l.pack, l.row, 0) + l.lane]
    = taken * (1.0 / proposals);
}

#endif

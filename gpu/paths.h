/* Path sets on the device: where rows' links are, and which rows' paths run
   over a link.  */

#ifndef LGT_GPU_PATHS_H
#define LGT_GPU_PATHS_H

#include "shifts.h"

/* What kernels need of a struct lgt_path_set.  */
struct lgt_paths
{
  struct lgt_shifts shifts;
  int links, paths, turning;            /* turning: each direction of rows has
                                           its variant */
  const int32_t *first, *by_link_first, *by_link;
  const uint64_t *step;                 /* struct lgt_path_step, in one load */
  const unsigned char *select;
  /* Rows: NULL where they are the lattice's sites.  */
  const int32_t *site, *direction, *entry;
  int directions;         /* entries at a site */
};

static inline struct lgt_paths
lgt_paths_of (const struct lgt_path_set *set)
{
  struct lgt_paths p = {};

  static_assert (sizeof (struct lgt_path_step) == sizeof *p.step);
  p.shifts = lgt_shifts_of (set->lattice, set->table, set->offset,
                            set->reach);
  p.links = set->links;
  p.paths = set->paths;
  p.turning = set->variants > 1;
  p.first = set->first;
  p.by_link_first = set->by_link_first;
  p.by_link = set->by_link;
  p.step = (const uint64_t *) set->step;
  p.select = set->select;
  p.site = set->rows->device_site;
  p.direction = set->rows->device_direction;
  p.entry = set->rows->device_entry;
  p.directions = set->rows->directions;
  return p;
}

LGT_DEVICE struct lgt_path_step
lgt_path_step_at (const struct lgt_paths &p, int32_t i)
{
  union
  {
    uint64_t word;
    struct lgt_path_step step;
  } u;

  u.word = p.step[i];
  return u.step;
}

/* The base of row ROW.  */
LGT_DEVICE struct lgt_base
lgt_row_base (const struct lgt_paths &p, int64_t row)
{
  return lgt_base_of (p.shifts, p.site ? p.site[row] : (int32_t) row);
}

/* The number of path K of row ROW among those of all variants.  */
LGT_DEVICE int
lgt_row_path (const struct lgt_paths &p, int64_t row, int k)
{
  return p.turning ? p.direction[row] * p.paths + k : k;
}

LGT_DEVICE int
lgt_selected (const struct lgt_paths &p, int64_t row, int k)
{
  return !p.select || p.select[row * p.paths + k];
}

/* Rows at one site that may have one path: one of the path's own variant, or
   all directions.  */
LGT_DEVICE int
lgt_turns (const struct lgt_paths &p)
{
  return p.turning || !p.entry ? 1 : p.directions;
}

/* A step of a row's path that runs over some link.  */
struct lgt_visit
{
  int64_t row;
  int k;                  /* path of the row */
  int32_t begin, end;     /* its steps, */
  int32_t at;             /* of which this one */
  struct lgt_path_step step;
};

/* Entry I of by_link, from the rows' direction TURN, for the link at BASE: 0
   if there is no such row or it does not count.  */
LGT_DEVICE int
lgt_visit_find (const struct lgt_paths &p, const struct lgt_base &base,
                int32_t i, int turn, struct lgt_visit *v)
{
  const int32_t path = p.by_link[2 * i + 1];
  const int variant = path / p.paths;
  int32_t site;

  v->at = p.by_link[2 * i];
  v->step = lgt_path_step_at (p, v->at);
  site = lgt_shifted (p.shifts, base, nullptr, v->step.shift);
  v->row = site;
  if (p.entry)
    v->row = p.entry[(int64_t) site * p.directions
                     + (p.turning ? variant : turn)];
  v->k = path - variant * p.paths;
  if (v->row < 0 || !lgt_selected (p, v->row, v->k))
    return 0;
  v->begin = p.first[path];
  v->end = p.first[path + 1];
  return 1;
}

/* All visits of the link of direction MU at BASE, in the order of the
   set.  */
#define LGT_EACH_VISIT(p, base, mu, v)                                  \
  for (int32_t i_ = (p).by_link_first[mu],                              \
               end_ = (p).by_link_first[(mu) + 1]; i_ < end_; i_++)     \
    for (int turn_ = 0; turn_ < lgt_turns (p); turn_++)                 \
      if (lgt_visit_find (p, base, i_, turn_, v))

#endif

/* Masks of a schedule on the smallest lattice that repeats to all of
   theirs, inside lib/loops.  */

#ifndef LGT_SCHEDULE_BOX_H
#define LGT_SCHEDULE_BOX_H

#include <lgt/schedule.h>

struct lgt_schedule_box
{
  struct lgt_geom geom;
  int count;                    /* masks */
  unsigned char **active;       /* of each: [site * D + mu] */
};

enum lgt_status lgt_schedule_box_new (const struct lgt_schedule *schedule,
                                      struct lgt_schedule_box *box,
                                      struct lgt_error *error);

void lgt_schedule_box_free (struct lgt_schedule_box *box);

/* The links site * D + mu of GEOM that loop K around the star of a link at
   COORDS (in [0, L)) passes, into LINK; returns how many.  */
int lgt_schedule_box_loop (const struct lgt_geom *geom,
                           const struct lgt_star *star, int k,
                           const int *coords, int64_t *link);

/* The stars of links of each direction into STAR[0..NDIM-1], { 0 } before;
   to be freed after an error, too.  */
enum lgt_status lgt_schedule_stars (int ndim, int loops,
                                    const struct lgt_loop *loop,
                                    struct lgt_star *star,
                                    struct lgt_error *error);

#endif

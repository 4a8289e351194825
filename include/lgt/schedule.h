/* Schedules: the masks of a flow's layers, one after the other, and what
   they make of the loops around a link.

   The star of a link is what its staples are made of: 6 (D - 1) links of its
   2 (D - 1) plaquettes, without itself.  A transformation of the link should
   know the loops that touch the star, and may know the frozen ones.  They
   are counted as on the infinite lattice: on extents too small for a loop
   to come back to a star from the other side it counts twice.

   A sweep is a list of masks that together update every link equally
   often.  Its masks are ordered so that what a layer updated conditions the
   next one: of the masks left comes next the one whose frozen loops around
   the stars of its active links are most often changed by the last mask
   (judged by at most 1024 links of each); ties go to the direction that has
   waited longest, then to the first mask.  */

#ifndef LGT_SCHEDULE_H
#define LGT_SCHEDULE_H

#include <lgt/loops.h>
#include <lgt/mask.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- loops around a star ---- */

/* A link of a loop, relative to the site of the star's own link.  */
struct lgt_star_link
{
  int at[LGT_MAX_DIM];
  int mu;
};

/* Loops that touch the star of a link in direction mu, each one once.
   Loop k passes link[first[k]] ... link[first[k + 1] - 1].  It is number
   based[k].loop of the given loops in canonical form, ascending and without
   duplicates (lgt_loop_list_normalize), based at based[k].at.  */
struct lgt_star
{
  int mu, ndim, loops;
  int *first;                   /* loops + 1; all owned by the star */
  struct lgt_star_link *link;
  struct lgt_star_based
  {
    int loop;
    int at[LGT_MAX_DIM];        /* relative to the site of the star's link */
  } *based;
};

/* Set *STAR to those of LOOPS loops without a base point that touch the star
   of a link of direction MU.  They are closed on the infinite lattice and do
   not backtrack; a translation, rotation or reversal of one of them is not
   another one.  Free it with lgt_star_free.  LGT_EINVAL, LGT_ENOMEM.  */
enum lgt_status lgt_star_new (int ndim, int mu, int loops,
                              const struct lgt_loop *loop,
                              struct lgt_star *star,
                              struct lgt_error *error);

void lgt_star_free (struct lgt_star *star);

/* How many of them MASK leaves frozen around the link of STAR's direction
   that leaves COORDS (any integers).  */
int lgt_star_frozen (const struct lgt_star *star,
                     const struct lgt_mask *mask, const int *coords);

/* ---- schedules ---- */

/* { 0 } is an empty schedule.  */
struct lgt_schedule
{
  int count;
  struct lgt_mask *mask;        /* owned by the schedule */
};

/* Set *SCHEDULE to one sweep over GEOM of width WIDTH: for each direction
   mu the steps that lgt_mask_steps_for makes of STEPS (own direction
   first), and each offset whose mask is not empty; D * width / g masks, in
   the order above for LOOPS loops.  LGT_EINVAL: an extent that does not fit,
   with those that would, or more than 4096 masks; LGT_ENOMEM.  */
enum lgt_status lgt_schedule_sweep (const struct lgt_geom *geom,
                                    const int *steps, int width, int loops,
                                    const struct lgt_loop *loop,
                                    struct lgt_schedule *schedule,
                                    struct lgt_error *error);

/* The same from MASK, one condition on links: of one direction, turned to
   every other one; or of all directions, for each offset that is added to
   its own.  LGT_EINVAL for other masks.  */
enum lgt_status lgt_schedule_from (const struct lgt_mask *mask, int loops,
                                   const struct lgt_loop *loop,
                                   struct lgt_schedule *schedule,
                                   struct lgt_error *error);

void lgt_schedule_free (struct lgt_schedule *schedule);

/* ---- coverage ---- */

/* How often the masks of SCHEDULE make a link active: least and most.
   LGT_EINVAL: no mask, or masks of different lattices; LGT_ENOMEM.  */
enum lgt_status lgt_schedule_updates (const struct lgt_schedule *schedule,
                                      int64_t *least, int64_t *most,
                                      struct lgt_error *error);

/* Sums over the active links of all masks: of loops that touch their stars
   in *ALL, of those that are frozen in *FROZEN, of the links in *LINKS; on
   the masks' unit cells, so read ratios.  */
enum lgt_status lgt_schedule_frozen (const struct lgt_schedule *schedule,
                                     int loops, const struct lgt_loop *loop,
                                     int64_t *frozen, int64_t *all,
                                     int64_t *links,
                                     struct lgt_error *error);

/* How many layers information needs: a link that a layer updates knows, from
   then on, what the links of the frozen loops around its star know.  LAYERS
   [r] = layers, the schedule repeated, after which some link at distance r
   or more from the first link of the lattice knows of it: the largest number
   over the D directions of that link; -1: not within 8 sweeps.  Distances
   are those of sites, sum_nu |x_nu|, the shorter way around.  LAYERS has
   lgt_schedule_farthest + 1 entries; [0] is 0.  */
enum lgt_status lgt_schedule_reach (const struct lgt_schedule *schedule,
                                    int loops, const struct lgt_loop *loop,
                                    int *layers, struct lgt_error *error);

/* sum_nu floor (L_nu / 2).  */
int64_t lgt_schedule_farthest (const struct lgt_geom *geom);

/* ---- search ---- */

/* What frozen loops there are around the star of an active link, by class:
   plaquettes, rectangles, chairs, crowns.  */
struct lgt_schedule_score
{
  int width, steps[LGT_MAX_DIM];        /* own direction first */
  int layers;                           /* of a sweep */
  int single, through;          /* of the loops to be transformed through a
                                   link: with one active link, and all */
  int frozen[4], all[4];
};

/* *SCORE of the masks of STEPS (own direction first) and WIDTH in NDIM
   dimensions, LOOPS loops to be transformed.  LGT_EINVAL: bad numbers.  */
enum lgt_status lgt_schedule_score (int ndim, const int *steps, int width,
                                    int loops, const struct lgt_loop *loop,
                                    struct lgt_schedule_score *score,
                                    struct lgt_error *error);

/* < 0 if A is to be preferred to B, > 0 if B, 0 if nothing tells them
   apart: the larger part of loops through the link that are single; then
   frozen plaquettes, then chairs, then rectangles around the star, each for
   one layer of a sweep; then fewer layers.  */
int lgt_schedule_score_compare (const struct lgt_schedule_score *a,
                                const struct lgt_schedule_score *b);

/* Score all masks of widths 2 to WIDEST (at most 16) that fit GEOM in every
   direction, have all the offsets and of which some loop is single; of
   masks that reflections, exchanges of transverse directions or a factor
   make of each other only the first.  *SCORE is a new array of *COUNT, best
   first, to be freed.  LGT_EINVAL, LGT_ENOMEM.  */
enum lgt_status lgt_schedule_search (const struct lgt_geom *geom, int widest,
                                     int loops, const struct lgt_loop *loop,
                                     struct lgt_schedule_score **score,
                                     int *count, struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

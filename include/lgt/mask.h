/* Masks: which links (or sites) a layer updates.

   A mask is a generalized checkerboard in D dimensions, given by one
   condition or by a list of conditions that must all hold.  A condition has
   directions, steps (one for each direction of the lattice), a width and an
   offset (one number, or one for each listed direction).  It holds for the
   link (x, mu) if mu is among its directions and

     (offset_mu + sum_nu steps[nu] x_nu) mod width = 0.

   A condition without directions speaks of sites alone: it holds for all
   links of a site, and a mask all of whose conditions are of that kind is a
   site mask, as scalar theories use it.

   The lattice is periodic, so L_nu steps[nu] must be a multiple of the
   width in every direction.  Phases then run through the multiples of
   g = gcd (steps, width), each equally often: an offset that g divides
   gives volume * g / width active links in its direction, any other offset
   gives none.  Over the offsets 0, ..., width - 1 a condition's masks
   partition the links of its directions.  Empty masks are allowed here
   (their count is 0); schedules skip them.

   A struct lgt_mask is a plain value, nothing to free.  Active links are
   always listed in one order: site ascending, then mu ascending.  */

#ifndef LGT_MASK_H
#define LGT_MASK_H

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_MASK_MAX_CONDITIONS 8

struct lgt_mask_condition
{
  int directions;               /* how many; 0: a condition on sites */
  int direction[LGT_MAX_DIM];   /* each one once, in any order */
  int steps[LGT_MAX_DIM];       /* D of them, any integers */
  int width;                    /* >= 1 */
  int offsets;                  /* 1, or as many as directions */
  int offset[LGT_MAX_DIM];      /* any integers; offset[i] is of
                                   direction[i] if there are several */
};

struct lgt_mask
{
  struct lgt_geom geom;
  int sites_only;               /* 1: a site mask */
  int conditions;
  /* As given, with steps and offsets reduced to [0, width).  */
  struct lgt_mask_condition condition[LGT_MASK_MAX_CONDITIONS];
};

/* Set MASK up for COUNT in 1..LGT_MASK_MAX_CONDITIONS conditions on GEOM
   (both are copied).  LGT_EINVAL: a width below 1, a direction that the
   lattice has not or that is listed twice, a wrong number of offsets, or an
   extent that does not fit, with the nearest extents that would.  */
enum lgt_status lgt_mask_init (struct lgt_mask *mask,
                               const struct lgt_geom *geom, int count,
                               const struct lgt_mask_condition *condition,
                               struct lgt_error *error);

/* 1 if the link (SITE, MU) is active, else 0.  A site mask does not look at
   MU.  */
int lgt_mask_active (const struct lgt_mask *mask, int64_t site, int mu);

/* The same for coordinates, any integers.  */
int lgt_mask_active_at (const struct lgt_mask *mask, const int *coords,
                        int mu);

/* Number of active links, or of active sites of a site mask.  */
int64_t lgt_mask_count (const struct lgt_mask *mask);

/* List the active links: entry i is the link (SITE[i], DIRECTION[i]); both
   arrays have room for lgt_mask_count entries.  DIRECTION may be NULL, and
   of a site mask it is not touched.  LGT_EINVAL: more than INT32_MAX
   sites.  */
enum lgt_status lgt_mask_list (const struct lgt_mask *mask, int32_t *site,
                               int32_t *direction, struct lgt_error *error);

/* ACTIVE[site * D + mu] = 1 or 0, volume * D bytes.  A site mask marks all
   links of its sites.  */
void lgt_mask_links (const struct lgt_mask *mask, unsigned char *active);

/* ACTIVE[site] = 1 if any link of the site (or the site itself) is active,
   else 0; volume bytes.  */
void lgt_mask_sites (const struct lgt_mask *mask, unsigned char *active);

/* *CELL = MASK on the smallest lattice that repeats to all of MASK's: each
   extent is a divisor of MASK's over which the phases return, and at least
   LEAST (or MASK's own extent where that is smaller).  What a loop meets
   from x on in MASK, it meets from x modulo these extents on in CELL.  */
enum lgt_status lgt_mask_cell (const struct lgt_mask *mask, int least,
                               struct lgt_mask *cell,
                               struct lgt_error *error);

/* g = gcd (STEPS[0..NDIM-1], WIDTH), WIDTH >= 1.  An offset gives an empty
   condition exactly if g does not divide it; width / g offsets do not.  */
int lgt_mask_gcd (int ndim, const int *steps, int width);

/* The nearest extents that fit STEP and WIDTH >= 1 (multiples of
   width / gcd (step, width)): *BELOW <= EXTENT, or 0 if there is none, and
   *ABOVE >= EXTENT.  Both equal EXTENT if it fits.  */
void lgt_mask_fitting_extents (int step, int width, int extent,
                               int64_t *below, int64_t *above);

/* The steps of direction MU from a list written for direction 0:
   STEPS[nu] = LIST[(nu - mu) mod NDIM].  STEPS must not be LIST.  */
void lgt_mask_steps_for (int ndim, const int *list, int mu, int *steps);

/* STEPS[nu] = ALONG for nu = MU, else ACROSS.  */
void lgt_mask_steps_along (int ndim, int along, int across, int mu,
                           int *steps);

#ifdef __cplusplus
}
#endif

#endif

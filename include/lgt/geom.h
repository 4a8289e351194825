/* Geometry of a periodic lattice in 1 to LGT_MAX_DIM dimensions.

   Extents L_0, ..., L_{D-1}; directions are numbered from 0, the last one
   is time.  Site number of coordinates x:

     site = x_0 + L_0 (x_1 + L_1 (x_2 + ...)),   direction 0 fastest.

   A struct lgt_geom is a plain value: copy it, keep it on the stack, free
   nothing.  Any extent from 1 on is a lattice; on an extent of 1 a site is
   its own neighbour, on 2 both neighbours are the same site.  */

#ifndef LGT_GEOM_H
#define LGT_GEOM_H

#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_MAX_DIM 6

struct lgt_geom
{
  int ndim;                     /* D */
  int extent[LGT_MAX_DIM];      /* L_mu >= 1; entries from D on are 1 */
  int64_t stride[LGT_MAX_DIM];  /* site (x + mu) - site (x), no wrapping */
  int64_t volume;               /* number of sites; volume * D fits too */
};

/* Set GEOM up for EXTENT[0..NDIM-1].  LGT_EINVAL: NDIM not in
   1..LGT_MAX_DIM, an extent below 1, or more than INT64_MAX links.  */
enum lgt_status lgt_geom_init (struct lgt_geom *geom, int ndim,
                               const int *extent, struct lgt_error *error);

/* The same from words such as "8x8x16", L_0 first.  LGT_EINVAL says at
   which character TEXT stops making sense.  */
enum lgt_status lgt_geom_parse (struct lgt_geom *geom, const char *text,
                                struct lgt_error *error);

/* Site number of COORDS[0..D-1], any integers, reduced modulo the
   extents.  */
int64_t lgt_geom_site (const struct lgt_geom *geom, const int *coords);

/* COORDS[mu] of SITE, each in [0, L_mu).  SITE must be in [0, volume).  */
void lgt_geom_coords (const struct lgt_geom *geom, int64_t site, int *coords);

/* One of the COORDS alone, in direction MU.  */
int lgt_geom_coord (const struct lgt_geom *geom, int64_t site, int mu);

/* The site STEPS steps (of either sign, any number) along MU from SITE.  */
int64_t lgt_geom_neighbour (const struct lgt_geom *geom, int64_t site, int mu,
                            int64_t steps);

/* SITE moved by the vector SHIFT[0..D-1], any integers.  */
int64_t lgt_geom_shift (const struct lgt_geom *geom, int64_t site,
                        const int *shift);

#ifdef __cplusplus
}
#endif

#endif

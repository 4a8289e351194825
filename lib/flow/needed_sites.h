/* Which sites of the lattice a network has to compute.  */

#ifndef LGT_FLOW_NEEDED_SITES_H
#define LGT_FLOW_NEEDED_SITES_H

#include <lgt/layer.h>

/* Mark in NEEDED (volume bytes, cleared first) the sites that WINDOW reads
   for the sites marked in WANTED.  Strides are 1, boundaries circular or
   zero.  */
void lgt_needed_spread (const struct lgt_geom *geom,
                        const struct lgt_window *window,
                        const unsigned char *wanted, unsigned char *needed);

/* Mark in NEEDED (volume bytes, cleared first) the rows of SITES.  */
void lgt_needed_rows (const struct lgt_sites *sites, unsigned char *needed);

/* The sites marked in NEEDED as rows of a tensor: a list if it saves a
   fifth of the lattice, and else the whole lattice.  *OWN gets the list if
   one was made, to be released by the caller, else NULL.  */
enum lgt_status lgt_needed_sites (const struct lgt_planner *planner,
                                  const unsigned char *needed,
                                  const struct lgt_sites **sites,
                                  struct lgt_sites **own,
                                  struct lgt_error *error);

#endif

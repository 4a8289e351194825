/* Active links that share a loop, inside lib/loops.  */

#ifndef LGT_CONFLICTS_H
#define LGT_CONFLICTS_H

#include <lgt/loops.h>
#include <lgt/mask.h>

/* A link as seen from another one.  */
struct lgt_conflict
{
  int shift[LGT_MAX_DIM];
  int mu;
};

struct lgt_conflicts
{
  struct lgt_geom geom;
  int32_t links;                /* active ones */
  int32_t *site, *direction;    /* of each */
  int32_t *number;              /* of the link site * D + mu, -1: passive */
  /* With a link of direction mu, conflict[mu][0 .. count[mu] - 1].  */
  int count[LGT_MAX_DIM];
  struct lgt_conflict *conflict[LGT_MAX_DIM];
};

enum lgt_status lgt_conflicts_new (const struct lgt_mask *mask, int loops,
                                   const struct lgt_loop *loop,
                                   struct lgt_conflicts *c,
                                   struct lgt_error *error);

void lgt_conflicts_free (struct lgt_conflicts *c);

/* The largest count[mu].  */
int lgt_conflicts_most (const struct lgt_conflicts *c);

/* Active links that conflict with link I, into OTHER with room for
   count[mu]; returns how many.  On a small lattice one may come twice, and
   I itself if a loop passes it twice.  */
int lgt_conflicts_of (const struct lgt_conflicts *c, int32_t i,
                      int32_t *other);

/* The size of the largest set of links around link I, I included, that all
   conflict with each other, or of the largest that STEPS steps of search
   find; -1: no memory.  */
int lgt_conflicts_clique (const struct lgt_conflicts *c, int32_t i,
                          int64_t steps);

#endif

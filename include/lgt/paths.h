/* Paths of links as data for operations: staples, loops, lines.

   A path set holds K paths; path k starts at a base site and is a string of
   steps, each along a direction mu, forward (the link U_mu(y), y to y + mu)
   or backward (U_mu(y - mu)^+).  One set serves all rows of a struct
   lgt_sites: base sites are those of the lattice or of the list.  On a list
   with directions the set has one variant for every direction, so that
   staples may turn with their link.

   Nothing here is per site but one optional byte per (row, path), so the
   memory does not depend on the paths' number and length.  */

#ifndef LGT_PATHS_H
#define LGT_PATHS_H

#include <lgt/sites.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_path_step
{
  int8_t shift[LGT_STENCIL_MAX_DIM];    /* site of the link minus base site */
  int8_t mu;              /* direction of the link */
  int8_t sign;            /* +1: the link, -1: its inverse */
};

struct lgt_path_set
{
  const struct lgt_sites *rows;         /* where the paths start */
  const struct lgt_sites *lattice;      /* where the links are */
  int links;              /* links a site (directions of the lattice) */
  int paths;              /* K */
  int variants;           /* 1, or rows->directions */
  int reach;              /* the largest |shift| and |difference of two shifts
                             of a path| */
  /* Path k of variant v has steps first[v K + k] to first[v K + k + 1] - 1. */
  int32_t steps;
  const int32_t *first;                 /* device, variants * K + 1 */
  const struct lgt_path_step *step;     /* device */
  /* Steps by the link's direction, for pull-backs: entries
     by_link_first[mu] ... by_link_first[mu + 1] - 1 of by_link name a step
     and its path (v K + k).  */
  const int32_t *by_link_first;         /* device, links + 1 */
  const int32_t *by_link;               /* device, pairs (step, v K + k) */
  /* Site y = x + shift: sum_d table[offset[d] + x_d (2 reach + 1)
     + shift_d + reach]; shift may be a difference too, which leads from one
     link of a path to another.  */
  const int32_t *table;                 /* device */
  int offset[LGT_STENCIL_MAX_DIM];
  /* Device, rows->count * K bytes: 1 where the path counts; or NULL (all).  */
  const unsigned char *select;
};

/* A path as the caller gives it: COUNT signed steps; step +1 + mu is
   forward, -1 - mu backward along mu.  (Loop notation "+0 -1" is { 1, -2 }.)
   The first SKIP steps are walked but do not count: with skip = 1 the loop
   U_mu(x) S becomes its staple S, seen from x.  */
struct lgt_path
{
  int count;
  const int *steps;
  int skip;
};

/* A set of PATHS paths for each variant: path k of variant v is
   path[v * PATHS + k]; VARIANTS is 1 or rows->directions (a path with
   count = 0 is allowed: the unit element).  SELECT (host, rows->count *
   PATHS, may be NULL) is copied.  LGT_EINVAL: a direction the lattice has
   not, or a path that reaches further than 127 steps.  */
enum lgt_status lgt_path_set_new (struct lgt_context *context,
                                  const struct lgt_sites *rows,
                                  int paths, int variants,
                                  const struct lgt_path *path,
                                  const unsigned char *select,
                                  struct lgt_path_set **set,
                                  struct lgt_error *error);
void lgt_path_set_free (struct lgt_context *context, struct lgt_path_set *);

#ifdef __cplusplus
}
#endif

#endif

/* Splitting: a mask whose active links share loops, made into samples, one
   after the other, in none of which two of them do.

   Two links conflict if a loop of the chosen ones passes both.  Active links
   get samples 0, 1, ... so that links in conflict never have the same: a
   colouring of the graph of conflicts, always the link next whose
   neighbours have the most different samples already (DSATUR; D. Brelaz,
   Comm. ACM 22 (1979) 251), ties by the number of conflicts, then by the
   lowest link.  The same mask and loops give the same samples.

   Memory and time are linear in the number of active links.  */

#ifndef LGT_SPLIT_H
#define LGT_SPLIT_H

#include <lgt/loops.h>
#include <lgt/mask.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lgt_split
{
  int64_t links;        /* active ones */
  int samples;          /* how many were needed; 0 without active links */
  /* No fewer are possible: the most active links, each in conflict with
     each other, that were found around one link of the unit cell.  */
  int bound;
  /* A loop winds around the lattice and passes some active link twice:
     such loops are never single, whatever the sample.  */
  int again;
  int32_t *sample;      /* of active link i in the order of lgt_mask_list;
                           owned by the split */
};

/* Set *SPLIT up for MASK and LOOPS loops (closed on the lattice); free it
   with lgt_split_free.  LGT_EINVAL: a mask of sites, a loop that does not
   close, more than INT32_MAX active links; LGT_ENOMEM.  */
enum lgt_status lgt_split_new (const struct lgt_mask *mask, int loops,
                               const struct lgt_loop *loop,
                               struct lgt_split *split,
                               struct lgt_error *error);

void lgt_split_free (struct lgt_split *split);

#ifdef __cplusplus
}
#endif

#endif

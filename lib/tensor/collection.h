/* What a collection is; the kernels read it too.  */

#ifndef LGT_COLLECTION_H
#define LGT_COLLECTION_H

#include <lgt/ops.h>

/* COUNT items in a row with the same shift, and components that follow each
   other: they lie side by side in X and in Y.  */
struct lgt_collect_run
{
  int8_t shift[LGT_STENCIL_MAX_DIM];
  int32_t comp, count;
  int32_t first;          /* number of the first item */
};

struct lgt_collection
{
  const struct lgt_sites *from, *rows;
  int items, runs;
  int comps;              /* 1 + the largest component */
  int reach;              /* the largest |shift| */
  const struct lgt_collect_run *run;    /* device */
  /* Sites, as in struct lgt_path_set.  */
  const int32_t *table;                 /* device */
  int offset[LGT_STENCIL_MAX_DIM];
  const int32_t *row;     /* device: row of FROM at a site, -1 where there is
                             none; NULL: sites are rows */
};

#endif

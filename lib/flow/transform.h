/* Transformations of an active loop's angle: const type objects.  */

#ifndef LGT_FLOW_TRANSFORM_H
#define LGT_FLOW_TRANSFORM_H

#include <lgt/config.h>
#include <lgt/ops.h>

/* What a coupling layer hands to a transformation for one update of its
   active links, each [P, list, ..., B].  */
struct lgt_transform_input
{
  lgt_var link;           /* angle U */
  lgt_var staple;         /* angle S of the rest of the active loop */
  lgt_var raw;            /* parameters from the network; or LGT_NONE */
  lgt_var condition;      /* angle of a frozen loop; or LGT_NONE */
  lgt_var table;          /* numbers set by the program; or LGT_NONE */
};

struct lgt_transform_type
{
  size_t config_size;
  /* Components of raw; NULL: the transformation takes none, and so no
     network.  */
  int (*raw) (const void *config);
  /* Bins and conditions of its table; NULL: there is none.  */
  void (*table) (const void *config, int *bins, int *angles);
  /* What the network puts out for the identity, or as near as may be: a
     pattern of *COUNT numbers; NULL: zeros.  PATTERN has room for 64.  */
  const double *(*start) (const void *config, double *pattern, int *count);
  /* U' and log |det J|.  */
  lgt_var (*apply) (struct lgt_tape *tape, const void *config,
                    const struct lgt_transform_input *in, int inverse,
                    lgt_var *log_det);
};

/* The alternatives of the key "transform"; each one's type is a const struct
   lgt_transform_type.  */
extern const struct lgt_choice lgt_transforms[];

enum { LGT_TRANSFORM_CONFIG = 64 };     /* bytes that any config fits in */

#endif

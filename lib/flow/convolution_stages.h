/* How a convolution's weights are kept: as the stages of a chain.  */

#ifndef LGT_FLOW_CONVOLUTION_STAGES_H
#define LGT_FLOW_CONVOLUTION_STAGES_H

#include "convolution.h"

/* A stage, its sites not yet known.  */
struct lgt_stage_plan
{
  char slice[24];         /* its weights' name, after the convolution's */
  struct lgt_window window;
  int groups, in, out;
  int ndim;               /* extents of the slice */
  int64_t extent[LGT_SLICE_MAX_DIM];
  int64_t fan_in;
};

/* Fill STAGE (LGT_CONVOLUTION_STAGES) with the *COUNT stages of PLAN in NDIM
   directions.  LGT_EINVAL as for lgt_convolution_new.  */
enum lgt_status lgt_convolution_stages (const struct lgt_convolution_plan *,
                                        int ndim,
                                        struct lgt_stage_plan *stage,
                                        int *count, struct lgt_error *error);

#endif

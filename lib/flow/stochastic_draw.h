/* Draws of a flow with stochastic steps.  Internal to lib/flow.  */

#ifndef LGT_FLOW_STOCHASTIC_DRAW_H
#define LGT_FLOW_STOCHASTIC_DRAW_H

#include <lgt/model.h>

struct lgt_stochastic_draw;

/* For BATCH configurations of MODEL, which has such steps.  VALUES NULL: the
   model's weights.  */
enum lgt_status lgt_stochastic_draw_new (struct lgt_model *model, int batch,
                                         const struct lgt_view *values,
                                         struct lgt_stochastic_draw **draw,
                                         struct lgt_error *error);
void lgt_stochastic_draw_free (struct lgt_stochastic_draw *draw);

/* As lgt_sampler_draw.  LGT_EINVAL: STREAM, or STEP too large for the
   counters of sweeps.  */
enum lgt_status lgt_stochastic_draw_run (struct lgt_stochastic_draw *draw,
                                         uint64_t seed, int stream,
                                         uint32_t step, uint32_t first,
                                         int count, double *links,
                                         double *log_q, double *action,
                                         struct lgt_error *error);

#endif

/* Terms of the action of a scalar field.  */

#ifndef LGT_FLOW_ACTION_SCALAR_H
#define LGT_FLOW_ACTION_SCALAR_H

#include <lgt/config.h>
#include <lgt/ops.h>

/* Keys of the terms phi4 and phi4_hopping.  */
extern const struct lgt_key lgt_phi4_keys[], lgt_phi4_hopping_keys[];

/* The coefficients of lgt/ops_scalar.h from a term's keys in NDIM
   dimensions.  */
enum lgt_status lgt_phi4_read (const struct lgt_chosen *chosen, int hopping,
                               int ndim,
                               double value[LGT_SCALAR_COEFFICIENTS],
                               struct lgt_error *error);

#endif

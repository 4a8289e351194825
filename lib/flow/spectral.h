/* Transformations of the phases of a loop that a configuration can name.  */

#ifndef LGT_FLOW_SPECTRAL_H
#define LGT_FLOW_SPECTRAL_H

#include <lgt/config.h>
#include <lgt/ops.h>

/* The alternatives of a spectral coupling's key "transform".  */
extern const struct lgt_choice lgt_cell_transforms[];

/* CHOSEN for SU(N).  LGT_EINVAL at its place: not for this N.  */
enum lgt_status lgt_cell_params (const struct lgt_chosen *chosen, int n,
                                 struct lgt_sun_spectral_params *params,
                                 struct lgt_error *error);

#endif

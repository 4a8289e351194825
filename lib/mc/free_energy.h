/* Private to lib/mc.  */

#ifndef LGT_MC_FREE_ENERGY_H
#define LGT_MC_FREE_ENERGY_H

#include <lgt/free_energy.h>

/* Count and blocks in range, *BLOCKS never 0; all finite.  */
enum lgt_status lgt_log_weights_check (const struct lgt_log_weights *weights,
                                       int *blocks, struct lgt_error *error);

#endif

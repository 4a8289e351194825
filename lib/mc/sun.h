/* What the parts of lgt/observables_sun.h share; not installed.  */

#ifndef LGT_MC_SUN_H
#define LGT_MC_SUN_H

#include <lgt/status.h>

/* LGT_EINVAL in words for an N that lgt/sun.h does not have.  */
enum lgt_status lgt_mc_sun_n_ (int n, struct lgt_error *error);

#endif

/* Private to lib/app.  */

#ifndef LGT_APP_PRIVATE_H
#define LGT_APP_PRIVATE_H

#include <lgt/app.h>

/* Seconds on a clock that only runs forward.  */
double lgt_app_clock (void);

#endif

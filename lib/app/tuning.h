/* What was measured before, for configurations that ask for it.  */

#ifndef LGT_APP_TUNING_H
#define LGT_APP_TUNING_H

#include <lgt/config.h>
#include <lgt/wisdom.h>

/* If some convolution of the configuration ROOT has algorithm: tuned, the
   wisdom of the file that the environment variable LGT_WISDOM names, or of
   wisdom.yaml; *WISDOM stays as it is if none has, or the file is not there.
   LGT_EINVAL: the file is damaged.  */
enum lgt_status lgt_app_wisdom (const struct lgt_config_node *root,
                                struct lgt_wisdom **wisdom,
                                struct lgt_error *error);

#endif

/* A network's recipe, read from its configuration.  */

#ifndef LGT_FLOW_NETWORK_RECIPE_H
#define LGT_FLOW_NETWORK_RECIPE_H

#include <lgt/layer.h>

#include "keys.h"

enum { LGT_NET_MAX_LAYERS = 32 };

struct lgt_recipe
{
  struct lgt_net_inputs inputs;
  unsigned features;      /* SU(N): of enum lgt_sun_feature; scalar field: of
                             enum lgt_scalar_feature */
  int layers;
  struct lgt_net_conv conv[LGT_NET_MAX_LAYERS];
  const struct lgt_config_node *node[LGT_NET_MAX_LAYERS];
  struct lgt_window window[LGT_NET_MAX_LAYERS];
};

/* The recipe called NAME of PLANNER's networks; PLACE is where it is
   named.  */
enum lgt_status lgt_recipe_read (const struct lgt_planner *planner,
                                 const char *name,
                                 const struct lgt_config_node *place,
                                 struct lgt_recipe *recipe,
                                 struct lgt_error *error);

#endif

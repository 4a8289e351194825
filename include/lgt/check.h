/* Checks of models that tests call, a stranger's layers included.  */

#ifndef LGT_CHECK_H
#define LGT_CHECK_H

#include <lgt/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* LGT_OK if what every layer does to an active link depends on the frozen
   links and on that link alone.  With random weights and links of SEED (the
   model's own weights are not used and not changed), for each layer twice,
   other values being NaN and then other random numbers:

   inside   all active links get other values: whatever the layer says that
            it conditions on (lgt_layer_type.condition) must stay as it was,
            to the bit;
   outside  part of the active links get other values: those that do not,
            and the frozen ones, must leave the layer as before, to the bit.
            2 ceil (log2 n) parts of n active links tell any two of them
            apart.  This needs nothing from the layer, but cannot see a
            conditioner that looks at the very link that it is for.

   NaN finds what random numbers might miss (a product with a weight that
   happens to be zero), random numbers what a clamp hides from NaN.
   LGT_ENUM names the first layer that sees what it changes.  */
enum lgt_status lgt_model_check_blind (struct lgt_model *model, uint64_t seed,
                                       struct lgt_error *error);

#ifdef __cplusplus
}
#endif

#endif

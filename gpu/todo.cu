/* Operations whose kernels are still to be written.  */

#include "kernel.h"

#define TODO_(op, what, suffix)                                         \
  extern "C" enum lgt_status                                            \
  LGT_KERNEL (op, what, suffix) (struct lgt_queue *, const void *,      \
                                 const struct lgt_view *,               \
                                 const struct lgt_view *, void *,       \
                                 struct lgt_error *error)               \
  {                                                                     \
    return lgt_fail (error, LGT_EBACKEND, "not written yet");           \
  }
#define TODO(op, what) TODO_ (op, what, f32) TODO_ (op, what, f64)

TODO (sun_heat_bath, run)
TODO (sun_overrelaxation, run)
TODO (sun_metropolis, run)
TODO (sun_reunitarize, run)
TODO (sun_drift, run)
TODO (sun_kick, run)

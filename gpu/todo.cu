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

TODO (u1_heat_bath, run)
TODO (u1_overrelaxation, run)
TODO (u1_metropolis, run)
TODO (u1_drift, run)
TODO (u1_kick, run)
TODO (u1_shift, run)
TODO (u1_trajectory, run)
TODO (sum_squares, run)
TODO (random_normal, run)
TODO (metropolis_select, run)

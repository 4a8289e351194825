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

TODO (multiply, run)
TODO (multiply, pull)
TODO (scale, run)
TODO (scale, pull)
TODO (cast, run)
TODO (cast, pull)
TODO (concat, run)
TODO (concat, pull)
TODO (weighted_sum, run)
TODO (weighted_sum, pull)
TODO (scatter, run)
TODO (activate, run)
TODO (activate, pull)
TODO (conv, run)
TODO (conv, pull)
TODO (conv, settle)
TODO (conv_sum, run)
TODO (conv_sum, pull)
TODO (conv_gemm, run)
TODO (conv_gemm, pull)
TODO (conv_fft, run)
TODO (conv_fft, pull)
TODO (circular_rqs, run)
TODO (circular_rqs, pull)
TODO (circular_ncp, run)
TODO (circular_ncp, pull)
TODO (circular_table, run)
TODO (circular_table, pull)
TODO (random_uniform, run)
TODO (norm_squared, run)
TODO (optimizer_step, run)
TODO (average_step, run)

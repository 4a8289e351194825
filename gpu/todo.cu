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

TODO (conv, run)
TODO (conv, pull)
TODO (conv, settle)
TODO (conv_sum, run)
TODO (conv_sum, pull)
TODO (conv_gemm, run)
TODO (conv_gemm, pull)
TODO (conv_fft, run)
TODO (conv_fft, pull)
TODO (sun_haar, run)
TODO (sun_spectral, run)
TODO (sun_spectral, pull)
TODO (sun_polar, run)
TODO (sun_polar, pull)
TODO (sun_stout, run)
TODO (sun_stout, pull)

/* Convolution by Fourier transforms, which are not on CUDA: a convolver's are
   the host's.  */

#include "../kernel.h"

#define CONV_REFUSE(what, suffix)                                       \
  extern "C" enum lgt_status                                            \
  LGT_KERNEL (conv_fft, what, suffix) (struct lgt_queue *, const void *, \
                                       const struct lgt_view *,         \
                                       const struct lgt_view *, void *, \
                                       struct lgt_error *error)         \
  {                                                                     \
    return lgt_fail (error, LGT_EBACKEND, "conv_fft: Fourier transforms " \
                     "are not on CUDA; algorithm: direct or auto would " \
                     "do");                                             \
  }

CONV_REFUSE (run, f32)
CONV_REFUSE (run, f64)
CONV_REFUSE (pull, f32)
CONV_REFUSE (pull, f64)

/* Convolution by Fourier transforms in float32.  */

#define REAL float
#define V vf
#define VI vfi
#define VN LGT_VF
#define V_SET vf_set
#define CONV_ENTRY(what) LGT_KERNEL (conv_fft, what, f32)
#define CONV_DIRECT LGT_KERNEL (conv, pull, f32)

#include "conv_fft.h"

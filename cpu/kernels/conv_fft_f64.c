/* Convolution by Fourier transforms in float64.  */

#define REAL double
#define V vd
#define VI vdi
#define VN LGT_VD
#define V_SET vd_set
#define CONV_ENTRY(what) LGT_KERNEL (conv_fft, what, f64)
#define CONV_DIRECT LGT_KERNEL (conv, pull, f64)

#include "conv_fft.h"

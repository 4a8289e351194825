/* Convolution in float32: conv, conv_sum, conv_gemm.  */

#include "../conv_body.h"

CONV_ENTRIES (f32, float)

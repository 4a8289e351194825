/* Convolution in float64: conv, conv_sum, conv_gemm.  */

#include "../conv_body.h"

CONV_ENTRIES (f64, double)

/* Convolution by matrix products in float64.  */

#define REAL double
#define VN LGT_VD
#define GEMM cblas_dgemm
#define CONV_ENTRY(what) LGT_KERNEL (conv_gemm, what, f64)
#define CONV_DIRECT LGT_KERNEL (conv, pull, f64)

#include "conv_gemm.h"

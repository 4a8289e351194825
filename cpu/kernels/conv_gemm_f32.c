/* Convolution by matrix products in float32.  */

#define REAL float
#define VN LGT_VF
#define GEMM cblas_sgemm
#define CONV_ENTRY(what) LGT_KERNEL (conv_gemm, what, f32)
#define CONV_DIRECT LGT_KERNEL (conv, pull, f32)

#include "conv_gemm.h"

/* Convolution in float64.  */

#define REAL double
#define V vd
#define VI vdi
#define VN LGT_VD
#define V_(name) vd_##name
#define V_SET vd_set
#define CONV_ENTRY(what) LGT_KERNEL (conv, what, f64)

#include "conv_body.h"

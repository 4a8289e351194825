/* Convolution in float64.  */

#define REAL double
#define V vd
#define VI vdi
#define VN LGT_VD
#define V_(name) vd_##name
#define V_SET vd_set
#define CONV_ENTRY(what) LGT_KERNEL (conv, what, f64)

#include "conv_body.h"

/* It uses the same tiles.  */
#define CONV_SUM_ENTRY(what) LGT_KERNEL (conv_sum, what, f64)
#define CONV_DIRECT CONV_ENTRY (pull)

#include "conv_sum.h"

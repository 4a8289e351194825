/* Convolution in float32.  */

#define REAL float
#define V vf
#define VI vfi
#define VN LGT_VF
#define V_(name) vf_##name
#define V_SET vf_set
#define CONV_ENTRY(what) LGT_KERNEL (conv, what, f32)

#include "conv_body.h"

/* It uses the same tiles.  */
#define CONV_SUM_ENTRY(what) LGT_KERNEL (conv_sum, what, f32)
#define CONV_DIRECT CONV_ENTRY (pull)

#include "conv_sum.h"

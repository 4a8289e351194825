/* The CUDA backends that were compiled in, for the list of backends.  */

#ifndef LGT_GPU_BACKEND_H
#define LGT_GPU_BACKEND_H

#include <lgt/backend.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where configure defines LGT_WITH_CUDA and LGT_WITH_CUDA_EMULATED.  */
extern const struct lgt_backend lgt_backend_cuda;
extern const struct lgt_backend lgt_backend_cuda_emulated;

#ifdef __cplusplus
}
#endif

#endif

/* The CUDA backend's queue: a stream.  */

#ifndef LGT_GPU_QUEUE_H
#define LGT_GPU_QUEUE_H

#include <cuda_runtime.h>

struct lgt_queue
{
  cudaStream_t stream;
  int device;
  int blocking;           /* LGT_CUDA_BLOCKING: wait for every kernel, so that
                             an error names its operation */
};

#endif

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
  /* Small puts go through pinned memory: CUDA promises for no other that a
     copy to the device does not wait for what stands before it.  */
  char *staging;
  size_t staged;          /* bytes that copies may still read */
};

#endif

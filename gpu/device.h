/* The device as struct lgt_backend wants it: memory, copies, queues, graphs.
   The contracts are in lgt/backend.h.  */

#ifndef LGT_GPU_DEVICE_H
#define LGT_GPU_DEVICE_H

#include <cuda_runtime.h>

#include <lgt/backend.h>

#include "name.h"
#include "queue.h"

extern "C"
{
/* LGT_OK if there is a driver and a device that the kernels were compiled
   for; else ERROR says which is missing.  */
enum lgt_status LGT_GPU_NAME (probe) (struct lgt_error *error);

enum lgt_status LGT_GPU_NAME (queue_new) (int device, int threads,
                                          struct lgt_queue **queue,
                                          struct lgt_error *error);
void LGT_GPU_NAME (queue_free) (struct lgt_queue *queue);
void *LGT_GPU_NAME (alloc) (struct lgt_queue *queue, size_t bytes);
void LGT_GPU_NAME (release) (struct lgt_queue *queue, void *data);
enum lgt_status LGT_GPU_NAME (put) (struct lgt_queue *queue, void *dst,
                                    const void *host, size_t bytes);
enum lgt_status LGT_GPU_NAME (get) (struct lgt_queue *queue, void *host,
                                    const void *src, size_t bytes);
enum lgt_status LGT_GPU_NAME (clear) (struct lgt_queue *queue, void *data,
                                      size_t bytes);
enum lgt_status LGT_GPU_NAME (sync) (struct lgt_queue *queue,
                                     struct lgt_error *error);
int LGT_GPU_NAME (captures) (const struct lgt_queue *queue);
enum lgt_status LGT_GPU_NAME (capture) (struct lgt_queue *queue, int begin,
                                        void **graph,
                                        struct lgt_error *error);
enum lgt_status LGT_GPU_NAME (replay) (struct lgt_queue *queue, void *graph,
                                       struct lgt_error *error);
void LGT_GPU_NAME (describe) (FILE *stream);
void LGT_GPU_NAME (graph_free) (struct lgt_queue *queue, void *graph);
enum lgt_status LGT_GPU_NAME (memory) (struct lgt_queue *queue, size_t *left,
                                       size_t *total);

/* After an entry's launches: their first error and, with LGT_CUDA_BLOCKING
   set, that of their execution.  */
enum lgt_status LGT_GPU_NAME (launched) (const struct lgt_queue *queue,
                                         struct lgt_error *error);
}

#endif

/* Functions of CUDA's run time that the host calls.  */

#ifndef LGT_EMU_API_H
#define LGT_EMU_API_H

#include "types.h"

/* CUDA's names stand for functions with our prefix, so that a program may
   hold the emulator and the real thing.  */
#define LGT_EMU_API(name, short_name, parameters, arguments)            \
  extern "C" cudaError_t lgt_emu_##short_name parameters;               \
  static inline cudaError_t                                             \
  name parameters                                                       \
  {                                                                     \
    return lgt_emu_##short_name arguments;                              \
  }

/* Devices.  */
LGT_EMU_API (cudaDriverGetVersion, driver_version, (int *version), (version))
LGT_EMU_API (cudaGetDeviceCount, device_count, (int *count), (count))
LGT_EMU_API (cudaSetDevice, set_device, (int device), (device))
LGT_EMU_API (cudaGetDevice, get_device, (int *device), (device))
LGT_EMU_API (cudaDeviceGetAttribute, attribute,
             (int *value, cudaDeviceAttr which, int device),
             (value, which, device))
LGT_EMU_API (cudaGetDeviceProperties, properties,
             (struct cudaDeviceProp *p, int device), (p, device))
LGT_EMU_API (cudaDeviceSynchronize, device_sync, (), ())

/* Errors.  */
LGT_EMU_API (cudaGetLastError, last_error, (), ())
LGT_EMU_API (cudaPeekAtLastError, peek_error, (), ())
extern "C" const char *lgt_emu_error_string (cudaError_t error);
extern "C" const char *lgt_emu_error_name (cudaError_t error);
static inline const char *
cudaGetErrorString (cudaError_t error)
{
  return lgt_emu_error_string (error);
}
static inline const char *
cudaGetErrorName (cudaError_t error)
{
  return lgt_emu_error_name (error);
}

/* Memory.  */
extern "C" cudaError_t lgt_emu_malloc (void **p, size_t bytes);
extern "C" cudaError_t lgt_emu_host_alloc (void **p, size_t bytes);
template <class T>
static inline cudaError_t
cudaMalloc (T **p, size_t bytes)
{
  void *data;
  const cudaError_t status = lgt_emu_malloc (&data, bytes);

  if (status == cudaSuccess)
    *p = static_cast<T *> (data);
  return status;
}
template <class T>
static inline cudaError_t
cudaHostAlloc (T **p, size_t bytes, unsigned)
{
  void *data;
  const cudaError_t status = lgt_emu_host_alloc (&data, bytes);

  if (status == cudaSuccess)
    *p = static_cast<T *> (data);
  return status;
}
template <class T>
static inline cudaError_t
cudaMallocHost (T **p, size_t bytes)
{
  return cudaHostAlloc (p, bytes, cudaHostAllocDefault);
}
LGT_EMU_API (cudaFree, free, (void *p), (p))
LGT_EMU_API (cudaFreeHost, host_free, (void *p), (p))
LGT_EMU_API (cudaMemGetInfo, memory_info, (size_t *left, size_t *total),
             (left, total))
LGT_EMU_API (cudaMemcpy, copy,
             (void *to, const void *from, size_t bytes, cudaMemcpyKind kind),
             (to, from, bytes, kind))
LGT_EMU_API (cudaMemcpyAsync, copy_async,
             (void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
              cudaStream_t stream = 0), (to, from, bytes, kind, stream))
LGT_EMU_API (cudaMemset, set, (void *p, int value, size_t bytes),
             (p, value, bytes))
LGT_EMU_API (cudaMemsetAsync, set_async,
             (void *p, int value, size_t bytes, cudaStream_t stream = 0),
             (p, value, bytes, stream))

/* Streams and events.  */
LGT_EMU_API (cudaStreamCreateWithFlags, stream_new,
             (cudaStream_t *stream, unsigned flags), (stream, flags))
static inline cudaError_t
cudaStreamCreate (cudaStream_t *stream)
{
  return lgt_emu_stream_new (stream, cudaStreamDefault);
}
LGT_EMU_API (cudaStreamDestroy, stream_free, (cudaStream_t stream), (stream))
LGT_EMU_API (cudaStreamSynchronize, stream_sync, (cudaStream_t stream),
             (stream))
LGT_EMU_API (cudaStreamWaitEvent, stream_wait,
             (cudaStream_t stream, cudaEvent_t event, unsigned flags = 0),
             (stream, event, flags))
LGT_EMU_API (cudaEventCreateWithFlags, event_new,
             (cudaEvent_t *event, unsigned flags), (event, flags))
static inline cudaError_t
cudaEventCreate (cudaEvent_t *event)
{
  return lgt_emu_event_new (event, cudaEventDefault);
}
LGT_EMU_API (cudaEventDestroy, event_free, (cudaEvent_t event), (event))
LGT_EMU_API (cudaEventRecord, event_record,
             (cudaEvent_t event, cudaStream_t stream = 0), (event, stream))
LGT_EMU_API (cudaEventSynchronize, event_sync, (cudaEvent_t event), (event))
LGT_EMU_API (cudaEventElapsedTime, event_elapsed,
             (float *ms, cudaEvent_t begin, cudaEvent_t end),
             (ms, begin, end))

/* Graphs.  */
LGT_EMU_API (cudaStreamBeginCapture, capture_begin,
             (cudaStream_t stream, cudaStreamCaptureMode mode),
             (stream, mode))
LGT_EMU_API (cudaStreamEndCapture, capture_end,
             (cudaStream_t stream, cudaGraph_t *graph), (stream, graph))
LGT_EMU_API (cudaStreamIsCapturing, capture_status,
             (cudaStream_t stream, cudaStreamCaptureStatus *status),
             (stream, status))
LGT_EMU_API (cudaGraphInstantiate, graph_make,
             (cudaGraphExec_t *made, cudaGraph_t graph,
              unsigned long long flags = 0), (made, graph, flags))
LGT_EMU_API (cudaGraphLaunch, graph_launch,
             (cudaGraphExec_t graph, cudaStream_t stream), (graph, stream))
LGT_EMU_API (cudaGraphDestroy, graph_free, (cudaGraph_t graph), (graph))
LGT_EMU_API (cudaGraphExecDestroy, graph_exec_free, (cudaGraphExec_t graph),
             (graph))
#undef LGT_EMU_API

#endif

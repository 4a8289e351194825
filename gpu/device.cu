/* The device: memory, copies, streams, graphs, and what is said when they are
   not to be had.  */

#include <config.h>

#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The emulator can do all that any device can.  */
#ifndef LGT_CUDA_LEAST
# define LGT_CUDA_LEAST 75
#endif

enum
{
  STAGED_BYTES = 1024,          /* a put of so many bytes at most is staged */
  STAGING_BYTES = 1 << 16
};

static const char backend_name[] = LGT_GPU_TITLE;

/* LGT_OK, or what CUDA says about STATUS.  */
static enum lgt_status
check (cudaError_t status, const char *what, struct lgt_error *error)
{
  if (status == cudaSuccess)
    return LGT_OK;
  return lgt_fail (error, LGT_EBACKEND, "%s: %s: %s", backend_name, what,
                   cudaGetErrorString (status));
}

/* Devices that there are, or a sentence why there are none.  */
static enum lgt_status
count_devices (int *count, struct lgt_error *error)
{
  int driver = 0;
  cudaError_t status = cudaDriverGetVersion (&driver);

  if (status != cudaSuccess || driver == 0)
    return lgt_fail (error, LGT_ENODEV, "backend %s: there is no NVIDIA "
                     "driver on this machine; --backend=cpu needs none",
                     backend_name);
  status = cudaGetDeviceCount (count);
  if (status == cudaSuccess && *count > 0)
    return LGT_OK;
  cudaGetLastError ();
  if (status == cudaSuccess || status == cudaErrorNoDevice)
    return lgt_fail (error, LGT_ENODEV, "backend %s: there is no NVIDIA "
                     "device on this machine; --backend=cpu needs none",
                     backend_name);
  if (status == cudaErrorInsufficientDriver)
    return lgt_fail (error, LGT_ENODEV, "backend %s: the driver is for CUDA "
                     "%d.%d, and this program was made with %d.%d; a newer "
                     "driver or --backend=cpu would do", backend_name,
                     driver / 1000, driver % 1000 / 10, CUDART_VERSION / 1000,
                     CUDART_VERSION % 1000 / 10);
  return lgt_fail (error, LGT_ENODEV, "backend %s: no device: %s; "
                   "--backend=cpu needs none", backend_name,
                   cudaGetErrorString (status));
}

/* Whether the kernels can run on DEVICE.  */
static enum lgt_status
check_device (int device, struct lgt_error *error)
{
  int count, major = 0, minor = 0;
  enum lgt_status status = count_devices (&count, error);

  if (status != LGT_OK)
    return status;
  if (device < 0 || device >= count)
    return lgt_fail (error, LGT_ENODEV, "device %d: backend %s has devices 0 "
                     "to %d", device, backend_name, count - 1);
  cudaDeviceGetAttribute (&major, cudaDevAttrComputeCapabilityMajor, device);
  cudaDeviceGetAttribute (&minor, cudaDevAttrComputeCapabilityMinor, device);
  if (10 * major + minor < LGT_CUDA_LEAST)
    return lgt_fail (error, LGT_ENODEV, "backend %s: device %d has compute "
                     "capability %d.%d, and the kernels were compiled for "
                     "%d.%d and later; configure --with-cuda-arch=%d%d would "
                     "do", backend_name, device, major, minor,
                     LGT_CUDA_LEAST / 10, LGT_CUDA_LEAST % 10, major, minor);
  return LGT_OK;
}

enum lgt_status
LGT_GPU_NAME (probe) (struct lgt_error *error)
{
  return check_device (0, error);
}

enum lgt_status
LGT_GPU_NAME (queue_new) (int device, int threads, struct lgt_queue **queue,
                          struct lgt_error *error)
{
  const char *blocking = getenv ("LGT_CUDA_BLOCKING");
  struct lgt_queue *made;
  enum lgt_status status;

  if (threads < 0)
    return lgt_fail (error, LGT_EINVAL, "%d threads: must be 1 or more, or 0 "
                     "for what OpenMP would take", threads);
  status = check_device (device, error);
  if (status == LGT_OK)
    status = check (cudaSetDevice (device), "the device cannot be used",
                    error);
  if (status != LGT_OK)
    return status;
  made = static_cast<struct lgt_queue *> (calloc (1, sizeof *made));
  if (!made)
    return lgt_fail (error, LGT_ENOMEM, "no memory for a queue");
  made->device = device;
  made->blocking = blocking && *blocking && *blocking != '0';
  status = check (cudaStreamCreate (&made->stream), "no stream", error);
  if (status != LGT_OK)
    {
      free (made);
      return status;
    }
  status = check (cudaMallocHost (&made->staging, STAGING_BYTES),
                  "no pinned memory", error);
  if (status == LGT_OK)
    *queue = made;
  else
    LGT_GPU_NAME (queue_free) (made);
  return status;
}

void
LGT_GPU_NAME (queue_free) (struct lgt_queue *queue)
{
  if (!queue)
    return;
  cudaStreamSynchronize (queue->stream);
  cudaStreamDestroy (queue->stream);
  cudaFreeHost (queue->staging);
  free (queue);
}

void *
LGT_GPU_NAME (alloc) (struct lgt_queue *queue, size_t bytes)
{
  void *data = NULL;

  cudaSetDevice (queue->device);
  if (cudaMalloc (&data, bytes ? bytes : 64) == cudaSuccess)
    return data;
  cudaGetLastError ();          /* it is told by NULL */
  return NULL;
}

void
LGT_GPU_NAME (release) (struct lgt_queue *queue, void *data)
{
  if (!data)
    return;
  cudaStreamSynchronize (queue->stream);
  cudaFree (data);
}

/* Until all is done; then nothing reads what was staged.  */
static cudaError_t
drain (struct lgt_queue *queue)
{
  const cudaError_t status = cudaStreamSynchronize (queue->stream);

  if (status == cudaSuccess)
    queue->staged = 0;
  return status;
}

static enum lgt_status
copy (struct lgt_queue *queue, void *dst, const void *src, size_t bytes,
      enum cudaMemcpyKind kind)
{
  if (bytes == 0)
    return LGT_OK;
  return cudaMemcpyAsync (dst, src, bytes, kind, queue->stream) == cudaSuccess
         ? LGT_OK : LGT_EBACKEND;
}

enum lgt_status
LGT_GPU_NAME (put) (struct lgt_queue *queue, void *dst, const void *host,
                    size_t bytes)
{
  const size_t taken = (bytes + 15) / 16 * 16;
  char *place;

  if (bytes == 0)
    return LGT_OK;
  if (bytes > STAGED_BYTES)
    return copy (queue, dst, host, bytes, cudaMemcpyHostToDevice);
  if (queue->staged + taken > STAGING_BYTES && drain (queue) != cudaSuccess)
    return LGT_EBACKEND;
  place = queue->staging + queue->staged;
  queue->staged += taken;
  memcpy (place, host, bytes);
  return copy (queue, dst, place, bytes, cudaMemcpyHostToDevice);
}

enum lgt_status
LGT_GPU_NAME (get) (struct lgt_queue *queue, void *host, const void *src,
                    size_t bytes)
{
  const enum lgt_status status = copy (queue, host, src, bytes,
                                       cudaMemcpyDeviceToHost);

  return drain (queue) == cudaSuccess ? status : LGT_EBACKEND;
}

enum lgt_status
LGT_GPU_NAME (clear) (struct lgt_queue *queue, void *data, size_t bytes)
{
  if (bytes == 0)
    return LGT_OK;
  return cudaMemsetAsync (data, 0, bytes, queue->stream) == cudaSuccess
         ? LGT_OK : LGT_EBACKEND;
}

/* A failed kernel, or a device that is lost, is told by whatever asks next;
   only a wait after every kernel can tell which it was.  */
enum lgt_status
LGT_GPU_NAME (sync) (struct lgt_queue *queue, struct lgt_error *error)
{
  const cudaError_t status = drain (queue);

  if (status == cudaSuccess)
    return LGT_OK;
  return lgt_fail (error, LGT_EBACKEND, "%s: a kernel failed: %s%s",
                   backend_name, cudaGetErrorString (status),
                   queue->blocking ? "" : "; with LGT_CUDA_BLOCKING=1 in the "
                   "environment its operation is named");
}

enum lgt_status
LGT_GPU_NAME (launched) (const struct lgt_queue *queue,
                         struct lgt_error *error)
{
  enum lgt_status status = check (cudaGetLastError (), "cannot be launched",
                                  error);

  if (status == LGT_OK && queue->blocking)
    status = check (cudaStreamSynchronize (queue->stream), "failed", error);
  return status;
}

int
LGT_GPU_NAME (captures) (const struct lgt_queue *queue)
{
  return !queue->blocking;
}

enum lgt_status
LGT_GPU_NAME (capture) (struct lgt_queue *queue, int begin, void **graph,
                        struct lgt_error *error)
{
  cudaGraph_t captured;
  cudaGraphExec_t made;
  cudaError_t status;

  if (begin)
    return check (cudaStreamBeginCapture (queue->stream,
                                          cudaStreamCaptureModeThreadLocal),
                  "no capture can begin", error);
  status = cudaStreamEndCapture (queue->stream, &captured);
  if (status == cudaSuccess)
    {
      status = cudaGraphInstantiate (&made, captured, 0);
      cudaGraphDestroy (captured);
    }
  if (status == cudaSuccess)
    *graph = made;
  else
    cudaGetLastError ();        /* nothing has run: the stream is as it was */
  return check (status, "no graph", error);
}

enum lgt_status
LGT_GPU_NAME (replay) (struct lgt_queue *queue, void *graph,
                       struct lgt_error *error)
{
  return check (cudaGraphLaunch (static_cast<cudaGraphExec_t> (graph),
                                 queue->stream), "the replay of a tape "
                "failed", error);
}

void
LGT_GPU_NAME (graph_free) (struct lgt_queue *queue, void *graph)
{
  cudaStreamSynchronize (queue->stream);
  cudaGraphExecDestroy (static_cast<cudaGraphExec_t> (graph));
}

enum lgt_status
LGT_GPU_NAME (memory) (struct lgt_queue *queue, size_t *left, size_t *total)
{
  cudaSetDevice (queue->device);
  return cudaMemGetInfo (left, total) == cudaSuccess ? LGT_OK : LGT_EBACKEND;
}

/* Compute capabilities that were compiled in, times 100.  */
#ifdef __CUDA_ARCH_LIST__
static const int compiled_for[] = { __CUDA_ARCH_LIST__ };
#else
static const int compiled_for[] = { 10 * LGT_CUDA_LEAST };
#endif

void
LGT_GPU_NAME (describe) (FILE *stream)
{
  int count = 0;

  fprintf (stream, "  CUDA %d.%d, compiled for compute capability",
           CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
  for (int capability : compiled_for)
    fprintf (stream, " %d.%d", capability / 100, capability % 100 / 10);
  fputc ('\n', stream);
  if (count_devices (&count, NULL) != LGT_OK)
    return;
  for (int device = 0; device < count; device++)
    {
      struct cudaDeviceProp p;

      if (cudaGetDeviceProperties (&p, device) == cudaSuccess)
        fprintf (stream, "  device %d: %s, compute capability %d.%d, %.1f GiB, "
                 "%d multiprocessors\n", device, p.name, p.major, p.minor,
                 (double) p.totalGlobalMem / 1073741824,
                 p.multiProcessorCount);
    }
}

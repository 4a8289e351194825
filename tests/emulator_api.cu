/* Calls of CUDA's run time: what they return, and graphs.  */

#include <stdlib.h>
#include <string.h>

#include "emulator_kernels.h"

enum { N = 100 };

static __global__ void
add (int *data, int what)
{
  data[threadIdx.x] += what;
}

static __global__ void
fill (int *data, const int *table, int n)
{
  LGT_DYNAMIC_SHARED (int, s);

  s[threadIdx.x] = (int) threadIdx.x < n ? table[threadIdx.x] : 0;
  data[threadIdx.x] = s[threadIdx.x];
}

static void
launch (cudaStream_t stream, int *data, int what)
{
  struct lgt_queue queue = {};

  queue.stream = stream;
  lgt_launch_grid (&queue, add, dim3 (1), dim3 (N), 0, data, what);
}

/* All N are VALUE.  */
static int
all (const int *data, int value)
{
  int x[N];

  if (!from_device (x, data, N))
    return 0;
  for (int i = 0; i < N; i++)
    if (x[i] != value)
      return 0;
  return 1;
}

/* ---- launches that cannot be ---- */

static cudaError_t
configured (dim3 grid, dim3 block, size_t shared)
{
  int *d = on_device<int> (nullptr, 4096);
  cudaError_t status;

  lgt_launch_grid (&emulator_queue, fill, grid, block, shared, d, d, 0);
  status = cudaGetLastError ();
  cudaFree (d);
  return status;
}

static int
configurations (void)
{
  const cudaError_t bad = cudaErrorInvalidConfiguration;

  HOLD (configured (dim3 (1), dim3 (32), 128) == cudaSuccess);
  HOLD (configured (dim3 (0), dim3 (32), 128) == bad);
  HOLD (configured (dim3 (1, 65536), dim3 (32), 128) == bad);
  HOLD (configured (dim3 (1, 1, 65536), dim3 (32), 128) == bad);
  HOLD (configured (dim3 (1), dim3 (0), 128) == bad);
  HOLD (configured (dim3 (1), dim3 (1025), 128) == bad);
  HOLD (configured (dim3 (1), dim3 (64, 32), 128) == bad);
  HOLD (configured (dim3 (1), dim3 (1, 1, 65), 128) == bad);
  HOLD (cudaGetLastError () == cudaSuccess);
  HOLD (configured (dim3 (1), dim3 (32), 48 << 10) == cudaSuccess);
  HOLD (configured (dim3 (1), dim3 (32), 49 << 10) == cudaErrorInvalidValue);
  HOLD (cudaFuncSetAttribute (fill,
                              cudaFuncAttributeMaxDynamicSharedMemorySize,
                              64 << 10) == cudaSuccess);
  HOLD (configured (dim3 (1), dim3 (32), 49 << 10) == cudaSuccess);
  HOLD (cudaFuncSetAttribute (fill,
                              cudaFuncAttributeMaxDynamicSharedMemorySize,
                              228 << 10) == cudaErrorInvalidValue);
  return 0;
}

/* ---- memory ---- */

static int
copies (void)
{
  int host[N] = {}, other[N], *d = on_device (host, N), *e;
  const cudaError_t bad = cudaErrorInvalidValue;
  const size_t bytes = sizeof host;

  HOLD (cudaMalloc (&e, bytes) == cudaSuccess);
  HOLD (cudaMemcpy (e, d, bytes, cudaMemcpyDeviceToDevice) == cudaSuccess);
  HOLD (all (e, 0));
  HOLD (cudaMemset (e, 1, bytes) == cudaSuccess && all (e, 0x01010101));
  /* Host for device, and the other way round.  */
  HOLD (cudaMemcpy (host, d, bytes, cudaMemcpyHostToDevice) == bad);
  HOLD (cudaMemcpy (host, other, bytes, cudaMemcpyHostToDevice) == bad);
  HOLD (cudaMemcpy (d, host, bytes, cudaMemcpyDeviceToHost) == bad);
  HOLD (cudaMemcpy (d, e, bytes, cudaMemcpyDeviceToHost) == bad);
  HOLD (cudaMemcpy (other, e, bytes, cudaMemcpyDeviceToDevice) == bad);
  HOLD (cudaMemset (host, 0, bytes) == bad);
  HOLD (cudaGetLastError () == bad && cudaGetLastError () == cudaSuccess);
  /* More than there is.  */
  HOLD (cudaMemcpy (d + 1, host, bytes, cudaMemcpyHostToDevice) == bad);
  HOLD (cudaMemcpy (host, d + 1, bytes, cudaMemcpyDeviceToHost) == bad);
  HOLD (cudaMemset (d + 1, 0, bytes) == bad);
  HOLD (cudaMemset (d + 1, 0, bytes - sizeof *d) == cudaSuccess);
  HOLD (cudaFree (host) == bad && cudaFree (d + 1) == bad);
  HOLD (cudaFree (nullptr) == cudaSuccess);
  HOLD (cudaFree (d) == cudaSuccess && cudaFree (d) == bad);
  HOLD (cudaFree (e) == cudaSuccess);
  return 0;
}

static int
out_of_memory (void)
{
  char *p, *q;
  size_t left, total;

  setenv ("LGT_EMU_MEMORY", "1000000", 1);
  HOLD (cudaMalloc (&p, 1000001) == cudaErrorMemoryAllocation);
  HOLD (cudaMalloc (&p, 700000) == cudaSuccess);
  HOLD (cudaMemGetInfo (&left, &total) == cudaSuccess);
  HOLD (total == 1000000 && left == 300000);
  HOLD (cudaMalloc (&q, 400000) == cudaErrorMemoryAllocation);
  HOLD (cudaGetLastError () == cudaErrorMemoryAllocation);
  HOLD (!strcmp (cudaGetErrorString (cudaErrorMemoryAllocation),
                 "out of memory"));
  HOLD (cudaFree (p) == cudaSuccess);
  HOLD (cudaMalloc (&q, 400000) == cudaSuccess);
  HOLD (cudaFree (q) == cudaSuccess);
  return 0;
}

/* ---- devices ---- */

static int
machines (void)
{
  int count = 7, value;
  char *p;
  struct cudaDeviceProp properties;

  HOLD (cudaGetDeviceCount (&count) == cudaSuccess && count == 1);
  HOLD (cudaSetDevice (1) == cudaErrorInvalidDevice);
  setenv ("LGT_EMU_DEVICES", "2", 1);
  HOLD (cudaSetDevice (1) == cudaSuccess);
  HOLD (cudaGetDevice (&value) == cudaSuccess && value == 1);
  setenv ("LGT_EMU_CAPABILITY", "61", 1);
  HOLD (cudaGetDeviceProperties (&properties, 1) == cudaSuccess);
  HOLD (properties.major == 6 && properties.minor == 1);
  setenv ("LGT_EMU_DEVICES", "0", 1);
  HOLD (cudaGetDeviceCount (&count) == cudaErrorNoDevice);
  HOLD (cudaMalloc (&p, 1) == cudaErrorNoDevice);
  setenv ("LGT_EMU_DRIVER", "12020", 1);
  HOLD (cudaDriverGetVersion (&value) == cudaSuccess && value == 12020);
  HOLD (cudaGetDeviceCount (&count) == cudaErrorInsufficientDriver);
  return 0;
}

/* A fault of the device stays; the launch itself is still well.  */
static int
faults (void)
{
  const cudaError_t fault = cudaErrorIllegalAddress;
  int zero[N] = {}, *d = on_device (zero, N);
  char *p;

  setenv ("LGT_EMU_FAIL", "2", 1);
  launch (0, d, 1);
  HOLD (cudaDeviceSynchronize () == cudaSuccess);
  launch (0, d, 1);
  HOLD (cudaDeviceSynchronize () == fault);
  HOLD (cudaGetLastError () == fault && cudaGetLastError () == fault);
  HOLD (cudaMemcpy (zero, d, sizeof zero, cudaMemcpyDeviceToHost) == fault);
  HOLD (cudaMalloc (&p, 1) == fault);
  launch (0, d, 1);
  HOLD (cudaPeekAtLastError () == fault);
  HOLD (!strcmp (cudaGetErrorString (fault),
                 "an illegal memory access was encountered"));
  return 0;
}

/* ---- streams and graphs ---- */

/* What is put into a lazy stream happens when somebody waits, with the host's
   data of then.  */
static int
lazy (void)
{
  int host[N], *d;
  cudaStream_t stream;

  setenv ("LGT_EMU_LAZY", "1", 1);
  HOLD (cudaStreamCreate (&stream) == cudaSuccess);
  d = on_device<int> (nullptr, N);
  for (int i = 0; i < N; i++)
    host[i] = 5;
  HOLD (cudaMemcpyAsync (d, host, sizeof host, cudaMemcpyHostToDevice, stream)
        == cudaSuccess);
  memset (host, 0, sizeof host);
  launch (stream, d, 2);
  HOLD (cudaMemcpyAsync (host, d, sizeof host, cudaMemcpyDeviceToHost, stream)
        == cudaSuccess && host[N - 1] == 7);
  setenv ("LGT_EMU_FAIL", "2", 1);
  launch (stream, d, 1);
  HOLD (cudaGetLastError () == cudaSuccess);
  HOLD (cudaStreamSynchronize (stream) == cudaErrorIllegalAddress);
  return 0;
}

/* A graph keeps arguments by value, and the address of the host's data.  */
static int
graphs (void)
{
  int host[N] = {}, what = 3, *d = on_device (host, N), *e;
  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t made;
  cudaStreamCaptureStatus status;
  size_t bytes = sizeof host;

  e = on_device<int> (nullptr, N);
  HOLD (cudaStreamCreate (&stream) == cudaSuccess);
  HOLD (cudaStreamBeginCapture (stream, cudaStreamCaptureModeThreadLocal)
        == cudaSuccess);
  HOLD (cudaStreamIsCapturing (stream, &status) == cudaSuccess
        && status == cudaStreamCaptureStatusActive);
  HOLD (cudaMemcpyAsync (d, host, bytes, cudaMemcpyHostToDevice, stream)
        == cudaSuccess);
  launch (stream, d, what);
  what = 100;
  HOLD (cudaMemsetAsync (e, 0, bytes, stream) == cudaSuccess);
  HOLD (cudaMemcpyAsync (e, d, bytes, cudaMemcpyDeviceToDevice, stream)
        == cudaSuccess);
  launch (stream, e, 1);
  HOLD (cudaStreamEndCapture (stream, &graph) == cudaSuccess);
  HOLD (all (d, 0));            /* nothing was done */
  HOLD (cudaGraphInstantiate (&made, graph, 0) == cudaSuccess);
  HOLD (cudaGraphDestroy (graph) == cudaSuccess);
  for (int i = 0; i < 3; i++)
    {
      for (int j = 0; j < N; j++)
        host[j] = 10 * i;
      HOLD (cudaGraphLaunch (made, stream) == cudaSuccess);
      HOLD (cudaStreamSynchronize (stream) == cudaSuccess);
      HOLD (all (d, 10 * i + 3) && all (e, 10 * i + 4));
    }
  HOLD (cudaGraphExecDestroy (made) == cudaSuccess);
  HOLD (cudaStreamDestroy (stream) == cudaSuccess);
  HOLD (cudaStreamSynchronize (stream) == cudaErrorInvalidResourceHandle);
  cudaFree (d);
  cudaFree (e);
  return 0;
}

/* What must not be called while a stream is captured ends the capture.  */
static int
refused (void)
{
  const cudaError_t no = cudaErrorStreamCaptureUnsupported;
  int zero[N] = {}, *d = on_device (zero, N);
  cudaStream_t stream;
  cudaGraph_t graph;
  char *p;

  HOLD (cudaStreamCreate (&stream) == cudaSuccess);
  HOLD (cudaStreamBeginCapture (nullptr, cudaStreamCaptureModeGlobal) == no);
  for (int what = 0; what < 6; what++)
    {
      HOLD (cudaStreamBeginCapture (stream, cudaStreamCaptureModeThreadLocal)
            == cudaSuccess);
      if (what == 0)
        HOLD (cudaStreamSynchronize (stream) == no);
      else if (what == 1)
        HOLD (cudaMalloc (&p, 1) == no);
      else if (what == 2)
        HOLD (cudaFree (d) == no);
      else if (what == 3)
        HOLD (cudaMemcpy (d, zero, sizeof zero, cudaMemcpyHostToDevice)
              == no);
      else if (what == 4)
        HOLD (cudaDeviceSynchronize () == no);
      else
        {
          launch (0, d, 1);
          HOLD (cudaPeekAtLastError () == cudaErrorStreamCaptureImplicit);
        }
      launch (stream, d, 1);
      HOLD (cudaGetLastError () == cudaErrorStreamCaptureInvalidated);
      HOLD (cudaStreamEndCapture (stream, &graph)
            == cudaErrorStreamCaptureInvalidated && !graph);
      HOLD (cudaGetLastError () == cudaErrorStreamCaptureInvalidated);
      HOLD (all (d, 0));
    }
  HOLD (cudaStreamEndCapture (stream, &graph) == cudaErrorInvalidValue);
  HOLD (cudaStreamDestroy (stream) == cudaSuccess);
  HOLD (cudaFree (d) == cudaSuccess);
  return 0;
}

static int
events (void)
{
  cudaEvent_t begin, end;
  float ms = -1;

  HOLD (cudaEventCreate (&begin) == cudaSuccess);
  HOLD (cudaEventCreate (&end) == cudaSuccess);
  HOLD (cudaEventRecord (begin) == cudaSuccess);
  HOLD (cudaEventRecord (end) == cudaSuccess);
  HOLD (cudaEventSynchronize (end) == cudaSuccess);
  HOLD (cudaEventElapsedTime (&ms, begin, end) == cudaSuccess);
  HOLD (ms >= 0 && ms < 1e4f);
  cudaEventDestroy (begin);
  cudaEventDestroy (end);
  return 0;
}

extern "C" const struct emulator_right emulator_api[] =
{
  { "configurations of launches", configurations },
  { "copies", copies },
  { "out of memory", out_of_memory },
  { "machines", machines },
  { "faults of the device", faults },
  { "lazy streams", lazy },
  { "graphs", graphs },
  { "calls refused in a capture", refused },
  { "events", events }
};
extern "C" const int emulator_n_api = COUNT (emulator_api);

#ifdef LGT_EMU_CHECK
extern "C" const int emulator_checks = 1;
#else
extern "C" const int emulator_checks = 0;
#endif
#ifdef __SANITIZE_ADDRESS__
extern "C" const int emulator_asan = 1;
#else
extern "C" const int emulator_asan = 0;
#endif

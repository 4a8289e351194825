/* Types of CUDA: errors, handles, vectors.  Enumerators have CUDA's values.  */

#ifndef LGT_EMU_TYPES_H
#define LGT_EMU_TYPES_H

#include <stddef.h>
#include <stdint.h>

#define CUDART_VERSION 13000

enum cudaError_t
{
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorInvalidDeviceFunction = 98,
  cudaErrorInsufficientDriver = 35,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorInvalidResourceHandle = 400,
  cudaErrorNotReady = 600,
  cudaErrorIllegalAddress = 700,
  cudaErrorLaunchFailure = 719,
  cudaErrorNotSupported = 801,
  cudaErrorStreamCaptureUnsupported = 900,
  cudaErrorStreamCaptureInvalidated = 901,
  cudaErrorStreamCaptureUnmatched = 903,
  cudaErrorStreamCaptureImplicit = 906,
  cudaErrorStreamCaptureWrongThread = 908
};

enum cudaMemcpyKind
{
  cudaMemcpyHostToHost,
  cudaMemcpyHostToDevice,
  cudaMemcpyDeviceToHost,
  cudaMemcpyDeviceToDevice
};

enum cudaDeviceAttr
{
  cudaDevAttrMaxThreadsPerBlock = 1,
  cudaDevAttrMaxSharedMemoryPerBlock = 8,
  cudaDevAttrWarpSize = 10,
  cudaDevAttrMultiProcessorCount = 16,
  cudaDevAttrComputeCapabilityMajor = 75,
  cudaDevAttrComputeCapabilityMinor = 76,
  cudaDevAttrMaxSharedMemoryPerBlockOptin = 97
};

enum cudaFuncAttribute
{
  cudaFuncAttributeMaxDynamicSharedMemorySize = 8
};

enum cudaStreamCaptureMode
{
  cudaStreamCaptureModeGlobal,
  cudaStreamCaptureModeThreadLocal,
  cudaStreamCaptureModeRelaxed
};

enum cudaStreamCaptureStatus
{
  cudaStreamCaptureStatusNone,
  cudaStreamCaptureStatusActive,
  cudaStreamCaptureStatusInvalidated
};

enum { cudaStreamDefault = 0, cudaStreamNonBlocking = 1 };
enum { cudaEventDefault = 0, cudaEventDisableTiming = 2 };
enum { cudaHostAllocDefault = 0 };

/* The two kinds of graph are lists of the same nodes.  */
typedef struct lgt_emu_stream *cudaStream_t;
typedef struct lgt_emu_graph *cudaGraph_t;
typedef struct lgt_emu_graph *cudaGraphExec_t;
typedef struct lgt_emu_event *cudaEvent_t;

struct cudaDeviceProp
{
  char name[256];
  size_t totalGlobalMem;
  size_t sharedMemPerBlock;
  int warpSize;
  int maxThreadsPerBlock;
  int major, minor;
  int multiProcessorCount;
  size_t sharedMemPerBlockOptin;
};

#define LGT_EMU_ALIGNED(bytes) \
  __attribute__ ((aligned ((bytes) < 16 ? (bytes) : 16)))
#define LGT_EMU_VECTORS(name, type)                                     \
  struct name##1 { type x; };                                           \
  struct LGT_EMU_ALIGNED (2 * sizeof (type)) name##2 { type x, y; };    \
  struct name##3 { type x, y, z; };                                     \
  struct LGT_EMU_ALIGNED (4 * sizeof (type)) name##4 { type x, y, z, w; }; \
  static inline struct name##1 make_##name##1 (type x) { return { x }; } \
  static inline struct name##2                                          \
  make_##name##2 (type x, type y) { return { x, y }; }                  \
  static inline struct name##3                                          \
  make_##name##3 (type x, type y, type z) { return { x, y, z }; }       \
  static inline struct name##4                                          \
  make_##name##4 (type x, type y, type z, type w) { return { x, y, z, w }; }
LGT_EMU_VECTORS (char, signed char)
LGT_EMU_VECTORS (uchar, unsigned char)
LGT_EMU_VECTORS (short, short)
LGT_EMU_VECTORS (ushort, unsigned short)
LGT_EMU_VECTORS (int, int)
LGT_EMU_VECTORS (uint, unsigned)
LGT_EMU_VECTORS (long, long)
LGT_EMU_VECTORS (ulong, unsigned long)
LGT_EMU_VECTORS (longlong, long long)
LGT_EMU_VECTORS (ulonglong, unsigned long long)
LGT_EMU_VECTORS (float, float)
LGT_EMU_VECTORS (double, double)
#undef LGT_EMU_VECTORS
#undef LGT_EMU_ALIGNED

struct dim3
{
  unsigned x, y, z;

  constexpr dim3 (unsigned a = 1, unsigned b = 1, unsigned c = 1)
    : x (a), y (b), z (c) {}
};

#endif

/* Kernels of CUDA on the host: prototype.  */
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cmath>
#include <type_traits>
#ifdef __clang__
#define LGT_EMU_NOSAN __attribute__((disable_sanitizer_instrumentation))
#else
#define LGT_EMU_NOSAN __attribute__((no_sanitize_thread))
#endif
#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __shared__ static thread_local      // one block at a time per OS thread => exactly block scope
struct uint3 { unsigned x, y, z; };
struct dim3 { unsigned x, y, z; dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c) {} };
typedef int cudaError_t; typedef void *cudaStream_t; typedef void *cudaGraph_t; typedef void *cudaGraphExec_t;
enum { cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorMemoryAllocation = 2, cudaErrorInvalidConfiguration = 9,
       cudaErrorInvalidDevicePointer = 17, cudaErrorInsufficientDriver = 35, cudaErrorNoDevice = 100, cudaErrorNotSupported = 801 };
#define CUDART_VERSION 13000
enum cudaDeviceAttr { cudaDevAttrComputeCapabilityMajor = 75, cudaDevAttrComputeCapabilityMinor = 76, cudaDevAttrMultiProcessorCount = 16 };
enum cudaStreamCaptureMode { cudaStreamCaptureModeGlobal, cudaStreamCaptureModeThreadLocal };
enum cudaMemcpyKind { cudaMemcpyHostToHost, cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice };
namespace lgt_emu {
struct Thread { uint3 tid; unsigned lin, wepoch; };             // one CUDA thread
extern __thread Thread *cur;                                // null on the host side
extern __thread uint3 bid; extern __thread char *dyn;
extern dim3 gdim, bdim;
void barrier(int line); uint64_t exchange(unsigned mask, uint64_t v, int src, unsigned *ballot);
cudaError_t launch(dim3 g, dim3 b, size_t smem, void (*call)(void *), void *arg, const char *name);
template <class... P> cudaError_t start(const char *name, void (*k)(P...), dim3 g, dim3 b, size_t smem, cudaStream_t, std::common_type_t<P>... a) {
    auto f = [=]() LGT_EMU_NOSAN { k(a...); };
    return launch(g, b, smem, [](void *p) LGT_EMU_NOSAN { (*(decltype(f) *)p)(); }, &f, name); }   // arguments by value, converted once, as CUDA does
void touch(const void *p, size_t n, bool write, bool atomic, const void *pc);
inline unsigned lane() { return cur->lin & 31; }
template <class T> inline T shfl(unsigned m, T v, int src) {
    static_assert(sizeof(T) <= 8, "shuffle type"); uint64_t u = 0; std::memcpy(&u, &v, sizeof v);
    u = exchange(m, u, src, nullptr); std::memcpy(&v, &u, sizeof v); return v; }
template <class T, class F> LGT_EMU_NOSAN inline T rmw(T *p, F f) {
#ifdef LGT_EMU_CHECK
    touch(p, sizeof(T), true, true, __builtin_return_address(0));
#endif
    T o, n; __atomic_load(p, &o, __ATOMIC_RELAXED);
    do n = f(o); while (!__atomic_compare_exchange(p, &o, &n, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)); return o; }
}
#define threadIdx (lgt_emu::cur->tid)
#define blockIdx (lgt_emu::bid)
#define blockDim (lgt_emu::bdim)
#define gridDim (lgt_emu::gdim)
#define warpSize 32
inline void __syncthreads(int line = __builtin_LINE()) { lgt_emu::barrier(line); }   // the caller's line: compilers may clone the call
inline void __syncwarp(unsigned m = ~0u) { lgt_emu::exchange(m, 0, -1, nullptr); }
inline void __threadfence() {} inline void __threadfence_block() {}
template <class T> T __shfl_sync(unsigned m, T v, int s, int w = 32) { unsigned l = lgt_emu::lane(); return lgt_emu::shfl(m, v, (l & ~(w - 1)) | (s & (w - 1))); }
template <class T> T __shfl_xor_sync(unsigned m, T v, int x, int w = 32) { unsigned l = lgt_emu::lane(), s = l ^ x; return lgt_emu::shfl(m, v, (s & ~(w - 1)) > (l & ~(w - 1)) ? l : s); }
template <class T> T __shfl_down_sync(unsigned m, T v, unsigned d, int w = 32) { unsigned l = lgt_emu::lane(); return lgt_emu::shfl(m, v, (l & (w - 1)) + d < (unsigned)w ? l + d : l); }
template <class T> T __shfl_up_sync(unsigned m, T v, unsigned d, int w = 32) { unsigned l = lgt_emu::lane(); return lgt_emu::shfl(m, v, (l & (w - 1)) >= d ? l - d : l); }
inline unsigned __ballot_sync(unsigned m, int p) { unsigned b; lgt_emu::exchange(m, !!p, -1, &b); return b; }
inline int __any_sync(unsigned m, int p) { return __ballot_sync(m, p) != 0; }
inline int __all_sync(unsigned m, int p) { return __ballot_sync(m, p) == m; }
template <class T> T atomicAdd(T *p, T v) { return lgt_emu::rmw(p, [=](T o) { return (T)(o + v); }); }
template <class T> T atomicMax(T *p, T v) { return lgt_emu::rmw(p, [=](T o) { return o > v ? o : v; }); }
template <class T> T atomicMin(T *p, T v) { return lgt_emu::rmw(p, [=](T o) { return o < v ? o : v; }); }
template <class T> T atomicExch(T *p, T v) { return lgt_emu::rmw(p, [=](T) { return v; }); }
template <class T> T atomicCAS(T *p, T c, T v) { return lgt_emu::rmw(p, [=](T o) { return o == c ? v : o; }); }
inline int __popc(unsigned x) { return __builtin_popcount(x); }
template <class T> T __ldg(const T *p) { return *p; }
cudaError_t cudaMalloc_(void **p, size_t n); cudaError_t cudaFree(void *p);
template <class T> cudaError_t cudaMalloc(T **p, size_t n) { return cudaMalloc_((void **)p, n); }
cudaError_t cudaMemcpy(void *d, const void *s, size_t n, cudaMemcpyKind k); cudaError_t cudaMemset(void *d, int v, size_t n);
cudaError_t cudaGetLastError(); inline cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
const char *cudaGetErrorString(cudaError_t e);

#define lgt_emu_dynamic_shared() (static_cast<void *> (lgt_emu::dyn))
template <class... P> static inline void lgt_emu_launch (cudaStream_t s, void (*k) (P...), dim3 g, dim3 b, size_t m, std::common_type_t<P>... a) { lgt_emu::start ("kernel", k, g, b, m, s, a...); }
inline cudaError_t cudaMemcpyAsync(void *d, const void *s, size_t n, cudaMemcpyKind k, cudaStream_t) { return cudaMemcpy(d, s, n, k); }
inline cudaError_t cudaMemsetAsync(void *d, int v, size_t n, cudaStream_t) { return cudaMemset(d, v, n); }
inline cudaError_t cudaStreamCreate(cudaStream_t *s) { *s = nullptr; return cudaSuccess; }
inline cudaError_t cudaStreamDestroy(cudaStream_t) { return cudaSuccess; }
inline cudaError_t cudaStreamSynchronize(cudaStream_t) { return cudaSuccess; }
inline cudaError_t cudaDriverGetVersion(int *v) { *v = CUDART_VERSION; return cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int *n) { *n = 1; return cudaSuccess; }
inline cudaError_t cudaSetDevice(int) { return cudaSuccess; }
inline cudaError_t cudaDeviceGetAttribute(int *v, cudaDeviceAttr a, int) { *v = a == cudaDevAttrComputeCapabilityMajor ? 9 : 0; return cudaSuccess; }
inline cudaError_t cudaMemGetInfo(size_t *f, size_t *t) { *f = *t = (size_t)1 << 34; return cudaSuccess; }
inline cudaError_t cudaStreamBeginCapture(cudaStream_t, cudaStreamCaptureMode) { return cudaErrorNotSupported; }
inline cudaError_t cudaStreamEndCapture(cudaStream_t, cudaGraph_t *) { return cudaErrorNotSupported; }
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t *, cudaGraph_t, unsigned long long) { return cudaErrorNotSupported; }
inline cudaError_t cudaGraphDestroy(cudaGraph_t) { return cudaSuccess; }
inline cudaError_t cudaGraphLaunch(cudaGraphExec_t, cudaStream_t) { return cudaErrorNotSupported; }
inline cudaError_t cudaGraphExecDestroy(cudaGraphExec_t) { return cudaSuccess; }

/* What every file of kernels/ begins with: names, entries, access to views.

   The files are compiled once by nvcc and once by the host's C++ compiler for
   the emulator, with LGT_GPU defined to cuda or cuda_emulated.  Views go to
   kernels by value; their data and the tables of sites, paths and stencils are
   device memory, all else in these structures is the host's and must be read
   before the launch.  Nothing here may have external linkage but the
   entries.  */

#ifndef LGT_GPU_KERNEL_H
#define LGT_GPU_KERNEL_H

#include <cuda_runtime.h>
#include <stdint.h>

#include <lgt/ops.h>

#include "device.h"
#include "launch.h"

/* lgt_cuda_conv_run_f32, and so on.  */
#define LGT_KERNEL__(gpu, op, what, type) lgt_##gpu##_##op##_##what##_##type
#define LGT_KERNEL_(gpu, op, what, type) LGT_KERNEL__ (gpu, op, what, type)
#define LGT_KERNEL(op, what, type) LGT_KERNEL_ (LGT_GPU, op, what, type)

extern "C"
{
#define LGT_OP(op)                                      \
  lgt_kernel_fn LGT_KERNEL (op, run, f32);              \
  lgt_kernel_fn LGT_KERNEL (op, run, f64);              \
  lgt_kernel_fn LGT_KERNEL (op, pull, f32);             \
  lgt_kernel_fn LGT_KERNEL (op, pull, f64);
#define LGT_OP_SETTLED(op)                              \
  LGT_OP (op)                                           \
  lgt_kernel_fn LGT_KERNEL (op, settle, f32);           \
  lgt_kernel_fn LGT_KERNEL (op, settle, f64);
#define LGT_OP_FORWARD(op)                              \
  lgt_kernel_fn LGT_KERNEL (op, run, f32);              \
  lgt_kernel_fn LGT_KERNEL (op, run, f64);
#include <lgt/ops.def>
#undef LGT_OP
#undef LGT_OP_SETTLED
#undef LGT_OP_FORWARD
}

#define LGT_DEVICE static __device__ __forceinline__

/* The operation's entries, from functions run or pull without the arguments
   that they do not need.  LGT_ENTRY: one text for both types; LGT_ENTRY_OF:
   a template run<T> or pull<T>.  */
#define LGT_ENTRY__(op, what, suffix, function)                         \
  extern "C" enum lgt_status                                            \
  LGT_KERNEL (op, what, suffix) (struct lgt_queue *queue,               \
                                 const void *params,                    \
                                 const struct lgt_view *in,             \
                                 const struct lgt_view *out,            \
                                 void *scratch, struct lgt_error *error) \
  {                                                                     \
    function (queue, params, in, out, scratch);                         \
    return LGT_GPU_NAME (launched) (queue, error);                      \
  }
#define LGT_ENTRY(op, what)                                             \
  LGT_ENTRY__ (op, what, f32, what)                                     \
  LGT_ENTRY__ (op, what, f64, what)
#define LGT_ENTRY_OF(op, what)                                          \
  LGT_ENTRY__ (op, what, f32, what<float>)                              \
  LGT_ENTRY__ (op, what, f64, what<double>)

/* ---- views ---- */

/* Element (pack, site, component, lane 0).  */
LGT_DEVICE int64_t
lgt_at (const struct lgt_view &v, int64_t pack, int64_t site, int64_t comp)
{
  return pack * v.pack_stride + site * v.site_stride + comp * v.shape.lanes;
}

/* Element AT as a double, whatever the view's type, and back.  */
LGT_DEVICE double
lgt_get (const struct lgt_view &v, int64_t at)
{
  return v.type == LGT_F32 ? (double) ((const float *) v.data)[at]
                           : ((const double *) v.data)[at];
}
LGT_DEVICE void
lgt_set (const struct lgt_view &v, int64_t at, double x)
{
  if (v.type == LGT_F32)
    ((float *) v.data)[at] = (float) x;
  else
    ((double *) v.data)[at] = x;
}
LGT_DEVICE void
lgt_add_to (const struct lgt_view &v, int64_t at, double x)
{
  lgt_set (v, at, lgt_get (v, at) + x);
}

/* Items of a pack: rows (sites) times lanes, or all its elements.  */
static __host__ __device__ inline int64_t
lgt_row_items (const struct lgt_view &v)
{
  return (int64_t) v.shape.sites * v.shape.lanes;
}
static __host__ __device__ inline int64_t
lgt_count (const struct lgt_view &v)
{
  return (int64_t) v.shape.sites * v.shape.comps * v.shape.lanes;
}

/* Where element number ITEM of a pack is; 32-bit division where it will do,
   which is five times cheaper.  */
LGT_DEVICE void
lgt_divide (int64_t item, int by, int64_t *quotient, int *rest)
{
  if (item <= 0xffffffffll)
    {
      const unsigned q = (unsigned) item / (unsigned) by;

      *quotient = q;
      *rest = (int) ((unsigned) item - q * (unsigned) by);
    }
  else
    {
      *quotient = item / by;
      *rest = (int) (item - *quotient * by);
    }
}
LGT_DEVICE int64_t
lgt_element_at (const struct lgt_view &v, int pack, int64_t item)
{
  int64_t site;
  int rest;

  lgt_divide (item, v.shape.comps * v.shape.lanes, &site, &rest);
  return pack * v.pack_stride + site * v.site_stride + rest;
}

/* Sums over sites: a fixed number of blocks, added in block order, so that
   equal runs have equal bits.  Block b of n sites holds
   [lgt_block_begin (b, n), lgt_block_begin (b + 1, n)).  */
enum { LGT_BLOCKS = 64 };
LGT_DEVICE int64_t
lgt_block_begin (int block, int64_t n)
{
  return n * block / LGT_BLOCKS;
}

#endif

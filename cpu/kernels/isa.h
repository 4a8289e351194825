/* One instruction set: names, vectors, and the few operations on vectors
   that C has no sign for.

   The files of this folder are compiled once for each instruction set, with
   LGT_ISA defined to generic, avx2 or avx512 and the matching machine flags.
   Vectors are exactly as wide as a register (gcc and clang vector
   extensions): wider ones are split into memory traffic.  Nothing in here,
   and nothing that a kernel file includes, may have external linkage but the
   kernels themselves.  */

#ifndef LGT_CPU_ISA_H
#define LGT_CPU_ISA_H

#include <stdint.h>
#include <string.h>
#if defined __AVX2__
# include <immintrin.h>
#endif

#include <lgt/ops.h>
#include "../queue.h"

#define LGT_ISA_generic 1
#define LGT_ISA_avx2 2
#define LGT_ISA_avx512 3
#define LGT_ISA_NUMBER_(isa) LGT_ISA_##isa
#define LGT_ISA_NUMBER(isa) LGT_ISA_NUMBER_ (isa)
#define LGT_ISA_LEVEL LGT_ISA_NUMBER (LGT_ISA)

#if LGT_ISA_LEVEL == 3
# if !defined __AVX512F__ || !defined __AVX512DQ__ || !defined __FMA__
#  error "flags took AVX-512 away from the avx512 kernels"
# endif
# define LGT_VECTOR_BYTES 64
#elif LGT_ISA_LEVEL == 2
# if !defined __AVX2__ || !defined __FMA__
#  error "flags took AVX2 away from the avx2 kernels"
# endif
# define LGT_VECTOR_BYTES 32
#else
# define LGT_VECTOR_BYTES 16
#endif
#ifdef __FAST_MATH__
# error "-ffast-math breaks NaN tracing and reproducible sums"
#endif

/* lgt_avx512_conv_run_f32, and so on.  */
#define LGT_KERNEL__(isa, op, what, type) lgt_##isa##_##op##_##what##_##type
#define LGT_KERNEL_(isa, op, what, type) LGT_KERNEL__ (isa, op, what, type)
#define LGT_KERNEL(op, what, type) LGT_KERNEL_ (LGT_ISA, op, what, type)

/* All kernels of this instruction set, so that every definition has a
   prototype before it.  */
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

#define LGT_INLINE static inline __attribute__ ((always_inline, unused))

/* Lane vectors: VF floats and VD doubles in a register; masks are integers
   of the same width, all ones for true.  Loads and stores go through
   may_alias types; rows with lanes > 1 are aligned.  */
enum { LGT_VF = LGT_VECTOR_BYTES / 4, LGT_VD = LGT_VECTOR_BYTES / 8 };
typedef float vf __attribute__ ((vector_size (LGT_VECTOR_BYTES), may_alias));
typedef double vd __attribute__ ((vector_size (LGT_VECTOR_BYTES), may_alias));
typedef int32_t vfi __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                    may_alias));
typedef int64_t vdi __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                    may_alias));
/* VD floats: what becomes one vd when it is converted.  */
typedef float vh __attribute__ ((vector_size (LGT_VECTOR_BYTES / 2),
                                 may_alias));

LGT_INLINE vf vf_set (float x) { return x - (vf) { 0 }; }
LGT_INLINE vd vd_set (double x) { return x - (vd) { 0 }; }
/* m ? a : b, by bits: a NaN on the other side is not seen.  */
LGT_INLINE vf
vf_select (vfi m, vf a, vf b)
{
  return (vf) (((vfi) a & m) | ((vfi) b & ~m));
}
LGT_INLINE vd
vd_select (vdi m, vd a, vd b)
{
  return (vd) (((vdi) a & m) | ((vdi) b & ~m));
}
LGT_INLINE vd vd_from_vh (vh x) { return __builtin_convertvector (x, vd); }
LGT_INLINE vh vh_from_vd (vd x) { return __builtin_convertvector (x, vh); }

/* VD doubles from a row of floats or doubles, and back.  */
LGT_INLINE vd
vd_load (const struct lgt_view *v, int64_t i)
{
  return v->type == LGT_F32
         ? vd_from_vh (*(const vh *) ((const float *) v->data + i))
         : *(const vd *) ((const double *) v->data + i);
}
LGT_INLINE void
vd_store (const struct lgt_view *v, int64_t i, vd x)
{
  if (v->type == LGT_F32)
    *(vh *) ((float *) v->data + i) = vh_from_vd (x);
  else
    *(vd *) ((double *) v->data + i) = x;
}

/* Element (pack, site, component, lane 0) of a view.  */
LGT_INLINE int64_t
lgt_at (const struct lgt_view *v, int64_t pack, int64_t site, int64_t comp)
{
  return pack * v->pack_stride + site * v->site_stride
         + comp * v->shape.lanes;
}

/* Sums over sites use a fixed number of blocks, added in block order, so
   that the result does not depend on the number of threads.  Block b of n
   sites holds [lgt_block_begin (b, n), lgt_block_begin (b + 1, n)).  */
enum { LGT_BLOCKS = 64 };
LGT_INLINE int64_t
lgt_block_begin (int block, int64_t n)
{
  return n * block / LGT_BLOCKS;
}

#endif

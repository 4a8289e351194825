/* What kernels and gpu/device.cu include in place of CUDA's header of this
   name: CUDA on the host, each of its threads a fiber.  doc/emulator.texi says
   what that proves.

   Nothing here has external linkage but functions called lgt_emu_*.  */

#ifndef LGT_EMU_CUDA_RUNTIME_H
#define LGT_EMU_CUDA_RUNTIME_H

#define __global__
#define __device__
#define __host__
#define __constant__
#define __managed__
#define __forceinline__ inline
#define __noinline__ __attribute__ ((noinline))
#define __align__(n) __attribute__ ((aligned (n)))
#define __launch_bounds__(...)
#define __grid_constant__
/* A block stays on one thread of the host, which runs one block at a time:
   its own variables are the block's.  */
#define __shared__ static __thread

#include "types.h"
#include "api.h"
#include "thread.h"
#include "atomic.h"
#include "arithmetic.h"
#include "call.h"

#endif

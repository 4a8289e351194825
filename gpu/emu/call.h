/* A launch: the kernel and its arguments by value, converted once, as bytes
   that can be kept and run again.  */

#ifndef LGT_EMU_CALL_H
#define LGT_EMU_CALL_H

#include <type_traits>

#include "types.h"

/* Checking starts inside the kernel: these are the emulator's own accesses.  */
#ifdef __clang__
# define LGT_EMU_UNCHECKED __attribute__ ((disable_sanitizer_instrumentation))
#else
# define LGT_EMU_UNCHECKED __attribute__ ((no_sanitize ("thread")))
#endif

/* One launch of KERNEL; RUN (ARGS) is one thread of it.  */
struct lgt_emu_call
{
  const void *kernel;
  void (*run) (void *args);
  void *args;
  size_t args_bytes;
  struct dim3 grid, block;
  size_t shared;
};

extern "C" void lgt_emu_launch_call (cudaStream_t stream,
                                     const struct lgt_emu_call *call);

template <class... P>
static inline void
lgt_emu_launch (cudaStream_t stream, void (*kernel) (P...), dim3 grid,
                dim3 block, size_t shared, std::common_type_t<P>... args)
{
  auto thread = [=] () LGT_EMU_UNCHECKED { kernel (args...); };
  using bound = decltype (thread);
  struct lgt_emu_call call = {};

  static_assert ((std::is_trivially_copyable_v<std::common_type_t<P>> && ...),
                 "CUDA copies arguments as bytes");
  static_assert (sizeof thread <= 32764, "all that CUDA takes");
  call.kernel = reinterpret_cast<const void *> (kernel);
  call.run = [] (void *args) LGT_EMU_UNCHECKED
    {
      (*static_cast<bound *> (args)) ();
    };
  call.args = &thread;
  call.args_bytes = sizeof thread;
  call.grid = grid;
  call.block = block;
  call.shared = shared;
  lgt_emu_launch_call (stream, &call);
}

/* More dynamic shared memory than 48 KiB must be asked for.  */
extern "C" cudaError_t lgt_emu_shared_limit (const void *kernel, int bytes);

template <class... P>
static inline cudaError_t
cudaFuncSetAttribute (void (*kernel) (P...), cudaFuncAttribute, int value)
{
  return lgt_emu_shared_limit (reinterpret_cast<const void *> (kernel),
                               value);
}

#endif

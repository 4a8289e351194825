/* Atomic operations on what kernels share.  */

#include "checker.h"

uint64_t
lgt_emu_atomic_load (void *p, size_t bytes)
{
  lgt_emu_check (p, bytes, 1, 1, __builtin_return_address (0));
  return bytes == 4
         ? __atomic_load_n (static_cast<uint32_t *> (p), __ATOMIC_RELAXED)
         : __atomic_load_n (static_cast<uint64_t *> (p), __ATOMIC_RELAXED);
}

int
lgt_emu_atomic_swap (void *p, size_t bytes, uint64_t *old, uint64_t next)
{
  uint32_t half = (uint32_t) *old;
  int done;

  if (bytes == 8)
    return __atomic_compare_exchange_n (static_cast<uint64_t *> (p), old,
                                        next, 0, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED);
  done = __atomic_compare_exchange_n (static_cast<uint32_t *> (p), &half,
                                      (uint32_t) next, 0, __ATOMIC_RELAXED,
                                      __ATOMIC_RELAXED);
  *old = half;
  return done;
}

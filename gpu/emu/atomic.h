/* Atomic operations.  Memory is touched in functions of the emulator only,
   which the checking build does not take for plain loads and stores.  */

#ifndef LGT_EMU_ATOMIC_H
#define LGT_EMU_ATOMIC_H

#include <string.h>
#include <type_traits>

#include "types.h"

extern "C"
{
/* The BYTES (4 or 8) at P, and note an atomic operation there.  */
uint64_t lgt_emu_atomic_load (void *p, size_t bytes);
/* Put NEXT there if OLD still is; else OLD is what is, and return 0.  */
int lgt_emu_atomic_swap (void *p, size_t bytes, uint64_t *old, uint64_t next);
}

/* *P becomes CHANGE (*P); return what it was.  */
template <class T, class F>
static inline T
lgt_emu_update (T *p, F change)
{
  uint64_t old = lgt_emu_atomic_load (p, sizeof (T)), next = 0;
  T value, changed;

  static_assert (sizeof (T) == 4 || sizeof (T) == 8, "an atomic type");
  do
    {
      memcpy (&value, &old, sizeof value);
      changed = change (value);
      memcpy (&next, &changed, sizeof changed);
    }
  while (!lgt_emu_atomic_swap (p, sizeof (T), &old, next));
  return value;
}

#define LGT_EMU_ATOMIC(name, result)                                    \
  template <class T>                                                    \
  static inline T                                                       \
  name (T *p, std::type_identity_t<T> v)                                \
  {                                                                     \
    return lgt_emu_update (p, [=] (T old) { return (T) (result); });    \
  }
LGT_EMU_ATOMIC (atomicAdd, old + v)
LGT_EMU_ATOMIC (atomicSub, old - v)
LGT_EMU_ATOMIC (atomicMax, old > v ? old : v)
LGT_EMU_ATOMIC (atomicMin, old < v ? old : v)
LGT_EMU_ATOMIC (atomicAnd, old & v)
LGT_EMU_ATOMIC (atomicOr, old | v)
LGT_EMU_ATOMIC (atomicXor, old ^ v)
LGT_EMU_ATOMIC (atomicInc, old >= v ? 0 : old + 1)
LGT_EMU_ATOMIC (atomicDec, old == 0 || old > v ? v : old - 1)
#undef LGT_EMU_ATOMIC

template <class T>
static inline T
atomicExch (T *p, std::type_identity_t<T> v)
{
  return lgt_emu_update (p, [=] (T) { return v; });
}
template <class T>
static inline T
atomicCAS (T *p, std::type_identity_t<T> compare, std::type_identity_t<T> v)
{
  return lgt_emu_update (p, [=] (T old) { return old == compare ? v : old; });
}

#endif

/* Inside a kernel: who and where a thread is, barriers, warps.  */

#ifndef LGT_EMU_THREAD_H
#define LGT_EMU_THREAD_H

#include <string.h>

#include "types.h"

/* The CUDA thread that this thread of the host runs now.  */
struct lgt_emu_now
{
  struct uint3 thread, block;
  struct dim3 threads, blocks;  /* blockDim, gridDim */
  unsigned number;              /* of the thread in its block */
  int inside;                   /* 0: this is the host's own code */
  void *shared;                 /* dynamic shared memory */
};
enum lgt_emu_meet_kind { LGT_EMU_SYNC, LGT_EMU_SHUFFLE, LGT_EMU_VOTE };

extern "C"
{
extern __thread struct lgt_emu_now lgt_emu_now;

/* Wait for all threads of the block; return in how many of them PREDICATE is
   set.  A barrier is known by its line.  */
int lgt_emu_barrier (int predicate, const char *file, int line);
/* The lanes of MASK meet; return the VALUE that lane SOURCE brought; in
   *BALLOT the lanes whose value is odd.  */
uint64_t lgt_emu_meet (enum lgt_emu_meet_kind kind, unsigned mask,
                       uint64_t value, unsigned source, unsigned *ballot);
}

#define threadIdx (lgt_emu_now.thread)
#define blockIdx (lgt_emu_now.block)
#define blockDim (lgt_emu_now.threads)
#define gridDim (lgt_emu_now.blocks)
enum { warpSize = 32 };
#define lgt_emu_dynamic_shared() (lgt_emu_now.shared)

/* __builtin_LINE is the caller's; a return address would not do, because
   compilers clone calls.  */
static inline void
__syncthreads (const char *file = __builtin_FILE (),
               int line = __builtin_LINE ())
{
  lgt_emu_barrier (0, file, line);
}
static inline int
__syncthreads_count (int p, const char *file = __builtin_FILE (),
                     int line = __builtin_LINE ())
{
  return lgt_emu_barrier (p, file, line);
}
static inline int
__syncthreads_or (int p, const char *file = __builtin_FILE (),
                  int line = __builtin_LINE ())
{
  return lgt_emu_barrier (p, file, line) != 0;
}
static inline int
__syncthreads_and (int p, const char *file = __builtin_FILE (),
                   int line = __builtin_LINE ())
{
  return lgt_emu_barrier (!p, file, line) == 0;
}

/* Memory is the same for all: no order to be kept.  */
static inline void __threadfence () {}
static inline void __threadfence_block () {}
static inline void __threadfence_system () {}

static inline void
__syncwarp (unsigned mask = 0xffffffffu)
{
  unsigned ballot;

  lgt_emu_meet (LGT_EMU_SYNC, mask, 0, 0, &ballot);
}

static inline unsigned
__ballot_sync (unsigned mask, int predicate)
{
  unsigned ballot;

  lgt_emu_meet (LGT_EMU_VOTE, mask, predicate != 0, 0, &ballot);
  return ballot;
}
static inline int
__any_sync (unsigned mask, int predicate)
{
  return __ballot_sync (mask, predicate) != 0;
}
static inline int
__all_sync (unsigned mask, int predicate)
{
  return __ballot_sync (mask, !predicate) == 0;
}

template <class T>
static inline T
lgt_emu_shuffle (unsigned mask, T value, unsigned source)
{
  uint64_t bits = 0;
  unsigned ballot;

  static_assert (sizeof value <= sizeof bits, "a type that CUDA shuffles");
  memcpy (&bits, &value, sizeof value);
  bits = lgt_emu_meet (LGT_EMU_SHUFFLE, mask, bits, source, &ballot);
  memcpy (&value, &bits, sizeof value);
  return value;
}
template <class T>
static inline T
__shfl_sync (unsigned mask, T value, int source, int width = 32)
{
  const unsigned lane = lgt_emu_now.number % 32, w = (unsigned) width - 1;

  return lgt_emu_shuffle (mask, value,
                          (lane & ~w) | ((unsigned) source & w));
}
template <class T>
static inline T
__shfl_xor_sync (unsigned mask, T value, int bits, int width = 32)
{
  const unsigned lane = lgt_emu_now.number % 32, w = (unsigned) width - 1;
  const unsigned source = lane ^ (unsigned) bits;

  return lgt_emu_shuffle (mask, value,
                          (source & ~w) > (lane & ~w) ? lane : source);
}
template <class T>
static inline T
__shfl_down_sync (unsigned mask, T value, unsigned by, int width = 32)
{
  const unsigned lane = lgt_emu_now.number % 32, w = (unsigned) width;

  return lgt_emu_shuffle (mask, value,
                          lane % w + by < w ? lane + by : lane);
}
template <class T>
static inline T
__shfl_up_sync (unsigned mask, T value, unsigned by, int width = 32)
{
  const unsigned lane = lgt_emu_now.number % 32;

  return lgt_emu_shuffle (mask, value,
                          lane % (unsigned) width >= by ? lane - by : lane);
}

#endif

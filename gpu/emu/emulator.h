/* What the parts of the emulator know of each other.

     api.h's functions   machine.cc, status.cc, heap.cc, copy.cc, stream.cc
     one launch          grid.cc: blocks, on the host's threads
     one block           block.cc: its threads, barriers, warps; fiber.cc
     faults of kernels   fault.cc; checker.cc where accesses are checked

   Memory comes from malloc and there are no containers, so that the archive
   shows no names but ours.  */

#ifndef LGT_EMU_EMULATOR_H
#define LGT_EMU_EMULATOR_H

#include "cuda_runtime.h"

#ifdef __SANITIZE_ADDRESS__
# define LGT_EMU_ASAN 1
#elif defined __has_feature
# if __has_feature (address_sanitizer)
#  define LGT_EMU_ASAN 1
# endif
#endif
#ifndef LGT_EMU_ASAN
# define LGT_EMU_ASAN 0
#endif

enum
{
  LGT_EMU_FAULT_STATUS = 86,    /* of a program with a faulty kernel */
  LGT_EMU_ALIGNMENT = 256,      /* of device memory */
  LGT_EMU_SHARED = 48 << 10,    /* a block's, unless more is asked for */
  LGT_EMU_SHARED_MOST = 227 << 10
};

extern "C"
{
/* ---- faults ---- */

/* Say that a kernel does WHAT and end the program.  FILE and LINE, if any,
   are those of the call; OTHER, that of others.  */
[[noreturn]] void lgt_emu_fault (const char *what, const char *file, int line,
                                 int other);
/* The same, with the place in the code.  */
[[noreturn]] void lgt_emu_fault_at (const char *what, const void *pc);
/* Messages name this launch.  */
extern const struct lgt_emu_call *lgt_emu_running;
/* Turn a signal inside a kernel into a fault.  */
void lgt_emu_catch_signals (void);

/* ---- errors of calls ---- */

/* Remember STATUS for cudaGetLastError; return it.  */
cudaError_t lgt_emu_result (cudaError_t status);
/* What every call returns from now on, after a fault of the device.  */
cudaError_t lgt_emu_broken (void);
void lgt_emu_break (cudaError_t status);

/* One call at a time, whatever thread it comes from; nests.  */
void lgt_emu_lock (void);
void lgt_emu_unlock (void);

/* The number in an environment variable, or OTHERWISE.  */
unsigned long long lgt_emu_setting (const char *name,
                                    unsigned long long otherwise);

/* malloc that does not fail.  */
void *lgt_emu_get (size_t bytes);

/* ---- memory ---- */

/* An allocation that holds all of [p, p + bytes); NULL: none does.  */
struct lgt_emu_memory;
const struct lgt_emu_memory *lgt_emu_find (const void *p, size_t bytes);
/* Some of [p, p + bytes) is the device's.  */
int lgt_emu_meets_device (const void *p, size_t bytes);
/* Let kernels (1) or nobody (0) touch the device's memory: the address
   sanitizer then sees the host use it.  */
void lgt_emu_open (int open);

/* ---- work ---- */

/* What a stream does: one link of its queue or of a graph.  */
enum lgt_emu_work_kind { LGT_EMU_KERNEL, LGT_EMU_COPY, LGT_EMU_SET };
struct lgt_emu_work
{
  struct lgt_emu_work *next;
  enum lgt_emu_work_kind kind;
  struct lgt_emu_call call;     /* a kernel */
  void *to;                     /* copies and memsets */
  const void *from;
  size_t bytes;
  int value;
};
/* Run it now.  */
void lgt_emu_perform (const struct lgt_emu_work *work);
/* Put it into STREAM, which may be recording: then a copy is kept.  STAGE: the
   host's memory at FROM may change afterwards.  */
cudaError_t lgt_emu_submit (cudaStream_t stream, struct lgt_emu_work *work,
                            int stage);
/* What must not be called while this thread captures, and ends the capture:
   an error, else cudaSuccess.  */
cudaError_t lgt_emu_unsafe (void);
/* Do all that waits in STREAM; all streams if NULL.  */
void lgt_emu_drain (cudaStream_t stream);
/* All blocks of a launch.  */
void lgt_emu_run_grid (const struct lgt_emu_call *call);
}

#endif

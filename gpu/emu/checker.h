/* What a build with LGT_EMU_CHECK knows of every load and store of a kernel:
   races, bounds, reads of what nobody wrote.  */

#ifndef LGT_EMU_CHECKER_H
#define LGT_EMU_CHECKER_H

#include "emulator.h"

#ifdef LGT_EMU_CHECK
# define LGT_EMU_CHECKS 1
#else
# define LGT_EMU_CHECKS 0
#endif

struct lgt_emu_cell;

#if LGT_EMU_CHECKS
extern "C"
{
/* For BYTES of device memory; nothing is written yet.  */
struct lgt_emu_cell *lgt_emu_new_cells (size_t bytes);
/* A launch, or one of its blocks, begins.  */
void lgt_emu_check_launch (const struct lgt_emu_call *call);
void lgt_emu_check_block (void);
/* The present thread reads or writes BYTES at P.  */
void lgt_emu_check (const void *p, size_t bytes, int write, int atomic,
                    const void *pc);
/* Copies and memsets.  */
void lgt_emu_check_written (void *p, size_t bytes);
void lgt_emu_check_copy (void *to, const void *from, size_t bytes);
}
#else
static inline struct lgt_emu_cell *
lgt_emu_new_cells (size_t)
{
  return NULL;
}
static inline void lgt_emu_check_launch (const struct lgt_emu_call *) {}
static inline void lgt_emu_check_block () {}
static inline void
lgt_emu_check (const void *, size_t, int, int, const void *) {}
static inline void lgt_emu_check_written (void *, size_t) {}
static inline void lgt_emu_check_copy (void *, const void *, size_t) {}
#endif

#endif

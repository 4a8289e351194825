/* One block: its threads as fibers, on one thread of the host.  */

#ifndef LGT_EMU_BLOCK_H
#define LGT_EMU_BLOCK_H

#include "emulator.h"

enum { LGT_EMU_WARP = 32, LGT_EMU_THREADS = 1024 };

extern "C"
{
/* Run the threads of the block that lgt_emu_now describes, in the order
   of lgt_emu_set_order.  */
void lgt_emu_run_block (const struct lgt_emu_call *call);

/* Threads that can go on do so in this order: 0 forward, 1 backward, else
   shuffled, by this seed.  */
void lgt_emu_set_order (struct dim3 threads, unsigned order);

/* For the checker: how many barriers and meetings of its warp the present
   thread has seen, and whether P is on its stack.  */
unsigned lgt_emu_barriers (void);
unsigned lgt_emu_meetings (void);
int lgt_emu_on_stack (const void *p);
}

#endif

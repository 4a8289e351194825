/* Device memory.  */

#ifndef LGT_EMU_HEAP_H
#define LGT_EMU_HEAP_H

#include "emulator.h"

struct lgt_emu_memory
{
  char *begin;
  size_t bytes;
  struct lgt_emu_cell *cells;   /* the checker's, where it is compiled in */
};

#endif
